// Package category is the part of the API by which records are sorted: the tree
// of categories as the desk chooses from it, and as administrators keep it. It
// decides nothing; the verbs of the room below do.
package category

import (
	"context"
	"slices"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/category"
	"guichet/internal/db"
	"guichet/internal/intake"
	"guichet/internal/ticket"
)

type door struct {
	*contract.Door
}

// Routes adds the routes to the door.
func Routes(d *contract.Door) {
	a := &door{Door: d}
	contract.Route(d, contract.Get("list-categories", "/api/categories", "The tree by which records are sorted, each category after the one above it"), a.list)
	contract.Route(d, contract.Get("get-category", "/api/categories/{id}", "One category, and how many records are sorted by it"), a.get)
	contract.Route(d, contract.Post("create-category", "/api/categories", "Add a category"), a.create)
	contract.Route(d, contract.Patch("change-category", "/api/categories/{id}", "Change, move or retire a category; the records that carry it keep it"), a.change)
}

// CategoryBody is one place of the tree.
type CategoryBody struct {
	ID       string   `json:"id"`
	Version  int64    `json:"version"`
	ParentID string   `json:"parent_id" doc:"Empty at the top."`
	Name     string   `json:"name" doc:"In the reader's language, or in the other where it has none."`
	Path     string   `json:"path" doc:"Its name after those above it."`
	French   string   `json:"name_fr"`
	English  string   `json:"name_en"`
	Kinds    []string `json:"kinds" nullable:"false" doc:"The kinds of record it is for: incident, request, change."`
	Active   bool     `json:"active" doc:"False once it is retired."`
	Offered  bool     `json:"offered" doc:"It may be chosen: it and all above it are active."`
}

func body(t category.Tree, c category.Category, l guichet.Language) CategoryBody {
	return CategoryBody{
		ID: c.ID, Version: c.Version, ParentID: c.ParentID, Name: c.Name(l), Path: t.Path(c.ID, l), French: c.French,
		English: c.English, Kinds: c.Kinds, Active: c.Active, Offered: t.IsOffered(c.ID),
	}
}

// sorts tells whether the reader sorts records of some kind, or keeps the tree.
func sorts(r *contract.Request) bool {
	return r.Who.May(access.CategoryManage) ||
		slices.ContainsFunc(intake.Kinds(), func(k string) bool { return r.Who.May(access.On(k).Inside) })
}

func (a *door) list(ctx context.Context, _ *struct{}) (*contract.List[CategoryBody], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	if !sorts(r) {
		return nil, r.Deny(ctx, access.IncidentHandle)
	}
	items := []CategoryBody{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := category.Read(ctx, tx)
		for _, c := range t.All {
			items = append(items, body(t, c, r.Language))
		}
		return err
	})
	return contract.Listed(items, ""), err
}

// Sorting is a category with its use.
type Sorting struct {
	CategoryBody
	Used     int64 `json:"used" doc:"How many records are sorted by it now, up to a hundred."`
	UsedMore bool  `json:"used_more" doc:"There are more: shown as 99+."`
}

func (a *door) get(ctx context.Context, in *contract.IDIn) (*contract.Item[Sorting], error) {
	r, err := contract.MayAll(ctx, access.CategoryManage)
	if err != nil {
		return nil, err
	}
	out := &contract.Item[Sorting]{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := category.Read(ctx, tx)
		if err != nil {
			return err
		}
		c, known := t.Get(in.ID)
		if !known {
			return guichet.NotFound()
		}
		n, err := intake.Sorted(ctx, tx, c.ID)
		out.Body = Sorting{CategoryBody: body(t, c, r.Language), Used: min(n, ticket.CountMost-1), UsedMore: n >= ticket.CountMost}
		return err
	})
	return out, err
}

// NewCategory is a category to be added.
type NewCategory struct {
	ParentID string   `json:"parent_id,omitempty" maxLength:"40" doc:"Empty: at the top."`
	French   string   `json:"name_fr,omitempty"`
	English  string   `json:"name_en,omitempty"`
	Kinds    []string `json:"kinds" nullable:"false"`
}

// act is a change of the tree that answers with the category as it then is.
func (a *door) act(ctx context.Context, f func(context.Context, *db.Tx, guichet.Actor) (category.Category, error)) (*contract.Item[CategoryBody], error) {
	r, err := contract.MayAll(ctx, access.CategoryManage)
	if err != nil {
		return nil, err
	}
	out, err := contract.Write(ctx, a.Door, func(ctx context.Context, tx *db.Tx) (CategoryBody, error) {
		c, err := f(ctx, tx, r.Actor())
		if err != nil {
			return CategoryBody{}, err
		}
		t, err := category.Read(ctx, tx)
		return body(t, c, r.Language), err
	})
	return &contract.Item[CategoryBody]{Body: out}, err
}

func (a *door) create(ctx context.Context, in *contract.Item[NewCategory]) (*contract.Item[CategoryBody], error) {
	n := category.New{ParentID: in.Body.ParentID, French: in.Body.French, English: in.Body.English, Kinds: in.Body.Kinds}
	return a.act(ctx, func(ctx context.Context, tx *db.Tx, by guichet.Actor) (category.Category, error) {
		return category.Create(ctx, tx, by, n, intake.Kinds())
	})
}

// CategoryPatch is a change of a category at the version that was read; what is left out
// stays.
type CategoryPatch struct {
	Version  int64    `json:"version" minimum:"1"`
	ParentID *string  `json:"parent_id,omitempty" maxLength:"40"`
	French   *string  `json:"name_fr,omitempty"`
	English  *string  `json:"name_en,omitempty"`
	Kinds    []string `json:"kinds,omitempty" nullable:"false"`
	Active   *bool    `json:"active,omitempty" doc:"False retires it."`
	After    *string  `json:"after,omitempty" maxLength:"40" doc:"The category of the same parent that it shall stand after; empty: before all."`
}

type patchIn struct {
	contract.IDIn
	Body CategoryPatch
}

func (a *door) change(ctx context.Context, in *patchIn) (*contract.Item[CategoryBody], error) {
	p := category.Patch{
		ParentID: in.Body.ParentID, French: in.Body.French, English: in.Body.English, Kinds: in.Body.Kinds,
		Active: in.Body.Active, After: in.Body.After,
	}
	return a.act(ctx, func(ctx context.Context, tx *db.Tx, by guichet.Actor) (category.Category, error) {
		return category.Change(ctx, tx, by, in.ID, in.Body.Version, p, intake.Kinds())
	})
}
