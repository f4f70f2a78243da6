package mime_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"guichet/internal/mime"
)

func parse(t *testing.T, lines ...string) mime.Letter {
	t.Helper()
	l, err := mime.Parse([]byte(strings.Join(lines, "\r\n")))
	if err != nil {
		t.Fatal(err)
	}
	assertTidy(t, "letter", l)
	return l
}

func TestHeadIsRead(t *testing.T) {
	t.Parallel()
	l := parse(t,
		"Return-Path: <marie@example.fr>",
		"Delivered-To: support+abc@desk.example",
		"From: =?iso-8859-1?Q?H=E9l=E8ne_Durand?= <Helene.Durand@example.fr>",
		"Reply-To: helene@example.fr",
		"To: \"Support, informatique\" <support@desk.example>, equipe: a@example.fr, b@example.fr;",
		"Cc: Jean Dupont <jean@example.fr",
		"Subject: =?utf-8?B?UsOpOiBWUE4gZW4gcGFubmU=?=",
		"Date: Tue, 3 Mar 2026 10:00:00 +0100",
		"Message-ID: <1@example.fr>",
		"In-Reply-To: <9@desk.example>",
		"References: <7@desk.example>",
		" <8@desk.example>",
		"Content-Language: fr-FR",
		"Content-Type: text/plain; charset=windows-1252",
		"", "D\xe9sol\xe9e, \x80 100", "")
	want := mime.Letter{
		MessageID: "1@example.fr", InReplyTo: "9@desk.example", References: []string{"7@desk.example", "8@desk.example", "9@desk.example"},
		From:    mime.Address{Name: "Hélène Durand", Address: "Helene.Durand@example.fr"},
		ReplyTo: []mime.Address{{Address: "helene@example.fr"}},
		To:      []mime.Address{{Name: "Support, informatique", Address: "support@desk.example"}, {Address: "a@example.fr"}, {Address: "b@example.fr"}},
		Cc:      []mime.Address{{Name: "Jean Dupont", Address: "jean@example.fr"}}, Delivered: []string{"support+abc@desk.example"},
		ReturnPath: "marie@example.fr", Subject: "Ré: VPN en panne", Date: l.Date, Language: "fr-FR", OneFrom: true, Text: "Désolée, € 100", New: "Désolée, € 100",
	}
	if got := l.Date.Format("2006-01-02 15:04"); got != "2026-03-03 09:00" {
		t.Errorf("date %s", got)
	}
	if diff := cmp.Diff(want, l); diff != "" {
		t.Error(diff)
	}
}

func TestCharacterSetsAreNotBelievedBlindly(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ charset, body, want string }{
		"as said":              {"iso-8859-15", "\xa4 \xbd", "€ œ"},
		"UTF-8 said Latin":     {"iso-8859-1", "déjà", "déjà"},
		"Latin said UTF-8":     {"utf-8", "d\xe9j\xe0", "déjà"},
		"Latin said ASCII":     {"us-ascii", "d\xe9j\xe0 \x96", "déjà –"},
		"a set nobody knows":   {"x-gibberish", "d\xe9j\xe0", "déjà"},
		"decomposed":           {"utf-8", "e\u0301te\u0301", "été"},
		"with NUL":             {"utf-8", "a\x00b\x1b[31m", "ab[31m"},
		"cut in the middle":    {"utf-8", "été été été\xc3", "été été été\uFFFD"},
		"Japanese":             {"iso-2022-jp", "\x1b$B$3$s\x1b(B", "こん"},
		"a byte order mark":    {"utf-8", "\xef\xbb\xbfoui", "oui"},
		"quotes around it":     {"'utf-8'", "été", "été"},
		"charset named twice":  {"charset=utf-8", "été", "été"},
		"Windows said ISO, UK": {"windows-1252", "\x93a\x94", "“a”"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := parse(t, "From: a@example.fr", "MIME-Version: 1.0", "Content-Type: text/plain; charset="+c.charset, "", c.body)
			if l.Text != c.want {
				t.Errorf("got %q, want %q", l.Text, c.want)
			}
		})
	}
}

