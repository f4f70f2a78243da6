package api

import (
	"context"
	"reflect"
	"slices"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/api/record"
	"guichet/internal/db"
	"guichet/internal/field"
	"guichet/internal/relation"
	"guichet/internal/search"
	"guichet/internal/stem"
	"guichet/internal/ticket"
)

func (a *API) searchRoutes() {
	contract.Route(a.door, contract.Get("search", "/api/search", "Find records by their words, a reference, an error code"), a.search)
	contract.Route(a.door, contract.Get("list-similar", "/api/tickets/{ref}/similar", "Records whose title is like that of one, the most like and the latest first"), a.similar)
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
	Kind  string `query:"kind" doc:"Kinds of record, separated by commas. All when left out."`
	Limit int    `query:"limit" minimum:"0" maximum:"50"`
	Own   bool   `query:"own" doc:"Only open records of one's own, or that one follows, whose title is like the words."`
}

func (a *API) search(ctx context.Context, in *searchIn) (*contract.List[SearchHit], error) {
	r, kinds, err := readable(ctx, in.Kind)
	if err != nil {
		return nil, err
	}
	q, shown := search.Query{Terms: stem.Query(in.Q), Limit: in.Limit}, ticket.All
	if in.Own {
		own := *r
		own.Who.Grants = nil
		r, shown, q.Any, q.Limit = &own, ticket.Open, true, similarMost*4
	}
	items := []SearchHit{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		hits, err := a.findBy(ctx, tx, r, kinds, q)
		if err == nil && len(hits) == 0 && len(q.Terms) > 2 {
			q.Any = true // half remembered: titles that hold some of the words
			hits, err = a.findBy(ctx, tx, r, kinds, q)
		}
		if err != nil {
			return err
		}
		items, err = found(ctx, tx, r, kinds, hits, shown)
		return err
	})
	if in.Own && in.Limit > 0 {
		items = items[:min(in.Limit, len(items))]
	}
	return contract.Listed(items, ""), err
}

// found shows hits to the reader, read through their scope again: what the index
// says is only a hint.
func found(ctx context.Context, tx *db.Tx, r *contract.Request, kinds []string, hits []search.Hit, view ticket.View) ([]SearchHit, error) {
	items := []SearchHit{}
	ids := make([]string, len(hits))
	for i, h := range hits {
		ids[i] = h.ID
	}
	rows, _, err := ticket.ListKinds(ctx, tx, record.Reach(r, kinds),
		ticket.Filter{IDs: ids, View: view, Sort: ticket.ByUpdated}, guichet.Page{Limit: guichet.PageMost})
	if err != nil {
		return items, err
	}
	byID := map[string]ticket.Row{}
	for _, row := range rows {
		byID[row.ID] = row
	}
	for _, id := range ids {
		if row, ok := byID[id]; ok {
			items = append(items, SearchHit{
				Kind: row.Kind, ID: row.ID, Reference: row.Reference, Title: row.Title, State: State(row.State),
				Requester: row.Requester, Excerpt: excerptFor(r, row),
			})
		}
	}
	return items, nil
}

// similarMost is how many records like another are shown.
const similarMost = 8

// similar lists the records whose title is like that of one the reader works on.
func (a *API) similar(ctx context.Context, in *contract.RefIn) (*contract.List[SearchHit], error) {
	r, kinds, err := readable(ctx, "")
	if err != nil {
		return nil, err
	}
	items := []SearchHit{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		to, err := record.Locate(ctx, tx, r, in.Ref)
		if err != nil {
			return err
		}
		if need := access.On(to.Kind).Inside; !r.Who.MayIn(need, to.Place()) {
			return guichet.Forbidden(string(need))
		}
		hits, err := a.findBy(ctx, tx, r, kinds, search.Query{Terms: stem.Query(to.Title + " "), Any: true, Limit: similarMost + 1})
		if err != nil {
			return err
		}
		hits = slices.DeleteFunc(hits, func(h search.Hit) bool { return h.ID == to.ID })
		items, err = found(ctx, tx, r, kinds, hits[:min(similarMost, len(hits))], ticket.All)
		return err
	})
	return contract.Listed(items, ""), err
}

// findBy searches what the reader may read: public parts by the right to read,
// internal ones by the right to notes. Kinds that they reach equally far are
// searched together, so that the best of all comes first.
func (a *API) findBy(ctx context.Context, tx *db.Tx, r *contract.Request, kinds []string, q search.Query) ([]search.Hit, error) {
	q.Keep = func(ctx context.Context, tx *db.Tx, kind string, audience search.Audience, ids []string) (map[string]bool, error) {
		scope := r.Who.Scope(access.On(kind).Read)
		if audience != search.Public {
			scope = r.Who.Scope(access.On(kind).Inside)
		}
		found, err := relation.Briefs(ctx, tx, []ticket.Reach{{Kind: kind, Scope: scope}}, ids)
		seen := map[string]bool{}
		for id := range found {
			seen[id] = true
		}
		return seen, err
	}
	all, err := field.List(ctx, tx)
	if err != nil {
		return nil, err
	}
	q.Parts = nil
	for _, f := range all {
		if record.SeesAtDesk(r, f) || f.Portal != field.Desk {
			q.Parts = append(q.Parts, search.OfField+f.ID)
		}
	}
	var together []search.Query
	for _, k := range kinds {
		q.Kinds, q.Public, q.Internal = []string{k}, r.Who.Scope(access.On(k).Read), r.Who.Scope(access.On(k).Inside)
		i := slices.IndexFunc(together, func(o search.Query) bool {
			return reflect.DeepEqual(o.Public, q.Public) && reflect.DeepEqual(o.Internal, q.Internal)
		})
		if i < 0 {
			together = append(together, q)
		} else {
			together[i].Kinds = append(together[i].Kinds, k)
		}
	}
	var found []search.Hit
	for _, q := range together {
		hits, err := search.Find(ctx, tx, q)
		if err != nil {
			return nil, err
		}
		found = append(found, hits...)
	}
	return record.Found(ctx, tx, r, all, found)
}

// findMost is how many records the words of a filter find.
const findMost = 100

// findWords is findBy for the words of a filter.
func (a *API) findWords(ctx context.Context, tx *db.Tx, r *contract.Request, kinds []string, words string) ([]string, error) {
	ids := []string{}
	terms := stem.Query(words)
	if len(terms) == 0 {
		return nil, nil
	}
	hits, err := a.findBy(ctx, tx, r, kinds, search.Query{Terms: terms, Limit: findMost})
	for _, h := range hits {
		ids = append(ids, h.ID)
	}
	return ids, err
}

func attachmentType() reflect.Type { return reflect.TypeFor[AttachmentBody]() }
