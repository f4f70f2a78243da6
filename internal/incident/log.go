package incident

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/setting"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// Log is what is known of an incident when it is recorded.
type Log struct {
	By             guichet.Actor
	Requester      ticket.Requester
	Title          string
	Impact         int64 // 0: medium
	Urgency        int64 // 0: medium
	TeamID         string
	AssigneeID     string
	Channel        guichet.Channel
	ConversationID string
	Message        conversation.Message // the first, said already
	Symptoms       string
	Contact        string
	Callback       string
	Occurred       time.Time
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
func Create(ctx context.Context, tx *db.Tx, in Log) (Incident, error) {
	if err := in.Check(tx.Now); err != nil {
		return Incident{}, err
	}
	prefix, err := setting.IncidentPrefix().Get(ctx, tx)
	if err != nil {
		return Incident{}, err
	}
	t, written, err := ticket.Register(ctx, tx, Flow(), prefix, ticket.Opening{
		By: in.By, Requester: in.Requester, Title: in.Title, Impact: in.Impact, Urgency: in.Urgency, TeamID: in.TeamID,
		AssigneeID: in.AssigneeID, Channel: in.Channel, ConversationID: in.ConversationID, Message: in.Message,
	},
		timeline.Change{Field: "symptoms", New: in.Symptoms},
		timeline.Change{Field: "contact", New: in.Contact},
		timeline.Change{Field: "callback", New: in.Callback},
		timeline.Change{Field: "occurred", New: timeline.Millis(in.Occurred)},
	)
	if err != nil {
		return Incident{}, err
	}
	i := Incident{Ticket: t}
	for _, e := range written {
		i.fold(e)
	}
	_, err = tx.Exec(ctx, sqlInsertDetails, i.values(i.ID)...)
	return i, guichet.Doing("write an incident", err)
}

// Adopt makes an incident of a record of another practice.
func Adopt(ctx context.Context, tx *db.Tx, act ticket.Act, from ticket.Flow, t ticket.Ticket, reason string) (ticket.Ticket, error) {
	prefix, err := setting.IncidentPrefix().Get(ctx, tx)
	if err != nil {
		return t, err
	}
	if t, err = ticket.Turn(ctx, tx, act, t, from, Flow(), prefix, reason); err != nil {
		return t, err
	}
	// It may have been one before: the row is what all its entries say.
	entries, err := timeline.After(ctx, tx, t.Subject(), 0, timeline.Everything)
	if err != nil {
		return t, err
	}
	var i Incident
	for _, e := range entries {
		i.fold(e)
	}
	if _, err := tx.Exec(ctx, sqlDeleteDetails, t.ID); err != nil {
		return t, guichet.Doing("write an incident", err)
	}
	_, err = tx.Exec(ctx, sqlInsertDetails, i.values(t.ID)...)
	return t, guichet.Doing("write an incident", err)
}
