package incident

import (
	"context"
	"fmt"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/db"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// CheckFold compares the rows of an incident with the fold of its entries, field
// by field. What was erased for a person's right cannot be folded: then there is
// nothing to compare.
func CheckFold(ctx context.Context, tx *db.Tx, id string) ([]timeline.Fault, error) {
	s := timeline.Subject{Kind: Kind, ID: id}
	entries, err := timeline.After(ctx, tx, s, 0, timeline.Everything)
	if err != nil {
		return nil, err
	}
	stored, err := Get(ctx, tx, access.Scope{All: true}, id)
	if guichet.IsKind(err, guichet.KindNotFound) {
		return []timeline.Fault{{Subject: s, What: "it has entries and no row"}}, nil
	}
	if err != nil {
		return nil, err
	}
	var folded Incident
	for _, e := range entries {
		if e.Erased {
			return nil, nil
		}
		folded.Fold(e)
	}
	was, is := folded.columns(), stored.columns()
	faults := []timeline.Fault{}
	for i := range was {
		if was[i].value != is[i].value {
			faults = append(faults, timeline.Fault{Subject: s, Version: stored.Version, What: fmt.Sprintf(
				"%s of its row is %v, its entries say %v", was[i].name, is[i].value, was[i].value)})
		}
	}
	return faults, nil
}

type column struct {
	name  string
	value any
}

// columns are all fields of the two rows, named as they are in the database.
func (i Incident) columns() []column {
	t, d := i.Ticket, i.Details
	return append(ticketColumns(t),
		column{"symptoms", d.Symptoms}, column{"contact", d.Contact}, column{"callback", d.Callback},
		column{"occurred", timeline.Millis(d.Occurred)}, column{"resolution_text", d.Resolution.Text},
		column{"resolution_code", d.Resolution.Code}, column{"resolution_kind", d.Resolution.Kind},
		column{"cancel_reason", d.CancelReason}, column{"confirmed", d.Confirmed})
}

func ticketColumns(t ticket.Ticket) []column {
	return []column{
		{"id", t.ID},
		{"kind", t.Kind},
		{"reference", t.Reference},
		{"conversation_id", t.ConversationID},
		{"title", t.Title},
		{"state", t.State},
		{"phase", t.Phase},
		{"hold_reason", t.HoldReason},
		{"impact", t.Impact},
		{"urgency", t.Urgency},
		{"priority", t.Priority},
		{"team_id", t.TeamID},
		{"assignee_id", t.AssigneeID},
		{"requester_id", t.RequesterID},
		{"organisation_id", t.OrganisationID},
		{"site_id", t.SiteID},
		{"channel", t.Channel},
		{"language", t.Language},
		{"logged_by", t.LoggedBy},
		{"last_message_id", t.LastMessageID},
		{"created", timeline.Millis(t.Created)},
		{"updated", timeline.Millis(t.Updated)},
		{"state_since", timeline.Millis(t.StateSince)},
		{"answered", timeline.Millis(t.Answered)},
		{"resolved", timeline.Millis(t.Resolved)},
		{"closed", timeline.Millis(t.Closed)},
		{"reopened", t.Reopened},
		{"version", t.Version},
	}
}
