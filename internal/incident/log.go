package incident

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/search"
	"guichet/internal/setting"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// Log is what is known of an incident when it is recorded.
type Log struct {
	By             guichet.Actor
	Requester      Requester
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

// Requester is for whom an incident is recorded.
type Requester struct {
	ID             string
	OrganisationID string
	SiteID         string
	Language       guichet.Language
}

// The bounds of an incident's texts, in characters.
const (
	TitleMost    = 300
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
	if in.Impact == 0 {
		in.Impact = medium
	}
	if in.Urgency == 0 {
		in.Urgency = medium
	}
	rank, err := priority(ctx, tx, in.Impact, in.Urgency)
	if err != nil {
		return Incident{}, err
	}
	if in.TeamID, err = owner(ctx, tx, in); err != nil {
		return Incident{}, err
	}
	prefix, err := setting.IncidentPrefix().Get(ctx, tx)
	if err != nil {
		return Incident{}, err
	}
	t := ticket.Ticket{
		ConversationID: in.ConversationID, Title: in.Title, State: New, Impact: in.Impact, Urgency: in.Urgency,
		Priority: rank, TeamID: in.TeamID, AssigneeID: in.AssigneeID, RequesterID: in.Requester.ID,
		OrganisationID: in.Requester.OrganisationID, SiteID: in.Requester.SiteID, Channel: in.Channel,
		Language: in.Requester.Language, LoggedBy: in.By.ID, LastMessageID: in.Message.ID,
	}
	if t.AssigneeID != "" {
		t.State = Assigned
	}
	extra := timeline.Entry{Rows: []timeline.Pointer{in.Message.Pointer()}}
	for _, c := range []timeline.Change{
		{Field: "symptoms", New: in.Symptoms},
		{Field: "contact", New: in.Contact},
		{Field: "callback", New: in.Callback},
	} {
		if c.Text() != "" {
			extra.Changes = append(extra.Changes, c)
		}
	}
	if !in.Occurred.IsZero() {
		extra.Changes = append(extra.Changes, timeline.Change{Field: "occurred", New: timeline.Millis(in.Occurred)})
	}
	made, written, err := ticket.Create(ctx, tx, Flow(), in.By, prefix, t, extra)
	if err != nil {
		return Incident{}, err
	}
	i := Incident{Ticket: made}
	for _, e := range written {
		i.fold(e)
	}
	if _, err := tx.Exec(ctx, sqlInsertDetails, i.values(i.ID)...); err != nil {
		return i, guichet.Doing("write an incident", err)
	}
	return i, ticket.Index(ctx, tx, i.Ticket, "message:"+in.Message.ID, search.Public, in.Message.Stems)
}

// owner is the team an incident is given to at first, the desk's own unless
// another is named. Whoever is named of it must be in it.
func owner(ctx context.Context, tx *db.Tx, in Log) (string, error) {
	to := ticket.Assign{PersonID: &in.AssigneeID}
	if in.TeamID != "" {
		to.TeamID = &in.TeamID
	}
	own, err := setting.DefaultTeam().Get(ctx, tx)
	if err != nil {
		return "", err
	}
	if err := ticket.CheckAssign(ctx, tx, ticket.Ticket{TeamID: own}, to); err != nil {
		if e := guichet.AsError(err); e.Field == "person_id" {
			return "", guichet.Invalid("assignee_id", e.Code, e.Args)
		}
		return "", err
	}
	if to.TeamID == nil {
		return own, nil
	}
	return in.TeamID, nil
}
