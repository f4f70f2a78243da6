package sample_test

import (
	"context"
	"testing"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/category"
	"guichet/internal/db"
	"guichet/internal/db/dbtest"
	"guichet/internal/intake"
	"guichet/internal/rehearsal"
	"guichet/internal/sample"
	"guichet/internal/setting"
	"guichet/internal/team"
	"guichet/internal/ticket"
	"guichet/test/desktest"
)

// Beside a desk that somebody set up, the company comes without accounts, and goes
// on where it was stopped, each act once.
func TestTheCompanyIsPutBesideADesk(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			d := dbtest.Open(t, engine, dbtest.WithClock(dbtest.NewClock(present())))
			write := func(f func(ctx context.Context, tx *db.Tx) error) {
				t.Helper()
				if err := d.Write(context.Background(), f); err != nil {
					t.Fatal(err)
				}
			}
			by := guichet.System(guichet.NoSource)
			write(func(ctx context.Context, tx *db.Tx) error {
				ours, err := team.Create(ctx, tx, by, "Support de Vaux")
				if err != nil {
					return err
				}
				if _, err := team.Create(ctx, tx, by, "réseau"); err != nil {
					return err
				}
				if err := category.Plant(ctx, tx, by, intake.Kinds()); err != nil {
					return err
				}
				return setting.DefaultTeam().Put(ctx, tx, ours.ID)
			})
			write(func(ctx context.Context, tx *db.Tx) error {
				if offered, err := rehearsal.Offered(ctx, tx); err != nil || !offered {
					t.Errorf("it is not offered: %v", err)
				}
				_, err := rehearsal.Begin(ctx, tx, by)
				return err
			})
			// Stopped twenty times over, and gone on with.
			read := func() (run rehearsal.Run) {
				t.Helper()
				if err := d.Read(context.Background(), func(ctx context.Context, tx *db.Tx) (err error) {
					run, err = rehearsal.Get(ctx, tx)
					return err
				}); err != nil {
					t.Fatal(err)
				}
				return run
			}
			for range 20 {
				was := read().Step
				ctx, stop := context.WithCancel(context.Background())
				time.AfterFunc(time.Millisecond, stop)
				if err := sample.Rehearse(ctx, d); err == nil && read().IsOn() {
					t.Fatal("it ended before its end")
				}
				stop()
				if now := read().Step; now < was {
					t.Fatalf("it went back from %d to %d", was, now)
				}
			}
			if err := sample.Rehearse(context.Background(), d); err != nil {
				t.Fatal(err)
			}
			run := read()
			if run.IsOn() || run.Finished.IsZero() || run.Step != run.Steps || len(run.Memory) != 0 {
				t.Errorf("it stands at %+v", run)
			}
			desktest.Check(t, d)
			incidents := all(t, d)
			if len(incidents) < 45 {
				t.Errorf("%d incidents", len(incidents))
			}
			for _, i := range incidents {
				if i.Updated.After(present()) || i.Created.Before(present().Add(-sample.Span)) {
					t.Errorf("%s was made at %s and changed at %s", i.Reference, i.Created, i.Updated)
				}
			}
			write(func(ctx context.Context, tx *db.Tx) error {
				accounts, err := db.Value[int64](ctx, tx, `SELECT COUNT(*) FROM account`)
				if err != nil || accounts != 0 {
					t.Errorf("%d accounts: %v", accounts, err)
				}
				teams, err := team.List(ctx, tx)
				if err != nil || len(teams) != 4 {
					t.Errorf("the teams are %+v: %v", teams, err)
				}
				if made, err := setting.Sample().Get(ctx, tx); made || err != nil {
					t.Errorf("the desk is taken for the sample's: %v", err)
				}
				if name, err := setting.Desk().Get(ctx, tx); name == "Centre de services Solane" {
					t.Errorf("the desk lost its name: %v", err)
				}
				rows, _, err := ticket.List(ctx, tx, access.Scope{All: true}, ticket.Filter{Kind: "request", Sort: ticket.ByCreated}, guichet.Page{Limit: guichet.PageMost})
				if err != nil || len(rows) < 9 {
					t.Errorf("%d requests: %v", len(rows), err)
				}
				if offered, err := rehearsal.Offered(ctx, tx); err != nil || offered {
					t.Errorf("it is offered again: %v", err)
				}
				if _, err := rehearsal.Begin(ctx, tx, by); !guichet.IsKind(err, guichet.KindInvalid) {
					t.Errorf("it begins again: %v", err)
				}
				return nil
			})
		})
	}
}
