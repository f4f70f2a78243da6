package record

import (
	"context"
	"slices"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/change"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/incident"
	"guichet/internal/intake"
	"guichet/internal/request"
	"guichet/internal/setting"
	"guichet/internal/stem"
	"guichet/internal/ticket"
)

// Solution is the answer to a matter that is solved while it is logged.
type Solution struct {
	Text      string `json:"text" doc:"The answer: the requester reads it, and it is the resolution or the result."`
	Code      string `json:"code,omitempty" doc:"Of an incident's resolution; explained when left out."`
	Kind      string `json:"kind,omitempty" enum:"fix,workaround" doc:"Of an incident's resolution; fix when left out."`
	ClosingID string `json:"closing_category_id,omitempty" maxLength:"40" doc:"The category that an incident ends with; the one it begins with when left out."`
	Close     bool   `json:"close,omitempty" doc:"Closed at once: whoever asked is content. Left out, they are asked to confirm."`
}

// Check refuses an answer that says nothing, or to what cannot be solved so.
func (s *Solution) Check(kind string) *guichet.Error {
	switch {
	case s == nil:
		return nil
	case kind == change.Kind:
		return guichet.Invalid("solution", "solution.change", nil)
	default:
		return guichet.CheckText("solution.text", guichet.Clean(s.Text), 1, request.ResultMost)
	}
}

// Raise logs a matter, answers it, and ends it: one act of one person.
func (s *Solution) Raise(ctx context.Context, tx *db.Tx, r *contract.Request, m intake.Matter) (ticket.Ticket, error) {
	if s == nil {
		return intake.Raise(ctx, tx, m)
	}
	opening := &m.Incident.Opening
	if m.Request != nil {
		log := *m.Request
		m.Request, opening = &log, &log.Opening
	}
	if err := take(ctx, tx, r, m.TeamID, opening); err != nil {
		return ticket.Ticket{}, err
	}
	t, err := intake.Raise(ctx, tx, m)
	if err != nil {
		return t, err
	}
	text := guichet.Clean(s.Text)
	answer := intake.Answer{Message: conversation.Message{
		Channel: r.Via, AuthorID: r.Who.PersonID, Text: text, Stems: stem.Text(text, stem.Unknown),
	}}
	if m.Request != nil {
		answer.Request = &request.Move{To: request.Fulfilled, Result: text}
	} else {
		move := incident.Move{To: incident.Resolved, ClosingID: s.ClosingID, Resolution: incident.Resolution{Text: text, Code: s.Code, Kind: s.Kind}}
		if move.ClosingID == "" {
			move.ClosingID = opening.CategoryID
		}
		if move.Resolution.Code == "" {
			move.Resolution.Code = "explained"
		}
		if move.Resolution.Kind == "" {
			move.Resolution.Kind = "fix"
		}
		answer.Incident = &move
	}
	act := Act(r, access.On(t.Kind).Handle, t.ID, 0)
	if t, err = intake.Reply(ctx, tx, t.Kind, act, answer); err != nil || !s.Close {
		return t, err
	}
	return intake.Move{To: intake.FlowOf(t.Kind).Closed}.Make(ctx, tx, t.Kind, act)
}

// take gives the matter to who solves it, in their own team, unless somebody else
// was named.
func take(ctx context.Context, tx *db.Tx, r *contract.Request, reach string, o *ticket.Opening) error {
	if o.AssigneeID != "" {
		return nil
	}
	team := o.TeamID
	if team == "" {
		team = reach
	}
	if team == "" {
		var err error
		if team, err = setting.DefaultTeam().Get(ctx, tx); err != nil {
			return err
		}
		if !slices.Contains(r.Who.TeamIDs, team) && len(r.Who.TeamIDs) > 0 {
			team = r.Who.TeamIDs[0]
		}
	}
	if slices.Contains(r.Who.TeamIDs, team) {
		o.TeamID, o.AssigneeID = team, r.Who.PersonID
	}
	return nil
}
