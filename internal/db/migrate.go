package db

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"guichet"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrations are written once, in PostgreSQL's words; translate makes SQLite's
// of them. What has no common words is written here, one text an engine.
const (
	// Tokens are cut at blanks only, as array_to_tsvector takes them on
	// PostgreSQL: package stem has made them.
	sqliteSearch = `
CREATE VIRTUAL TABLE search_text USING fts5(
	words,
	content='', contentless_delete=1, detail='none', prefix='2 3',
	tokenize="unicode61 remove_diacritics 0 categories 'L* N* M* P* S* Co'"
);
CREATE TRIGGER search_document_added AFTER INSERT ON search_document BEGIN
	INSERT INTO search_text (rowid, words) VALUES (new.number, new.words);
END;
CREATE TRIGGER search_document_removed AFTER DELETE ON search_document BEGIN
	DELETE FROM search_text WHERE rowid = old.number;
END;
CREATE TABLE reference_sequence (
	name  TEXT    NOT NULL PRIMARY KEY,
	value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`
	postgresSearch = `
ALTER TABLE search_document ADD COLUMN vector TSVECTOR
	GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED;
CREATE INDEX search_document_vector ON search_document USING gin (vector) WITH (fastupdate = off);
CREATE SEQUENCE sequence_search_document;
CREATE SEQUENCE sequence_reference_incident;
`
)

// spoken is one step of the schema that each engine says in its own words.
type spoken struct {
	version          int64
	sqlite, postgres string
}

// ownWords lists the steps that are not files.
func ownWords() []spoken {
	return []spoken{
		{version: 2, sqlite: sqliteSearch, postgres: postgresSearch},
		{version: 52, sqlite: sqliteTurned, postgres: postgresTurned},
	}
}

// provider readies goose for an engine.
func (d *DB) provider(engine string, pool *sql.DB) (*goose.Provider, error) {
	files := d.config.Migrations
	if files == nil {
		sub, err := fs.Sub(migrations, "migrations")
		if err != nil {
			return nil, err
		}
		files = sub
	}
	dialect := goose.DialectPostgres
	if engine == SQLite {
		dialect = goose.DialectSQLite3
	}
	options := []goose.ProviderOption{
		goose.WithDisableGlobalRegistry(true),
		goose.WithSlog(d.log),
	}
	if engine == Postgres {
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300))
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	if d.config.Migrations == nil {
		for _, step := range ownWords() {
			text := step.postgres
			if engine == SQLite {
				text = step.sqlite
			}
			options = append(options, goose.WithGoMigrations(goose.NewGoMigration(step.version, &goose.GoFunc{
				RunTx: func(ctx context.Context, tx *sql.Tx) error {
					_, err := tx.ExecContext(ctx, text)
					return err
				},
			}, nil)))
		}
	}
	return goose.NewProvider(dialect, pool, translated{FS: files, engine: engine}, options...)
}

// up applies what is missing, unless the schema is newer than this program.
func (d *DB) up(ctx context.Context, engine string, pool *sql.DB) error {
	provider, err := d.provider(engine, pool)
	if err != nil {
		return err
	}
	have, ours, err := provider.GetVersions(ctx)
	if err != nil {
		return err
	}
	if have > ours {
		return guichet.Unavailable("schema_newer",
			fmt.Errorf("the database has schema %d, this program knows %d: use a newer program", have, ours))
	}
	_, err = provider.Up(ctx)
	return err
}

// migrate gives goose connections of its own: ours keep their guards. Acts that
// come meanwhile wait for SQLite's lock.
func (e *sqliteEngine) migrate(ctx context.Context) error {
	pool, err := e.pool("rw", 2, "synchronous("+e.sync+")")
	if err != nil {
		return err
	}
	return errors.Join(e.d.up(ctx, SQLite, pool), pool.Close())
}

func (e *postgresEngine) migrate(ctx context.Context) error {
	pool := e.pool(2, nil)
	return errors.Join(e.d.up(ctx, Postgres, pool), pool.Close())
}

// translated gives the files of migrations in the words of an engine.
type translated struct {
	fs.FS
	engine string
}

