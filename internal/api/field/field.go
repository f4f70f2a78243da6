// Package field is the part of the API by which an administrator adds fields to
// records, and by which the desk and those who ask learn which there are. It
// decides nothing; the verbs of the room below do.
package field

import (
	"context"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/api/record"
	"guichet/internal/category"
	"guichet/internal/db"
	"guichet/internal/field"
	"guichet/internal/intake"
	"guichet/internal/view"
)

type door struct{ *contract.Door }

// Routes adds the routes to the door.
func Routes(d *contract.Door) {
	a := &door{d}
	contract.Route(d, contract.Get("list-fields", "/api/fields", "The fields that an administrator added to records, those that the reader sees, in their order"), a.list)
	contract.Route(d, contract.Get("get-field", "/api/fields/{id}", "One field, and how many records have a value in it"), a.get)
	contract.Route(d, contract.Post("create-field", "/api/fields", "Add a field to records"), a.create)
	contract.Route(d, contract.Patch("change-field", "/api/fields/{id}", "Change, move or retire a field; the records keep what they hold in it"), a.change)
	contract.Route(d, contract.Done(contract.Post("restore-field", "/api/fields/{id}/restoration", "Make a field again what it was at a version of its history")), a.restore)
}

// FieldType is what a field holds.
type FieldType string

// Schema lists the types.
func (FieldType) Schema(huma.Registry) *huma.Schema { return contract.OneOf("", field.Types()) }

// FieldPortal is what a field is to those who ask for help.
type FieldPortal string

// Schema lists the ways.
func (FieldPortal) Schema(huma.Registry) *huma.Schema { return contract.OneOf("", field.Portals()) }

// FieldContent is what of a field may be changed.
type FieldContent struct {
	French      string        `json:"name_fr,omitempty" doc:"Either name may be left out: the other stands for both."`
	English     string        `json:"name_en,omitempty"`
	FrenchHelp  string        `json:"help_fr,omitempty"`
	EnglishHelp string        `json:"help_en,omitempty"`
	Kinds       []string      `json:"kinds,omitempty" nullable:"false" doc:"The kinds of record it is for: incident, request, change."`
	Categories  []string      `json:"category_ids,omitempty" nullable:"false" doc:"Only records of these categories, and of those below them, have it; empty: all."`
	Options     []FieldOption `json:"options,omitempty" nullable:"false" doc:"What a list offers, in order. One that is left out is retired: records may hold it."`
	Required    []string      `json:"required,omitempty" nullable:"false" doc:"When it must be filled in: a kind (incident), from creation on; or a kind and a state (incident:resolved), to come into it."`
	Portal      FieldPortal   `json:"portal,omitempty" doc:"To those who ask: not shown when empty, read, or write: filled in when asking."`
	Hidden      []string      `json:"hidden_from,omitempty" nullable:"false" doc:"Roles of the desk that do not see it."`
}

// FieldOption is one that a list offers.
type FieldOption struct {
	ID      string `json:"id,omitempty" maxLength:"40" doc:"Given by the desk when left out; it stays."`
	Name    string `json:"name,omitempty" readOnly:"true" doc:"In the reader's language."`
	French  string `json:"name_fr,omitempty"`
	English string `json:"name_en,omitempty"`
	Retired bool   `json:"retired,omitempty" doc:"No longer offered; records that hold it keep it."`
}

// FieldBody is a field that an administrator added.
type FieldBody struct {
	ID          string        `json:"id"`
	Version     int64         `json:"version"`
	Type        FieldType     `json:"type"`
	Name        string        `json:"name" doc:"In the reader's language, or in the other where it has none."`
	Help        string        `json:"help"`
	French      string        `json:"name_fr"`
	English     string        `json:"name_en"`
	FrenchHelp  string        `json:"help_fr"`
	EnglishHelp string        `json:"help_en"`
	Kinds       []string      `json:"kinds" nullable:"false"`
	Categories  []string      `json:"category_ids" nullable:"false"`
	Options     []FieldOption `json:"options" nullable:"false"`
	Required    []string      `json:"required" nullable:"false"`
	Portal      FieldPortal   `json:"portal"`
	Hidden      []string      `json:"hidden_from" nullable:"false" doc:"For who keeps the fields."`
	Active      bool          `json:"active" doc:"False once it is retired."`
	Desk        bool          `json:"desk" doc:"The reader sees it on the records that they work on."`
	Sorts       bool          `json:"sorts" doc:"Lists may be sorted by it, as field.ID."`
	Narrows     bool          `json:"narrows" doc:"Lists may be narrowed by it, by its name."`
}

