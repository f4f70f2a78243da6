package job

import (
	"context"
	"maps"
	"sync"
	"time"

	"guichet"
	"guichet/internal/db"
)

// Periodic is a job that comes again and again: at the start, then at every whole
// multiple of Every. It is planned once, however many runners there are; while
// one waits no other is added, so that a night of standstill gives one.
type Periodic struct {
	Kind  string
	Every time.Duration

	later bool // not at the start
}

// periodicName is the unique name that periodic jobs wait under.
const periodicName = "periodic"

const sqlPlanned = `
SELECT due_at FROM job WHERE kind = $1 AND unique_key = $2 AND unique_key <> '' AND state = 'waiting'`

// periods remembers until when the periodic jobs are planned.
type periods struct {
	mu    sync.Mutex
	until map[string]time.Time
}

// due lists what has to be planned at the moment now: at once the first time,
// then ahead.
func (p *periods) due(all []Periodic, now time.Time) []New {
	p.mu.Lock()
	defer p.mu.Unlock()
	var due []New
	for _, each := range all {
		until, begun := p.until[each.Kind]
		switch {
		case !begun && !each.later:
			due = append(due, New{Kind: each.Kind, Unique: periodicName, At: now})
		case !now.Before(until):
			due = append(due, New{Kind: each.Kind, Unique: periodicName, At: now.Truncate(each.Every).Add(each.Every)})
		}
	}
	return due
}

func (p *periods) planned(until map[string]time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.until == nil {
		p.until = map[string]time.Time{}
	}
	maps.Copy(p.until, until)
}

// plan adds the periodic jobs that are not planned yet. One that is overdue and
// still waits stands for itself only: the next is added once it is claimed.
func (r *Runner) plan(ctx context.Context) error {
	due := r.periods.due(r.options.Periodic, r.db.Now())
	if len(due) == 0 {
		return nil
	}
	var until map[string]time.Time
	err := r.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		waiting := map[string]time.Time{}
		for _, n := range due {
			if err := Add(ctx, tx, n); err != nil {
				return err
			}
			at, err := db.One(ctx, tx, func(at *time.Time) []any { return []any{at} }, sqlPlanned, n.Kind, periodicName)
			switch {
			case guichet.IsKind(err, guichet.KindNotFound):
				at = tx.Now // another runner has just claimed it: look again
			case err != nil:
				return err
			}
			waiting[n.Kind] = at
		}
		until = waiting
		return nil
	})
	if err != nil {
		return guichet.Doing("plan the periodic jobs", err)
	}
	r.periods.planned(until)
	return nil
}

// Finished jobs are kept for a while, for whoever asks what happened.
const (
	tidyKind = "job.tidy"
	keptFor  = 7 * 24 * time.Hour
)

// tidy deletes the jobs that ended long ago, in short transactions. The dead
// stay.
func (r *Runner) tidy(ctx context.Context, _ Job) error {
	for {
		var gone int64
		err := r.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			gone, err = tx.Exec(ctx, sqlTidy, tx.Now.Add(-keptFor))
			return err
		})
		if err != nil || gone == 0 {
			return guichet.Doing("delete finished jobs", err)
		}
	}
}
