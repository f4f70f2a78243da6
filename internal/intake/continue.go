package intake

import (
	"context"

	"guichet"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/incident"
	"guichet/internal/ticket"
)

// Hear takes a person's words on an incident. When its reopening window is over
// they begin a new incident, linked to the old one: nothing said is ever lost.
// It gives the incident that the words are on.
func Hear(ctx context.Context, tx *db.Tx, act ticket.Act, m conversation.Message) (incident.Incident, conversation.Message, error) {
	i, said, err := incident.Hear(ctx, tx, act, m)
	if !incident.IsWindowOver(err) {
		return i, said, err
	}
	i, err = Raise(ctx, tx, Matter{
		By: act.By, RequesterID: i.RequesterID, Message: m, Follows: i.ID,
		Incident: incident.Log{Title: i.Title, Impact: i.Impact, Urgency: i.Urgency, TeamID: i.TeamID},
	})
	if err != nil {
		return i, m, err
	}
	said, err = conversation.GetMessage(ctx, tx, i.LastMessageID)
	return i, said, guichet.Doing("read the message", err)
}
