package contract

import (
	"context"

	"guichet"
	"guichet/internal/auth"
)

// Proven lets a signed-in person pass who gave their password at this screen a
// short while ago: for acts that a screen left open must not lend itself to.
// Programs and sessions by a link have no password to give.
func (d *Door) Proven(ctx context.Context, act string) (*Request, error) {
	r, err := SignedIn(ctx)
	if err != nil {
		return r, err
	}
	if r.Identity.TokenID != "" || r.Identity.Way == auth.ByLink {
		return r, guichet.Forbidden(act)
	}
	if !r.Identity.IsProved(d.DB.Now()) {
		return r, &guichet.Error{Kind: guichet.KindForbidden, Code: "password.again"}
	}
	return r, nil
}
