package intake

import (
	"context"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/auth"
	"guichet/internal/db"
	"guichet/internal/ticket"
)

// checkReach refuses that a record is somebody's who could not read it: a team may
// have people of one organisation, one site or one kind of record beside the others.
func checkReach(ctx context.Context, tx *db.Tx, field string, t ticket.Ticket) error {
	if ok, err := reaches(ctx, tx, t); ok || err != nil {
		return err
	}
	return guichet.Invalid(field, "ticket.out_of_reach", nil)
}

// reaches tells that whoever has a record in hand may read it.
func reaches(ctx context.Context, tx *db.Tx, t ticket.Ticket) (bool, error) {
	grants, err := auth.Grants(ctx, tx, t.AssigneeID)
	if err != nil {
		return false, err
	}
	return (access.Who{PersonID: t.AssigneeID, Grants: grants}).MayIn(access.On(t.Kind).Inside, t.Place()), nil
}
