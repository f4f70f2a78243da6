// Package db keeps the records: one SQL text on two engines, SQLite in one file
// and PostgreSQL. It owns how a transaction begins, ends, is committed together
// with others and is tried again, the few words in which the engines differ (full
// text, row locks, sequences, notification, error codes, words of DDL), the
// schema and the hints and wakes that follow a commit.
//
// It knows no noun: what a table means belongs to the package with the table's
// name. It is the only package that imports database/sql.
//
// What fn of a Write must know:
//
//   - fn may run twice. It is a function of (tx, input): no channel, network, log
//     or captured change inside; Tx.Hint, Tx.Wake and Tx.AfterCommit act only
//     after the commit.
//   - A statement that failed ends the act: on PostgreSQL the transaction is
//     aborted by then, and db holds SQLite to the same. What may fail by design is
//     written with ON CONFLICT.
//   - Use the ctx that fn is given: it carries no cancel of the caller, and it is
//     how a Write inside a Write is recognised.
//   - Close Rows before the next statement. One, All and Value do it.
package db

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"guichet"
)

// The engines.
const (
	SQLite   = "sqlite"
	Postgres = "postgres"
)

// Limits of time.
const (
	actLimit   = 10 * time.Second // the statements of one Write
	readLimit  = 5 * time.Second  // one Read
	queueLimit = 15 * time.Second // how long an act waits for its turn to write
)

// Config says which database to open and with which sources of time and chance.
type Config struct {
	// URL is "sqlite:/path/guichet.db" or "postgres://...". SQLite takes
	// ?synchronous=normal: a power cut may then lose the last acts, never
	// break the file (off is for tests).
	URL        string
	Clock      func() time.Time // nil: time.Now
	Random     io.Reader        // nil: crypto/rand.Reader
	Logger     *slog.Logger     // nil: slog.Default
	Strict     bool             // tests: a Write, Read or Snapshot inside a Write panics (else: an error)
	Migrations fs.FS            // nil: ours; tests of migrations bring their own

	// Before runs before steps are applied to records of PostgreSQL, of which the
	// last step is given: nothing is applied if it fails. SQLite's file is copied
	// without asking.
	Before func(ctx context.Context, last int64) error
}

// DB is an open database.
type DB struct {
	config  Config
	engine  engine
	random  io.Reader
	log     *slog.Logger
	hints   hub[Hint]
	wakes   hub[string]
	node    string
	closed  atomic.Bool
	writing sync.Map // Strict: the goroutines that run an act

	actLimit, readLimit time.Duration // the constants, but in tests

	acts, commits, statements atomic.Int64
	recording                 atomic.Pointer[recorder]
}

// engine is what the two databases do in their own way.
type engine interface {
	name() string
	write(ctx context.Context, fn act) (*Tx, error)
	reader() runner
	snapshot(ctx context.Context, fn func(runner) error) error
	migrate(ctx context.Context, without []int64) error
	announce(hints []Hint, wakes []string)
	state(ctx context.Context) (State, error)
	listen()
	classify(err error) error
	close() error
}

// act is what a Write or a Read runs.
type act = func(ctx context.Context, tx *Tx) error

// runner runs the statements of a Tx.
type runner interface {
	exec(ctx context.Context, query string, args []any) (sql.Result, error)
	query(ctx context.Context, query string, args []any) (*Rows, error)
}

// Stats counts what was done since Open. Acts are Writes that were committed;
// Commits the transactions that carried them; Statements those of every Tx.
type Stats struct {
	Acts, Commits, Statements int64
}

// Open opens the database and makes sure that this process may use it. It does
// not migrate.
func Open(ctx context.Context, c Config) (*DB, error) {
	d := &DB{config: c, log: c.Logger, actLimit: actLimit, readLimit: readLimit}
	if c.Clock == nil {
		d.config.Clock = time.Now
	}
	if c.Random == nil {
		d.random = rand.Reader
	} else {
		d.random = &lockedReader{r: c.Random}
	}
	if d.log == nil {
		d.log = slog.Default()
	}
	node := make([]byte, 8)
	if _, err := io.ReadFull(rand.Reader, node); err != nil {
		return nil, fmt.Errorf("name this node: %w", err)
	}
	d.node = fmt.Sprintf("%x", node)
	d.hints.star, d.wakes.star = Hint{Kind: "*"}, "*"

	var err error
	switch {
	case strings.HasPrefix(c.URL, "sqlite:"):
		d.engine, err = openSQLite(ctx, d, strings.TrimPrefix(c.URL, "sqlite:"))
	case strings.HasPrefix(c.URL, "postgres:"), strings.HasPrefix(c.URL, "postgresql:"):
		d.engine, err = openPostgres(ctx, d, c.URL)
	default:
		err = errors.New("a database URL starts with either sqlite: or postgres: and this one does not")
	}
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	return d, nil
}

