package record

import (
	"context"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/category"
	"guichet/internal/db"
	"guichet/internal/person"
)

// MayLogFor refuses to log for somebody outside the reader's reach: they are
// then as unknown as a person who does not exist. It gives the team that the
// record begins with: theirs, of who works for one alone.
func MayLogFor(ctx context.Context, tx *db.Tx, r *contract.Request, p access.Permission, requesterID string) (teamID string, err error) {
	if requesterID == r.Who.PersonID {
		return "", nil
	}
	if !guichet.IsID(requesterID) {
		return "", guichet.Invalid("requester_id", "unknown_value", nil)
	}
	scope := r.Who.Scope(p).WithoutOwn()
	who, err := person.Get(ctx, tx, requesterID)
	if guichet.IsKind(err, guichet.KindNotFound) || err == nil && !scope.AnyTeam().Admits(who.Place()) {
		return "", guichet.Invalid("requester_id", "unknown_value", nil)
	}
	return scope.TeamFor(who.Place()), err
}

// Within is a category with all below it; one that is not known is nobody's.
func Within(ctx context.Context, tx *db.Tx, id string) ([]string, error) {
	switch id {
	case "":
		return nil, nil
	case "none":
		return []string{""}, nil
	}
	tree, err := category.Read(ctx, tx)
	if ids := tree.Within(id); len(ids) > 0 {
		return ids, err
	}
	return []string{id}, err
}
