package contract

import (
	"context"
	"net/http"
	"strings"

	"guichet"
	"guichet/internal/auth"
	"guichet/internal/db"
)

// SessionCookie holds the secret of a session.
const SessionCookie = "guichet_session"

// identified finds out who asks. A credential that is no longer good is told
// only where somebody is needed, so that signing in again is always possible.
func (d *Door) identified(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		req := RequestOf(r.Context())
		if req.shown != "" {
			if err := d.Identify(r.Context(), req, req.shown); err != nil {
				if !guichet.IsKind(err, guichet.KindUnauthenticated) {
					d.Refuse(w, r, err)
					return
				}
				req.mistake = err
			}
		}
		next.ServeHTTP(w, r)
	})
}

func credential(r *http.Request) (auth.Secret, guichet.Channel) {
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return auth.Secret(token), guichet.API
	}
	if c, err := r.Cookie(SessionCookie); err == nil {
		return auth.Secret(c.Value), guichet.Portal
	}
	return "", guichet.Portal
}

// Find finds who a secret stands for now. That it is asked is no use of the
// session: a screen that only listens does not keep it alive.
func (d *Door) Find(ctx context.Context, secret auth.Secret) (auth.Identity, error) {
	return d.recallIdentity(secret, func() (found auth.Identity, err error) {
		err = d.DB.Read(db.Brief(ctx), func(ctx context.Context, tx *db.Tx) (err error) {
			found, err = auth.Identify(ctx, tx, d.TokenKey, secret)
			return err
		})
		return found, err
	})
}

// Identify finds who a secret stands for, and says so on the request.
func (d *Door) Identify(ctx context.Context, req *Request, secret auth.Secret) error {
	found, err := d.Find(ctx, secret)
	if err != nil {
		return err
	}
	req.Secret, req.Identity, req.Who, req.Person, req.Language = secret, found, found.Who, found.Person, found.Person.Language
	if req.Via == guichet.Portal && req.IsDesk() {
		req.Via = guichet.Desk
	}
	if !found.TouchDue {
		return nil
	}
	err = d.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return auth.Touch(ctx, tx, found) })
	if guichet.IsKind(err, guichet.KindUnavailable) {
		// A full disk does not keep people from reading; the next use is written.
		d.Logger.WarnContext(ctx, "a use cannot be written down", "error", err.Error())
		return nil
	}
	return err
}
