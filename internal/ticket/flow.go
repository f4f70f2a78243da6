package ticket

import (
	"slices"

	"guichet"
)

// Flow is what a practice makes of the hall: its states, what each means to a
// queue, and which moves are legal. It is a value; nothing calls back.
type Flow struct {
	Kind     string
	Sequence string // of references
	Initial  State
	Assigned State // a new ticket given to somebody, or one passed to another team; empty: that is no state of its own
	Working  State // somebody is at it; the requester's words bring it back here
	Closed   State
	Waits    string // the hold reason that the requester's words end
	Reopens  bool   // the requester's words reopen what is done, and what is closed within the window
	States   []Step
}

// Step is one state of a flow.
type Step struct {
	State State
	Phase Phase
	To    []State
}

func (f Flow) step(s State) Step {
	for _, step := range f.States {
		if step.State == s {
			return step
		}
	}
	return Step{State: s}
}

// Phase is what a state means to a queue.
func (f Flow) Phase(s State) Phase { return f.step(s).Phase }

// Moves lists the states that may follow one.
func (f Flow) Moves(from State) []State { return f.step(from).To }

// Names lists the states in the order of its life.
func (f Flow) Names() []State {
	names := make([]State, len(f.States))
	for i, s := range f.States {
		names[i] = s.State
	}
	return names
}

// Allow refuses a move that the flow does not list.
func (f Flow) Allow(from, to State) error {
	if !slices.ContainsFunc(f.States, func(s Step) bool { return s.State == to }) {
		return guichet.Invalid("to", "unknown_value", nil)
	}
	if !slices.Contains(f.Moves(from), to) {
		return guichet.Invalid("to", "ticket.move_refused", guichet.Args{"from": string(from), "to": string(to)})
	}
	return nil
}
