package relation

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// How two records belong together, as it is told from one of them. The desk makes
// the last three by itself.
const (
	RelatesTo   = "relates_to"
	DuplicateOf = "duplicate_of"
	ChildOf     = "child_of"
	CausedBy    = "caused_by"
	BlockedBy   = "blocked_by"
	Follows     = "follows"     // continues the other after its reopening window
	Raised      = "raised_from" // was raised from the other: one contact, two matters
	SplitFrom   = "split_from"  // has messages that were said in the other
)

// relations pairs what is told from one end with what the other end tells.
func relations() [][2]string {
	return [][2]string{
		{RelatesTo, RelatesTo},
		{DuplicateOf, "has_duplicate"},
		{ChildOf, "parent_of"},
		{CausedBy, "causes"},
		{BlockedBy, "blocks"},
		{Follows, "followed_by"},
		{Raised, "gave_rise_to"},
		{SplitFrom, "split_into"},
	}
}

// Relations lists all that may be told of two records, from either end.
func Relations() []string {
	var all []string
	for _, pair := range relations() {
		all = append(all, pair[0])
		if pair[1] != pair[0] {
			all = append(all, pair[1])
		}
	}
	return all
}

// MadeByPeople lists the relations that people make and unmake.
func MadeByPeople() []string {
	return slices.DeleteFunc(Relations(), func(kind string) bool {
		return slices.Contains([]string{Follows, "followed_by", Raised, "gave_rise_to", SplitFrom, "split_into"}, kind)
	})
}

// seenFrom is what the other end tells of a relation.
func seenFrom(kind string) string {
	for _, pair := range relations() {
		switch kind {
		case pair[0]:
			return pair[1]
		case pair[1]:
			return pair[0]
		}
	}
	return kind
}

// kept is the one form in which a link is kept, whoever told it.
func kept(kind, fromID, toID string) (string, string, string) {
	for _, pair := range relations() {
		if kind == pair[1] && kind != pair[0] {
			return pair[0], toID, fromID
		}
	}
	if kind == RelatesTo && toID < fromID {
		return kind, toID, fromID
	}
	return kind, fromID, toID
}

// Link is another ticket that one belongs together with.
type Link struct {
	Kind    string        // as it is told from the one asked about
	Other   ticket.Ticket // as far as a list of links shows it
	ActorID string
	Actor   string
	Created time.Time

	forth bool
}

const (
	sqlInsertLink = `INSERT INTO ticket_link (from_id, to_id, kind, actor_id, created) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (from_id, to_id, kind) DO NOTHING`

	sqlDeleteLink = `DELETE FROM ticket_link WHERE from_id = $1 AND to_id = $2 AND kind = $3`

	sqlParents = `SELECT to_id FROM ticket_link WHERE from_id = $1 AND kind = 'child_of'`

	partLinks = `SELECT l.kind, l.from_id = $1, t.id, t.kind, t.reference, t.title, t.state, t.organisation_id, t.site_id, t.team_id, t.requester_id,
		l.actor_id, COALESCE(p.name, ''), l.created
		FROM ticket_link l JOIN ticket t ON t.id = CASE WHEN l.from_id = $1 THEN l.to_id ELSE l.from_id END
		LEFT JOIN person p ON p.id = l.actor_id WHERE (l.from_id = $1 OR l.to_id = $1) AND (`

	partBrief = `SELECT t.id, t.kind, t.reference, t.title, t.state FROM ticket t WHERE t.id IN (`
)

// Links lists what belongs together with a ticket, as far as the reader sees.
func Links(ctx context.Context, tx *db.Tx, reach []ticket.Reach, id string) ([]Link, error) {
	where, args := ticket.Within(reach, 2)
	links, err := db.All(ctx, tx, func(l *Link) []any {
		return []any{
			&l.Kind, &l.forth, &l.Other.ID, &l.Other.Kind, &l.Other.Reference, &l.Other.Title, &l.Other.State,
			&l.Other.OrganisationID, &l.Other.SiteID, &l.Other.TeamID, &l.Other.RequesterID, &l.ActorID, &l.Actor, &l.Created,
		}
	}, partLinks+where+`) ORDER BY l.created, t.id`, append([]any{id}, args...)...)
	for i := range links {
		if !links[i].forth {
			links[i].Kind = seenFrom(links[i].Kind)
		}
	}
	return links, guichet.Doing("read links", err)
}

