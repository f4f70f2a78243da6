package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"modernc.org/sqlite"
)

// Raw is one bare connection, with the settings of our own: no queue, no
// savepoint, no company. Against it guichet bench measures what stands between
// a caller and the engine, and by it package dump fills an empty database.
type Raw struct {
	engine string
	pool   *sql.DB
	conn   *sql.Conn
	stmts  *prepared
}

// OpenRaw opens a bare connection to a database that no DB has open.
func OpenRaw(ctx context.Context, address string) (*Raw, error) {
	r := &Raw{engine: Postgres}
	if path, isFile := strings.CutPrefix(address, "sqlite:"); isFile {
		v := url.Values{"_dqs": {"0"}, "_pragma": {
			"busy_timeout(5000)", "foreign_keys(1)", "temp_store(2)", "journal_mode(wal)", "synchronous(FULL)",
			"cache_size(-32768)", "wal_autocheckpoint(1000)", "journal_size_limit(16777216)",
		}}
		dsn := url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(path), RawQuery: v.Encode()}
		connector, err := sqlite.NewConnector(dsn.String())
		if err != nil {
			return nil, err
		}
		r.engine, r.pool = SQLite, sql.OpenDB(connector)
	} else {
		config, err := pgx.ParseConfig(address)
		if err != nil {
			return nil, errors.New("the database URL cannot be read")
		}
		config.RuntimeParams["jit"] = "off"
		config.RuntimeParams["join_collapse_limit"] = "1"
		config.RuntimeParams["max_parallel_workers_per_gather"] = "0"
		r.pool = stdlib.OpenDB(*config)
	}
	var err error
	if r.conn, err = r.pool.Conn(ctx); err != nil {
		return nil, errors.Join(err, r.pool.Close())
	}
	r.stmts = newPrepared(r.conn)
	return r, nil
}

// Reads readies the connection to read as the connections for Reads do.
func (r *Raw) Reads(ctx context.Context) error {
	if r.engine != SQLite {
		return nil
	}
	return r.Exec(ctx, "PRAGMA "+sqliteMapped)
}

// Conn is the connection itself.
func (r *Raw) Conn() *sql.Conn { return r.conn }

// Engine names the engine.
func (r *Raw) Engine() string { return r.engine }

// Close closes the connection.
func (r *Raw) Close() error {
	r.stmts.close()
	return errors.Join(r.conn.Close(), r.pool.Close())
}

// Act runs statements in one durable transaction.
func (r *Raw) Act(ctx context.Context, statements []Statement) error {
	begin := "BEGIN"
	if r.engine == SQLite {
		begin = "BEGIN IMMEDIATE"
	}
	if err := r.Exec(ctx, begin); err != nil {
		return err
	}
	for _, s := range statements {
		if _, err := r.Read(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", s.Query, errors.Join(err, r.Exec(ctx, "ROLLBACK")))
		}
	}
	return r.Exec(ctx, "COMMIT")
}

// Exec runs a statement that gives nothing.
func (r *Raw) Exec(ctx context.Context, query string) error {
	_, err := r.conn.ExecContext(ctx, query)
	return err
}

// Read runs a statement, reads every row it gives, and tells how many.
func (r *Raw) Read(ctx context.Context, s Statement) (int, error) {
	var rows *Rows
	var err error
	if args := planned(s.Query, s.Args); len(args) > len(s.Args) {
		rows, err = rowsOf(r.conn.QueryContext(ctx, s.Query, args...))
	} else {
		rows, err = r.stmts.query(ctx, s.Query, args)
	}
	if err != nil {
		return 0, err
	}
	n := 0
	for rows.Next() {
		n++
	}
	return n, errors.Join(rows.Err(), rows.Close())
}

func (r *Raw) number(ctx context.Context, query string) (n int64, err error) {
	err = r.conn.QueryRowContext(ctx, query).Scan(&n)
	return n, err
}

// Backend is the process of the PostgreSQL server that serves the connection.
func (r *Raw) Backend(ctx context.Context) (int64, error) {
	return r.number(ctx, "SELECT pg_backend_pid()")
}

// sqlSyncs counts how often the PostgreSQL server synced its log.
const sqlSyncs = "SELECT wal_sync FROM pg_stat_wal"

// Syncs tells how often the PostgreSQL server has synced its log so far.
func (r *Raw) Syncs(ctx context.Context) (int64, error) { return r.number(ctx, sqlSyncs) }

// Newest is the query for the newest texts that hold, of every group, a word.
func (r *Raw) Newest(groups [][]Word, most int64) Statement {
	query := texts(r.engine, 1, 2)
	if r.engine != SQLite {
		query = "(SELECT number FROM search_document WHERE vector @@ CAST($1 AS tsquery) ORDER BY number DESC LIMIT $2)"
	}
	return Statement{Query: "SELECT number FROM " + query + " AS found", Args: []any{textQuery(r.engine, groups), most}}
}
