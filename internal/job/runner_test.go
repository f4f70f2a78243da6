package job_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"guichet/internal/db"
	"guichet/internal/db/dbtest"
	"guichet/internal/job"
)

// patience is how long a test waits for what must happen.
const patience = 20 * time.Second

func stop(t *testing.T, r *job.Runner) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := r.Stop(ctx); err != nil {
		t.Error(err)
	}
}

func receive[T any](t *testing.T, from <-chan T, what string) (v T) {
	t.Helper()
	select {
	case v = <-from:
	case <-time.After(patience):
		t.Fatalf("waited in vain for %s", what)
	}
	return v
}

func add(t testing.TB, d *db.DB, n job.New) {
	t.Helper()
	if err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error { return job.Add(ctx, tx, n) }); err != nil {
		t.Fatal(err)
	}
}

// A job is begun when the act that asks for it is committed, not at the next
// poll.
func TestARunnerIsWokenByTheCommit(t *testing.T) {
	t.Parallel()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		done := make(chan string, 10)
		r := job.NewRunner(d, map[string]job.Handler{"note": func(_ context.Context, j job.Job) error {
			done <- string(j.Payload)
			return nil
		}}, job.Options{Poll: time.Hour})
		r.Start(t.Context())
		r.Start(t.Context())
		defer stop(t, r)
		add(t, d, job.New{Kind: "note", Payload: "woken"})
		if got := receive(t, done, "the wake"); got != `"woken"` {
			t.Errorf("got %s", got)
		}
		// The second of a key follows the first without a wake of its own.
		err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			for i := range 5 {
				if err := job.Add(ctx, tx, job.New{Kind: "note", Key: "k", Payload: i}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for i := range 5 {
			if got := receive(t, done, "the next of the key"); got != fmt.Sprint(i) {
				t.Errorf("got %s, want %d", got, i)
			}
		}
	})
}

func TestThePollIsTheNet(t *testing.T) {
	t.Parallel()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		done := make(chan bool)
		r := job.NewRunner(d, map[string]job.Handler{"note": func(context.Context, job.Job) error { done <- true; return nil }},
			job.Options{Poll: 20 * time.Millisecond})
		r.Start(t.Context())
		defer stop(t, r)
		add(t, d, job.New{Kind: "note", At: d.Now().Add(100 * time.Millisecond)}) // wakes nobody
		receive(t, done, "the poll")
	})
}

// Two nodes on one PostgreSQL, and two runners on one SQLite: every job once, a
// key's jobs in order and one at a time.
func TestTwoRunnersOnOneDatabase(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			url := dbtest.URL(t, engine)
			open := func() *db.DB {
				d, err := db.Open(t.Context(), db.Config{URL: url, Logger: slog.New(slog.DiscardHandler), Strict: true})
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() {
					if err := d.Close(); err != nil {
						t.Error(err)
					}
				})
				return d
			}
			one := open()
			two := one
			if engine == db.Postgres {
				two = open() // one process owns a SQLite file
			}
			const keys, each = 10, 30
			var (
				mu      sync.Mutex
				order   = map[string][]int{}
				running = map[string]bool{}
				all     sync.WaitGroup
			)
			all.Add(keys * each)
			handlers := map[string]job.Handler{"note": func(_ context.Context, j job.Job) error {
				var n int
				if err := j.Decode(&n); err != nil {
					return err
				}
				mu.Lock()
				if running[j.Key] {
					t.Errorf("two of %s at a time", j.Key)
				}
				running[j.Key] = true
				order[j.Key] = append(order[j.Key], n)
				mu.Unlock()
				defer all.Done()
				mu.Lock()
				defer mu.Unlock()
				running[j.Key] = false
				return nil
			}}
			for _, d := range []*db.DB{one, two} {
				r := job.NewRunner(d, handlers, job.Options{Workers: 8})
				r.Start(t.Context())
				t.Cleanup(func() { stop(t, r) })
			}
			var adding sync.WaitGroup
			for k := range keys {
				adding.Go(func() {
					for n := range each {
						add(t, one, job.New{Kind: "note", Key: fmt.Sprintf("key-%d", k), Payload: n})
					}
				})
			}
			adding.Wait()
			ended := make(chan bool)
			go func() { all.Wait(); close(ended) }()
			receive(t, ended, "all jobs")
			mu.Lock()
			defer mu.Unlock()
			for key, got := range order {
				for i, n := range got {
					if i != n {
						t.Fatalf("%s ran in the order %v", key, got)
					}
				}
			}
		})
	}
}

