package notice

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/change"
	"guichet/internal/db"
	"guichet/internal/ticket"
)

// Awaited is a change that waits for the reader's yes or no.
type Awaited struct {
	Record
	Priority  int64        `json:"priority"`
	Requester contract.Ref `json:"requester"`
	Since     time.Time    `json:"since" doc:"When it was assessed."`
}

// decisions lists what the reader may decide now: in their scope, and not theirs.
func (a *rooms) decisions(ctx context.Context, in *listIn) (*contract.List[Awaited], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	reach := []ticket.Reach{{Kind: change.Kind, Scope: r.Who.Scope(access.ChangeAuthorise)}}
	if reach[0].Scope.IsEmpty() {
		return nil, r.Deny(ctx, access.ChangeAuthorise)
	}
	f := ticket.Filter{States: []ticket.State{change.Assessed}, NotOf: r.Who.PersonID, Sort: ticket.ByPriority}
	items, next := []Awaited{}, ""
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		rows, cursor, err := ticket.ListKinds(ctx, tx, reach, f, guichet.Page{Limit: in.Limit, Cursor: in.Cursor})
		for _, row := range rows {
			items = append(items, Awaited{
				Record:   Record{Kind: row.Kind, ID: row.ID, Reference: row.Reference, Title: row.Title, State: string(row.State)},
				Priority: row.Priority, Requester: contract.Ref{ID: row.RequesterID, Name: row.Requester}, Since: row.StateSince,
			})
		}
		next = cursor
		return err
	})
	return contract.Listed(items, next), err
}
