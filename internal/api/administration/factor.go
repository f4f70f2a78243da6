package administration

import (
	"context"
	"net/http"

	"guichet/internal/api/contract"
	"guichet/internal/auth"
	"guichet/internal/db"
)

func (a *door) factorRoutes() {
	reset := contract.Remove("reset-second-factor", "/api/administration/people/{id}/second-factor",
		"Take away the second factor of somebody who lost it; asks for one's own password first")
	reset.DefaultStatus = http.StatusOK
	contract.Route(a.Door, reset, a.resetFactor)
}

func (a *door) resetFactor(ctx context.Context, in *contract.IDIn) (*contract.Item[AdministeredPerson], error) {
	return a.act(ctx, in.ID, func(ctx context.Context, tx *db.Tx, r *contract.Request) error {
		if in.ID == r.Who.PersonID {
			// One's own is taken off on one's own page, where the rules for it are.
			return r.Deny(ctx, "factor.reset")
		}
		if _, err := a.Proven(ctx, "factor.reset"); err != nil {
			return err
		}
		return auth.EndFactor(ctx, tx, r.Actor(), in.ID)
	})
}
