package incident

import "guichet/internal/ticket"

// Kind is what the hall calls an incident.
const Kind = "incident"

// The states of an incident.
const (
	New        ticket.State = "new"
	Assigned   ticket.State = "assigned"
	InProgress ticket.State = "in_progress"
	OnHold     ticket.State = "on_hold"
	Resolved   ticket.State = "resolved"
	Closed     ticket.State = "closed"
	Cancelled  ticket.State = "cancelled"
)

// States lists the states of an incident in the order of its life.
func States() []ticket.State {
	return Flow().Names()
}

// Flow is the incident's way through the hall, as vocabulary.md lists it.
func Flow() ticket.Flow {
	return ticket.Flow{
		Kind: Kind, Sequence: "reference_incident", Initial: New, Assigned: Assigned, Working: InProgress,
		Closed: Closed, Waits: HoldUser, Reopens: true,
		States: []ticket.Step{
			{State: New, Phase: ticket.Working, To: []ticket.State{Assigned, InProgress, OnHold, Resolved, Cancelled}},
			{State: Assigned, Phase: ticket.Working, To: []ticket.State{InProgress, OnHold, Resolved, Cancelled}},
			{State: InProgress, Phase: ticket.Working, To: []ticket.State{Assigned, OnHold, Resolved, Cancelled}},
			{State: OnHold, Phase: ticket.Held, To: []ticket.State{InProgress, Resolved, Cancelled}},
			{State: Resolved, Phase: ticket.Done, To: []ticket.State{Closed, InProgress}},
			{State: Closed, Phase: ticket.Over, To: []ticket.State{InProgress}},
			{State: Cancelled, Phase: ticket.Over},
		},
	}
}

// HoldReasons lists what an incident may wait for.
func HoldReasons() []string {
	return []string{HoldUser, "supplier", "change", "problem", "appointment"}
}

// HoldUser waits for the requester: their answer, by any channel, ends it.
const HoldUser = "user"

// CancelReasons lists why something turns out to be no incident to work on.
func CancelReasons() []string { return []string{"duplicate", "mistake", "not_incident"} }

// ResolutionCodes lists how an incident was ended.
func ResolutionCodes() []string {
	return []string{"solved", "solved_remotely", "replaced", "configured", "explained", "not_reproduced", "no_fault"}
}

// ResolutionKinds tells a cure from a way round.
func ResolutionKinds() []string { return []string{"fix", "workaround"} }
