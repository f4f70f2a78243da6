package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"modernc.org/sqlite"

	"guichet"
)

// sqliteEngine is one file, owned by this process: one connection that writes,
// four that read.
type sqliteEngine struct {
	d         *DB
	file      string
	sync      string
	lock      *os.File
	writer    *writer
	readers   *sql.DB
	snapshots *sql.DB
	reading   *reading
	commits   commitCount
}

// errLocked says that another process holds the lock on the file.
var errLocked = errors.New("db: locked")

const (
	sqliteReaders = 4
	// Readers look at the file as the system has it in memory, up to this size, and
	// copy nothing. A cache of their own is of little use: each commit empties those
	// of all other connections, and the driver has them share one list of pages in
	// which who has many takes those of who has few.
	sqliteMapped    = "mmap_size(2147418112)"
	sqliteSnapshots = 2 // apart, so that an export does not take a reader away

	sqliteNext = `
INSERT INTO reference_sequence (name, value) VALUES ($1, 1)
ON CONFLICT (name) DO UPDATE SET value = reference_sequence.value + 1
RETURNING value`
)

func openSQLite(ctx context.Context, d *DB, path string) (engine, error) {
	path, query, _ := strings.Cut(path, "?")
	options, err := url.ParseQuery(query)
	if err != nil {
		return nil, errors.New("the options after ? cannot be read")
	}
	e := &sqliteEngine{d: d, sync: strings.ToUpper(options.Get("synchronous"))}
	switch e.sync {
	case "":
		e.sync = "FULL"
	case "FULL", "NORMAL", "OFF":
	default:
		return nil, errors.New("synchronous is full, normal or off")
	}
	if e.file, err = filepath.Abs(strings.TrimPrefix(path, "//")); err != nil {
		return nil, err
	}
	switch e.lock, err = lockFile(e.file + ".lock"); {
	case errors.Is(err, errLocked):
		return nil, guichet.Unavailable("database_in_use", fmt.Errorf("another process uses %s", e.file))
	case err != nil:
		return nil, guichet.Unavailable("storage", err)
	}
	if err := e.open(ctx); err != nil {
		return nil, errors.Join(err, e.close())
	}
	return e, nil
}

// open opens the writer first: it makes the file and its write-ahead log, which
// the readers may not.
func (e *sqliteEngine) open(ctx context.Context) error {
	var err error
	if e.writer, err = newWriter(ctx, e); err != nil {
		return err
	}
	if e.readers, err = e.pool("ro", sqliteReaders, "query_only(1)", sqliteMapped); err != nil {
		return err
	}
	if e.snapshots, err = e.pool("ro", sqliteSnapshots, "query_only(1)", sqliteMapped); err != nil {
		return err
	}
	e.reading = newReading(e.readers, sqliteReaders)
	return e.readers.PingContext(ctx)
}

// pool opens connections to the file; pragmas come after those that all share.
func (e *sqliteEngine) pool(mode string, size int, pragmas ...string) (*sql.DB, error) {
	v := url.Values{"mode": {mode}, "_dqs": {"0"}}
	v["_pragma"] = append([]string{"busy_timeout(5000)", "foreign_keys(1)", "temp_store(2)"}, pragmas...)
	path := filepath.ToSlash(e.file)
	if !strings.HasPrefix(path, "/") { // C:/...
		path = "/" + path
	}
	dsn := url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: v.Encode()}
	connector, err := sqlite.NewConnector(dsn.String())
	if err != nil {
		return nil, err
	}
	pool := sql.OpenDB(connector)
	pool.SetMaxOpenConns(size)
	pool.SetMaxIdleConns(size)
	return pool, nil
}

func (e *sqliteEngine) name() string   { return SQLite }
func (e *sqliteEngine) reader() runner { return e.reading }

func (e *sqliteEngine) snapshot(ctx context.Context, fn func(runner) error) error {
	conn, err := e.snapshots.Conn(ctx)
	if err != nil {
		return e.d.named(ctx, err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "BEGIN"); err != nil {
		return e.d.named(ctx, err)
	}
	// The end must come even when the caller has gone: the connection goes back.
	defer func() {
		if _, err := conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK"); err != nil {
			_ = conn.Raw(func(any) error { return driver.ErrBadConn })
		}
	}()
	// The moment of a deferred transaction is its first read.
	if _, err := conn.ExecContext(ctx, "SELECT 1 FROM sqlite_schema LIMIT 1"); err != nil {
		return e.d.named(ctx, err)
	}
	return fn(onConn{conn})
}

// announce has nobody to tell: the file has one process.
func (e *sqliteEngine) announce([]Hint, []string) {}
func (e *sqliteEngine) listen()                   {}

func (e *sqliteEngine) close() error {
	var errs []error
	if e.reading != nil {
		e.reading.close()
	}
	for _, pool := range []*sql.DB{e.readers, e.snapshots} {
		if pool != nil {
			errs = append(errs, pool.Close())
		}
	}
	if e.writer != nil {
		errs = append(errs, e.writer.close())
	}
	if e.lock != nil {
		errs = append(errs, e.lock.Close())
	}
	return errors.Join(errs...)
}

// onConn runs statements on one connection, without a cache of statements.
type onConn struct{ *sql.Conn }

func (c onConn) exec(ctx context.Context, query string, args []any) (sql.Result, error) {
	return c.ExecContext(ctx, query, args...)
}

func (c onConn) query(ctx context.Context, query string, args []any) (*Rows, error) {
	return rowsOf(c.QueryContext(ctx, query, args...))
}
