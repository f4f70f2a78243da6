// Package mention keeps whom an internal note names, people and teams, by id. It
// says who may be named: those of the desk who may read the note. That they are
// told is the notifier's business.
package mention

import (
	"context"
	"slices"
	"strings"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/auth"
	"guichet/internal/db"
	"guichet/internal/person"
	"guichet/internal/team"
	"guichet/internal/ticket"
)

// Mention is somebody whom a note names. It is kept by id; the name is that by
// which the note calls them.
type Mention struct {
	NoteID string
	Kind   string // a person or a team
	ID     string
	Name   string
}

// Whom a note may name.
const (
	Person = "person"
	Team   = "team"
)

// Most is how many a note may name.
const Most = 20

const (
	sqlInsertMention = `INSERT INTO note_mention (note_id, kind, target_id, name) VALUES ($1, $2, $3, $4)
		ON CONFLICT (note_id, kind, target_id) DO NOTHING`

	partMention = `SELECT x.note_id, x.kind, x.target_id, x.name FROM note_mention x `

	sqlMentionsOfTicket = partMention + `JOIN note n ON n.id = x.note_id WHERE n.ticket_id = $1 ORDER BY x.note_id, x.kind, x.target_id`

	sqlMentions = partMention + `WHERE x.note_id = $1 ORDER BY x.kind, x.target_id`
)

func mentionFields(m *Mention) []any { return []any{&m.NoteID, &m.Kind, &m.ID, &m.Name} }

// Of lists whom a note names.
func Of(ctx context.Context, tx *db.Tx, noteID string) ([]Mention, error) {
	return db.All(ctx, tx, mentionFields, sqlMentions, noteID)
}

// OfTicket lists whom the notes of a ticket name.
func OfTicket(ctx context.Context, tx *db.Tx, ticketID string) ([]Mention, error) {
	return db.All(ctx, tx, mentionFields, sqlMentionsOfTicket, ticketID)
}

// Able lists whom a note on a ticket may name: the people who may read
// it, and the teams that have one, among those in whose name a word begins with
// what is typed.
func Able(ctx context.Context, tx *db.Tx, t ticket.Ticket, typed string, limit int) ([]Mention, error) {
	people, err := readers(ctx, tx, t)
	if err != nil {
		return nil, err
	}
	teams, err := team.List(ctx, tx)
	if err != nil {
		return nil, err
	}
	key := guichet.Fold(typed)
	var found []Mention
	for _, x := range teams {
		if begins(x.Name, key) && slices.ContainsFunc(x.Members, func(m team.Member) bool { return slices.Contains(people, m.ID) }) {
			found = append(found, Mention{Kind: Team, ID: x.ID, Name: x.Name})
		}
	}
	for _, id := range people {
		p, err := person.Get(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		if p.Active && begins(p.Name, key) {
			found = append(found, Mention{Kind: Person, ID: p.ID, Name: p.Name})
		}
	}
	slices.SortStableFunc(found, func(a, b Mention) int {
		return strings.Compare(a.Kind+guichet.Fold(a.Name), b.Kind+guichet.Fold(b.Name))
	})
	return found[:min(limit, len(found))], nil
}

// begins tells whether a word of a name, and what follows it, begins with a key.
func begins(name, key string) bool {
	name = guichet.Fold(name)
	return strings.HasPrefix(name, key) || strings.Contains(name, " "+key)
}

// readers are the people of the desk who may read the notes of a ticket.
func readers(ctx context.Context, tx *db.Tx, t ticket.Ticket) ([]string, error) {
	grants, err := auth.AllGrants(ctx, tx)
	if err != nil {
		return nil, err
	}
	var ids []string
	for id, g := range grants {
		if (access.Who{PersonID: id, Grants: g}).MayIn(access.On(t.Kind).Inside, t.Place()) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids, nil
}

// Keep keeps whom a note names, and refuses anybody who could not read it.
func Keep(ctx context.Context, tx *db.Tx, t ticket.Ticket, noteID string, all []Mention) error {
	if len(all) == 0 {
		return nil
	}
	if len(all) > Most {
		return guichet.Invalid("mentions", "too_many_items", guichet.Args{"max": Most})
	}
	may, err := Able(ctx, tx, t, "", 1<<20)
	if err != nil {
		return err
	}
	for _, m := range all {
		i := slices.IndexFunc(may, func(x Mention) bool { return x.Kind == m.Kind && x.ID == m.ID })
		if i < 0 {
			return guichet.Invalid("mentions", "unknown_value", nil)
		}
		if _, err := tx.Exec(ctx, sqlInsertMention, noteID, m.Kind, m.ID, may[i].Name); err != nil {
			return guichet.Doing("keep whom a note names", err)
		}
	}
	return nil
}
