package administration

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/db"
	"guichet/internal/mailbox"
	"guichet/internal/phrase"
)

func (a *door) trialRoutes() {
	contract.Route(a.Door, contract.Post("try-mailbox", "/api/mailboxes/{id}/trial",
		"Send a letter from the mailbox to itself and see whether it comes back"), a.tryMailbox)
	contract.Route(a.Door, contract.Get("get-mailbox-trial", "/api/mailboxes/{id}/trial", "How the last trial of a mailbox goes"), a.getTrial)
}

// TrialBody is a round trip of a mailbox, step by step.
type TrialBody struct {
	State   string      `json:"state" enum:"none,running,passed,failed"`
	AskedAt *time.Time  `json:"asked_at"`
	Steps   []TrialStep `json:"steps" nullable:"false"`
}

// TrialStep is one of its steps.
type TrialStep struct {
	Code  string     `json:"code" enum:"send,open,reach"`
	State string     `json:"state" enum:"waiting,passed,failed"`
	At    *time.Time `json:"at"`
	Error string     `json:"error" doc:"What is wrong, in the reader's language."`
	Cause string     `json:"cause" doc:"What the server said."`
}

// trialBody says how a trial goes. One whose letter did not come back in time has
// failed by that.
func trialBody(say phrase.Book, t mailbox.Trial, now time.Time) TrialBody {
	b := TrialBody{State: "running", AskedAt: contract.MomentOrNil(t.Asked), Steps: []TrialStep{}}
	late := t.Failed == "" && t.Arrived.IsZero() && now.Sub(t.Asked) > mailbox.TrialPatience
	for _, s := range []struct {
		code string
		at   time.Time
	}{{mailbox.StepSend, t.Sent}, {mailbox.StepOpen, t.Opened}, {mailbox.StepReach, t.Arrived}} {
		step := TrialStep{Code: s.code, State: "waiting", At: contract.MomentOrNil(s.at)}
		switch {
		case !s.at.IsZero():
			step.State = "passed"
		case t.Failed == s.code:
			step.State, step.Error, step.Cause = "failed", say.Say(t.Code, nil), t.Cause
		case late && s.code == mailbox.StepReach:
			step.State, step.Error = "failed", say.Say("mailbox.lost", nil)
		}
		b.Steps = append(b.Steps, step)
	}
	switch {
	case t.Failed != "" || late:
		b.State = "failed"
	case !t.Arrived.IsZero() && !t.Opened.IsZero():
		b.State = "passed"
	}
	return b
}

func (a *door) tryMailbox(ctx context.Context, in *contract.IDIn) (*contract.Item[TrialBody], error) {
	r, err := contract.MayAll(ctx, access.MailboxManage)
	if err != nil {
		return nil, err
	}
	body, err := contract.Write(ctx, a.Door, func(ctx context.Context, tx *db.Tx) (TrialBody, error) {
		t, err := mailbox.AskTrial(ctx, tx, in.ID)
		return trialBody(phrase.For(r.Language), t, tx.Now), err
	})
	return &contract.Item[TrialBody]{Body: body}, err
}

func (a *door) getTrial(ctx context.Context, in *contract.IDIn) (*contract.Item[TrialBody], error) {
	r, err := contract.MayAll(ctx, access.MailboxManage)
	if err != nil {
		return nil, err
	}
	out := &contract.Item[TrialBody]{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := mailbox.Get(ctx, tx, in.ID); err != nil {
			return err
		}
		t, err := mailbox.GetTrial(ctx, tx, in.ID)
		if guichet.IsKind(err, guichet.KindNotFound) {
			out.Body = TrialBody{State: "none", Steps: []TrialStep{}}
			return nil
		}
		out.Body = trialBody(phrase.For(r.Language), t, tx.Now)
		return err
	})
	return out, err
}
