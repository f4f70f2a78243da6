package timeline_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/db/dbtest"
	"guichet/internal/timeline"
)

var (
	printer = timeline.Subject{Kind: "incident", ID: "a-printer"}
	network = timeline.Subject{Kind: "incident", ID: "b-network"}
)

// history writes two timelines on one day, and seals that day and the next.
func history(t *testing.T, d *db.DB, clock *dbtest.Clock) {
	t.Helper()
	by := guichet.Person("karim", guichet.Desk)
	write(t, d, func(ctx context.Context, tx *db.Tx) error {
		for _, s := range []timeline.Subject{printer, network} {
			if _, err := timeline.Begin(ctx, tx, s, by, timeline.Entry{Kind: "created/1", Changes: []timeline.Change{
				{Field: "state", New: "new"}, {Field: "team", New: "desk"}, {Field: "title", New: "Plus rien"},
			}}); err != nil {
				return err
			}
		}
		return nil
	})
	for _, change := range []timeline.Change{{Field: "state", Old: "new", New: "in_progress"}, {Field: "state", Old: "in_progress", New: "resolved"}} {
		clock.Forward(time.Hour)
		write(t, d, func(ctx context.Context, tx *db.Tx) error {
			_, err := timeline.Append(ctx, tx, printer, by, timeline.Entry{Kind: "moved/1", Changes: []timeline.Change{change}, Reason: "work"})
			return err
		})
	}
	clock.Forward(48 * time.Hour)
	var days []string
	write(t, d, func(ctx context.Context, tx *db.Tx) (err error) {
		days, err = timeline.Unsealed(ctx, tx)
		return err
	})
	if len(days) != 2 {
		t.Fatalf("days to seal: %v", days)
	}
	for _, day := range days {
		seal, err := timeline.DayRoot(t.Context(), reader(t, d), day)
		if err != nil {
			t.Fatal(err)
		}
		write(t, d, func(ctx context.Context, tx *db.Tx) error { return timeline.PutSeal(ctx, tx, seal) })
	}
}