// Briefs reads how some tickets are called, as far as the reader sees.
func Briefs(ctx context.Context, tx *db.Tx, reach []ticket.Reach, ids []string) (map[string]ticket.Ticket, error) {
	found := map[string]ticket.Ticket{}
	if len(ids) == 0 {
		return found, nil
	}
	var marks []string
	var args []any
	for _, id := range ids {
		args = append(args, id)
		marks = append(marks, "$"+strconv.Itoa(len(args)))
	}
	where, bounds := ticket.Within(reach, len(args)+1)
	all, err := db.All(ctx, tx, func(t *ticket.Ticket) []any {
		return []any{&t.ID, &t.Kind, &t.Reference, &t.Title, &t.State}
	}, partBrief+strings.Join(marks, ", ")+") AND "+where, append(args, bounds...)...)
	for _, t := range all {
		found[t.ID] = t
	}
	return found, guichet.Doing("name records", err)
}

// Connect links two tickets, as it is told from the first; both tell it on their
// timelines.
func Connect(ctx context.Context, tx *db.Tx, act ticket.Act, kind, fromID, toID string) error {
	switch {
	case !slices.Contains(Relations(), kind):
		return guichet.Invalid("kind", "unknown_value", nil)
	case fromID == toID:
		return guichet.Invalid("to", "ticket.link_self", nil)
	}
	from, to, err := ticket.LockBoth(ctx, tx, fromID, toID)
	if err != nil {
		return err
	}
	kept, a, b := kept(kind, fromID, toID)
	if kept == ChildOf {
		if err := refuseCircle(ctx, tx, a, b); err != nil {
			return err
		}
	}
	n, err := tx.Exec(ctx, sqlInsertLink, a, b, kept, act.By.ID, tx.Now)
	if err != nil {
		return guichet.Doing("link two tickets", err)
	}
	if n == 0 {
		return guichet.Invalid("to", "ticket.link_exists", guichet.Args{"reference": to.Reference})
	}
	return tellBoth(ctx, tx, act, from, to, func(kind string) timeline.Entry {
		return timeline.Entry{Kind: "linked/1", Changes: []timeline.Change{{Field: "link", New: kind}}}
	}, kind)
}

// Disconnect takes a link between two tickets away, as it is told from the first.
func Disconnect(ctx context.Context, tx *db.Tx, act ticket.Act, kind, fromID, toID string) error {
	from, to, err := ticket.LockBoth(ctx, tx, fromID, toID)
	if err != nil {
		return err
	}
	kept, a, b := kept(kind, fromID, toID)
	n, err := tx.Exec(ctx, sqlDeleteLink, a, b, kept)
	if err != nil {
		return guichet.Doing("unlink two tickets", err)
	}
	if n == 0 {
		return guichet.NotFound()
	}
	return tellBoth(ctx, tx, act, from, to, func(kind string) timeline.Entry {
		return timeline.Entry{Kind: "unlinked/1", Changes: []timeline.Change{{Field: "link", Old: kind}}}
	}, kind)
}

// tellBoth writes on each timeline what it now tells of the other.
func tellBoth(ctx context.Context, tx *db.Tx, act ticket.Act, from, to ticket.Ticket, entry func(kind string) timeline.Entry, kind string) error {
	tell := func(t, other ticket.Ticket, kind string) error {
		e := entry(kind)
		e.Rows = []timeline.Pointer{{Kind: "ticket", ID: other.ID}}
		_, _, err := ticket.Apply(ctx, tx, act.Actor(t), t, e)
		return err
	}
	if err := tell(from, to, kind); err != nil {
		return err
	}
	return tell(to, from, seenFrom(kind))
}

// depthMost bounds how high a family of records is looked through.
const depthMost = 50

// refuseCircle refuses a parent that descends from its child.
func refuseCircle(ctx context.Context, tx *db.Tx, child, parent string) error {
	above := []string{parent}
	for range depthMost {
		var next []string
		for _, id := range above {
			if id == child {
				return guichet.Invalid("to", "ticket.link_circle", nil)
			}
			parents, err := db.All(ctx, tx, func(s *string) []any { return []any{s} }, sqlParents, id)
			if err != nil {
				return guichet.Doing("read links", err)
			}
			next = append(next, parents...)
		}
		if above = next; len(above) == 0 {
			return nil
		}
	}
	return guichet.Invalid("to", "ticket.link_circle", nil)
}
