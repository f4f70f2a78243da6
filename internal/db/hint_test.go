package db_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"guichet/internal/db"
	"guichet/internal/db/dbtest"
)

// soon waits for a message; what takes longer than this never comes.
func soon[T any](t *testing.T, ch <-chan T) T {
	t.Helper()
	select {
	case m, ok := <-ch:
		if !ok {
			t.Fatal("the channel is closed")
		}
		return m
	case <-time.After(20 * time.Second):
		t.Fatal("nothing came")
		panic("unreachable")
	}
}

func hinting(kind, id string) func(context.Context, *db.Tx) error {
	return func(_ context.Context, tx *db.Tx) error {
		tx.Hint(kind, id)
		tx.Hint(kind, id)
		tx.Wake("job")
		return nil
	}
}

func TestHintsAndWakesFollowTheCommit(t *testing.T) {
	t.Parallel()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		hints, endHints := d.Hints()
		wakes, endWakes := d.Wakes()
		ran := false
		err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			tx.AfterCommit(func() { ran = true })
			if err := hinting("incident", "one")(ctx, tx); err != nil {
				return err
			}
			if len(hints) != 0 || len(wakes) != 0 || ran {
				t.Error("told before the commit")
			}
			return nil
		})
		if err != nil || !ran {
			t.Errorf("ran %v, %v", ran, err)
		}
		refused := errors.New("refused")
		err = d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			return errors.Join(hinting("incident", "two")(ctx, tx), refused)
		})
		if !errors.Is(err, refused) {
			t.Error(err)
		}
		if got := soon(t, hints); got != (db.Hint{Kind: "incident", ID: "one"}) {
			t.Errorf("got %v", got)
		}
		if got := soon(t, wakes); got != "job" {
			t.Errorf("got %v", got)
		}
		if len(hints) != 0 || len(wakes) != 0 {
			t.Errorf("%d more hints, %d more wakes", len(hints), len(wakes))
		}
		endHints()
		endHints()
		endWakes()
		if _, open := <-hints; open {
			t.Error("a subscription that ended goes on")
		}
	})
}

func TestASlowSubscriberIsToldToLookAgain(t *testing.T) {
	t.Parallel()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		hints, end := d.Hints()
		defer end()
		err := d.Write(t.Context(), func(_ context.Context, tx *db.Tx) error {
			for i := range 1000 {
				tx.Hint("incident", fmt.Sprint(i))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		var last db.Hint
		n := len(hints)
		for range n {
			last = <-hints
		}
		if n >= 1000 || last.Kind != "*" {
			t.Errorf("%d hints, the last is %v", n, last)
		}
		if err := d.Write(t.Context(), hinting("incident", "later")); err != nil {
			t.Fatal(err)
		}
		if got := soon(t, hints); got.ID != "later" {
			t.Errorf("after it has looked: %v", got)
		}
	})
}

// two opens two nodes on one PostgreSQL database.
func two(t *testing.T) (a, b *db.DB, url string) {
	t.Helper()
	url = dbtest.URL(t, db.Postgres)
	return dbtest.OpenURL(t, url), dbtest.OpenURL(t, url), url
}

func TestHintsAndWakesReachTheOtherNode(t *testing.T) {
	t.Parallel()
	a, b, _ := two(t)
	hints, endHints := b.Hints()
	defer endHints()
	wakes, endWakes := b.Wakes()
	defer endWakes()
	own, endOwn := a.Hints()
	defer endOwn()
	for _, id := range []string{"one", "two:with colon", ""} {
		if err := a.Write(t.Context(), hinting("incident", id)); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for range 3 {
		got = append(got, soon(t, hints).ID)
	}
	slices.Sort(got)
	if !slices.Equal(got, []string{"", "one", "two:with colon"}) {
		t.Errorf("got %q", got)
	}
	if got := soon(t, wakes); got != "job" {
		t.Errorf("got %q", got)
	}
	if len(own) != 3 {
		t.Errorf("the node that wrote was told %d times", len(own))
	}
}

func TestANodeThatLostTheLineLooksAgain(t *testing.T) {
	t.Parallel()
	a, b, url := two(t)
	hints, end := b.Hints()
	defer end()
	dbtest.Run(t, url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'guichet listen' AND datname = current_database()")
	if got := soon(t, hints); got.Kind != "*" {
		t.Errorf("got %v", got)
	}
	if err := a.Write(t.Context(), hinting("incident", "after")); err != nil {
		t.Fatal(err)
	}
	if got := soon(t, hints); got.ID != "after" {
		t.Errorf("got %v", got)
	}
}
