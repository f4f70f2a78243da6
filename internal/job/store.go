package job

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"guichet"
	"guichet/internal/db"
)

const (
	// sqlDue tells whether a look into the queue can be worth a write.
	sqlDue = `
SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM job WHERE state = 'waiting' AND due_at <= $1 LIMIT 1) AS waiting)
     + (SELECT COUNT(*) FROM (SELECT 1 FROM job WHERE state = 'running' AND leased_until < $1 LIMIT 1) AS lost)`

	// partClaim picks the due heads of their keys, oldest first (job_waiting; the
	// head of a key by job_key).
	partClaim = `
WITH due AS (
    SELECT j.id
      FROM job AS j
     WHERE j.state = 'waiting' AND j.due_at <= $1
       AND (j.key = '' OR NOT EXISTS (
               SELECT 1 FROM job AS o
                WHERE o.key = j.key AND o.key <> '' AND o.ended_at = 0 AND o.id <> j.id
                  AND (o.state = 'running' OR o.place < j.place OR o.place = j.place AND o.id < j.id)))
       AND j.kind IN (`
	partClaimMost = `)
     ORDER BY j.due_at, j.id
     LIMIT $3`
	partClaimed = `
)
UPDATE job SET state = 'running', attempt = attempt + 1, leased_until = $2
 WHERE id IN (SELECT id FROM due)
RETURNING id, kind, key, attempt, payload, due_at`

	sqlRenew = `
UPDATE job SET leased_until = $1
 WHERE id = $2 AND state = 'running' AND attempt = $3`

	// A job that waits again gives its name up to one that waits already: both
	// run. (Two may hold one name when the second was added during the first.)
	sqlRetry = `
UPDATE job SET state = 'waiting', leased_until = 0, due_at = $1, attempt = $2, mistake = $3,
       unique_key = CASE WHEN EXISTS (SELECT 1 FROM job AS o WHERE o.kind = job.kind AND o.unique_key = job.unique_key
                                         AND o.state = 'waiting' AND o.unique_key <> '')
                         THEN '' ELSE unique_key END
 WHERE id = $4 AND state = 'running' AND attempt = $5`

	sqlBury = `
UPDATE job SET state = 'dead', ended_at = $1, leased_until = 0, mistake = $2
 WHERE id = $3 AND state = 'running' AND attempt = $4`

	sqlLost = `
SELECT id, attempt FROM job
 WHERE state = 'running' AND leased_until < $1
 ORDER BY leased_until LIMIT 100`

	sqlTidy = `
DELETE FROM job WHERE id IN (
    SELECT id FROM job WHERE state = 'done' AND ended_at > 0 AND ended_at < $1
     ORDER BY ended_at LIMIT 1000)`

	sqlBuried = `
SELECT id, kind, attempt, mistake, created_at, ended_at
  FROM job
 WHERE state = 'dead' AND ended_at > 0
 ORDER BY ended_at DESC, id DESC
 LIMIT $1`

	sqlRevive = `
UPDATE job SET state = 'waiting', ended_at = 0, due_at = $1, attempt = 0, unique_key = ''
 WHERE id = $2 AND state = 'dead'`

	// Each count by an index of its own (job_waiting, job_lease, job_ended): the
	// finished jobs of a week are not read.
	sqlCounts = `
SELECT (SELECT COUNT(*) FROM job WHERE state = 'waiting'),
       (SELECT COUNT(*) FROM job WHERE state = 'waiting' AND attempt > 0),
       (SELECT COUNT(*) FROM job WHERE state = 'running'),
       (SELECT COUNT(*) FROM job WHERE state = 'dead' AND ended_at > 0),
       COALESCE((SELECT MIN(due_at) FROM job WHERE state = 'waiting'), 0)`
)

// isDue tells whether anything may be claimed.
func isDue(ctx context.Context, tx *db.Tx) (bool, error) {
	n, err := db.Value[int64](ctx, tx, sqlDue, tx.Now)
	return n > 0, err
}

