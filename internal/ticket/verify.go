package ticket

import "guichet/internal/timeline"

// Columns are all fields of the hall's row.
func (t Ticket) Columns() []timeline.Column {
	return []timeline.Column{
		{Name: "id", Value: t.ID},
		{Name: "kind", Value: t.Kind},
		{Name: "origin", Value: t.Origin},
		{Name: "reference", Value: t.Reference},
		{Name: "conversation_id", Value: t.ConversationID},
		{Name: "title", Value: t.Title},
		{Name: "state", Value: t.State},
		{Name: "phase", Value: t.Phase},
		{Name: "hold_reason", Value: t.HoldReason},
		{Name: "impact", Value: t.Impact},
		{Name: "urgency", Value: t.Urgency},
		{Name: "priority", Value: t.Priority},
		{Name: "team_id", Value: t.TeamID},
		{Name: "assignee_id", Value: t.AssigneeID},
		{Name: "requester_id", Value: t.RequesterID},
		{Name: "organisation_id", Value: t.OrganisationID},
		{Name: "site_id", Value: t.SiteID},
		{Name: "channel", Value: t.Channel},
		{Name: "language", Value: t.Language},
		{Name: "logged_by", Value: t.LoggedBy},
		{Name: "last_message_id", Value: t.LastMessageID},
		{Name: "created", Value: timeline.Millis(t.Created)},
		{Name: "updated", Value: timeline.Millis(t.Updated)},
		{Name: "state_since", Value: timeline.Millis(t.StateSince)},
		{Name: "answered", Value: timeline.Millis(t.Answered)},
		{Name: "resolved", Value: timeline.Millis(t.Resolved)},
		{Name: "closed", Value: timeline.Millis(t.Closed)},
		{Name: "reopened", Value: t.Reopened},
		{Name: "retriaged", Value: t.Retriaged},
		{Name: "opening_category_id", Value: t.OpeningID},
		{Name: "category_id", Value: t.CategoryID},
		{Name: "closing_category_id", Value: t.ClosingID},
		{Name: "closes", Value: timeline.Millis(t.Closes)},
		{Name: "custom", Value: string(t.Custom)},
		{Name: "first_contact", Value: t.FirstContact},
		{Name: "version", Value: t.Version},
	}
}
