package auth

import (
	"context"
	"math"
	"time"

	"guichet"
)

// How often letters with links may be asked for: for one mail address, and from
// one network.
const (
	askBurst         = 3
	askRefill        = 5 * time.Minute
	askNetworkBurst  = 20
	askNetworkRefill = 30 * time.Second
)

// Ask lets a letter with a link be asked for, or answers too_many with the time
// to wait. It remembers every mail address alike, known to the desk or not.
func (g *Gate) Ask(address, from string, now time.Time) error {
	l := g.limiter
	l.mu.Lock()
	defer l.mu.Unlock()
	mine, isNew := l.asked.get("address " + loginKey(address))
	if isNew {
		mine.left, mine.at = askBurst, now
	}
	theirs, isNew := l.asked.get("network " + network(from))
	if isNew {
		theirs.left, theirs.at = askNetworkBurst, now
	}
	mine.fillTo(now, askBurst, askRefill)
	theirs.fillTo(now, askNetworkBurst, askNetworkRefill)
	switch {
	case theirs.left < 1:
		return tooMany(time.Duration((1 - theirs.left) * float64(askNetworkRefill)))
	case mine.left < 1:
		return tooMany(time.Duration((1 - mine.left) * float64(askRefill)))
	}
	mine.left--
	theirs.left--
	return nil
}

// Knock begins a try of a code that is typed, from an address, or answers
// too_many. It is an attempt without an account: whoever begins one ends it by
// Tried.
func (g *Gate) Knock(address string, now time.Time) (*Attempt, error) {
	return g.knock("code from "+network(address), address, now)
}

// KnockOf is Knock for a code that belongs to a person who is there: others who
// stand behind the same address are not slowed down by their mistakes.
func (g *Gate) KnockOf(personID, address string, now time.Time) (*Attempt, error) {
	return g.knock("code of "+personID, address, now)
}

func (g *Gate) knock(what, address string, now time.Time) (*Attempt, error) {
	a := &Attempt{gate: g, login: what, address: network(address), now: now}
	if refused := g.limiter.admit(a.login, a.address, now); refused != nil {
		return nil, refused
	}
	return a, nil
}

// Tried ends an attempt by what became of it.
func (a *Attempt) Tried(err error) {
	switch e := guichet.AsError(err); {
	case err == nil:
		a.decide(succeeded)
	case e.Code == "setup.code", e.Code == "factor.wrong":
		a.decide(failed)
	default:
		a.decide(undecided)
	}
}

// Hash makes the hash of a new password. Never call it in a transaction.
func (g *Gate) Hash(ctx context.Context, password string) (string, error) {
	return g.hasher.Hash(ctx, password)
}

func (b *bucket) fillTo(now time.Time, burst float64, refill time.Duration) {
	if gone := now.Sub(b.at); gone > 0 {
		b.left = math.Min(burst, b.left+gone.Seconds()/refill.Seconds())
		b.at = now
	}
}
