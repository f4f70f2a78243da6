package sample

import (
	"context"
	"time"

	"guichet/internal/change"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/phrase"
	"guichet/internal/request"
	"guichet/internal/ticket"
)

// verb is what only a request or a change does. What is said in it is in said.
type verb func(ctx context.Context, tx *db.Tx, act ticket.Act, said conversation.Message) error

func does(at, by, text string, do verb) step {
	return step{kind: toDo, at: at, by: by, text: text, do: do}
}

// answered is a move of a request, told in an answer.
func answered(at, by, text string, move request.Move) step {
	return does(at, by, text, func(ctx context.Context, tx *db.Tx, act ticket.Act, said conversation.Message) error {
		_, _, err := request.Reply(ctx, tx, act, said, &move)
		return err
	})
}

// waits makes a request wait, with an answer that says so.
func waits(at, by, reason, text string) step {
	return answered(at, by, text, request.Move{To: request.OnHold, HoldReason: reason})
}

// fulfil answers, and says what was given.
func fulfil(at, by, text, result string) step {
	return answered(at, by, text, request.Move{To: request.Fulfilled, Result: phrase.French(result)})
}

// deny refuses a request, with the reason.
func deny(at, by, why string) step {
	return does(at, by, why, func(ctx context.Context, tx *db.Tx, act ticket.Act, said conversation.Message) error {
		_, err := request.SetState(ctx, tx, act, request.Move{To: request.Refused, Reason: said.Text})
		return err
	})
}

// closes ends a request that nobody confirmed.
func closes(at, by string) step {
	return does(at, by, "", func(ctx context.Context, tx *db.Tx, act ticket.Act, _ conversation.Message) error {
		_, err := request.SetState(ctx, tx, act, request.Move{To: request.Closed})
		return err
	})
}

// takesBack is the requester's change of mind.
func takesBack(at, text string) step {
	return does(at, "", text, func(ctx context.Context, tx *db.Tx, act ticket.Act, said conversation.Message) error {
		_, err := request.Withdraw(ctx, tx, act, said)
		return err
	})
}

// turns is a move of a change.
func turns(at, by, text string, move func(now time.Time, text string) change.Move) step {
	return does(at, by, text, func(ctx context.Context, tx *db.Tx, act ticket.Act, said conversation.Message) error {
		_, err := change.SetState(ctx, tx, act, move(tx.Now, said.Text))
		return err
	})
}

func assesses(at, by, risk, text string) step {
	return turns(at, by, text, func(_ time.Time, text string) change.Move {
		return change.Move{To: change.Assessed, Risk: risk, Assessment: text}
	})
}

// plans gives a change its window, so long from now and so long.
func plans(at, by string, from, long time.Duration) step {
	return turns(at, by, "", func(now time.Time, _ string) change.Move {
		starts := now.Add(from).Truncate(time.Hour)
		return change.Move{To: change.Planned, Starts: starts, Ends: starts.Add(long)}
	})
}

func implements(at, by, outcome string) step {
	return turns(at, by, outcome, func(_ time.Time, text string) change.Move {
		return change.Move{To: change.Implemented, Outcome: text}
	})
}

func fails(at, by, outcome string) step {
	return turns(at, by, outcome, func(_ time.Time, text string) change.Move {
		return change.Move{To: change.Failed, Outcome: text}
	})
}

func shuts(at, by string) step {
	return turns(at, by, "", func(time.Time, string) change.Move { return change.Move{To: change.Closed} })
}

// decides is the authority's word on a change.
func decides(at, by string, yes bool, text string) step {
	return does(at, by, text, func(ctx context.Context, tx *db.Tx, act ticket.Act, said conversation.Message) error {
		_, err := change.Decide(ctx, tx, act, yes, said.Text)
		return err
	})
}

func authorises(at, by, text string) step { return decides(at, by, true, text) }
func forbids(at, by, why string) step     { return decides(at, by, false, why) }
