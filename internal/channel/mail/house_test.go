package mail

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"guichet"
	"guichet/internal/blob"
	"guichet/internal/db"
	"guichet/internal/db/dbtest"
	"guichet/internal/job"
	"guichet/internal/mailbox"
	"guichet/internal/outbox"
	"guichet/test/post"
)

// house is a database, a channel on it, and what the channel handed on.
type house struct {
	t       *testing.T
	d       *db.DB
	keys    *mailbox.Keys
	channel *Channel
	runner  *job.Runner
	blobs   *blob.Folder

	mu       sync.Mutex
	acts     int
	arrivals map[int]Arrival // by the place of their acts
	came     chan Arrival
}

func newHouse(t *testing.T, d *db.DB, roots *x509.CertPool, change func(*Options)) *house {
	t.Helper()
	keys, err := mailbox.ParseKeys("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=\n")
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, d: d, keys: keys, arrivals: map[int]Arrival{}, came: make(chan Arrival, 1000)}
	if h.blobs, err = blob.OpenFolder(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	o := Options{Keys: keys, Receive: h.receive, Blobs: h.blobs, Roots: roots, Host: "desk.example", Logger: slog.New(slog.DiscardHandler)}
	if change != nil {
		change(&o)
	}
	if h.channel, err = New(d, o); err != nil {
		t.Fatal(err)
	}
	h.runner = job.NewRunner(d, h.channel.Handlers(), job.Options{Logger: slog.New(slog.DiscardHandler)})
	return h
}

// receive notes the arrival in the same transaction as everything else would be:
// after the commit another worker may be at the next one already.
func (h *house) receive(ctx context.Context, a Arrival) error {
	place := 0
	if err := h.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		h.mu.Lock()
		h.acts++
		place = h.acts
		h.mu.Unlock()
		return a.Settle(ctx, tx)
	}); err != nil {
		return err
	}
	h.mu.Lock()
	h.arrivals[place] = a
	h.mu.Unlock()
	h.came <- a
	return nil
}

func (h *house) subjects() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	var all []string
	for _, place := range slices.Sorted(maps.Keys(h.arrivals)) {
		all = append(all, h.arrivals[place].Letter.Subject)
	}
	return all
}

// start lets the channel watch and the jobs run until the test ends.
func (h *house) start() {
	h.t.Helper()
	h.runner.Start(h.t.Context())
	h.channel.Start(h.t.Context())
	h.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := h.channel.Stop(ctx); err != nil {
			h.t.Error(err)
		}
		if err := h.runner.Stop(ctx); err != nil {
			h.t.Error(err)
		}
	})
}

func (h *house) runDue() {
	h.t.Helper()
	if _, err := h.runner.RunDue(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
}

// await waits for an arrival.
func (h *house) await() Arrival {
	h.t.Helper()
	select {
	case a := <-h.came:
		return a
	case <-time.After(4 * time.Minute):
		h.t.Fatal("no letter arrived")
		return Arrival{}
	}
}

func desk(o *post.Office) mailbox.Patch {
	return mailbox.Patch{
		Name: new("Centre de services"), Address: new("desk@" + post.Domain),
		Receive:         mailbox.ServerPatch{Host: new("127.0.0.1"), Port: new(int64(o.IMAPS)), TLS: new(mailbox.Implicit), User: new("desk")},
		ReceivePassword: new(mailbox.Secret(post.Password)),
		Send:            mailbox.ServerPatch{Host: new("127.0.0.1"), Port: new(int64(o.SMTP)), TLS: new(mailbox.StartTLS), User: new("desk")},
		SendPassword:    new(mailbox.Secret(post.Password)),
	}
}

func (h *house) mailbox(p mailbox.Patch) mailbox.Mailbox {
	h.t.Helper()
	var m mailbox.Mailbox
	if err := h.d.Write(h.t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		m, err = mailbox.Create(ctx, tx, h.keys, guichet.System(guichet.Desk), p)
		return err
	}); err != nil {
		h.t.Fatal(err)
	}
	return m
}

