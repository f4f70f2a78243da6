package conversation

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/db"
)

const (
	sqlAbsorb = `UPDATE message SET conversation_id = $1, origin = $2 WHERE conversation_id = $2`

	sqlJoinAll = `INSERT INTO participant (conversation_id, person_id, since, origin)
		SELECT $1, p.person_id, p.since, $2 FROM participant p WHERE p.conversation_id = $2
		ON CONFLICT (conversation_id, person_id) DO NOTHING`

	sqlLeadOn = `UPDATE conversation SET merged_into = $2 WHERE id = $1`

	sqlPart = `UPDATE message SET conversation_id = $2, origin = '' WHERE conversation_id = $1 AND origin = $2`

	sqlLeaveAll = `DELETE FROM participant WHERE conversation_id = $1 AND origin = $2`

	sqlDivert = `UPDATE message SET conversation_id = $3, origin = $4 WHERE id = $1 AND conversation_id = $2`

	sqlSaidSince = `SELECT COUNT(*) FROM (SELECT 1 FROM message WHERE conversation_id = $1 AND recorded > $2 LIMIT 1) AS said`
)

// Absorb takes all that was said in one conversation into another, with who took
// part; each message remembers where it was said. Answers to its letters are led on.
func Absorb(ctx context.Context, tx *db.Tx, intoID, fromID string) error {
	return each(ctx, tx, "merge conversations", []string{sqlAbsorb, sqlJoinAll}, intoID, fromID, func() error {
		_, err := tx.Exec(ctx, sqlLeadOn, fromID, intoID)
		return err
	})
}

// Release gives a conversation back all that was said in it, and takes it out of
// the one that absorbed it.
func Release(ctx context.Context, tx *db.Tx, intoID, fromID string) error {
	return each(ctx, tx, "part conversations", []string{sqlPart, sqlLeaveAll}, intoID, fromID, func() error {
		_, err := tx.Exec(ctx, sqlLeadOn, fromID, "")
		return err
	})
}

func each(ctx context.Context, tx *db.Tx, what string, statements []string, intoID, fromID string, last func() error) error {
	for _, s := range statements {
		if _, err := tx.Exec(ctx, s, intoID, fromID); err != nil {
			return guichet.Doing(what, err)
		}
	}
	return guichet.Doing(what, last())
}

// Divert takes one message of a conversation into another, and it remembers where
// it was said: in origin, ” for the other itself. False when it is not there.
func Divert(ctx context.Context, tx *db.Tx, messageID, fromID, toID, origin string) (bool, error) {
	n, err := tx.Exec(ctx, sqlDivert, messageID, fromID, toID, origin)
	return n == 1, guichet.Doing("divert a message", err)
}

// LeadOn leads the answers to the letters of one conversation on to another.
func LeadOn(ctx context.Context, tx *db.Tx, fromID, toID string) error {
	_, err := tx.Exec(ctx, sqlLeadOn, fromID, toID)
	return guichet.Doing("lead a conversation on", err)
}

// SaidSince tells whether anything was said in a conversation after a moment.
func SaidSince(ctx context.Context, tx *db.Tx, conversationID string, since time.Time) (bool, error) {
	n, err := db.Value[int64](ctx, tx, sqlSaidSince, conversationID, since)
	return n > 0, guichet.Doing("look for what was said", err)
}
