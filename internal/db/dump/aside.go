package dump

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"guichet/internal/db"
)

const (
	others = `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
		AND application_name IN ('guichet', 'guichet listen')`

	anyTables = `SELECT CAST(tablename AS TEXT), 'TABLE' FROM pg_tables WHERE schemaname = current_schema()
		UNION ALL SELECT CAST(sequencename AS TEXT), 'SEQUENCE' FROM pg_sequences
		WHERE schemaname = current_schema() AND sequencename LIKE 'sequence\_%'`
)

// ErrInUse says that a desk runs on the database.
var ErrInUse = errors.New("a desk runs on this database: stop it first, on every node")

// Alone makes sure that no desk runs on a database of PostgreSQL. A SQLite file
// has its lock.
func Alone(ctx context.Context, url string) (err error) {
	return onPostgres(ctx, url, func(raw *db.Raw) error {
		var n int64
		if err := raw.Conn().QueryRowContext(ctx, others).Scan(&n); err != nil {
			return err
		}
		if n > 0 {
			return ErrInUse
		}
		return nil
	})
}

// SetAside moves everything that lies in a database of PostgreSQL into a schema
// of another name, where it stays until somebody drops it.
func SetAside(ctx context.Context, url, schema string) error {
	return onPostgres(ctx, url, func(raw *db.Raw) (err error) {
		rows, err := raw.Conn().QueryContext(ctx, anyTables)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, rows.Close()) }()
		statements := []string{"BEGIN", "CREATE SCHEMA " + quoted(schema)}
		for rows.Next() {
			var name, kind string
			if err := rows.Scan(&name, &kind); err != nil {
				return err
			}
			statements = append(statements, fmt.Sprintf("ALTER %s %s SET SCHEMA %s", kind, quoted(name), quoted(schema)))
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return err
		}
		for _, statement := range append(statements, "COMMIT") {
			if err := raw.Exec(ctx, statement); err != nil {
				return fmt.Errorf("set aside what is there: %w", errors.Join(err, raw.Exec(ctx, "ROLLBACK")))
			}
		}
		return nil
	})
}

func onPostgres(ctx context.Context, url string, f func(*db.Raw) error) error {
	if strings.HasPrefix(url, "sqlite:") {
		return nil
	}
	raw, err := db.OpenRaw(ctx, url)
	if err != nil {
		return err
	}
	return errors.Join(f(raw), raw.Close())
}
