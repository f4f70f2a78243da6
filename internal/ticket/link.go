package ticket

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/db"
)

// The kinds of link that the desk makes by itself.
const (
	Follows = "follows"     // continues the other after its reopening window
	Raised  = "raised_from" // was raised from the other: one contact, two matters
)

// Link joins two tickets.
type Link struct {
	Kind      string
	From      bool // seen from its beginning
	ID        string
	Reference string
	Title     string
	State     State
	ActorID   string
	Created   time.Time
}

const (
	sqlInsertLink = `INSERT INTO ticket_link (from_id, to_id, kind, actor_id, created) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (from_id, to_id, kind) DO NOTHING`

	sqlLinks = `SELECT l.kind, l.from_id = $1, t.id, t.reference, t.title, t.state, l.actor_id, l.created
		FROM ticket_link l JOIN ticket t ON t.id = CASE WHEN l.from_id = $1 THEN l.to_id ELSE l.from_id END
		WHERE l.from_id = $1 OR l.to_id = $1 ORDER BY l.created, t.id`
)

// Join links one ticket to another.
func Join(ctx context.Context, tx *db.Tx, by guichet.Actor, kind, fromID, toID string) error {
	_, err := tx.Exec(ctx, sqlInsertLink, fromID, toID, kind, by.ID, tx.Now)
	return guichet.Doing("link two tickets", err)
}

// Links lists the links of a ticket, from both ends.
func Links(ctx context.Context, tx *db.Tx, id string) ([]Link, error) {
	return db.All(ctx, tx, func(l *Link) []any {
		return []any{&l.Kind, &l.From, &l.ID, &l.Reference, &l.Title, &l.State, &l.ActorID, &l.Created}
	}, sqlLinks, id)
}
