package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"guichet"
	"guichet/internal/db"
)

// Options are how a runner works; the zero value of each means its default.
type Options struct {
	Workers  int           // jobs at a time: 4
	Lease    time.Duration // how long a claim holds without a sign of life: 1 minute
	Poll     time.Duration // how long at most until what nobody told is seen: 1 second
	Logger   *slog.Logger
	Periodic []Periodic
}

// Runner runs jobs. Several runners may work off one database.
type Runner struct {
	db       *db.DB
	handlers map[string]Handler
	kinds    []string
	options  Options
	log      *slog.Logger

	mu      sync.Mutex
	started bool
	stop    context.CancelFunc // no further claims
	abort   context.CancelCauseFunc
	stopped chan struct{} // closed when nothing runs any more

	periods periods
}

// errStopping is why the context of a handler ends when the program stops.
var errStopping = errors.New("job: the runner stops")

// NewRunner readies a runner; nothing runs before Start or RunDue.
func NewRunner(d *db.DB, handlers map[string]Handler, o Options) *Runner {
	r := &Runner{db: d, handlers: maps.Clone(handlers), options: o, log: o.Logger}
	if r.handlers == nil {
		r.handlers = map[string]Handler{}
	}
	if r.log == nil {
		r.log = slog.Default()
	}
	if o.Workers <= 0 {
		r.options.Workers = 4
	}
	if o.Lease <= 0 {
		r.options.Lease = time.Minute
	}
	if o.Poll <= 0 {
		r.options.Poll = time.Second
	}
	r.handlers[tidyKind] = r.tidy
	r.options.Periodic = append(slices.Clone(o.Periodic), Periodic{Kind: tidyKind, Every: time.Hour, later: true})
	r.kinds = slices.Sorted(maps.Keys(r.handlers))
	return r
}

// Start runs jobs until Stop. A second call does nothing.
func (r *Runner) Start(ctx context.Context) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.started {
		return
	}
	r.started = true
	handling, abort := context.WithCancelCause(context.WithoutCancel(ctx))
	claiming, stop := context.WithCancel(handling)
	r.stop, r.abort, r.stopped = stop, abort, make(chan struct{})
	wakes, unsubscribe := r.db.Wakes()
	go func() {
		defer close(r.stopped)
		defer abort(nil)
		defer unsubscribe()
		r.work(claiming, handling, wakes)
	}()
}

// Stop takes no further job and waits for those that run. When ctx ends first,
// they are told to end and given back; a handler that does not listen is left
// behind with its lease, and Stop says so.
func (r *Runner) Stop(ctx context.Context) error {
	r.mu.Lock()
	started, stop, abort, stopped := r.started, r.stop, r.abort, r.stopped
	r.mu.Unlock()
	if !started {
		return nil
	}
	stop()
	select {
	case <-stopped:
		return nil
	case <-ctx.Done():
	}
	abort(errStopping)
	patience := time.NewTimer(2 * time.Second)
	defer patience.Stop()
	select {
	case <-stopped:
		return nil
	case <-patience.C:
		return fmt.Errorf("stop the jobs: %w", context.Cause(ctx))
	}
}

// work hands jobs to workers. It looks for jobs when woken, when a worker is
// free again (the next of a key may run now), and at every poll.
func (r *Runner) work(claiming, handling context.Context, wakes <-chan string) {
	var running sync.WaitGroup
	defer running.Wait()
	freed := make(chan struct{}, r.options.Workers)
	poll := time.NewTicker(r.options.Poll)
	defer poll.Stop()
	busy := 0
	for claiming.Err() == nil {
		for _, j := range r.take(claiming, r.options.Workers-busy) {
			busy++
			running.Go(func() {
				defer func() { freed <- struct{}{} }()
				r.run(handling, j, true)
			})
		}
		select {
		case <-claiming.Done():
		case <-poll.C:
		case <-freed:
			busy--
		case name, open := <-wakes:
			if !open {
				wakes = nil // the database closes
			} else if name != queue && name != "*" {
				continue
			}
		}
		busy -= drained(freed)
	}
}

func drained(freed <-chan struct{}) int {
	for n := 0; ; n++ {
		select {
		case <-freed:
		default:
			return n
		}
	}
}

