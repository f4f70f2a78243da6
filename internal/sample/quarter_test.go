package sample_test

import (
	"context"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"guichet/internal/access"
	"guichet/internal/auth"
	"guichet/internal/change"
	"guichet/internal/db"
	"guichet/internal/db/dbtest"
	"guichet/internal/db/dump"
	"guichet/internal/incident"
	"guichet/internal/request"
	"guichet/internal/sample"
	"guichet/internal/ticket"
	"guichet/test/desktest"

	"guichet"
)

func loadQuarter(t *testing.T, engine string) *db.DB {
	t.Helper()
	clock := dbtest.NewClock(present().Add(-sample.QuarterSpan))
	var random io.Reader = rand.NewChaCha8([32]byte{1})
	d := dbtest.Open(t, engine, dbtest.WithClock(clock), dbtest.WithRandom(random))
	if err := sample.LoadQuarter(context.Background(), d, clock, auth.NewHasher(auth.Cost{Passes: 1, Memory: 64})); err != nil {
		t.Fatal(err)
	}
	if !clock.Now().Equal(present()) {
		t.Errorf("the clock stands at %s, not at the present", clock.Now())
	}
	return d
}

// everything are all records of a kind.
func everything(t *testing.T, d *db.DB, kind string) []ticket.Ticket {
	t.Helper()
	var all []ticket.Ticket
	err := d.Read(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		for page := (guichet.Page{Limit: guichet.PageMost}); ; {
			rows, next, err := ticket.List(ctx, tx, access.Scope{All: true}, ticket.Filter{Kind: kind, Sort: ticket.ByCreated}, page)
			if err != nil {
				return err
			}
			for _, r := range rows {
				all = append(all, r.Ticket)
			}
			if page.Cursor = next; next == "" {
				return nil
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// The large company has lived ninety days: as many people, teams and records as it
// is said to have, in both languages, and what is older than the last week is over.
func TestTheLargeCompanyHasLivedThreeMonths(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			d := loadQuarter(t, engine)
			desktest.Check(t, d)
			incidents := everything(t, d, incident.Kind)
			requests, changes := everything(t, d, request.Kind), everything(t, d, change.Kind)
			if len(incidents) < 600 || len(requests) < 90 || len(changes) < 5 {
				t.Errorf("%d incidents, %d requests, %d changes", len(incidents), len(requests), len(changes))
			}
			first, seen := present(), map[string]int{}
			for _, x := range append(incidents, requests...) {
				seen[string(x.Language)]++
				seen["reopened"] += int(x.Reopened)
				seen[string(x.State)]++
				if x.Created.Before(first) {
					first = x.Created
				}
				if x.Updated.After(present()) {
					t.Errorf("%s was changed at %s", x.Reference, x.Updated)
				}
				if x.Created.Before(present().Add(-2*sample.Span)) && x.Phase != ticket.Over {
					t.Errorf("%s of %s is still %s", x.Reference, x.Created, x.State)
				}
			}
			if days := present().Sub(first) / (24 * time.Hour); days < 75 || days > 90 {
				t.Errorf("the first record is %d days old", days)
			}
			if seen["fr"] < 200 || seen["en"] < 100 || seen["reopened"] < 10 || seen["cancelled"] < 10 {
				t.Errorf("there are %v", seen)
			}
			err := d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				for query, least := range map[string]int64{`SELECT COUNT(*) FROM person`: 60, `SELECT COUNT(*) FROM team`: 6, `SELECT COUNT(*) FROM outbox_letter`: 0} {
					n, err := db.Value[int64](ctx, tx, query)
					if err != nil || n < least || least == 0 && n > 0 {
						t.Errorf("%s: %d, %v", query, n, err)
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}

// The same company, every time.
func TestTheLargeCompanyIsTheSameEveryTime(t *testing.T) {
	t.Parallel()
	sums := func(d *db.DB) map[string]string {
		all := map[string]string{}
		err := d.Snapshot(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			schema, err := dump.Read(ctx, tx)
			if err != nil {
				return err
			}
			for _, table := range schema.Tables {
				if table.Name == "account" {
					continue // the salt of a password is its own
				}
				content, err := dump.Contents(ctx, tx, table)
				if err != nil {
					return err
				}
				all[table.Name] = content.Sum()
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	one, two := sums(loadQuarter(t, db.SQLite)), sums(loadQuarter(t, db.SQLite))
	for table, sum := range one {
		if two[table] != sum {
			t.Errorf("the rows of %s are others the second time", table)
		}
	}
}