func write(t *testing.T, d *db.DB, fn func(context.Context, *db.Tx) error) {
	t.Helper()
	if err := d.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func reader(t *testing.T, d *db.DB) func(func(context.Context, *db.Tx) error) error {
	t.Helper()
	return func(fn func(context.Context, *db.Tx) error) error { return d.Read(t.Context(), fn) }
}

// faults is all that a verification of everything finds, and how many entries
// were erased.
func faults(t *testing.T, d *db.DB) (found []string, erased int) {
	t.Helper()
	var all []timeline.Fault
	var seals []timeline.Seal
	err := d.Snapshot(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		subjects, err := timeline.Subjects(ctx, tx, timeline.Subject{}, 100)
		if err != nil {
			return err
		}
		for _, s := range subjects {
			report, err := timeline.Verify(ctx, tx, s)
			if err != nil {
				return err
			}
			all, erased = append(all, report.Faults...), erased+report.Erased
		}
		orphans, err := timeline.Orphans(ctx, tx)
		if err != nil {
			return err
		}
		var broken []timeline.Fault
		seals, broken, err = timeline.Seals(ctx, tx)
		all = append(append(all, orphans...), broken...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range seals {
		now, err := timeline.DayRoot(t.Context(), reader(t, d), s.Day)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, timeline.CheckSeal(s, now)...)
	}
	for _, f := range all {
		found = append(found, f.String())
	}
	return found, erased
}

// TestWhoeverTouchesTheHistoryIsSeen does to the tables what somebody might who
// can write to them, one thing at a time.
func TestWhoeverTouchesTheHistoryIsSeen(t *testing.T) {
	t.Parallel()
	const thePrinter = ` WHERE subject_id = 'a-printer'`
	tests := []struct {
		name string
		sql  []string
		says string // "" when nothing is wrong with it
	}{
		{"nothing", nil, ""},
		{"what was changed is altered", []string{`UPDATE timeline_entry SET data = '{"reason":"other"}'` + thePrinter + ` AND version = 2`}, "version 2: its data was altered"},
		{"an entry is backdated", []string{`UPDATE timeline_entry SET at = at - 1000` + thePrinter + ` AND version = 2`}, "version 2: its header was altered"},
		{"the stamp itself is backdated", []string{`UPDATE timeline_entry SET recorded = recorded - 1000` + thePrinter + ` AND version = 2`}, "version 2: its header was altered"},
		{"somebody else did it", []string{`UPDATE timeline_entry SET actor_id = 'claire'` + thePrinter + ` AND version = 1`}, "version 1: its header was altered"},
		{"it came by another way", []string{`UPDATE timeline_entry SET via = 'mail'` + thePrinter + ` AND version = 1`}, "version 1: its header was altered"},
		{"an entry is taken out", []string{`DELETE FROM timeline_entry` + thePrinter + ` AND version = 2`}, "an entry is missing"},
		{"the last entry is taken off", []string{`DELETE FROM timeline_entry` + thePrinter + ` AND version = 3`}, "the tail was cut"},
		{"the last entry, and the head put back", []string{
			`DELETE FROM timeline_entry` + thePrinter + ` AND version = 3`,
			`DELETE FROM timeline_span` + thePrinter + ` AND version = 3`,
			`UPDATE timeline_head SET version = 2, hash = (SELECT hash FROM timeline_entry` + thePrinter + ` AND version = 2)` + thePrinter,
		}, "seal 2026-03-02"},
		{"a record vanishes whole", []string{`DELETE FROM timeline_entry` + thePrinter, `DELETE FROM timeline_span` + thePrinter, `DELETE FROM timeline_head` + thePrinter}, "sealed over 2 subjects, 1 stand now"},
		{"a head vanishes", []string{`DELETE FROM timeline_head` + thePrinter}, "it has no head"},
		{"a seal is changed", []string{`UPDATE timeline_seal SET subjects = subjects + 1 WHERE day = '2026-03-02'`}, "it does not follow from the seal before"},
		{"a time is made shorter", []string{`UPDATE timeline_span SET until = until - 1000` + thePrinter + ` AND field = 'state' AND version = 1`}, "its spans are not the fold"},
		{"somebody's data is erased, as is their right", []string{`UPDATE timeline_entry SET data = NULL, salt = NULL` + thePrinter + ` AND version = 2`}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for _, engine := range dbtest.Engines() {
				t.Run(engine, func(t *testing.T) {
					t.Parallel()
					clock := dbtest.NewClock(time.Time{})
					d := dbtest.Open(t, engine, dbtest.WithClock(clock))
					history(t, d, clock)
					for _, sql := range test.sql {
						write(t, d, func(ctx context.Context, tx *db.Tx) error {
							rows, err := tx.Exec(ctx, sql)
							if err == nil && rows == 0 {
								t.Errorf("%s changes nothing", sql)
							}
							return err
						})
					}
					found, erased := faults(t, d)
					switch {
					case test.says == "" && len(found) > 0:
						t.Errorf("finds fault with what is right: %v", found)
					case test.says != "" && !slices.ContainsFunc(found, func(f string) bool { return strings.Contains(f, test.says) }):
						t.Errorf("found %q, not %q", found, test.says)
					}
					if want := strings.Contains(test.name, "erased"); want != (erased == 1) {
						t.Errorf("%d entries erased", erased)
					}
				})
			}
		})
	}
}

// TestADayIsSealedOnce: a second seal of a day changes nothing, and a day that
// is not over, or only just, waits.
func TestADayIsSealedOnce(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			clock := dbtest.NewClock(time.Time{})
			d := dbtest.Open(t, engine, dbtest.WithClock(clock))
			history(t, d, clock)
			again, err := timeline.DayRoot(t.Context(), reader(t, d), "2026-03-02")
			if err != nil {
				t.Fatal(err)
			}
			again.Subjects++
			write(t, d, func(ctx context.Context, tx *db.Tx) error {
				if days, err := timeline.Unsealed(ctx, tx); err != nil || len(days) > 0 {
					t.Errorf("still to be sealed: %v, %v", days, err)
				}
				return timeline.PutSeal(ctx, tx, again)
			})
			if found, _ := faults(t, d); len(found) > 0 {
				t.Errorf("the seal was replaced: %v", found)
			}
		})
	}
}
