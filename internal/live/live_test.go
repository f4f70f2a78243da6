package live_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/db/dbtest"
	"guichet/internal/live"
)

// line is a source of hints that a test speaks into.
type line chan db.Hint

func (l line) Hints() (<-chan db.Hint, func()) { return l, func() { close(l) } }

func everybody(context.Context, live.Topic) (bool, error) { return true, nil }

var queue = live.Topic{Kind: "queue"}

// clocked is a line whose source tells the time.
type clocked struct{ line }

func (clocked) Now() time.Time { return time.Now() }

// A screen asks for a list, and listens a moment later: what changed between is told,
// what changed before it asked is not.
func TestAListThatChangedBeforeAnybodyListened(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := clocked{make(line)}
		h := live.NewHub(l, live.Options{Lists: map[string][]string{"incident": {"queue"}}})
		h.Start()
		defer h.Stop()
		l.line <- db.Hint{Kind: "incident", ID: "one"}
		time.Sleep(3 * time.Second)
		late, err := h.Subscribe(t.Context(), []live.Topic{queue, record("one")}, 5*time.Second, everybody)
		if err != nil {
			t.Fatal(err)
		}
		defer late.Close()
		expect(t, late, live.Event{Kind: "queue"}, 0)
		fresh, err := h.Subscribe(t.Context(), []live.Topic{queue}, 2*time.Second, everybody)
		if err != nil {
			t.Fatal(err)
		}
		defer fresh.Close()
		l.line <- db.Hint{Kind: "incident", ID: "two"}
		time.Sleep(time.Second)
		expect(t, fresh, live.Event{Kind: "queue"}, 0)
		expect(t, fresh, live.Event{}, 15*time.Second)
	})
}

func record(id string) live.Topic { return live.Topic{Kind: "incident", ID: id} }

// scene runs a test in a bubble of its own time.
func scene(t *testing.T, test func(t *testing.T, h *live.Hub, l line)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := make(line)
		h := live.NewHub(l, live.Options{Lists: map[string][]string{"incident": {"queue"}}})
		h.Start()
		h.Start()
		test(t, h, l)
		h.Stop()
		h.Stop()
	})
}

