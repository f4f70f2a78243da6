package api

import (
	"strings"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/api/record"
	"guichet/internal/conversation"
	"guichet/internal/ticket"
)

// Row is a record of any kind as a queue shows it.
type Row struct {
	ID           string             `json:"id"`
	Kind         RecordKind         `json:"kind"`
	Reference    string             `json:"reference"`
	Title        string             `json:"title"`
	State        State              `json:"state"`
	HoldReason   HoldReason         `json:"hold_reason"`
	Impact       int64              `json:"impact" doc:"1 high, 2 medium, 3 low"`
	Urgency      int64              `json:"urgency" doc:"1 high, 2 medium, 3 low"`
	Priority     int64              `json:"priority" doc:"1 critical to 5 planned"`
	Team         *contract.Ref      `json:"team"`
	Assignee     *contract.Ref      `json:"assignee"`
	Requester    Requester          `json:"requester"`
	Organisation *contract.Ref      `json:"organisation"`
	Site         *contract.Ref      `json:"site"`
	Category     *contract.Ref      `json:"category" doc:"By what it is sorted now; for who works on it."`
	Channel      string             `json:"channel"`
	CreatedAt    time.Time          `json:"created_at"`
	UpdatedAt    time.Time          `json:"updated_at"`
	StateSince   time.Time          `json:"state_since"`
	Last         *Last              `json:"last" doc:"What was said last."`
	FirstContact bool               `json:"first_contact" doc:"Solved at the first contact, by the desk's rule."`
	Retriaged    int64              `json:"retriage_count" doc:"How often it was converted."`
	Archived     bool               `json:"archived" doc:"Over for long: in no queue unless asked for, and nothing changes it before it is brought back."`
	Version      int64              `json:"version" doc:"Send it back with a change; a field that moved on meanwhile is refused."`
	Fields       record.FieldValues `json:"fields" nullable:"false" doc:"Values of the fields that an administrator added, those that the reader sees."`
}

// Requester is for whom an incident is worked on.
type Requester struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	VIP  bool   `json:"vip"`
}

// Last is the last message of a conversation.
type Last struct {
	At        time.Time `json:"at"`
	Direction string    `json:"direction" enum:"in,out"`
	Excerpt   string    `json:"excerpt"`
}

// excerptFor is what was said last, as far as the reader may read it here: what
// came in may be the words of somebody whose record was merged into this one, and
// those are for the desk.
func excerptFor(by *contract.Request, r ticket.Row) string {
	if r.LastDirection == conversation.In && !by.Who.MayIn(access.On(r.Kind).Inside, r.Place()) {
		return ""
	}
	return r.LastExcerpt
}

func rowBody(by *contract.Request, r ticket.Row) Row {
	b := Row{
		ID: r.ID, Kind: RecordKind(r.Kind), Reference: r.Reference, Title: r.Title, State: State(r.State), HoldReason: HoldReason(r.HoldReason),
		Impact: r.Impact, Urgency: r.Urgency, Priority: r.Priority, Team: contract.RefOrNil(r.TeamID, r.Team),
		Assignee: contract.RefOrNil(r.AssigneeID, r.Assignee), Requester: Requester{ID: r.RequesterID, Name: r.Requester, VIP: r.RequesterVIP},
		Organisation: contract.RefOrNil(r.OrganisationID, r.Organisation), Site: contract.RefOrNil(r.SiteID, r.Site), Channel: string(r.Channel),
		CreatedAt: r.Created, UpdatedAt: r.Updated, StateSince: r.StateSince, Retriaged: r.Retriaged, Archived: r.Phase == ticket.Archived,
		FirstContact: r.FirstContact, Version: r.Version, Fields: record.FieldValues{},
	}
	if by.Who.MayIn(access.On(r.Kind).Inside, r.Place()) {
		b.Category = contract.RefOrNil(r.CategoryID, r.Category.Name(by.Language))
	}
	if !r.LastAt.IsZero() {
		b.Last = &Last{At: r.LastAt, Direction: string(r.LastDirection), Excerpt: excerptFor(by, r)}
	}
	return b
}

// words reads a list separated by commas.
func words[T any](text, field string, read func(string) (T, bool)) ([]T, error) {
	if text == "" {
		return nil, nil
	}
	var out []T
	for w := range strings.SplitSeq(text, ",") {
		if w == "" {
			return nil, guichet.Invalid(field, "unknown_value", nil)
		}
		v, ok := read(w)
		if !ok {
			return nil, guichet.Invalid(field, "unknown_value", nil)
		}
		out = append(out, v)
	}
	return out, nil
}

func cleaned(s *string) *string {
	if s == nil {
		return nil
	}
	c := guichet.Clean(*s)
	return &c
}

func moment(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}
