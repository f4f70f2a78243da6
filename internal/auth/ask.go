package auth

import (
	"context"
	"math"
	"time"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/setting"
)

// How soon another letter with a link may be asked for, once they are used up: for
// one mail address, and from one network.
const (
	askRefill        = 5 * time.Minute
	askNetworkRefill = 30 * time.Second
)

// Ask lets a letter with a link be asked for, or answers too_many with the time
// to wait. It remembers every mail address alike, known to the desk or not, in the
// records: every node counts the same.
func Ask(ctx context.Context, tx *db.Tx, address, from string) error {
	l, err := setting.ReadLimits(ctx, tx)
	if err != nil {
		return err
	}
	return draw(ctx, tx,
		bucketOf{"ask network " + network(from), l.LinksNetwork, askNetworkRefill},
		bucketOf{"ask address " + loginKey(address), l.Links, askRefill})
}

// How often the code of the first start may be tried, whichever node is asked.
const (
	setupTries  = 5
	setupRefill = 30 * time.Second
)

// TrySetup tells whether the code of the first start may be tried.
func TrySetup(ctx context.Context, tx *db.Tx, from string) error {
	return mayDraw(ctx, tx, bucketOf{"setup " + network(from), setupTries, setupRefill})
}

// FailSetup counts a wrong one.
func FailSetup(ctx context.Context, tx *db.Tx, from string) error {
	return draw(ctx, tx, bucketOf{"setup " + network(from), setupTries, setupRefill})
}

// KnockOf begins a try of a code that belongs to a person who is there, or answers
// too_many: others who stand behind the same address are not slowed down by their
// mistakes. It is an attempt without an account: whoever begins one ends it by
// Tried.
func (g *Gate) KnockOf(personID, address string, now time.Time) (*Attempt, error) {
	a := &Attempt{gate: g, login: "code of " + personID, address: network(address), now: now}
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
	case e.Code == "factor.wrong":
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