// take claims jobs. A failure is logged, and the next poll tries again.
func (r *Runner) take(ctx context.Context, most int) []Job {
	if err := r.plan(ctx); err != nil {
		r.complain(ctx, "periodic jobs cannot be planned", err)
	}
	if most <= 0 {
		return nil
	}
	jobs, err := r.claim(ctx, most)
	if err != nil {
		r.complain(ctx, "jobs cannot be claimed", err)
	}
	return jobs
}

func (r *Runner) complain(ctx context.Context, what string, err error) {
	if ctx.Err() == nil && !db.IsUnique(err) { // another runner was there first
		r.log.ErrorContext(ctx, "the runner of jobs stumbled", "at", what, "error", err)
	}
}

// claim looks before it writes: an idle desk writes nothing.
func (r *Runner) claim(ctx context.Context, most int) ([]Job, error) {
	due := false
	err := r.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		due, err = isDue(ctx, tx)
		return err
	})
	if err != nil || !due {
		return nil, err
	}
	var jobs []Job
	err = r.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if err = reclaim(ctx, tx); err != nil {
			return err
		}
		jobs, err = claim(ctx, tx, r.kinds, most, r.options.Lease)
		return err
	})
	if err != nil {
		return nil, guichet.Doing("claim jobs", err)
	}
	return jobs, nil
}

// run does one job and notes how it ended.
func (r *Runner) run(ctx context.Context, j Job, renew bool) {
	handling, end := context.WithCancelCause(ctx)
	if renew {
		renewing := make(chan struct{})
		go func() {
			defer close(renewing)
			r.renew(handling, j, end)
		}()
		defer func() { end(nil); <-renewing }()
	} else {
		defer end(nil)
	}
	err := r.handle(handling, j)
	if j.ended.Load() || errors.Is(err, errLost) || errors.Is(context.Cause(handling), errLost) {
		return
	}
	// The end is written even while the program stops.
	ending := context.WithoutCancel(ctx)
	stopping := errors.Is(context.Cause(ctx), errStopping)
	write := r.db.Write(ending, func(ctx context.Context, tx *db.Tx) error {
		var dead deadError
		switch {
		case err == nil:
			if err := Done(ctx, tx, j); !errors.Is(err, errLost) {
				return err
			}
			return nil
		case stopping:
			return release(ctx, tx, j)
		default:
			pause := max(backoff(j.Attempt), retryAfter(err))
			return fail(ctx, tx, j, err.Error(), pause, errors.As(err, &dead))
		}
	})
	if write != nil {
		r.log.ErrorContext(ctx, "the end of a job cannot be written: its lease will run out", "kind", j.Kind, "job", j.ID, "error", write)
	}
	if err != nil && !stopping {
		r.log.WarnContext(ctx, "job failed", "kind", j.Kind, "job", j.ID, "attempt", j.Attempt, "error", err)
	}
}

// retryAfter is how long a handler's error asks to wait.
func retryAfter(err error) time.Duration {
	var e *guichet.Error
	if errors.As(err, &e) {
		return e.RetryAfter
	}
	return 0
}

// handle calls the handler; a panic is a failure like any other.
func (r *Runner) handle(ctx context.Context, j Job) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("job %s panicked: %v\n%s", j.Kind, p, debug.Stack())
		}
	}()
	return r.handlers[j.Kind](ctx, j)
}

// renew keeps the lease while the job runs, and ends the handler's context when
// it is lost.
func (r *Runner) renew(ctx context.Context, j Job, end context.CancelCauseFunc) {
	again := time.NewTicker(r.options.Lease / 3)
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-again.C:
		}
		if j.ended.Load() {
			return
		}
		var held int64
		err := r.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			held, err = tx.Exec(ctx, sqlRenew, tx.Now.Add(r.options.Lease), j.ID, j.Attempt)
			return err
		})
		if err == nil && held == 0 && !j.ended.Load() {
			end(errLost)
			return
		}
	}
}

// RunDue runs everything that is due, one after the other, here, until nothing is
// left, and tells how many ran: a desk in a test, whose clock is stepped by hand.
// The failure of a job is noted on the job, as always.
func (r *Runner) RunDue(ctx context.Context) (n int, err error) {
	for {
		if err := ctx.Err(); err != nil {
			return n, err
		}
		if err := r.plan(ctx); err != nil {
			return n, err
		}
		jobs, err := r.claim(ctx, 1)
		if err != nil || len(jobs) == 0 {
			return n, err
		}
		r.run(ctx, jobs[0], false)
		n++
	}
}
