package ticket

import (
	"context"
	"slices"
	"time"

	"guichet"
	"guichet/internal/contact"
	"guichet/internal/db"
	"guichet/internal/field"
	"guichet/internal/search"
	"guichet/internal/setting"
	"guichet/internal/stem"
	"guichet/internal/timeline"
)

// asField is what a field must know of the ticket, as one of a kind.
func (t Ticket) asField(kind string) field.Record {
	return field.Record{
		ID: t.ID, Kind: kind, State: string(t.State), CategoryID: t.CategoryID, Place: t.Place(),
		RequesterID: t.RequesterID, Created: t.Created, Values: t.Custom,
	}
}

// give adds to what happens the values that the actor gives, and refuses a state
// that needs others.
func (t Ticket) give(ctx context.Context, tx *db.Tx, act Act, entries []timeline.Entry) ([]timeline.Entry, error) {
	changes, err := act.Given.Change(ctx, tx, t.asField(t.Kind))
	if err != nil {
		return nil, err
	}
	switch {
	case len(changes) == 0:
	case t.Ended():
		return nil, guichet.Invalid("version", "ticket.over", guichet.Args{"state": string(t.State)})
	case len(entries) > 0 && entries[0].Kind == "changed/1":
		entries = slices.Clone(entries)
		entries[0].Changes = slices.Concat(entries[0].Changes, changes)
	default:
		entries = slices.Insert(slices.Clone(entries), 0, timeline.Entry{Kind: "changed/1", Changes: changes})
	}
	now := t
	for _, e := range entries {
		now.Fold(e)
	}
	if now.State == t.State {
		return entries, nil
	}
	return entries, field.CheckState(ctx, tx, act.Given.Sees, now.asField(t.Kind), now.Phase == Done)
}

// first says, of a record that is solved by what happens, whether it is so at its
// first contact.
func (t Ticket) first(ctx context.Context, tx *db.Tx, act Act, entries []timeline.Entry) ([]timeline.Entry, error) {
	at := slices.IndexFunc(entries, func(e timeline.Entry) bool {
		return slices.ContainsFunc(e.Changes, func(c timeline.Change) bool { return c.Field == "phase" && c.Text() == string(Done) })
	})
	if at < 0 {
		return entries, nil
	}
	minutes, err := setting.FirstContactMinutes().Get(ctx, tx)
	if err != nil {
		return entries, err
	}
	before, err := timeline.After(ctx, tx, t.Subject(), 0, timeline.Everything)
	solved := contact.Solved(before, act.By, tx.Now, time.Duration(minutes)*time.Minute)
	entries = slices.Clone(entries)
	entries[at].Changes = t.Changed(slices.Clone(entries[at].Changes), "first_contact", solved)
	return entries, err
}

// keepFields writes what the ticket's fields hold where lists and searches find
// it.
func keepFields(ctx context.Context, tx *db.Tx, t Ticket, before field.Values) error {
	if t.Custom == before {
		return nil
	}
	words, err := field.Keep(ctx, tx, t.asField(t.Kind), before)
	for _, w := range words {
		part := search.OfField + w.FieldID
		if err == nil && w.Text == "" {
			err = search.RemovePart(ctx, tx, t.Kind, t.ID, part)
		} else if err == nil {
			err = Index(ctx, tx, t, part, search.Public, stem.Text(w.Text, t.Language))
		}
	}
	return err
}
