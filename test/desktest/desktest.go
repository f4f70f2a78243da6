// Package desktest is the whole desk in one process, for stories told in the
// users' words: both engines, the real API over HTTP, the jobs, a clock stepped
// by hand and a small cast of people. At the end of every story it holds the
// desk to what is true of it at any moment (Check).
//
// It owns nothing of the product: what a story shows is the product's own
// answer. Mail servers and browsers are brought by the stories that need them.
package desktest

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"guichet/internal/api"
	"guichet/internal/api/account"
	"guichet/internal/api/contract"
	"guichet/internal/auth"
	"guichet/internal/blob"
	"guichet/internal/db"
	"guichet/internal/db/dbtest"
	"guichet/internal/intake"
	"guichet/internal/job"
	"guichet/internal/live"
	"guichet/internal/mailbox"
	"guichet/internal/notify"
	"guichet/internal/ticket"
)

// Desk is a running desk.
type Desk struct {
	T     *testing.T
	DB    *db.DB
	Clock *dbtest.Clock
	Blobs blob.Store
	Cast  Cast
	URL   string

	runner  *job.Runner
	clients map[string]*Client
}

// Both tells the story on each engine, in parallel, at a fresh desk each.
func Both(t *testing.T, story func(t *testing.T, d *Desk)) {
	t.Helper()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			story(t, Open(t, engine))
		})
	}
}

// Open opens a fresh desk with its cast. Its clock stands on a Monday morning.
func Open(t *testing.T, engine string) *Desk {
	t.Helper()
	return OpenOn(t, dbtest.URL(t, engine))
}

// OpenOn opens a fresh desk in a database that has an address, for others to
// open it too.
func OpenOn(t *testing.T, url string) *Desk {
	t.Helper()
	clock := dbtest.NewClock(time.Time{})
	d := &Desk{T: t, Clock: clock, DB: dbtest.OpenURL(t, url, dbtest.WithClock(clock)), clients: map[string]*Client{}}
	d.Cast = People(t, d.DB)
	d.begin()
	return d
}

// Empty tells the story on each engine at a desk that nobody was ever at.
func Empty(t *testing.T, story func(t *testing.T, d *Desk)) {
	t.Helper()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			clock := dbtest.NewClock(time.Time{})
			d := &Desk{T: t, Clock: clock, DB: dbtest.Open(t, engine, dbtest.WithClock(clock)), clients: map[string]*Client{}}
			d.begin()
			story(t, d)
		})
	}
}

func (d *Desk) begin() {
	t := d.T
	t.Helper()
	d.open()
	t.Cleanup(func() {
		if t.Failed() {
			return // what follows from a broken story only hides it
		}
		d.Settle()
		Check(t, d.DB)
	})
}

func (d *Desk) open() {
	t := d.T
	t.Helper()
	folder := t.TempDir()
	blobs, err := blob.OpenFolder(filepath.Join(folder, "blobs"))
	if err != nil {
		t.Fatal(err)
	}
	d.Blobs = blobs
	keys, err := mailbox.OpenKeys(filepath.Join(folder, "key"), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	quiet := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError}))
	hub := live.NewHub(d.DB, live.Options{})
	hub.Start()
	t.Cleanup(hub.Stop)
	notifier := &notify.Notifier{DB: d.DB, URL: "http://desk.example"}
	d.runner = job.NewRunner(d.DB, map[string]job.Handler{
		ticket.FollowJob: notifier.Follow, auth.LinkJob: notifier.Link, auth.NoticeJob: notifier.Safety, intake.LeaveJob: (&intake.Leaver{DB: d.DB}).Do,
		intake.LapseJob:   (&intake.Lapser{DB: d.DB}).Do,
		intake.ArchiveJob: (&intake.Archiver{DB: d.DB}).Do,
		intake.SweepJob:   func(ctx context.Context, _ job.Job) error { return d.DB.Write(ctx, intake.Sweep) },
	}, job.Options{Logger: quiet})
	// The door's own clock is of the wire, and of no record.
	server := httptest.NewServer(api.New(api.Config{
		Config: contract.Config{
			DB: d.DB, TokenKey: auth.Key("of the stories"), Clock: time.Now, Random: rand.Reader, Logger: quiet, Version: "test",
		},
		Blobs: d.Blobs, Live: hub, Seal: keys, URL: "http://desk.example", Account: account.House{Gate: auth.NewGate(cheap()).Sealed(keys), Seal: keys},
	}).Handler())
	t.Cleanup(server.Close)
	d.URL = server.URL
}

// Forward lets time pass, and then runs what is due. Everybody who was signed in
// signs in again: sessions end by themselves.
func (d *Desk) Forward(by time.Duration) {
	d.T.Helper()
	d.Clock.Forward(by)
	for _, c := range d.clients {
		d.signIn(c)
	}
	d.write(func(ctx context.Context, tx *db.Tx) error {
		if err := job.Add(ctx, tx, job.New{Kind: intake.ArchiveJob}); err != nil {
			return err
		}
		return job.Add(ctx, tx, job.New{Kind: intake.SweepJob})
	})
	d.Settle()
}

// Settle runs what is due.
func (d *Desk) Settle() {
	d.T.Helper()
	if _, err := d.runner.RunDue(context.Background()); err != nil {
		d.T.Error(err)
	}
}

// Team is a team's id by its name.
func (d *Desk) Team(name string) string {
	d.T.Helper()
	id, known := d.Cast.Teams[name]
	if !known {
		d.T.Fatalf("there is no team %q in the cast", name)
	}
	return id
}

// ID is a person's id by the name of the cast.
func (d *Desk) ID(key string) string {
	d.T.Helper()
	p, known := d.Cast.People[key]
	if !known {
		d.T.Fatalf("there is no %q in the cast", key)
	}
	return p.ID
}
