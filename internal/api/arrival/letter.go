package arrival

import (
	"context"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/api/record"
	"guichet/internal/db"
	"guichet/internal/intake"
	"guichet/internal/outbox"
	"guichet/internal/ticket"
)

// LetterBody is a letter of the desk and what became of it.
type LetterBody struct {
	ID      string `json:"id"`
	Address string `json:"address"`
	State   string `json:"state" enum:"waiting,sent,failed"`
}

// resend has a letter sent again by who works on its record.
func (a door) resend(ctx context.Context, in *contract.IDIn) (*contract.Item[LetterBody], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	b, err := contract.Write(ctx, a.Door, func(ctx context.Context, tx *db.Tx) (LetterBody, error) {
		l, err := outbox.Get(ctx, tx, in.ID)
		if err != nil {
			return LetterBody{}, err
		}
		if l.TicketID == "" {
			return LetterBody{}, guichet.NotFound()
		}
		t, err := ticket.KindOf(ctx, tx, l.TicketID)
		if err != nil {
			return LetterBody{}, err
		}
		right := access.On(t.Kind).Handle
		if t, err = ticket.Get(ctx, tx, r.Who.Scope(access.On(t.Kind).Read), t.Kind, t.ID); err != nil {
			return LetterBody{}, err
		}
		if !r.Who.MayIn(right, t.Place()) {
			return LetterBody{}, guichet.Forbidden(string(right))
		}
		if _, err = intake.Resend(ctx, tx, t.Kind, record.Act(r, right, t.ID, 0), l); err != nil {
			return LetterBody{}, err
		}
		l, err = outbox.Get(ctx, tx, in.ID)
		return LetterBody{ID: l.ID, Address: l.Address, State: string(l.State)}, err
	})
	return &contract.Item[LetterBody]{Body: b}, err
}
