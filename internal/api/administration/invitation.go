package administration

import (
	"context"
	"net/http"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/auth"
	"guichet/internal/db"
	"guichet/internal/mailbox"
	"guichet/internal/person"
)

func (a *door) invitationRoutes() {
	contract.Route(a.Door, contract.Post("invite-person", "/api/administration/people/{id}/invitation",
		"Invite a person to choose a password; an invitation made before no longer opens"), a.invite)
	back := contract.Remove("withdraw-invitation", "/api/administration/people/{id}/invitation", "Take an invitation back")
	back.DefaultStatus = http.StatusOK
	contract.Route(a.Door, back, a.uninvite)
}

// AccountState is how a person stands with their account.
type AccountState struct {
	State     string     `json:"state" enum:"none,invited,active,deactivated" doc:"none: nobody asked them to choose a password."`
	InvitedAt *time.Time `json:"invited_at"`
	ExpiresAt *time.Time `json:"expires_at" doc:"When the invitation ends."`
}

func accountBody(ctx context.Context, tx *db.Tx, p person.Card, has bool) (AccountState, error) {
	switch {
	case !p.Active:
		return AccountState{State: "deactivated"}, nil
	case has:
		return AccountState{State: "active"}, nil
	}
	i, err := auth.PendingInvitation(ctx, tx, p.ID)
	if guichet.IsKind(err, guichet.KindNotFound) {
		return AccountState{State: "none"}, nil
	}
	return AccountState{State: "invited", InvitedAt: contract.MomentOrNil(i.Sent), ExpiresAt: contract.MomentOrNil(i.Expires)}, err
}

// InvitationBody tells how the invitation reaches the person.
type InvitationBody struct {
	ByLetter bool               `json:"by_letter" doc:"A letter is on its way. Otherwise no mailbox can send yet, and the link is to be handed over."`
	Link     string             `json:"link,omitempty" doc:"To be handed over: in this answer and never again."`
	Person   AdministeredPerson `json:"person"`
}

// invite keeps no answer for a repeated key, for a link may be in it: a repeat
// makes another, and the one before no longer opens.
func (a *door) invite(ctx context.Context, in *contract.IDIn) (*contract.Item[InvitationBody], error) {
	r, err := contract.May(ctx, access.PersonManage)
	if err != nil {
		return nil, err
	}
	out := &contract.Item[InvitationBody]{}
	err = a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := manages(ctx, tx, r, in.ID); err != nil {
			return err
		}
		_, err := mailbox.Sender(ctx, tx, "")
		if err != nil && !guichet.IsKind(err, guichet.KindNotFound) {
			return err
		}
		body := InvitationBody{ByLetter: err == nil}
		secret, err := auth.Invite(ctx, tx, r.Actor(), in.ID, body.ByLetter)
		if err != nil {
			return err
		}
		if secret != "" {
			body.Link = a.url + "/invitation#" + string(secret)
		}
		body.Person, err = a.readPerson(ctx, tx, r, in.ID)
		out.Body = body
		return err
	})
	return out, err
}

func (a *door) uninvite(ctx context.Context, in *contract.IDIn) (*contract.Item[AdministeredPerson], error) {
	return a.act(ctx, in.ID, func(ctx context.Context, tx *db.Tx, r *contract.Request) error {
		return auth.Uninvite(ctx, tx, r.Actor(), in.ID)
	})
}
