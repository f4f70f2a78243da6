package live

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"guichet/internal/db"
)

// Source gives the hints of every commit; *db.DB is one. A hint of the kind "*"
// says that some were lost.
type Source interface {
	Hints() (<-chan db.Hint, func())
}

// lostHints is the kind of hint that says so.
const lostHints = "*"

// Options are how a hub speaks; zero values mean their defaults.
type Options struct {
	// Lists says which lists a change of a record concerns, besides the list of
	// its own kind: {"incident": {"queue"}}.
	Lists     map[string][]string
	ListPause time.Duration // at least, between two hints of one list: 500 ms
	Heartbeat time.Duration // at most, between two signs of life: 15 s
}

// Hub hands hints to subscriptions.
type Hub struct {
	source  Source
	options Options

	mu      sync.Mutex
	topics  map[Topic]map[*Subscription]struct{}
	all     map[*Subscription]struct{}
	present map[string]map[seat]sign // by record
	latest  map[Topic]time.Time      // when each list last changed
	stop    func()                   // nil: not started
	stopped chan struct{}            // closed when no further hint comes
}

// NewHub readies a hub; it listens from Start on.
func NewHub(source Source, o Options) *Hub {
	if o.ListPause <= 0 {
		o.ListPause = 500 * time.Millisecond
	}
	if o.Heartbeat <= 0 {
		o.Heartbeat = 15 * time.Second
	}
	o.Lists = maps.Clone(o.Lists)
	return &Hub{
		source: source, options: o,
		topics:  map[Topic]map[*Subscription]struct{}{},
		all:     map[*Subscription]struct{}{},
		present: map[string]map[seat]sign{},
		latest:  map[Topic]time.Time{},
		stopped: make(chan struct{}),
	}
}

// Start begins to listen. A second call does nothing.
func (h *Hub) Start() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.stop != nil {
		return
	}
	hints, unsubscribe := h.source.Hints()
	h.stop = sync.OnceFunc(unsubscribe)
	go func() {
		defer close(h.stopped)
		for hint := range hints {
			h.tell(hint)
		}
	}()
}

// Stop ends every subscription.
func (h *Hub) Stop() {
	h.mu.Lock()
	stop := h.stop
	h.mu.Unlock()
	if stop != nil {
		stop()
		<-h.stopped
	}
}

// now is the time by the clock of the source; signs of presence hold by it.
func (h *Hub) now() time.Time {
	if c, ok := h.source.(interface{ Now() time.Time }); ok {
		return c.Now()
	}
	return time.Time{}
}

// tell marks, with every subscription concerned, what there is to tell.
func (h *Hub) tell(hint db.Hint) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if hint.Kind == lostHints {
		for s := range h.all {
			s.mark(Topic{Kind: lostHints})
		}
		return
	}
	if hint.Kind == PresenceKind {
		if s, ok := readSign(hint.ID); ok {
			h.notice(s, h.now())
		}
		return
	}
	lists := append([]string{hint.Kind}, h.options.Lists[hint.Kind]...)
	for _, list := range lists {
		h.latest[Topic{Kind: list}] = h.now()
		h.mark(Topic{Kind: list})
	}
	if hint.ID != "" {
		h.mark(Topic{Kind: hint.Kind, ID: hint.ID})
	}
}

func (h *Hub) mark(t Topic) {
	for s := range h.topics[t] {
		s.mark(t)
	}
}

// Allow tells whether whoever subscribes may know of changes to the topic. An
// error ends the subscription: the session is over, say.
type Allow func(ctx context.Context, t Topic) (bool, error)

// Subscribe subscribes to those of the topics that are allowed; Topics tells
// which. It begins with the lists that changed within the time before that is said: a
// screen asks for its lists before anybody listens for it. The subscription ends with
// Close, which its holder calls.
func (h *Hub) Subscribe(ctx context.Context, topics []Topic, before time.Duration, allow Allow) (*Subscription, error) {
	s := &Subscription{
		hub: h, allow: allow,
		signal: make(chan struct{}, 1),
		quiet:  map[Topic]*time.Timer{},
	}
	for _, t := range topics {
		ok, err := allow(ctx, t)
		if err != nil {
			return nil, err
		}
		if ok && !slices.Contains(s.topics, t) {
			s.topics = append(s.topics, t)
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.all[s] = struct{}{}
	for _, t := range s.topics {
		if h.topics[t] == nil {
			h.topics[t] = map[*Subscription]struct{}{}
		}
		h.topics[t][s] = struct{}{}
		if at, changed := h.latest[t]; changed && before > 0 && h.now().Sub(at) <= before {
			s.mark(t)
		}
	}
	return s, nil
}

// forget ends the subscription to some topics.
func (h *Hub) forget(s *Subscription, topics ...Topic) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, t := range topics {
		delete(h.topics[t], s)
		if len(h.topics[t]) == 0 {
			delete(h.topics, t)
		}
	}
}
