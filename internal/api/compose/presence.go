package compose

import (
	"context"

	"guichet"
	"guichet/internal/api/contract"
	"guichet/internal/db"
	"guichet/internal/live"
	"guichet/internal/person"
)

func (a *door) presenceRoutes() {
	contract.Route(a.Door, contract.Get("list-presence", "/api/tickets/{ref}/presence", "Who of the desk is at a record now, and whether they write"), a.presence)
	contract.Route(a.Door, contract.Done(contract.Post("tell-presence", "/api/tickets/{ref}/presence", "Say that one is at a record; to be said again every 20 seconds")), a.tellPresence)
}

// PresentBody is somebody at a record. What they write is nobody's business.
type PresentBody struct {
	Person contract.Ref `json:"person"`
	Doing  string       `json:"doing" enum:"reading,writing"`
}

// PresenceSign says what somebody does at a record, on one of their screens.
type PresenceSign struct {
	Screen string `json:"screen" maxLength:"40" doc:"Any name by which this screen is told from another of the same person."`
	Doing  string `json:"doing" enum:"reading,writing,gone"`
}

// others are those at a record beside the reader.
func (a *door) others(ctx context.Context, tx *db.Tx, r *contract.Request, ticketID string) ([]PresentBody, error) {
	items := []PresentBody{}
	for _, p := range a.live.At(ticketID) {
		if p.PersonID == r.Who.PersonID {
			continue
		}
		who, err := person.Get(ctx, tx, p.PersonID)
		if err != nil {
			return items, err
		}
		items = append(items, PresentBody{Person: contract.Ref{ID: who.ID, Name: who.Name}, Doing: p.Doing})
	}
	return items, nil
}

func (a *door) presence(ctx context.Context, in *contract.RefIn) (*contract.List[PresentBody], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	var items []PresentBody
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := record(ctx, tx, r, in.Ref, toNote)
		if err != nil {
			return err
		}
		items, err = a.others(ctx, tx, r, t.ID)
		return err
	})
	return contract.Listed(items, ""), err
}

func (a *door) tellPresence(ctx context.Context, in *contract.WithRef[PresenceSign]) (*contract.List[PresentBody], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	sign := live.Sign{PersonID: r.Who.PersonID, Screen: guichet.Clean(in.Body.Screen), Doing: in.Body.Doing}
	if err := sign.Check(); err != nil {
		return nil, err
	}
	var items []PresentBody
	// Nothing is written: the transaction is what a hint leaves with.
	err = a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := record(ctx, tx, r, in.Ref, toNote)
		if err != nil {
			return err
		}
		sign.SubjectID = t.ID
		sign.Tell(tx)
		items, err = a.others(ctx, tx, r, t.ID)
		return err
	})
	return contract.Listed(items, ""), err
}
