package dump

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"guichet/internal/db"
)

// Target is a database that is being filled in one transaction: it has the
// schema, no rows, and nobody else has it open.
type Target struct {
	raw  *db.Raw
	open bool
}

// Fill begins to fill a database.
func Fill(ctx context.Context, url string) (*Target, error) {
	raw, err := db.OpenRaw(ctx, url)
	if err != nil {
		return nil, err
	}
	t := &Target{raw: raw}
	begin := []string{"BEGIN"}
	if raw.Engine() == db.SQLite {
		// A file that is not finished is thrown away; what is, is synced by its owner.
		begin = []string{"PRAGMA synchronous = OFF", "PRAGMA foreign_keys = OFF", "BEGIN IMMEDIATE"}
	}
	for _, statement := range begin {
		if err := raw.Exec(ctx, statement); err != nil {
			return nil, errors.Join(err, raw.Close())
		}
	}
	t.open = true
	return t, nil
}

// Close gives up what was not committed.
func (t *Target) Close(ctx context.Context) error {
	var err error
	if t.open {
		err = t.raw.Exec(context.WithoutCancel(ctx), "ROLLBACK")
	}
	return errors.Join(err, t.raw.Close())
}

// Commit makes it durable, if every reference leads somewhere.
func (t *Target) Commit(ctx context.Context) error {
	if t.raw.Engine() == db.SQLite {
		var table, parent sql.NullString
		err := t.raw.Conn().QueryRowContext(ctx, `SELECT "table", parent FROM pragma_foreign_key_check LIMIT 1`).Scan(&table, &parent)
		if err == nil {
			return fmt.Errorf("a row of %s refers to one of %s that is not there", table.String, parent.String)
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
	}
	if err := t.raw.Exec(ctx, "COMMIT"); err != nil {
		return err
	}
	t.open = false
	if t.raw.Engine() == db.SQLite {
		return t.raw.Exec(ctx, "ANALYZE")
	}
	// Not left to the server's own hour: until then every look into an index
	// would also look at the row.
	return t.raw.Exec(ctx, "VACUUM (ANALYZE)")
}

// Clear empties the tables that the migrations themselves wrote into.
func (t *Target) Clear(ctx context.Context, tables []Table) error {
	for i := len(tables) - 1; i >= 0; i-- {
		if err := t.raw.Exec(ctx, "DELETE FROM "+quoted(tables[i].Name)); err != nil {
			return err
		}
	}
	return nil
}

// Sequences sets the counters.
func (t *Target) Sequences(ctx context.Context, all []Sequence) error {
	for _, s := range all {
		var err error
		switch {
		case t.raw.Engine() == db.SQLite:
			_, err = t.raw.Conn().ExecContext(ctx, "INSERT INTO reference_sequence (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value", s.Name, s.Last)
		case s.Last > 0:
			_, err = t.raw.Conn().ExecContext(ctx, "SELECT setval(CAST($1 AS TEXT), CAST(CAST($2 AS TEXT) AS BIGINT))", "sequence_"+s.Name, strconv.FormatInt(s.Last, 10))
		}
		if err != nil {
			return fmt.Errorf("set the counter %s: %w", s.Name, err)
		}
	}
	return nil
}

// Load fills a table with the rows that next gives, until io.EOF.
func (t *Target) Load(ctx context.Context, table Table, next func() ([]any, error)) error {
	if t.raw.Engine() == db.SQLite {
		return t.insert(ctx, table, next)
	}
	truths, err := t.truths(ctx, table)
	if err != nil {
		return err
	}
	columns := make([]string, len(table.Columns))
	for i, c := range table.Columns {
		columns[i] = c.Name
	}
	return t.raw.Conn().Raw(func(driverConn any) error {
		conn, ok := driverConn.(*stdlib.Conn)
		if !ok {
			return errors.New("this is no connection of PostgreSQL")
		}
		_, err := conn.Conn().CopyFrom(ctx, pgx.Identifier{table.Name}, columns, &copied{next: next, truths: truths})
		return err
	})
}

func (t *Target) insert(ctx context.Context, table Table, next func() ([]any, error)) (err error) {
	marks := make([]string, len(table.Columns))
	for i := range marks {
		marks[i] = "$" + strconv.Itoa(i+1)
	}
	text := "INSERT INTO " + quoted(table.Name) + " (" + names(table.Columns) + ") VALUES (" + strings.Join(marks, ", ") + ")"
	stmt, err := t.raw.Conn().PrepareContext(ctx, text)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stmt.Close()) }()
	for {
		values, err := next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if _, err := stmt.ExecContext(ctx, values...); err != nil {
			return err
		}
	}
}

// truths tells which columns of a table of PostgreSQL hold truth values.
func (t *Target) truths(ctx context.Context, table Table) (truths []bool, err error) {
	rows, err := t.raw.Conn().QueryContext(ctx, postgresColumns, table.Name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	boolean := map[string]bool{}
	for rows.Next() {
		var name, kind string
		if err := rows.Scan(&name, &kind); err != nil {
			return nil, err
		}
		boolean[name] = kind == "boolean"
	}
	truths = make([]bool, len(table.Columns))
	for i, c := range table.Columns {
		is, known := boolean[c.Name]
		if !known {
			return nil, fmt.Errorf("%s has no column %s", table.Name, c.Name)
		}
		truths[i] = is
	}
	return truths, rows.Err()
}

// copied gives the rows to COPY.
type copied struct {
	next   func() ([]any, error)
	truths []bool
	values []any
	err    error
}

// Next implements pgx.CopyFromSource.
func (c *copied) Next() bool {
	c.values, c.err = c.next()
	if errors.Is(c.err, io.EOF) {
		c.err = nil
		return false
	}
	return c.err == nil
}

// Err implements pgx.CopyFromSource.
func (c *copied) Err() error { return c.err }

// Values implements pgx.CopyFromSource.
func (c *copied) Values() ([]any, error) {
	for i, truth := range c.truths {
		if number, isNumber := c.values[i].(int64); truth && isNumber {
			c.values[i] = number != 0
		}
	}
	return c.values, nil
}
