package sample_test

import (
	"context"
	"io"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/auth"
	"guichet/internal/db"
	"guichet/internal/db/dbtest"
	"guichet/internal/incident"
	"guichet/internal/sample"
	"guichet/internal/ticket"
	"guichet/test/desktest"
)

// A Thursday afternoon in Lyon.
func present() time.Time { return time.Date(2026, time.March, 12, 14, 30, 0, 0, time.UTC) }

func open(t *testing.T, engine string, now time.Time) (*db.DB, *dbtest.Clock) {
	t.Helper()
	clock := dbtest.NewClock(now.Add(-sample.Span))
	var random io.Reader = rand.NewChaCha8([32]byte{1})
	return dbtest.Open(t, engine, dbtest.WithClock(clock), dbtest.WithRandom(random)), clock
}

func load(t *testing.T, d *db.DB, clock *dbtest.Clock) error {
	t.Helper()
	return sample.Load(context.Background(), d, clock, auth.NewHasher(auth.Cost{Passes: 1, Memory: 64}))
}

func all(t *testing.T, d *db.DB) []incident.Incident {
	t.Helper()
	var found []incident.Incident
	err := d.Read(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		rows, _, err := ticket.List(ctx, tx, access.Scope{All: true}, ticket.Filter{Kind: incident.Kind, Sort: ticket.ByCreated}, guichet.Page{Limit: guichet.PageMost})
		found = make([]incident.Incident, len(rows))
		for i, r := range rows {
			x, err := incident.Practice().Of(ctx, tx, r.Ticket)
			if err != nil {
				return err
			}
			found[i] = *x
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestTheSampleIsADeskThatHolds(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			d, clock := open(t, engine, present())
			if err := load(t, d, clock); err != nil {
				t.Fatal(err)
			}
			desktest.Check(t, d)
			if !clock.Now().Equal(present()) {
				t.Errorf("the clock stands at %s, not at the present", clock.Now())
			}

			incidents := all(t, d)
			if len(incidents) < 45 {
				t.Errorf("%d incidents", len(incidents))
			}
			seen := map[string]bool{}
			for _, i := range incidents {
				seen["state "+string(i.State)] = true
				seen["hold "+i.HoldReason] = true
				seen["cancelled "+i.CancelReason] = true
				seen["priority "+string(rune('0'+i.Priority))] = true
				seen["channel "+string(i.Channel)] = true
				seen["language "+string(i.Language)] = true
				seen["confirmed "+i.Confirmed] = true
				seen["resolution "+i.Resolution.Kind] = true
				if i.Reopened > 0 {
					seen["reopened"] = true
				}
				if i.Updated.After(present()) || i.Created.Before(present().Add(-sample.Span)) {
					t.Errorf("%s was made at %s and changed at %s", i.Reference, i.Created, i.Updated)
				}
			}
			want := []string{"reopened", "confirmed user", "confirmed desk", "resolution fix", "resolution workaround", "language fr", "language en"}
			for _, s := range incident.States() {
				want = append(want, "state "+string(s))
			}
			for _, r := range incident.HoldReasons() {
				want = append(want, "hold "+r)
			}
			for _, r := range incident.CancelReasons() {
				want = append(want, "cancelled "+r)
			}
			for _, c := range []guichet.Channel{guichet.Portal, guichet.Mail, guichet.Phone, guichet.WalkIn} {
				want = append(want, "channel "+string(c))
			}
			for _, p := range "12345" {
				want = append(want, "priority "+string(p))
			}
			for _, w := range want {
				if !seen[w] {
					t.Errorf("the sample shows no incident with %s", w)
				}
			}

			// No letter, no job: it is all past.
			var jobs int64
			if err := d.Read(context.Background(), func(ctx context.Context, tx *db.Tx) (err error) {
				jobs, err = db.Value[int64](ctx, tx, `SELECT COUNT(*) FROM job`)
				return err
			}); err != nil || jobs != 0 {
				t.Errorf("%d jobs, %v", jobs, err)
			}

			// Once is enough.
			before := clock.Now()
			if err := load(t, d, clock); err != nil {
				t.Fatal(err)
			}
			if n := len(all(t, d)); n != len(incidents) || !clock.Now().Equal(before) {
				t.Errorf("loaded again: %d incidents, at %s", n, clock.Now())
			}
		})
	}
}

// Two loads at the same moment with the same source of chance give the same
// desk.
func TestTheSampleIsDeterministic(t *testing.T) {
	t.Parallel()
	references := func() (got []string) {
		d, clock := open(t, db.SQLite, present())
		if err := load(t, d, clock); err != nil {
			t.Fatal(err)
		}
		for _, i := range all(t, d) {
			got = append(got, i.ID+i.Reference+i.Title+string(i.State))
		}
		return got
	}
	if !slices.Equal(references(), references()) {
		t.Error("two samples differ")
	}
}

// On whichever day and hour somebody first opens Guichet, nothing of the sample
// lies in the future or out of order.
func TestTheSampleFitsEveryDayOfTheWeek(t *testing.T) {
	t.Parallel()
	for day := range 7 {
		now := time.Date(2026, time.March, 26+day, []int{0, 3, 7, 11, 16, 21, 23}[day], 59, 0, 0, time.UTC)
		d, clock := open(t, db.SQLite, now)
		if err := load(t, d, clock); err != nil {
			t.Errorf("%s: %v", now.Format(time.RFC1123), err)
		}
	}
}

// A desk that somebody set up is left alone.
func TestTheSampleFillsAnEmptyDeskOnly(t *testing.T) {
	t.Parallel()
	d, clock := open(t, db.SQLite, present())
	desktest.People(t, d)
	if err := load(t, d, clock); err == nil {
		t.Error("made-up people were put among real ones")
	}
}

func TestTheAccountsOfTheSample(t *testing.T) {
	t.Parallel()
	roles := map[string]string{}
	for _, a := range sample.Accounts() {
		roles[a.Login] = a.Role
		if a.Password != sample.Password || a.Name == "" {
			t.Errorf("%+v", a)
		}
	}
	for login, role := range map[string]string{
		"sophie@solane.example": "user", "emma@solane.example": "user", "nora@atelier-nord.example": "user",
		"karim@solane.example": "agent", "claire@solane.example": "agent", "admin@solane.example": "administrator",
		"isabelle@solane.example": "authority", "benoit@solane.example": "reader",
	} {
		if roles[login] != role {
			t.Errorf("%s is %q", login, roles[login])
		}
	}
}
