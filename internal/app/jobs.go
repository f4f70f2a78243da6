package app

import (
	"context"
	"maps"
	"time"

	"guichet/internal/api/contract"
	"guichet/internal/auth"
	"guichet/internal/db"
	"guichet/internal/intake"
	"guichet/internal/job"
	"guichet/internal/notify"
	"guichet/internal/refusal"
	"guichet/internal/rehearsal"
	"guichet/internal/sample"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// sealJob seals the days that are over.
const sealJob = "timeline.seal"

// sweepJob deletes sessions that have ended.
const sweepJob = "auth.sweep"

// jobs is everything that is done behind the screens, by its name.
func (a *App) jobs() map[string]job.Handler {
	notifier := &notify.Notifier{DB: a.db, URL: a.config.url()}
	all := map[string]job.Handler{
		ticket.FollowJob:       notifier.Follow,
		auth.LinkJob:           notifier.Link,
		intake.LeaveJob:        (&intake.Leaver{DB: a.db}).Do,
		auth.NoticeJob:         notifier.Safety,
		intake.ArchiveJob:      a.unlessRehearsing((&intake.Archiver{DB: a.db}).Do),
		intake.LapseJob:        (&intake.Lapser{DB: a.db}).Do,
		intake.SweepJob:        a.unlessRehearsing(a.inWrite(intake.Sweep)),
		sealJob:                a.seal,
		rehearsal.Job:          func(ctx context.Context, _ job.Job) error { return sample.Rehearse(ctx, a.db) },
		sweepJob:               a.inWrite(func(ctx context.Context, tx *db.Tx) error { _, err := auth.Sweep(ctx, tx); return err }),
		contract.ForgetKeysJob: a.inWrite(contract.ForgetKeys),
		notify.ForgetJob:       a.inWrite(notify.Forget),
		refusal.SweepJob:       a.inWrite(refusal.Sweep),
	}
	maps.Copy(all, a.mail.Handlers())
	return all
}

// periodic is what comes again by itself.
func periodic() []job.Periodic {
	return []job.Periodic{
		{Kind: sealJob, Every: time.Hour},
		{Kind: intake.SweepJob, Every: time.Minute},
		{Kind: intake.ArchiveJob, Every: time.Hour},
		{Kind: sweepJob, Every: time.Hour},
		{Kind: contract.ForgetKeysJob, Every: time.Hour},
		{Kind: notify.ForgetJob, Every: 24 * time.Hour},
		{Kind: refusal.SweepJob, Every: time.Hour},
	}
}

// inWrite is a job that is one act of its own.
func (a *App) inWrite(f func(context.Context, *db.Tx) error) job.Handler {
	return func(ctx context.Context, _ job.Job) error { return a.db.Write(ctx, f) }
}

// unlessRehearsing is a job that comes again by itself, and waits for a made-up week
// that is still coming: by that week's clock nothing is due yet.
func (a *App) unlessRehearsing(do job.Handler) job.Handler {
	return func(ctx context.Context, j job.Job) error {
		var run rehearsal.Run
		if err := a.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			run, err = rehearsal.Get(ctx, tx)
			return err
		}); err != nil || run.IsOn() {
			return err
		}
		return do(ctx, j)
	}
}

// seal reads a day's heads in short reads and writes its seal in one short act. It
// waits for a made-up week that is still coming: its days are not over.
func (a *App) seal(ctx context.Context, _ job.Job) error {
	var days []string
	err := a.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		run, err := rehearsal.Get(ctx, tx)
		if err != nil || run.IsOn() {
			return err
		}
		days, err = timeline.Unsealed(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	for _, day := range days {
		read := func(f func(context.Context, *db.Tx) error) error { return a.db.Read(ctx, f) }
		s, err := timeline.DayRoot(ctx, read, day)
		if err != nil {
			return err
		}
		if err := a.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			if run, err := rehearsal.Get(ctx, tx); err != nil || run.IsOn() {
				return err
			}
			return timeline.PutSeal(ctx, tx, s)
		}); err != nil {
			return err
		}
	}
	return nil
}
