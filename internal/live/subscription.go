package live

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"
)

// Event is what a screen is told: that a topic changed, that everything must be
// read again (the kind "*"), or nothing but that the line is alive (no kind).
type Event struct{ Kind, ID string }

// IsHeartbeat tells that there is no news.
func (e Event) IsHeartbeat() bool { return e.Kind == "" }

// ErrStopped ends the subscriptions of a hub that stops.
var ErrStopped = errors.New("live: the hub stops")

// Subscription is one screen's. Next is called by one goroutine.
type Subscription struct {
	hub    *Hub
	allow  Allow
	signal chan struct{}

	mu      sync.Mutex
	topics  []Topic
	pending []Topic               // what there is to tell, in order, each once
	quiet   map[Topic]*time.Timer // lists that were told of a moment ago
	closed  bool
}

// Topics lists what is subscribed to.
func (s *Subscription) Topics() []Topic {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.topics)
}

// mark notes that there is something to tell about a topic.
func (s *Subscription) mark(t Topic) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case t.Kind == lostHints:
		s.pending = []Topic{t} // it says all the others too
	case slices.Contains(s.pending, t), slices.Contains(s.pending, Topic{Kind: lostHints}):
		return
	default:
		s.pending = append(s.pending, t)
	}
	s.wake()
}

func (s *Subscription) wake() {
	select {
	case s.signal <- struct{}{}:
	default:
	}
}

// Next waits for something to tell. A topic that is not allowed any more is told
// nothing of, and is left out from then on.
func (s *Subscription) Next(ctx context.Context) (Event, error) {
	heartbeat := time.NewTimer(s.hub.options.Heartbeat)
	defer heartbeat.Stop()
	for {
		t, found := s.take()
		if found && t.Kind == lostHints {
			return Event{Kind: lostHints}, nil
		}
		if found {
			ok, err := s.allow(ctx, t)
			switch {
			case err != nil:
				return Event{}, err
			case ok:
				return Event(t), nil
			}
			s.leave(t)
			continue
		}
		select {
		case <-ctx.Done():
			return Event{}, ctx.Err()
		case <-s.hub.stopped:
			return Event{}, ErrStopped
		case <-heartbeat.C:
			return Event{}, nil
		case <-s.signal:
		}
	}
}

// take picks what may be told now. A list is then quiet for a while: what
// happens meanwhile is told at the end of it, once.
func (s *Subscription) take() (Topic, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, t := range s.pending {
		if s.quiet[t] != nil {
			continue
		}
		s.pending = slices.Delete(s.pending, i, i+1)
		if t.IsList() && t.Kind != lostHints && !s.closed {
			s.quiet[t] = time.AfterFunc(s.hub.options.ListPause, func() {
				s.mu.Lock()
				defer s.mu.Unlock()
				delete(s.quiet, t)
				if slices.Contains(s.pending, t) {
					s.wake()
				}
			})
		}
		return t, true
	}
	return Topic{}, false
}

func (s *Subscription) leave(t Topic) {
	s.hub.forget(s, t)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.topics = slices.DeleteFunc(s.topics, func(o Topic) bool { return o == t })
}

// Close ends the subscription. A second call does nothing.
func (s *Subscription) Close() {
	s.hub.forget(s, s.Topics()...)
	s.hub.mu.Lock()
	delete(s.hub.all, s)
	s.hub.mu.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	s.pending = nil
	for _, timer := range s.quiet {
		timer.Stop()
	}
}
