package ticket

import (
	"strings"

	"guichet"
	"guichet/internal/field"
	"guichet/internal/timeline"
)

// Fold takes one entry into the ticket. Fields that only the practice knows are
// left to it. Together the entries of a ticket make its row, and nothing else
// does.
func (t *Ticket) Fold(e timeline.Entry) {
	if e.Version == 1 {
		t.ID, t.Kind, t.Origin, t.Created = e.Subject.ID, e.Subject.Kind, e.Subject.Kind, e.Recorded
	}
	t.Version, t.Updated = e.Version, e.Recorded
	for _, c := range e.Changes {
		switch c.Field {
		case "state":
			t.State, t.StateSince = State(c.Text()), e.At
		case "priority":
			t.Priority = c.Number()
		case "impact":
			t.Impact = c.Number()
		case "urgency":
			t.Urgency = c.Number()
		case "reopened":
			t.Reopened = c.Number()
		case "retriaged":
			t.Retriaged = c.Number()
		case "first_contact":
			t.FirstContact, _ = c.New.(bool)
		case "answered":
			t.Answered = c.Moment()
		case "resolved":
			t.Resolved = c.Moment()
		case "closed":
			t.Closed = c.Moment()
		case "closes":
			t.Closes = c.Moment()
		default:
			if id, custom := strings.CutPrefix(c.Field, field.Prefix); custom {
				t.Custom = t.Custom.With(id, c.Text())
			} else if set := t.text(c.Field); set != nil {
				set(c.Text())
			}
		}
	}
}

// text gives what sets a field that is plain text.
func (t *Ticket) text(field string) func(string) {
	set := func(s *string) func(string) { return func(v string) { *s = v } }
	switch field {
	case "kind":
		return set(&t.Kind)
	case "reference":
		return set(&t.Reference)
	case "conversation":
		return set(&t.ConversationID)
	case "title":
		return set(&t.Title)
	case "phase":
		return func(v string) { t.Phase = Phase(v) }
	case "hold_reason":
		return set(&t.HoldReason)
	case "team":
		return set(&t.TeamID)
	case "assignee":
		return set(&t.AssigneeID)
	case "requester":
		return set(&t.RequesterID)
	case "organisation":
		return set(&t.OrganisationID)
	case "site":
		return set(&t.SiteID)
	case "channel":
		return func(v string) { t.Channel = guichet.Channel(v) }
	case "language":
		return func(v string) { t.Language = guichet.Language(v) }
	case "logged_by":
		return set(&t.LoggedBy)
	case "last_message":
		return set(&t.LastMessageID)
	case "opening_category":
		return set(&t.OpeningID)
	case "category":
		return set(&t.CategoryID)
	case "closing_category":
		return set(&t.ClosingID)
	default:
		return nil
	}
}

// Value is the present value of a field as an entry would give it; nil for a
// field that only the practice knows.
func (t *Ticket) Value(name string) any {
	switch name {
	case "kind":
		return t.Kind
	case "reference":
		return t.Reference
	case "conversation":
		return t.ConversationID
	case "title":
		return t.Title
	case "state":
		return string(t.State)
	case "phase":
		return string(t.Phase)
	case "hold_reason":
		return t.HoldReason
	case "impact":
		return t.Impact
	case "urgency":
		return t.Urgency
	case "priority":
		return t.Priority
	case "team":
		return t.TeamID
	case "assignee":
		return t.AssigneeID
	case "requester":
		return t.RequesterID
	case "last_message":
		return t.LastMessageID
	case "opening_category":
		return t.OpeningID
	case "category":
		return t.CategoryID
	case "closing_category":
		return t.ClosingID
	case "reopened":
		return t.Reopened
	case "retriaged":
		return t.Retriaged
	case "first_contact":
		return t.FirstContact
	case "answered":
		return timeline.Millis(t.Answered)
	case "resolved":
		return timeline.Millis(t.Resolved)
	case "closed":
		return timeline.Millis(t.Closed)
	case "closes":
		return timeline.Millis(t.Closes)
	default:
		if id, custom := strings.CutPrefix(name, field.Prefix); custom {
			return t.Custom.Get(id)
		}
		return nil
	}
}

// Changed adds the change of a field to changes, unless it keeps its value.
func (t *Ticket) Changed(changes []timeline.Change, field string, to any) []timeline.Change {
	if from := t.Value(field); from != to {
		changes = append(changes, timeline.Change{Field: field, Old: from, New: to})
	}
	return changes
}
