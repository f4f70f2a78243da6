package account

import (
	"context"
	"net/http"

	"guichet"
	"guichet/internal/api/contract"
	"guichet/internal/auth"
	"guichet/internal/db"
	"guichet/internal/mailbox"
)

func (a *rooms) linkRoutes() {
	reset := contract.Post("reset-password", "/api/password", "Set a new password by the link of a letter")
	reset.DefaultStatus = http.StatusNoContent
	contract.Route(a.Door, contract.Open(contract.Done(contract.Post("ask-password-link", "/api/password/links", "Ask for a letter with a link to set a new password"))), a.askLink(auth.ForPassword))
	contract.Route(a.Door, contract.Open(reset), a.resetPassword)
	contract.Route(a.Door, contract.Open(contract.Done(contract.Post("ask-session-link", "/api/session/links", "Ask for a letter with a link to sign in as a user"))), a.askLink(auth.ForEntering))
	contract.Route(a.Door, contract.Open(contract.Done(contract.Post("enter", "/api/session/link", "Sign in by the link of a letter"))), a.enterByLink)
}

// LinkRequest says where the letter shall go.
type LinkRequest struct {
	Address string `json:"address" doc:"A mail address."`
}

// LinkAsked is the same whoever asked.
type LinkAsked struct {
	Minutes int64 `json:"minutes" doc:"For how long the link will open."`
}

// askLink does the same for every address, known to the desk or not.
func (a *rooms) askLink(p auth.Purpose) func(context.Context, *contract.Item[LinkRequest]) (*contract.Item[LinkAsked], error) {
	return func(ctx context.Context, in *contract.Item[LinkRequest]) (*contract.Item[LinkAsked], error) {
		writes, err := a.writes(ctx)
		if err != nil {
			return nil, err
		}
		if !writes {
			return nil, guichet.Invalid("address", "link.no_mailbox", nil)
		}
		err = a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			if err := auth.Ask(ctx, tx, in.Body.Address, contract.RequestOf(ctx).Address); err != nil {
				return err
			}
			return auth.AskLink(ctx, tx, p, in.Body.Address)
		})
		return &contract.Item[LinkAsked]{Body: LinkAsked{Minutes: int64(p.Life().Minutes())}}, err
	}
}

// writes tells whether the desk can write letters.
func (a *rooms) writes(ctx context.Context) (writes bool, err error) {
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		writes, err = canWrite(ctx, tx)
		return err
	})
	return writes, err
}

func canWrite(ctx context.Context, tx *db.Tx) (bool, error) {
	_, err := mailbox.Sender(ctx, tx, "")
	if guichet.IsKind(err, guichet.KindNotFound) {
		return false, nil
	}
	return err == nil, err
}

// PasswordReset is the link and the new password.
type PasswordReset struct {
	Link     string `json:"link" doc:"What stands after the # of the link."`
	Password string `json:"password"`
}

func (a *rooms) resetPassword(ctx context.Context, in *contract.Item[PasswordReset]) (*struct{}, error) {
	link := auth.Secret(in.Body.Link)
	var account auth.Account
	if err := a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		account, err = auth.LinkedAccount(ctx, tx, link)
		return err
	}); err != nil {
		return nil, err
	}
	// A password that will not do leaves the link as it is.
	if wrong := auth.CheckPassword("password", account.Login, in.Body.Password); wrong != nil {
		return nil, wrong
	}
	hash, err := a.Gate.Hash(ctx, in.Body.Password)
	if err != nil {
		return nil, err
	}
	return nil, a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return auth.ResetPassword(ctx, tx, link, hash) })
}

type enterIn struct {
	UserAgent string `header:"User-Agent"`
	Body      struct {
		Link string `json:"link" doc:"What stands after the # of the link."`
	}
}

func (a *rooms) enterByLink(ctx context.Context, in *enterIn) (*entered, error) {
	var s auth.Session
	if err := a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if s, err = auth.Enter(ctx, tx, auth.Secret(in.Body.Link), in.UserAgent); err != nil {
			return err
		}
		return a.leaveBehind(ctx, tx, true)
	}); err != nil {
		return nil, err
	}
	return a.enter(ctx, s)
}
