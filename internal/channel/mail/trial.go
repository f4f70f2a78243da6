package mail

import (
	"context"

	"guichet/internal/arrival"
	"guichet/internal/db"
	"guichet/internal/job"
	"guichet/internal/mailbox"
	"guichet/internal/mime"
	"guichet/internal/phrase"
)

// trial sends a letter from a mailbox to itself and looks whether the mailbox
// opens. That the letter came back is noted where every letter comes in: what is
// tried is the way itself. Each step is told; a failure is an answer, and is not
// tried again.
func (c *Channel) trial(ctx context.Context, j job.Job) error {
	var task mailbox.TrialTask
	if err := j.Decode(&task); err != nil {
		return err
	}
	m, secrets, err := c.open(ctx, task.MailboxID)
	if err != nil {
		return c.trialOver(ctx, j, task, mailbox.StepSend, err)
	}
	say := phrase.For(m.Language)
	raw, err := mime.Compose(mime.Outgoing{
		From: mime.Address{Name: m.Name, Address: m.Address}, To: mime.Address{Name: m.Name, Address: m.Address},
		Subject: say.Say("letter.trial.subject", nil), Text: say.Say("letter.trial.text", nil), MessageID: task.InternetID,
		Language: m.Language, Date: c.db.Now(), AutoSubmitted: true,
	})
	if err != nil {
		return job.Dead(err)
	}
	if err := c.submit(ctx, m, secrets.Send, m.Address, raw); err != nil {
		return c.trialOver(ctx, j, task, mailbox.StepSend, err)
	}
	if err := c.trialPassed(ctx, task, mailbox.StepSend); err != nil {
		return err
	}
	box, err := c.dial(ctx, m, secrets.Receive)
	if err != nil {
		return c.trialOver(ctx, j, task, mailbox.StepOpen, err)
	}
	box.Close()
	if err := c.trialPassed(ctx, task, mailbox.StepOpen); err != nil {
		return err
	}
	return nil
}

func (c *Channel) trialPassed(ctx context.Context, task mailbox.TrialTask, step string) error {
	return c.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return mailbox.TrialPassed(ctx, tx, task, step) })
}

func (c *Channel) trialOver(ctx context.Context, j job.Job, task mailbox.TrialTask, step string, cause error) error {
	code, said := describe(cause)
	return c.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := mailbox.TrialFailed(ctx, tx, task, step, code, said); err != nil {
			return err
		}
		return job.Done(ctx, tx, j)
	})
}

// cameBack settles a letter that a trial sent: it is nobody's message.
func (c *Channel) cameBack(ctx context.Context, j job.Job, arrivalID, internetID string) (isTrial bool, err error) {
	err = c.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		task, found, err := mailbox.IsTrial(ctx, tx, internetID)
		if isTrial = found; err != nil || !found {
			return err
		}
		if err := mailbox.TrialPassed(ctx, tx, task, mailbox.StepReach); err != nil {
			return err
		}
		if err := arrival.Settle(ctx, tx, arrivalID, arrival.Done, ""); err != nil {
			return err
		}
		return job.Done(ctx, tx, j)
	})
	return isTrial, err
}
