package db

import (
	"context"
	"errors"
	"io"
	"net"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"guichet"
)

var (
	// errLimit is the cause of a context that a limit of ours ended.
	errLimit  = errors.New("db: the limit of time is reached")
	errClosed = guichet.Unavailable("closed", errors.New("db: closed"))
)

// IsUnique tells whether err says that a row with the same key exists.
func IsUnique(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "23505"
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return lite.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || lite.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY
	}
	return false
}

// named gives a failure the name that callers know: what the caller cancelled is
// the caller's own error, what may work later is guichet.Unavailable, anything
// else (a constraint, a mistake of ours) stays as it is.
func (d *DB) named(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	var known *guichet.Error
	if errors.As(err, &known) {
		return err
	}
	if ctx.Err() != nil {
		if errors.Is(context.Cause(ctx), errLimit) {
			return guichet.Unavailable("timeout", err)
		}
		return ctx.Err()
	}
	return d.engine.classify(err)
}

// sqliteCode is the primary result code of err; 0 when SQLite did not say it.
func sqliteCode(err error) int {
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return lite.Code() & 0xff
	}
	return 0
}

// mayHaveRolledBack tells whether SQLite may have ended the whole transaction by
// itself, not the statement alone, or whether what it holds cannot be trusted.
func mayHaveRolledBack(err error) bool {
	switch sqliteCode(err) {
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_CORRUPT,
		sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_READONLY,
		sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_ABORT:
		return true
	}
	return false
}

func (e *sqliteEngine) classify(err error) error {
	switch sqliteCode(err) {
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_CORRUPT,
		sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PROTOCOL:
		return guichet.Unavailable("storage", err)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return guichet.Unavailable("busy", err)
	case sqlite3.SQLITE_INTERRUPT:
		return guichet.Unavailable("timeout", err)
	}
	return err
}

func (e *postgresEngine) classify(err error) error {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		if isConnectionLost(err) {
			return guichet.Unavailable("database", err)
		}
		return err
	}
	switch pg.Code {
	case "40001", "40P01", "55P03", "53300": // in each other's way, too many connections
		return guichet.Unavailable("busy", err)
	case "57014", "25P03": // statement_timeout, idle in transaction
		return guichet.Unavailable("timeout", err)
	}
	switch pg.Code[:min(2, len(pg.Code))] {
	case "53", "58", "XX": // resources (disk full, memory), system, corruption
		return guichet.Unavailable("storage", err)
	case "08", "57":
		return guichet.Unavailable("database", err)
	}
	return err
}

// isRetryable tells whether PostgreSQL asks to run the transaction again.
func isRetryable(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}

// isConnectionLost tells whether the failure came from the way to the server and
// not from the server.
func isConnectionLost(err error) bool {
	var network net.Error
	var connect *pgconn.ConnectError
	return errors.As(err, &network) || errors.As(err, &connect) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) || isBadConnection(err) ||
		pgconn.SafeToRetry(err) || errors.Is(err, pgx.ErrTxClosed)
}
