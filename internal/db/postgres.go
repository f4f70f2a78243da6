package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"guichet"
)

// postgresEngine is a server that other nodes use too: a pool that writes and a
// pool that only reads.
type postgresEngine struct {
	d       *DB
	config  *pgx.ConnConfig
	writers *sql.DB
	readers *sql.DB
	courier *courier
	asker   asker
}

const (
	postgresWriters = 16
	postgresReaders = 16
	runsMost        = 10 // of one act that the server asks to run again

	sequencePrefix = "sequence_"
)

func openPostgres(ctx context.Context, d *DB, url string) (engine, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, errors.New("the database URL cannot be read") // its text may hold the password
	}
	config.RuntimeParams["application_name"] = "guichet"
	config.RuntimeParams["timezone"] = "UTC"
	config.RuntimeParams["jit"] = "off"
	// Our joins are written in the order in which they are to run. To try the
	// others costs more, for a list of tickets, than the list.
	config.RuntimeParams["join_collapse_limit"] = "1"
	// Nothing that is asked here is worth processes of its own: to start two costs
	// ten times the page of a queue.
	config.RuntimeParams["max_parallel_workers_per_gather"] = "0"
	config.ConnectTimeout = 10 * time.Second
	e := &postgresEngine{d: d, config: config}
	e.writers = e.writing()
	e.readers = e.pool(postgresReaders, map[string]string{
		"statement_timeout":             millis(readLimit),
		"default_transaction_read_only": "on",
	})
	e.asker.read = e.readState
	e.courier = newCourier(d.node, e.notify)
	e.courier.work.Go(e.courier.run)
	if err := e.durable(ctx); err != nil {
		return nil, errors.Join(e.classify(err), e.close())
	}
	return e, nil
}

// durable makes sure that a commit waits for the disk whatever the server's
// default is, as far as a client can: with fsync = off nobody does.
func (e *postgresEngine) durable(ctx context.Context) error {
	var commit, sync string
	query := "SELECT current_setting('synchronous_commit'), current_setting('fsync')"
	if err := e.writers.QueryRowContext(ctx, query).Scan(&commit, &sync); err != nil {
		return err
	}
	if sync == "off" {
		e.d.log.WarnContext(ctx, "the PostgreSQL server has fsync = off: a power cut may destroy the database")
	}
	if commit != "off" {
		return nil
	}
	e.config.RuntimeParams["synchronous_commit"] = "on"
	old := e.writers
	e.writers = e.writing()
	return old.Close()
}

// writing opens the pool that writes.
func (e *postgresEngine) writing() *sql.DB {
	return e.pool(postgresWriters, map[string]string{
		"statement_timeout":                   millis(actLimit),
		"idle_in_transaction_session_timeout": millis(2 * actLimit),
	})
}

// pool opens connections with settings of their own.
func (e *postgresEngine) pool(size int, settings map[string]string) *sql.DB {
	config := e.config.Copy()
	for name, value := range settings {
		config.RuntimeParams[name] = value
	}
	pool := stdlib.OpenDB(*config)
	pool.SetMaxOpenConns(size)
	pool.SetMaxIdleConns(size)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	return pool
}

func millis(d time.Duration) string { return fmt.Sprint(d.Milliseconds()) }

func (e *postgresEngine) name() string   { return Postgres }
func (e *postgresEngine) reader() runner { return onPool{e.readers} }

// write runs the act in a transaction of its own, and again when the server says
// that it stood in the way of another.
func (e *postgresEngine) write(ctx context.Context, fn act) (*Tx, error) {
	for run := 1; ; run++ {
		tx, err := e.once(ctx, fn)
		if err == nil || !isRetryable(err) || run == runsMost {
			return tx, err
		}
		pause := time.Duration(run*run)*time.Millisecond + rand.N(5*time.Millisecond)
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// once runs the act in one transaction. The caller's ctx counts until fn starts.
func (e *postgresEngine) once(ctx context.Context, fn act) (*Tx, error) {
	waiting, stop := context.WithTimeoutCause(ctx, queueLimit, errLimit)
	defer stop()
	conn, err := e.writers.Conn(waiting)
	if err != nil {
		return nil, e.d.named(waiting, err)
	}
	defer conn.Close()
	actCtx, tx, over := e.d.begun(ctx, nil)
	defer over()
	t, err := conn.BeginTx(actCtx, nil)
	if err != nil {
		return nil, e.d.named(actCtx, err)
	}
	tx.run = onTx{t}
	ended := false
	defer func() {
		if !ended { // an error, a panic or a Goexit
			_ = t.Rollback() // the server does it too when the connection is lost
		}
	}()
	if err := ran(actCtx, fn, tx); err != nil {
		return nil, err
	}
	ended = true
	if err := t.Commit(); err != nil {
		return nil, e.undecided(actCtx, err)
	}
	e.d.commits.Add(1)
	return tx, nil
}

// undecided names the failure of a COMMIT: without the server's answer nobody
// knows whether it happened.
func (e *postgresEngine) undecided(ctx context.Context, err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) && (pg.Code[:2] == "57" || pg.Code[:2] == "08") || ctx.Err() != nil || isConnectionLost(err) {
		return guichet.Unavailable("commit_unknown", err)
	}
	return e.classify(fmt.Errorf("commit: %w", err))
}

func (e *postgresEngine) snapshot(ctx context.Context, fn func(runner) error) error {
	t, err := e.readers.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return e.d.named(ctx, err)
	}
	defer func() { _ = t.Rollback() }() // nothing was written
	if _, err := t.ExecContext(ctx, "SET LOCAL statement_timeout = 0"); err != nil {
		return e.d.named(ctx, err)
	}
	// The moment of such a transaction is its first query.
	if _, err := t.ExecContext(ctx, "SELECT 1"); err != nil {
		return e.d.named(ctx, err)
	}
	return fn(onTx{t})
}

func (e *postgresEngine) close() error {
	e.courier.stop()
	e.courier.work.Wait()
	return errors.Join(e.writers.Close(), e.readers.Close())
}

func isBadConnection(err error) bool {
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone)
}

// onPool runs each statement on any connection; pgx keeps them prepared.
type onPool struct{ pool *sql.DB }

func (p onPool) exec(context.Context, string, []any) (sql.Result, error) { return nil, errReadOnly }

func (p onPool) query(ctx context.Context, query string, args []any) (*Rows, error) {
	return rowsOf(p.pool.QueryContext(ctx, query, planned(query, args)...))
}

// onTx runs statements in a transaction.
type onTx struct{ tx *sql.Tx }

func (t onTx) exec(ctx context.Context, query string, args []any) (sql.Result, error) {
	return t.tx.ExecContext(ctx, query, args...)
}

func (t onTx) query(ctx context.Context, query string, args []any) (*Rows, error) {
	return rowsOf(t.tx.QueryContext(ctx, query, planned(query, args)...))
}
