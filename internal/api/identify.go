package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"guichet"
	"guichet/internal/auth"
	"guichet/internal/db"
	"guichet/internal/person"
)

// sessionCookie holds the secret of a session.
const sessionCookie = "guichet_session"

// identified finds out who asks. A credential that is no longer good is told
// only where somebody is needed, so that signing in again is always possible.
func (a *API) identified(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		req := requestOf(r.Context())
		secret, via := credential(r)
		req.via = via
		if secret != "" {
			if err := a.identify(r.Context(), req, secret); err != nil {
				if !guichet.IsKind(err, guichet.KindUnauthenticated) {
					a.refuse(w, r, err)
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
	if c, err := r.Cookie(sessionCookie); err == nil {
		return auth.Secret(c.Value), guichet.Portal
	}
	return "", guichet.Portal
}

func (a *API) identify(ctx context.Context, req *request, secret auth.Secret) error {
	var found auth.Identity
	err := a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		found, err = auth.Identify(ctx, tx, a.TokenKey, secret)
		return err
	})
	if err != nil {
		return err
	}
	req.secret, req.identity, req.who, req.person, req.language = secret, found, found.Who, found.Person, found.Person.Language
	if req.via == guichet.Portal && req.isDesk() {
		req.via = guichet.Desk
	}
	if found.TouchDue {
		return a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return auth.Touch(ctx, tx, found) })
	}
	return nil
}

func (a *API) sessionRoutes() {
	route(a, open(done(post("sign-in", "/api/session", "Sign in with login and password"))), a.signIn)
	route(a, remove("sign-out", "/api/session", "Sign out"), a.signOut)
}

// SignIn is what somebody signs in with.
type SignIn struct {
	Login    string `json:"login"`
	Password string `json:"password"`
}

type signInOut struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
	Body      Me
}

type signInIn struct {
	UserAgent string `header:"User-Agent"`
	Body      SignIn
}

// signIn takes three steps, so that no password is judged inside a transaction.
func (a *API) signIn(ctx context.Context, in *signInIn) (*signInOut, error) {
	attempt, err := a.Gate.Admit(in.Body.Login, requestOf(ctx).address, a.DB.Now())
	if err != nil {
		return nil, err
	}
	defer attempt.Abandon()
	var claim auth.Claim
	if err := a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		claim, err = attempt.Find(ctx, tx)
		return err
	}); err != nil {
		return nil, err
	}
	verdict, err := attempt.Verify(ctx, claim, in.Body.Password)
	if err != nil {
		return nil, err
	}
	var outcome auth.Outcome
	if err := a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		outcome, err = attempt.Settle(ctx, tx, verdict, in.UserAgent)
		return err
	}); err != nil {
		return nil, err
	}
	session, err := attempt.End(outcome)
	if err != nil {
		return nil, err
	}
	out := &signInOut{SetCookie: a.cookie(string(session.Secret), session.Ends)}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		who, err := auth.WhoIs(ctx, tx, session.PersonID)
		if err != nil {
			return err
		}
		out.Body, err = a.meBody(ctx, tx, who)
		return err
	})
	return out, err
}

func (a *API) cookie(value string, ends time.Time) http.Cookie {
	return http.Cookie{
		Name: sessionCookie, Value: value, Path: "/", Expires: ends, HttpOnly: true, Secure: a.Secure, SameSite: http.SameSiteLaxMode,
	}
}

type signOutOut struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
}

func (a *API) signOut(ctx context.Context, _ *struct{}) (*signOutOut, error) {
	r := requestOf(ctx)
	if r.secret != "" && r.identity.TokenID == "" {
		if err := a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return auth.SignOut(ctx, tx, r.secret) }); err != nil {
			return nil, err
		}
	}
	gone := a.cookie("", time.Unix(1, 0))
	gone.MaxAge = -1
	return &signOutOut{SetCookie: gone}, nil
}

func (a *API) meRoutes() {
	route(a, get("get-me", "/api/me", "Who is signed in"), a.getMe)
	route(a, patch("change-me", "/api/me", "Change one's own preferences"), a.changeMe)
}

func (a *API) getMe(ctx context.Context, _ *struct{}) (*item[Me], error) {
	r, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	out := &item[Me]{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		out.Body, err = a.meBody(ctx, tx, r.who)
		return err
	})
	return out, err
}

// MeChange is what people change about themselves.
type MeChange struct {
	Language *string `json:"language,omitempty" enum:"fr,en"`
	Zone     *string `json:"zone,omitempty" doc:"IANA name, such as Europe/Paris."`
	Theme    *string `json:"theme,omitempty" enum:"auto,light,dark"`
}

func (a *API) changeMe(ctx context.Context, in *item[MeChange]) (*item[Me], error) {
	r, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	prefer := person.Preferences{Zone: in.Body.Zone, Theme: in.Body.Theme}
	if in.Body.Language != nil {
		l := guichet.Language(*in.Body.Language)
		prefer.Language = &l
	}
	out := &item[Me]{}
	err = a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := person.Prefer(ctx, tx, r.actor(), r.who.PersonID, prefer); err != nil {
			return err
		}
		out.Body, err = a.meBody(ctx, tx, r.who)
		return err
	})
	return out, err
}
