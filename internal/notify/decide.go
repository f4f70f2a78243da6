package notify

import (
	"guichet/internal/incident"
	"guichet/internal/timeline"
)

// Occasion is why somebody is written to; its letters are in package phrase
// under "letter." and its name.
type Occasion string

// The occasions.
const (
	Created   Occasion = "created"
	Replied   Occasion = "replied"
	Taken     Occasion = "taken"
	Waiting   Occasion = "waiting"
	Resolved  Occasion = "resolved"
	Closed    Occasion = "closed"
	Cancelled Occasion = "cancelled"
	Reopened  Occasion = "reopened"
	Nothing   Occasion = ""
)

// decide says whether an entry is an occasion to write to the requester. with is
// the entry before it when both were one act: an answer that also resolves is
// one letter, not two.
func decide(e timeline.Entry, with *timeline.Entry) Occasion {
	switch e.Kind {
	case "created/1":
		return Created
	case "replied/1":
		return Replied
	case "reopened/1":
		return Reopened
	case "confirmed/1":
		return Closed
	case "moved/1":
		if with != nil && with.Kind == "replied/1" {
			return Nothing
		}
		return moved(e)
	default:
		return Nothing
	}
}

func moved(e timeline.Entry) Occasion {
	for _, c := range e.Changes {
		if c.Field == "hold_reason" && c.Text() == incident.HoldUser {
			return Waiting
		}
		if c.Field != "state" {
			continue
		}
		from, _ := c.Old.(string)
		switch c.Text() {
		case string(incident.InProgress):
			if from == string(incident.New) || from == string(incident.Assigned) {
				return Taken
			}
		case string(incident.Resolved):
			return Resolved
		case string(incident.Closed):
			return Closed
		case string(incident.Cancelled):
			return Cancelled
		}
	}
	return Nothing
}
