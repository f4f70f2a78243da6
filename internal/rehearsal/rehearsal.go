// Package rehearsal is the made-up company that somebody puts beside their own
// desk in the first steps, to see it at work: whether it still may come, and how
// far it has. Who its people are, and what befalls them, is package sample's; that
// it comes piece by piece, and goes on after a restart, is a job of app's.
package rehearsal

import (
	"context"
	"encoding/json"
	"time"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/job"
	"guichet/internal/setting"
	"guichet/internal/timeline"
)

// Job is the work that a rehearsal is.
const Job = "sample.load"

// Run is how far a rehearsal has come. The zero Run has not begun.
type Run struct {
	Started  time.Time       `json:"started"`
	Ends     time.Time       `json:"ends"` // the present of the made-up week
	Step     int64           `json:"step"`
	Steps    int64           `json:"steps"` // 0: not known yet
	Finished time.Time       `json:"finished"`
	Memory   json.RawMessage `json:"memory,omitempty"` // what the next step has to know
}

// IsOn tells that it has begun and not ended.
func (r Run) IsOn() bool { return !r.Started.IsZero() && r.Finished.IsZero() }

func kept() setting.Setting[Run] { return setting.Setting[Run]{Name: "sample.run"} }

const (
	sqlInUse = `SELECT 1 WHERE EXISTS (SELECT 1 FROM ticket) OR EXISTS (SELECT 1 FROM timeline_seal)`

	sqlMistake = `SELECT mistake FROM job WHERE kind = $1 AND state IN ('waiting', 'running', 'dead') AND mistake <> ''`
)

// Get reads how far it has come.
func Get(ctx context.Context, tx *db.Tx) (Run, error) { return kept().Get(ctx, tx) }

// Keep notes how far it has come, in the act that does the step.
func Keep(ctx context.Context, tx *db.Tx, r Run) error { return kept().Put(ctx, tx, r) }

// Mistake is what the last step failed of; empty when none did.
func Mistake(ctx context.Context, tx *db.Tx) (string, error) {
	all, err := db.All(ctx, tx, func(s *string) []any { return []any{s} }, sqlMistake, Job)
	if err != nil || len(all) == 0 {
		return "", guichet.Doing("look at the sample's job", err)
	}
	return all[0], nil
}

// Offered tells whether it may begin: beside no record, and before the first day
// is sealed, for its week lies in the past and nothing is added to a sealed day.
func Offered(ctx context.Context, tx *db.Tx) (bool, error) {
	run, err := Get(ctx, tx)
	if err != nil || !run.Started.IsZero() {
		return false, err
	}
	made, err := setting.Sample().Get(ctx, tx)
	if err != nil || made {
		return false, err
	}
	_, err = db.Value[int64](ctx, tx, sqlInUse)
	if guichet.IsKind(err, guichet.KindNotFound) {
		return true, nil
	}
	return false, guichet.Doing("look whether the desk is in use", err)
}

// Begin asks for it; the history says who did.
func Begin(ctx context.Context, tx *db.Tx, by guichet.Actor) (Run, error) {
	offered, err := Offered(ctx, tx)
	if err != nil {
		return Run{}, err
	}
	if !offered {
		return Run{}, guichet.Invalid("", "sample.late", nil)
	}
	run := Run{Started: tx.Now, Ends: tx.Now}
	if err := Keep(ctx, tx, run); err != nil {
		return run, err
	}
	// Begun twice at once, the second finds the history begun.
	if _, err := timeline.Begin(ctx, tx, timeline.Subject{Kind: "setting", ID: kept().Name}, by, timeline.Entry{
		Kind: "changed/1", Changes: []timeline.Change{{Field: "value", Old: false, New: true}},
	}); err != nil {
		return run, err
	}
	tx.Hint("setting", "")
	return run, job.Add(ctx, tx, job.New{Kind: Job, Key: Job, Unique: Job})
}
