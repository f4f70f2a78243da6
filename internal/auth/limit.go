package auth

import (
	"math"
	"net/netip"
	"sync"
	"time"

	"guichet"
	"guichet/internal/setting"
)

// How failures of one login are slowed down.
const (
	lockFirst = 30 * time.Second
	lockMost  = 15 * time.Minute
	forgotten = time.Hour // of peace after a lock's end or the last failure
)

// How failures from one address are slowed down. An office of hundreds may
// stand behind one address, so what is right costs nothing.
const (
	addressRefill = 6 * time.Second
)

// limitKeys bounds what is remembered of logins and of addresses, each.
const limitKeys = 20_000

// lockFor is how long so many failures in a row lock.
func lockFor(failures, free int64) time.Duration {
	if failures < free {
		return 0
	}
	lock := lockFirst
	for range failures - free {
		if lock *= 2; lock >= lockMost {
			return lockMost
		}
	}
	return lock
}

// failedAgain counts a failure after those known, the last of which locked until
// the moment given.
func failedAgain(failures, free int64, until, now time.Time) (int64, time.Time) {
	if now.Sub(until) > forgotten {
		failures = 0
	}
	failures++
	return failures, now.Add(lockFor(failures, free))
}

// tries is what is remembered of one login.
type tries struct {
	failures int64
	until    time.Time // the end of the lock; without one, the last failure
	pending  int64     // attempts not yet decided
}

// bucket is what is remembered of one address: how many more failures it may
// make, as of a moment.
type bucket struct {
	left float64
	at   time.Time
}

// limiter remembers who failed lately, whether the login exists or not.
type limiter struct {
	mu        sync.Mutex
	logins    recent[tries]
	addresses recent[bucket]
	bounds    setting.Limits
}

// Bound sets how much is let pass, from the settings that hold now.
func (g *Gate) Bound(l setting.Limits) {
	g.limiter.mu.Lock()
	defer g.limiter.mu.Unlock()
	g.limiter.bounds = l
}

// free is how many failures in a row lock.
func (l *limiter) free() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.bounds.SignIn
}

// admit lets an attempt pass, which is pending until it is decided, or says how
// long to wait.
func (l *limiter) admit(login, address string, now time.Time) *guichet.Error {
	l.mu.Lock()
	defer l.mu.Unlock()
	b, isNew := l.addresses.get(address)
	if isNew {
		b.left, b.at = float64(l.bounds.Network), now
	}
	b.fillTo(now, float64(l.bounds.Network), addressRefill)
	if b.left < 1 {
		return tooMany(time.Duration((1 - b.left) * float64(addressRefill)))
	}
	t, _ := l.logins.get(login)
	if now.Before(t.until) {
		return tooMany(t.until.Sub(now))
	}
	if now.Sub(t.until) > forgotten {
		t.failures = 0
	}
	// What is being decided may fail: no more at once than may still fail.
	if t.pending >= max(1, l.bounds.SignIn-t.failures) {
		return tooMany(time.Second)
	}
	t.pending++
	b.left--
	return nil
}

func (l *limiter) decided(login, address string, now time.Time, how decision) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if how != failed {
		if b, isNew := l.addresses.get(address); !isNew {
			b.left = math.Min(float64(l.bounds.Network), b.left+1)
		}
	}
	t, _ := l.logins.get(login)
	t.pending = max(0, t.pending-1)
	switch how {
	case failed:
		t.failures, t.until = failedAgain(t.failures, l.bounds.SignIn, t.until, now)
	case succeeded:
		t.failures, t.until = 0, time.Time{}
	case undecided:
	}
}

type decision int

const (
	undecided decision = iota
	failed
	succeeded
)

func tooMany(wait time.Duration) *guichet.Error {
	seconds := int64(math.Ceil(wait.Seconds()))
	return &guichet.Error{
		Kind: guichet.KindTooMany, Code: "too_many", RetryAfter: time.Duration(seconds) * time.Second,
		Args: guichet.Args{"seconds": seconds},
	}
}

// network is what counts as one address: whoever has one IPv6 address has all
// of its /64.
func network(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		p, err := netip.ParseAddrPort(address)
		if err != nil {
			return clip(address, 100)
		}
		a = p.Addr()
	}
	a = a.Unmap().WithZone("")
	if a.Is4() {
		return a.String()
	}
	p, err := a.Prefix(64)
	if err != nil {
		return a.String()
	}
	return p.String()
}

// recent keeps a value for each of the keys used last: half of most at least,
// most at most. The young take over from the old when they are half.
type recent[T any] struct {
	young, old map[string]*T
	most       int
}

func newRecent[T any](most int) recent[T] {
	return recent[T]{young: map[string]*T{}, most: most}
}

func (r *recent[T]) get(key string) (value *T, isNew bool) {
	if value = r.young[key]; value != nil {
		return value, false
	}
	if value = r.old[key]; value == nil {
		value, isNew = new(T), true
	}
	if len(r.young) >= r.most/2 {
		r.old, r.young = r.young, map[string]*T{}
	}
	delete(r.old, key)
	r.young[key] = value
	return value, isNew
}
