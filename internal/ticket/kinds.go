package ticket

import (
	"context"
	"slices"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/db"
)

// Reach is how far a reader sees into one kind of record.
type Reach struct {
	Kind  string
	Scope access.Scope
}

// parts cuts what somebody reaches in some ways, such as by a team and as their
// own, into what an index leads to each: no record is in two of them.
func parts(reach []Reach) []Reach {
	var all []Reach
	for _, r := range reach {
		for _, s := range r.Scope.Parts() {
			all = append(all, Reach{Kind: r.Kind, Scope: s})
		}
	}
	return all
}

// ListKinds reads one page of the records of several kinds, in one order. Each
// kind is read by itself, in its own reach and along its own indexes; what comes
// first of all of them is the page.
func ListKinds(ctx context.Context, tx *db.Tx, reach []Reach, f Filter, page guichet.Page) ([]Row, string, error) {
	if err := f.Check(); err != nil {
		return nil, "", err
	}
	if f.Nothing || f.IDs != nil && len(f.IDs) == 0 {
		return []Row{}, "", nil
	}
	reach = parts(reach)
	order := f.order()
	steps, err := f.steps(ctx, tx, reach, order)
	if err != nil {
		return nil, "", err
	}
	from, err := order.read(page.Cursor, len(steps))
	if err != nil {
		return nil, "", err
	}
	size := page.Size()
	all := []Row{}
	for at := from.step; at < len(steps) && len(all) <= size; at++ {
		begun := len(all)
		for _, w := range steps[at] {
			rows, err := w.read(ctx, tx, order, from, size+1-begun)
			if err != nil {
				return nil, "", err
			}
			for i := range rows {
				rows[i].step = at
			}
			all = append(all, rows...)
		}
		slices.SortFunc(all[begun:], order.compare)
		all = all[:min(len(all), size+1)]
		from = place{} // what follows is read from its beginning
	}
	if len(all) <= size {
		return all, "", nil
	}
	all = all[:size]
	return all, order.cursor(all[size-1]), nil
}

// CountKinds tells how many records of several kinds a view holds, up to
// CountMost.
func CountKinds(ctx context.Context, tx *db.Tx, reach []Reach, f Filter) (int64, error) {
	var sum int64
	for _, r := range parts(reach) {
		f.Kind = r.Kind
		n, err := Count(ctx, tx, r.Scope, f)
		if err != nil {
			return 0, err
		}
		if sum += n; sum >= CountMost {
			return CountMost, nil
		}
	}
	return sum, nil
}
