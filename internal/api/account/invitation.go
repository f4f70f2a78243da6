package account

import (
	"context"

	"guichet/internal/api/contract"
	"guichet/internal/auth"
	"guichet/internal/db"
)

func (a *rooms) invitationRoutes() {
	contract.Route(a.Door, contract.Open(contract.Done(contract.Post("look-at-invitation", "/api/invitation/look",
		"Who an invitation is for; it still opens afterwards"))), a.lookAtInvitation)
	contract.Route(a.Door, contract.Open(contract.Post("accept-invitation", "/api/invitation",
		"Choose the first password by the link of an invitation, and sign in")), a.acceptInvitation)
}

// InvitationLink is what the letter, or the administrator, gave.
type InvitationLink struct {
	Link string `json:"link" doc:"What stands after the # of the link."`
}

// Invited is who the invitation is for.
type Invited struct {
	Name     string `json:"name"`
	Login    string `json:"login" doc:"What they will sign in with."`
	Language string `json:"language" enum:"fr,en"`
}

func (a *rooms) lookAtInvitation(ctx context.Context, in *contract.Item[InvitationLink]) (*contract.Item[Invited], error) {
	out := &contract.Item[Invited]{}
	err := a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, login, err := auth.Invited(ctx, tx, auth.Secret(in.Body.Link))
		out.Body = Invited{Name: p.Name, Login: login, Language: string(p.Language)}
		return err
	})
	return out, err
}

type acceptIn struct {
	UserAgent string `header:"User-Agent"`
	Body      struct {
		Link     string `json:"link" doc:"What stands after the # of the link."`
		Password string `json:"password"`
	}
}

// acceptInvitation hashes the password outside of any transaction. One that will
// not do leaves the link as it is.
func (a *rooms) acceptInvitation(ctx context.Context, in *acceptIn) (*entered, error) {
	link := auth.Secret(in.Body.Link)
	var login string
	if err := a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		_, login, err = auth.Invited(ctx, tx, link)
		return err
	}); err != nil {
		return nil, err
	}
	if wrong := auth.CheckPassword("password", login, in.Body.Password); wrong != nil {
		return nil, wrong
	}
	hash, err := a.Gate.Hash(ctx, in.Body.Password)
	if err != nil {
		return nil, err
	}
	var s auth.Session
	if err := a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if s, err = auth.AcceptInvitation(ctx, tx, link, hash, in.UserAgent); err != nil {
			return err
		}
		return a.leaveBehind(ctx, tx, true)
	}); err != nil {
		return nil, err
	}
	return a.enter(ctx, s)
}
