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
	return onPostgres(ctx, url, func(raw *db.Raw) error {
		if err := raw.Exec(ctx, "CREATE SCHEMA "+quoted(schema)); err != nil {
			return fmt.Errorf("set aside what is there: %w", err)
		}
		if err := each(ctx, raw, "", "ALTER %s %s SET SCHEMA "+quoted(schema)); err != nil {
			return fmt.Errorf("set aside what is there: %w", errors.Join(err, raw.Exec(ctx, "DROP SCHEMA "+quoted(schema))))
		}
		return nil
	})
}

// Drop removes what a filling that failed left in a database of PostgreSQL, which
// was empty before.
func Drop(ctx context.Context, url string) error {
	return onPostgres(ctx, url, func(raw *db.Raw) error { return each(ctx, raw, "", "DROP %s IF EXISTS %s CASCADE") })
}

// PutBack moves what was set aside to where it was, and drops the schema that it
// was set aside in.
func PutBack(ctx context.Context, url, schema string) error {
	return onPostgres(ctx, url, func(raw *db.Raw) error {
		var home string
		if err := raw.Conn().QueryRowContext(ctx, "SELECT current_schema()").Scan(&home); err != nil {
			return err
		}
		return each(ctx, raw, schema, "ALTER %s %s SET SCHEMA "+quoted(home), "DROP SCHEMA "+quoted(schema))
	})
}

// each says one sentence of every table and sequence of a schema, of the present
// one where none is named, and then some more, all at once or not at all.
func each(ctx context.Context, raw *db.Raw, schema, sentence string, more ...string) (err error) {
	query, of := anyTables, ""
	if schema != "" {
		query, of = strings.ReplaceAll(anyTables, "current_schema()", "'"+schema+"'"), quoted(schema)+"."
	}
	rows, err := raw.Conn().QueryContext(ctx, query)
	if err != nil {
		return err
	}
	statements := []string{"BEGIN"}
	for rows.Next() {
		var name, kind string
		if err := rows.Scan(&name, &kind); err != nil {
			return errors.Join(err, rows.Close())
		}
		statements = append(statements, fmt.Sprintf(sentence, kind, of+quoted(name)))
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	for _, statement := range append(append(statements, more...), "COMMIT") {
		if err := raw.Exec(ctx, statement); err != nil {
			return errors.Join(err, raw.Exec(ctx, "ROLLBACK"))
		}
	}
	return nil
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
