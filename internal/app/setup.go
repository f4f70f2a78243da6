package app

import (
	"context"

	"guichet/internal/auth"
	"guichet/internal/db"
)

// Setup is what the console of an empty desk shows: where to set it up, and the
// code that opens it once. Both are empty when there is somebody who can sign in.
func (a *App) Setup(ctx context.Context) (address, code string, err error) {
	var secret auth.Secret
	err = a.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		secret, err = auth.OfferSetup(ctx, tx)
		return err
	})
	if err != nil || secret == "" {
		return "", "", err
	}
	return a.config.url() + "/setup", string(secret), nil
}
