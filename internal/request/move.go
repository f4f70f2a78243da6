package request

import (
	"context"
	"slices"
	"time"

	"guichet"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/setting"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// Move asks for another state, with what that state needs.
type Move struct {
	To         ticket.State
	HoldReason string // to be on hold
	Reason     string // to refuse or to reopen: why; to cancel: one of CancelReasons
	Result     string // to be fulfilled: what was given

	lapses time.Time // fulfilled, it closes by itself then
}

// ResultMost bounds what a result says, in characters.
const ResultMost = 20_000

// SetState moves a request.
func SetState(ctx context.Context, tx *db.Tx, act ticket.Act, in Move) (ticket.Ticket, error) {
	return Practice().Do(ctx, tx, act, in.decide(ctx, tx))
}

// Reply is the desk's answer to the requester, and the state it leaves behind,
// in one act.
func Reply(ctx context.Context, tx *db.Tx, act ticket.Act, m conversation.Message, then *Move) (ticket.Ticket, conversation.Message, error) {
	if then == nil {
		return Practice().Reply(ctx, tx, act, m, nil)
	}
	return Practice().Reply(ctx, tx, act, m, then.decide(ctx, tx))
}

// CheckReply refuses what Reply would refuse now, and does nothing.
func CheckReply(ctx context.Context, tx *db.Tx, act ticket.Act, then *Move) (ticket.Ticket, error) {
	if then == nil {
		return Practice().CheckReply(ctx, tx, act, nil)
	}
	return Practice().CheckReply(ctx, tx, act, then.decide(ctx, tx))
}

// Confirm is the requester's word on what they got. Yes closes; no goes back to
// work, with their words.
func Confirm(ctx context.Context, tx *db.Tx, act ticket.Act, yes bool, m conversation.Message) (ticket.Ticket, error) {
	return Practice().Confirm(ctx, tx, act, yes, m, "request.not_fulfilled")
}

func (in Move) decide(ctx context.Context, tx *db.Tx) func(*Request) ([]timeline.Entry, error) {
	return func(r *Request) ([]timeline.Entry, error) {
		window, err := setting.ReopenWindow(ctx, tx)
		if err != nil {
			return nil, err
		}
		if in.lapses, err = setting.Lapses(ctx, tx, setting.RequestCloseDays()); err != nil {
			return nil, err
		}
		return decideMove(r, in, tx.Now, window)
	}
}

// decideMove says what a move means, or what is missing for it.
func decideMove(r *Request, in Move, now time.Time, window time.Duration) ([]timeline.Entry, error) {
	if err := Flow().Allow(r.State, in.To); err != nil {
		return nil, err
	}
	if err := in.check(r, now, window); err != nil {
		return nil, err
	}
	entry := timeline.Entry{Kind: "moved/1", Reason: in.Reason}
	c := Flow().Move(r, nil, in.To, in.HoldReason)
	switch {
	case in.To == Fulfilled:
		c = ticket.Changed(r, c, "resolved", timeline.Millis(now))
		c = ticket.Changed(r, c, "closes", timeline.Millis(in.lapses))
		c = ticket.Changed(r, c, "result", in.Result)
		c = ticket.Changed(r, c, "confirmed", "")
	case in.To == Closed:
		c = ticket.Changed(r, c, "closed", timeline.Millis(now))
		c = ticket.Changed(r, c, "confirmed", "desk")
	case in.To == Refused:
		c = ticket.Changed(r, c, "closed", timeline.Millis(now))
		c = ticket.Changed(r, c, "refusal", in.Reason)
	case in.To == Cancelled:
		c = ticket.Changed(r, c, "closed", timeline.Millis(now))
		c = ticket.Changed(r, c, "cancel_reason", in.Reason)
	case r.Phase == ticket.Done || r.State == Closed:
		entry.Kind = "reopened/1"
		c = ticket.Changed(r, r.Reopen(c), "confirmed", "")
	}
	entry.Changes = c
	return []timeline.Entry{entry}, nil
}

func (in Move) check(r *Request, now time.Time, window time.Duration) error {
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
		return guichet.Join(ticket.OneOf("reason", in.Reason, CancelReasons()))
	case InFulfilment:
		return guichet.Join(Flow().CheckReopen(r.Ticket, in.Reason, now, window))
	}
	return guichet.Join(guichet.CheckText("reason", in.Reason, 0, ticket.ReasonMost))
}

// Withdraw is the requester taking their request back, until somebody is at it.
func Withdraw(ctx context.Context, tx *db.Tx, act ticket.Act, m conversation.Message) (ticket.Ticket, error) {
	return Practice().Do(ctx, tx, act, func(r *Request) ([]timeline.Entry, error) {
		if r.State != Submitted {
			return nil, guichet.Invalid("text", "request.withdraw_late", nil)
		}
		var entry timeline.Entry
		if m.Text != "" {
			m.Direction = conversation.In
			var err error
			if _, entry, err = ticket.Say(ctx, tx, r.Ticket, m); err != nil {
				return nil, err
			}
		}
		entry.Kind = "withdrawn/1"
		c := Flow().Move(r, entry.Changes, Cancelled, "")
		c = ticket.Changed(r, c, "closed", timeline.Millis(tx.Now))
		entry.Changes = ticket.Changed(r, c, "cancel_reason", Withdrawn)
		return []timeline.Entry{entry}, nil
	})
}
