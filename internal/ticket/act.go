package ticket

import (
	"context"
	"slices"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/timeline"
)

// Assign gives a record to a team or to one of its people.
func (p Practice[R]) Assign(ctx context.Context, tx *db.Tx, act Act, in Assign) (Ticket, error) {
	return p.Do(ctx, tx, act, func(r R) ([]timeline.Entry, error) {
		if err := guichet.Join(guichet.CheckText("reason", in.Reason, 0, ReasonMost)); err != nil {
			return nil, err
		}
		entries, err := DecideAssign(p.Flow, *r.Hall(), in)
		if err != nil {
			return nil, err
		}
		return entries, CheckAssign(ctx, tx, *r.Hall(), in)
	})
}

// RemoveFile takes a file off a message or a note of a record. The history keeps
// that it was there, by name, and who took it off.
func (p Practice[R]) RemoveFile(ctx context.Context, tx *db.Tx, act Act, file conversation.Attachment) (Ticket, error) {
	return p.Do(ctx, tx, act, func(R) ([]timeline.Entry, error) {
		entry, err := TakeFile(ctx, tx, file)
		return []timeline.Entry{entry}, err
	})
}

// Mark writes down what happened around a record and changes nothing of it.
func (p Practice[R]) Mark(ctx context.Context, tx *db.Tx, act Act, entry timeline.Entry) (Ticket, error) {
	return p.Do(ctx, tx, act, func(R) ([]timeline.Entry, error) { return []timeline.Entry{entry}, nil })
}

// Note keeps an internal note about a record.
func (p Practice[R]) Note(ctx context.Context, tx *db.Tx, act Act, in NewNote) (Ticket, Note, error) {
	var n Note
	t, err := p.Do(ctx, tx, act, func(r R) ([]timeline.Entry, error) {
		var entry timeline.Entry
		var err error
		n, entry, err = WriteNote(ctx, tx, act.By, *r.Hall(), in)
		return []timeline.Entry{entry}, err
	})
	return t, n, err
}

// Reply is the desk's answer to the requester and the state it leaves behind, in
// one act; then says what the answer does to the record, nil nothing.
func (p Practice[R]) Reply(ctx context.Context, tx *db.Tx, act Act, m conversation.Message, then func(r R) ([]timeline.Entry, error)) (Ticket, conversation.Message, error) {
	t, err := p.Do(ctx, tx, act, func(r R) ([]timeline.Entry, error) {
		var moved []timeline.Entry
		var entry timeline.Entry
		var err error
		if then != nil {
			if moved, err = then(r); err != nil {
				return nil, err
			}
		}
		m, entry, err = Answer(ctx, tx, *r.Hall(), m)
		return append([]timeline.Entry{entry}, moved...), err
	})
	return t, m, err
}

// CheckReply refuses what Reply would refuse now, and does nothing.
func (p Practice[R]) CheckReply(ctx context.Context, tx *db.Tx, act Act, then func(r R) ([]timeline.Entry, error)) (Ticket, error) {
	r, err := p.Lock(ctx, tx, act)
	if err == nil {
		err = r.Hall().shut([]timeline.Entry{{Kind: "replied/1"}})
	}
	if err == nil && then != nil {
		var entries []timeline.Entry
		if entries, err = then(r); err == nil {
			_, err = r.Hall().give(ctx, tx, act, entries)
		}
	}
	return *r.Hall(), err
}

// Hear takes what the requester says, by whatever channel: Listen says what their
// words do.
func (p Practice[R]) Hear(ctx context.Context, tx *db.Tx, act Act, m conversation.Message) (Ticket, conversation.Message, error) {
	t, err := p.Do(ctx, tx, act, func(r R) ([]timeline.Entry, error) {
		var entry timeline.Entry
		var err error
		if m, entry, err = Listen(ctx, tx, p.Flow, *r.Hall(), m); entry.Kind == "reopened/1" {
			entry.Changes = Changed(r, entry.Changes, "confirmed", "")
		}
		return []timeline.Entry{entry}, err
	})
	return t, m, err
}

// Confirm is the requester's word on what was done. Yes closes; no goes back to
// work, with their words. notDone is what is said of a record that is not done.
func (p Practice[R]) Confirm(ctx context.Context, tx *db.Tx, act Act, yes bool, m conversation.Message, notDone string) (Ticket, error) {
	return p.Do(ctx, tx, act, func(r R) ([]timeline.Entry, error) {
		t := *r.Hall()
		switch {
		case act.By.ID != t.RequesterID:
			return nil, guichet.Forbidden(string(access.On(t.Kind).Confirm)) // who follows it has no say on it
		case t.Phase != Done:
			return nil, guichet.Invalid("confirmed", notDone, guichet.Args{"state": string(t.State)})
		case !yes && m.Text == "":
			return nil, guichet.Invalid("text", "required", nil)
		}
		var entry timeline.Entry
		if m.Text != "" {
			m.Direction = conversation.In
			var err error
			if _, entry, err = Say(ctx, tx, t, m); err != nil {
				return nil, err
			}
		}
		if !yes {
			entry = p.Wake(t, entry)
			entry.Changes = Changed(r, entry.Changes, "confirmed", "")
			return []timeline.Entry{entry}, nil
		}
		entry.Kind = "confirmed/1"
		c := p.Move(r, entry.Changes, p.Closed, "")
		c = Changed(r, c, "closed", timeline.Millis(tx.Now))
		entry.Changes = Changed(r, c, "confirmed", "user")
		return []timeline.Entry{entry}, nil
	})
}

// Move adds what every move to another state changes.
func (f Flow) Move(r Record, c []timeline.Change, to State, hold string) []timeline.Change {
	if f.Phase(to) != Held {
		hold = ""
	}
	c = Changed(r, c, "state", string(to))
	c = Changed(r, c, "phase", string(f.Phase(to)))
	if f.Phase(to) != Done {
		c = Changed(r, c, "closes", int64(0))
	}
	if t := r.Hall(); to == f.Closed && t.ClosingID == "" {
		c = Changed(r, c, "closing_category", t.CategoryID)
	}
	return Changed(r, c, "hold_reason", hold)
}

// Next lists the states that a record may go to now: what is closed longer than
// the window stays so.
func (f Flow) Next(t Ticket, now time.Time, window time.Duration) []State {
	if t.State == f.Closed && now.Sub(t.Closed) > window {
		return nil
	}
	return slices.Clone(f.Moves(t.State))
}

// CheckReopen refuses to take back an end whose window is over, or without
// saying why; nil where nothing had ended.
func (f Flow) CheckReopen(t Ticket, reason string, now time.Time, window time.Duration) *guichet.Error {
	switch {
	case t.State == f.Closed && now.Sub(t.Closed) > window:
		return guichet.Invalid("to", "ticket.reopen_window_over", guichet.Args{"reference": t.Reference})
	case t.State == f.Closed || t.Phase == Done:
		return guichet.CheckText("reason", reason, 1, ReasonMost)
	}
	return guichet.CheckText("reason", reason, 0, ReasonMost)
}
