// Package dump reads a database whole and fills an empty one with it, whichever
// engine either of them is: what a backup, a restore, an export and a move are
// made of. It owns which tables there are and in what order they can be filled,
// the few types that values have here, and the digest by which two tables are
// known to hold the same rows.
//
// It knows no noun. It reads by a Tx, beside everybody else, and writes past the
// queue into a database that nobody has open.
package dump

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"guichet/internal/db"
)

// The types of values. Truth values are numbers, 1 and 0, on both engines.
const (
	Text    = "text"
	Integer = "integer"
	Real    = "real"
	Bytes   = "bytes"
)

// Column is a column of a table.
type Column struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// Table is a table of records.
type Table struct {
	Name    string   `json:"name"`
	Columns []Column `json:"columns"`
}

// Schema is what there is to dump.
type Schema struct {
	Steps  []int64 `json:"steps"`  // of migration, as they were applied
	Tables []Table `json:"tables"` // each after those it refers to
}

const (
	sqliteTables = `SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'
		AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND name NOT LIKE 'search\_text\_%' ESCAPE '\' AND name NOT LIKE 'goose\_%' ESCAPE '\'
		AND name <> 'reference_sequence' ORDER BY name`
	postgresTables = `SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = current_schema()
		AND table_type = 'BASE TABLE' AND table_name NOT LIKE 'goose\_%' ORDER BY 1`

	sqliteColumns   = `SELECT name, type FROM pragma_table_info($1) ORDER BY cid`
	postgresColumns = `SELECT CAST(column_name AS TEXT), CAST(data_type AS TEXT) FROM information_schema.columns
		WHERE table_schema = current_schema() AND table_name = $1 AND is_generated = 'NEVER' ORDER BY ordinal_position`

	sqliteNeeds   = `SELECT $1, "table" FROM pragma_foreign_key_list($1)`
	postgresNeeds = `SELECT CAST(CAST(conrelid AS regclass) AS TEXT), CAST(CAST(confrelid AS regclass) AS TEXT)
		FROM pg_constraint WHERE contype = 'f' AND conrelid = CAST($1 AS regclass)`

	sqliteSequences   = `SELECT name, value FROM reference_sequence ORDER BY name`
	postgresSequences = `SELECT CAST(substr(CAST(sequencename AS TEXT), 10) AS TEXT), COALESCE(last_value, 0) FROM pg_sequences
		WHERE schemaname = current_schema() AND sequencename LIKE 'sequence\_%' ORDER BY 1`

	steps = `SELECT version_id FROM goose_db_version WHERE version_id > 0 AND is_applied ORDER BY version_id`

	sqliteMade   = `SELECT count(*) FROM sqlite_schema WHERE name = 'goose_db_version'`
	postgresMade = `SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'goose_db_version'`

	sqliteAnything   = `SELECT count(*) FROM sqlite_schema`
	postgresAnything = `SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()`
)

// speech picks the text of an engine.
func speech(engine, sqlite, postgres string) string {
	if engine == db.SQLite {
		return sqlite
	}
	return postgres
}

type pair struct{ a, b string }

func (p *pair) both() []any { return []any{&p.a, &p.b} }

// errEmpty says that the database holds no desk.
var errEmpty = errors.New("there is no desk in this database")

// Read tells what there is.
func Read(ctx context.Context, tx *db.Tx) (Schema, error) {
	var s Schema
	made, err := db.Value[int64](ctx, tx, speech(tx.Engine(), sqliteMade, postgresMade))
	if err != nil {
		return s, err
	}
	if made == 0 {
		return s, errEmpty
	}
	if s.Steps, err = db.All(ctx, tx, func(v *int64) []any { return []any{v} }, steps); err != nil {
		return s, err
	}
	if len(s.Steps) == 0 {
		return s, errEmpty
	}
	names, err := db.All(ctx, tx, func(v *string) []any { return []any{v} }, speech(tx.Engine(), sqliteTables, postgresTables))
	if err != nil {
		return s, err
	}
	needs := map[string][]string{}
	tables := map[string]Table{}
	for _, name := range names {
		t := Table{Name: name}
		columns, err := db.All(ctx, tx, (*pair).both, speech(tx.Engine(), sqliteColumns, postgresColumns), name)
		if err != nil {
			return s, err
		}
		for _, c := range columns {
			kind, err := typeOf(c.b)
			if err != nil {
				return s, fmt.Errorf("%s.%s: %w", name, c.a, err)
			}
			t.Columns = append(t.Columns, Column{Name: c.a, Type: kind})
		}
		tables[name] = t
		links, err := db.All(ctx, tx, (*pair).both, speech(tx.Engine(), sqliteNeeds, postgresNeeds), name)
		if err != nil {
			return s, err
		}
		for _, l := range links {
			needs[name] = append(needs[name], l.b)
		}
	}
	for _, name := range ordered(names, needs) {
		s.Tables = append(s.Tables, tables[name])
	}
	return s, nil
}

