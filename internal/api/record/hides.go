package record

import (
	"context"
	"strings"

	"guichet"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/person"
	"guichet/internal/ticket"
)

// Hides tells whether what a path names is there, though it was answered that
// there is no such thing: it is beyond the reach of who asked.
func Hides(ctx context.Context, tx *db.Tx, path string) (bool, error) {
	words := strings.Split(strings.TrimPrefix(strings.TrimPrefix(path, "/api/"), "administration/"), "/")
	if len(words) < 2 {
		return false, nil
	}
	var err error
	switch noun, id := words[0], words[1]; {
	case noun == "attachments" && guichet.IsID(id):
		_, err = conversation.GetAttachment(ctx, tx, id)
	case noun == "people" && guichet.IsID(id):
		_, err = person.Get(ctx, tx, id)
	case noun == "incidents", noun == "requests", noun == "changes", noun == "tickets":
		var t ticket.Ticket
		if t, err = ticket.KindOf(ctx, tx, id); err == nil && noun != "tickets" && noun != t.Kind+"s" {
			return false, nil // it is called by another kind's address: a mistake
		}
	default:
		return false, nil
	}
	if guichet.IsKind(err, guichet.KindNotFound) {
		return false, nil
	}
	return err == nil, err
}
