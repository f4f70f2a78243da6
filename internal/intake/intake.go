// Package intake is the one place that turns a contact into a record of a
// practice, and so the only one that sees every practice. Doors and jobs call
// it: Raise for a matter somebody brings, Receive for a letter that may belong
// to a matter already open.
package intake

import (
	"context"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/incident"
	"guichet/internal/person"
	"guichet/internal/ticket"
)

// Matter is what somebody brings to the desk.
type Matter struct {
	By          guichet.Actor
	RequesterID string
	MailboxID   string
	Message     conversation.Message // the first; channel, text and stems given
	Incident    incident.Log         // what is known of it as an incident
	Follows     string               // a ticket it continues after its reopening window
}

// Raise opens a conversation and the incident it is about, in one act.
func Raise(ctx context.Context, tx *db.Tx, in Matter) (incident.Incident, error) {
	if err := in.Incident.Check(tx.Now); err != nil {
		return incident.Incident{}, err
	}
	p, err := person.Get(ctx, tx, in.RequesterID)
	if guichet.IsKind(err, guichet.KindNotFound) {
		return incident.Incident{}, guichet.Invalid("requester_id", "unknown_value", nil)
	}
	if err != nil {
		return incident.Incident{}, err
	}
	c, err := conversation.Open(ctx, tx, conversation.Conversation{
		RequesterID: p.ID, OrganisationID: p.OrganisationID, MailboxID: in.MailboxID,
	})
	if err != nil {
		return incident.Incident{}, err
	}
	m := in.Message
	m.ConversationID, m.Direction = c.ID, conversation.In
	if m.AuthorID == "" {
		m.AuthorID = p.ID
	}
	if m, err = conversation.Say(ctx, tx, m); err != nil {
		return incident.Incident{}, err
	}
	log := in.Incident
	log.By, log.Channel, log.ConversationID, log.Message = in.By, m.Channel, c.ID, m
	log.Requester = incident.Requester{ID: p.ID, OrganisationID: p.OrganisationID, SiteID: p.SiteID, Language: p.Language}
	i, err := incident.Create(ctx, tx, log)
	if err != nil || in.Follows == "" {
		return i, err
	}
	return i, ticket.Join(ctx, tx, in.By, ticket.Follows, i.ID, in.Follows)
}

// everything is the scope of the program's own acts.
func everything() access.Scope { return access.Scope{All: true} }
