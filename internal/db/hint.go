package db

import "sync"

// Hint says that something of a kind changed; it never says what. Kind "*" means
// that hints were lost: everything shown must be read again.
type Hint struct{ Kind, ID string }

// Hints subscribes to the hints of every commit, by any node. A subscriber that
// does not keep up gets Hint{Kind: "*"} for those it missed. The func ends the
// subscription and closes the channel.
func (d *DB) Hints() (<-chan Hint, func()) {
	ch, end := d.hints.subscribe()
	d.engine.listen()
	return ch, end
}

// Wakes subscribes to the names of queues that were given work, by any node; "*"
// stands for those that were missed. The func ends the subscription.
func (d *DB) Wakes() (<-chan string, func()) {
	ch, end := d.wakes.subscribe()
	d.engine.listen()
	return ch, end
}

// hubRoom is how many messages may wait for a subscriber.
const hubRoom = 256

// hub hands messages to subscribers and never waits for one.
type hub[T comparable] struct {
	mu     sync.Mutex
	star   T // says "some were lost"
	subs   map[*subscriber[T]]struct{}
	closed bool
}

type subscriber[T comparable] struct {
	ch   chan T
	lost bool // star is the last message in ch
}

func (h *hub[T]) subscribe() (<-chan T, func()) {
	s := &subscriber[T]{ch: make(chan T, hubRoom+1)}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		close(s.ch)
		return s.ch, func() {}
	}
	if h.subs == nil {
		h.subs = map[*subscriber[T]]struct{}{}
	}
	h.subs[s] = struct{}{}
	return s.ch, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if _, ok := h.subs[s]; ok {
			delete(h.subs, s)
			close(s.ch)
		}
	}
}

// publish gives the message to every subscriber. One whose channel is full gets
// the star in the place kept for it, and nothing more until it has read the star:
// what it misses meanwhile was committed before it reads everything again.
func (h *hub[T]) publish(message T) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.subs {
		if s.lost && len(s.ch) > 0 {
			continue
		}
		s.lost = message == h.star || len(s.ch) >= hubRoom
		if s.lost {
			s.ch <- h.star
		} else {
			s.ch <- message
		}
	}
}

// close ends every subscription.
func (h *hub[T]) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for s := range h.subs {
		delete(h.subs, s)
		close(s.ch)
	}
}