// claim takes at most the given number of due jobs of the kinds.
func claim(ctx context.Context, tx *db.Tx, kinds []string, most int, lease time.Duration) ([]Job, error) {
	args := []any{tx.Now, tx.Now.Add(lease), int64(most)}
	places := make([]string, len(kinds))
	for i, k := range kinds {
		args = append(args, k)
		places[i] = "$" + strconv.Itoa(len(args))
	}
	type claimed struct {
		Job
		due int64
	}
	taken, err := db.All(ctx, tx, func(c *claimed) []any {
		return []any{&c.ID, &c.Kind, &c.Key, &c.Attempt, &c.Payload, &c.due}
	}, partClaim+strings.Join(places, ", ")+partClaimMost+tx.SkipLocked()+partClaimed, args...)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(taken, func(a, b claimed) int { return cmp.Or(cmp.Compare(a.due, b.due), cmp.Compare(a.ID, b.ID)) })
	jobs := make([]Job, len(taken))
	for i, c := range taken {
		jobs[i] = c.Job
		jobs[i].ended = new(atomic.Bool)
	}
	return jobs, nil
}

// fail notes a failure: the job waits again, or is dead.
func fail(ctx context.Context, tx *db.Tx, j Job, mistake string, pause time.Duration, dead bool) error {
	var err error
	if dead || j.Attempt >= Attempts {
		_, err = tx.Exec(ctx, sqlBury, tx.Now, readable(mistake), j.ID, j.Attempt)
	} else {
		_, err = tx.Exec(ctx, sqlRetry, tx.Now.Add(pause), j.Attempt, readable(mistake), j.ID, j.Attempt)
	}
	return err
}

// release gives a job back that was not tried to its end: it costs no attempt.
func release(ctx context.Context, tx *db.Tx, j Job) error {
	_, err := tx.Exec(ctx, sqlRetry, tx.Now, max(j.Attempt-1, 0), "", j.ID, j.Attempt)
	tx.Wake(queue)
	return err
}

// reclaim makes the jobs wait again whose runner is gone.
func reclaim(ctx context.Context, tx *db.Tx) error {
	lost, err := db.All(ctx, tx, func(j *Job) []any { return []any{&j.ID, &j.Attempt} }, sqlLost, tx.Now)
	if err != nil {
		return err
	}
	for _, j := range lost {
		if err := fail(ctx, tx, j, errLost.Error(), 0, false); err != nil {
			return err
		}
	}
	return nil
}

// readable cuts the text of an error to what a person reads of it.
func readable(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "?"), "\x00", "?")
	const most = 1000
	if len(s) <= most {
		return s
	}
	n := most
	for !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}

// Failure is a dead job, for administration.
type Failure struct {
	ID, Kind string
	Attempts int
	Mistake  string
	Added    time.Time
	Died     time.Time
}

// Buried lists the dead, the latest first.
func Buried(ctx context.Context, tx *db.Tx, most int) ([]Failure, error) {
	all, err := db.All(ctx, tx, func(f *Failure) []any {
		return []any{&f.ID, &f.Kind, &f.Attempts, &f.Mistake, &f.Added, &f.Died}
	}, sqlBuried, int64(most))
	return all, guichet.Doing("list the dead jobs", err)
}

// Revive has a dead job tried again, with all its attempts.
func Revive(ctx context.Context, tx *db.Tx, id string) error {
	n, err := tx.Exec(ctx, sqlRevive, tx.Now, id)
	if err != nil {
		return guichet.Doing("revive a job", err)
	}
	if n == 0 {
		return guichet.NotFound()
	}
	tx.Wake(queue)
	return nil
}

// Counts tells how the queue stands.
type Counts struct {
	Waiting int       // to be done, the failing among them
	Failing int       // failed at least once
	Running int       //
	Dead    int       // nobody tries them any more
	Oldest  time.Time // since when the one that waits longest is due; zero: none waits
}

// Count tells how the queue stands.
func Count(ctx context.Context, tx *db.Tx) (Counts, error) {
	c, err := db.One(ctx, tx, func(c *Counts) []any {
		return []any{&c.Waiting, &c.Failing, &c.Running, &c.Dead, &c.Oldest}
	}, sqlCounts)
	return c, guichet.Doing("count the jobs", err)
}
