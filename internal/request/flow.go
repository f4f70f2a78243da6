package request

import "guichet/internal/ticket"

// Kind is what the hall calls a service request.
const Kind = "request"

// The states of a request.
const (
	Submitted    ticket.State = "submitted"
	InFulfilment ticket.State = "in_fulfilment"
	OnHold       ticket.State = "on_hold"
	Fulfilled    ticket.State = "fulfilled"
	Closed       ticket.State = "closed"
	Refused      ticket.State = "refused"
	Cancelled    ticket.State = "cancelled"
)

// Flow is the request's way through the hall.
func Flow() ticket.Flow {
	return ticket.Flow{
		Kind: Kind, Sequence: "reference_request", Initial: Submitted, Working: InFulfilment, Closed: Closed,
		Waits: HoldUser, Reopens: true,
		States: []ticket.Step{
			{State: Submitted, Phase: ticket.Working, To: []ticket.State{InFulfilment, OnHold, Fulfilled, Refused, Cancelled}},
			{State: InFulfilment, Phase: ticket.Working, To: []ticket.State{OnHold, Fulfilled, Cancelled}},
			{State: OnHold, Phase: ticket.Held, To: []ticket.State{InFulfilment, Fulfilled, Refused, Cancelled}},
			{State: Fulfilled, Phase: ticket.Done, To: []ticket.State{Closed, InFulfilment}},
			{State: Closed, Phase: ticket.Over, To: []ticket.State{InFulfilment}},
			{State: Refused, Phase: ticket.Over},
			{State: Cancelled, Phase: ticket.Over},
		},
	}
}

// Types lists what a request may be about.
func Types() []string {
	return []string{Information, "advice", "access", "resource", "complaint", "compliment"}
}

// Information is what a request asks for until somebody knows better.
const Information = "information"

// HoldReasons lists what a request may wait for.
func HoldReasons() []string { return []string{HoldUser, "supplier", "change", "appointment"} }

// HoldUser waits for the requester: their answer, by any channel, ends it.
const HoldUser = "user"

// CancelReasons lists why the desk gives up a request that nobody refused.
func CancelReasons() []string { return []string{"duplicate", "mistake", "not_needed"} }

// Withdrawn is the reason of a request that its requester took back.
const Withdrawn = "withdrawn"
