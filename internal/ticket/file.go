package ticket

import (
	"context"

	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/timeline"
)

// TakeFile takes a file off a message or a note, and gives the entry that says
// so. A file of a note has a field of its own: its name is the desk's alone too.
func TakeFile(ctx context.Context, tx *db.Tx, file conversation.Attachment) (timeline.Entry, error) {
	field := "file"
	if file.Holder.Kind == conversation.HeldByNote {
		field = "note_file"
	}
	return timeline.Entry{
		Kind: "file_removed/1", Changes: []timeline.Change{{Field: field, Old: file.Name}},
	}, conversation.Take(ctx, tx, file)
}
