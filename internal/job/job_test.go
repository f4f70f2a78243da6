package job_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/db/dbtest"
	"guichet/internal/job"
)

// bench is one database with a clock stepped by hand, and what its jobs did.
type bench struct {
	t     *testing.T
	d     *db.DB
	clock *dbtest.Clock
	did   []string
}

func both(t *testing.T, test func(b *bench)) {
	t.Helper()
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			b := &bench{t: t, clock: dbtest.NewClock(time.Time{})}
			b.d = dbtest.Open(t, engine, dbtest.WithClock(b.clock))
			test(b)
		})
	}
}

func (b *bench) add(news ...job.New) {
	b.t.Helper()
	for _, n := range news { // an act each: the order within one is the order of Add
		b.write(func(ctx context.Context, tx *db.Tx) error { return job.Add(ctx, tx, n) })
	}
}

func (b *bench) write(fn func(ctx context.Context, tx *db.Tx) error) {
	b.t.Helper()
	if err := b.d.Write(b.t.Context(), fn); err != nil {
		b.t.Fatal(err)
	}
}

// note is a handler that writes down the payload.
func (b *bench) note(_ context.Context, j job.Job) error {
	var word string
	if err := j.Decode(&word); err != nil {
		return err
	}
	b.did = append(b.did, word)
	return nil
}

func (b *bench) runner(handlers map[string]job.Handler, periodic ...job.Periodic) *job.Runner {
	return job.NewRunner(b.d, handlers, job.Options{Logger: slog.New(slog.DiscardHandler), Periodic: periodic})
}

func (b *bench) run(r *job.Runner) int {
	b.t.Helper()
	n, err := r.RunDue(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	return n
}

// expect compares what the jobs did since the last time.
func (b *bench) expect(what string, want ...string) {
	b.t.Helper()
	if diff := cmp.Diff(want, b.did); diff != "" {
		b.t.Errorf("%s: %s", what, diff)
	}
	b.did = nil
}

func (b *bench) counts() job.Counts {
	b.t.Helper()
	var c job.Counts
	if err := b.d.Read(b.t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		c, err = job.Count(ctx, tx)
		return err
	}); err != nil {
		b.t.Fatal(err)
	}
	return c
}

func TestAJobRunsOnceAndWhenItIsDue(t *testing.T) {
	both(t, func(b *bench) {
		r := b.runner(map[string]job.Handler{"note": b.note})
		b.add(
			job.New{Kind: "note", Payload: "now"},
			job.New{Kind: "note", Payload: "later", At: b.d.Now().Add(time.Minute)},
			job.New{Kind: "stranger", Payload: "no handler here"},
		)
		if n := b.run(r); n != 1 {
			b.t.Errorf("%d ran", n)
		}
		b.expect("at once", "now")
		b.clock.Forward(59 * time.Second)
		b.run(r)
		b.expect("too early")
		b.clock.Forward(time.Second)
		b.run(r)
		b.expect("when due", "later")
		b.run(r)
		b.expect("afterwards")
		if c := b.counts(); c.Waiting != 2 || c.Running != 0 { // the stranger, and the tidying
			b.t.Errorf("%+v", c)
		}
	})
}

func TestAJobOfAnActThatFailsIsNone(t *testing.T) {
	both(t, func(b *bench) {
		no := errors.New("no")
		err := b.d.Write(b.t.Context(), func(ctx context.Context, tx *db.Tx) error {
			if err := job.Add(ctx, tx, job.New{Kind: "note", Payload: "never"}); err != nil {
				return err
			}
			return no
		})
		if !errors.Is(err, no) {
			b.t.Fatal(err)
		}
		b.run(b.runner(map[string]job.Handler{"note": b.note}))
		b.expect("nothing was committed")
	})
}

