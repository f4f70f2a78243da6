// Package live carries hints to the screens: that a thing changed, never how. A
// screen subscribes to topics; what it may hear is asked when it subscribes and
// again with each hint, by whoever opened the stream. A hint that is lost costs
// nothing but time: the one after it, or a reconnect, has the screen read again.
package live

import (
	"context"
	"strings"
	"sync"
	"time"

	"guichet/internal/db"
)

// coarse is how often lists hear of changes at most: a queue of a busy desk
// changes many times a second, and each hint is a list read again.
const coarse = 500 * time.Millisecond

// queued is how many hints a subscription may lag behind before it is told to
// read everything again instead.
const queued = 64

// Everything is the kind of the hint that says that hints were missed.
const Everything = "*"

// Hub hands the hints of the database to the screens of this process.
type Hub struct {
	hints <-chan db.Hint
	end   func()
	done  chan struct{}

	mu   sync.Mutex
	subs map[*Subscription]struct{}
}

// NewHub listens to the database and starts handing on. Close ends it.
func NewHub(d *db.DB) *Hub {
	hints, end := d.Hints()
	h := &Hub{hints: hints, end: end, done: make(chan struct{}), subs: map[*Subscription]struct{}{}}
	go h.run()
	return h
}

// Close ends the hub and every subscription.
func (h *Hub) Close(context.Context) error {
	h.end()
	<-h.done
	return nil
}

// Subscription is what one screen hears.
type Subscription struct {
	hub    *Hub
	topics map[string]bool
	may    func(kind, id string) bool
	hints  chan db.Hint
	lost   bool // hints were dropped since the reader last took one
}

// Subscribe begins to hear of topics: a kind ("queue"), or a kind and an id
// ("incident:0192..."). may is asked before each hint that names a thing.
func (h *Hub) Subscribe(topics []string, may func(kind, id string) bool) *Subscription {
	s := &Subscription{hub: h, topics: map[string]bool{}, may: may, hints: make(chan db.Hint, queued)}
	for _, t := range topics {
		s.topics[t] = true
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.subs == nil {
		close(s.hints)
		return s
	}
	h.subs[s] = struct{}{}
	return s
}

// Hints gives what there is to hear; it is closed when the hub ends.
func (s *Subscription) Hints() <-chan db.Hint { return s.hints }

// May asks the rights for a hint again.
func (s *Subscription) May(h db.Hint) bool {
	return h.Kind == Everything || h.ID == "" || s.may(h.Kind, h.ID)
}

// Close ends the subscription.
func (s *Subscription) Close() {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	delete(s.hub.subs, s)
}

func (h *Hub) run() {
	defer close(h.done)
	var waiting map[string]db.Hint // coarse hints held back
	var tick <-chan time.Time
	for {
		select {
		case hint, more := <-h.hints:
			switch {
			case !more:
				h.finish()
				return
			case hint.ID != "" || hint.Kind == Everything:
				h.tell(hint)
			case tick == nil:
				// The first of a burst goes at once; what follows it waits.
				h.tell(hint)
				waiting, tick = map[string]db.Hint{}, time.After(coarse)
			default:
				waiting[hint.Kind] = hint
			}
		case <-tick:
			tick = nil
			for _, hint := range waiting {
				h.tell(hint)
				tick = time.After(coarse)
			}
			waiting = map[string]db.Hint{}
		}
	}
}

// tell gives a hint to whoever watches its topic. A reader that lags behind
// loses hints and hears Everything instead: the hub waits for nobody.
func (h *Hub) tell(hint db.Hint) {
	topic := strings.TrimSuffix(hint.Kind+":"+hint.ID, ":")
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.subs {
		if hint.Kind != Everything && !s.topics[topic] {
			continue
		}
		told := hint
		if s.lost {
			told = db.Hint{Kind: Everything}
		}
		select {
		case s.hints <- told:
			s.lost = false
		default:
			s.lost = true
		}
	}
}

func (h *Hub) finish() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.subs {
		close(s.hints)
	}
	h.subs = nil
}
