package relation

import (
	"context"
	"slices"

	"guichet"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/ticket"
	"guichet/internal/watcher"
)

// Reader is who reads a record that shares its conversation.
type Reader struct {
	ID   string
	Desk bool // works at the desk, for this record
	Sees func(other ticket.Ticket) bool
}

// Sharing is how a record shares its conversation with others: those that were
// merged into it, or the one that it was merged into.
type Sharing struct {
	Merge   Merge             // that it was merged by, if it was
	Origins map[string]string // references of the records merged into it that the reader sees, by their own conversation

	absorbed map[string]bool // the conversations of all of those
	guests   []string        // whoever brought those
	reader   Reader
}

// SharingOf finds with whom a record shares its conversation.
func SharingOf(ctx context.Context, tx *db.Tx, t ticket.Ticket, r Reader) (Sharing, error) {
	s := Sharing{Origins: map[string]string{}, absorbed: map[string]bool{}, reader: r}
	var err error
	if s.Merge, err = MergeOf(ctx, tx, t.ID); err != nil && !guichet.IsKind(err, guichet.KindNotFound) {
		return s, err
	}
	merges, err := MergesInto(ctx, tx, t.ID)
	if err != nil {
		return s, err
	}
	for _, m := range merges {
		other, err := ticket.ByID(ctx, tx, m.FromID)
		if err != nil {
			return s, err
		}
		own, err := s.ownTwin(ctx, tx, t, other)
		if err != nil {
			return s, err
		}
		if s.absorbed[m.ConversationID] = !own; other.RequesterID != t.RequesterID {
			s.guests = append(s.guests, other.RequesterID)
		}
		if r.Sees(other) {
			s.Origins[m.ConversationID] = other.Reference
		}
	}
	return s, nil
}

// ownTwin tells that a duplicate is the same person's as the record that goes on, and
// the reader's too: they brought both, or were let follow both.
func (s Sharing) ownTwin(ctx context.Context, tx *db.Tx, t, other ticket.Ticket) (bool, error) {
	if other.RequesterID != t.RequesterID || s.reader.ID == t.RequesterID || s.reader.Desk {
		return other.RequesterID == t.RequesterID, nil
	}
	all, err := watcher.Of(ctx, tx, other.ID)
	return slices.ContainsFunc(all, func(w watcher.Watcher) bool { return w.ID == s.reader.ID }), err
}

// Shows tells whether the reader may read a message of the common conversation:
// the desk all; who brought a duplicate what was said on it, and what the desk says
// since; whose record it is all but the words of those who brought its duplicates.
func (s Sharing) Shows(m conversation.Message) bool {
	switch {
	case s.reader.Desk || m.AuthorID == s.reader.ID:
		return true
	case s.Merge.FromID != "":
		return m.Origin == s.Merge.ConversationID || m.Direction == conversation.Out && m.Recorded.After(s.Merge.Created)
	}
	return !s.absorbed[m.Origin] && (m.Direction == conversation.Out || !slices.Contains(s.guests, m.AuthorID))
}