func body(r *contract.Request, f field.Field) FieldBody {
	b := FieldBody{
		ID: f.ID, Version: f.Version, Type: FieldType(f.Type), Name: f.Name(r.Language), Help: f.Help(r.Language),
		French: f.French, English: f.English, FrenchHelp: f.FrenchHelp, EnglishHelp: f.EnglishHelp, Kinds: f.Kinds,
		Categories: f.Categories, Options: []FieldOption{}, Required: f.Required, Portal: FieldPortal(f.Portal), Hidden: []string{},
		Active: f.Active, Desk: record.SeesAtDesk(r, f), Sorts: f.Sorts(), Narrows: f.Narrows(),
	}
	for _, o := range f.Options {
		b.Options = append(b.Options, FieldOption{ID: o.ID, Name: o.Name(r.Language), French: o.French, English: o.English, Retired: o.Retired})
	}
	if manages(r) {
		b.Hidden = f.Hidden
	}
	return b
}

func manages(r *contract.Request) bool { return r.Who.Scope(access.FieldManage).All }

func (a *door) list(ctx context.Context, _ *struct{}) (*contract.List[FieldBody], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	items := []FieldBody{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err := field.List(ctx, tx)
		for _, f := range all {
			if manages(r) || record.SeesAtDesk(r, f) || f.Portal != field.Desk {
				items = append(items, body(r, f))
			}
		}
		return err
	})
	return contract.Listed(items, ""), err
}

// FieldUse is a field with its use.
type FieldUse struct {
	FieldBody
	Used     int64 `json:"used" doc:"How many records have a value in it, up to a hundred."`
	UsedMore bool  `json:"used_more" doc:"There are more: shown as 99+."`
}

func (a *door) get(ctx context.Context, in *contract.IDIn) (*contract.Item[FieldUse], error) {
	r, err := contract.MayAll(ctx, access.FieldManage)
	if err != nil {
		return nil, err
	}
	out := &contract.Item[FieldUse]{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err := field.List(ctx, tx)
		if err != nil {
			return err
		}
		f, known := all.Get(in.ID)
		if !known {
			return guichet.NotFound()
		}
		n, err := field.Used(ctx, tx, f.ID)
		out.Body = FieldUse{FieldBody: body(r, f), Used: min(n, field.UsedMost-1), UsedMore: n >= field.UsedMost}
		return err
	})
	return out, err
}

// Roles of the desk that a field may be hidden from.
func roles() []string {
	var all []string
	for _, role := range access.Roles() {
		who := access.Who{PersonID: "somebody", Grants: []access.Grant{{Role: role}}}
		if slices.ContainsFunc(intake.Kinds(), func(k string) bool { return who.Scope(access.On(k).Read).All }) {
			all = append(all, string(role))
		}
	}
	return all
}

// world is what a field may be about.
func world(ctx context.Context, tx *db.Tx) (field.World, error) {
	w := field.World{States: map[string][]string{}, Roles: roles(), Taken: view.IsKey}
	for _, k := range intake.Kinds() {
		for _, s := range intake.FlowOf(k).Names() {
			w.States[k] = append(w.States[k], string(s))
		}
	}
	tree, err := category.Read(ctx, tx)
	w.Categories = func(id string) bool {
		_, known := tree.Get(id)
		return known
	}
	return w, err
}

// act is a change that answers with the field as it then is.
func (a *door) act(ctx context.Context, f func(ctx context.Context, tx *db.Tx, by guichet.Actor, w field.World) (field.Field, error)) (*contract.Item[FieldBody], error) {
	r, err := contract.MayAll(ctx, access.FieldManage)
	if err != nil {
		return nil, err
	}
	out, err := contract.Write(ctx, a.Door, func(ctx context.Context, tx *db.Tx) (FieldBody, error) {
		w, err := world(ctx, tx)
		if err != nil {
			return FieldBody{}, err
		}
		made, err := f(ctx, tx, r.Actor(), w)
		return body(r, made), err
	})
	return &contract.Item[FieldBody]{Body: out}, err
}

