package job

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/db"
)

// Listed is a job as administration sees it. What it is asked for stays inside:
// it may hold an address.
type Listed struct {
	ID, Kind, State string
	Attempts        int64
	Mistake         string
	Added           time.Time
	Due             time.Time
	Ended           time.Time // zero: not over
}

const (
	partListed = `SELECT id, kind, state, attempt, mistake, created_at, due_at, ended_at FROM job `

	sqlListWaiting = partListed + `WHERE state = 'waiting' AND ($1 = '' OR kind = $1) AND (due_at > $2 OR due_at = $2 AND id > $3)
		ORDER BY due_at, id LIMIT $4`

	sqlListRunning = partListed + `WHERE state = 'running' AND ($1 = '' OR kind = $1) AND (due_at > $2 OR due_at = $2 AND id > $3)
		ORDER BY due_at, id LIMIT $4`

	sqlListDead = partListed + `WHERE state = 'dead' AND ended_at > 0 AND ($1 = '' OR kind = $1) AND (ended_at < $2 OR ended_at = $2 AND id < $3)
		ORDER BY ended_at DESC, id DESC LIMIT $4`

	sqlListed = partListed + `WHERE id = $1`

	sqlDiscard = `DELETE FROM job WHERE id = $1 AND state = 'dead'`
)

func listedFields(l *Listed) []any {
	return []any{&l.ID, &l.Kind, &l.State, &l.Attempts, &l.Mistake, &l.Added, &l.Due, &l.Ended}
}

// endOfTime is beyond every moment that is kept.
const endOfTime = int64(1) << 60

// List lists jobs of a state (waiting, running or dead), of one kind or (empty)
// of all: the waiting by when they are due, the dead by when they died, latest
// first.
func List(ctx context.Context, tx *db.Tx, state, kind string, p guichet.Page) (page []Listed, next string, err error) {
	query, at, id := sqlListWaiting, int64(-1), ""
	switch state {
	case "waiting":
	case "running":
		query = sqlListRunning
	case "dead":
		query, at, id = sqlListDead, endOfTime, "~"
	default:
		return nil, "", guichet.Invalid("state", "unknown_value", nil)
	}
	if _, err := guichet.ReadCursor(p.Cursor, &at, &id); err != nil {
		return nil, "", err
	}
	limit := p.Size()
	page, err = db.All(ctx, tx, listedFields, query, kind, at, id, int64(limit+1))
	if err != nil {
		return nil, "", guichet.Doing("list the jobs", err)
	}
	if len(page) > limit {
		page = page[:limit]
		last := page[limit-1]
		moment := last.Due
		if state == "dead" {
			moment = last.Ended
		}
		next = guichet.Cursor(moment.UnixMilli(), last.ID)
	}
	return page, next, nil
}

// Get reads one job; NotFound when it is gone.
func Get(ctx context.Context, tx *db.Tx, id string) (Listed, error) {
	return db.One(ctx, tx, listedFields, sqlListed, id)
}

// Discard deletes a dead job: nobody will do it.
func Discard(ctx context.Context, tx *db.Tx, id string) error {
	n, err := tx.Exec(ctx, sqlDiscard, id)
	if err != nil {
		return guichet.Doing("discard a job", err)
	}
	if n == 0 {
		return guichet.NotFound()
	}
	return nil
}
