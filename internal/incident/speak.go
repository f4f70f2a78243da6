package incident

import (
	"context"

	"guichet"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// Speak is words said in an incident's conversation.
type Speak struct {
	Message conversation.Message
	Then    *Move // of the desk: what the answer does to the state
}

// Reply is the desk's answer to the requester, and the state it leaves behind,
// in one act.
func Reply(ctx context.Context, tx *db.Tx, act ticket.Act, in Speak) (Incident, conversation.Message, error) {
	i, err := lock(ctx, tx, act)
	if err != nil {
		return i, in.Message, err
	}
	if i.State == Cancelled {
		return i, in.Message, guichet.Invalid("text", "ticket.over", guichet.Args{"state": string(i.State)})
	}
	message, entry, err := ticket.Answer(ctx, tx, i.Ticket, in.Message)
	if err != nil {
		return i, message, err
	}
	entries := []timeline.Entry{entry}
	if in.Then != nil {
		window, err := ticket.ReopenWindow(ctx, tx)
		if err != nil {
			return i, message, err
		}
		moved, err := decideMove(i, *in.Then, tx.Now, window)
		if err != nil {
			return i, message, err
		}
		entries = append(entries, moved...)
	}
	i, err = apply(ctx, tx, act, i, entries...)
	return i, message, err
}

// Hear takes what the requester says, by whatever channel. An incident that
// waited for them goes back to work; a resolved one is reopened, and so is a
// closed one within the window. After it nothing is reopened: Hear refuses, as
// ticket.IsWindowOver tells, and the caller records a new incident linked to this one.
// An automatic answer is kept and wakes nothing.
func Hear(ctx context.Context, tx *db.Tx, act ticket.Act, m conversation.Message) (Incident, conversation.Message, error) {
	i, err := lock(ctx, tx, act)
	if err != nil {
		return i, m, err
	}
	m, entry, err := ticket.Listen(ctx, tx, Flow(), i.Ticket, m)
	if err != nil {
		return i, m, err
	}
	if entry.Kind == "reopened/1" {
		entry.Changes = i.changed(entry.Changes, "confirmed", "")
	}
	i, err = apply(ctx, tx, act, i, entry)
	return i, m, err
}

// Confirm is the requester's word on a resolution. Yes closes; no goes back to
// work, with their words.
func Confirm(ctx context.Context, tx *db.Tx, act ticket.Act, yes bool, m conversation.Message) (Incident, error) {
	i, err := lock(ctx, tx, act)
	if err != nil {
		return i, err
	}
	if i.State != Resolved {
		return i, guichet.Invalid("confirmed", "ticket.not_resolved", guichet.Args{"state": string(i.State)})
	}
	if !yes && m.Text == "" {
		return i, guichet.Invalid("text", "required", nil)
	}
	entry := timeline.Entry{Kind: "confirmed/1"}
	if m.Text != "" {
		m.Direction = conversation.In
		if _, entry, err = ticket.Say(ctx, tx, i.Ticket, m); err != nil {
			return i, err
		}
	}
	if !yes {
		entry = Flow().Wake(i.Ticket, entry)
		entry.Changes = i.changed(entry.Changes, "confirmed", "")
		i, err = apply(ctx, tx, act, i, entry)
		return i, err
	}
	entry.Kind = "confirmed/1"
	c := i.changed(entry.Changes, "state", string(Closed))
	c = i.changed(c, "phase", string(ticket.Over))
	c = i.changed(c, "closed", timeline.Millis(tx.Now))
	entry.Changes = i.changed(c, "confirmed", "user")
	i, err = apply(ctx, tx, act, i, entry)
	return i, err
}

// Note keeps an internal note about an incident.
func Note(ctx context.Context, tx *db.Tx, act ticket.Act, in ticket.NewNote) (Incident, ticket.Note, error) {
	i, err := lock(ctx, tx, act)
	if err != nil {
		return i, ticket.Note{}, err
	}
	n, entry, err := ticket.WriteNote(ctx, tx, act.By, i.Ticket, in)
	if err != nil {
		return i, n, err
	}
	i, err = apply(ctx, tx, act, i, entry)
	return i, n, err
}
