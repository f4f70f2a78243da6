package intake

import (
	"context"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/db"
	"guichet/internal/incident"
	"guichet/internal/job"
	"guichet/internal/request"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// The jobs by which records close that nobody answered about: one sweep a minute
// finds those that are due, and each is a job of its own.
const (
	SweepJob = "intake.sweep"
	LapseJob = "intake.lapse"
)

// Due names a record whose time has come.
type Due struct {
	ID   string `json:"id"`
	Kind string `json:"kind"`
}

const sqlDue = `SELECT t.id, t.kind FROM ticket t WHERE t.closes > 0 AND t.closes <= $1 ORDER BY t.closes, t.id LIMIT 500`

// Sweep asks for a job for each record that is to close by itself now.
func Sweep(ctx context.Context, tx *db.Tx) error {
	due, err := db.All(ctx, tx, func(d *Due) []any { return []any{&d.ID, &d.Kind} }, sqlDue, tx.Now)
	if err != nil {
		return guichet.Doing("find what closes by itself", err)
	}
	for _, d := range due {
		if err := job.Add(ctx, tx, job.New{Kind: LapseJob, Unique: d.ID, Payload: d}); err != nil {
			return err
		}
	}
	return nil
}

// Lapser does the jobs of records that nobody answered about.
type Lapser struct{ DB *db.DB }

// Do closes one, in one act with the end of the job.
func (l *Lapser) Do(ctx context.Context, j job.Job) error {
	var due Due
	if err := j.Decode(&due); err != nil {
		return err
	}
	return l.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		var err error
		if due.Kind == request.Kind {
			err = lapse(ctx, tx, request.Practice(), due.ID)
		} else {
			err = lapse(ctx, tx, incident.Practice(), due.ID)
		}
		if err != nil {
			return err
		}
		return job.Done(ctx, tx, j)
	})
}

// lapse closes a done record that nobody answered about in time. One that was
// answered, ended, or turned into another kind meanwhile stays as it is.
func lapse[R ticket.Record](ctx context.Context, tx *db.Tx, p ticket.Practice[R], id string) error {
	act := ticket.Act{By: guichet.System(guichet.JobRun), Scope: access.Scope{All: true}, Ref: id}
	_, err := p.Do(ctx, tx, act, func(r R) ([]timeline.Entry, error) {
		t := r.Hall()
		if t.Phase != ticket.Done || t.Closes.IsZero() || t.Closes.After(tx.Now) {
			return nil, nil
		}
		c := p.Move(r, nil, p.Closed, "")
		c = ticket.Changed(r, c, "closed", timeline.Millis(tx.Now))
		return []timeline.Entry{{Kind: "lapsed/1", Changes: ticket.Changed(r, c, "confirmed", "nobody")}}, nil
	})
	if guichet.IsKind(err, guichet.KindNotFound) {
		return nil
	}
	return err
}
