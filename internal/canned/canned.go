package canned

import (
	"context"
	"strings"

	"guichet"
	"guichet/internal/db"
)

// Reach is whose a reply is.
type Reach string

// The reaches.
const (
	Personal Reach = "personal"
	Team     Reach = "team"
	Shared   Reach = "shared" // the whole desk's
)

// Reply is one canned reply.
type Reply struct {
	ID       string
	Version  int64
	Name     string
	Shortcut string // what is typed after the slash to have it at once; may be empty
	Reach    Reach
	OwnerID  string // a person's or a team's
	Owner    string // the team's name
	French   string
	English  string // either text may be empty, not both
	Active   bool
}

// The bounds of a reply.
const (
	NameMost     = 100
	ShortcutMost = 30
	TextMost     = 20_000
)

// Reader is who asks for replies.
type Reader struct {
	PersonID string
	Manages  bool // looks after those of teams and of the desk
}

const (
	partReply = `SELECT c.id, c.name, c.shortcut, c.reach, c.owner_id, COALESCE(t.name, ''), c.text_fr, c.text_en, c.active, h.version
		FROM canned_reply c JOIN timeline_head h ON h.subject_kind = 'canned_reply' AND h.subject_id = c.id
		LEFT JOIN team t ON t.id = c.owner_id `

	partMine = `(c.reach = 'shared' OR c.reach = 'personal' AND c.owner_id = $1 OR c.reach = 'team' AND
		($2 OR c.owner_id IN (SELECT m.team_id FROM team_member m WHERE m.person_id = $1))) `

	sqlList = partReply + `WHERE ` + partMine + `ORDER BY c.name_key, c.id LIMIT 500`

	sqlGet = partReply + `WHERE c.id = $3 AND ` + partMine
)

func fields(r *Reply) []any {
	return []any{&r.ID, &r.Name, &r.Shortcut, &r.Reach, &r.OwnerID, &r.Owner, &r.French, &r.English, &r.Active, &r.Version}
}

// List gives the replies that somebody may use, by name; q keeps those in which
// each of its words begins a word, accents apart. Those whose shortcut begins
// with q come first.
func List(ctx context.Context, tx *db.Tx, of Reader, q string) ([]Reply, error) {
	all, err := db.All(ctx, tx, fields, sqlList, of.PersonID, of.Manages)
	if err != nil {
		return nil, guichet.Doing("list canned replies", err)
	}
	typed := strings.Fields(guichet.Fold(q))
	var first, rest []Reply
	for _, r := range all {
		switch {
		case len(typed) == 1 && r.Shortcut != "" && strings.HasPrefix(guichet.Fold(r.Shortcut), typed[0]):
			first = append(first, r)
		case r.has(typed):
			rest = append(rest, r)
		}
	}
	return append(first, rest...), nil
}

// has tells whether each word that was typed begins a word of the reply.
func (r Reply) has(typed []string) bool {
	if len(typed) == 0 {
		return true
	}
	words := strings.FieldsFunc(guichet.Fold(r.Name+" "+r.Shortcut+" "+r.French+" "+r.English), func(c rune) bool {
		return strings.ContainsRune(" \n\t.,;:!?'’\"«»()-/{}", c)
	})
	for _, w := range typed {
		found := false
		for _, have := range words {
			found = found || strings.HasPrefix(have, w)
		}
		if !found {
			return false
		}
	}
	return true
}

// Get reads one reply, if the reader may use it.
func Get(ctx context.Context, tx *db.Tx, of Reader, id string) (Reply, error) {
	return db.One(ctx, tx, fields, sqlGet, of.PersonID, of.Manages, id)
}

// Text is the reply in a language, or in the other where it has none in that one;
// it says in which.
func (r Reply) Text(l guichet.Language) (string, guichet.Language) {
	switch {
	case l == guichet.English && r.English != "", r.French == "":
		return r.English, guichet.English
	default:
		return r.French, guichet.French
	}
}
