package mime_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"guichet"
	"guichet/internal/mime"
)

func outgoing() mime.Outgoing {
	return mime.Outgoing{
		From:    mime.Address{Name: "Centre de services", Address: "support@desk.example"},
		ReplyTo: mime.Address{Name: "Centre de services", Address: "support+c1@desk.example"},
		To:      mime.Address{Name: "Hélène Durand", Address: "helene@example.fr"},
		Subject: "[INC-000123] VPN en panne à Lyon : nous avons bien reçu votre message et nous nous en occupons",
		Text:    "Bonjour,\n\nNous avons reçu votre message.\n.\nÀ bientôt", HTML: "<p>Bonjour</p>",
		MessageID: "a1@desk.example", InReplyTo: "1@example.fr", References: []string{"0@example.fr", "1@example.fr"},
		Language: guichet.French, Date: time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC),
		Attachments: []mime.File{{Name: "été.txt", Type: "text/plain", Data: []byte("x")}},
	}
}

func TestComposeIsReadBack(t *testing.T) {
	t.Parallel()
	o := outgoing()
	raw, err := mime.Compose(o)
	if err != nil {
		t.Fatal(err)
	}
	l, err := mime.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	want := mime.Letter{
		MessageID: o.MessageID, InReplyTo: o.InReplyTo, References: o.References, From: o.From, ReplyTo: []mime.Address{o.ReplyTo},
		To: []mime.Address{o.To}, Subject: o.Subject, Date: o.Date, Language: "fr", OneFrom: true, Text: o.Text, New: o.Text, HTML: o.HTML, Attachments: o.Attachments,
	}
	if diff := cmp.Diff(want, l); diff != "" {
		t.Errorf("%s\n%s", diff, raw)
	}
	for line := range strings.Lines(string(raw)) {
		if len(line) > 100 || !strings.HasSuffix(line, "\r\n") || strings.ContainsFunc(line, func(r rune) bool { return r > 0x7e }) {
			t.Errorf("a line that a server might change: %q", line)
		}
	}
}

func TestComposeGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	first, err := mime.Compose(outgoing())
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		if again, err := mime.Compose(outgoing()); err != nil || !bytes.Equal(first, again) {
			t.Fatalf("other bytes the second time (%v):\n%s\n%s", err, first, again)
		}
	}
}

func TestAnAcknowledgementSaysThatAProgramWroteIt(t *testing.T) {
	t.Parallel()
	o := outgoing()
	o.AutoSubmitted = true
	raw, err := mime.Compose(o)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(raw, []byte("\r\nAuto-Submitted: auto-replied\r\n")) {
		t.Errorf("%s", raw)
	}
	if l, err := mime.Parse(raw); err != nil || !l.Auto {
		t.Errorf("our own acknowledgement would be answered: %v", err)
	}
}

func TestNothingBreaksOutOfAHeader(t *testing.T) {
	t.Parallel()
	const evil = "x\r\nBcc: all@example.com\r\n\r\n<script>"
	for name, change := range map[string]func(*mime.Outgoing){
		"subject":                 func(o *mime.Outgoing) { o.Subject = evil },
		"name":                    func(o *mime.Outgoing) { o.To.Name = evil + `"` },
		"from":                    func(o *mime.Outgoing) { o.From.Name = evil + `\` },
		"name that is an address": func(o *mime.Outgoing) { o.To.Name = "é@example.com, all@example.com <x@example.com>" },
		"reply":                   func(o *mime.Outgoing) { o.InReplyTo = evil },
		"references":              func(o *mime.Outgoing) { o.References = []string{evil, "a@b>\r\nBcc: x"} },
		"language":                func(o *mime.Outgoing) { o.Language = evil },
		"file":                    func(o *mime.Outgoing) { o.Attachments = []mime.File{{Name: evil, Type: evil, Data: []byte("x")}} },
		"file type":               func(o *mime.Outgoing) { o.Attachments = []mime.File{{Name: "a", Type: "multipart/mixed; boundary=x"}} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := outgoing()
			change(&o)
			raw, err := mime.Compose(o)
			if err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(string(raw)) {
				if strings.HasPrefix(line, "Bcc:") || strings.HasPrefix(line, "<script") {
					t.Errorf("a line of its own: %q\n%s", line, raw)
				}
			}
			if l, err := mime.Parse(raw); err != nil || len(l.To) != 1 || l.Text != o.Text {
				t.Errorf("read back: %v %+v", err, l.To)
			}
		})
	}
	for name, change := range map[string]func(*mime.Outgoing){
		"address":        func(o *mime.Outgoing) { o.To.Address = "a@example.com\r\nBcc: b@example.com" },
		"two addresses":  func(o *mime.Outgoing) { o.To.Address = "a@example.com, b@example.com" },
		"no address":     func(o *mime.Outgoing) { o.To.Address = "" },
		"reply to":       func(o *mime.Outgoing) { o.ReplyTo.Address = "a b@example.com" },
		"accented local": func(o *mime.Outgoing) { o.To.Address = "é@example.com" },
		"message id":     func(o *mime.Outgoing) { o.MessageID = "a>\r\nBcc: b@example.com" },
		"no message id":  func(o *mime.Outgoing) { o.MessageID = "" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := outgoing()
			change(&o)
			if raw, err := mime.Compose(o); !guichet.IsKind(err, guichet.KindInvalid) {
				t.Errorf("%v\n%s", err, raw)
			}
		})
	}
}

func TestADomainWithAccents(t *testing.T) {
	t.Parallel()
	if got, err := mime.ASCII("a@société.fr"); err != nil || got != "a@xn--socit-esab.fr" {
		t.Errorf("%q %v", got, err)
	}
}
