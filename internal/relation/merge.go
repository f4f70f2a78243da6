package relation

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// Merge is a record that was found to be another's duplicate: from then on both
// have one conversation.
type Merge struct {
	FromID         string
	IntoID         string
	ConversationID string // that the merged one had
	Before, After  int64  // its versions around the merge
	ActorID        string
	Created        time.Time
}

const (
	partMerge = `SELECT from_id, into_id, conversation_id, version_before, version_after, actor_id, created FROM ticket_merge `

	sqlMerge = partMerge + `WHERE from_id = $1`

	sqlMergesInto = partMerge + `WHERE into_id = $1 ORDER BY created, from_id`

	sqlInsertMerge = `INSERT INTO ticket_merge (from_id, into_id, conversation_id, version_before, version_after, actor_id, created)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`

	sqlDeleteMerge = `DELETE FROM ticket_merge WHERE from_id = $1`
)

func mergeFields(m *Merge) []any {
	return []any{&m.FromID, &m.IntoID, &m.ConversationID, &m.Before, &m.After, &m.ActorID, &m.Created}
}

// MergeOf finds into which record one was merged; NotFound when it was not.
func MergeOf(ctx context.Context, tx *db.Tx, id string) (Merge, error) {
	return db.One(ctx, tx, mergeFields, sqlMerge, id)
}

// MergesInto lists the records that were merged into one, the first first.
func MergesInto(ctx context.Context, tx *db.Tx, id string) ([]Merge, error) {
	return db.All(ctx, tx, mergeFields, sqlMergesInto, id)
}

// Keep writes down that a record, which stood as before, was merged into another,
// and gives the other's conversation all that was said in its own.
func Keep(ctx context.Context, tx *db.Tx, act ticket.Act, before, t, into ticket.Ticket) error {
	if err := conversation.Absorb(ctx, tx, into.ConversationID, before.ConversationID); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, sqlInsertMerge, t.ID, into.ID, before.ConversationID, before.Version, t.Version, act.By.ID, tx.Now); err != nil {
		return guichet.Doing("merge two records", err)
	}
	if _, err := tx.Exec(ctx, sqlInsertLink, t.ID, into.ID, DuplicateOf, act.By.ID, tx.Now); err != nil {
		return guichet.Doing("link two records", err)
	}
	return tellOf(ctx, tx, act, into, "absorbed/1", t.ID)
}

// Forget takes that away again.
func Forget(ctx context.Context, tx *db.Tx, act ticket.Act, m Merge, into ticket.Ticket) error {
	if err := conversation.Release(ctx, tx, into.ConversationID, m.ConversationID); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, sqlDeleteMerge, m.FromID); err != nil {
		return guichet.Doing("part two records", err)
	}
	if _, err := tx.Exec(ctx, sqlDeleteLink, m.FromID, into.ID, DuplicateOf); err != nil {
		return guichet.Doing("unlink two records", err)
	}
	return tellOf(ctx, tx, act, into, "parted/1", m.FromID)
}

// tellOf writes on a timeline what became of another record.
func tellOf(ctx context.Context, tx *db.Tx, act ticket.Act, t ticket.Ticket, kind, otherID string) error {
	_, _, err := ticket.Apply(ctx, tx, act.Actor(t), t, timeline.Entry{Kind: kind, Rows: []timeline.Pointer{{Kind: "ticket", ID: otherID}}})
	return err
}