func TestPartsBecomeTextAndFiles(t *testing.T) {
	t.Parallel()
	l := parse(t,
		"From: a@example.fr", "MIME-Version: 1.0", `Content-Type: multipart/mixed; boundary="m"`, "",
		"--m", `Content-Type: multipart/related; boundary="r"`, "",
		"--r", `Content-Type: multipart/alternative; boundary="a"`, "",
		"--a", "Content-Type: text/plain; charset=utf-8", "", "Voir l'image.",
		"--a", "Content-Type: text/html; charset=utf-8", "",
		`<p>Voir <b>l'image</b>.<img src="cid:i1@x"><img src="https://t.example/p.gif"></p><script>alert(1)</script>`,
		"--a--",
		"--r", "Content-Type: image/png; name=../../capture.png", "Content-ID: <i1@x>", "Content-Transfer-Encoding: base64", "", "iVBORw0KGgo=",
		"--r--",
		"--m", "Content-Type: text/plain; name=journal.txt", "Content-Disposition: attachment; filename=journal.txt", "", "ligne",
		"--m", "Content-Type: application/octet-stream", `Content-Disposition: attachment; filename*=utf-8''%E2%80%AEfdp.exe`, "Content-Transfer-Encoding: base64", "", "AAEC",
		"--m", "Content-Type: message/rfc822", "", "Subject: dedans", "", "corps",
		"--m", "Content-Type: text/plain", "", "Pied de liste",
		"--m--", "")
	if l.Text != "Voir l'image.\n\nPied de liste" {
		t.Errorf("text %q", l.Text)
	}
	if !strings.Contains(l.HTML, `data-inline="i1@x"`) || strings.Contains(l.HTML, "script") || l.Blocked != 1 || !strings.Contains(l.HTML, "Pied de liste") {
		t.Errorf("html %s, blocked %d", l.HTML, l.Blocked)
	}
	var names []string
	for _, f := range append(l.Inlines, l.Attachments...) {
		names = append(names, f.Name)
	}
	if diff := cmp.Diff([]string{"capture.png", "journal.txt", "fdp.exe", "file-4.eml"}, names); diff != "" {
		t.Error(diff)
	}
	if len(l.Inlines) != 1 || string(l.Attachments[0].Data) != "ligne" {
		t.Errorf("inline %d, %q", len(l.Inlines), l.Attachments[0].Data)
	}
}

func TestTextIsMadeOfHTMLWhereThereIsNone(t *testing.T) {
	t.Parallel()
	l := parse(t, "From: a@example.fr", "Content-Type: text/html; charset=utf-8", "",
		`<div>Toujours en panne</div><br><div class="gmail_quote">Le mar. 3 mars 2026 à 10:00, Support &lt;s@desk.example&gt; a écrit :<br><blockquote>Redémarrez</blockquote></div>`)
	if l.New != "Toujours en panne" || !strings.Contains(l.Quoted, "> Redémarrez") {
		t.Errorf("new %q, quoted %q", l.New, l.Quoted)
	}
}

func TestProgramsAreTold(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]bool{
		"X-Nothing: x":                           false,
		"Auto-Submitted: no":                     false,
		"Auto-Submitted: auto-replied":           true,
		"Auto-Submitted: auto-generated; a=b":    true,
		"Precedence: bulk":                       true,
		"Precedence: first-class":                false,
		"X-Autoreply: yes":                       true,
		"Return-Path: <>":                        true,
		"Return-Path: <a@example.fr>":            false,
		"X-Auto-Response-Suppress: All":          true,
		"X-Auto-Response-Suppress: DR":           false,
		"List-Id: <liste.example.fr>":            true,
		"Subject: Réponse automatique : absence": true,
		"Subject: Absence de réseau":             false,
	} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			if l := parse(t, "From: a@example.fr", line, "", "x"); l.Auto != want {
				t.Errorf("Auto = %v", l.Auto)
			}
		})
	}
}

