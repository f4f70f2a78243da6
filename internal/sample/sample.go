// Package sample fills an empty desk with a small made-up company: Groupe Solane
// in Lyon, Bruxelles and Montréal, its neighbour Atelier Nord that must see
// nothing of it, and one week of incidents in every state; or with a large one,
// which has lived ninety days.
//
// Put beside a desk that somebody set up themselves, in its first steps, the same
// small company comes without accounts, step by step: package rehearsal.
//
// It owns the people and the stories and nothing else: everything is done
// through the verbs of the rooms below, in the order in which it would have
// happened, on a clock that it steps. Its acts come by import, so nobody is
// written to about the past. Who opens the database and shows the accounts is
// app's and api's.
package sample

import (
	"context"
	"errors"
	"time"

	"guichet"
	"guichet/internal/auth"
	"guichet/internal/db"
	"guichet/internal/setting"
)

// Span is how far in the past the desk begins: the clock of the database given
// to Load stands so far behind the present, and Load steps it there.
const Span = 7 * 24 * time.Hour

// Password opens every account of the sample.
const Password = "guichet-sample-2026"

// Clock is the time of the database, moved by hand.
type Clock interface {
	Forward(d time.Duration)
}

// errNotEmpty keeps made-up people out of a desk that somebody set up.
var errNotEmpty = errors.New("the desk is set up already: the sample fills an empty one only")

// Load fills the desk. It does nothing when the desk holds the sample already.
func Load(ctx context.Context, d *db.DB, clock Clock, hasher *auth.Hasher) error {
	return load(ctx, d, clock, hasher, Span, cast(), stories())
}

// LoadQuarter fills the desk with the large company: sixty people, six teams, and
// ninety days that end with the week of Load. The clock stands QuarterSpan behind.
func LoadQuarter(ctx context.Context, d *db.DB, clock Clock, hasher *auth.Hasher) error {
	return load(ctx, d, clock, hasher, QuarterSpan, append(cast(), more()...), append(quarter(), stories()...))
}

func load(ctx context.Context, d *db.DB, clock Clock, hasher *auth.Hasher, span time.Duration, members []member, all []story) error {
	loaded, err := isLoaded(ctx, d)
	if loaded || err != nil {
		return err
	}
	end := d.Now().Add(span)
	hash, err := hasher.Hash(ctx, Password)
	if err != nil {
		return guichet.Doing("load the sample", err)
	}
	var c company
	if err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if c, err = found(ctx, tx, hash, members); err != nil {
			return err
		}
		return c.setUp(ctx, tx)
	}); err != nil {
		return guichet.Doing("found the sample's company", err)
	}
	c.stories = all
	if err := c.live(ctx, d, clock, end); err != nil {
		return guichet.Doing("live through the sample's week", err)
	}
	forward(clock, end.Sub(d.Now()))
	return guichet.Doing("load the sample", d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return setting.Sample().Put(ctx, tx, true)
	}))
}

func forward(clock Clock, by time.Duration) {
	if by > 0 {
		clock.Forward(by)
	}
}

func isLoaded(ctx context.Context, d *db.DB) (loaded bool, err error) {
	err = d.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		if loaded, err = setting.Sample().Get(ctx, tx); loaded || err != nil {
			return err
		}
		team, err := setting.DefaultTeam().Get(ctx, tx)
		if team != "" {
			return errNotEmpty
		}
		return err
	})
	return loaded, err
}