func TestUniqueAmongTheWaitingOnly(t *testing.T) {
	both(t, func(b *bench) {
		again := job.New{Kind: "note", Unique: "incident:1", Payload: "again"}
		r := b.runner(map[string]job.Handler{"note": func(ctx context.Context, j job.Job) error {
			if string(j.Payload) == `"first"` {
				b.add(again, again) // the subject changes while the job runs
			}
			return b.note(ctx, j)
		}, "other": b.note})
		b.add(
			job.New{Kind: "note", Unique: "incident:1", Payload: "first"},
			job.New{Kind: "note", Unique: "incident:1", Payload: "swallowed"},
			job.New{Kind: "note", Unique: "incident:2", Payload: "another name"},
			job.New{Kind: "other", Unique: "incident:1", Payload: "another kind"},
		)
		b.run(r)
		slices.Sort(b.did)
		b.expect("each once, and the change during the run", "again", "another kind", "another name", "first")
	})
}

func TestAFailedUniqueJobAndItsFollowerBothRun(t *testing.T) {
	both(t, func(b *bench) {
		fails := true
		r := b.runner(map[string]job.Handler{"note": func(ctx context.Context, j job.Job) error {
			if fails {
				fails = false
				b.add(job.New{Kind: "note", Unique: "u", Payload: "second"})
				return errors.New("no luck")
			}
			return b.note(ctx, j)
		}})
		b.add(job.New{Kind: "note", Unique: "u", Payload: "first"})
		b.run(r)
		b.expect("the second at once", "second")
		b.clock.Forward(time.Second)
		b.run(r)
		b.expect("the first again", "first")
	})
}

func TestOrderWithinAKey(t *testing.T) {
	both(t, func(b *bench) {
		r := b.runner(map[string]job.Handler{"note": b.note})
		var want []string
		b.write(func(ctx context.Context, tx *db.Tx) error { // all in one millisecond
			for i := range 20 {
				if err := job.Add(ctx, tx, job.New{Kind: "note", Key: "ticket:1", Payload: fmt.Sprint(i)}); err != nil {
					return err
				}
			}
			return nil
		})
		for i := range 20 {
			want = append(want, fmt.Sprint(i))
		}
		b.run(r)
		b.expect("in order", want...)
	})
}

func TestAFailureHoldsItsKeyBackAndNoOther(t *testing.T) {
	both(t, func(b *bench) {
		broken := true
		r := b.runner(map[string]job.Handler{"note": b.note, "fragile": func(ctx context.Context, j job.Job) error {
			if broken {
				return errors.New("server away")
			}
			return b.note(ctx, j)
		}})
		b.add(
			job.New{Kind: "fragile", Key: "a", Payload: "a1"},
			job.New{Kind: "note", Key: "a", Payload: "a2"},
			job.New{Kind: "note", Key: "b", Payload: "b1"},
		)
		b.run(r)
		b.expect("the other key goes on", "b1")
		if c := b.counts(); c.Failing != 1 || c.Waiting != 3 {
			b.t.Errorf("%+v", c)
		}
		broken = false
		b.clock.Forward(time.Second)
		b.run(r)
		b.expect("then both, in order", "a1", "a2")
	})
}

func TestBackoffAndDeath(t *testing.T) {
	both(t, func(b *bench) {
		attempts := 0
		r := b.runner(map[string]job.Handler{"note": b.note, "hopeless": func(context.Context, job.Job) error {
			attempts++
			return fmt.Errorf("attempt %d \x00 \xff", attempts)
		}})
		b.add(job.New{Kind: "hopeless", Key: "k"}, job.New{Kind: "note", Key: "k", Payload: "behind"})
		b.run(r)
		for i, pause := range []time.Duration{time.Second, 5 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute, time.Hour, time.Hour, time.Hour, time.Hour, time.Hour, time.Hour} {
			b.clock.Forward(pause - time.Millisecond)
			b.run(r)
			if attempts != i+1 {
				b.t.Fatalf("attempt %d came before %v", attempts, pause)
			}
			b.clock.Forward(time.Millisecond)
			b.run(r)
			if attempts != i+2 {
				b.t.Fatalf("no attempt %d after %v", i+2, pause)
			}
		}
		b.expect("the dead hold nobody back", "behind")
		b.clock.Forward(30 * 24 * time.Hour)
		b.run(r)
		var dead []job.Failure
		b.write(func(ctx context.Context, tx *db.Tx) (err error) {
			dead, err = job.Buried(ctx, tx, 10)
			return err
		})
		if attempts != 12 || len(dead) != 1 || dead[0].Attempts != 12 || dead[0].Mistake != "attempt 12 ? ?" || dead[0].Kind != "hopeless" {
			b.t.Fatalf("after %d attempts: %+v", attempts, dead)
		}
		b.write(func(ctx context.Context, tx *db.Tx) error { return job.Revive(ctx, tx, dead[0].ID) })
		b.run(r)
		if attempts != 13 || b.counts().Dead != 0 {
			b.t.Errorf("revived: %d attempts, %+v", attempts, b.counts())
		}
		err := b.d.Write(b.t.Context(), func(ctx context.Context, tx *db.Tx) error { return job.Revive(ctx, tx, dead[0].ID) })
		if !guichet.IsKind(err, guichet.KindNotFound) {
			b.t.Errorf("a job that lives is revived: %v", err)
		}
	})
}

