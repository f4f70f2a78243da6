// Package archive is the part of the API by which a record that was archived is
// brought back. It decides nothing; the verbs do.
package archive

import (
	"context"
	"slices"

	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/api/record"
	"guichet/internal/db"
	"guichet/internal/intake"
)

type door struct{ *contract.Door }

// Routes adds the route to the door.
func Routes(d *contract.Door) {
	a := &door{d}
	contract.Route(d, contract.Done(contract.Post("unarchive-record", "/api/tickets/{ref}/unarchive", "Bring a record back from the archive")), a.unarchive)
}

// Actions are those that are left of an archived record's, and the one that it has
// besides for who works on it.
func Actions[A ~string](all []A, handles bool) []A {
	left := slices.DeleteFunc(all, func(a A) bool { return a != "follow" && a != "inside" })
	if handles {
		left = append(left, "unarchive")
	}
	return left
}

func (a *door) unarchive(ctx context.Context, in *contract.RefIn) (*contract.Item[record.Brief], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	body, err := contract.Write(ctx, a.Door, func(ctx context.Context, tx *db.Tx) (record.Brief, error) {
		row, err := record.Locate(ctx, tx, r, in.Ref)
		if err != nil {
			return record.Brief{}, err
		}
		handle := access.On(row.Kind).Handle
		if !r.Who.MayIn(handle, row.Place()) {
			return record.Brief{}, r.Deny(ctx, handle)
		}
		t, err := intake.Unarchive(ctx, tx, row.Kind, record.Act(r, handle, row.ID, 0))
		return record.BriefOf(t), err
	})
	return &contract.Item[record.Brief]{Body: body}, err
}
