package db

import (
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Word is one token that a text may hold: the word itself or, with Prefix, any
// that starts with it.
type Word struct {
	Text   string
	Prefix bool
}

// TextQuery writes, in the words of the engine, the query for the texts that
// hold, of every group, at least one word.
func (tx *Tx) TextQuery(groups [][]Word) string { return textQuery(tx.Engine(), groups) }

func textQuery(engine string, groups [][]Word) string {
	speech := postgresText
	if engine == SQLite {
		speech = sqliteText
	}
	var b strings.Builder
	for i, group := range groups {
		if i > 0 {
			b.WriteString(speech.and)
		}
		b.WriteByte('(')
		for j, w := range group {
			if j > 0 {
				b.WriteString(speech.or)
			}
			b.WriteString(speech.quote + speech.escape.Replace(w.Text) + speech.quote)
			if w.Prefix {
				b.WriteString(speech.prefix)
			}
		}
		b.WriteByte(')')
	}
	return b.String()
}

// textSpeech is how an engine writes such a query.
type textSpeech struct {
	and, or, quote, prefix string
	escape                 *strings.Replacer
}

var (
	sqliteText   = textSpeech{" AND ", " OR ", `"`, " *", strings.NewReplacer(`"`, `""`)}
	postgresText = textSpeech{" & ", " | ", "'", ":*", strings.NewReplacer("'", "''", `\`, `\\`)}
)

// Texts is a table expression for a FROM: the numbers (column number) of the
// search documents that answer a TextQuery, the newest first and no more than
// asked for. The placeholders of the query and of the limit are given.
func (tx *Tx) Texts(query, limit int) string { return texts(tx.Engine(), query, limit) }

func texts(engine string, query, limit int) string {
	q, n := "$"+strconv.Itoa(query), "$"+strconv.Itoa(limit)
	if engine == SQLite {
		return "(SELECT rowid AS number FROM search_text WHERE search_text MATCH " + q + " ORDER BY rowid DESC LIMIT " + n + ")"
	}
	return strings.NewReplacer("$query", q, "$limit", n).Replace(postgresTexts)
}

// postgresTexts: of a word whose frequency it does not know the planner believes
// what it believes of any, and of several such words their sum. It then walks
// back through all texts for the newest, of which there are none. So it is led:
// a word that is everywhere has enough among the newest; if not, as many as are
// few are taken in any order, which the index gives at once, and may be all; only
// what is neither common nor rare is left to the planner.
const postgresTexts = `(WITH late AS MATERIALIZED (SELECT number FROM search_document WHERE vector @@ CAST($query AS tsquery)
		AND number > (SELECT number FROM search_document ORDER BY number DESC LIMIT 1) - 1500 ORDER BY number DESC LIMIT $limit),
	few AS MATERIALIZED (SELECT number FROM search_document WHERE vector @@ CAST($query AS tsquery)
		AND (SELECT number FROM late OFFSET CAST($limit AS BIGINT) - 1 LIMIT 1) IS NULL LIMIT 2000)
	SELECT number FROM late WHERE (SELECT number FROM late OFFSET CAST($limit AS BIGINT) - 1 LIMIT 1) IS NOT NULL
	UNION ALL SELECT number FROM few WHERE (SELECT number FROM few OFFSET 1999 LIMIT 1) IS NULL
	UNION ALL (SELECT number FROM search_document WHERE vector @@ CAST($query AS tsquery)
		AND (SELECT number FROM few OFFSET 1999 LIMIT 1) IS NOT NULL ORDER BY number DESC LIMIT $limit)
	ORDER BY number DESC LIMIT $limit)`

// castText is how PostgreSQL's full text queries are recognised.
const castText = " AS tsquery)"

// planned has PostgreSQL plan a full text query for the words it is asked about:
// one plan for a word that is everywhere and one that is nowhere is wrong for
// either, by a factor of a hundred.
func planned(query string, args []any) []any {
	if !strings.Contains(query, castText) {
		return args
	}
	return append([]any{pgx.QueryExecModeCacheDescribe}, args...)
}

// SkipLocked ends a SELECT of rows to be changed, where several nodes take from
// one queue: rows that another takes are passed over. SQLite has one writer.
func (tx *Tx) SkipLocked() string {
	if tx.Engine() == SQLite {
		return ""
	}
	return " FOR UPDATE SKIP LOCKED"
}
