package ticket

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/db"
)

// Reach is how far a reader sees into one kind of record.
type Reach struct {
	Kind  string
	Scope access.Scope
}

// ListKinds reads one page of the records of several kinds, in one order. Each
// kind is read by itself, in its own reach and along its own indexes; what comes
// first of all of them is the page.
func ListKinds(ctx context.Context, tx *db.Tx, reach []Reach, f Filter, page guichet.Page) ([]Row, string, error) {
	var all []Row
	more := false
	for _, r := range reach {
		f.Kind = r.Kind
		rows, next, err := List(ctx, tx, r.Scope, f, page)
		if err != nil {
			return nil, "", err
		}
		all, more = append(all, rows...), more || next != ""
	}
	slices.SortFunc(all, f.Sort.compare)
	size := page.Size()
	if len(all) <= size && !more {
		return all, "", nil
	}
	all = all[:min(size, len(all))]
	return all, f.Sort.cursor(all[len(all)-1]), nil
}

// compare is the order as the statements have it.
func (s Sort) compare(a, b Row) int {
	switch s {
	case ByUpdated:
		return cmp.Or(b.Updated.Compare(a.Updated), strings.Compare(b.ID, a.ID))
	case ByCreated:
		return cmp.Or(b.Created.Compare(a.Created), strings.Compare(b.ID, a.ID))
	default:
		return cmp.Or(cmp.Compare(a.Priority, b.Priority), a.Created.Compare(b.Created), strings.Compare(a.ID, b.ID))
	}
}

// CountKinds tells how many records of several kinds a view holds, up to
// CountMost.
func CountKinds(ctx context.Context, tx *db.Tx, reach []Reach, f Filter) (int64, error) {
	var sum int64
	for _, r := range reach {
		f.Kind = r.Kind
		n, err := Count(ctx, tx, r.Scope, f)
		if err != nil {
			return 0, err
		}
		sum += n
	}
	return min(sum, CountMost), nil
}
