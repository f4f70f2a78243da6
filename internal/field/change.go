package field

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/timeline"
)

const (
	sqlInsert = `INSERT INTO field (id, type, name_fr, name_en, help_fr, help_en, kinds, categories, options, required, portal,
		hidden, words, place, active, created) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`

	sqlUpdate = `UPDATE field SET name_fr = $2, name_en = $3, help_fr = $4, help_en = $5, kinds = $6, categories = $7,
		options = $8, required = $9, portal = $10, hidden = $11, words = $12, place = $13, active = $14 WHERE id = $1`
)

// gap is what lies between the places of two fields: one is put between two
// others without touching them.
const gap = 1 << 20

// Create adds a field, after all others.
func Create(ctx context.Context, tx *db.Tx, by guichet.Actor, typ Type, c Content, w World) (Field, error) {
	all, err := List(ctx, tx)
	if err != nil {
		return Field{}, err
	}
	f := Field{Type: typ, Content: c, Place: gap, Version: 1}
	f.Active = true
	f.tidy()
	if len(all) >= CountMost {
		return f, guichet.Invalid("name_fr", "too_many_items", guichet.Args{"max": CountMost})
	}
	if len(all) > 0 {
		f.Place = all[len(all)-1].Place + gap
	}
	if err := f.check(all, w); err != nil {
		return f, err
	}
	f.ID = all.newID(f.Content)
	f.words = f.remember(nil)
	row, err := f.row()
	if err != nil {
		return f, err
	}
	if _, err := tx.Exec(ctx, sqlInsert, append(append([]any{f.ID, string(f.Type)}, row...), tx.Now)...); err != nil {
		return f, guichet.Doing("add a field", err)
	}
	var none Field
	_, err = timeline.Begin(ctx, tx, subject(f.ID), by, timeline.Entry{Kind: "created/1", Changes: none.changes(f)})
	return f, err
}

// Patch changes a field; what is nil stays.
type Patch struct {
	Content func(*Content) // changes what was given
	After   *string        // the field it shall stand after; empty: first of all
}

// Change changes a field at the version that was read.
func Change(ctx context.Context, tx *db.Tx, by guichet.Actor, id string, seen int64, in Patch, w World) (Field, error) {
	all, was, err := locked(ctx, tx, id)
	if err != nil {
		return was, err
	}
	f := was
	in.Content(&f.Content)
	f.tidy()
	f.keepOptions(was)
	if err := f.check(all, w); err != nil {
		return was, err
	}
	var moved []Field
	if in.After != nil {
		if f.Place, moved, err = all.place(f, *in.After); err != nil {
			return was, err
		}
	}
	if err := write(ctx, tx, by, "changed/1", was, f, seen); err != nil {
		return was, err
	}
	for _, m := range moved {
		before, _ := all.Get(m.ID)
		if err := write(ctx, tx, by, "changed/1", before, m, before.Version); err != nil {
			return was, err
		}
	}
	return get(ctx, tx, id)
}

// Restore makes a field again what it was at a version of its history.
func Restore(ctx context.Context, tx *db.Tx, by guichet.Actor, id string, seen, to int64, w World) (Field, error) {
	all, was, err := locked(ctx, tx, id)
	if err != nil {
		return was, err
	}
	entries, err := timeline.After(ctx, tx, subject(id), 0, timeline.Everything)
	if err != nil {
		return was, err
	}
	if to < 1 || to > int64(len(entries)) {
		return was, guichet.Invalid("to", "unknown_value", nil)
	}
	f := was
	for i := len(entries) - 1; i >= int(to); i-- {
		for _, c := range entries[i].Changes {
			f.put(c.Field, c.Old)
		}
	}
	f.keepOptions(was)
	if err := f.check(all, w); err != nil {
		return was, err
	}
	if err := write(ctx, tx, by, "restored/1", was, f, seen); err != nil {
		return was, err
	}
	return get(ctx, tx, id)
}

func locked(ctx context.Context, tx *db.Tx, id string) (All, Field, error) {
	if err := tx.Lock(ctx, "field", id); err != nil {
		return nil, Field{}, err
	}
	all, err := List(ctx, tx)
	if err != nil {
		return nil, Field{}, err
	}
	f, known := all.Get(id)
	if !known {
		return nil, Field{}, guichet.NotFound()
	}
	return all, f, nil
}

func get(ctx context.Context, tx *db.Tx, id string) (Field, error) {
	all, err := List(ctx, tx)
	f, _ := all.Get(id)
	return f, err
}

