package incident

import (
	"context"

	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/ticket"
)

// RemoveFile takes a file off a message or a note of an incident. The history
// keeps that it was there, by name, and who took it off.
func RemoveFile(ctx context.Context, tx *db.Tx, act ticket.Act, file conversation.Attachment) (Incident, error) {
	i, err := lock(ctx, tx, act)
	if err != nil {
		return i, err
	}
	entry, err := ticket.TakeFile(ctx, tx, file)
	if err != nil {
		return i, err
	}
	i, err = apply(ctx, tx, act, i, entry)
	return i, err
}
