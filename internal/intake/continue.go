package intake

import (
	"context"

	"guichet"
	"guichet/internal/change"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/incident"
	"guichet/internal/request"
	"guichet/internal/ticket"
)

// Hear takes a person's words on a record of a kind. When its reopening window
// is over they begin a new record of that kind, linked to the old one: nothing
// said is ever lost. It gives the record that the words are on.
func Hear(ctx context.Context, tx *db.Tx, kind string, act ticket.Act, m conversation.Message) (ticket.Ticket, conversation.Message, error) {
	on, err := goesOn(ctx, tx, kind, act, m.AuthorID)
	if err != nil {
		return ticket.Ticket{}, m, err
	}
	act, m.Aside = on.act, on.twin.ID != ""
	t, said, err := practiceOf(on.kind).Hear(ctx, tx, act, m)
	if !ticket.IsWindowOver(err) {
		return t, said, err
	}
	if m.Aside {
		t, m.Aside = on.twin, false // what they begin anew is theirs, not the other requester's
	}
	in := Matter{By: act.By, RequesterID: t.RequesterID, Message: m, Follows: t.ID}
	begin := ticket.Opening{Title: t.Title, Impact: t.Impact, Urgency: t.Urgency, TeamID: t.TeamID}
	switch t.Kind {
	case request.Kind:
		r, err := request.Practice().Of(ctx, tx, t)
		if err != nil {
			return t, m, err
		}
		in.Request = &request.Log{Opening: begin, Type: r.Type}
	case change.Kind:
		in.Change = &change.Log{Opening: begin}
	default:
		in.Incident = incident.Log{Opening: begin}
	}
	if t, err = Raise(ctx, tx, in); err != nil {
		return t, m, err
	}
	said, err = conversation.GetMessage(ctx, tx, t.LastMessageID)
	return t, said, guichet.Doing("read the message", err)
}
