package request

import (
	"context"
	"slices"
	"time"

	"guichet"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// Move asks for another state, with what that state needs.
type Move struct {
	To         ticket.State
	HoldReason string // to be on hold
	Reason     string // to refuse or to reopen: why; to cancel: one of CancelReasons
	Result     string // to be fulfilled: what was given
}

// ResultMost bounds what a result says, in characters.
const ResultMost = 20_000

// SetState moves a request.
func SetState(ctx context.Context, tx *db.Tx, act ticket.Act, in Move) (Request, error) {
	r, err := lock(ctx, tx, act)
	if err != nil {
		return r, err
	}
	window, err := ticket.ReopenWindow(ctx, tx)
	if err != nil {
		return r, err
	}
	entry, err := decideMove(r, in, tx.Now, window)
	if err != nil {
		return r, err
	}
	return apply(ctx, tx, act, r, entry)
}

// decideMove says what a move means, or what is missing for it.
func decideMove(r Request, in Move, now time.Time, window time.Duration) (timeline.Entry, error) {
	entry := timeline.Entry{Kind: "moved/1", Reason: in.Reason}
	if err := Flow().Allow(r.State, in.To); err != nil {
		return entry, err
	}
	if err := in.check(r, now, window); err != nil {
		return entry, err
	}
	c := r.changed(nil, "state", string(in.To))
	c = r.changed(c, "phase", string(Flow().Phase(in.To)))
	hold := ""
	if in.To == OnHold {
		hold = in.HoldReason
	}
	c = r.changed(c, "hold_reason", hold)
	switch {
	case in.To == Fulfilled:
		c = r.changed(c, "resolved", timeline.Millis(now))
		c = r.changed(c, "result", in.Result)
		c = r.changed(c, "confirmed", "")
	case in.To == Closed:
		c = r.changed(c, "closed", timeline.Millis(now))
		c = r.changed(c, "confirmed", "desk")
	case in.To == Refused:
		c = r.changed(c, "closed", timeline.Millis(now))
		c = r.changed(c, "refusal", in.Reason)
	case in.To == Cancelled:
		c = r.changed(c, "closed", timeline.Millis(now))
		c = r.changed(c, "cancel_reason", in.Reason)
	case r.Phase == ticket.Done || r.State == Closed:
		entry.Kind = "reopened/1"
		c = r.changed(r.Reopen(c), "confirmed", "")
	}
	entry.Changes = c
	return entry, nil
}

func (in Move) check(r Request, now time.Time, window time.Duration) error {
	switch in.To {
	case OnHold:
		if !slices.Contains(HoldReasons(), in.HoldReason) {
			return guichet.Invalid("hold_reason", "ticket.hold_reason_required", nil)
		}
	case Fulfilled:
		return guichet.Join(guichet.CheckText("result", in.Result, 1, ResultMost))
	case Refused:
		return guichet.Join(guichet.CheckText("reason", in.Reason, 1, ticket.ReasonMost))
	case Cancelled:
		return guichet.Join(oneOf("reason", in.Reason, CancelReasons()))
	case InFulfilment:
		if r.State == Closed && now.Sub(r.Ticket.Closed) > window {
			return guichet.Invalid("to", "ticket.reopen_window_over", guichet.Args{"reference": r.Reference})
		}
		if r.State == Closed || r.State == Fulfilled {
			return guichet.Join(guichet.CheckText("reason", in.Reason, 1, ticket.ReasonMost))
		}
	}
	return guichet.Join(guichet.CheckText("reason", in.Reason, 0, ticket.ReasonMost))
}

// Moves lists the states a request may go to now.
func Moves(r Request, now time.Time, window time.Duration) []ticket.State {
	if r.State == Closed && now.Sub(r.Ticket.Closed) > window {
		return nil
	}
	return slices.Clone(Flow().Moves(r.State))
}

// Withdraw is the requester taking their request back, until somebody is at it.
func Withdraw(ctx context.Context, tx *db.Tx, act ticket.Act, m conversation.Message) (Request, error) {
	r, err := lock(ctx, tx, act)
	if err != nil {
		return r, err
	}
	if r.State != Submitted {
		return r, guichet.Invalid("text", "request.withdraw_late", nil)
	}
	entry := timeline.Entry{Kind: "withdrawn/1"}
	if m.Text != "" {
		m.Direction = conversation.In
		if _, entry, err = ticket.Say(ctx, tx, r.Ticket, m); err != nil {
			return r, err
		}
		entry.Kind = "withdrawn/1"
	}
	c := r.changed(entry.Changes, "state", string(Cancelled))
	c = r.changed(c, "phase", string(ticket.Over))
	c = r.changed(c, "closed", timeline.Millis(tx.Now))
	entry.Changes = r.changed(c, "cancel_reason", Withdrawn)
	return apply(ctx, tx, act, r, entry)
}
