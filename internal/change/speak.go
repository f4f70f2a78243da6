package change

import (
	"context"

	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// Speak is words said in a change's conversation.
type Speak struct {
	Message conversation.Message
	Then    *Move // of the desk: what the answer does to the state
}

// Reply is the desk's answer to the requester, and the state it leaves behind,
// in one act.
func Reply(ctx context.Context, tx *db.Tx, act ticket.Act, in Speak) (Change, conversation.Message, error) {
	h, err := lock(ctx, tx, act)
	if err != nil {
		return h, in.Message, err
	}
	m, entry, err := ticket.Answer(ctx, tx, h.Ticket, in.Message)
	if err != nil {
		return h, m, err
	}
	entries := []timeline.Entry{entry}
	if in.Then != nil {
		moved, err := decideMove(h, *in.Then, tx.Now)
		if err != nil {
			return h, m, err
		}
		entries = append(entries, moved)
	}
	h, err = apply(ctx, tx, act, h, entries...)
	return h, m, err
}

// Hear takes what the requester says, by whatever channel. It moves nothing: a
// change goes on as it was planned until the desk says otherwise.
func Hear(ctx context.Context, tx *db.Tx, act ticket.Act, m conversation.Message) (Change, conversation.Message, error) {
	h, err := lock(ctx, tx, act)
	if err != nil {
		return h, m, err
	}
	m, entry, err := ticket.Listen(ctx, tx, Flow(), h.Ticket, m)
	if err != nil {
		return h, m, err
	}
	h, err = apply(ctx, tx, act, h, entry)
	return h, m, err
}

// Note keeps an internal note about a change.
func Note(ctx context.Context, tx *db.Tx, act ticket.Act, in ticket.NewNote) (Change, ticket.Note, error) {
	h, err := lock(ctx, tx, act)
	if err != nil {
		return h, ticket.Note{}, err
	}
	n, entry, err := ticket.WriteNote(ctx, tx, act.By, h.Ticket, in)
	if err != nil {
		return h, n, err
	}
	h, err = apply(ctx, tx, act, h, entry)
	return h, n, err
}
