package request

import (
	"context"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/setting"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// Log is what is known of a request when it is recorded.
type Log struct {
	ticket.Opening
	Type     string // "": information
	Contact  string
	Callback string
}

// ContactMost bounds how somebody is to be reached, in characters.
const ContactMost = 320

// Check says all that is wrong with what was typed, field by field.
func (in Log) Check() error {
	return guichet.Join(
		guichet.CheckLine("title", in.Title, 3, ticket.TitleMost),
		guichet.CheckLine("contact", in.Contact, 0, ContactMost),
		guichet.CheckLine("callback", in.Callback, 0, ContactMost),
		ticket.OneOf("type", in.Type, append([]string{""}, Types()...)),
	)
}

// Create records a request.
func Create(ctx context.Context, tx *db.Tx, in Log) (ticket.Ticket, error) {
	if err := in.Check(); err != nil {
		return ticket.Ticket{}, err
	}
	if in.Type == "" {
		in.Type = Information
	}
	if in.TeamID == "" && in.AssigneeID == "" {
		var err error
		if in.TeamID, err = setting.RequestTeam(in.Type).Get(ctx, tx); err != nil {
			return ticket.Ticket{}, err
		}
	}
	return Practice().Create(ctx, tx, in.Opening,
		timeline.Change{Field: "type", New: in.Type},
		timeline.Change{Field: "contact", New: in.Contact},
		timeline.Change{Field: "callback", New: in.Callback},
	)
}

// Adopt makes a request, of a type, of a locked record of another practice. One that
// nobody is at goes to the team of its type.
func Adopt(ctx context.Context, tx *db.Tx, act ticket.Act, from ticket.Flow, t ticket.Ticket, kind, reason string) (ticket.Ticket, error) {
	if err := guichet.Join(ticket.OneOf("type", kind, Types())); err != nil {
		return t, err
	}
	t, err := Practice().Adopt(ctx, tx, act, from, t, reason, timeline.Change{Field: "type", New: kind})
	if err != nil || t.AssigneeID != "" {
		return t, err
	}
	teamID, err := setting.RequestTeam(kind).Get(ctx, tx)
	if err != nil || teamID == "" || teamID == t.TeamID {
		return t, err
	}
	act.Ref, act.Seen = t.ID, t.Version
	return Practice().Assign(ctx, tx, act, ticket.Assign{TeamID: &teamID})
}

// Edit changes fields; nil leaves one as it is.
type Edit struct {
	ticket.Edit
	Type     *string
	Contact  *string
	Callback *string
}

// Change edits a request. A change of priority asks for its reason.
func Change(ctx context.Context, tx *db.Tx, act ticket.Act, in Edit) (ticket.Ticket, error) {
	return Practice().Edit(ctx, tx, act, in.Edit, func(_ *Request, w *ticket.Wishes) {
		w.Word("type", in.Type, Types())
		w.Line("contact", in.Contact, 0, ContactMost)
		w.Line("callback", in.Callback, 0, ContactMost)
	})
}