// typeOf is the type of an engine's column.
func typeOf(word string) (string, error) {
	switch word {
	case "TEXT", "text", "character varying":
		return Text, nil
	case "INTEGER", "bigint", "boolean", "integer", "smallint":
		return Integer, nil
	case "REAL", "double precision", "real":
		return Real, nil
	case "BLOB", "bytea":
		return Bytes, nil
	}
	return "", fmt.Errorf("the type %s is not known", word)
}

// ordered puts every table after those that it refers to.
func ordered(names []string, needs map[string][]string) []string {
	var all []string
	seen := map[string]bool{}
	var put func(name string)
	put = func(name string) {
		if seen[name] {
			return
		}
		seen[name] = true
		for _, need := range needs[name] {
			put(need)
		}
		all = append(all, name)
	}
	slices.Sort(names)
	for _, name := range names {
		put(name)
	}
	return all
}

// Sequence is a counter and the last number that it gave.
type Sequence struct {
	Name string `json:"name"`
	Last int64  `json:"last"`
}

// Sequences reads the counters. On PostgreSQL they are not the transaction's but
// of now: read them after the rows, so that no number is given twice.
func Sequences(ctx context.Context, tx *db.Tx) ([]Sequence, error) {
	return db.All(ctx, tx, func(s *Sequence) []any { return []any{&s.Name, &s.Last} }, speech(tx.Engine(), sqliteSequences, postgresSequences))
}

// Cursor goes through the rows of a table. Close it before the next statement.
type Cursor struct {
	table  Table
	rows   *db.Rows
	values []any
	dest   []any
}

// Rows begins to read a table.
func Rows(ctx context.Context, tx *db.Tx, t Table) (*Cursor, error) {
	rows, err := tx.Query(ctx, "SELECT "+names(t.Columns)+" FROM "+quoted(t.Name))
	if err != nil {
		return nil, err
	}
	c := &Cursor{table: t, rows: rows, values: make([]any, len(t.Columns)), dest: make([]any, len(t.Columns))}
	for i := range c.values {
		c.dest[i] = &c.values[i]
	}
	return c, nil
}

// Next gives the next row, its values in the order of the columns: nil, string,
// int64, float64 or []byte. The slice is used again. At the end it is io.EOF.
func (c *Cursor) Next() ([]any, error) {
	if !c.rows.Next() {
		if err := c.rows.Err(); err != nil {
			return nil, err
		}
		return nil, io.EOF
	}
	if err := c.rows.Scan(c.dest...); err != nil {
		return nil, err
	}
	for i := range c.values {
		var err error
		if c.values[i], err = neutral(c.table.Columns[i], c.values[i]); err != nil {
			return nil, fmt.Errorf("%s.%s: %w", c.table.Name, c.table.Columns[i].Name, err)
		}
	}
	return c.values, nil
}

// Close ends it.
func (c *Cursor) Close() error { return c.rows.Close() }

// Contents reads a table and tells what it holds.
func Contents(ctx context.Context, tx *db.Tx, t Table) (Content, error) {
	var content Content
	cursor, err := Rows(ctx, tx, t)
	if err != nil {
		return content, err
	}
	var line []byte
	for {
		values, err := cursor.Next()
		if errors.Is(err, io.EOF) {
			return content, cursor.Close()
		}
		if err == nil {
			line, err = AppendLine(line[:0], t.Columns, values)
		}
		if err != nil {
			return content, errors.Join(err, cursor.Close())
		}
		content.Add(line)
	}
}

// neutral is a value as both engines would give it.
func neutral(c Column, value any) (any, error) {
	switch v := value.(type) {
	case nil:
		return nil, nil
	case string:
		if c.Type == Bytes {
			return []byte(v), nil
		}
		return v, nil
	case []byte:
		if c.Type == Text {
			return string(v), nil
		}
		if v == nil {
			return []byte{}, nil
		}
		return v, nil
	case bool:
		if v {
			return int64(1), nil
		}
		return int64(0), nil
	case int64:
		if c.Type == Real {
			return float64(v), nil
		}
		return v, nil
	case float64:
		return v, nil
	}
	return nil, fmt.Errorf("a value of type %T", value)
}

func names(columns []Column) string {
	text := ""
	for i, c := range columns {
		if i > 0 {
			text += ", "
		}
		text += quoted(c.Name)
	}
	return text
}

// quoted is a name as it may stand in a statement.
func quoted(name string) string {
	out := []byte{'"'}
	for i := range len(name) {
		if name[i] == '"' {
			out = append(out, '"')
		}
		out = append(out, name[i])
	}
	return string(append(out, '"'))
}

// IsEmpty tells that the database holds no desk, nor anything else.
func IsEmpty(ctx context.Context, tx *db.Tx) (bool, error) {
	n, err := db.Value[int64](ctx, tx, speech(tx.Engine(), sqliteAnything, postgresAnything))
	return n == 0, err
}
