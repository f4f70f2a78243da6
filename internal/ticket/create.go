package ticket

import (
	"context"
	"fmt"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/timeline"
)

// referenceDigits is how many digits a reference has at least: INC-000123.
const referenceDigits = 6

// Create opens a ticket in its flow's first state. The practice gives what it
// decided in t and its own fields in extra; the reference is given here, at
// once. The first message must be said already.
func Create(ctx context.Context, tx *db.Tx, flow Flow, by guichet.Actor, prefix string, t Ticket, extra timeline.Entry) (Ticket, []timeline.Entry, error) {
	n, err := tx.Next(ctx, flow.Sequence)
	if err != nil {
		return t, nil, guichet.Doing("take a reference", err)
	}
	t.Reference = fmt.Sprintf("%s-%0*d", prefix, referenceDigits, n)
	id := tx.ID()

	entry := extra
	entry.Kind = "created/1"
	entry.Changes = append([]timeline.Change{
		{Field: "reference", New: t.Reference},
		{Field: "conversation", New: t.ConversationID},
		{Field: "title", New: t.Title},
		{Field: "state", New: string(t.State)},
		{Field: "phase", New: string(flow.Phase(t.State))},
		{Field: "impact", New: t.Impact},
		{Field: "urgency", New: t.Urgency},
		{Field: "priority", New: t.Priority},
		{Field: "team", New: t.TeamID},
		{Field: "requester", New: t.RequesterID},
		{Field: "channel", New: string(t.Channel)},
		{Field: "language", New: string(t.Language)},
		{Field: "logged_by", New: t.LoggedBy},
		{Field: "last_message", New: t.LastMessageID},
	}, entry.Changes...)
	for _, c := range []timeline.Change{
		{Field: "assignee", New: t.AssigneeID},
		{Field: "organisation", New: t.OrganisationID},
		{Field: "site", New: t.SiteID},
		{Field: "opening_category", New: t.CategoryID},
		{Field: "category", New: t.CategoryID},
	} {
		if c.Text() != "" {
			entry.Changes = append(entry.Changes, c)
		}
	}
	written, err := timeline.Begin(ctx, tx, timeline.Subject{Kind: flow.Kind, ID: id}, by, entry)
	if err != nil {
		return t, nil, err
	}
	var made Ticket
	for _, e := range written {
		made.Fold(e)
	}
	if err := insert(ctx, tx, made); err != nil {
		return made, nil, err
	}
	if err := keepFields(ctx, tx, made, ""); err != nil {
		return made, nil, err
	}
	return made, written, follow(ctx, tx, made, written)
}
