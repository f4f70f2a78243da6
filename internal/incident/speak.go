package incident

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/search"
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
	in.Message.Direction = conversation.Out
	message, entry, err := say(ctx, tx, i, in.Message)
	if err != nil {
		return i, message, err
	}
	entry.Kind = "replied/1"
	if i.Answered.IsZero() {
		entry.Changes = i.changed(entry.Changes, "answered", timeline.Millis(tx.Now))
	}
	entries := []timeline.Entry{entry}
	if in.Then != nil {
		window, err := reopenWindow(ctx, tx)
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

// say puts a message into the incident's conversation and gives the entry that
// points to it.
func say(ctx context.Context, tx *db.Tx, i Incident, m conversation.Message) (conversation.Message, timeline.Entry, error) {
	m.ConversationID = i.ConversationID
	m, err := conversation.Say(ctx, tx, m)
	if err != nil {
		return m, timeline.Entry{}, err
	}
	if err := ticket.Index(ctx, tx, i.Ticket, "message:"+m.ID, search.Public, m.Stems); err != nil {
		return m, timeline.Entry{}, err
	}
	return m, timeline.Entry{
		Changes: i.changed(nil, "last_message", m.ID), Rows: []timeline.Pointer{m.Pointer()},
	}, nil
}

// Hear takes what the requester says, by whatever channel. An incident that
// waited for them goes back to work; a resolved one is reopened, and so is a
// closed one within the window. After it nothing is reopened: Hear refuses, as
// IsWindowOver tells, and the caller records a new incident linked to this one.
// An automatic answer is kept and wakes nothing.
func Hear(ctx context.Context, tx *db.Tx, act ticket.Act, m conversation.Message) (Incident, conversation.Message, error) {
	i, err := lock(ctx, tx, act)
	if err != nil {
		return i, m, err
	}
	window, err := reopenWindow(ctx, tx)
	if err != nil {
		return i, m, err
	}
	if !m.Automatic && windowOver(i, tx.Now, window) {
		return i, m, &guichet.Error{
			Kind: guichet.KindInvalid, Code: "ticket.reopen_window_over", Field: "text", Args: guichet.Args{"reference": i.Reference},
		}
	}
	m.Direction = conversation.In
	m, entry, err := say(ctx, tx, i, m)
	if err != nil {
		return i, m, err
	}
	entry.Kind = "heard/1"
	if !m.Automatic {
		entry = wake(i, entry)
	}
	i, err = apply(ctx, tx, act, i, entry)
	return i, m, err
}

// windowOver tells that words now begin something new: the incident was
// cancelled, or closed longer ago than the reopening window.
func windowOver(i Incident, now time.Time, window time.Duration) bool {
	return i.State == Cancelled || i.State == Closed && now.Sub(i.Closed) > window
}

// IsWindowOver tells that Hear refused because a new incident is to be made.
func IsWindowOver(err error) bool {
	return err != nil && guichet.AsError(err).Code == "ticket.reopen_window_over"
}

// wake says what a person's words do to the state.
func wake(i Incident, entry timeline.Entry) timeline.Entry {
	waiting := i.State == OnHold && i.HoldReason == HoldUser
	ended := i.State == Resolved || i.State == Closed
	if !waiting && !ended {
		return entry
	}
	c := i.changed(entry.Changes, "state", string(InProgress))
	c = i.changed(c, "phase", string(Flow().Phase(InProgress)))
	c = i.changed(c, "hold_reason", "")
	if ended {
		entry.Kind = "reopened/1"
		c = reopen(i, c)
	}
	entry.Changes = c
	return entry
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
		if _, entry, err = say(ctx, tx, i, m); err != nil {
			return i, err
		}
	}
	if !yes {
		i, err = apply(ctx, tx, act, i, wake(i, entry))
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
