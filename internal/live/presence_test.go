package live_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"guichet/internal/db"
	"guichet/internal/db/dbtest"
	"guichet/internal/live"
)

const (
	subject = "0190b3a4-7c1e-7abc-8def-0123456789ab"
	karim   = "0190b3a4-7c1e-7abc-8def-00000000000a"
	claire  = "0190b3a4-7c1e-7abc-8def-00000000000b"
)

func tells(t *testing.T, d *db.DB, person, screen, doing string) {
	t.Helper()
	s := live.Sign{SubjectID: subject, PersonID: person, Screen: screen, Doing: doing}
	if err := s.Check(); err != nil {
		t.Fatal(err)
	}
	if err := d.Write(t.Context(), func(_ context.Context, tx *db.Tx) error {
		s.Tell(tx)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func present(h *live.Hub) []string {
	var all []string
	for _, p := range h.At(subject) {
		all = append(all, p.PersonID[len(p.PersonID)-1:]+" "+p.Doing)
	}
	return all
}

// Who is at a record is known on every node, and a screen hears of it where it
// listens.
func TestPresenceReachesTheOtherNodes(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t, db.Postgres)
	clock := dbtest.NewClock(time.Time{})
	here, there := dbtest.OpenURL(t, url, dbtest.WithClock(clock)), dbtest.OpenURL(t, url, dbtest.WithClock(clock))
	first, second := live.NewHub(here, live.Options{}), live.NewHub(there, live.Options{})
	for _, h := range []*live.Hub{first, second} {
		h.Start()
		defer h.Stop()
	}
	screen := subscribe(t, second, everybody, live.Topic{Kind: live.PresenceKind, ID: subject})
	hears := func(want ...string) {
		t.Helper()
		e, err := screen.Next(t.Context())
		if err != nil || e != (live.Event{Kind: live.PresenceKind, ID: subject}) {
			t.Fatalf("heard %+v, %v", e, err)
		}
		if got := present(second); !slices.Equal(got, want) {
			t.Errorf("at the record are %q, want %q", got, want)
		}
	}
	tells(t, here, karim, "a", live.Reading)
	hears("a reading")
	tells(t, here, karim, "b", live.Writing)
	hears("a writing")
	tells(t, there, claire, "c", live.Reading)
	hears("a writing", "b reading")
	tells(t, here, karim, "b", live.Gone)
	hears("a reading", "b reading")
	clock.Forward(live.PresenceHolds + time.Second)
	if got := present(second); len(got) != 0 {
		t.Errorf("still at the record: %q", got)
	}
}
