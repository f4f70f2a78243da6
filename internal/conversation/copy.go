package conversation

import (
	"context"
	"strings"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/timeline"
)

const (
	sqlPutCopy = `INSERT INTO message_copy (message_id, address) VALUES ($1, $2) ON CONFLICT (message_id, address) DO NOTHING`

	sqlCopies = `SELECT address FROM message_copy WHERE message_id = $1 ORDER BY address`

	sqlDropCopies = `DELETE FROM message_copy WHERE message_id = $1`
)

// CopiesMost is how many addresses get a copy of one message.
const CopiesMost = 10

// Copy keeps who gets a copy of words, before they leave or as they do.
func Copy(ctx context.Context, tx *db.Tx, messageID string, addresses []string) error {
	for _, a := range addresses {
		if _, err := tx.Exec(ctx, sqlPutCopy, messageID, a); err != nil {
			return guichet.Doing("keep who gets a copy", err)
		}
	}
	return nil
}

// Copies are the addresses that got a copy of a message.
func Copies(ctx context.Context, tx *db.Tx, messageID string) ([]string, error) {
	return db.All(ctx, tx, func(s *string) []any { return []any{s} }, sqlCopies, messageID)
}

// Pointers are how an entry names the message and, by their digest, the addresses
// that got a copy: what is somebody's own can be erased, and is still proven.
func (m Message) Pointers() []timeline.Pointer {
	all := []timeline.Pointer{m.Pointer()}
	if len(m.Copies) > 0 {
		all = append(all, timeline.Pointer{Kind: "copy", ID: m.ID, Digest: Digest(strings.Join(m.Copies, " "))})
	}
	return all
}
