package intake

import (
	"context"
	"slices"

	"guichet"
	"guichet/internal/change"
	"guichet/internal/db"
	"guichet/internal/incident"
	"guichet/internal/request"
	"guichet/internal/search"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
	"guichet/internal/watcher"
)

// Watch makes somebody follow a record of a kind, or changes how they are told.
// Whether the one who acts may add them is the door's to ask.
func Watch(ctx context.Context, tx *db.Tx, kind string, act ticket.Act, personID string, told bool) (ticket.Ticket, error) {
	return watch(ctx, tx, kind, act, personID, told, "")
}

// watch does, and remembers the record that was followed before, if any.
func watch(ctx context.Context, tx *db.Tx, kind string, act ticket.Act, personID string, told bool, origin string) (ticket.Ticket, error) {
	return watched(ctx, tx, kind, act, func(t ticket.Ticket, all []watcher.Watcher) (*timeline.Entry, error) {
		at := slices.IndexFunc(all, func(w watcher.Watcher) bool { return w.ID == personID })
		switch {
		case personID == t.RequesterID:
			return nil, guichet.Invalid("person_id", "watcher.requester", nil)
		case at >= 0 && all[at].Told == told:
			return nil, nil
		case at < 0 && len(all) >= watcher.Most:
			return nil, guichet.Invalid("person_id", "too_many_items", guichet.Args{"max": watcher.Most})
		}
		c := timeline.Change{Field: "watcher", New: personID}
		if at >= 0 {
			c.Old = personID
		}
		return &timeline.Entry{Kind: "watched/1", Changes: []timeline.Change{c, {Field: "watcher_told", New: told}}},
			watcher.Put(ctx, tx, t.ID, personID, told, act.By.ID, origin)
	})
}

// Unwatch ends that somebody follows a record.
func Unwatch(ctx context.Context, tx *db.Tx, kind string, act ticket.Act, personID string) (ticket.Ticket, error) {
	return watched(ctx, tx, kind, act, func(t ticket.Ticket, all []watcher.Watcher) (*timeline.Entry, error) {
		if !slices.ContainsFunc(all, func(w watcher.Watcher) bool { return w.ID == personID }) {
			return nil, guichet.NotFound()
		}
		return &timeline.Entry{Kind: "unwatched/1", Changes: []timeline.Change{{Field: "watcher", Old: personID}}},
			watcher.Take(ctx, tx, t.ID, personID)
	})
}

// watched is a change of who follows a record, in its history and its index.
func watched(ctx context.Context, tx *db.Tx, kind string, act ticket.Act,
	f func(t ticket.Ticket, all []watcher.Watcher) (*timeline.Entry, error),
) (ticket.Ticket, error) {
	decide := func(t ticket.Ticket) ([]timeline.Entry, error) {
		all, err := watcher.Of(ctx, tx, t.ID)
		if err != nil {
			return nil, err
		}
		entry, err := f(t, all)
		if entry == nil || err != nil {
			return nil, err
		}
		return []timeline.Entry{*entry}, nil
	}
	var t ticket.Ticket
	var err error
	switch kind {
	case request.Kind:
		t, err = request.Practice().Do(ctx, tx, act, func(r *request.Request) ([]timeline.Entry, error) { return decide(r.Ticket) })
	case change.Kind:
		t, err = change.Practice().Do(ctx, tx, act, func(r *change.Change) ([]timeline.Entry, error) { return decide(r.Ticket) })
	default:
		t, err = incident.Practice().Do(ctx, tx, act, func(r *incident.Incident) ([]timeline.Entry, error) { return decide(r.Ticket) })
	}
	if err != nil {
		return t, err
	}
	people, err := watcher.Owners(ctx, tx, t.ID, t.RequesterID)
	if err != nil {
		return t, err
	}
	return t, search.Move(ctx, tx, t.Kind, t.ID, t.OrganisationID, people)
}
