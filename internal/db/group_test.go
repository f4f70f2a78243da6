package db_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/db/dbtest"
)

// The tests of this file put eight acts into one group, one of which goes wrong
// in the middle, and check that each act was done once or never, and answered so.

const (
	groupSize = 8
	culprit   = 4

	sqlPutMember  = `INSERT INTO team_member (team_id, person_id) VALUES ($1, 'nobody')`
	sqlAllSetting = `SELECT name FROM setting ORDER BY name`
)

// eight runs acts 0 to 7 in one group, in their order. The answer of one that
// panicked is what it panicked with.
func eight(t *testing.T, d *db.DB, act func(i int) (context.Context, func(context.Context, *db.Tx) error)) [groupSize]error {
	t.Helper()
	release := d.Held(t.Context())
	var answers [groupSize]error
	var all sync.WaitGroup
	for i := range groupSize {
		ctx, fn := act(i)
		all.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					answers[i] = fmt.Errorf("panic: %v", p)
				}
			}()
			answers[i] = d.Write(ctx, fn)
		})
		for d.Queued() < i+1 {
			runtime.Gosched()
		}
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	all.Wait()
	return answers
}

// plain puts one row with the act's number.
func plain(i int) func(context.Context, *db.Tx) error { return put(fmt.Sprint(i), "") }

// onceOrNever checks that the rows are those of the acts that were answered well.
func onceOrNever(t *testing.T, d *db.DB, answers [groupSize]error, wrong ...int) {
	t.Helper()
	var want []string
	for i, err := range answers {
		if err == nil {
			want = append(want, fmt.Sprint(i))
		}
		isWrong := false
		for _, w := range wrong {
			isWrong = isWrong || w == i
		}
		if isWrong != (err != nil) {
			t.Errorf("act %d was answered %v", i, err)
		}
	}
	var got []string
	err := d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		var err error
		got, err = db.All(ctx, tx, func(s *string) []any { return []any{s} }, sqlAllSetting)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("rows of acts %v, answered well %v", got, want)
	}
}

func TestEightActsAreCommittedTogether(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, db.SQLite)
	answers := eight(t, d, func(i int) (context.Context, func(context.Context, *db.Tx) error) {
		return t.Context(), plain(i)
	})
	onceOrNever(t, d, answers)
	if s := d.Stats(); s.Commits != 1 || s.Acts != groupSize+1 {
		t.Errorf("%+v: not one commit", s)
	}
}

func TestAnActThatIsCancelledWhileItWaitsIsNeverDone(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, db.SQLite)
	ctx, cancel := context.WithCancel(t.Context())
	answers := eight(t, d, func(i int) (context.Context, func(context.Context, *db.Tx) error) {
		if i == groupSize-1 {
			cancel()
		}
		if i == culprit {
			return ctx, plain(i)
		}
		return t.Context(), plain(i)
	})
	onceOrNever(t, d, answers, culprit)
	if !errors.Is(answers[culprit], context.Canceled) {
		t.Errorf("answered %v", answers[culprit])
	}
}

func TestAnActThatIsCancelledWhileItRunsIsDone(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, db.SQLite)
	ctx, cancel := context.WithCancel(t.Context())
	answers := eight(t, d, func(i int) (context.Context, func(context.Context, *db.Tx) error) {
		if i != culprit {
			return t.Context(), plain(i)
		}
		return ctx, func(ctx context.Context, tx *db.Tx) error {
			cancel()
			return plain(i)(ctx, tx)
		}
	})
	onceOrNever(t, d, answers)
}

func TestAPanicTakesOnlyItsOwnActWithIt(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, db.SQLite)
	answers := eight(t, d, func(i int) (context.Context, func(context.Context, *db.Tx) error) {
		return t.Context(), func(ctx context.Context, tx *db.Tx) error {
			if err := plain(i)(ctx, tx); err != nil {
				return err
			}
			if i == culprit {
				panic("mine")
			}
			return nil
		}
	})
	onceOrNever(t, d, answers, culprit)
	if answers[culprit].Error() != "panic: mine" {
		t.Errorf("answered %v", answers[culprit])
	}
	if s := d.Stats(); s.Commits != 1 {
		t.Errorf("%d commits", s.Commits)
	}
}

func TestAGoexitTakesOnlyItsOwnActWithIt(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, db.SQLite)
	answers := eight(t, d, func(i int) (context.Context, func(context.Context, *db.Tx) error) {
		return t.Context(), func(ctx context.Context, tx *db.Tx) error {
			if err := plain(i)(ctx, tx); err != nil {
				return err
			}
			if i == culprit {
				runtime.Goexit() // as t.Fatal does
			}
			return nil
		}
	})
	answers[culprit] = errors.New("never answered")
	onceOrNever(t, d, answers, culprit)
}

