package account

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/api/contract"
	"guichet/internal/auth"
	"guichet/internal/db"
)

func (a *rooms) sessionRoutes() {
	contract.Route(a.Door, contract.Open(contract.Done(contract.Post("sign-in", "/api/session", "Sign in with login and password"))), a.signIn)
	contract.Route(a.Door, contract.Open(contract.Get("get-session", "/api/session", "Who is at this screen, if anybody")), a.getSession)
	contract.Route(a.Door, contract.Remove("sign-out", "/api/session", "Sign out"), a.signOut)
	contract.Route(a.Door, contract.Get("list-sessions", "/api/sessions", "The screens on which one is signed in"), a.listSessions)
	contract.Route(a.Door, contract.Remove("revoke-session", "/api/sessions/{id}", "Sign one screen out"), a.revokeSession)
	contract.Route(a.Door, contract.Remove("sign-out-everywhere", "/api/sessions", "Sign every screen out, this one too"), a.signOutEverywhere)
}

// Present is who is at a screen.
type Present struct {
	Me *Me `json:"me" doc:"Null: nobody is signed in."`
}

// getSession is asked by every page as it opens: that nobody is there yet is no
// failure.
func (a *rooms) getSession(ctx context.Context, _ *struct{}) (*contract.Item[Present], error) {
	out := &contract.Item[Present]{}
	r, err := contract.SignedIn(ctx)
	if guichet.IsKind(err, guichet.KindUnauthenticated) {
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		me, err := a.meBody(ctx, tx, r.Who, r.Identity.Limited)
		out.Body.Me = &me
		return err
	})
	return out, err
}

// SignIn is what somebody signs in with.
type SignIn struct {
	Login    string `json:"login"`
	Password string `json:"password"`
	Code     string `json:"code,omitempty" maxLength:"40" doc:"Of the second factor, or a recovery code. Asked for by code_needed, once the password is right."`
}

type signInIn struct {
	UserAgent string `header:"User-Agent"`
	Body      SignIn
}

// signIn takes three steps, so that no password is judged inside a transaction.
// The session that the screen had before ends: what somebody else may know of it
// opens nothing.
func (a *rooms) signIn(ctx context.Context, in *signInIn) (*entered, error) {
	attempt, verdict, err := a.judge(ctx, in.Body.Login, in.Body.Password)
	if err != nil {
		return nil, err
	}
	defer attempt.Abandon()
	attempt.Show(in.Body.Code)
	var outcome auth.Outcome
	if err := a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if outcome, err = attempt.Settle(ctx, tx, verdict, in.UserAgent); err != nil {
			return err
		}
		return a.leaveBehind(ctx, tx, outcome.Entered())
	}); err != nil {
		return nil, err
	}
	session, err := attempt.End(outcome)
	if err != nil {
		return nil, err
	}
	return a.enter(ctx, session)
}

// judge does the first two steps of an attempt, which the caller settles and
// ends.
func (a *rooms) judge(ctx context.Context, login, password string) (*auth.Attempt, auth.Verdict, error) {
	a.Gate.Bound(a.Limits(ctx))
	attempt, err := a.Gate.Admit(login, contract.RequestOf(ctx).Address, a.DB.Now())
	if err != nil {
		return nil, auth.Verdict{}, err
	}
	var claim auth.Claim
	if err := a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		claim, err = attempt.Find(ctx, tx)
		return err
	}); err != nil {
		attempt.Abandon()
		return nil, auth.Verdict{}, err
	}
	verdict, err := attempt.Verify(ctx, claim, password)
	if err != nil {
		attempt.Abandon()
		return nil, auth.Verdict{}, err
	}
	contract.RequestOf(ctx).Tried = verdict.PersonID()
	return attempt, verdict, nil
}

// leaveBehind ends the session that came with the request of somebody who enters
// anew.
func (a *rooms) leaveBehind(ctx context.Context, tx *db.Tx, enters bool) error {
	r := contract.RequestOf(ctx)
	if !enters || r.Identity.SessionID == "" {
		return nil
	}
	return auth.SignOut(ctx, tx, r.Secret)
}

// enter answers whoever came in.
func (a *rooms) enter(ctx context.Context, s auth.Session) (*entered, error) {
	out := &entered{SetCookie: a.cookie(string(s.Secret), s.Ends)}
	err := a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		who, err := auth.WhoIs(ctx, tx, s.PersonID)
		if err != nil {
			return err
		}
		if s.Way == auth.ByLink || s.Limited {
			who = auth.AsUser(who)
		}
		out.Body, err = a.meBody(ctx, tx, who, s.Limited)
		return err
	})
	return out, err
}

func (a *rooms) signOut(ctx context.Context, _ *struct{}) (*left, error) {
	r := contract.RequestOf(ctx)
	if r.Secret != "" && r.Identity.TokenID == "" {
		if err := a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return auth.SignOut(ctx, tx, r.Secret) }); err != nil {
			return nil, err
		}
	}
	return &left{SetCookie: a.noCookie()}, nil
}

// SessionBody is a screen on which somebody is signed in.
type SessionBody struct {
	ID        string    `json:"id"`
	Device    string    `json:"device" doc:"What the browser said of itself."`
	Way       string    `json:"way" enum:"password,link"`
	CreatedAt time.Time `json:"created_at"`
	SeenAt    time.Time `json:"seen_at" doc:"To five minutes."`
	EndsAt    time.Time `json:"ends_at" doc:"At the latest."`
	Current   bool      `json:"current" doc:"The screen that asks."`
}

func (a *rooms) listSessions(ctx context.Context, _ *struct{}) (*contract.List[SessionBody], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	items := []SessionBody{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err := auth.Sessions(ctx, tx, r.Who.PersonID)
		for _, s := range all {
			items = append(items, SessionBody{
				ID: s.ID, Device: s.UserAgent, Way: string(s.Way), CreatedAt: s.Created, SeenAt: s.Seen, EndsAt: s.Ends,
				Current: s.ID == r.Identity.SessionID,
			})
		}
		return err
	})
	return contract.Listed(items, ""), err
}

func (a *rooms) revokeSession(ctx context.Context, in *contract.IDIn) (*struct{}, error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	return nil, a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return auth.RevokeSession(ctx, tx, r.Actor(), r.Who.PersonID, in.ID)
	})
}

func (a *rooms) signOutEverywhere(ctx context.Context, _ *struct{}) (*left, error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	err = a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return auth.SignOutEverywhere(ctx, tx, r.Actor(), r.Who.PersonID)
	})
	return &left{SetCookie: a.noCookie()}, err
}
