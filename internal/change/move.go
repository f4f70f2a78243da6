package change

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
	Reason     string // to cancel: one of CancelReasons; to plan again: why
	Risk       string // to be assessed: one of Risks
	Assessment string // to be assessed
	Starts     time.Time
	Ends       time.Time // with Starts, to be planned
	Outcome    string    // to be implemented, or to have failed: what came of it
}

// SetState moves a change. Whether it is authorised is nobody's to set who only
// works on it: Decide asks who may.
func SetState(ctx context.Context, tx *db.Tx, act ticket.Act, in Move) (Change, error) {
	h, err := lock(ctx, tx, act)
	if err != nil {
		return h, err
	}
	entry, err := decideMove(h, in, tx.Now)
	if err != nil {
		return h, err
	}
	return apply(ctx, tx, act, h, entry)
}

// decideMove says what a move means, or what is missing for it.
func decideMove(h Change, in Move, now time.Time) (timeline.Entry, error) {
	entry := timeline.Entry{Kind: "moved/1", Reason: in.Reason}
	if err := Flow().Allow(h.State, in.To); err != nil {
		return entry, err
	}
	if in.To == Authorised || in.To == Refused {
		return entry, guichet.Invalid("to", "change.decide", nil)
	}
	if err := in.check(h); err != nil {
		return entry, err
	}
	c := h.changed(nil, "state", string(in.To))
	c = h.changed(c, "phase", string(Flow().Phase(in.To)))
	switch in.To {
	case Assessed:
		c = h.changed(c, "risk", in.Risk)
		c = h.changed(c, "assessment", in.Assessment)
	case Planned:
		c = h.changed(c, "starts", timeline.Millis(in.Starts))
		c = h.changed(c, "ends", timeline.Millis(in.Ends))
		c = h.changed(c, "resolved", int64(0))
	case Implemented, Failed:
		c = h.changed(c, "resolved", timeline.Millis(now))
		c = h.changed(c, "outcome", in.Outcome)
	case Closed:
		c = h.changed(c, "closed", timeline.Millis(now))
	case Cancelled:
		c = h.changed(c, "closed", timeline.Millis(now))
		c = h.changed(c, "cancel_reason", in.Reason)
	}
	entry.Changes = c
	return entry, nil
}

func (in Move) check(h Change) error {
	switch in.To {
	case Assessed:
		return guichet.Join(oneOf("risk", in.Risk, Risks()), guichet.CheckText("assessment", in.Assessment, 1, TextMost))
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
		return guichet.Join(oneOf("reason", in.Reason, CancelReasons()))
	}
	return guichet.Join(guichet.CheckText("reason", in.Reason, 0, ticket.ReasonMost))
}

// Moves lists the states that somebody who works on a change may take it to.
func Moves(h Change) []ticket.State {
	return slices.DeleteFunc(slices.Clone(Flow().Moves(h.State)), func(s ticket.State) bool { return s == Authorised || s == Refused })
}

// MayDecide tells whether a person may say yes or no to a change now: nobody
// does to their own.
func MayDecide(h ticket.Ticket, personID string) bool {
	return h.State == Assessed && personID != h.RequesterID
}

// Decide is the authority's yes or no to an assessed change. A no says why.
func Decide(ctx context.Context, tx *db.Tx, act ticket.Act, yes bool, reason string) (Change, error) {
	h, err := lock(ctx, tx, act)
	if err != nil {
		return h, err
	}
	to, least := Authorised, 0
	if !yes {
		to, least = Refused, 1
	}
	if err := Flow().Allow(h.State, to); err != nil {
		return h, err
	}
	if !MayDecide(h.Ticket, act.By.ID) {
		return h, guichet.Invalid("authorised", "change.own", nil)
	}
	if err := guichet.Join(guichet.CheckText("reason", reason, least, ticket.ReasonMost)); err != nil {
		return h, err
	}
	c := h.changed(nil, "state", string(to))
	c = h.changed(c, "phase", string(Flow().Phase(to)))
	c = h.changed(c, "decision", string(to))
	c = h.changed(c, "decided_by", act.By.ID)
	c = h.changed(c, "decided", timeline.Millis(tx.Now))
	c = h.changed(c, "decision_text", reason)
	if !yes {
		c = h.changed(c, "closed", timeline.Millis(tx.Now))
	}
	return apply(ctx, tx, act, h, timeline.Entry{Kind: "decided/1", Changes: c, Reason: reason})
}