func TestSomeFailuresAreForGood(t *testing.T) {
	both(t, func(b *bench) {
		ran := 0
		r := b.runner(map[string]job.Handler{
			"dead": func(context.Context, job.Job) error {
				ran++
				return fmt.Errorf("send: %w", job.Dead(errors.New("no such mailbox")))
			},
			"panic": func(context.Context, job.Job) error { ran++; panic("oops") },
			"wait": func(context.Context, job.Job) error {
				ran++
				return guichet.Doing("ask", &guichet.Error{Kind: guichet.KindTooMany, Code: "too_many", RetryAfter: time.Hour})
			},
			"shape": func(_ context.Context, j job.Job) error {
				ran++
				var n int
				return j.Decode(&n)
			},
		})
		b.add(job.New{Kind: "dead"}, job.New{Kind: "panic"}, job.New{Kind: "wait"}, job.New{Kind: "shape", Payload: "text"})
		b.run(r)
		if c := b.counts(); ran != 4 || c.Dead != 2 || c.Failing != 2 {
			b.t.Errorf("%d ran: %+v", ran, c)
		}
		b.clock.Forward(59 * time.Minute)
		b.run(r)
		if ran != 5 { // the panic
			b.t.Errorf("%d ran", ran)
		}
	})
}

// A handler that ends its job in its own transaction does both or neither.
func TestDone(t *testing.T) {
	both(t, func(b *bench) {
		no := errors.New("the work fails")
		fails := true
		r := b.runner(map[string]job.Handler{"note": b.note, "work": func(ctx context.Context, j job.Job) error {
			return b.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
				if err := job.Add(ctx, tx, job.New{Kind: "note", Payload: "follows"}); err != nil {
					return err
				}
				if err := job.Done(ctx, tx, j); err != nil {
					return err
				}
				if fails {
					fails = false
					return no
				}
				return nil
			})
		}})
		b.add(job.New{Kind: "work"})
		b.run(r)
		b.expect("neither")
		b.clock.Forward(time.Second)
		before := b.d.Stats().Acts
		b.run(r)
		b.expect("both", "follows")
		if acts := b.d.Stats().Acts - before; acts != 4 { // claim and work, claim and end of what follows
			b.t.Errorf("%d acts", acts)
		}
	})
}

// A runner that dies leaves its job under a lease; another takes it when that is
// over, and what the first may still write does not stand.
func TestACrash(t *testing.T) {
	both(t, func(b *bench) {
		died := make(chan job.Job, 1)
		crash := b.runner(map[string]job.Handler{"note": func(_ context.Context, j job.Job) error {
			died <- j
			select {} // never to return: what a killed process looks like from outside
		}})
		b.add(job.New{Kind: "note", Key: "k", Payload: "first"}, job.New{Kind: "note", Key: "k", Payload: "second"})
		go func() { _, _ = crash.RunDue(context.WithoutCancel(b.t.Context())) }()
		old := <-died

		r := b.runner(map[string]job.Handler{"note": b.note})
		b.run(r)
		b.expect("the lease holds, and the key with it")
		b.clock.Forward(61 * time.Second)
		b.run(r)
		b.expect("the lease is over", "first", "second")
		err := b.d.Write(b.t.Context(), func(ctx context.Context, tx *db.Tx) error {
			if err := job.Add(ctx, tx, job.New{Kind: "note", Payload: "twice"}); err != nil {
				return err
			}
			return job.Done(ctx, tx, old)
		})
		if err == nil {
			b.t.Error("the dead runner's work stands")
		}
		b.run(r)
		b.expect("nothing twice")
	})
}