// Open implements fs.FS.
func (t translated) Open(name string) (fs.File, error) {
	f, err := t.FS.Open(name)
	if err != nil || path.Ext(name) != ".sql" {
		return f, err
	}
	defer f.Close()
	text, err := fs.ReadFile(t.FS, name)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	return translatedFile{Reader: strings.NewReader(translate(t.engine, string(text))), info: info}, nil
}

// ReadDir implements fs.ReadDirFS.
func (t translated) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(t.FS, name) }

type translatedFile struct {
	*strings.Reader
	info fs.FileInfo
}

func (f translatedFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f translatedFile) Close() error               { return nil }

// translate turns a file of migrations into the words of an engine. Comments and
// quoted text stay as they are.
//
// SQLite: types become those of a STRICT table, and every table is one; sequences
// are rows of reference_sequence, which begin by themselves.
// PostgreSQL: text columns sort by their bytes, as SQLite's do, whatever the
// database's own order is.
func translate(engine, text string) string {
	var out bytes.Buffer
	creating := false // inside CREATE TABLE or ALTER TABLE
	first, second := "", ""
	for text != "" {
		switch {
		case strings.HasPrefix(text, "--"):
			text = copyThrough(&out, text, "\n")
		case engine == SQLite && first == "" && strings.HasPrefix(text, "CREATE SEQUENCE "):
			_, text, _ = strings.Cut(text, ";")
		case text[0] == '\'', text[0] == '"':
			quote := text[:1]
			out.WriteString(quote)
			text = copyThrough(&out, text[1:], quote)
		case text[0] == ';':
			if engine == SQLite && first == "CREATE" && second == "TABLE" {
				out.WriteString(" STRICT")
			}
			first, second, creating = "", "", false
			out.WriteByte(';')
			text = text[1:]
		case isLetter(text[0]):
			n := 1
			for n < len(text) && (isLetter(text[n]) || text[n] >= '0' && text[n] <= '9') {
				n++
			}
			word := text[:n]
			text = text[n:]
			switch {
			case first == "":
				first = word
			case second == "":
				second = word
				creating = second == "TABLE"
			case creating:
				word = columnType(engine, word)
			}
			out.WriteString(word)
		default:
			out.WriteByte(text[0])
			text = text[1:]
		}
	}
	return out.String()
}

// columnType is an engine's word for a type; other words stay as they are.
func columnType(engine, word string) string {
	switch {
	case engine == Postgres && word == "TEXT":
		return `TEXT COLLATE "C"`
	case engine == Postgres:
		return word
	}
	switch word {
	case "BIGINT", "BOOLEAN":
		return "INTEGER"
	case "BYTEA":
		return "BLOB"
	}
	return word
}

// copyThrough copies text up to and with the end, and gives the rest.
func copyThrough(out *bytes.Buffer, text, end string) string {
	i := strings.Index(text, end)
	if i < 0 {
		out.WriteString(text)
		return ""
	}
	out.WriteString(text[:i+len(end)])
	return text[i+len(end):]
}

func isLetter(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// SchemaDigest tells one schema of this program from another: the digest of all
// migrations.
func SchemaDigest() string {
	h := sha256.New()
	err := fs.WalkDir(migrations, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := migrations.ReadFile(name)
		fmt.Fprintf(h, "%s %d %s", name, len(text), text)
		return err
	})
	if err != nil {
		panic(err) // what is embedded can be read
	}
	for _, step := range ownWords() {
		fmt.Fprintf(h, "%d %s %s", step.version, step.sqlite, step.postgres)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// People who were known before names were turned (00014) are found by either word
// of their name too: the first one goes to the end.
const (
	sqliteTurned = `UPDATE person SET turned_key = CASE WHEN instr(name_key, ' ') > 0
		THEN substr(name_key, instr(name_key, ' ') + 1) || ' ' || substr(name_key, 1, instr(name_key, ' ') - 1)
		ELSE name_key END WHERE turned_key = ''`

	postgresTurned = `UPDATE person SET turned_key = CASE WHEN strpos(name_key, ' ') > 0
		THEN substr(name_key, strpos(name_key, ' ') + 1) || ' ' || substr(name_key, 1, strpos(name_key, ' ') - 1)
		ELSE name_key END WHERE turned_key = ''`
)
