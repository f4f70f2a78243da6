package incident

import (
	"context"

	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// RemoveFile takes a file off a message or a note of an incident. The history
// keeps that it was there, by name, and who took it off.
func RemoveFile(ctx context.Context, tx *db.Tx, act ticket.Act, file conversation.Attachment) (Incident, error) {
	i, err := lock(ctx, tx, act)
	if err != nil {
		return i, err
	}
	if err := conversation.Take(ctx, tx, file); err != nil {
		return i, err
	}
	// A file of a note has a field of its own: its name is the desk's alone too.
	field := "file"
	if file.Holder.Kind == conversation.HeldByNote {
		field = "note_file"
	}
	i, err = apply(ctx, tx, act, i, timeline.Entry{
		Kind: "file_removed/1", Changes: []timeline.Change{{Field: field, Old: file.Name}},
	})
	return i, err
}