// Close ends the subscriptions and closes the database. Acts that wait for their
// turn are refused; the one that runs is finished.
func (d *DB) Close() error {
	if d.closed.Swap(true) {
		return nil
	}
	err := d.engine.close()
	d.hints.close()
	d.wakes.close()
	return guichet.Doing("close the database", err)
}

// Engine names the engine: SQLite or Postgres.
func (d *DB) Engine() string { return d.engine.name() }

// Now is the moment by the configured clock, in UTC, to the millisecond.
func (d *DB) Now() time.Time { return time.UnixMilli(d.config.Clock().UnixMilli()).UTC() }

// Stats tells the counts so far.
func (d *DB) Stats() Stats {
	return Stats{Acts: d.acts.Load(), Commits: d.commits.Load(), Statements: d.statements.Load()}
}

// Write runs fn in a transaction and answers once what it did is durable, or
// that nothing of it is. See the package's doc comment for what fn may do.
func (d *DB) Write(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	if err := d.refuseNested(ctx, "Write"); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	tx, err := d.engine.write(ctx, fn)
	if err != nil {
		return err
	}
	d.acts.Add(1)
	tx.committed()
	return nil
}

// Brief marks the context of a Read that follows indexes to what it reads, such as
// one record with what belongs to it: a statement of it is over before anybody
// could give it up. So on SQLite no goroutine watches each of them for that; it is
// looked at between them.
func Brief(ctx context.Context) context.Context { return context.WithValue(ctx, briefKey{}, true) }

type briefKey struct{}

// Read runs fn with statements of the reader pool. Each statement sees what is
// committed when it starts; for several that must agree use Snapshot. It ends
// within 5 s.
func (d *DB) Read(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	if err := d.refuseNested(ctx, "Read"); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, d.readLimit, errLimit)
	defer cancel()
	tx := Tx{Now: d.Now(), d: d, run: d.engine.reader(), ctx: ctx}
	defer tx.end()
	return fn(ctx, &tx)
}

// Snapshot runs fn in one read transaction: every statement sees the same
// moment. It has no limit of its own, and holds a connection and, on SQLite, the
// write-ahead log for as long as it lasts.
func (d *DB) Snapshot(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	if err := d.refuseNested(ctx, "Snapshot"); err != nil {
		return err
	}
	return d.engine.snapshot(ctx, func(run runner) error {
		tx := Tx{Now: d.Now(), d: d, run: run, ctx: ctx}
		defer tx.end()
		return fn(ctx, &tx)
	})
}

// writingKey marks, in a context, the DB whose Write it belongs to.
type writingKey struct{}

// begun readies a Tx and the context its act runs with: the caller's values
// without the caller's cancel, and a limit of our own. over ends both.
func (d *DB) begun(caller context.Context, run runner) (ctx context.Context, tx *Tx, over func()) {
	ctx = context.WithValue(context.WithoutCancel(caller), writingKey{}, d)
	ctx, cancel := context.WithTimeoutCause(ctx, d.actLimit, errLimit)
	tx = &Tx{Now: d.Now(), d: d, run: run, ctx: ctx, writes: true}
	if !d.config.Strict {
		return ctx, tx, func() { tx.end(); cancel() }
	}
	id := goroutine()
	d.writing.Store(id, nil)
	return ctx, tx, func() { tx.end(); cancel(); d.writing.Delete(id) }
}

// refuseNested stops what would wait for itself: on SQLite the act that asks is
// the one that holds the only write connection. The mark in ctx tells; a Strict
// database also finds the caller who took another ctx, by the goroutine.
func (d *DB) refuseNested(ctx context.Context, what string) error {
	if d.closed.Load() {
		return errClosed
	}
	in, _ := ctx.Value(writingKey{}).(*DB)
	if d.config.Strict {
		if _, writing := d.writing.Load(goroutine()); writing || in == d {
			panic("db: a " + what + " inside a Write")
		}
	}
	if in == d {
		return fmt.Errorf("db: a %s inside a Write", what)
	}
	return nil
}

// goroutine names the goroutine that calls, by the first line of its stack.
func goroutine() string {
	var b [64]byte
	line := string(b[:runtime.Stack(b[:], false)])
	if name, _, ok := strings.Cut(line, " ["); ok {
		return name
	}
	return line
}

// lockedReader lets several goroutines share a source of randomness.
type lockedReader struct {
	mu sync.Mutex
	r  io.Reader
}

func (l *lockedReader) Read(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.r.Read(p)
}
