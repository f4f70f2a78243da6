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
	Notice   EditNotice
}

// EditNotice changes how it was noticed; nil leaves a field as it is, and a zero
// moment empties one.
type EditNotice struct {
	FirstSymptom *string
	LastGood     *time.Time
	Detected     *time.Time
	DetectedBy   *string
	Location     *string
	UsersHit     *int64
	Extent       *string
	StillWorking *string
	OutageStart  *time.Time
	OutageEnd    *time.Time
}

// The bounds of what is said of how it was noticed.
const (
	NoticeMost   = 2000
	LocationMost = 300
	usersMost    = 10_000_000
)

func (in EditNotice) wish(i *Incident, w *ticket.Wishes, now time.Time) {
	w.Text("first_symptom", in.FirstSymptom, NoticeMost)
	w.Text("extent", in.Extent, NoticeMost)
	w.Text("still_working", in.StillWorking, NoticeMost)
	w.Line("location", in.Location, 0, LocationMost)
	if in.DetectedBy != nil && *in.DetectedBy == "" {
		w.Set("detected_by", "")
	} else {
		w.Word("detected_by", in.DetectedBy, Detections())
	}
	if in.UsersHit != nil {
		if *in.UsersHit < 0 || *in.UsersHit > usersMost {
			w.Refuse(guichet.Invalid("users_hit", "out_of_range", guichet.Args{"min": 0, "max": usersMost}))
		}
		w.Set("users_hit", *in.UsersHit)
	}
	for _, at := range []struct {
		field, wire string
		to          *time.Time
	}{
		{"last_good", "last_good_at", in.LastGood},
		{"detected", "detected_at", in.Detected},
		{"outage_start", "outage_start", in.OutageStart},
		{"outage_end", "outage_end", in.OutageEnd},
	} {
		w.Refuse(checkPast(at.wire, ticket.Or(at.to, time.Time{}), now))
		w.Moment(at.field, at.to)
	}
	start, end := ticket.Or(in.OutageStart, i.Notice.OutageStart), ticket.Or(in.OutageEnd, i.Notice.OutageEnd)
	if !end.IsZero() && (start.IsZero() || end.Before(start)) && (in.OutageStart != nil || in.OutageEnd != nil) {
		w.Refuse(guichet.Invalid("outage_end", "change.ends_first", nil))
	}
}

// Change edits an incident. A change of priority asks for its reason.
func Change(ctx context.Context, tx *db.Tx, act ticket.Act, in Edit) (ticket.Ticket, error) {
	return Practice().Edit(ctx, tx, act, in.Edit, func(i *Incident, w *ticket.Wishes) {
		in.Notice.wish(i, w, tx.Now)
		w.Text("symptoms", in.Symptoms, SymptomsMost)
		w.Line("contact", in.Contact, 0, ContactMost)
		w.Line("callback", in.Callback, 0, ContactMost)
		w.Refuse(checkPast("occurred_at", ticket.Or(in.Occurred, time.Time{}), tx.Now))
		w.Moment("occurred", in.Occurred)
	})
}
