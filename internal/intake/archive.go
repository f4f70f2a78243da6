package intake

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/change"
	"guichet/internal/db"
	"guichet/internal/incident"
	"guichet/internal/job"
	"guichet/internal/request"
	"guichet/internal/setting"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// ArchiveJob is the job that archives what has been over for long.
const ArchiveJob = "intake.archive"

const (
	archiveAct  = 100 // records in one act
	archiveActs = 50  // acts of one run; the next run goes on

	// By the last thing that happened to it: what was brought back stays for as long
	// again.
	sqlQuiet = `SELECT t.id, t.kind FROM ticket t WHERE t.phase = 'over' AND t.updated <= $1 ORDER BY t.updated, t.id LIMIT $2`
)

// Archiver does that job.
type Archiver struct{ DB *db.DB }

// Do archives in acts of a hundred until nothing is left to be.
func (a *Archiver) Do(ctx context.Context, _ job.Job) error {
	for range archiveActs {
		due := 0
		err := a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			due, err = archiveSome(ctx, tx)
			return err
		})
		if err != nil || due < archiveAct {
			return err
		}
	}
	return nil
}

func archiveSome(ctx context.Context, tx *db.Tx) (int, error) {
	days, err := setting.ArchiveDays().Get(ctx, tx)
	if err != nil || days <= 0 {
		return 0, err
	}
	before := tx.Now.Add(-time.Duration(days) * 24 * time.Hour)
	due, err := db.All(ctx, tx, func(d *Due) []any { return []any{&d.ID, &d.Kind} }, sqlQuiet, before, archiveAct)
	if err != nil {
		return 0, guichet.Doing("find what is to be archived", err)
	}
	for _, d := range due {
		act := ticket.Act{By: guichet.System(guichet.JobRun), Scope: access.Scope{All: true}, Ref: d.ID}
		if _, err := shelve(ctx, tx, d.Kind, act, ticket.Archived); err != nil && !guichet.IsKind(err, guichet.KindNotFound) {
			return 0, err
		}
	}
	return len(due), nil
}

// Unarchive brings a record back from the archive.
func Unarchive(ctx context.Context, tx *db.Tx, kind string, act ticket.Act) (ticket.Ticket, error) {
	return shelve(ctx, tx, kind, act, ticket.Over)
}

func shelve(ctx context.Context, tx *db.Tx, kind string, act ticket.Act, to ticket.Phase) (ticket.Ticket, error) {
	switch kind {
	case request.Kind:
		return shelveIn(ctx, tx, request.Practice(), act, to)
	case change.Kind:
		return shelveIn(ctx, tx, change.Practice(), act, to)
	default:
		return shelveIn(ctx, tx, incident.Practice(), act, to)
	}
}

func shelveIn[R ticket.Record](ctx context.Context, tx *db.Tx, p ticket.Practice[R], act ticket.Act, to ticket.Phase) (ticket.Ticket, error) {
	return p.Do(ctx, tx, act, func(r R) ([]timeline.Entry, error) {
		c := ticket.Changed(r, nil, "phase", string(to))
		switch was := r.Hall().Phase; {
		case to == ticket.Archived && was == ticket.Over:
			return []timeline.Entry{{Kind: "archived/1", Changes: c}}, nil
		case to == ticket.Archived:
			return nil, nil // it goes on again
		case was != ticket.Archived:
			return nil, guichet.Invalid("version", "ticket.not_archived", nil)
		}
		return []timeline.Entry{{Kind: "unarchived/1", Changes: c}}, nil
	})
}
