// Package app builds the house and runs it: it opens the database, hands every
// room what it needs, and starts and stops what runs by itself. It is the only
// place that sees all rooms, and it decides nothing.
package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"time"

	"guichet/internal/api"
	"guichet/internal/api/account"
	"guichet/internal/api/contract"
	"guichet/internal/api/plain"
	"guichet/internal/auth"
	"guichet/internal/blob"
	"guichet/internal/channel/mail"
	"guichet/internal/db"
	"guichet/internal/job"
	"guichet/internal/live"
	"guichet/internal/sample"
	"guichet/web"
)

// App is the house, built.
type App struct {
	config  Config
	keys    keys
	db      *db.DB
	blobs   blob.Store
	mail    *mail.Channel
	hub     *live.Hub
	runner  *job.Runner
	hasher  *auth.Hasher
	handler http.Handler
	door    *api.API
	traffic traffic
	stops   []func(context.Context) error // in the order of their starts
}

// Open builds the house: it opens the database and brings it up to this
// program's schema. Nothing runs yet. Close it at the end.
func Open(ctx context.Context, c Config) (*App, error) {
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	k, err := loadKeys(c.Data)
	if err != nil {
		return nil, err
	}
	a := &App{config: c, keys: k, hasher: auth.NewHasher(auth.Cost{})}
	// Before the sample is loaded, and not after.
	if err := errors.Join(c.checkReach(c.Sample), c.checkMetrics()); err != nil {
		return nil, err
	}
	if c.Sample {
		if err := a.loadSample(ctx); err != nil {
			return nil, fmt.Errorf("load the sample data: %w", err)
		}
	}
	if a.db, err = a.openDB(ctx, nil); err != nil {
		return nil, err
	}
	if a.blobs, err = blob.OpenFolder(filepath.Join(c.Data, "blobs")); err != nil {
		return nil, errors.Join(err, a.db.Close())
	}
	if a.mail, err = a.openMail(); err != nil {
		return nil, errors.Join(err, a.db.Close())
	}
	a.hub = live.NewHub(a.db, live.Options{})
	a.build()
	return a, nil
}

// openDB opens the database and migrates it. A clock is given only to fill it
// with the past.
func (a *App) openDB(ctx context.Context, clock func() time.Time) (*db.DB, error) {
	var d *db.DB
	before := func(ctx context.Context, last int64) error { return a.config.copyBefore(ctx, d, last) }
	d, err := db.Open(ctx, db.Config{URL: a.config.database(), Clock: clock, Random: rand.Reader, Logger: a.config.Logger, Before: before})
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	if err := d.Migrate(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("migrate the database: %w", err), d.Close())
	}
	return d, nil
}

// openMail readies the channel of mail; it looks into no mailbox yet.
func (a *App) openMail() (*mail.Channel, error) {
	return mail.New(a.db, mail.Options{
		Keys: a.keys.seal, Receive: a.receive, Blobs: a.blobs, Roots: a.config.MailRoots, Host: a.config.host(), Logger: a.config.Logger,
		LMTP: a.config.LMTP, SMTP: a.config.SMTP, Drop: a.config.MailDrop, TokenHosts: a.config.TokenHosts,
	})
}

func (a *App) build() {
	a.runner = job.NewRunner(a.db, a.jobs(), job.Options{Logger: a.config.Logger, Periodic: periodic()})
	samples := []account.SampleAccount{}
	for _, s := range sample.Accounts() {
		samples = append(samples, account.SampleAccount{Login: s.Login, Password: s.Password, Name: s.Name, Role: s.Role})
	}
	a.door = api.New(api.Config{
		Config: contract.Config{
			DB: a.db, TokenKey: auth.Key(a.keys.token), Clock: time.Now, Random: rand.Reader, Logger: a.config.Logger,
			Version: a.config.Version, Proxies: a.config.Proxies,
		},
		Blobs: a.blobs, Live: a.hub, Seal: a.keys.seal, URL: a.config.url(), Machine: a.machine,
		Account: account.House{Gate: auth.NewGate(a.hasher).Sealed(a.keys.seal), Seal: a.keys.seal, Secure: a.config.secure(), Samples: samples},
	})
	mux := http.NewServeMux()
	mux.Handle("/api/", plain.Pages(a.door.Handler()))
	mux.Handle("/", pages(web.Files(), pageNames, a.config.Logger))
	a.traffic.began = time.Now()
	a.handler = a.watched(a.config.guarded(mux))
}

// Handler is all that the house answers, for a test that needs no listener.
func (a *App) Handler() http.Handler { return a.handler }

// DB is the house's database, for the commands that read it.
func (a *App) DB() *db.DB { return a.db }

// service is something that runs by itself.
type service struct {
	name  string
	start func(context.Context) error
	stop  func(context.Context) error
}

// services lists what runs by itself, in the order of starting.
func (a *App) services() []service {
	hints := service{"hints", func(context.Context) error { a.hub.Start(); return nil }, func(context.Context) error { a.hub.Stop(); return nil }}
	if a.config.DoorOnly {
		return []service{hints}
	}
	beside := &control{app: a}
	return []service{
		hints,
		{"the control socket", beside.start, beside.stop},
		{"jobs", func(ctx context.Context) error { a.runner.Start(ctx); return nil }, a.runner.Stop},
		{"mail", func(ctx context.Context) error { a.mail.Start(ctx); return a.mail.Listen(ctx) }, a.mail.Stop},
	}
}

// start starts what runs by itself. It outlives ctx until it is stopped in turn:
// what it is at comes to its end.
func (a *App) start(ctx context.Context) error {
	for _, s := range a.services() {
		if err := s.start(context.WithoutCancel(ctx)); err != nil {
			return fmt.Errorf("start %s: %w", s.name, err)
		}
		a.stops = append(a.stops, s.stop)
	}
	return nil
}

// stop stops what runs, the last started first.
func (a *App) stop(ctx context.Context) error {
	var errs []error
	for len(a.stops) > 0 {
		last := len(a.stops) - 1
		errs = append(errs, a.stops[last](ctx))
		a.stops = a.stops[:last]
	}
	return errors.Join(errs...)
}

// Close stops what runs and closes the database.
func (a *App) Close(ctx context.Context) error {
	return errors.Join(a.stop(ctx), a.db.Close())
}
