package desktest_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/mail"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"guichet"
	channel "guichet/internal/channel/mail"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/intake"
	"guichet/internal/job"
	"guichet/internal/mailbox"
	"guichet/internal/outbox"
	. "guichet/test/desktest"
)

// gateway is the mail server that the desk hands its letters to.
type gateway struct {
	mu    sync.Mutex
	taken []handed
}

// handed is a letter as it was handed over.
type handed struct {
	from, to string
	raw      []byte
}

func openGateway(t *testing.T) (*gateway, int) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	g := &gateway{}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &passing{g: g}, nil }))
	server.Domain = "gateway.example"
	ended := make(chan struct{})
	go func() { _ = server.Serve(listener); close(ended) }()
	t.Cleanup(func() { server.Close(); <-ended })
	return g, listener.Addr().(*net.TCPAddr).Port
}

type passing struct {
	g   *gateway
	now handed
}

func (p *passing) Mail(from string, _ *smtp.MailOptions) error {
	p.now = handed{from: from}
	return nil
}
func (p *passing) Rcpt(to string, _ *smtp.RcptOptions) error { p.now.to += to; return nil }
func (p *passing) Reset()                                    { p.now = handed{} }
func (p *passing) Logout() error                             { return nil }

func (p *passing) Data(r io.Reader) (err error) {
	if p.now.raw, err = io.ReadAll(r); err != nil {
		return err
	}
	p.g.mu.Lock()
	defer p.g.mu.Unlock()
	p.g.taken = append(p.g.taken, p.now)
	return nil
}

// headersOfLetters are the only ones that a letter of the desk has.
func headersOfLetters() []string {
	return []string{
		"Date", "From", "Reply-To", "To", "Cc", "Message-Id", "In-Reply-To", "References", "Subject", "Content-Language",
		"Auto-Submitted", "X-Auto-Response-Suppress", "Mime-Version", "Content-Type", "Content-Transfer-Encoding",
	}
}

var (
	numbers   = regexp.MustCompile(`\b(?:\d{1,3}\.){3}\d{1,3}\b|\b0[1-9](?:[ .]?\d\d){4}\b|\+33`)
	addresses = regexp.MustCompile(`[A-Za-z0-9.+_-]+@[A-Za-z0-9.-]+`)
)

