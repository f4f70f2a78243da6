package request

import (
	"context"

	"guichet"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// Speak is words said in a request's conversation.
type Speak struct {
	Message conversation.Message
	Then    *Move // of the desk: what the answer does to the state
}

// Reply is the desk's answer to the requester, and the state it leaves behind,
// in one act.
func Reply(ctx context.Context, tx *db.Tx, act ticket.Act, in Speak) (Request, conversation.Message, error) {
	r, err := lock(ctx, tx, act)
	if err != nil {
		return r, in.Message, err
	}
	m, entry, err := ticket.Answer(ctx, tx, r.Ticket, in.Message)
	if err != nil {
		return r, m, err
	}
	entries := []timeline.Entry{entry}
	if in.Then != nil {
		window, err := ticket.ReopenWindow(ctx, tx)
		if err != nil {
			return r, m, err
		}
		moved, err := decideMove(r, *in.Then, tx.Now, window)
		if err != nil {
			return r, m, err
		}
		entries = append(entries, moved)
	}
	r, err = apply(ctx, tx, act, r, entries...)
	return r, m, err
}

// Hear takes what the requester says, by whatever channel: ticket.Listen says
// what their words do.
func Hear(ctx context.Context, tx *db.Tx, act ticket.Act, m conversation.Message) (Request, conversation.Message, error) {
	r, err := lock(ctx, tx, act)
	if err != nil {
		return r, m, err
	}
	m, entry, err := ticket.Listen(ctx, tx, Flow(), r.Ticket, m)
	if err != nil {
		return r, m, err
	}
	if entry.Kind == "reopened/1" {
		entry.Changes = r.changed(entry.Changes, "confirmed", "")
	}
	r, err = apply(ctx, tx, act, r, entry)
	return r, m, err
}

// Confirm is the requester's word on what they got. Yes closes; no goes back to
// work, with their words.
func Confirm(ctx context.Context, tx *db.Tx, act ticket.Act, yes bool, m conversation.Message) (Request, error) {
	r, err := lock(ctx, tx, act)
	if err != nil {
		return r, err
	}
	if r.State != Fulfilled {
		return r, guichet.Invalid("confirmed", "request.not_fulfilled", guichet.Args{"state": string(r.State)})
	}
	if !yes && m.Text == "" {
		return r, guichet.Invalid("text", "required", nil)
	}
	var entry timeline.Entry
	if m.Text != "" {
		m.Direction = conversation.In
		if _, entry, err = ticket.Say(ctx, tx, r.Ticket, m); err != nil {
			return r, err
		}
	}
	if !yes {
		return apply(ctx, tx, act, r, Flow().Wake(r.Ticket, entry))
	}
	entry.Kind = "confirmed/1"
	c := r.changed(entry.Changes, "state", string(Closed))
	c = r.changed(c, "phase", string(ticket.Over))
	c = r.changed(c, "closed", timeline.Millis(tx.Now))
	entry.Changes = r.changed(c, "confirmed", "user")
	return apply(ctx, tx, act, r, entry)
}

// Note keeps an internal note about a request.
func Note(ctx context.Context, tx *db.Tx, act ticket.Act, in ticket.NewNote) (Request, ticket.Note, error) {
	r, err := lock(ctx, tx, act)
	if err != nil {
		return r, ticket.Note{}, err
	}
	n, entry, err := ticket.WriteNote(ctx, tx, act.By, r.Ticket, in)
	if err != nil {
		return r, n, err
	}
	r, err = apply(ctx, tx, act, r, entry)
	return r, n, err
}