func TestStopWaitsForWhatRuns(t *testing.T) {
	t.Parallel()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		begun, finish := make(chan job.Job, 1), make(chan bool)
		r := job.NewRunner(d, map[string]job.Handler{"note": func(_ context.Context, j job.Job) error {
			begun <- j
			<-finish
			return nil
		}}, job.Options{})
		r.Start(t.Context())
		add(t, d, job.New{Kind: "note"})
		j := receive(t, begun, "the job")
		stopped := make(chan error, 1)
		go func() { stopped <- r.Stop(context.WithoutCancel(t.Context())) }()
		if state, _ := stateOf(t, d, j.ID); state != "running" || len(stopped) > 0 {
			t.Errorf("the job is %s, stopped %d", state, len(stopped))
		}
		close(finish)
		if err := receive(t, stopped, "Stop"); err != nil {
			t.Error(err)
		}
		if state, _ := stateOf(t, d, j.ID); state != "done" {
			t.Errorf("after Stop the job is %s", state)
		}
		stop(t, r)
	})
}

// What does not end in time is told to, and is tried again by the next runner as
// if it had not been begun.
func TestStopIsBounded(t *testing.T) {
	t.Parallel()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		begun := make(chan bool)
		handlers := map[string]job.Handler{"note": func(ctx context.Context, _ job.Job) error {
			begun <- true
			<-ctx.Done()
			return context.Cause(ctx)
		}}
		r := job.NewRunner(d, handlers, job.Options{})
		r.Start(t.Context())
		add(t, d, job.New{Kind: "note"})
		receive(t, begun, "the job")
		now, cancel := context.WithCancel(t.Context())
		cancel()
		if err := r.Stop(now); err != nil {
			t.Error(err)
		}
		attempt := 0
		again := job.NewRunner(d, map[string]job.Handler{"note": func(_ context.Context, j job.Job) error { attempt = j.Attempt; return nil }}, job.Options{})
		if _, err := again.RunDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		if attempt != 1 {
			t.Errorf("the next attempt is number %d", attempt)
		}
	})
}

// The lease of a long job is renewed; when it is lost all the same, the handler
// is told.
func TestALongJobKeepsItsLease(t *testing.T) {
	t.Parallel()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		begun, told := make(chan job.Job), make(chan error)
		r := job.NewRunner(d, map[string]job.Handler{"note": func(ctx context.Context, j job.Job) error {
			begun <- j
			<-ctx.Done()
			told <- context.Cause(ctx)
			return errors.New("lost")
		}}, job.Options{Lease: 300 * time.Millisecond})
		r.Start(t.Context())
		defer stop(t, r)
		add(t, d, job.New{Kind: "note"})
		j := receive(t, begun, "the job")
		lease := func() (until time.Time) {
			if err := d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
				until, err = db.One(ctx, tx, func(at *time.Time) []any { return []any{at} }, "SELECT leased_until FROM job WHERE id = $1", j.ID)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return until
		}
		first := lease()
		for deadline := time.Now().Add(patience); !lease().After(first); {
			if time.Now().After(deadline) {
				t.Fatal("the lease is not renewed")
			}
		}
		err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error { // another runner has taken it
			_, err := tx.Exec(ctx, "UPDATE job SET attempt = 2, leased_until = $1 WHERE id = $2", tx.Now.Add(time.Hour), j.ID)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if cause := receive(t, told, "the end of the lease"); cause == nil || errors.Is(cause, context.Canceled) {
			t.Errorf("the handler is told %v", cause)
		}
		if state, attempt := stateOf(t, d, j.ID); state != "running" || attempt != 2 {
			t.Errorf("the other runner's job is %s, attempt %d", state, attempt)
		}
	})
}

func stateOf(t *testing.T, d *db.DB, id string) (state string, attempt int) {
	t.Helper()
	type row struct {
		state   string
		attempt int
	}
	var got row
	if err := d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		got, err = db.One(ctx, tx, func(r *row) []any { return []any{&r.state, &r.attempt} }, "SELECT state, attempt FROM job WHERE id = $1", id)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return got.state, got.attempt
}

func TestMain(m *testing.M) {
	// Those that hang on purpose play runners that were killed.
	goleak.VerifyTestMain(m,
		goleak.IgnoreAnyFunction("guichet/internal/job_test.TestACrash.func1.1"),
		goleak.IgnoreAnyFunction("guichet/internal/job_test.TestAJobThatKillsItsRunner.func1.1"))
}

func BenchmarkAdd(b *testing.B) {
	for _, engine := range dbtest.Engines() {
		d := dbtest.Open(b, engine)
		b.Run(engine, func(b *testing.B) {
			for b.Loop() {
				add(b, d, job.New{Kind: "note", Key: "k", Unique: "", Payload: 1})
			}
		})
	}
}

// BenchmarkPickup is from the commit to the handler.
func BenchmarkPickup(b *testing.B) {
	for _, engine := range dbtest.Engines() {
		d := dbtest.Open(b, engine)
		done := make(chan bool)
		r := job.NewRunner(d, map[string]job.Handler{"note": func(context.Context, job.Job) error { done <- true; return nil }}, job.Options{})
		r.Start(b.Context())
		b.Run(engine, func(b *testing.B) {
			for b.Loop() {
				add(b, d, job.New{Kind: "note", Payload: 1})
				<-done
			}
		})
		if err := r.Stop(context.Background()); err != nil {
			b.Error(err)
		}
	}
}
