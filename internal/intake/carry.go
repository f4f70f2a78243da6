package intake

import (
	"context"
	"slices"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/auth"
	"guichet/internal/db"
	"guichet/internal/ticket"
	"guichet/internal/watcher"
)

// Carried are those who followed a record and are to follow the one that it is
// merged into. Nobody reads by it what they could not read before: whoever followed
// the duplicate of somebody else goes on following it under its own reference.
func Carried(ctx context.Context, tx *db.Tx, from, into ticket.Ticket) ([]watcher.Watcher, error) {
	all, err := watcher.Of(ctx, tx, from.ID)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	there, err := watcher.Of(ctx, tx, into.ID)
	if err != nil {
		return nil, err
	}
	var carried []watcher.Watcher
	for _, w := range all {
		if w.ID == into.RequesterID || slices.ContainsFunc(there, func(x watcher.Watcher) bool { return x.ID == w.ID }) {
			continue
		}
		sees, err := maySee(ctx, tx, w.ID, from, into)
		if err != nil {
			return nil, err
		}
		if sees && len(there)+len(carried) < watcher.Most {
			carried = append(carried, w)
		}
	}
	return carried, nil
}

func maySee(ctx context.Context, tx *db.Tx, personID string, from, into ticket.Ticket) (bool, error) {
	if from.RequesterID == into.RequesterID {
		return true, nil // it is the same person's matter, whom they were let follow
	}
	who, err := auth.WhoIs(ctx, tx, personID)
	if guichet.IsKind(err, guichet.KindNotFound) || guichet.IsKind(err, guichet.KindUnauthenticated) {
		return false, nil
	}
	return err == nil && who.MayIn(access.On(into.Kind).Read, into.Place()), err
}

// carry lets them follow the other.
func carry(ctx context.Context, tx *db.Tx, act ticket.Act, from, into ticket.Ticket) error {
	all, err := Carried(ctx, tx, from, into)
	if err != nil {
		return err
	}
	act.Ref, act.Seen, act.Scope = into.ID, 0, everything()
	for _, w := range all {
		if _, err := watch(ctx, tx, into.Kind, act, w.ID, w.Told, from.ID); err != nil {
			return err
		}
	}
	return nil
}

// uncarry takes those off again who follow a record because of another.
func uncarry(ctx context.Context, tx *db.Tx, act ticket.Act, fromID string, into ticket.Ticket) error {
	all, err := watcher.Of(ctx, tx, into.ID)
	if err != nil {
		return err
	}
	act.Ref, act.Seen, act.Scope = into.ID, 0, everything()
	for _, w := range all {
		if w.Origin != fromID {
			continue
		}
		if _, err := Unwatch(ctx, tx, into.Kind, act, w.ID); err != nil {
			return err
		}
	}
	return nil
}
