package db_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/db/dbtest"
)

const (
	sqlPutSetting   = `INSERT INTO setting (name, value, version, updated) VALUES ($1, $2, 1, $3)`
	sqlGetSetting   = `SELECT value, updated FROM setting WHERE name = $1`
	sqlCountSetting = `SELECT COUNT(*) FROM setting`
)

func put(name, value string) func(context.Context, *db.Tx) error {
	return func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, sqlPutSetting, name, value, tx.Now)
		return err
	}
}

func count(t *testing.T, d *db.DB) int {
	t.Helper()
	var n int
	err := d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		var err error
		n, err = db.Value[int](ctx, tx, sqlCountSetting)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	t.Parallel()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		type row struct {
			value   string
			updated time.Time
		}
		dest := func(r *row) []any { return []any{&r.value, &r.updated} }
		if err := d.Write(t.Context(), put("a", "é1")); err != nil {
			t.Fatal(err)
		}
		err := d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			got, err := db.One(ctx, tx, dest, sqlGetSetting, "a")
			if err != nil {
				return err
			}
			if got.value != "é1" || got.updated.Location() != time.UTC || time.Since(got.updated) > time.Minute {
				t.Errorf("got %+v", got)
			}
			all, err := db.All(ctx, tx, dest, sqlGetSetting, "none")
			if all == nil || len(all) != 0 {
				t.Errorf("All gives %v", all)
			}
			if err != nil {
				return err
			}
			_, err = db.One(ctx, tx, dest, sqlGetSetting, "none")
			if !guichet.IsKind(err, guichet.KindNotFound) {
				t.Errorf("a missing row is %v", err)
			}
			_, err = tx.Exec(ctx, sqlPutSetting, "b", "x", tx.Now)
			if err == nil {
				t.Error("a Read wrote")
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Write(t.Context(), put("a", "again")); !db.IsUnique(err) {
			t.Errorf("a second row with the key is %v", err)
		}
		if s := d.Stats(); s.Acts != 1 || s.Commits < 1 {
			t.Errorf("stats %+v", s)
		}
	})
}

func TestAnActThatFailsLeavesNothing(t *testing.T) {
	t.Parallel()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		mine := errors.New("mine")
		err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			if err := put("a", "1")(ctx, tx); err != nil {
				return err
			}
			tx.Hint("setting", "a")
			return mine
		})
		if !errors.Is(err, mine) {
			t.Errorf("got %v", err)
		}
		if n := count(t, d); n != 0 {
			t.Errorf("%d rows", n)
		}
	})
}

func TestAStatementThatFailedEndsTheActOnBothEngines(t *testing.T) {
	t.Parallel()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		if err := d.Write(t.Context(), put("a", "1")); err != nil {
			t.Fatal(err)
		}
		err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			if err := put("a", "2")(ctx, tx); !db.IsUnique(err) {
				t.Errorf("got %v", err)
			}
			if err := put("b", "2")(ctx, tx); err == nil {
				t.Error("a statement ran after one that failed")
			}
			return nil // ignored: the act fails all the same
		})
		if !db.IsUnique(err) {
			t.Errorf("got %v", err)
		}
		if n := count(t, d); n != 1 {
			t.Errorf("%d rows", n)
		}
	})
}

func TestNumbersAreNeverGivenTwice(t *testing.T) {
	t.Parallel()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		seen := map[int64]bool{}
		for i := range 5 {
			err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				n, err := tx.Next(ctx, "reference_incident")
				if err != nil {
					return err
				}
				if seen[n] && i != 4 {
					t.Errorf("%d came again", n)
				}
				seen[n] = true
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if len(seen) != 5 {
			t.Errorf("numbers %v", seen)
		}
	})
}

func TestTimeIsToTheMillisecondAndStandsInAnAct(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			clock := dbtest.NewClock(time.Date(2026, 3, 29, 3, 0, 0, 123_456_789, time.FixedZone("CEST", 7200)))
			d := dbtest.Open(t, engine, dbtest.WithClock(clock))
			want := time.Date(2026, 3, 29, 1, 0, 0, 123_000_000, time.UTC)
			if got := d.Now(); !got.Equal(want) || got.Location() != time.UTC {
				t.Errorf("now is %v", got)
			}
			err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				clock.Forward(time.Hour)
				if !tx.Now.Equal(want) {
					t.Errorf("the act's now is %v", tx.Now)
				}
				if first := tx.ID(); !guichet.IsID(first) || first == tx.ID() {
					t.Error("ids")
				}
				_, err := tx.Exec(ctx, sqlPutSetting, "zero", "", time.Time{})
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			err = d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				_, err := db.One(ctx, tx, func(at *time.Time) []any { var s string; return []any{&s, at} }, sqlGetSetting, "zero")
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}

// TestMoreStatementsThanAreKeptPrepared: they run all the same.
func TestMoreStatementsThanAreKeptPrepared(t *testing.T) {
	t.Parallel()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		many := func(ctx context.Context, tx *db.Tx) error {
			for i := range 700 {
				n, err := db.Value[int](ctx, tx, fmt.Sprintf("SELECT %d + COUNT(*) FROM setting", i))
				if err != nil || n != i {
					return fmt.Errorf("statement %d gives %d: %w", i, n, err)
				}
			}
			return nil
		}
		if err := d.Write(t.Context(), many); err != nil {
			t.Error(err)
		}
		if err := d.Read(t.Context(), many); err != nil {
			t.Error(err)
		}
	})
}
