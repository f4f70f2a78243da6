package api

import (
	"context"
	"net/http"
	"time"

	"guichet"
	"guichet/internal/api/contract"
	"guichet/internal/auth"
	"guichet/internal/db"
	"guichet/internal/person"
)

func (a *API) sessionRoutes() {
	contract.Route(a.door, contract.Open(contract.Done(contract.Post("sign-in", "/api/session", "Sign in with login and password"))), a.signIn)
	contract.Route(a.door, contract.Remove("sign-out", "/api/session", "Sign out"), a.signOut)
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
	attempt, err := a.Gate.Admit(in.Body.Login, contract.RequestOf(ctx).Address, a.DB.Now())
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
		Name: contract.SessionCookie, Value: value, Path: "/", Expires: ends, HttpOnly: true, Secure: a.Secure, SameSite: http.SameSiteLaxMode,
	}
}

type signOutOut struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
}

func (a *API) signOut(ctx context.Context, _ *struct{}) (*signOutOut, error) {
	r := contract.RequestOf(ctx)
	if r.Secret != "" && r.Identity.TokenID == "" {
		if err := a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return auth.SignOut(ctx, tx, r.Secret) }); err != nil {
			return nil, err
		}
	}
	gone := a.cookie("", time.Unix(1, 0))
	gone.MaxAge = -1
	return &signOutOut{SetCookie: gone}, nil
}

func (a *API) meRoutes() {
	contract.Route(a.door, contract.Get("get-me", "/api/me", "Who is signed in"), a.getMe)
	contract.Route(a.door, contract.Patch("change-me", "/api/me", "Change one's own preferences"), a.changeMe)
}

func (a *API) getMe(ctx context.Context, _ *struct{}) (*contract.Item[Me], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	out := &contract.Item[Me]{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		out.Body, err = a.meBody(ctx, tx, r.Who)
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

func (a *API) changeMe(ctx context.Context, in *contract.Item[MeChange]) (*contract.Item[Me], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	prefer := person.Preferences{Zone: in.Body.Zone, Theme: in.Body.Theme}
	if in.Body.Language != nil {
		l := guichet.Language(*in.Body.Language)
		prefer.Language = &l
	}
	out := &contract.Item[Me]{}
	err = a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := person.Prefer(ctx, tx, r.Actor(), r.Who.PersonID, prefer); err != nil {
			return err
		}
		out.Body, err = a.meBody(ctx, tx, r.Who)
		return err
	})
	return out, err
}
