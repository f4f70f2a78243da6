package search

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"guichet"
	"guichet/internal/db"
)

// Audience is who may find a document.
type Audience string

// The audiences: those the record is for, or the desk alone.
const (
	Public   Audience = "public"
	Internal Audience = "internal"
)

// Document is one part of a record.
type Document struct {
	Kind           string // the record's: "incident"
	ID             string
	Part           string // empty: the record's own fields; else what names the part within the record
	Audience       Audience
	OrganisationID string   // empty: none is known
	PersonIDs      []string // whose own record it is; they find its public parts
	Title          string   // the record's
	Stems          string   // stem.Text of the title and of the part's text, made before the transaction
	At             time.Time
}

// Tags begin with a sign that no stem begins with.
const (
	tagSign     = "="
	tagKind     = "=k"
	tagPublic   = "=p"
	tagInternal = "=i"
	tagOrg      = "o"
	tagPerson   = "p"
)

// mostTitle is how much of a title is kept, in bytes.
const mostTitle = 300

const (
	sqlRemovePart = `
DELETE FROM search_document
 WHERE subject_kind = $1 AND subject_id = $2 AND part = $3`

	sqlRemove = `
DELETE FROM search_document
 WHERE subject_kind = $1 AND subject_id = $2`

	sqlPut = `
INSERT INTO search_document (number, subject_kind, subject_id, part, audience, title, words, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`

	sqlParts = `
SELECT number, part, audience, title, words, at
  FROM search_document
 WHERE subject_kind = $1 AND subject_id = $2
 ORDER BY number`
)

// Put indexes a part of a record, instead of what was indexed under the same
// name. It becomes the newest document.
func Put(ctx context.Context, tx *db.Tx, d Document) error {
	if _, err := tx.Exec(ctx, sqlRemovePart, d.Kind, d.ID, d.Part); err != nil {
		return guichet.Doing("index a text", err)
	}
	return guichet.Doing("index a text", insert(ctx, tx, d.Kind, d.ID, row{
		part: d.Part, audience: d.Audience, title: cut(d.Title), words: join(tags(d), d.Stems), at: d.At,
	}))
}

// Remove takes a record out of the index, with all its parts.
func Remove(ctx context.Context, tx *db.Tx, kind, id string) error {
	_, err := tx.Exec(ctx, sqlRemove, kind, id)
	return guichet.Doing("take a record out of the index", err)
}

// RemovePart takes one part of a record out of the index.
func RemovePart(ctx context.Context, tx *db.Tx, kind, id, part string) error {
	_, err := tx.Exec(ctx, sqlRemovePart, kind, id, part)
	return guichet.Doing("take a text out of the index", err)
}

// Move says anew whose a record is: all its parts are found by those named, and
// by nobody else.
func Move(ctx context.Context, tx *db.Tx, kind, id, organisationID string, personIDs []string) error {
	parts, err := db.All(ctx, tx, (*row).columns, sqlParts, kind, id)
	if err == nil {
		_, err = tx.Exec(ctx, sqlRemove, kind, id)
	}
	for _, p := range parts {
		if err != nil {
			break
		}
		p.words = join(tags(Document{
			Kind: kind, Audience: p.audience, OrganisationID: organisationID, PersonIDs: personIDs,
		}), withoutTags(p.words))
		err = insert(ctx, tx, kind, id, p)
	}
	return guichet.Doing("move a record within the index", err)
}

// Turn says anew of what kind a record is: all its parts are found as one of it.
func Turn(ctx context.Context, tx *db.Tx, from, to, id string) error {
	parts, err := db.All(ctx, tx, (*row).columns, sqlParts, from, id)
	if err == nil {
		_, err = tx.Exec(ctx, sqlRemove, from, id)
	}
	for _, p := range parts {
		if err != nil {
			break
		}
		p.words = strings.Replace(p.words, tagKind+from, tagKind+to, 1)
		err = insert(ctx, tx, to, id, p)
	}
	return guichet.Doing("turn a record within the index", err)
}

// row is a search_document beside its subject.
type row struct {
	number   int64
	part     string
	audience Audience
	title    string
	words    string
	at       time.Time
}

func (r *row) columns() []any {
	return []any{&r.number, &r.part, &r.audience, &r.title, &r.words, &r.at}
}

func insert(ctx context.Context, tx *db.Tx, kind, id string, r row) error {
	number, err := tx.Next(ctx, "search_document")
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, sqlPut, number, kind, id, r.part, r.audience, r.title, r.words, r.at)
	return err
}

// tags says of what kind a document is and who finds it. Internal parts are
// nobody's own: a person does not read what the desk notes about their record.
func tags(d Document) string {
	audience := tagPublic
	if d.Audience != Public {
		audience = tagInternal
	}
	all := []string{tagKind + d.Kind, audience}
	if d.OrganisationID != "" {
		all = append(all, audience+tagOrg+d.OrganisationID)
	}
	if d.Audience == Public {
		for _, id := range d.PersonIDs {
			if id != "" {
				all = append(all, audience+tagPerson+id)
			}
		}
	}
	return strings.Join(all, " ")
}

func withoutTags(words string) string {
	for strings.HasPrefix(words, tagSign) {
		_, words, _ = strings.Cut(words, " ")
	}
	return words
}

// join puts the stems behind the tags. None of them is ever taken for a tag,
// whoever made it.
func join(tags, stems string) string {
	all := strings.Fields(tags)
	for token := range strings.FieldsSeq(stems) {
		if !strings.HasPrefix(token, tagSign) {
			all = append(all, token)
		}
	}
	return strings.Join(all, " ")
}

func cut(title string) string {
	if len(title) <= mostTitle {
		return title
	}
	n := mostTitle
	for !utf8.RuneStart(title[n]) {
		n--
	}
	return title[:n]
}
