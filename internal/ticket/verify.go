package ticket

import (
	"fmt"

	"guichet/internal/timeline"
)

// Column is one field of a record's rows, named as it is in the database.
type Column struct {
	Name  string
	Value any
}

// Compare says where the rows of a record are not what its entries make of it.
func Compare(t Ticket, folded, stored []Column) []timeline.Fault {
	faults := []timeline.Fault{}
	for i := range folded {
		if folded[i].Value != stored[i].Value {
			faults = append(faults, timeline.Fault{Subject: t.Subject(), Version: t.Version, What: fmt.Sprintf(
				"%s of its row is %v, its entries say %v", folded[i].Name, stored[i].Value, folded[i].Value)})
		}
	}
	return faults
}

// Columns are all fields of the hall's row.
func (t Ticket) Columns() []Column {
	return []Column{
		{"id", t.ID},
		{"kind", t.Kind},
		{"origin", t.Origin},
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
		{"retriaged", t.Retriaged},
		{"opening_category_id", t.OpeningID},
		{"category_id", t.CategoryID},
		{"closing_category_id", t.ClosingID},
		{"closes", timeline.Millis(t.Closes)},
		{"custom", string(t.Custom)},
		{"version", t.Version},
	}
}
