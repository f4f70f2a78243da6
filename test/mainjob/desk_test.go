package mainjob_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/smtp"
	"slices"
	"strings"
	"testing"
	"time"

	"guichet/internal/app"
	"guichet/internal/db/dbtest"
	"guichet/internal/mime"
	"guichet/internal/sample"
	"guichet/test/post"
)

// patience is how long a story waits for what must come. A mailbox that vanished
// under a connection is looked into again after a while, not at once.
const patience = 4 * time.Minute

// desk is the whole program with its post office.
type desk struct {
	t      *testing.T
	office *post.Office
	house  *app.App
	url    string
	config app.Config
	stop   context.CancelFunc // nil: it is stopped
	served chan error
}

func openDesk(t *testing.T, engine string) *desk {
	t.Helper()
	return openDeskAt(t, engine, post.Start(t), "support", "Support Solane")
}

// openDeskAt opens a desk with a mailbox at an office that may serve others too.
func openDeskAt(t *testing.T, engine string, office *post.Office, user, name string) *desk {
	t.Helper()
	d := &desk{t: t, office: office}
	d.config = app.Config{
		Database: dbtest.URL(t, engine), Data: t.TempDir(), Sample: true,
		Version: "test", Logger: slog.New(slog.NewTextHandler(t.Output(), nil)), MailRoots: d.office.Roots,
	}
	d.start()
	t.Cleanup(func() {
		if d.stop == nil {
			return
		}
		d.end()
		report, err := d.house.Verify(context.Background(), true)
		if err != nil || len(report.Faults) > 0 {
			t.Errorf("verify: %v %v", report.Faults, err)
		}
		if err := d.house.Close(context.Background()); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	d.as("admin@solane.example").post("/api/mailboxes", map[string]any{
		"name": name, "address": d.office.Address(user), "language": "fr",
		"receive": map[string]any{"host": post.Host, "port": d.office.IMAPS, "tls": "implicit", "user": user, "password": post.Password},
		"send":    map[string]any{"host": post.Host, "port": d.office.SMTP, "tls": "starttls", "user": user, "password": post.Password},
	}, nil)
	return d
}

// start opens the program and serves it.
func (d *desk) start() {
	d.t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(d.t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		d.t.Fatal(err)
	}
	d.config.Listen = listener.Addr().String()
	if d.house, err = app.Open(d.t.Context(), d.config); err != nil {
		d.t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	d.stop, d.served, d.url = stop, make(chan error, 1), "http://"+d.config.Listen
	go func() { d.served <- d.house.ServeOn(ctx, listener) }()
}

// end has the program stop serving.
func (d *desk) end() {
	d.t.Helper()
	d.stop()
	if err := <-d.served; err != nil {
		d.t.Errorf("serve: %v", err)
	}
	d.stop = nil
}

// letter is a mail that a person writes with their own program.
type letter struct {
	from, name, to, subject, text string
	inReplyTo                     string
}

// compose writes a letter as a mail program does.
func (d *desk) compose(l letter) (messageID string, raw []byte) {
	d.t.Helper()
	messageID = fmt.Sprintf("%d.%s@%s", time.Now().UnixNano(), l.from, post.Domain)
	raw, err := mime.Compose(mime.Outgoing{
		From: mime.Address{Name: l.name, Address: d.office.Address(l.from)}, To: mime.Address{Address: l.to},
		Subject: l.subject, Text: l.text, MessageID: messageID, InReplyTo: l.inReplyTo, Date: time.Now(),
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return messageID, raw
}

// send brings a letter to Postfix, with TLS and a password.
func (d *desk) send(l letter) (messageID string) {
	d.t.Helper()
	messageID, raw := d.compose(l)
	d.sendRaw(l.from, l.to, string(raw))
	return messageID
}

// sendRaw brings bytes to Postfix, of whoever is signed in.
func (d *desk) sendRaw(from, to, raw string) {
	d.t.Helper()
	c, err := smtp.Dial(fmt.Sprintf("%s:%d", post.Host, d.office.SMTP))
	if err != nil {
		d.t.Fatal(err)
	}
	defer c.Close()
	steps := []func() error{
		func() error { return c.StartTLS(d.tls()) },
		func() error { return c.Auth(smtp.PlainAuth("", from, post.Password, post.Host)) },
		func() error { return c.Mail(d.office.Address(from)) },
		func() error { return c.Rcpt(to) },
		func() error {
			w, err := c.Data()
			if err != nil {
				return err
			}
			if _, err := w.Write([]byte(raw)); err != nil {
				return err
			}
			return w.Close()
		},
		c.Quit,
	}
	for _, step := range steps {
		if err := step(); err != nil {
			d.t.Fatalf("send as %s: %v", from, err)
		}
	}
}

// knowsToo gives somebody another address.
func (s *someone) knowsToo(id string, addresses ...string) {
	s.t.Helper()
	var p struct{ Version int64 }
	s.get("/api/administration/people/"+id, &p)
	known := []map[string]any{}
	for _, a := range addresses {
		known = append(known, map[string]any{"kind": "mail", "value": a})
	}
	s.expect(http.MethodPatch, "/api/administration/people/"+id, map[string]any{"version": p.Version, "identities": known}, nil)
}

// receives waits for a letter of the desk to a name whose text holds the words.
func (d *desk) receives(name string, words ...string) mime.Letter {
	d.t.Helper()
	end := time.Now().Add(patience)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for ; time.Now().Before(end); <-tick.C {
		for _, raw := range d.office.Letters(d.t, name) {
			l, err := mime.Parse(raw)
			if err != nil {
				d.t.Fatal(err)
			}
			holds := true
			for _, w := range words {
				holds = holds && strings.Contains(l.Subject+"\n"+l.Text, w)
			}
			if holds {
				return l
			}
		}
	}
	d.t.Fatalf("no letter to %s with %q", name, words)
	return mime.Letter{}
}

// someone is a person signed in.
type someone struct {
	t      *testing.T
	url    string
	cookie *http.Cookie
}

func (d *desk) as(login string) *someone {
	d.t.Helper()
	s := &someone{t: d.t, url: d.url}
	res, body := s.do(http.MethodPost, "/api/session", map[string]string{"login": login, "password": sample.Password})
	if res.StatusCode != http.StatusOK || len(res.Cookies()) == 0 {
		d.t.Fatalf("sign in as %s: %s %s", login, res.Status, body)
	}
	s.cookie = res.Cookies()[0]
	return s
}

func (s *someone) do(method, path string, in any) (*http.Response, []byte) {
	s.t.Helper()
	text, err := json.Marshal(in)
	if err != nil {
		s.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, bytes.NewReader(text))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if s.cookie != nil {
		r.AddCookie(s.cookie)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return res, body
}

func (s *someone) get(path string, out any) { s.t.Helper(); s.expect(http.MethodGet, path, nil, out) }

func (s *someone) post(path string, in, out any) {
	s.t.Helper()
	s.expect(http.MethodPost, path, in, out)
}

func (s *someone) expect(method, path string, in, out any) {
	s.t.Helper()
	res, body := s.do(method, path, in)
	if res.StatusCode >= 300 {
		s.t.Fatalf("%s %s: %s %s", method, path, res.Status, body)
	}
	if out == nil {
		return
	}
	if err := json.Unmarshal(body, out); err != nil {
		s.t.Fatal(err)
	}
}

// incident is what the stories read of one.
type incident struct {
	ID, Reference, Title, State, Channel, Confirmed string
	Version                                         int64
	Requester                                       struct{ ID, Name string }
	Team, Assignee                                  *struct{ ID, Name string }
	ReopenCount                                     int `json:"reopen_count"`
}

// awaits looks at the queue until an incident is there as wanted.
func (s *someone) awaits(what string, wanted func(incident) bool) incident {
	s.t.Helper()
	end := time.Now().Add(patience)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for ; time.Now().Before(end); <-tick.C {
		var page struct{ Items []incident }
		s.get("/api/incidents?view=all&sort=-updated&limit=20", &page)
		for _, i := range page.Items {
			if wanted(i) {
				return i
			}
		}
	}
	s.t.Fatalf("waited in vain: %s", what)
	return incident{}
}

// reads looks at a record until its history says something: letters follow from
// what was done, a moment later.
func (s *someone) reads(path, what, text string) {
	s.t.Helper()
	end := time.Now().Add(patience)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for ; time.Now().Before(end); <-tick.C {
		if strings.Contains(timelineText(s, path), text) {
			return
		}
	}
	s.t.Fatalf("the record does not say %s: %s", what, timelineText(s, path))
}

// category is one that an incident may end with.
func (s *someone) category() string {
	s.t.Helper()
	var tree struct {
		Items []struct {
			ID      string
			Offered bool
			Kinds   []string
		}
	}
	s.get("/api/categories", &tree)
	for _, c := range tree.Items {
		if c.Offered && slices.Contains(c.Kinds, "incident") {
			return c.ID
		}
	}
	s.t.Fatal("there is no category for incidents")
	return ""
}