func subscribe(t *testing.T, h *live.Hub, allow live.Allow, topics ...live.Topic) *live.Subscription {
	t.Helper()
	s, err := h.Subscribe(t.Context(), topics, 0, allow)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// expect reads the next event and how long it took to come.
func expect(t *testing.T, s *live.Subscription, want live.Event, after time.Duration) {
	t.Helper()
	start := time.Now()
	e, err := s.Next(t.Context())
	if err != nil || e != want || time.Since(start) != after {
		t.Errorf("got %+v after %v, %v; want %+v after %v", e, time.Since(start), err, want, after)
	}
}

var (
	heartbeat  = live.Event{}
	queueEvent = live.Event{Kind: "queue"}
)

func TestAScreenIsToldOfWhatItShows(t *testing.T) {
	scene(t, func(t *testing.T, h *live.Hub, l line) {
		s := subscribe(t, h, everybody, record("1"), record("2"), record("1"))
		l <- db.Hint{Kind: "incident", ID: "3"}
		l <- db.Hint{Kind: "person", ID: "1"}
		l <- db.Hint{Kind: "incident", ID: "2"}
		l <- db.Hint{Kind: "incident", ID: "1"}
		l <- db.Hint{Kind: "incident", ID: "2"}
		synctest.Wait()
		expect(t, s, live.Event{Kind: "incident", ID: "2"}, 0)
		expect(t, s, live.Event{Kind: "incident", ID: "1"}, 0)
		expect(t, s, heartbeat, 15*time.Second)
		expect(t, s, heartbeat, 15*time.Second)
	})
}

func TestAListIsToldAtMostEveryHalfSecond(t *testing.T) {
	scene(t, func(t *testing.T, h *live.Hub, l line) {
		s := subscribe(t, h, everybody, queue, record("1"))
		l <- db.Hint{Kind: "queue"}
		synctest.Wait()
		expect(t, s, queueEvent, 0)
		for i := range 200 {
			l <- db.Hint{Kind: "incident", ID: fmt.Sprint(i)}
		}
		synctest.Wait()
		expect(t, s, live.Event{Kind: "incident", ID: "1"}, 0) // a record does not wait
		expect(t, s, queueEvent, 500*time.Millisecond)
		expect(t, s, heartbeat, 15*time.Second)
		l <- db.Hint{Kind: "incident", ID: "9"}
		synctest.Wait()
		expect(t, s, queueEvent, 0)
	})
}

func TestTheListOfAKindHearsOfItsRecords(t *testing.T) {
	scene(t, func(t *testing.T, h *live.Hub, l line) {
		s := subscribe(t, h, everybody, live.Topic{Kind: "mailbox"})
		l <- db.Hint{Kind: "mailbox", ID: "1"}
		synctest.Wait()
		expect(t, s, live.Event{Kind: "mailbox"}, 0)
	})
}

func TestLostHintsSayReadAll(t *testing.T) {
	scene(t, func(t *testing.T, h *live.Hub, l line) {
		s := subscribe(t, h, everybody, queue, record("1"))
		l <- db.Hint{Kind: "incident", ID: "1"}
		l <- db.Hint{Kind: "*"}
		l <- db.Hint{Kind: "incident", ID: "1"}
		synctest.Wait()
		expect(t, s, live.Event{Kind: "*"}, 0)
		expect(t, s, heartbeat, 15*time.Second)
	})
}

func TestRightsAreAskedAtSubscribing(t *testing.T) {
	scene(t, func(t *testing.T, h *live.Hub, l line) {
		s := subscribe(t, h, func(_ context.Context, t live.Topic) (bool, error) { return t != record("secret"), nil }, record("secret"), record("1"))
		if got := s.Topics(); !slices.Equal(got, []live.Topic{record("1")}) {
			t.Errorf("subscribed to %v", got)
		}
		l <- db.Hint{Kind: "incident", ID: "secret"}
		synctest.Wait()
		expect(t, s, heartbeat, 15*time.Second)
		over := guichet.Unauthenticated("session_over")
		if _, err := h.Subscribe(t.Context(), []live.Topic{queue}, 0, func(context.Context, live.Topic) (bool, error) { return false, over }); !errors.Is(err, over) {
			t.Errorf("got %v", err)
		}
	})
}

func TestRightsAreAskedAtSending(t *testing.T) {
	scene(t, func(t *testing.T, h *live.Hub, l line) {
		allowed, asked := true, 0
		var over error
		s := subscribe(t, h, func(context.Context, live.Topic) (bool, error) {
			asked++
			return allowed, over
		}, record("1"), record("2"))
		allowed = false
		l <- db.Hint{Kind: "incident", ID: "1"}
		synctest.Wait()
		expect(t, s, heartbeat, 15*time.Second)
		allowed = true
		before := asked
		l <- db.Hint{Kind: "incident", ID: "1"}
		synctest.Wait()
		expect(t, s, heartbeat, 15*time.Second) // left out from then on, and not asked about
		if asked != before {
			t.Errorf("asked %d times", asked-before)
		}
		l <- db.Hint{Kind: "incident", ID: "2"}
		synctest.Wait()
		expect(t, s, live.Event{Kind: "incident", ID: "2"}, 0)
		over = guichet.Unauthenticated("session_over")
		l <- db.Hint{Kind: "incident", ID: "2"}
		synctest.Wait()
		if _, err := s.Next(t.Context()); !errors.Is(err, over) {
			t.Errorf("got %v", err)
		}
	})
}

func TestASubscriptionEnds(t *testing.T) {
	scene(t, func(t *testing.T, h *live.Hub, l line) {
		s := subscribe(t, h, everybody, queue, record("1"))
		gone, leave := context.WithCancel(t.Context())
		leave()
		if _, err := s.Next(gone); !errors.Is(err, context.Canceled) {
			t.Errorf("the screen goes: %v", err)
		}
		s.Close()
		s.Close()
		l <- db.Hint{Kind: "incident", ID: "1"} // nobody listens, nothing waits
		other := subscribe(t, h, everybody, queue)
		h.Stop()
		if _, err := other.Next(t.Context()); !errors.Is(err, live.ErrStopped) {
			t.Errorf("the hub stops: %v", err)
		}
	})
}

// A hint of a transaction comes after the commit, and only then.
func TestHintsOfTheDatabase(t *testing.T) {
	t.Parallel()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		h := live.NewHub(d, live.Options{})
		h.Start()
		defer h.Stop()
		s := subscribe(t, h, everybody, record("1"), record("2"))
		no := errors.New("no")
		if err := d.Write(t.Context(), func(_ context.Context, tx *db.Tx) error {
			tx.Hint("incident", "2")
			return no
		}); !errors.Is(err, no) {
			t.Fatal(err)
		}
		if err := d.Write(t.Context(), func(_ context.Context, tx *db.Tx) error {
			tx.Hint("incident", "1")
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		e, err := s.Next(t.Context())
		if want := (live.Event{Kind: "incident", ID: "1"}); err != nil || e != want {
			t.Errorf("got %+v, %v", e, err)
		}
	})
}

func TestParseTopics(t *testing.T) {
	t.Parallel()
	const id = "0190b3a4-7c1e-7abc-8def-0123456789ab"
	got, refused, err := live.ParseTopics("incident:" + id + ",queue")
	if err != nil || len(refused) > 0 || !slices.Equal(got, []live.Topic{{Kind: "incident", ID: id}, {Kind: "queue"}}) {
		t.Errorf("%v, %v", got, err)
	}
	many := "queue"
	for range live.MostTopics {
		many += ",queue"
	}
	for _, s := range []string{"", ",", "*", "incident:1", "incident:", "Queue", "queue;"} {
		if _, _, err := live.ParseTopics(s); !guichet.IsKind(err, guichet.KindInvalid) {
			t.Errorf("%q is read: %v", s, err)
		}
	}
	// One that is wrong, or one too many, takes nothing from the others.
	got, refused, err = live.ParseTopics("queue,incident:1," + strings.Repeat("x", 100))
	if err != nil || !slices.Equal(got, []live.Topic{{Kind: "queue"}}) || !slices.Equal(refused, []string{"incident:1", strings.Repeat("x", 80)}) {
		t.Errorf("%v, %v, %v", got, refused, err)
	}
	if got, refused, err = live.ParseTopics(many); err != nil || len(got) != live.MostTopics || len(refused) != 1 {
		t.Errorf("%d and %d of them, %v", len(got), len(refused), err)
	}
}
