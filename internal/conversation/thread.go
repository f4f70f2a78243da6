package conversation

import (
	"context"

	"guichet"
	"guichet/internal/db"
)

// Clues are what a mail says of the conversation it belongs to.
type Clues struct {
	// Tagged is the conversation named by a signed plus address that a door has
	// already verified; '' for none.
	Tagged string
	// MailIDs are the Message-IDs it answers: In-Reply-To first, then References
	// from the last to the first.
	MailIDs []string
}

// mostClues bounds the look-ups that one mail can cause.
const mostClues = 20

// A mail answers a letter of ours, or one that came in.
const sqlThread = `SELECT conversation_id FROM outbox_letter WHERE internet_id = $1 AND conversation_id <> ''
	UNION ALL SELECT conversation_id FROM message WHERE mail_id = $1 AND mail_id <> '' LIMIT 1`

// Thread finds the conversation that the clues lead to; NotFound when there is
// none. A subject alone never leads anywhere: anybody can write one.
func Thread(ctx context.Context, tx *db.Tx, c Clues) (Conversation, Landed, error) {
	if c.Tagged != "" {
		found, err := current(ctx, tx, c.Tagged)
		if err == nil || !guichet.IsKind(err, guichet.KindNotFound) {
			return found, LandedToken, err
		}
	}
	for i, id := range c.MailIDs {
		if i == mostClues {
			break
		}
		conversationID, err := db.Value[string](ctx, tx, sqlThread, id)
		if guichet.IsKind(err, guichet.KindNotFound) {
			continue
		}
		if err != nil {
			return Conversation{}, "", guichet.Doing("thread a mail", err)
		}
		found, err := current(ctx, tx, conversationID)
		return found, LandedAnswer, err
	}
	return Conversation{}, LandedNew, guichet.NotFound()
}

// leadsMost bounds how often one conversation leads on to another.
const leadsMost = 20

// current is the conversation in which one goes on.
func current(ctx context.Context, tx *db.Tx, id string) (Conversation, error) {
	c, err := Get(ctx, tx, id)
	for n := 0; err == nil && c.MergedInto != "" && n < leadsMost; n++ {
		c, err = Get(ctx, tx, c.MergedInto)
	}
	return c, err
}