// write makes a field what it shall be, with its history.
func write(ctx context.Context, tx *db.Tx, by guichet.Actor, kind string, was, f Field, seen int64) error {
	changes := was.changes(f)
	if len(changes) == 0 {
		return nil
	}
	since, err := timeline.After(ctx, tx, subject(f.ID), seen, timeline.Everything)
	if err != nil {
		return err
	}
	if clashes := timeline.Clashes(since, changes, was.value); len(clashes) > 0 {
		return guichet.Conflict(clashes...)
	}
	f.words = f.remember(was.words)
	row, err := f.row()
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, sqlUpdate, append([]any{f.ID}, row...)...); err != nil {
		return guichet.Doing("change a field", err)
	}
	tx.Hint("queue", "")
	_, err = timeline.Append(ctx, tx, subject(f.ID), by, timeline.Entry{Kind: kind, Changes: changes})
	return err
}

func subject(id string) timeline.Subject { return timeline.Subject{Kind: "field", ID: id} }

// row is the field in the order of its columns, without id and type.
func (f Field) row() ([]any, error) {
	options, err := json.Marshal(f.Options)
	if err != nil {
		return nil, fmt.Errorf("write the options of the field %s: %w", f.ID, err)
	}
	return []any{
		f.French, f.English, f.FrenchHelp, f.EnglishHelp, strings.Join(f.Kinds, ","), strings.Join(f.Categories, ","), string(options),
		strings.Join(f.Required, ","), string(f.Portal), strings.Join(f.Hidden, ","), strings.Join(f.words, "\n"), f.Place, f.Active,
	}, nil
}

// remember adds the present names to those that were.
func (f Field) remember(words []string) []string {
	for _, name := range []string{f.French, f.English} {
		if word := plain(name); word != "" && !slices.Contains(words, word) {
			words = append(slices.Clone(words), word)
		}
	}
	return words
}

// named are the parts that the history keeps.
func named() []string {
	return []string{
		"name_fr", "name_en", "help_fr", "help_en", "type", "kinds", "categories", "options", "required", "portal", "hidden", "place", "active",
	}
}

func (f Field) value(part string) any {
	switch part {
	case "name_fr":
		return f.French
	case "name_en":
		return f.English
	case "help_fr":
		return f.FrenchHelp
	case "help_en":
		return f.EnglishHelp
	case "type":
		return string(f.Type)
	case "options":
		return optionsText(f.Options)
	case "portal":
		return string(f.Portal)
	case "place":
		return f.Place
	case "active":
		return f.Active
	default:
		return strings.Join(*f.list(part), ",")
	}
}

// list is where a part that is a list stands.
func (f *Field) list(part string) *[]string {
	switch part {
	case "kinds":
		return &f.Kinds
	case "categories":
		return &f.Categories
	case "required":
		return &f.Required
	default:
		return &f.Hidden
	}
}

// put gives a part the value that an entry says.
func (f *Field) put(part string, v any) {
	text := timeline.Change{New: v}.Text()
	switch part {
	case "name_fr":
		f.French = text
	case "name_en":
		f.English = text
	case "help_fr":
		f.FrenchHelp = text
	case "help_en":
		f.EnglishHelp = text
	case "options":
		f.Options = readOptions(text)
	case "portal":
		f.Portal = Portal(text)
	case "active":
		f.Active, _ = v.(bool)
	case "kinds", "categories", "required", "hidden":
		*f.list(part) = split(text)
	}
}

// changes are what makes to of the field; the place of a new one says nothing.
func (f Field) changes(to Field) []timeline.Change {
	var changes []timeline.Change
	for _, part := range named() {
		old, now := f.value(part), to.value(part)
		if old == now || f.ID == "" && (part == "place" || now == "" || now == "[]") {
			continue
		}
		if f.ID == "" {
			old = nil
		}
		changes = append(changes, timeline.Change{Field: part, Old: old, New: now})
	}
	return changes
}

func optionsText(all []Option) string {
	if len(all) == 0 {
		return ""
	}
	text, err := json.Marshal(all)
	if err != nil {
		return ""
	}
	return string(text)
}

func readOptions(text string) []Option {
	all := []Option{}
	if text == "" || json.Unmarshal([]byte(text), &all) != nil {
		return []Option{}
	}
	return all
}

// OptionNames says options, as the history keeps them, in a language.
func OptionNames(text string, l guichet.Language) string {
	var names []string
	for _, o := range readOptions(text) {
		name := o.Name(l)
		if o.Retired {
			name = "(" + name + ")"
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}
