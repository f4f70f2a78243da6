// Package queue is the part of the API that is about lists of records: what the
// text of a filter means, the views that people saved, how each likes their
// screens, and the list as a file. It decides nothing; the verbs of the rooms do.
package queue

import (
	"context"
	"slices"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/db"
	"guichet/internal/intake"
	"guichet/internal/ticket"
)

// Finder finds records by words, those that the reader may read.
type Finder func(ctx context.Context, tx *db.Tx, r *contract.Request, kinds []string, words string) (ids []string, err error)

type rooms struct {
	*contract.Door
	find Finder
}

// Routes adds the routes to the door.
func Routes(d *contract.Door, find Finder) {
	a := &rooms{Door: d, find: find}
	a.viewRoutes()
	a.preferenceRoutes()
	a.exportRoutes()
}

// Asked is a list as somebody asks for it.
type Asked struct {
	View  string
	Text  string // of the filter
	Kinds []string
	Sort  string
	Group string
}

// Readable are the kinds among those asked for that the reader may read at all;
// all of them where none is asked for.
func Readable(r *contract.Request, asked []string) ([]string, error) {
	if len(asked) == 0 {
		asked = intake.Kinds()
	}
	kinds := slices.Clone(asked)
	slices.Sort(kinds)
	kinds = slices.DeleteFunc(slices.Compact(kinds), func(k string) bool { return !r.Who.May(access.On(k).Read) })
	if len(kinds) == 0 {
		return nil, guichet.Forbidden(string(access.IncidentRead))
	}
	return kinds, nil
}

// States are those of the kinds, each once, in the order of the work.
func States(kinds []string) []ticket.State {
	var all []ticket.State
	for _, k := range kinds {
		for _, s := range intake.FlowOf(k).Names() {
			if !slices.Contains(all, s) {
				all = append(all, s)
			}
		}
	}
	// By what they mean to a queue, then by how far the work is, whatever the kind.
	phases := []ticket.Phase{ticket.Working, ticket.Held, ticket.Done, ticket.Over}
	place := func(s ticket.State) int {
		for _, k := range kinds {
			if at := slices.Index(intake.FlowOf(k).Names(), s); at >= 0 {
				return 100*slices.Index(phases, intake.FlowOf(k).Phase(s)) + at
			}
		}
		return 0
	}
	slices.SortStableFunc(all, func(a, b ticket.State) int { return place(a) - place(b) })
	return all
}

// Filter makes what is asked a filter of the hall.
func (a Asked) Filter(ctx context.Context, tx *db.Tx, r *contract.Request, find Finder) (ticket.Filter, []string, error) {
	kinds, err := Readable(r, a.Kinds)
	if err != nil {
		return ticket.Filter{}, nil, err
	}
	f := ticket.Filter{
		View: ticket.View(a.View), Sort: ticket.Sort(a.Sort), Group: ticket.Key(a.Group), Me: r.Who.PersonID,
	}
	kinds, words, err := Resolve(ctx, tx, r, a.Text, kinds, &f)
	if err != nil || words == "" || len(kinds) == 0 {
		return f, kinds, err
	}
	f.IDs, err = find(ctx, tx, r, kinds, words)
	return f, kinds, err
}
