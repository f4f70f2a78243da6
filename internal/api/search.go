package api

import (
	"context"
	"reflect"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/db"
	"guichet/internal/incident"
	"guichet/internal/search"
	"guichet/internal/stem"
	"guichet/internal/ticket"
)

func (a *API) searchRoutes() {
	contract.Route(a.door, contract.Get("search", "/api/search", "Find records by their words, a reference, an error code"), a.search)
}

// SearchHit is a record that was found.
type SearchHit struct {
	Kind      string `json:"kind"`
	ID        string `json:"id"`
	Reference string `json:"reference"`
	Title     string `json:"title"`
	State     State  `json:"state"`
	Requester string `json:"requester"`
	Excerpt   string `json:"excerpt"`
}

type searchIn struct {
	Q     string `query:"q" maxLength:"500"`
	Limit int    `query:"limit" minimum:"0" maximum:"50"`
}

func (a *API) search(ctx context.Context, in *searchIn) (*contract.List[SearchHit], error) {
	r, err := contract.May(ctx, access.IncidentRead)
	if err != nil {
		return nil, err
	}
	terms := stem.Query(in.Q)
	items := []SearchHit{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		hits, err := a.find(ctx, tx, r, terms, in.Limit)
		if err != nil {
			return err
		}
		ids := make([]string, len(hits))
		for i, h := range hits {
			ids[i] = h.ID
		}
		// Read through the reader's scope again: what the index says is only a hint.
		rows, _, err := ticket.List(ctx, tx, r.Who.Scope(access.IncidentRead),
			ticket.Filter{Kind: incident.Kind, IDs: ids, Sort: ticket.ByUpdated}, guichet.Page{Limit: guichet.PageMost})
		if err != nil {
			return err
		}
		byID := map[string]ticket.Row{}
		for _, row := range rows {
			byID[row.ID] = row
		}
		for _, id := range ids {
			if row, ok := byID[id]; ok {
				items = append(items, SearchHit{
					Kind: row.Kind, ID: row.ID, Reference: row.Reference, Title: row.Title, State: State(row.State),
					Requester: row.Requester, Excerpt: row.LastExcerpt,
				})
			}
		}
		return nil
	})
	return contract.Listed(items, ""), err
}

// find searches what the reader may read: public parts by the right to read,
// internal ones by the right to notes.
func (a *API) find(ctx context.Context, tx *db.Tx, r *contract.Request, terms []stem.Term, limit int) ([]search.Hit, error) {
	return search.Find(ctx, tx, search.Query{
		Terms: terms, Kinds: []string{incident.Kind}, Public: r.Who.Scope(access.IncidentRead),
		Internal: r.Who.Scope(access.IncidentNote), Limit: limit,
	})
}

func attachmentType() reflect.Type { return reflect.TypeFor[AttachmentBody]() }