func TestAConstraintFailsOnlyItsOwnAct(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, db.SQLite)
	answers := eight(t, d, func(i int) (context.Context, func(context.Context, *db.Tx) error) {
		return t.Context(), func(ctx context.Context, tx *db.Tx) error {
			if err := plain(i)(ctx, tx); err != nil {
				return err
			}
			if i == culprit {
				return put("1", "again")(ctx, tx)
			}
			return nil
		}
	})
	onceOrNever(t, d, answers, culprit)
	if !db.IsUnique(answers[culprit]) {
		t.Errorf("answered %v", answers[culprit])
	}
}

func TestAConstraintOfTheCommitFailsOnlyItsOwnAct(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, db.SQLite)
	answers := eight(t, d, func(i int) (context.Context, func(context.Context, *db.Tx) error) {
		return t.Context(), func(ctx context.Context, tx *db.Tx) error {
			if err := plain(i)(ctx, tx); err != nil || i != culprit {
				return err
			}
			// Found out at COMMIT only.
			if _, err := tx.Exec(ctx, "PRAGMA defer_foreign_keys = 1"); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, sqlPutMember, "no such team")
			return err
		}
	})
	onceOrNever(t, d, answers, culprit)
	if s := d.Stats(); s.Commits != groupSize {
		t.Errorf("%d commits: each act runs again alone", s.Commits)
	}
}

func TestAFullDiskInTheMiddleOfAGroup(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, db.SQLite)
	err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		pages, err := db.Value[int64](ctx, tx, "PRAGMA page_count")
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, fmt.Sprintf("PRAGMA max_page_count = %d", pages+20))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	runs := [groupSize]int{}
	answers := eight(t, d, func(i int) (context.Context, func(context.Context, *db.Tx) error) {
		return t.Context(), func(ctx context.Context, tx *db.Tx) error {
			runs[i]++
			if err := plain(i)(ctx, tx); err != nil {
				return err
			}
			if i != culprit {
				return nil
			}
			if err := put("large", strings.Repeat("x", 1<<20))(ctx, tx); err == nil {
				t.Error("a full disk took it")
			}
			// What ignores the failure does not get further, nor away with it.
			if err := put("after", "")(ctx, tx); err == nil {
				t.Error("a statement ran after the transaction was lost")
			}
			return nil
		}
	})
	onceOrNever(t, d, answers, culprit)
	if e := guichet.AsError(answers[culprit]); e.Kind != guichet.KindUnavailable || e.Code != "storage" {
		t.Errorf("answered %v", answers[culprit])
	}
	for i, n := range runs {
		if want := map[bool]int{true: 2, false: 1}[i <= culprit]; n != want {
			t.Errorf("act %d ran %d times, not %d", i, n, want)
		}
	}
}

// TestNothingIsDurableBesideTheGroup: when SQLite has rolled the transaction
// back by itself, a statement that runs all the same must not commit itself.
func TestNothingIsDurableBesideTheGroup(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, db.SQLite)
	answers := eight(t, d, func(i int) (context.Context, func(context.Context, *db.Tx) error) {
		return t.Context(), func(ctx context.Context, tx *db.Tx) error {
			if err := plain(i)(ctx, tx); err != nil || i != culprit {
				return err
			}
			if _, err := tx.Exec(ctx, "ROLLBACK"); err != nil {
				t.Error(err)
			}
			if err := put("beside", "")(ctx, tx); err == nil {
				t.Error("a statement committed itself")
			}
			return nil
		}
	})
	onceOrNever(t, d, answers, culprit)
}

func TestAWriteInsideAWritePanicsInTests(t *testing.T) {
	t.Parallel()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		nothing := func(context.Context, *db.Tx) error { return nil }
		inside := map[string]func(ctx context.Context) error{
			"Write":    func(ctx context.Context) error { return d.Write(ctx, nothing) },
			"Read":     func(ctx context.Context) error { return d.Read(ctx, nothing) },
			"Snapshot": func(ctx context.Context) error { return d.Snapshot(ctx, nothing) },
		}
		for what, nested := range inside {
			for which, outer := range map[string]context.Context{"inner": nil, "outer": t.Context()} {
				func() {
					defer func() {
						if p := recover(); p == nil || !strings.Contains(fmt.Sprint(p), what) {
							t.Errorf("a %s with the %s ctx inside a Write: %v", what, which, p)
						}
					}()
					_ = d.Write(t.Context(), func(ctx context.Context, _ *db.Tx) error {
						if outer != nil {
							ctx = outer
						}
						return nested(ctx)
					})
				}()
			}
		}
		// The writer has survived all of it.
		if err := d.Write(t.Context(), plain(1)); err != nil {
			t.Error(err)
		}
	})
}
