package ticket

import (
	"context"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/team"
	"guichet/internal/timeline"
)

// Assign is who shall own a ticket: a team, and one of its people or nobody yet.
// nil leaves as it is; an empty person takes it from whoever has it.
type Assign struct {
	TeamID   *string
	PersonID *string
	Reason   string
}

// DecideAssign says what giving a ticket to somebody means: a new one becomes
// assigned, and so does one at work that passes to another team.
func DecideAssign(flow Flow, t Ticket, in Assign) ([]timeline.Entry, error) {
	if t.Phase == Done || t.Ended() {
		return nil, guichet.Invalid("team_id", "ticket.over", guichet.Args{"state": string(t.State)})
	}
	to := t
	if in.TeamID != nil && *in.TeamID != t.TeamID {
		to.TeamID, to.AssigneeID = *in.TeamID, ""
	}
	if in.PersonID != nil {
		to.AssigneeID = *in.PersonID
	}
	if to.TeamID == "" {
		return nil, guichet.Invalid("team_id", "ticket.owner_needed", nil)
	}
	var changes []timeline.Change
	changes = t.Changed(changes, "team", to.TeamID)
	changes = t.Changed(changes, "assignee", to.AssigneeID)
	if len(changes) == 0 {
		return nil, nil
	}
	if flow.Assigned != "" && (t.State == flow.Initial || t.State == flow.Working && to.TeamID != t.TeamID) {
		changes = t.Changed(changes, "state", string(flow.Assigned))
		changes = t.Changed(changes, "phase", string(flow.Phase(flow.Assigned)))
	}
	return []timeline.Entry{{Kind: "assigned/1", Changes: changes, Reason: in.Reason}}, nil
}

// CheckAssign refuses a team that does not exist and a person who is not in it.
func CheckAssign(ctx context.Context, tx *db.Tx, t Ticket, in Assign) error {
	teamID := t.TeamID
	if in.TeamID != nil {
		teamID = *in.TeamID
		if !guichet.IsID(teamID) {
			return guichet.Invalid("team_id", "unknown_value", nil)
		}
		if _, err := team.Get(ctx, tx, teamID); guichet.IsKind(err, guichet.KindNotFound) {
			return guichet.Invalid("team_id", "unknown_value", nil)
		} else if err != nil {
			return err
		}
	}
	if in.PersonID == nil || *in.PersonID == "" {
		return nil
	}
	has := guichet.IsID(*in.PersonID)
	if has {
		var err error
		if has, err = team.Has(ctx, tx, teamID, *in.PersonID); err != nil {
			return err
		}
	}
	if !has {
		return guichet.Invalid("person_id", "ticket.not_in_team", nil)
	}
	return nil
}