// Whatever letter goes out, its head tells its reader nothing of anybody else: an
// answer, an acknowledgement, a copy, a word to who follows a record, to an agent,
// a link, an invitation, a change of password, a mailbox on trial.
func TestTheHeadOfALetterTellsOfNobodyElse(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		g, port := openGateway(t)
		admin, karim, claire, sophie := d.As("admin"), d.As("karim"), d.As("claire"), d.As("sophie")
		var box struct{ ID string }
		admin.Post("/api/mailboxes", Map{
			"name": "Support", "address": "support@solane.example", "enabled": true, "send": Map{"host": "127.0.0.1", "port": port, "tls": "none"},
			"receive": Map{"host": "127.0.0.1", "port": 1, "tls": "none", "user": "support"},
		}, &box).Want(http.StatusCreated)
		for _, c := range []*Client{karim, claire} {
			c.Patch("/api/me/preferences", Map{"name": "notices", "value": Map{
				"assigned": Map{"page": true, "mail": true}, "answered": Map{"page": true, "mail": true}, "mentioned": Map{"page": true, "mail": true},
			}}, nil).Want(http.StatusOK)
		}

		// Sophie writes from a machine that has a name, Julien answers from another.
		out := writes(t, d, intake.Mail{
			From: addressOf(d, "sophie"), Name: "Sophie Lacroix", Subject: "VPN refusé", Text: "Il refuse.", Vouched: true, MailID: "a1@poste-de-sophie.solane.example",
		})
		i := Incident{Row: Row{ID: out.Ticket.ID}, ConversationID: out.Ticket.ConversationID}
		i = karim.Reads(i)
		claire.Assigns(i, Map{"team_id": d.Team(ServiceDesk), "person_id": d.ID("karim")})
		karim.Post("/api/tickets/"+i.ID+"/watchers", Map{"person_id": d.ID("julien"), "told": true}, nil).Want(http.StatusOK)
		karim.Post("/api/incidents/"+i.ID+"/replies", Map{"text": "Quel message ?", "copies": []string{"hotline@supplier.example"}}, nil).Want(http.StatusCreated)
		d.Settle()
		writes(t, d, intake.Mail{
			From: addressOf(d, "julien"), Name: "Julien Roche", Subject: "Re: VPN refusé", Text: "Moi aussi.", Vouched: true,
			Clues: conversation.Clues{Tagged: i.ConversationID}, MailID: "b2@poste-de-julien.solane.example",
		})
		karim.Notes(i, "@Claire Dumont peux-tu regarder ?")
		karim.Resolves(i, "Profil corrigé.")
		sophie.Post("/api/incidents/"+i.ID+"/replies", Map{"text": "Non, toujours refusé."}, nil).Want(http.StatusCreated)
		karim.Resolves(i, "Profil refait.")
		karim.Moves(i, "closed", nil).Want(http.StatusOK)
		sophie.Logs(Map{"title": "Autre chose"})
		karim.Logs(Map{"title": "Par téléphone", "requester_id": d.ID("julien"), "channel": "phone", "contact": "04 72 00 00 00"})

		for _, path := range []string{"/api/password/links", "/api/session/links"} {
			d.Anybody().Post(path, Map{"address": addressOf(d, "julien")}, nil).Want(http.StatusOK)
		}
		var lea struct{ ID string }
		admin.Post("/api/administration/people", Map{
			"name": "Léa Fontaine", "organisation_id": d.Cast.Organisations[Solane], "identities": []Map{{"kind": "mail", "value": "lea@solane.example"}},
		}, &lea).Want(http.StatusCreated)
		admin.Post("/api/administration/people/"+lea.ID+"/invitation", nil, nil).Want(http.StatusCreated)
		d.As("emma").Post("/api/me/password", Map{"current": Password, "password": "une autre phrase de récit"}, nil).Want(http.StatusOK)
		admin.Post("/api/mailboxes/"+box.ID+"/trial", nil, nil).Want(http.StatusCreated)
		d.Settle()

		hand(t, d)
		kinds := kindsSent(t, d)
		for _, kind := range []string{"replied", "created", "watched", "resolved", "reopened", "closed", "notice", outbox.KindLink, "safety"} {
			if !slices.Contains(kinds, kind) {
				t.Errorf("no letter of the kind %s was handed over: there are %v", kind, kinds)
			}
		}
		machine, err := os.Hostname()
		if err != nil {
			t.Fatal(err)
		}
		host := regexp.MustCompile(`\b` + regexp.QuoteMeta(machine) + `\b`)
		if len(g.taken) < 15 || len(g.taken) <= len(kinds)-1 {
			t.Fatalf("%d letters were handed over", len(g.taken))
		}
		for _, l := range g.taken {
			head, _, _ := bytes.Cut(l.raw, []byte("\r\n\r\n"))
			about := "the head of a letter to " + l.to + " "
			read, err := mail.ReadMessage(bytes.NewReader(l.raw))
			if err != nil {
				t.Fatal(err)
			}
			for name := range read.Header {
				if !slices.Contains(headersOfLetters(), name) {
					t.Errorf("%shas %s: %q", about, name, read.Header.Get(name))
				}
			}
			if l.from != "support@solane.example" {
				t.Errorf("a letter to %s comes from %s", l.to, l.from)
			}
			// Of the headers that name letters, only those of its reader and ours.
			for _, name := range []string{"In-Reply-To", "References"} {
				if v := read.Header.Get(name); strings.Contains(v, "poste-de-sophie") && l.to != addressOf(d, "sophie") ||
					strings.Contains(v, "poste-de-julien") && l.to != addressOf(d, "julien") {
					t.Errorf("%snames a mail of somebody else: %s", about, v)
				}
			}
			// An answer in copy names who gets it, in each of its letters.
			inCopy := strings.Contains(read.Header.Get("Cc"), "hotline@supplier.example")
			for _, address := range addresses.FindAllString(read.Header.Get("From")+read.Header.Get("To")+read.Header.Get("Cc")+read.Header.Get("Reply-To"), -1) {
				local, domain, _ := strings.Cut(address, "@")
				local, _, _ = strings.Cut(local, "+")
				plain := local + "@" + domain
				if plain != "support@solane.example" && !strings.EqualFold(address, l.to) &&
					!(inCopy && (address == "hotline@supplier.example" || address == addressOf(d, "sophie"))) {
					t.Errorf("%snames %s", about, address)
				}
			}
			for key, p := range d.Cast.People {
				if bytes.Contains(head, []byte(p.ID)) || bytes.Contains(head, []byte(p.Name)) && l.to != addressOf(d, key) {
					t.Errorf("%stells of %s:\n%s", about, p.Name, head)
				}
			}
			if host.Match(head) {
				t.Errorf("%snames this machine:\n%s", about, head)
			}
			for _, word := range []string{"127.0.0.1", "localhost", "Go-http-client", "guichet/", i.ID, i.ConversationID, d.URL, "04 72"} {
				if word != "" && bytes.Contains(head, []byte(word)) {
					t.Errorf("%ssays %q:\n%s", about, word, head)
				}
			}
			if found := numbers.Find(head); found != nil {
				t.Errorf("%ssays %q:\n%s", about, found, head)
			}
		}
	})
}

// kindsSent are the kinds of the letters that left, each once.
func kindsSent(t *testing.T, d *Desk) []string {
	t.Helper()
	var kinds []string
	inWrite(t, d, func(ctx context.Context, tx *db.Tx) error {
		all, _, err := outbox.InState(ctx, tx, outbox.Sent, guichet.Page{Limit: 200})
		for _, l := range all {
			if !slices.Contains(kinds, l.Kind) {
				kinds = append(kinds, l.Kind)
			}
		}
		return err
	})
	return kinds
}

// hand has the desk's letters put on the wire.
func hand(t *testing.T, d *Desk) {
	t.Helper()
	keys, err := mailbox.ParseKeys("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=\n")
	if err != nil {
		t.Fatal(err)
	}
	quiet := slog.New(slog.DiscardHandler)
	c, err := channel.New(d.DB, channel.Options{
		Keys: keys, Host: "desk.example", Logger: quiet, Receive: func(context.Context, channel.Arrival) error { return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	runner := job.NewRunner(d.DB, c.Handlers(), job.Options{Logger: quiet})
	for range 3 {
		if _, err := runner.RunDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		d.Clock.Forward(time.Second) // one letter of a conversation after the other
	}
}
