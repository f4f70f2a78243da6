package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"guichet"
	"guichet/internal/db"
)

// Job is a job that runs.
type Job struct {
	ID, Kind, Key string
	Attempt       int // the first is 1
	Payload       []byte

	ended *atomic.Bool // Done was committed
}

// Decode reads the payload.
func (j Job) Decode(v any) error {
	if err := json.Unmarshal(j.Payload, v); err != nil {
		return Dead(fmt.Errorf("read the payload of job %s: %w", j.Kind, err))
	}
	return nil
}

// Handler does a job. Nil means that it is done; an error, that it is to be tried
// again later, unless it is Dead. The context ends when the lease is lost or the
// program stops.
type Handler func(ctx context.Context, j Job) error

// errLost says that the job is another runner's by now.
var errLost = errors.New("job: the lease was lost")

const sqlDone = `
UPDATE job SET state = 'done', ended_at = $1, leased_until = 0, mistake = ''
 WHERE id = $2 AND state = 'running' AND attempt = $3`

// Done ends the job in the transaction that did its work: either both stand or
// neither. When another runner has taken the job meanwhile, it fails and the
// work must not stand.
func Done(ctx context.Context, tx *db.Tx, j Job) error {
	n, err := tx.Exec(ctx, sqlDone, tx.Now, j.ID, j.Attempt)
	switch {
	case err != nil:
		return guichet.Doing("end a job", err)
	case n == 0:
		return errLost
	}
	if j.ended != nil {
		tx.AfterCommit(func() { j.ended.Store(true) })
	}
	return nil
}

// deadError marks what another attempt would not mend.
type deadError struct{ err error }

// Error implements error.
func (e deadError) Error() string { return e.err.Error() }

// Unwrap gives the reason.
func (e deadError) Unwrap() error { return e.err }

// Dead marks err as one that another attempt would not mend: the job dies, and
// waits for somebody to look at it.
func Dead(err error) error {
	if err == nil {
		return nil
	}
	return deadError{err}
}

// Attempts are how often a job is tried before it is dead.
const Attempts = 12

// backoff is how long a job waits after its nth failure.
func backoff(attempt int) time.Duration {
	pauses := []time.Duration{time.Second, 5 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute, time.Hour}
	return pauses[min(max(attempt, 1), len(pauses))-1]
}
