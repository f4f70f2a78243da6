package intake

import (
	"context"

	"guichet"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/relation"
	"guichet/internal/ticket"
)

// MergeInto makes a record the duplicate of another, which goes on for both: what
// was said is in one conversation, and whoever brought the duplicate gets the
// answers under its reference.
func MergeInto(ctx context.Context, tx *db.Tx, act ticket.Act, fromID, intoID string) (ticket.Ticket, ticket.Ticket, error) {
	if fromID == intoID {
		return ticket.Ticket{}, ticket.Ticket{}, guichet.Invalid("into", "ticket.link_self", nil)
	}
	from, into, err := ticket.LockBoth(ctx, tx, fromID, intoID)
	if err != nil {
		return from, into, err
	}
	if into.Ended() {
		return from, into, guichet.Invalid("into", "ticket.merge_over", guichet.Args{"reference": into.Reference})
	}
	twins, err := relation.MergesInto(ctx, tx, from.ID)
	if err != nil {
		return from, into, err
	}
	if len(twins) > 0 {
		return from, into, guichet.Invalid("into", "ticket.merge_twins", guichet.Args{"reference": from.Reference})
	}
	act.Ref = from.ID
	before := from
	if from, err = practiceOf(from.Kind).Supersede(ctx, tx, act, into); err != nil {
		return from, into, err
	}
	if err := relation.Keep(ctx, tx, act, before, from, into); err != nil {
		return from, into, err
	}
	if err := carry(ctx, tx, act, from, into); err != nil {
		return from, into, err
	}
	into, err = ticket.ByID(ctx, tx, into.ID)
	return from, into, err
}

// Unmerge takes a merge back, while nothing was said in the common conversation:
// what was said since is about both, and nobody can tell it apart.
func Unmerge(ctx context.Context, tx *db.Tx, act ticket.Act, id string) (ticket.Ticket, ticket.Ticket, error) {
	m, err := relation.MergeOf(ctx, tx, id)
	if guichet.IsKind(err, guichet.KindNotFound) {
		err = guichet.Invalid("version", "ticket.not_merged", nil)
	}
	if err != nil {
		return ticket.Ticket{}, ticket.Ticket{}, err
	}
	from, into, err := ticket.LockBoth(ctx, tx, m.FromID, m.IntoID)
	if err != nil {
		return from, into, err
	}
	said, err := conversation.SaidSince(ctx, tx, into.ConversationID, m.Created)
	if err != nil {
		return from, into, err
	}
	if said {
		return from, into, guichet.Invalid("version", "ticket.merge_said", guichet.Args{"reference": into.Reference})
	}
	act.Ref = from.ID
	if from, err = practiceOf(from.Kind).Restore(ctx, tx, act, m.Before, m.After); err != nil {
		return from, into, err
	}
	if err := ticket.Point(ctx, tx, from); err != nil {
		return from, into, err
	}
	if err := relation.Forget(ctx, tx, act, m, into); err != nil {
		return from, into, err
	}
	if err := uncarry(ctx, tx, act, from.ID, into); err != nil {
		return from, into, err
	}
	into, err = ticket.ByID(ctx, tx, into.ID)
	return from, into, err
}

// goingOn is the record that somebody's words are for.
type goingOn struct {
	kind string
	act  ticket.Act
	twin ticket.Ticket // their own, where it was merged into somebody else's
}

// goesOn finds the record that words about another are for: itself, or the one
// that it was merged into; and whether they are the words of a guest there.
func goesOn(ctx context.Context, tx *db.Tx, kind string, act ticket.Act, author string) (goingOn, error) {
	on := goingOn{kind: kind, act: act}
	t, err := ticket.Get(ctx, tx, act.Scope, kind, act.Ref)
	if err != nil {
		return on, err
	}
	m, err := relation.MergeOf(ctx, tx, t.ID)
	switch {
	case err == nil:
		if t, err = ticket.ByID(ctx, tx, m.IntoID); err != nil {
			return on, err
		}
		on.kind, on.act.Ref, on.act.Scope, on.act.Seen = t.Kind, t.ID, everything(), 0
	case !guichet.IsKind(err, guichet.KindNotFound):
		return on, err
	}
	if author == t.RequesterID {
		return on, nil
	}
	merges, err := relation.MergesInto(ctx, tx, t.ID)
	for _, m := range merges {
		twin, err := ticket.ByID(ctx, tx, m.FromID)
		if err != nil {
			return on, err
		}
		if twin.RequesterID == author {
			on.twin = twin
		}
	}
	return on, err
}

// CheckAlone refuses words of the desk on a record that was merged: they are for
// the one that goes on.
func CheckAlone(ctx context.Context, tx *db.Tx, t ticket.Ticket) error {
	if t.Phase != ticket.Over {
		return nil
	}
	m, err := relation.MergeOf(ctx, tx, t.ID)
	if guichet.IsKind(err, guichet.KindNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	into, err := ticket.ByID(ctx, tx, m.IntoID)
	if err != nil {
		return err
	}
	return guichet.Invalid("text", "ticket.merged", guichet.Args{"reference": into.Reference})
}
