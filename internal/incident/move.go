package incident

import (
	"context"
	"slices"
	"time"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// Move asks for another state, with what that state needs.
type Move struct {
	To         ticket.State
	HoldReason string     // to be on hold
	Reason     string     // to cancel: one of CancelReasons; to reopen: why
	Resolution Resolution // to be resolved
}

// SetState moves an incident.
func SetState(ctx context.Context, tx *db.Tx, act ticket.Act, in Move) (Incident, error) {
	i, err := lock(ctx, tx, act)
	if err != nil {
		return i, err
	}
	window, err := ticket.ReopenWindow(ctx, tx)
	if err != nil {
		return i, err
	}
	entries, err := decideMove(i, in, tx.Now, window)
	if err != nil {
		return i, err
	}
	i, err = apply(ctx, tx, act, i, entries...)
	return i, err
}

// decideMove says what a move means, or what is missing for it.
func decideMove(i Incident, in Move, now time.Time, window time.Duration) ([]timeline.Entry, error) {
	if err := Flow().Allow(i.State, in.To); err != nil {
		return nil, err
	}
	if err := in.check(i, now, window); err != nil {
		return nil, err
	}
	entry := timeline.Entry{Kind: "moved/1", Reason: in.Reason}
	c := i.changed(nil, "state", string(in.To))
	c = i.changed(c, "phase", string(Flow().Phase(in.To)))
	hold := ""
	if in.To == OnHold {
		hold = in.HoldReason
	}
	c = i.changed(c, "hold_reason", hold)
	switch {
	case in.To == Resolved:
		c = i.changed(c, "resolved", timeline.Millis(now))
		c = i.changed(c, "resolution_text", in.Resolution.Text)
		c = i.changed(c, "resolution_code", in.Resolution.Code)
		c = i.changed(c, "resolution_kind", in.Resolution.Kind)
		c = i.changed(c, "confirmed", "")
	case in.To == Closed:
		c = i.changed(c, "closed", timeline.Millis(now))
		c = i.changed(c, "confirmed", "desk")
	case in.To == Cancelled:
		c = i.changed(c, "closed", timeline.Millis(now))
		c = i.changed(c, "cancel_reason", in.Reason)
	case i.State == Resolved || i.State == Closed:
		entry.Kind = "reopened/1"
		c = reopen(i, c)
	}
	entry.Changes = c
	return []timeline.Entry{entry}, nil
}

// reopen takes back the end, and the requester's word on it.
func reopen(i Incident, c []timeline.Change) []timeline.Change {
	return i.changed(i.Reopen(c), "confirmed", "")
}

func (in Move) check(i Incident, now time.Time, window time.Duration) error {
	switch in.To {
	case OnHold:
		if !slices.Contains(HoldReasons(), in.HoldReason) {
			return guichet.Invalid("hold_reason", "ticket.hold_reason_required", nil)
		}
	case Resolved:
		return guichet.Join(
			guichet.CheckText("resolution.text", in.Resolution.Text, 1, 20_000),
			oneOf("resolution.code", in.Resolution.Code, ResolutionCodes()),
			oneOf("resolution.kind", in.Resolution.Kind, ResolutionKinds()),
		)
	case Cancelled:
		return guichet.Join(oneOf("reason", in.Reason, CancelReasons()))
	case InProgress:
		if i.State == Closed && now.Sub(i.Closed) > window {
			return guichet.Invalid("to", "ticket.reopen_window_over", guichet.Args{"reference": i.Reference})
		}
		if i.State == Closed || i.State == Resolved {
			return guichet.Join(guichet.CheckText("reason", in.Reason, 1, ticket.ReasonMost))
		}
	}
	return guichet.Join(guichet.CheckText("reason", in.Reason, 0, ticket.ReasonMost))
}

func oneOf(field, value string, known []string) *guichet.Error {
	switch {
	case value == "":
		return guichet.Invalid(field, "required", nil)
	case !slices.Contains(known, value):
		return guichet.Invalid(field, "unknown_value", nil)
	}
	return nil
}

// Moves lists the states an incident may go to now.
func Moves(i Incident, now time.Time, window time.Duration) []ticket.State {
	moves := slices.Clone(Flow().Moves(i.State))
	if i.State == Closed && now.Sub(i.Closed) > window {
		return nil
	}
	return moves
}
