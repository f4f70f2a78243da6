package record

import (
	"context"
	"maps"
	"slices"
	"strings"

	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/db"
	"guichet/internal/field"
	"guichet/internal/history"
	"guichet/internal/person"
	"guichet/internal/phrase"
	"guichet/internal/search"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// FieldValues is what a record holds in the fields that an administrator added,
// by their ids: text, a number, true or false, a list of options, a day
// (2026-11-22), a moment, or a person with their id and name.
type FieldValues map[string]any

// atDesk tells whether the reader sees a field by a role of the desk.
func atDesk(r *contract.Request, f field.Field, t field.Record) bool {
	return r.Who.Without(f.Hidden).MayIn(access.On(t.Kind).Read, t.Place)
}

// Sees tells which fields the reader sees: by a role that the field is not hidden
// from; or as somebody whose own the record is, those that are shown to them.
func Sees(r *contract.Request) field.Sight {
	return func(f field.Field, t field.Record) bool {
		return atDesk(r, f, t) || f.Portal != field.Desk && isOwn(r, t)
	}
}

// isOwn: who sees a record without a right of the desk follows it.
func isOwn(r *contract.Request, t field.Record) bool {
	return t.RequesterID == r.Who.PersonID || !r.Who.MayIn(access.On(t.Kind).Read, t.Place)
}

// Gives is what the desk gives a record, and what is asked of it.
func Gives(r *contract.Request, values map[string]any) field.Given {
	return field.Given{
		Values: values, People: r.Who.Scope(access.PersonRead),
		Sees: func(f field.Field, t field.Record) bool { return atDesk(r, f, t) },
	}
}

// Begins is what somebody gives a record that they log: who asks fills in what is
// theirs to fill in.
func Begins(r *contract.Request, values map[string]any) field.Given {
	g := Gives(r, values)
	g.Sees = func(f field.Field, t field.Record) bool {
		return atDesk(r, f, t) || f.Portal == field.Write && isOwn(r, t)
	}
	return g
}

// AsField is what a field must know of a record.
func AsField(t ticket.Ticket) field.Record {
	return field.Record{Kind: t.Kind, Place: t.Place(), RequesterID: t.RequesterID}
}

// Fields is what rows hold in the fields that the reader sees. They are read only
// where some row holds anything.
func Fields(ctx context.Context, tx *db.Tx, r *contract.Request, rows ...ticket.Row) ([]FieldValues, error) {
	out := make([]FieldValues, len(rows))
	var held []field.Values
	for i, row := range rows {
		if out[i] = (FieldValues{}); row.Custom != "" {
			held = append(held, row.Custom)
		}
	}
	if len(held) == 0 {
		return out, nil
	}
	all, err := field.List(ctx, tx)
	if err != nil {
		return out, err
	}
	names, err := person.Names(ctx, tx, all.People(held...))
	sees := Sees(r)
	for i, row := range rows {
		values := row.Custom.Map()
		for _, f := range all {
			value := values[f.ID]
			if value == "" || !sees(f, AsField(row.Ticket)) {
				continue
			}
			if out[i][f.ID] = f.JSON(value); f.Type == field.Person {
				out[i][f.ID] = contract.Ref{ID: value, Name: names[value]}
			}
		}
	}
	return out, err
}

// History is what the reader may know of the fields in a record's history, and how
// to say it.
type History struct {
	field.Speaker
	all  field.All
	sees func(f field.Field) bool
}

// ReadHistory takes out of a history the changes of fields that the reader does
// not see, and the entries that say nothing else.
func ReadHistory(ctx context.Context, tx *db.Tx, r *contract.Request, t ticket.Ticket, h *history.History) (History, error) {
	sees := Sees(r)
	x := History{
		Speaker: field.Speaker{Language: r.Language, Zone: r.Person.Zone, People: map[string]string{}},
		sees:    func(f field.Field) bool { return sees(f, AsField(t)) },
	}
	kept := make([]timeline.Entry, 0, len(h.Entries))
	for _, e := range h.Entries {
		var changes []timeline.Change
		for _, c := range e.Changes {
			id, custom := strings.CutPrefix(c.Field, field.Prefix)
			if custom && x.all == nil {
				var err error
				if x.all, err = field.List(ctx, tx); err != nil {
					return x, err
				}
			}
			f, _ := x.all.Get(id)
			if custom && !x.sees(f) {
				continue
			}
			if custom && f.Type == field.Person {
				if err := x.name(ctx, tx, c); err != nil {
					return x, err
				}
			}
			changes = append(changes, c)
		}
		if len(changes) == 0 && len(e.Changes) > 0 && len(e.Rows) == 0 {
			continue
		}
		e.Changes = changes
		kept = append(kept, e)
	}
	h.Entries = kept
	return x, nil
}

func (x History) name(ctx context.Context, tx *db.Tx, c timeline.Change) error {
	old, _ := c.Old.(string)
	names, err := person.Names(ctx, tx, []string{old, c.Text()})
	for id, name := range names {
		x.People[id] = name
	}
	return err
}

// Tell says the change of a field that the reader sees: its name, and both values.
func (x History) Tell(c timeline.Change) (name, old, now string, custom bool) {
	id, custom := strings.CutPrefix(c.Field, field.Prefix)
	if !custom {
		return "", "", "", false
	}
	f, _ := x.all.Get(id)
	before, _ := c.Old.(string)
	return f.Name(x.Language), x.Say(f, before), x.Say(f, c.Text()), true
}

// SeesAtDesk tells whether the reader sees a field on any record that they work
// on.
func SeesAtDesk(r *contract.Request, f field.Field) bool {
	for _, k := range f.Kinds {
		if !r.Who.Without(f.Hidden).Scope(access.On(k).Read).IsOwn() {
			return true
		}
	}
	return false
}

// When says when a field must be filled in: a kind, or a kind and a state.
func When(say phrase.Book, when string) string {
	kind, state, of := strings.Cut(when, ":")
	word := say.Say("record."+kind, nil)
	if !of {
		return word
	}
	if own := "state." + kind + "." + state; phrase.Has(own) {
		return word + " · " + say.Say(own, nil)
	}
	return word + " · " + say.Say("state."+state, nil)
}

// NameHeld adds the names of the people whom the fields of rows hold.
func NameHeld(ctx context.Context, tx *db.Tx, rows []ticket.Row, into map[string]string) error {
	var held []field.Values
	for _, row := range rows {
		if row.Custom != "" {
			held = append(held, row.Custom)
		}
	}
	if len(held) == 0 {
		return nil
	}
	all, err := field.List(ctx, tx)
	if err != nil {
		return err
	}
	names, err := person.Names(ctx, tx, all.People(held...))
	maps.Copy(into, names)
	return err
}

// Found takes out of hits those by a field that the reader does not see on that
// very record.
func Found(ctx context.Context, tx *db.Tx, r *contract.Request, all field.All, hits []search.Hit) ([]search.Hit, error) {
	sees := Sees(r)
	var err error
	return slices.DeleteFunc(hits, func(h search.Hit) bool {
		id, custom := strings.CutPrefix(h.Part, search.OfField)
		if !custom || err != nil {
			return false
		}
		f, known := all.Get(id)
		var t ticket.Ticket
		t, err = ticket.ByID(ctx, tx, h.ID)
		return !known || !sees(f, AsField(t))
	}), err
}
