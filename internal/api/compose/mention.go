package compose

import (
	"context"

	"guichet/internal/api/contract"
	"guichet/internal/db"
	"guichet/internal/mention"
)

const mentionsShown = 10

func (a *door) mentionRoutes() {
	contract.Route(a.Door, contract.Get("list-mentionable", "/api/tickets/{ref}/mentionable", "Whom a note on a record may name: people and teams of the desk who may read it"), a.mentionable)
}

// Mentionable is somebody whom a note may name.
type Mentionable struct {
	Kind string `json:"kind" enum:"person,team"`
	ID   string `json:"id"`
	Name string `json:"name"`
}

type mentionableIn struct {
	contract.RefIn
	Q string `query:"q" maxLength:"100"`
}

func (a *door) mentionable(ctx context.Context, in *mentionableIn) (*contract.List[Mentionable], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	items := []Mentionable{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := record(ctx, tx, r, in.Ref, toNote)
		if err != nil {
			return err
		}
		found, err := mention.Able(ctx, tx, t, in.Q, mentionsShown)
		for _, m := range found {
			items = append(items, Mentionable{Kind: m.Kind, ID: m.ID, Name: m.Name})
		}
		return err
	})
	return contract.Listed(items, ""), err
}