func TestBounds(t *testing.T) {
	t.Parallel()
	nested := "From: a@example.fr\r\n"
	for range 2000 {
		nested += "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
	}
	for name, raw := range map[string]string{
		"depth":     nested,
		"parts":     "From: a@example.fr\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + strings.Repeat("--b\r\n\r\nx\r\n", 5000),
		"all lines": "From: a@example.fr\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + strings.Repeat("--b\r\n", 2000000),
		"head":      "From: a@example.fr\r\n" + strings.Repeat("X-A: b\r\n", 200000) + "\r\nx",
		"size":      strings.Repeat("x", mime.SizeMost+1),
		"nothing":   "",
		"no colon":  "hello",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if l, err := mime.Parse([]byte(raw)); err == nil && len(l.Attachments) > mime.PartsMost {
				t.Errorf("read as %d parts", len(l.Attachments))
			} else if err == nil {
				t.Errorf("read without a word: %q", l.Text[:min(100, len(l.Text))])
			}
		})
	}
}

func TestALongTextIsCut(t *testing.T) {
	t.Parallel()
	l := parse(t, "From: a@example.fr", "", strings.Repeat("été ", mime.TextMost/4))
	if !l.Cut || len(l.Text) > mime.TextMost {
		t.Errorf("cut %v, %d bytes", l.Cut, len(l.Text))
	}
}

func TestFileName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"rapport.pdf":                       "rapport.pdf",
		"../../etc/passwd":                  "passwd",
		`C:\Users\a\note.txt`:               "note.txt",
		"a\r\nContent-Type: x":              "a Content-Type_ x",
		"":                                  "file-7.pdf",
		"..":                                "file-7.pdf",
		"con.txt":                           "_con.txt",
		"e\u0301te\u0301.txt":               "été.txt",
		strings.Repeat("é", 300) + ".docx":  strings.Repeat("é", 97) + ".docx",
		`<img src=x onerror=alert(1)>".png`: "_img src=x onerror=alert(1)__.png",
		"gpj.\u202efdp.exe":                 "gpj.fdp.exe",
		"nul":                               "_nul",
		"devis (final).tar.gz ":             "devis (final).tar.gz",
		"facture n° 12, « été » & cie [1].xlsx": "facture n° 12, « été » & cie [1].xlsx",
	} {
		if got := mime.FileName(name, "application/pdf", 7); got != want {
			t.Errorf("FileName(%q) = %q, want %q", name, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"From: a@example.fr\r\nSubject: x\r\n\r\nbody",
		"From: a@example.fr\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b--",
		"From: =?x?Q?=?=\nContent-Type: text/html\n\n<script>alert(1)</script>",
		"Content-Type: text/plain; charset=utf-7\n\n+ADw-script+AD4-",
		"Content-Transfer-Encoding: base64\n\n####",
		"Content-Type: multipart/alternative\n\n--\n",
		"From: <<>>@@\nTo: ,,,;;:\nReferences: <<a> <b\nDate: Mon, 99 Foo\n\n",
		"From x\nFrom: a@b.c\n\nLe 3 mai 2026 à 10:00, A a écrit :\n> x\n",
		"Content-Type: message/rfc822\n\nContent-Type: multipart/mixed; boundary=\"\"\n\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		l, err := mime.Parse(raw)
		if err != nil {
			return
		}
		assertTidy(t, "fuzz", l)
		again := mime.Outgoing{
			From: mime.Address{Name: l.From.Name, Address: "desk@example.com"}, To: mime.Address{Name: l.From.Name, Address: "a@example.com"},
			Subject: l.Subject, Text: l.Text, HTML: l.HTML, MessageID: "1@example.com", References: l.References, InReplyTo: l.InReplyTo,
			Attachments: l.Attachments,
		}
		sent, err := mime.Compose(again)
		if err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		back, err := mime.Parse(sent)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v\n%s", err, sent)
		}
		if back.Subject != l.Subject || back.Text != l.Text || len(back.To) != 1 || back.To[0].Address != "a@example.com" {
			t.Errorf("sent %q %q, came back %q %q", l.Subject, l.Text, back.Subject, back.Text)
		}
	})
}