// A job that kills whoever runs it is dead at last.
func TestAJobThatKillsItsRunner(t *testing.T) {
	both(t, func(b *bench) {
		b.add(job.New{Kind: "poison"})
		for range job.Attempts {
			died := make(chan bool)
			r := b.runner(map[string]job.Handler{"poison": func(context.Context, job.Job) error {
				close(died)
				select {}
			}})
			go func() { _, _ = r.RunDue(context.WithoutCancel(b.t.Context())) }()
			<-died
			b.clock.Forward(61 * time.Second)
		}
		b.run(b.runner(map[string]job.Handler{"poison": func(context.Context, job.Job) error {
			b.t.Error("it ran a thirteenth time")
			return nil
		}}))
		if c := b.counts(); c.Dead != 1 {
			b.t.Errorf("%+v", c)
		}
	})
}

func TestPeriodicJobs(t *testing.T) {
	both(t, func(b *bench) {
		sweep := func(context.Context, job.Job) error {
			b.did = append(b.did, b.clock.Now().Format("15:04:05"))
			return nil
		}
		handlers := map[string]job.Handler{"sweep": sweep}
		every := job.Periodic{Kind: "sweep", Every: time.Minute}
		one, two := b.runner(handlers, every), b.runner(handlers, every)
		b.run(one)
		b.expect("at the start", "08:00:00")
		b.run(one)
		b.expect("once")
		b.clock.Forward(30 * time.Second)
		b.run(one)
		b.expect("not between")
		b.clock.Forward(30 * time.Second)
		b.run(one)
		b.run(one)
		b.expect("at the next minute", "08:01:00")
		b.clock.Forward(time.Minute)
		b.run(one)
		b.expect("and the next", "08:02:00")
		b.clock.Forward(time.Hour + 10*time.Second)
		b.run(one)
		b.expect("a standstill gives one", "09:02:10")
		b.clock.Forward(50 * time.Second)
		b.run(one)
		b.expect("then by the clock again", "09:03:00")
		b.run(two)
		b.expect("another runner adds none while one waits")
		b.clock.Forward(time.Minute)
		b.run(two)
		b.run(one)
		b.expect("one of the two", "09:04:00")
	})
}

func TestFinishedJobsAreDeletedAfterSevenDays(t *testing.T) {
	both(t, func(b *bench) {
		r := b.runner(map[string]job.Handler{"note": b.note, "dead": func(context.Context, job.Job) error { return job.Dead(errors.New("x")) }})
		b.add(job.New{Kind: "note", Payload: "old"}, job.New{Kind: "dead"})
		b.run(r)
		count := func() (n int64) {
			b.write(func(ctx context.Context, tx *db.Tx) (err error) {
				n, err = db.Value[int64](ctx, tx, "SELECT COUNT(*) FROM job WHERE kind <> 'job.tidy'")
				return err
			})
			return n
		}
		b.clock.Forward(7*24*time.Hour - time.Minute)
		b.run(r)
		if n := count(); n != 2 {
			b.t.Errorf("%d rows before", n)
		}
		b.clock.Forward(time.Hour)
		b.run(r)
		if n := count(); n != 1 || b.counts().Dead != 1 {
			b.t.Errorf("%d rows after, %+v: the dead stay", n, b.counts())
		}
	})
}

// The mistake kept on a job is bounded, whatever its error says.
func TestALongMistakeIsCut(t *testing.T) {
	both(t, func(b *bench) {
		r := b.runner(map[string]job.Handler{"long": func(context.Context, job.Job) error {
			return job.Dead(errors.New(strings.Repeat("é", 5000)))
		}})
		b.add(job.New{Kind: "long"})
		b.run(r)
		var dead []job.Failure
		b.write(func(ctx context.Context, tx *db.Tx) (err error) {
			dead, err = job.Buried(ctx, tx, 10)
			return err
		})
		if len(dead) != 1 || len(dead[0].Mistake) > 1003 {
			b.t.Errorf("%d bytes", len(dead[0].Mistake))
		}
	})
}
