package ticket

import (
	"context"
	"slices"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/db"
	"guichet/internal/field"
	"guichet/internal/job"
	"guichet/internal/timeline"
)

// Act is who does something to which ticket, and the version they saw.
type Act struct {
	By    guichet.Actor
	Scope access.Scope
	Ref   string      // id or reference
	Seen  int64       // 0: the caller saw none, as somebody who only speaks
	Teams []string    // of who acts
	Given field.Given // values of the desk's own fields, and which of them the actor sees
}

// Actor is who acts on the ticket: for its team when they are in it, otherwise
// for the team that By says.
func (a Act) Actor(t Ticket) guichet.Actor {
	if slices.Contains(a.Teams, t.TeamID) {
		a.By.TeamID = t.TeamID
	}
	return a.By
}

// FollowJob is the job that an entry people are told of leaves behind; the
// notifier does it.
const FollowJob = "notify.entry"

// Follow is what the job is about.
type Follow struct {
	Kind    string `json:"kind"`
	ID      string `json:"id"`
	Version int64  `json:"version"`
}

// followed lists the entry kinds that people are told of.
func followed() []string {
	return []string{"created/1", "assigned/1", "heard/1", "noted/1", "replied/1", "moved/1", "decided/1", "reopened/1", "confirmed/1", "lapsed/1", "watched/1", "handed/1", "converted/1", "restored/1", "undelivered/1", "merged/1", "rejoined/1"}
}

// Apply makes entries true: it appends them to the timeline of a ticket that the
// caller has locked, folds them into the row, and asks for what follows.
func Apply(ctx context.Context, tx *db.Tx, by guichet.Actor, t Ticket, entries ...timeline.Entry) (Ticket, []timeline.Entry, error) {
	if len(entries) == 0 {
		return t, nil, nil
	}
	written, err := timeline.Append(ctx, tx, t.Subject(), by, entries...)
	if err != nil {
		return t, nil, err
	}
	before := t.Custom
	for _, e := range written {
		t.Fold(e)
	}
	if err := update(ctx, tx, t); err != nil {
		return t, nil, err
	}
	if err := keepFields(ctx, tx, t, before); err != nil {
		return t, nil, err
	}
	return t, written, follow(ctx, tx, t, written)
}

func follow(ctx context.Context, tx *db.Tx, t Ticket, written []timeline.Entry) error {
	for _, e := range written {
		if !slices.Contains(followed(), e.Kind) || e.Actor.Via == guichet.Import {
			continue
		}
		if err := job.Add(ctx, tx, job.New{
			Kind: FollowJob, Key: t.ConversationID, Payload: Follow{Kind: t.Kind, ID: t.ID, Version: e.Version},
		}); err != nil {
			return err
		}
	}
	tx.Hint(t.Kind, t.ID)
	tx.Hint("queue", "")
	// The requester's own lists; the queue's pulse is the desk's alone.
	tx.Hint("person", t.RequesterID)
	return nil
}

// Rebase refuses changes to fields that somebody else changed after the version
// seen, and lets all others through. It is asked before entries are applied.
func Rebase(ctx context.Context, tx *db.Tx, t *Ticket, seen int64, entries []timeline.Entry, practice func(field string) any) error {
	if seen == 0 || seen >= t.Version {
		return nil
	}
	since, err := timeline.After(ctx, tx, t.Subject(), seen, timeline.Everything)
	if err != nil {
		return err
	}
	now := func(field string) any {
		if v := t.Value(field); v != nil {
			return v
		}
		return practice(field)
	}
	for _, e := range entries {
		// A message moves the last one on; that never is a conflict.
		mine := slices.DeleteFunc(slices.Clone(e.Changes), func(c timeline.Change) bool { return c.Field == "last_message" })
		if clashes := timeline.Clashes(since, mine, now); len(clashes) > 0 {
			return guichet.Conflict(clashes...)
		}
	}
	return nil
}

// shut refuses what would change an archived ticket. What comes in is added all the
// same: nothing said is ever lost.
func (t Ticket) shut(entries []timeline.Entry) error {
	for _, e := range entries {
		acts := slices.ContainsFunc(e.Changes, func(c timeline.Change) bool { return c.Field != "last_message" })
		if t.Phase == Archived && e.Kind != "unarchived/1" && (acts || e.Kind == "replied/1" || e.Kind == "noted/1") {
			return guichet.Invalid("version", "ticket.archived", nil)
		}
	}
	return nil
}