func TestReportsOfManyDialects(t *testing.T) {
	t.Parallel()
	const head = "Return-Path: <>\r\nFrom: Mail Delivery System <MAILER-DAEMON@mx.example.fr>\r\nTo: <desk@example.org>\r\n"
	const copied = "Message-ID: <018f@desk.example.org>\nFrom: Desk <desk@example.org>\nReply-To: Desk <desk+ctag@example.org>\nTo: <zoe@example.fr>\nSubject: VPN\n"
	for name, c := range map[string]struct{ subject, body, kind, address, status string }{
		"qmail":             {"failure notice", "Hi. This is the qmail-send program.\n\n<zoe@example.fr>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\n" + copied, "failed", "zoe@example.fr", "5.1.1"},
		"exim":              {"Mail delivery failed: returning message to sender", "The following address(es) failed:\n\n  zoe@example.fr\n    SMTP error from remote mail server after RCPT TO:<zoe@example.fr>:\n    550 5.2.2 over quota\n\n------ This is a copy of the message, including all the headers. ------\n\n" + copied, "failed", "zoe@example.fr", "5.2.2"},
		"exim, delayed":     {"Warning: message 1abc delayed 24 hours", "The address to which the message has not yet been delivered is:\n\n  zoe@example.fr\n    Delay reason: 451 4.3.0 try later\n\nNo action is required on your part.\n\n--- The header of the original message is following. ---\n\n" + copied, "delayed", "zoe@example.fr", "4.3.0"},
		"exchange, French":  {"Non remis : VPN", "Échec de la remise pour ces destinataires ou groupes :\n\nzoe@example.fr\nL’adresse de courrier que vous avez entrée est introuvable.\n\n550 5.1.10 RESOLVER.ADR.RecipientNotFound\n\nEn-têtes de message d'origine :\n\n" + copied, "failed", "zoe@example.fr", "5.1.10"},
		"a French sentence": {"Message non distribué", "Votre message à zoe@example.fr n'a pas pu être remis : boîte pleine (552 5.2.2).\n\n----- Message d'origine -----\n" + copied, "failed", "zoe@example.fr", "5.2.2"},
		"sendmail":          {"Returned mail: see transcript for details", "   ----- The following addresses had permanent fatal errors -----\n<zoe@example.fr>\n    (reason: 550 5.1.1 <zoe@example.fr>... User unknown)\n\n   ----- Transcript of session follows -----\n... while talking to mx.example.fr.:\n>>> RCPT To:<zoe@example.fr>\n<<< 550 5.1.1 User unknown\n\n   ----- Original message follows -----\n\n" + copied, "failed", "zoe@example.fr", "5.1.1"},
	} {
		l, err := mime.Parse([]byte(head + "Subject: " + c.subject + "\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + strings.ReplaceAll(c.body, "\n", "\r\n")))
		switch {
		case err != nil:
			t.Errorf("%s: %v", name, err)
		case l.Report == nil:
			t.Errorf("%s: no report", name)
		case string(l.Report.Kind) != c.kind || len(l.Report.Recipients) != 1 || l.Report.Recipients[0].Address != c.address || l.Report.Recipients[0].Status != c.status:
			t.Errorf("%s: %+v", name, *l.Report)
		case l.Report.MessageID != "018f@desk.example.org" || len(l.Report.Answers) == 0 || l.Report.Answers[0] != "desk+ctag@example.org":
			t.Errorf("%s: of the message %q, answers to %q", name, l.Report.MessageID, l.Report.Answers)
		}
	}
}

func TestWordsOfPeopleAreNoReports(t *testing.T) {
	t.Parallel()
	for _, c := range []string{
		"Subject: Undelivered Mail Returned to Sender\r\n\r\nBonjour, que veut dire ce message : zoe@example.fr could not be delivered (550) ?",
		"Subject: Delivery failure on the printer\r\nIn-Reply-To: <a@b>\r\n\r\nThe toner could not be delivered to zoe@example.fr.",
		"Subject: Re: Mail\r\n\r\nI typed\r\n> MAIL FROM: a@example.fr\r\nand nothing happened.",
	} {
		l, err := mime.Parse([]byte("Return-Path: <anne@example.fr>\r\nFrom: Anne <anne@example.fr>\r\nTo: desk@example.org\r\n" + c))
		if err != nil || l.Report != nil || l.Auto {
			t.Errorf("%q: %v, %+v, automatic %v", c, err, l.Report, l.Auto)
		}
	}
}
