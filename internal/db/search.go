package db

import (
	"context"
	"strconv"
	"strings"
	"unicode"
)

// Full text is where the engines differ most. What package search needs is here;
// the words MATCH and @@ stand nowhere else.
//
// Beside the row of search_document there is the index of its words:
//
//   - SQLite: the FTS5 table search_text, rowid = search_document.number, without
//     the text itself;
//   - PostgreSQL: the column search_document.vector with a GIN index.
//
// To index a document: INSERT its row, then tx.IndexText(ctx, number, stems). To
// index it anew, take the old row away first: tx.UnindexText(ctx, number), DELETE
// the row, and give the new one a new number (tx.Next(ctx, "search_document")):
// the highest numbers are the newest.
//
// To find documents:
//
//	ids := db.MatchNewest(tx.Engine(), "$1", "d.audience = 'public'", 1000)
//	query := `SELECT d.subject_id, ... FROM (` + ids + `) AS hit
//	          JOIN search_document AS d ON d.number = hit.number ...`
//	terms, ok := db.MatchTerms(tx.Engine(), list) // ok: there is something to ask
//	found, err := db.All(ctx, tx, dest, query, terms, ...)

// Term is one word that a document must have; with Prefix, one word that begins
// so. Text is a stem made the same way as those that were indexed.
type Term struct {
	Text   string
	Prefix bool
}

const (
	sqliteIndexText   = `INSERT INTO search_text (rowid, stems) VALUES ($1, $2)`
	sqliteUnindexText = `DELETE FROM search_text WHERE rowid = $1`
	// The lexemes are given as they are, not parsed: PostgreSQL's parser would
	// make other words of them than SQLite's.
	postgresIndexText = `UPDATE search_document SET vector = array_to_tsvector(string_to_array($2, ' ')) WHERE number = $1`
)

// IndexText puts the words of a document into the index. Its row of
// search_document exists. stems are words with blanks between them.
func (tx *Tx) IndexText(ctx context.Context, number int64, stems string) error {
	query := sqliteIndexText
	if tx.Engine() == Postgres {
		query = postgresIndexText
	}
	_, err := tx.Exec(ctx, query, number, indexed(stems))
	return err
}

// UnindexText takes the words of a document out of the index. The same act
// deletes its row of search_document, afterwards: on PostgreSQL the words are a
// part of it.
func (tx *Tx) UnindexText(ctx context.Context, number int64) error {
	if tx.Engine() == Postgres {
		return nil
	}
	_, err := tx.Exec(ctx, sqliteUnindexText, number)
	return err
}

// indexed makes of a text the words that both engines index alike: runs of
// letters and digits, of a length that both take.
func indexed(text string) string { return strings.Join(words(text), " ") }

func words(text string) []string {
	found := strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r)
	})
	for i, w := range found {
		if len(w) > wordMost {
			found[i] = cut(w)
		}
	}
	return found
}

const wordMost = 200 // bytes; longer ones are not words

func cut(w string) string {
	end := wordMost
	for w[end]&0xc0 == 0x80 {
		end--
	}
	return w[:end]
}

// MatchNewest gives a SELECT of one column, number: the numbers of the newest
// documents that match, the newest first, at most limit of them. The cap comes
// before whatever the SELECT is joined with, so that a word found in half of all
// documents costs no more than limit rows.
//
// arg is the placeholder of MatchTerms, such as "$1". where is empty or a
// condition on search_document, named d there; it comes before the cap, may hold
// further placeholders and never holds what a user typed.
func MatchNewest(engine, arg, where string, limit int) string {
	if where != "" {
		where = " AND (" + where + ")"
	}
	end := " LIMIT " + strconv.Itoa(limit)
	if engine == Postgres {
		return "SELECT d.number FROM search_document AS d WHERE d.vector @@ CAST(" + arg + " AS TSQUERY)" +
			where + " ORDER BY d.number DESC" + end
	}
	if where == "" {
		return "SELECT rowid AS number FROM search_text WHERE search_text MATCH " + arg + " ORDER BY rowid DESC" + end
	}
	return "SELECT d.number FROM search_text CROSS JOIN search_document AS d ON d.number = search_text.rowid" +
		" WHERE search_text MATCH " + arg + where + " ORDER BY search_text.rowid DESC" + end
}

// MatchTerms is the argument of MatchNewest: every term must be there. A term
// that holds no word is left out; with none left nothing matches, and the caller
// had better not ask: ok is false.
func MatchTerms(engine string, terms []Term) (query string, ok bool) {
	var b strings.Builder
	for _, t := range terms {
		parts := words(t.Text)
		for i, w := range parts {
			prefix := t.Prefix && i == len(parts)-1
			switch {
			case b.Len() == 0:
			case engine == Postgres:
				b.WriteString(" & ")
			default:
				b.WriteString(" AND ")
			}
			// Words are letters and digits: the quotes keep AND, OR and NOT
			// from being operators.
			if engine == Postgres {
				b.WriteString("'" + w + "'")
				if prefix {
					b.WriteString(":*")
				}
				continue
			}
			b.WriteString(`"` + w + `"`)
			if prefix {
				b.WriteString("*")
			}
		}
	}
	return b.String(), b.Len() > 0
}
