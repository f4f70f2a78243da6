// Package intake is the one place that turns a contact into a record of a
// practice, and so the only one that sees every practice. Doors and jobs call
// it: Raise for a matter somebody brings, Receive for a letter that may belong
// to a matter already open, Convert for one that was sorted wrongly.
package intake

import (
	"cmp"
	"context"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/change"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/incident"
	"guichet/internal/mention"
	"guichet/internal/person"
	"guichet/internal/relation"
	"guichet/internal/request"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// Matter is what somebody brings to the desk. It is an incident unless it is
// known to be a request or a change.
type Matter struct {
	By          guichet.Actor
	RequesterID string
	MailboxID   string
	Message     conversation.Message // the first; channel, text and stems given
	Incident    incident.Log         // what is known of it as an incident
	Request     *request.Log
	Change      *change.Log
	Follows     string // a ticket it continues after its reopening window
	From        string // a ticket it was raised from: the same contact
	TeamID      string // that has it where none is named; empty: the desk's own
}

// Kinds lists the kinds of record that a matter may become.
func Kinds() []string { return []string{incident.Kind, request.Kind, change.Kind} }

// practice is what every practice does alike.
type practice interface {
	Way() ticket.Flow
	Assign(ctx context.Context, tx *db.Tx, act ticket.Act, in ticket.Assign) (ticket.Ticket, error)
	Note(ctx context.Context, tx *db.Tx, act ticket.Act, in ticket.NewNote) (ticket.Ticket, ticket.Note, error)
	Hear(ctx context.Context, tx *db.Tx, act ticket.Act, m conversation.Message) (ticket.Ticket, conversation.Message, error)
	Mark(ctx context.Context, tx *db.Tx, act ticket.Act, entry timeline.Entry) (ticket.Ticket, error)
	RemoveFile(ctx context.Context, tx *db.Tx, act ticket.Act, file conversation.Attachment) (ticket.Ticket, error)
	Rank(ctx context.Context, tx *db.Tx, act ticket.Act, in ticket.Edit) (ticket.Ticket, error)
	Restore(ctx context.Context, tx *db.Tx, act ticket.Act, from, to int64) (ticket.Ticket, error)
	Supersede(ctx context.Context, tx *db.Tx, act ticket.Act, into ticket.Ticket) (ticket.Ticket, error)
	Rejoin(ctx context.Context, tx *db.Tx, act ticket.Act, from ticket.Ticket) (ticket.Ticket, error)
	CheckFold(ctx context.Context, tx *db.Tx, t ticket.Ticket) ([]timeline.Fault, error)
}

func practiceOf(kind string) practice {
	switch kind {
	case request.Kind:
		return request.Practice()
	case change.Kind:
		return change.Practice()
	default:
		return incident.Practice()
	}
}

// FlowOf is the way of a kind of record through the hall.
func FlowOf(kind string) ticket.Flow { return practiceOf(kind).Way() }

// Assign gives a record of any kind to a team or to one of its people.
func Assign(ctx context.Context, tx *db.Tx, kind string, act ticket.Act, in ticket.Assign) (ticket.Ticket, error) {
	t, err := practiceOf(kind).Assign(ctx, tx, act, in)
	if err != nil || in.PersonID == nil || *in.PersonID == "" {
		return t, err
	}
	return t, checkReach(ctx, tx, "person_id", t)
}

// Note keeps an internal note about a record of any kind,
// with whom it names.
func Note(ctx context.Context, tx *db.Tx, kind string, act ticket.Act, in ticket.NewNote, named ...mention.Mention) (ticket.Ticket, error) {
	t, n, err := practiceOf(kind).Note(ctx, tx, act, in)
	if err != nil {
		return t, err
	}
	return t, mention.Keep(ctx, tx, t, n.ID, named)
}

// RemoveFile takes a file off a record of any kind.
func RemoveFile(ctx context.Context, tx *db.Tx, kind string, act ticket.Act, file conversation.Attachment) error {
	_, err := practiceOf(kind).RemoveFile(ctx, tx, act, file)
	return err
}

func (in Matter) check(tx *db.Tx) error {
	switch {
	case in.Request != nil:
		return in.Request.Check()
	case in.Change != nil:
		return in.Change.Check()
	default:
		return in.Incident.Check(tx.Now)
	}
}

// Raise opens a conversation and the record it is about, in one act.
func Raise(ctx context.Context, tx *db.Tx, in Matter) (ticket.Ticket, error) {
	if err := in.check(tx); err != nil {
		return ticket.Ticket{}, err
	}
	p, err := person.Get(ctx, tx, in.RequesterID)
	if guichet.IsKind(err, guichet.KindNotFound) {
		return ticket.Ticket{}, guichet.Invalid("requester_id", "unknown_value", nil)
	}
	if err != nil {
		return ticket.Ticket{}, err
	}
	c, err := conversation.Open(ctx, tx, conversation.Conversation{
		RequesterID: p.ID, OrganisationID: p.OrganisationID, MailboxID: in.MailboxID,
	})
	if err != nil {
		return ticket.Ticket{}, err
	}
	m := in.Message
	m.ConversationID, m.Direction = c.ID, conversation.In
	if m.AuthorID == "" {
		m.AuthorID = p.ID
	}
	if m, err = conversation.Say(ctx, tx, m); err != nil {
		return ticket.Ticket{}, err
	}
	t, err := in.create(ctx, tx, p, m)
	if err == nil && t.AssigneeID != "" {
		err = checkReach(ctx, tx, "assignee_id", t)
	}
	if err != nil {
		return t, err
	}
	if in.Follows != "" {
		if err := in.link(ctx, tx, &t, relation.Follows, in.Follows); err != nil {
			return t, err
		}
	}
	if in.From != "" {
		return t, in.link(ctx, tx, &t, relation.Raised, in.From)
	}
	return t, nil
}

// link tells where the matter comes from.
func (in Matter) link(ctx context.Context, tx *db.Tx, t *ticket.Ticket, kind, fromID string) error {
	if err := relation.Connect(ctx, tx, ticket.Act{By: in.By}, kind, t.ID, fromID); err != nil {
		return err
	}
	now, err := ticket.Get(ctx, tx, everything(), t.Kind, t.ID)
	*t = now
	return err
}

// create records the matter in the practice that it belongs to.
func (in Matter) create(ctx context.Context, tx *db.Tx, p person.Person, m conversation.Message) (ticket.Ticket, error) {
	who := ticket.Requester{ID: p.ID, OrganisationID: p.OrganisationID, SiteID: p.SiteID, Language: p.Language}
	opened := func(o ticket.Opening) ticket.Opening {
		o.TeamID = cmp.Or(o.TeamID, in.TeamID)
		o.By, o.Channel, o.ConversationID, o.Message, o.Requester = in.By, m.Channel, m.ConversationID, m, who
		return o
	}
	switch {
	case in.Request != nil:
		log := *in.Request
		log.Opening = opened(log.Opening)
		return request.Create(ctx, tx, log)
	case in.Change != nil:
		log := *in.Change
		log.Opening = opened(log.Opening)
		return change.Create(ctx, tx, log)
	default:
		log := in.Incident
		log.Opening = opened(log.Opening)
		return incident.Create(ctx, tx, log)
	}
}

// everything is the scope of the program's own acts.
func everything() access.Scope { return access.Scope{All: true} }
