package account

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/api/contract"
	"guichet/internal/auth"
	"guichet/internal/db"
)

func (a *rooms) tokenRoutes() {
	contract.Route(a.Door, contract.Get("list-tokens", "/api/tokens", "One's own tokens"), a.listTokens)
	contract.Route(a.Door, contract.Post("create-token", "/api/tokens", "Make a token; it is shown once"), a.createToken)
	contract.Route(a.Door, contract.Remove("revoke-token", "/api/tokens/{id}", "Revoke a token"), a.revokeToken)
}

// TokenBody is a personal token.
type TokenBody struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	Token     string     `json:"token,omitempty" doc:"The secret itself, in the answer that made it and never again."`
	CreatedAt time.Time  `json:"created_at"`
	UsedAt    *time.Time `json:"used_at"`
	ExpiresAt *time.Time `json:"expires_at"`
}

func tokenBody(t auth.Token) TokenBody {
	return TokenBody{ID: t.ID, Name: t.Name, CreatedAt: t.Created, UsedAt: contract.MomentOrNil(t.Used), ExpiresAt: contract.MomentOrNil(t.Expires)}
}

func (a *rooms) listTokens(ctx context.Context, _ *struct{}) (*contract.List[TokenBody], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	items := []TokenBody{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		tokens, err := auth.Tokens(ctx, tx, r.Who.PersonID)
		for _, t := range tokens {
			items = append(items, tokenBody(t))
		}
		return err
	})
	return contract.Listed(items, ""), err
}

// NewToken asks for a token.
type NewToken struct {
	Name      string     `json:"name" doc:"What it is for."`
	ExpiresAt *time.Time `json:"expires_at,omitempty" doc:"Never, when left out."`
}

// createToken keeps no answer for a repeated key: the secret is stored nowhere,
// not even there. A repeat makes another token, which can be revoked.
func (a *rooms) createToken(ctx context.Context, in *contract.Item[NewToken]) (*contract.Item[TokenBody], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	// A token that leaks must not be able to outlive its own revocation, and a
	// link in a letter must not become more than a user's session.
	if _, err := a.Proven(ctx, "token.create"); err != nil {
		return nil, err
	}
	if r.Identity.Limited {
		// It would have the roles that this session waits for.
		return nil, guichet.Forbidden("token.create")
	}
	var expires time.Time
	if in.Body.ExpiresAt != nil {
		expires = *in.Body.ExpiresAt
	}
	out := &contract.Item[TokenBody]{}
	err = a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, secret, err := auth.CreateToken(ctx, tx, r.Actor(), a.TokenKey, r.Who.PersonID, guichet.Clean(in.Body.Name), expires)
		out.Body = tokenBody(t)
		out.Body.Token = string(secret)
		return err
	})
	return out, err
}

func (a *rooms) revokeToken(ctx context.Context, in *contract.IDIn) (*struct{}, error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	return nil, a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return auth.RevokeToken(ctx, tx, r.Actor(), r.Who.PersonID, in.ID)
	})
}
