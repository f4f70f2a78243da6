package change

import "guichet/internal/ticket"

// Kind is what the hall calls a change request.
const Kind = "change"

// The states of a change.
const (
	Registered  ticket.State = "registered"
	Assessed    ticket.State = "assessed"
	Authorised  ticket.State = "authorised"
	Refused     ticket.State = "refused"
	Planned     ticket.State = "planned"
	Implemented ticket.State = "implemented"
	Failed      ticket.State = "failed"
	Closed      ticket.State = "closed"
	Cancelled   ticket.State = "cancelled"
)

// Flow is the change's way through the hall.
func Flow() ticket.Flow {
	return ticket.Flow{
		Kind: Kind, Sequence: "reference_change", Initial: Registered, Closed: Closed,
		States: []ticket.Step{
			{State: Registered, Phase: ticket.Working, To: []ticket.State{Assessed, Cancelled}},
			{State: Assessed, Phase: ticket.Working, To: []ticket.State{Authorised, Refused, Cancelled}},
			{State: Authorised, Phase: ticket.Working, To: []ticket.State{Planned, Cancelled}},
			{State: Planned, Phase: ticket.Working, To: []ticket.State{Implemented, Failed, Cancelled}},
			{State: Implemented, Phase: ticket.Done, To: []ticket.State{Closed}},
			{State: Failed, Phase: ticket.Done, To: []ticket.State{Planned, Closed}},
			{State: Refused, Phase: ticket.Over},
			{State: Closed, Phase: ticket.Over},
			{State: Cancelled, Phase: ticket.Over},
		},
	}
}

// Risks lists how much may go wrong.
func Risks() []string { return []string{"low", "medium", "high"} }

// CancelReasons lists why a change is given up that nobody refused.
func CancelReasons() []string { return []string{"duplicate", "mistake", "not_needed"} }
