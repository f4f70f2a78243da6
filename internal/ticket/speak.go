package ticket

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/search"
	"guichet/internal/setting"
	"guichet/internal/timeline"
)

// Say puts a message into a ticket's conversation and gives the entry that
// points to it.
func Say(ctx context.Context, tx *db.Tx, t Ticket, m conversation.Message) (conversation.Message, timeline.Entry, error) {
	m.ConversationID = t.ConversationID
	m, err := conversation.Say(ctx, tx, m)
	if err != nil {
		return m, timeline.Entry{}, err
	}
	audience := search.Public
	if m.Aside {
		audience = search.Internal
	}
	if err := Index(ctx, tx, t, "message:"+m.ID, audience, m.Stems); err != nil {
		return m, timeline.Entry{}, err
	}
	return m, timeline.Entry{
		Changes: t.Changed(nil, "last_message", m.ID), Rows: m.Pointers(),
	}, nil
}

// Answer is the desk's words to the requester, and the entry that says so; the
// first of them stamps the answer.
func Answer(ctx context.Context, tx *db.Tx, t Ticket, m conversation.Message) (conversation.Message, timeline.Entry, error) {
	m.Direction = conversation.Out
	m, entry, err := Say(ctx, tx, t, m)
	if err != nil {
		return m, entry, err
	}
	entry.Kind = "replied/1"
	if t.Answered.IsZero() {
		entry.Changes = t.Changed(entry.Changes, "answered", timeline.Millis(tx.Now))
	}
	return m, entry, nil
}

// Listen takes the requester's words, by whatever channel, and gives the entry
// that says what they do. A ticket that waited for them goes back to work; where
// the flow reopens, a done one does too, and so does a closed one within the
// window. Where they begin something new, Listen refuses, as IsWindowOver tells,
// and the caller records a new matter linked to this one. An automatic answer is
// kept and wakes nothing, and so is a word of thanks.
func Listen(ctx context.Context, tx *db.Tx, flow Flow, t Ticket, m conversation.Message) (conversation.Message, timeline.Entry, error) {
	window, err := setting.ReopenWindow(ctx, tx)
	if err != nil {
		return m, timeline.Entry{}, err
	}
	if !m.Automatic && !m.Still && flow.Beyond(t, tx.Now, window) {
		return m, timeline.Entry{}, guichet.Invalid("text", "ticket.reopen_window_over", guichet.Args{"reference": t.Reference})
	}
	m.Direction = conversation.In
	m, entry, err := Say(ctx, tx, t, m)
	if err != nil {
		return m, entry, err
	}
	entry.Kind = "heard/1"
	if !m.Automatic && !m.Still {
		entry = flow.Wake(t, entry)
	}
	return m, entry, nil
}

// Beyond tells that the requester's words now begin something new: the ticket
// was closed longer ago than the window, or ended without ever being done.
func (f Flow) Beyond(t Ticket, now time.Time, window time.Duration) bool {
	return t.Phase == Archived || t.Phase == Over && (f.Reopens && t.State != f.Closed || now.Sub(t.Closed) > window)
}

// IsWindowOver tells that a new matter is to be made of what was said.
func IsWindowOver(err error) bool {
	return err != nil && guichet.AsError(err).Code == "ticket.reopen_window_over"
}

// Wake says what the requester's words do to the state.
func (f Flow) Wake(t Ticket, entry timeline.Entry) timeline.Entry {
	waiting := t.Phase == Held && t.HoldReason == f.Waits
	ended := f.Reopens && (t.Phase == Done || t.State == f.Closed)
	if !waiting && !ended {
		return entry
	}
	c := t.Changed(entry.Changes, "state", string(f.Working))
	c = t.Changed(c, "phase", string(f.Phase(f.Working)))
	c = t.Changed(c, "hold_reason", "")
	if ended {
		entry.Kind = "reopened/1"
		c = t.Reopen(c)
	}
	entry.Changes = c
	return entry
}

// Reopen counts, and takes back what the end had stamped; the history keeps it.
func (t *Ticket) Reopen(c []timeline.Change) []timeline.Change {
	c = t.Changed(c, "reopened", t.Reopened+1)
	c = t.Changed(c, "resolved", int64(0))
	c = t.Changed(c, "first_contact", false)
	c = t.Changed(c, "closing_category", "")
	c = t.Changed(c, "closes", int64(0))
	return t.Changed(c, "closed", int64(0))
}
