// Package health tells how the desk fares: what waits, what was given up, what
// grows, what runs out; and it is where an administrator has a dead job tried
// again or discards it, with its history. What the jobs do is their rooms'.
package health

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/arrival"
	"guichet/internal/auth"
	"guichet/internal/db"
	"guichet/internal/job"
	"guichet/internal/mailbox"
	"guichet/internal/outbox"
	"guichet/internal/setting"
	"guichet/internal/team"
	"guichet/internal/timeline"
)

// Machine is what the desk runs on, as app finds it.
type Machine struct {
	DiskFree, DiskTotal int64     // bytes, where the data lie; 0: not known
	CertificateEnds     time.Time // zero: no certificate of ours
	Version             string
}

// Step is one of the first things to do at a new desk.
type Step struct {
	Code string
	Done bool
}

// The first steps.
const (
	StepMailbox = "mailbox"
	StepTeam    = "team"
	StepPeople  = "people"
	StepFactor  = "second_factor"
)

// Report is how the desk fares at a moment.
type Report struct {
	At           time.Time
	Jobs         job.Counts
	Letters      outbox.Counts
	Mailboxes    []mailbox.Mailbox
	Aside        map[arrival.State]int64 // letters that wait for somebody to look at them
	Engine       string
	DatabaseSize int64
	Steps        []Step
}

// Read reports how the desk fares.
func Read(ctx context.Context, tx *db.Tx) (Report, error) {
	r := Report{At: tx.Now, Engine: tx.Engine()}
	var err error
	if r.Jobs, err = job.Count(ctx, tx); err != nil {
		return r, err
	}
	if r.Letters, err = outbox.Count(ctx, tx); err != nil {
		return r, err
	}
	if r.Mailboxes, err = mailbox.List(ctx, tx); err != nil {
		return r, err
	}
	if r.Aside, err = arrival.Count(ctx, tx); err != nil {
		return r, err
	}
	if r.DatabaseSize, err = tx.Size(ctx); err != nil {
		return r, err
	}
	r.Steps, err = steps(ctx, tx, r.Mailboxes)
	return r, err
}

func steps(ctx context.Context, tx *db.Tx, boxes []mailbox.Mailbox) ([]Step, error) {
	both := false
	for _, m := range boxes {
		both = both || m.Sends() && m.Receives() && m.SendStatus.Error == "" && m.ReceiveStatus.Error == "" && !m.ReceiveStatus.At.IsZero()
	}
	teams, err := team.List(ctx, tx)
	if err != nil {
		return nil, err
	}
	accounts, err := auth.CountAccounts(ctx, tx)
	if err != nil {
		return nil, err
	}
	factor, err := setting.SecondFactor().Get(ctx, tx)
	return []Step{
		{StepMailbox, both}, {StepTeam, len(teams) > 1}, {StepPeople, accounts > 1}, {StepFactor, factor},
	}, err
}

// Retry has a dead job tried again.
func Retry(ctx context.Context, tx *db.Tx, by guichet.Actor, id string) error {
	l, err := dead(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := job.Revive(ctx, tx, id); err != nil {
		return err
	}
	return tell(ctx, tx, by, l, "retried/1")
}

// Discard gives a dead job up for good.
func Discard(ctx context.Context, tx *db.Tx, by guichet.Actor, id string) error {
	l, err := dead(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := job.Discard(ctx, tx, id); err != nil {
		return err
	}
	return tell(ctx, tx, by, l, "discarded/1")
}

func dead(ctx context.Context, tx *db.Tx, id string) (job.Listed, error) {
	if err := tx.Lock(ctx, "job", id); err != nil {
		return job.Listed{}, err
	}
	l, err := job.Get(ctx, tx, id)
	if err == nil && l.State != "dead" {
		err = guichet.Invalid("id", "job.not_dead", nil)
	}
	return l, err
}

func tell(ctx context.Context, tx *db.Tx, by guichet.Actor, l job.Listed, kind string) error {
	s := timeline.Subject{Kind: "job", ID: l.ID}
	e := timeline.Entry{Kind: kind, Changes: []timeline.Change{{Field: "job", Old: l.Kind}, {Field: "mistake", Old: l.Mistake}}}
	version, err := timeline.Version(ctx, tx, s)
	if err != nil {
		return err
	}
	tx.Hint("job", l.ID)
	if version == 0 {
		_, err = timeline.Begin(ctx, tx, s, by, e)
		return err
	}
	_, err = timeline.Append(ctx, tx, s, by, e)
	return err
}
