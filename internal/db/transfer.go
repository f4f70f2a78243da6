package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

const (
	sqliteTables = `SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'
		AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_text_%' AND name NOT LIKE 'goose_%'
		AND name <> 'reference_sequence' ORDER BY rowid`

	postgresColumns = `SELECT column_name, data_type FROM information_schema.columns
		WHERE table_schema = 'public' AND table_name = $1 AND is_generated = 'NEVER' ORDER BY ordinal_position`

	sqliteSequences = `SELECT name, value FROM reference_sequence`
)

// Transfer copies every row of a SQLite file that nobody has open into a
// PostgreSQL database of the same schema that is empty: the same desk on the
// other engine, by COPY. Each table is read and written whole, in the order in
// which the schema makes them.
func Transfer(ctx context.Context, from, to string) error {
	source, err := OpenRaw(ctx, from)
	if err != nil {
		return err
	}
	target, err := OpenRaw(ctx, to)
	if err != nil {
		return errors.Join(err, source.Close())
	}
	err = transfer(ctx, source, target)
	return errors.Join(err, source.Close(), target.Close())
}

func transfer(ctx context.Context, source, target *Raw) error {
	tables, err := textRows(ctx, source.conn, sqliteTables)
	if err != nil {
		return err
	}
	for _, table := range tables {
		if err := transferTable(ctx, source, target, table[0]); err != nil {
			return fmt.Errorf("copy %s: %w", table[0], err)
		}
	}
	sequences, err := textRows(ctx, source.conn, sqliteSequences)
	if err != nil {
		return err
	}
	for _, s := range sequences {
		if _, err := target.conn.ExecContext(ctx, "SELECT setval(CAST($1 AS TEXT), CAST(CAST($2 AS TEXT) AS BIGINT))", sequencePrefix+s[0], s[1]); err != nil {
			return err
		}
	}
	return target.Exec(ctx, "ANALYZE")
}

// textRows reads rows of text.
func textRows(ctx context.Context, conn *sql.Conn, query string, args ...any) ([][]string, error) {
	rows, err := conn.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var all [][]string
	for rows.Next() {
		row, dest := make([]string, len(columns)), make([]any, len(columns))
		for i := range row {
			dest[i] = &row[i]
		}
		if err := rows.Scan(dest...); err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, rows.Err()
}

func transferTable(ctx context.Context, source, target *Raw, table string) error {
	columns, err := textRows(ctx, target.conn, postgresColumns, table)
	if err != nil {
		return err
	}
	names := make([]string, len(columns))
	truth := make([]bool, len(columns))
	for i, c := range columns {
		names[i], truth[i] = c[0], c[1] == "boolean"
	}
	rows, err := source.conn.QueryContext(ctx, "SELECT "+strings.Join(names, ", ")+" FROM "+table)
	if err != nil {
		return err
	}
	defer rows.Close()
	return target.conn.Raw(func(driverConn any) error {
		conn, ok := driverConn.(*stdlib.Conn)
		if !ok {
			return errors.New("rows are copied into PostgreSQL only")
		}
		_, err := conn.Conn().CopyFrom(ctx, pgx.Identifier{table}, names, &copied{rows: rows, truth: truth})
		return err
	})
}

// copied gives the rows of one engine as the other wants them.
type copied struct {
	rows  *sql.Rows
	truth []bool // the columns of truth values, which SQLite keeps as numbers
}

// Next implements pgx.CopyFromSource.
func (c *copied) Next() bool { return c.rows.Next() }

// Err implements pgx.CopyFromSource.
func (c *copied) Err() error { return c.rows.Err() }

// Values implements pgx.CopyFromSource.
func (c *copied) Values() ([]any, error) {
	values, dest := make([]any, len(c.truth)), make([]any, len(c.truth))
	for i := range values {
		dest[i] = &values[i]
	}
	if err := c.rows.Scan(dest...); err != nil {
		return nil, err
	}
	for i, truth := range c.truth {
		if number, isNumber := values[i].(int64); truth && isNumber {
			values[i] = number != 0
		}
	}
	return values, nil
}
