package sample

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/canned"
	"guichet/internal/db"
	"guichet/internal/incident"
	"guichet/internal/person"
	"guichet/internal/rehearsal"
	"guichet/internal/setting"
	"guichet/internal/team"
)

// memory is what one act of a rehearsal leaves for the next.
type memory struct {
	People     map[string]person.Person `json:"people"`
	Teams      map[string]string        `json:"teams"`
	First      map[string]string        `json:"first"`
	Categories map[string]string        `json:"categories"`
	Tickets    []string                 `json:"tickets"`
}

// errElsewhere stops who finds that somebody else goes on with it.
var errElsewhere = errors.New("another one does this step")

// guests is the cast as it visits a desk that is not its own: without its
// administrator.
func guests() []member {
	all := cast()
	for i := range all {
		if all[i].role == access.Administrator {
			all[i].role = access.User
		}
	}
	return all
}

// Rehearse goes on with the rehearsal that was begun, from wherever it stopped: each
// act of the week is one transaction, which notes that it is done. Nobody of the
// company has an account, and what the desk was set up with stays as it is.
func Rehearse(ctx context.Context, d *db.DB) error {
	for {
		more, err := rehearse(ctx, d, false)
		if guichet.IsKind(err, guichet.KindInvalid) || guichet.IsKind(err, guichet.KindConflict) {
			// Somebody of the desk has done something with that record meanwhile: what
			// would have befallen it does not.
			more, err = rehearse(ctx, d, true)
		}
		if err != nil || !more {
			return guichet.Doing("put the sample beside the desk", err)
		}
	}
}

// rehearse does the next act, or leaves it out; false when there is none.
func rehearse(ctx context.Context, d *db.DB, out bool) (more bool, err error) {
	var run rehearsal.Run
	if err := d.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		run, err = rehearsal.Get(ctx, tx)
		return err
	}); err != nil || !run.IsOn() {
		return false, err
	}
	all := stories()
	week, err := schedule(all, run.Ends)
	if err != nil {
		return false, err
	}
	var was memory
	if len(run.Memory) > 0 {
		if err := json.Unmarshal(run.Memory, &was); err != nil {
			return false, fmt.Errorf("read what the sample remembers: %w", err)
		}
	}
	err = d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		now, err := rehearsal.Get(ctx, tx)
		if err != nil || now.Step != run.Step || !now.IsOn() {
			return errors.Join(errElsewhere, err)
		}
		present := tx.Now
		next := was
		switch at := int(run.Step) - 1; {
		case at < 0:
			tx.Now = run.Ends.Add(-Span)
			next, err = arrive(ctx, tx, len(all))
		case at < len(week) && out:
		case at < len(week):
			tx.Now = week[at].at
			c := company{members: guests(), stories: all, people: was.People, teams: was.Teams, first: was.First, categories: was.Categories}
			next.Tickets = slices.Clone(was.Tickets)
			next.Tickets[week[at].story], err = c.happens(ctx, tx, week[at], was.Tickets[week[at].story])
		default:
			now.Finished = present
		}
		tx.Now = present
		if err != nil {
			return err
		}
		if now.Steps = int64(len(week)) + 1; now.Finished.IsZero() {
			now.Step++
		}
		if now.Memory, err = json.Marshal(next); err != nil {
			return fmt.Errorf("write what the sample remembers: %w", err)
		}
		if !now.Finished.IsZero() {
			now.Memory = nil
		}
		more = now.Finished.IsZero()
		return rehearsal.Keep(ctx, tx, now)
	})
	if errors.Is(err, errElsewhere) {
		return false, nil
	}
	return more, err
}

// arrive makes the company known beside who is there: its own people, and teams
// where the desk has none of the name.
func arrive(ctx context.Context, tx *db.Tx, stories int) (memory, error) {
	c, err := found(ctx, tx, "", guests())
	if err != nil {
		return memory{}, err
	}
	if err := c.joinTeams(ctx, tx); err != nil {
		return memory{}, err
	}
	known, err := canned.List(ctx, tx, canned.Reader{Manages: true}, "")
	if err != nil {
		return memory{}, err
	}
	if len(known) == 0 {
		if err := plantCanned(ctx, tx); err != nil {
			return memory{}, err
		}
	}
	return memory{c.people, c.teams, c.first, c.categories, make([]string, stories)}, c.learnKnown(ctx, tx)
}

// joinTeams has the company's agents join the desk's own teams; its first is the one
// that owns what nobody was given.
func (c company) joinTeams(ctx context.Context, tx *db.Tx) error {
	first, err := setting.DefaultTeam().Get(ctx, tx)
	if err != nil {
		return err
	}
	teams, err := team.List(ctx, tx)
	if err != nil {
		return err
	}
	c.teams[desk] = first
	for _, name := range teamsOf(c.members) {
		for _, t := range teams {
			if c.teams[name] == "" && guichet.Fold(t.Name) == guichet.Fold(name) {
				c.teams[name] = t.ID
			}
		}
		if c.teams[name] == "" {
			t, err := team.Create(ctx, tx, founder(), name, c.membersOf(name)...)
			if err != nil {
				return err
			}
			c.teams[name] = t.ID
			continue
		}
		for _, id := range c.membersOf(name) {
			if err := team.Join(ctx, tx, founder(), c.teams[name], id); err != nil {
				return err
			}
		}
	}
	c.acts()
	return nil
}

// learnKnown finds the categories that the stories name; where the desk has another
// tree, all is sorted under the first one that takes incidents.
func (c company) learnKnown(ctx context.Context, tx *db.Tx) error {
	tree, err := c.learn(ctx, tx)
	if err != nil {
		return err
	}
	other := ""
	for _, x := range tree.All {
		if other == "" && tree.IsOffered(x.ID) && x.IsFor(incident.Kind) {
			other = x.ID
		}
	}
	names := []string{"Autre"}
	for _, s := range sortings() {
		names = append(names, s.first, s.last)
	}
	for _, name := range names {
		if id := c.categories[name]; id == "" || !tree.IsOffered(id) || tree.Check("category_id", incident.Kind, id) != nil {
			c.categories[name] = other
		}
	}
	return nil
}
