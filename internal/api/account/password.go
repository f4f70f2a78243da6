package account

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/api/contract"
	"guichet/internal/auth"
	"guichet/internal/db"
)

func (a *rooms) passwordRoutes() {
	contract.Route(a.Door, contract.Get("get-account", "/api/me/account", "How one signs in"), a.getAccount)
	contract.Route(a.Door, contract.Done(contract.Post("change-password", "/api/me/password", "Change one's own password; every other screen is signed out")), a.changePassword)
}

// AccountBody is how somebody signs in.
type AccountBody struct {
	Login             string     `json:"login" doc:"Empty for who has no password: they come in by a link."`
	PasswordChangedAt *time.Time `json:"password_changed_at"`
}

func (a *rooms) getAccount(ctx context.Context, _ *struct{}) (*contract.Item[AccountBody], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	out := &contract.Item[AccountBody]{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		account, err := auth.GetAccount(ctx, tx, r.Who.PersonID)
		if guichet.IsKind(err, guichet.KindNotFound) {
			return nil
		}
		out.Body.Login, out.Body.PasswordChangedAt = account.Login, contract.MomentOrNil(account.Changed)
		return err
	})
	return out, err
}

// PasswordChange is the old password and the new one.
type PasswordChange struct {
	Current  string `json:"current"`
	Password string `json:"password"`
}

type changePasswordIn struct {
	UserAgent string `header:"User-Agent"`
	Body      PasswordChange
}

// changePassword judges the old password as a sign-in does, so that who finds an
// open screen cannot try passwords there.
func (a *rooms) changePassword(ctx context.Context, in *changePasswordIn) (*entered, error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	if r.Identity.TokenID != "" {
		return nil, guichet.Forbidden("password.change")
	}
	var account auth.Account
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		account, err = auth.GetAccount(ctx, tx, r.Who.PersonID)
		return err
	})
	if err != nil {
		return nil, err
	}
	if wrong := auth.CheckPassword("password", account.Login, in.Body.Password); wrong != nil {
		return nil, wrong
	}
	attempt, verdict, err := a.judge(ctx, account.Login, in.Body.Current)
	if err != nil {
		return nil, err
	}
	defer attempt.Abandon()
	hash, err := a.Gate.Hash(ctx, in.Body.Password)
	if err != nil {
		return nil, err
	}
	var outcome auth.Outcome
	if err := a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		outcome, err = attempt.Renew(ctx, tx, verdict, r.Actor(), hash, in.UserAgent)
		return err
	}); err != nil {
		return nil, err
	}
	session, err := attempt.End(outcome)
	if err != nil {
		return nil, guichet.Invalid("current", "password.wrong", nil)
	}
	return a.enter(ctx, session)
}
