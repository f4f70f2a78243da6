package notify

import (
	"guichet/internal/change"
	"guichet/internal/incident"
	"guichet/internal/request"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// Occasion is why somebody is written to; its letters are in package phrase
// under "letter." and its name, or under "letter.", the kind of record and its
// name where that kind says it in its own words.
type Occasion string

// The occasions.
const (
	Created    Occasion = "created"
	Replied    Occasion = "replied"
	Taken      Occasion = "taken"
	Waiting    Occasion = "waiting"
	Resolved   Occasion = "resolved" // or fulfilled, or implemented
	Closed     Occasion = "closed"
	Cancelled  Occasion = "cancelled"
	Reopened   Occasion = "reopened"
	Refused    Occasion = "refused"
	Authorised Occasion = "authorised"
	Planned    Occasion = "planned"
	Failed     Occasion = "failed"
	Lapsed     Occasion = "lapsed"  // closed by itself: nobody answered
	Added      Occasion = "watched" // somebody lets them follow it
	Converted  Occasion = "converted"
	Merged     Occasion = "merged"
	Separated  Occasion = "separated" // what they wrote in one record is another now
	Rejoined   Occasion = "rejoined"  // that was taken back
	Handed     Occasion = "handed"    // a record that was another's is theirs
	Nothing    Occasion = ""
)

// decide says whether an entry of a record of a kind is an occasion to write to
// the requester. with is the entry before it when both were one act: an answer
// that also resolves is one letter, not two.
func decide(kind string, e timeline.Entry, with *timeline.Entry) Occasion {
	switch e.Kind {
	case "created/1":
		if other(e) != "" {
			return Separated
		}
		return Created
	case "rejoined/1":
		return Rejoined
	case "handed/1":
		return Handed
	case "replied/1":
		return Replied
	case "reopened/1":
		return Reopened
	case "confirmed/1":
		return Closed
	case "lapsed/1":
		return Lapsed
	case "converted/1":
		return Converted
	case "moved/1", "decided/1":
		return moved(kind, e, with != nil && with.Kind == "replied/1")
	case "merged/1":
		return Merged
	case "restored/1":
		return restored(e)
	default:
		return Nothing
	}
}

// other is the record that an entry is about besides its own.
func other(e timeline.Entry) string {
	for _, row := range e.Rows {
		if row.Kind == "ticket" {
			return row.ID
		}
	}
	return ""
}

// restored is the occasion of an act that was taken back: whoever was told that
// their matter had ended hears that it goes on.
func restored(e timeline.Entry) Occasion {
	for _, c := range e.Changes {
		old, _ := c.Old.(string)
		ended := ticket.Phase(old) == ticket.Done || ticket.Phase(old) == ticket.Over
		if c.Field == "phase" && ended && (c.Text() == string(ticket.Working) || c.Text() == string(ticket.Held)) {
			return Reopened
		}
	}
	return Nothing
}

// moved is the occasion of a move. What was told in the answer of the same act
// is not told twice, except a no: it says why in its own words.
func moved(kind string, e timeline.Entry, told bool) Occasion {
	for _, c := range e.Changes {
		if c.Field == "hold_reason" && c.Text() == incident.HoldUser && !told {
			return Waiting
		}
		if c.Field != "state" {
			continue
		}
		from, _ := c.Old.(string)
		o := occasionOf(kind, ticket.State(from), ticket.State(c.Text()))
		if told && o != Refused {
			return Nothing
		}
		if o != Nothing {
			return o
		}
	}
	return Nothing
}

func occasionOf(kind string, from, to ticket.State) Occasion {
	fresh := from == incident.New || from == incident.Assigned || from == request.Submitted
	switch kind {
	case request.Kind:
		switch to {
		case request.InFulfilment:
			if fresh {
				return Taken
			}
		case request.Fulfilled:
			return Resolved
		case request.Refused:
			return Refused
		case request.Closed:
			return Closed
		case request.Cancelled:
			return Cancelled
		}
	case change.Kind:
		switch to {
		case change.Authorised:
			return Authorised
		case change.Refused:
			return Refused
		case change.Planned:
			return Planned
		case change.Implemented:
			return Resolved
		case change.Failed:
			return Failed
		case change.Closed:
			return Closed
		case change.Cancelled:
			return Cancelled
		}
	default:
		switch to {
		case incident.InProgress:
			if fresh {
				return Taken
			}
		case incident.Resolved:
			return Resolved
		case incident.Closed:
			return Closed
		case incident.Cancelled:
			return Cancelled
		}
	}
	return Nothing
}
