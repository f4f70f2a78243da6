// Package dbtest gives tests a real database: fresh, migrated, on either engine.
// It owns the PostgreSQL cluster of a test run, the templates that databases are
// copied from, and the guards over all SQL of the house.
package dbtest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"guichet/internal/db"
)

// Both runs the test on each engine, in parallel, with a fresh database each.
func Both(t *testing.T, test func(t *testing.T, d *db.DB)) {
	t.Helper()
	for _, engine := range Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			test(t, Open(t, engine))
		})
	}
}

// Engines lists the engines.
func Engines() []string { return []string{db.SQLite, db.Postgres} }

// Option changes how a database is opened.
type Option func(*options)

type options struct {
	config     db.Config
	durable    bool
	unmigrated bool
}

// WithClock steps the database's time by hand.
func WithClock(c *Clock) Option { return func(o *options) { o.config.Clock = c.Now } }

// WithRandom gives the database another source of chance.
func WithRandom(r io.Reader) Option { return func(o *options) { o.config.Random = r } }

// WithLogger shows what the database logs; it is silent otherwise.
func WithLogger(l *slog.Logger) Option { return func(o *options) { o.config.Logger = l } }

// WithMigrations takes the place of our schema.
func WithMigrations(files fs.FS) Option { return func(o *options) { o.config.Migrations = files } }

// Lenient opens the database as production does: a mistake is an error, and costs
// nothing to look for.
func Lenient() Option { return func(o *options) { o.config.Strict = false } }

// Durable makes commits wait for the disk, as in production. Otherwise SQLite
// does not, and PostgreSQL as its cluster is set.
func Durable() Option { return func(o *options) { o.durable = true } }

// Unmigrated leaves the database empty.
func Unmigrated() Option { return func(o *options) { o.unmigrated = true } }

// Open opens a fresh database, migrated and strict, and closes it at the end of
// the test.
func Open(t testing.TB, engine string, opts ...Option) *db.DB {
	t.Helper()
	return OpenURL(t, URL(t, engine, opts...), opts...)
}

// URL makes a fresh database for a test that opens it by itself.
func URL(t testing.TB, engine string, opts ...Option) string {
	t.Helper()
	var o options
	for _, option := range opts {
		option(&o)
	}
	return fresh(t, engine, o)
}

func fresh(t testing.TB, engine string, o options) string {
	t.Helper()
	if engine == db.Postgres {
		return freshPostgres(t, !o.unmigrated)
	}
	file := filepath.Join(t.TempDir(), "guichet.db")
	if !o.unmigrated {
		template, err := sqliteTemplate()
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, template, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if o.durable {
		return "sqlite:" + file
	}
	return "sqlite:" + file + "?synchronous=off"
}

// sqliteTemplate is the content of a migrated file, made once a process.
var sqliteTemplate = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "guichet-template-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "guichet.db")
	if err := migrated("sqlite:" + file + "?synchronous=off"); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})

// migrated brings the database at url up to date. Closing it folds SQLite's
// write-ahead log into the file.
func migrated(url string) error {
	d, err := db.Open(context.Background(), db.Config{URL: url, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	if err := d.Migrate(context.Background()); err != nil {
		d.Close()
		return err
	}
	return d.Close()
}

// mustPass tells whether a missing tool fails the test instead of skipping it.
func mustPass() bool { return os.Getenv("GUICHET_TEST_ALL") == "1" }

// Missing skips the test for want of a tool, or fails it when everything must
// run.
func Missing(t testing.TB, what string) {
	t.Helper()
	if mustPass() {
		t.Fatalf("%s is missing and GUICHET_TEST_ALL=1", what)
	}
	t.Skipf("%s is missing", what)
}

// Clock is a time that stands until it is moved.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock starts at the moment, or, for the zero time, on a Monday morning.
func NewClock(at time.Time) *Clock {
	if at.IsZero() {
		at = time.Date(2026, time.March, 2, 8, 0, 0, 0, time.UTC)
	}
	return &Clock{now: at}
}

// Now is the clock's moment.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Forward moves the clock.
func (c *Clock) Forward(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Set puts the clock to a moment.
func (c *Clock) Set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = at
}

func randomName(prefix string) string {
	b := make([]byte, 6)
	_, _ = rand.Read(b) // never fails
	return prefix + hex.EncodeToString(b)
}

func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// OpenURL opens one more DB on a database made by URL: another node.
func OpenURL(t testing.TB, url string, opts ...Option) *db.DB {
	t.Helper()
	o := options{config: db.Config{Strict: true, Logger: slog.New(slog.DiscardHandler)}}
	for _, option := range opts {
		option(&o)
	}
	o.config.URL = url
	d, err := db.Open(context.Background(), o.config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}
