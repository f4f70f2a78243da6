// Package migrations is the schema, step by step. The steps are files, written
// once in PostgreSQL's words and translated for SQLite; what has no common words
// stands here, one text an engine. Package db applies them.
package migrations

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
)

// The engines, as db calls them.
const (
	sqlite   = "sqlite"
	postgres = "postgres"
)

//go:embed *.sql
var files embed.FS

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

// Spoken is one step of the schema that each engine says in its own words.
type Spoken struct {
	Version          int64
	sqlite, postgres string
}

// Text is the step in the words of an engine.
func (s Spoken) Text(engine string) string {
	if engine == sqlite {
		return s.sqlite
	}
	return s.postgres
}

// OwnWords lists the steps that are not files.
func OwnWords() []Spoken {
	return []Spoken{
		{Version: 2, sqlite: sqliteSearch, postgres: postgresSearch},
		{Version: 52, sqlite: sqliteTurned, postgres: postgresTurned},
	}
}

// Files are the steps that are files, not yet translated.
func Files() fs.FS { return files }

// Translated are files of steps in the words of an engine.
func Translated(steps fs.FS, engine string) fs.FS { return translated{FS: steps, engine: engine} }

// Versions lists all steps.
func Versions() []int64 { return slices.Sorted(maps.Keys(Digests())) }

// versionOf is the number that a file's name begins with.
func versionOf(name string) int64 {
	number, _, _ := strings.Cut(name, "_")
	version, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		panic(err) // the names are ours
	}
	return version
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
		case engine == sqlite && first == "" && strings.HasPrefix(text, "CREATE SEQUENCE "):
			_, text, _ = strings.Cut(text, ";")
		case text[0] == '\'', text[0] == '"':
			quote := text[:1]
			out.WriteString(quote)
			text = copyThrough(&out, text[1:], quote)
		case text[0] == ';':
			if engine == sqlite && first == "CREATE" && second == "TABLE" {
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
	case engine == postgres && word == "TEXT":
		return `TEXT COLLATE "C"`
	case engine == postgres:
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

// Digests are the digests of the steps, so that one that has shipped is known
// again.
func Digests() map[int64]string {
	all := map[int64]string{}
	add := func(version int64, text string) {
		sum := sha256.Sum256([]byte(text))
		all[version] = hex.EncodeToString(sum[:])
	}
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		panic(err) // the pattern is ours
	}
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			panic(err) // what is embedded can be read
		}
		add(versionOf(name), string(text))
	}
	for _, step := range OwnWords() {
		add(step.Version, step.sqlite+"\x00"+step.postgres)
	}
	return all
}

// Digest tells one schema of this program from another: the digest of all
// migrations.
func Digest() string {
	h := sha256.New()
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := files.ReadFile(name)
		fmt.Fprintf(h, "%s %d %s", name, len(text), text)
		return err
	})
	if err != nil {
		panic(err) // what is embedded can be read
	}
	for _, step := range OwnWords() {
		fmt.Fprintf(h, "%d %s %s", step.Version, step.sqlite, step.postgres)
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