func (h *house) status(id string) mailbox.Mailbox {
	h.t.Helper()
	var m mailbox.Mailbox
	if err := h.d.Read(h.t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		m, err = mailbox.Get(ctx, tx, id)
		return err
	}); err != nil {
		h.t.Fatal(err)
	}
	return m
}

func (h *house) write(l outbox.Letter) outbox.Letter {
	h.t.Helper()
	if l.Subject == "" {
		l.Subject = "Votre demande"
	}
	l.Text, l.Language = "Bonjour", guichet.French
	if err := h.d.Write(h.t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		l, err = outbox.Write(ctx, tx, l, post.Domain)
		return err
	}); err != nil {
		h.t.Fatal(err)
	}
	return l
}

func (h *house) letter(id string) outbox.Letter {
	h.t.Helper()
	var l outbox.Letter
	if err := h.d.Read(h.t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		l, err = outbox.Get(ctx, tx, id)
		return err
	}); err != nil {
		h.t.Fatal(err)
	}
	return l
}

// asks asks for a trial of a mailbox and runs it.
func (h *house) asks(mailboxID string) (asked mailbox.Trial) {
	h.t.Helper()
	if err := h.d.Write(h.t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		asked, err = mailbox.AskTrial(ctx, tx, mailboxID)
		return err
	}); err != nil {
		h.t.Fatal(err)
	}
	h.runDue()
	return asked
}

// tried is how the last trial of a mailbox went.
func (h *house) tried(mailboxID string) (now mailbox.Trial) {
	h.t.Helper()
	if err := h.d.Read(h.t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		now, err = mailbox.GetTrial(ctx, tx, mailboxID)
		return err
	}); err != nil {
		h.t.Fatal(err)
	}
	return now
}

func (h *house) count(query string, args ...any) int64 {
	h.t.Helper()
	var n int64
	if err := h.d.Read(h.t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		n, err = db.Value[int64](ctx, tx, query, args...)
		return err
	}); err != nil {
		h.t.Fatal(err)
	}
	return n
}

const (
	countArrivals = "SELECT COUNT(*) FROM mail_arrival WHERE state = $1"
	countJobs     = "SELECT COUNT(*) FROM job WHERE kind = $1"
)

// submit sends a letter as a person's program does, by Postfix.
func submit(t *testing.T, o *post.Office, from, to, raw string) {
	t.Helper()
	client := signedIn(t, o)
	if err := client.SendMail(from, []string{to}, strings.NewReader(raw)); err != nil {
		t.Fatal(err)
	}
}

// signedIn is a person's program that has said who it is.
func signedIn(t *testing.T, o *post.Office) *smtp.Client {
	t.Helper()
	client, err := smtp.DialStartTLS(net.JoinHostPort("127.0.0.1", strconv.Itoa(o.SMTP)), &tls.Config{RootCAs: o.Roots, ServerName: post.Host})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	if err := client.Auth(sasl.NewPlainClient("", "camille", post.Password)); err != nil {
		t.Fatal(err)
	}
	return client
}

func plain(subject string) []byte {
	return fmt.Appendf(nil, "From: Camille <camille@example.org>\r\nTo: desk@example.org\r\nSubject: %s\r\nMessage-ID: <%s@example.org>\r\n\r\nBonjour\r\n", subject, strings.ReplaceAll(subject, " ", "-"))
}

func containing(all [][]byte, text string) int {
	n := 0
	for _, raw := range all {
		if bytes.Contains(raw, []byte(text)) {
			n++
		}
	}
	return n
}

// bothEngines runs a test on each engine with a clock stepped by hand.
func bothEngines(t *testing.T, test func(t *testing.T, d *db.DB, clock *dbtest.Clock)) {
	t.Helper()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			clock := dbtest.NewClock(time.Time{})
			test(t, dbtest.Open(t, engine, dbtest.WithClock(clock)), clock)
		})
	}
}
