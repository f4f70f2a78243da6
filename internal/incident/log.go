package incident

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// Log is what is known of an incident when it is recorded.
type Log struct {
	ticket.Opening
	Symptoms string
	Contact  string
	Callback string
	Occurred time.Time
}

// The bounds of an incident's texts, in characters.
const (
	TitleMost    = ticket.TitleMost
	SymptomsMost = 10_000
	ContactMost  = 320
)

// Check says all that is wrong with what was typed, field by field.
func (in Log) Check(now time.Time) error {
	return guichet.Join(
		guichet.CheckLine("title", in.Title, 3, TitleMost),
		guichet.CheckText("symptoms", in.Symptoms, 0, SymptomsMost),
		guichet.CheckLine("contact", in.Contact, 0, ContactMost),
		guichet.CheckLine("callback", in.Callback, 0, ContactMost),
		checkPast("occurred_at", in.Occurred, now),
	)
}

func checkPast(field string, t, now time.Time) *guichet.Error {
	switch {
	case t.IsZero():
		return nil
	case t.After(now.Add(time.Minute)):
		return guichet.Invalid(field, "in_future", nil)
	case t.Year() < 1990:
		return guichet.Invalid(field, "bad_time", nil)
	}
	return nil
}

// Create records an incident. It always has an owner: the team given, or the
// desk's own.
func Create(ctx context.Context, tx *db.Tx, in Log) (ticket.Ticket, error) {
	if err := in.Check(tx.Now); err != nil {
		return ticket.Ticket{}, err
	}
	return Practice().Create(ctx, tx, in.Opening,
		timeline.Change{Field: "symptoms", New: in.Symptoms},
		timeline.Change{Field: "contact", New: in.Contact},
		timeline.Change{Field: "callback", New: in.Callback},
		timeline.Change{Field: "occurred", New: timeline.Millis(in.Occurred)},
	)
}

// Edit changes fields; nil leaves one as it is.
type Edit struct {
	ticket.Edit
	Symptoms *string
	Contact  *string
	Callback *string
	Occurred *time.Time
}

// Change edits an incident. A change of priority asks for its reason.
func Change(ctx context.Context, tx *db.Tx, act ticket.Act, in Edit) (ticket.Ticket, error) {
	return Practice().Edit(ctx, tx, act, in.Edit, func(_ *Incident, w *ticket.Wishes) {
		w.Text("symptoms", in.Symptoms, SymptomsMost)
		w.Line("contact", in.Contact, 0, ContactMost)
		w.Line("callback", in.Callback, 0, ContactMost)
		w.Refuse(checkPast("occurred_at", ticket.Or(in.Occurred, time.Time{}), tx.Now))
		w.Moment("occurred", in.Occurred)
	})
}
