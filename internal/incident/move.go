package incident

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
	HoldReason string     // to be on hold
	Reason     string     // to cancel: one of CancelReasons; to reopen: why
	Resolution Resolution // to be resolved
	ClosingID  string     // to be resolved or closed: the category it ends with

	lapses time.Time // resolved, it closes by itself then
}

// SetState moves an incident.
func SetState(ctx context.Context, tx *db.Tx, act ticket.Act, in Move) (ticket.Ticket, error) {
	return Practice().Do(ctx, tx, act, in.decide(ctx, tx))
}

// Reply is the desk's answer to the requester, and the state it leaves behind,
// in one act.
func Reply(ctx context.Context, tx *db.Tx, act ticket.Act, m conversation.Message, then *Move) (ticket.Ticket, conversation.Message, error) {
	return Practice().Reply(ctx, tx, act, m, then.after(ctx, tx))
}

// CheckReply refuses what Reply would refuse now, and does nothing.
func CheckReply(ctx context.Context, tx *db.Tx, act ticket.Act, then *Move) (ticket.Ticket, error) {
	return Practice().CheckReply(ctx, tx, act, then.after(ctx, tx))
}

// after says what an answer does to an incident, nil nothing; one that was called
// off is not answered any more.
func (in *Move) after(ctx context.Context, tx *db.Tx) func(*Incident) ([]timeline.Entry, error) {
	return func(i *Incident) ([]timeline.Entry, error) {
		if i.State == Cancelled {
			return nil, guichet.Invalid("text", "ticket.over", guichet.Args{"state": string(i.State)})
		}
		if in == nil {
			return nil, nil
		}
		return in.decide(ctx, tx)(i)
	}
}

// Confirm is the requester's word on a resolution. Yes closes; no goes back to
// work, with their words.
func Confirm(ctx context.Context, tx *db.Tx, act ticket.Act, yes bool, m conversation.Message) (ticket.Ticket, error) {
	return Practice().Confirm(ctx, tx, act, yes, m, "ticket.not_resolved")
}

func (in Move) decide(ctx context.Context, tx *db.Tx) func(*Incident) ([]timeline.Entry, error) {
	return func(i *Incident) ([]timeline.Entry, error) {
		window, err := setting.ReopenWindow(ctx, tx)
		if err != nil {
			return nil, err
		}
		if in.lapses, err = setting.Lapses(ctx, tx, setting.CloseDays()); err != nil {
			return nil, err
		}
		if in.To != Resolved && in.To != Closed || Flow().Allow(i.State, in.To) != nil {
			return decideMove(i, in, tx.Now, window)
		}
		var mistake *guichet.Error
		if in.ClosingID, mistake, err = closing(ctx, tx, i.Ticket, in.ClosingID); err != nil {
			return nil, err
		}
		if mistake != nil {
			return nil, joined(in.check(i, tx.Now, window), mistake)
		}
		return decideMove(i, in, tx.Now, window)
	}
}

// joined adds a mistake to those that were found already.
func joined(err error, also *guichet.Error) error {
	if err == nil {
		return also
	}
	if !guichet.IsKind(err, guichet.KindInvalid) {
		return err
	}
	return guichet.Join(guichet.AsError(err), also)
}

// decideMove says what a move means, or what is missing for it.
func decideMove(i *Incident, in Move, now time.Time, window time.Duration) ([]timeline.Entry, error) {
	if err := Flow().Allow(i.State, in.To); err != nil {
		return nil, err
	}
	if err := in.check(i, now, window); err != nil {
		return nil, err
	}
	entry := timeline.Entry{Kind: "moved/1", Reason: in.Reason}
	c := Flow().Move(i, nil, in.To, in.HoldReason)
	switch {
	case in.To == Resolved:
		c = ticket.Changed(i, c, "resolved", timeline.Millis(now))
		c = ticket.Changed(i, c, "closes", timeline.Millis(in.lapses))
		c = ticket.Changed(i, c, "resolution_text", in.Resolution.Text)
		c = ticket.Changed(i, c, "resolution_code", in.Resolution.Code)
		c = ticket.Changed(i, c, "resolution_kind", in.Resolution.Kind)
		c = ticket.Changed(i, c, "confirmed", "")
		c = ticket.Changed(i, c, "closing_category", in.ClosingID)
	case in.To == Closed:
		c = closeAs(i, c, in.ClosingID)
		c = ticket.Changed(i, c, "closed", timeline.Millis(now))
		c = ticket.Changed(i, c, "confirmed", "desk")
	case in.To == Cancelled:
		c = ticket.Changed(i, c, "closed", timeline.Millis(now))
		c = ticket.Changed(i, c, "cancel_reason", in.Reason)
	case i.State == Resolved || i.State == Closed:
		entry.Kind = "reopened/1"
		c = ticket.Changed(i, i.Reopen(c), "confirmed", "")
	}
	entry.Changes = c
	return []timeline.Entry{entry}, nil
}

// closeAs says with which category it ends, in place of what Move said of itself.
func closeAs(i *Incident, c []timeline.Change, closingID string) []timeline.Change {
	c = slices.DeleteFunc(c, func(x timeline.Change) bool { return x.Field == "closing_category" })
	return ticket.Changed(i, c, "closing_category", closingID)
}

func (in Move) check(i *Incident, now time.Time, window time.Duration) error {
	switch in.To {
	case OnHold:
		if !slices.Contains(HoldReasons(), in.HoldReason) {
			return guichet.Invalid("hold_reason", "ticket.hold_reason_required", nil)
		}
	case Resolved:
		return guichet.Join(
			guichet.CheckText("resolution.text", in.Resolution.Text, 1, 20_000),
			ticket.OneOf("resolution.code", in.Resolution.Code, ResolutionCodes()),
			ticket.OneOf("resolution.kind", in.Resolution.Kind, ResolutionKinds()),
		)
	case Cancelled:
		return guichet.Join(ticket.OneOf("reason", in.Reason, CancelReasons()))
	case InProgress:
		return guichet.Join(Flow().CheckReopen(i.Ticket, in.Reason, now, window))
	}
	return guichet.Join(guichet.CheckText("reason", in.Reason, 0, ticket.ReasonMost))
}