// NewField is a field to be added.
type NewField struct {
	Type FieldType `json:"type" doc:"It stays."`
	FieldContent
}

func options(all []FieldOption) []field.Option {
	out := make([]field.Option, len(all))
	for i, o := range all {
		out[i] = field.Option{ID: o.ID, French: o.French, English: o.English, Retired: o.Retired}
	}
	return out
}

func (a *door) create(ctx context.Context, in *contract.Item[NewField]) (*contract.Item[FieldBody], error) {
	b := in.Body
	c := field.Content{
		French: b.French, English: b.English, FrenchHelp: b.FrenchHelp, EnglishHelp: b.EnglishHelp, Kinds: b.Kinds, Categories: b.Categories,
		Options: options(b.Options), Required: b.Required, Portal: field.Portal(b.Portal), Hidden: b.Hidden,
	}
	return a.act(ctx, func(ctx context.Context, tx *db.Tx, by guichet.Actor, w field.World) (field.Field, error) {
		return field.Create(ctx, tx, by, field.Type(b.Type), c, w)
	})
}

// FieldPatch is a change of a field at the version that was read; what is left out
// stays.
type FieldPatch struct {
	Version     int64         `json:"version" minimum:"1"`
	French      *string       `json:"name_fr,omitempty"`
	English     *string       `json:"name_en,omitempty"`
	FrenchHelp  *string       `json:"help_fr,omitempty"`
	EnglishHelp *string       `json:"help_en,omitempty"`
	Kinds       []string      `json:"kinds,omitempty" nullable:"false"`
	Categories  []string      `json:"category_ids,omitempty" nullable:"false"`
	Options     []FieldOption `json:"options,omitempty" nullable:"false"`
	Required    []string      `json:"required,omitempty" nullable:"false"`
	Portal      *FieldPortal  `json:"portal,omitempty"`
	Hidden      []string      `json:"hidden_from,omitempty" nullable:"false"`
	Active      *bool         `json:"active,omitempty" doc:"False retires it."`
	After       *string       `json:"after,omitempty" maxLength:"40" doc:"The field that it shall stand after; empty: before all."`
}

func (p FieldPatch) apply(c *field.Content) {
	for _, text := range []struct{ to, from *string }{
		{&c.French, p.French}, {&c.English, p.English}, {&c.FrenchHelp, p.FrenchHelp}, {&c.EnglishHelp, p.EnglishHelp},
	} {
		if text.from != nil {
			*text.to = *text.from
		}
	}
	for _, list := range []struct {
		to   *[]string
		from []string
	}{{&c.Kinds, p.Kinds}, {&c.Categories, p.Categories}, {&c.Required, p.Required}, {&c.Hidden, p.Hidden}} {
		if list.from != nil {
			*list.to = list.from
		}
	}
	if p.Options != nil {
		c.Options = options(p.Options)
	}
	if p.Portal != nil {
		c.Portal = field.Portal(*p.Portal)
	}
	if p.Active != nil {
		c.Active = *p.Active
	}
}

type patchIn struct {
	contract.IDIn
	Body FieldPatch
}

func (a *door) change(ctx context.Context, in *patchIn) (*contract.Item[FieldBody], error) {
	return a.act(ctx, func(ctx context.Context, tx *db.Tx, by guichet.Actor, w field.World) (field.Field, error) {
		return field.Change(ctx, tx, by, in.ID, in.Body.Version, field.Patch{Content: in.Body.apply, After: in.Body.After}, w)
	})
}

// Restoration asks for a field as it was.
type Restoration struct {
	Version int64 `json:"version" minimum:"1" doc:"The version that was read."`
	To      int64 `json:"to" minimum:"1" doc:"A version of its history."`
}

type restoreIn struct {
	contract.IDIn
	Body Restoration
}

func (a *door) restore(ctx context.Context, in *restoreIn) (*contract.Item[FieldBody], error) {
	return a.act(ctx, func(ctx context.Context, tx *db.Tx, by guichet.Actor, w field.World) (field.Field, error) {
		return field.Restore(ctx, tx, by, in.ID, in.Body.Version, in.Body.To, w)
	})
}
