// Package record is what the rooms of this door share of a record: the words of
// the contract for it, how another one is named beside it, and where one is
// found that the reader may see.
package record

import (
	"context"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/db"
	"guichet/internal/field"
	"guichet/internal/intake"
	"guichet/internal/ticket"
)

// RecordKind is what a record is.
type RecordKind string

// State is where a record stands; each kind has its own.
type State string

// Schema lists the kinds.
func (RecordKind) Schema(huma.Registry) *huma.Schema { return contract.OneOf("", intake.Kinds()) }

// Schema lists the states.
func (State) Schema(huma.Registry) *huma.Schema { return contract.OneOf("", allStates()) }

// allStates are those of all kinds, each once.
func allStates() []ticket.State {
	var all []ticket.State
	for _, k := range intake.Kinds() {
		for _, s := range intake.FlowOf(k).Names() {
			if !slices.Contains(all, s) {
				all = append(all, s)
			}
		}
	}
	return all
}

// Brief is another record as it is named beside one.
type Brief struct {
	ID        string     `json:"id"`
	Kind      RecordKind `json:"kind"`
	Reference string     `json:"reference"`
	Title     string     `json:"title"`
	State     State      `json:"state"`
}

// BriefOf names a record.
func BriefOf(t ticket.Ticket) Brief {
	return Brief{ID: t.ID, Kind: RecordKind(t.Kind), Reference: t.Reference, Title: t.Title, State: State(t.State)}
}

// Reach is how far a reader sees into each kind: of a list that hangs on fields,
// only where they see these.
func Reach(r *contract.Request, kinds []string, by ...field.Field) []ticket.Reach {
	who, desk := r.Who, false
	for _, f := range by {
		who, desk = who.Without(f.Hidden), desk || f.Portal == field.Desk
	}
	all := make([]ticket.Reach, len(kinds))
	for i, k := range kinds {
		all[i] = ticket.Reach{Kind: k, Scope: who.Scope(access.On(k).Read)}
		if desk {
			all[i].Scope = all[i].Scope.WithoutOwn()
		}
	}
	return all
}

// Locate finds of which kind a record is, if the reader may see it.
func Locate(ctx context.Context, tx *db.Tx, r *contract.Request, ref string) (ticket.Row, error) {
	t, err := ticket.KindOf(ctx, tx, ref)
	if err != nil {
		return ticket.Row{}, err
	}
	return ticket.GetRow(ctx, tx, r.Who.Scope(access.On(t.Kind).Read), t.Kind, t.ID)
}

// Origin finds the record that a new one comes from: one that the reader works on
// or, where it only follows, their own that is over. Its requester is the new one's,
// unless somebody else is named.
func Origin(ctx context.Context, tx *db.Tx, r *contract.Request, field, ref string, requester *string) (string, error) {
	if ref == "" {
		return "", nil
	}
	row, err := Locate(ctx, tx, r, ref)
	works := err == nil && r.Who.MayIn(access.On(row.Kind).Handle, row.Place())
	own := err == nil && field == "follows" && row.RequesterID == r.Who.PersonID
	switch {
	case guichet.IsKind(err, guichet.KindNotFound) || err == nil && !works && !own:
		return "", guichet.Invalid(field, "unknown_value", nil)
	case err != nil:
		return "", err
	case field == "follows" && !row.Ended():
		return "", guichet.Invalid(field, "ticket.follows_open", guichet.Args{"reference": row.Reference})
	}
	if *requester == "" {
		*requester = row.RequesterID
	}
	return row.ID, nil
}

// Refused says that somebody may not, of a record that they may read; of any other
// it says as little as of none.
func Refused(ctx context.Context, tx *db.Tx, r *contract.Request, kind, ref string, p access.Permission, err error) error {
	if !guichet.IsKind(err, guichet.KindNotFound) {
		return err
	}
	if t, missing := ticket.Get(ctx, tx, r.Who.Scope(access.On(kind).Read), kind, ref); missing == nil && !r.Who.MayOn(p, t.Place(), t.RequesterID) {
		return guichet.Forbidden(string(p))
	}
	return err
}

// Act is an act of the request's person on a record.
func Act(r *contract.Request, p access.Permission, ref string, seen int64) ticket.Act {
	return ticket.Act{By: r.Actor(), Scope: r.Who.Scope(p), Ref: ref, Seen: seen, Teams: r.Who.TeamIDs, Given: Gives(r, nil)}
}
