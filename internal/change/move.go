package change

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
	Reason     string // to cancel: one of CancelReasons; to plan again: why
	Risk       string // to be assessed: one of Risks
	Assessment string // to be assessed
	Starts     time.Time
	Ends       time.Time // with Starts, to be planned
	Outcome    string    // to be implemented, or to have failed: what came of it
}

// SetState moves a change. Whether it is authorised is nobody's to set who only
// works on it: Decide asks who may.
func SetState(ctx context.Context, tx *db.Tx, act ticket.Act, in Move) (ticket.Ticket, error) {
	return Practice().Do(ctx, tx, act, in.decide(tx.Now))
}

// Reply is the desk's answer to the requester, and the state it leaves behind,
// in one act.
func Reply(ctx context.Context, tx *db.Tx, act ticket.Act, m conversation.Message, then *Move) (ticket.Ticket, conversation.Message, error) {
	if then == nil {
		return Practice().Reply(ctx, tx, act, m, nil)
	}
	return Practice().Reply(ctx, tx, act, m, then.decide(tx.Now))
}

// CheckReply refuses what Reply would refuse now, and does nothing.
func CheckReply(ctx context.Context, tx *db.Tx, act ticket.Act, then *Move) (ticket.Ticket, error) {
	if then == nil {
		return Practice().CheckReply(ctx, tx, act, nil)
	}
	return Practice().CheckReply(ctx, tx, act, then.decide(tx.Now))
}

// decide says what a move means, or what is missing for it.
func (in Move) decide(now time.Time) func(*Change) ([]timeline.Entry, error) {
	return func(h *Change) ([]timeline.Entry, error) {
		if err := Flow().Allow(h.State, in.To); err != nil {
			return nil, err
		}
		if in.To == Authorised || in.To == Refused {
			return nil, guichet.Invalid("to", "change.decide", nil)
		}
		if err := in.check(h); err != nil {
			return nil, err
		}
		c := Flow().Move(h, nil, in.To, "")
		switch in.To {
		case Assessed:
			c = ticket.Changed(h, c, "risk", in.Risk)
			c = ticket.Changed(h, c, "assessment", in.Assessment)
		case Planned:
			c = ticket.Changed(h, c, "starts", timeline.Millis(in.Starts))
			c = ticket.Changed(h, c, "ends", timeline.Millis(in.Ends))
			c = ticket.Changed(h, c, "resolved", int64(0))
		case Implemented, Failed:
			c = ticket.Changed(h, c, "resolved", timeline.Millis(now))
			c = ticket.Changed(h, c, "outcome", in.Outcome)
		case Closed:
			c = ticket.Changed(h, c, "closed", timeline.Millis(now))
		case Cancelled:
			c = ticket.Changed(h, c, "closed", timeline.Millis(now))
			c = ticket.Changed(h, c, "cancel_reason", in.Reason)
		}
		return []timeline.Entry{{Kind: "moved/1", Reason: in.Reason, Changes: c}}, nil
	}
}

func (in Move) check(h *Change) error {
	switch in.To {
	case Assessed:
		return guichet.Join(ticket.OneOf("risk", in.Risk, Risks()), guichet.CheckText("assessment", in.Assessment, 1, TextMost))
	case Planned:
		var missing *guichet.Error
		if in.Starts.IsZero() {
			missing = guichet.Invalid("starts_at", "required", nil)
		}
		var end *guichet.Error
		if in.Ends.IsZero() {
			end = guichet.Invalid("ends_at", "required", nil)
		} else if missing == nil {
			end = Sheet{Starts: in.Starts, Ends: in.Ends}.checkWindow()
		}
		least := 0
		if h.State == Failed {
			least = 1
		}
		return guichet.Join(missing, end, guichet.CheckText("reason", in.Reason, least, ticket.ReasonMost))
	case Implemented, Failed:
		return guichet.Join(guichet.CheckText("outcome", in.Outcome, 1, TextMost))
	case Cancelled:
		return guichet.Join(ticket.OneOf("reason", in.Reason, CancelReasons()))
	}
	return guichet.Join(guichet.CheckText("reason", in.Reason, 0, ticket.ReasonMost))
}

// Moves lists the states that somebody who works on a change may take it to.
func Moves(h ticket.Ticket) []ticket.State {
	return slices.DeleteFunc(slices.Clone(Flow().Moves(h.State)), func(s ticket.State) bool { return s == Authorised || s == Refused })
}

// MayDecide tells whether a person may say yes or no to a change now: nobody
// does to their own.
func MayDecide(h ticket.Ticket, personID string) bool {
	return h.State == Assessed && personID != h.RequesterID
}

// Decide is the authority's yes or no to an assessed change. A no says why.
func Decide(ctx context.Context, tx *db.Tx, act ticket.Act, yes bool, reason string) (ticket.Ticket, error) {
	return Practice().Do(ctx, tx, act, func(h *Change) ([]timeline.Entry, error) {
		to, least := Authorised, 0
		if !yes {
			to, least = Refused, 1
		}
		if err := Flow().Allow(h.State, to); err != nil {
			return nil, err
		}
		if !MayDecide(h.Ticket, act.By.ID) {
			return nil, guichet.Invalid("authorised", "change.own", nil)
		}
		if err := guichet.Join(guichet.CheckText("reason", reason, least, ticket.ReasonMost)); err != nil {
			return nil, err
		}
		c := Flow().Move(h, nil, to, "")
		c = ticket.Changed(h, c, "decision", string(to))
		c = ticket.Changed(h, c, "decided_by", act.By.ID)
		c = ticket.Changed(h, c, "decided", timeline.Millis(tx.Now))
		c = ticket.Changed(h, c, "decision_text", reason)
		if !yes {
			c = ticket.Changed(h, c, "closed", timeline.Millis(tx.Now))
		}
		return []timeline.Entry{{Kind: "decided/1", Changes: c, Reason: reason}}, nil
	})
}
