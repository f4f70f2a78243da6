package field

import (
	"context"
	"maps"
	"slices"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/category"
	"guichet/internal/db"
	"guichet/internal/person"
	"guichet/internal/timeline"
)

// Record is what a field must know of the record that has it.
type Record struct {
	ID          string
	Kind        string
	State       string
	CategoryID  string
	Place       access.Place
	RequesterID string
	Created     time.Time
	Values      Values
}

// Sight says whether somebody sees a field on a record.
type Sight func(f Field, r Record) bool

// Given are values that somebody gives a record, by the field's id and as JSON
// reads them, and what they see: fields that they do not are none for them. A nil
// Sees is the program itself, of whom nothing is asked.
type Given struct {
	Values map[string]any
	Sees   Sight
	People access.Scope // whom they may name
}

// book is the fields and the tree of categories, as far as it is needed.
type book struct {
	all  All
	tree category.Tree
}

func open(ctx context.Context, tx *db.Tx) (book, error) {
	b := book{}
	var err error
	if b.all, err = List(ctx, tx); err != nil {
		return b, err
	}
	if slices.ContainsFunc(b.all, func(f Field) bool { return len(f.Categories) > 0 }) {
		b.tree, err = category.Read(ctx, tx)
	}
	return b, err
}

// line is a category and all above it.
func (b book) line(id string) []string {
	var line []string
	for c, known := b.tree.Get(id); known; c, known = b.tree.Get(c.ParentID) {
		line = append(line, c.ID)
	}
	return line
}

func (b book) isFor(f Field, r Record) bool { return f.IsFor(r.Kind, b.line(r.CategoryID)) }

// isRequired tells whether the field must have a value on a record where it
// stands.
func (f Field) isRequired(r Record) bool {
	return slices.Contains(f.Required, r.Kind) || slices.Contains(f.Required, r.Kind+":"+r.State)
}

// Begin decides with which values a record begins, and refuses what is missing.
func (g Given) Begin(ctx context.Context, tx *db.Tx, r Record) ([]timeline.Change, error) {
	if g.Sees == nil {
		return nil, nil
	}
	b, err := open(ctx, tx)
	if err != nil {
		return nil, err
	}
	changes, mistakes, err := b.decide(ctx, tx, g, r)
	if err != nil {
		return nil, err
	}
	now := after(r.Values, changes)
	for _, f := range b.all {
		_, told := g.Values[f.ID]
		if b.isFor(f, r) && f.isRequired(r) && now.Get(f.ID) == "" && g.Sees(f, r) && !(told && isMistaken(mistakes, f)) {
			mistakes = append(mistakes, f.wrong("custom.required", nil))
		}
	}
	for i := range changes {
		changes[i].Old = nil
	}
	return changes, guichet.Join(mistakes...)
}

// Change decides which values of a record change, and refuses what may not be, or
// be emptied.
func (g Given) Change(ctx context.Context, tx *db.Tx, r Record) ([]timeline.Change, error) {
	if len(g.Values) == 0 {
		return nil, nil
	}
	b, err := open(ctx, tx)
	if err != nil {
		return nil, err
	}
	changes, mistakes, err := b.decide(ctx, tx, g, r)
	for _, c := range changes {
		if f, _ := b.all.Get(c.Field[len(Prefix):]); c.New == "" && b.isFor(f, r) && f.isRequired(r) {
			mistakes = append(mistakes, f.wrong("custom.required", nil))
		}
	}
	if err != nil {
		return nil, err
	}
	return changes, guichet.Join(mistakes...)
}

// CheckState refuses that a record comes into a state, which it has here already,
// without what must be told by then. Done asks for what must always be told: a
// record that came by mail could not say it.
func CheckState(ctx context.Context, tx *db.Tx, sees Sight, r Record, done bool) error {
	if sees == nil {
		return nil
	}
	b, err := open(ctx, tx)
	if err != nil {
		return err
	}
	var mistakes []*guichet.Error
	for _, f := range b.all {
		wanted := slices.Contains(f.Required, r.Kind+":"+r.State) || done && slices.Contains(f.Required, r.Kind)
		if wanted && b.isFor(f, r) && r.Values.Get(f.ID) == "" && sees(f, r) {
			mistakes = append(mistakes, f.wrong("custom.required_state", guichet.Args{"state": r.State}))
		}
	}
	return guichet.Join(mistakes...)
}

func isMistaken(mistakes []*guichet.Error, f Field) bool {
	return slices.ContainsFunc(mistakes, func(m *guichet.Error) bool { return m.Field == Wire(f.ID) })
}

func after(v Values, changes []timeline.Change) Values {
	for _, c := range changes {
		v = v.With(c.Field[len(Prefix):], c.Text())
	}
	return v
}

func (b book) decide(ctx context.Context, tx *db.Tx, g Given, r Record) ([]timeline.Change, []*guichet.Error, error) {
	var changes []timeline.Change
	var mistakes []*guichet.Error
	for _, id := range slices.Sorted(maps.Keys(g.Values)) {
		f, known := b.all.Get(id)
		if !known || g.Sees == nil || !g.Sees(f, r) {
			mistakes = append(mistakes, guichet.Invalid(Wire(id), "custom.unknown", nil))
			continue
		}
		before := r.Values.Get(id)
		value, mistake := f.Canon(g.Values[id])
		if mistake == nil && value != "" && value != before {
			if mistake = f.offers(before, value); !b.isFor(f, r) {
				mistake = f.wrong("custom.not_for", nil)
			}
		}
		if mistake == nil && f.Type == Person && value != before && value != "" {
			_, err := person.GetCard(ctx, tx, g.People, value)
			if guichet.IsKind(err, guichet.KindNotFound) {
				mistake, err = f.wrong("custom.wrong_type.person", nil), nil
			}
			if err != nil {
				return nil, nil, err
			}
		}
		if mistake != nil {
			mistakes = append(mistakes, mistake)
		} else if value != before {
			changes = append(changes, timeline.Change{Field: f.Key(), Old: before, New: value})
		}
	}
	return changes, mistakes, nil
}

const (
	sqlForgetValue = `DELETE FROM field_value WHERE ticket_id = $1 AND field_id = $2`

	sqlKeepValue = `INSERT INTO field_value (ticket_id, field_id, item, sort_key, number, created) VALUES ($1, $2, $3, $4, $5, $6)`

	sqlValues = `SELECT field_id, item, sort_key, number FROM field_value WHERE ticket_id = $1 ORDER BY field_id, item`
)

// Words are the text of a field of a record, to be found by; empty for none any
// more.
type Words struct{ FieldID, Text string }

// Keep writes what a record now holds where lists look for it, and gives the texts
// that it is then found by.
func Keep(ctx context.Context, tx *db.Tx, r Record, before Values) ([]Words, error) {
	all, err := List(ctx, tx)
	if err != nil {
		return nil, err
	}
	var words []Words
	old, now := before.Map(), r.Values.Map()
	for _, f := range all {
		if old[f.ID] == now[f.ID] {
			continue
		}
		if _, err := tx.Exec(ctx, sqlForgetValue, r.ID, f.ID); err != nil {
			return nil, guichet.Doing("forget the value of a field", err)
		}
		for _, row := range f.rows(now[f.ID]) {
			if _, err := tx.Exec(ctx, sqlKeepValue, r.ID, f.ID, row.item, row.key, row.number, r.Created); err != nil {
				return nil, guichet.Doing("keep the value of a field", err)
			}
		}
		if f.Type == Text || f.Type == LongText || f.Type == Link {
			words = append(words, Words{FieldID: f.ID, Text: now[f.ID]})
		}
	}
	return words, nil
}

// row is one row of field_value.
type row struct {
	field, item, key string
	number           int64
}

// rows are those that a value makes.
func (f Field) rows(value string) []row {
	if value == "" {
		return nil
	}
	items := []string{""}
	if f.Type == Choices {
		items = split(value)
	}
	var all []row
	for _, item := range items {
		r := row{field: f.ID, item: item}
		if r.key, r.number = f.keys(value); item != "" {
			r.key = item
		}
		all = append(all, r)
	}
	return all
}

// Fits tells whether field_value says of a record what its values say.
func Fits(ctx context.Context, tx *db.Tx, r Record) (bool, error) {
	have, err := db.All(ctx, tx, func(x *row) []any { return []any{&x.field, &x.item, &x.key, &x.number} }, sqlValues, r.ID)
	if err != nil || r.Values == "" {
		return len(have) == 0, guichet.Doing("read the values of a record", err)
	}
	all, err := List(ctx, tx)
	if err != nil {
		return false, err
	}
	var want []row
	for _, id := range r.Values.IDs() {
		f, _ := all.Get(id)
		want = append(want, f.rows(r.Values.Get(id))...)
	}
	return slices.Equal(have, want), nil
}

// UsedMost is where counting the records of a field stops.
const UsedMost = 100

const sqlUsed = `SELECT COUNT(*) FROM (SELECT DISTINCT ticket_id FROM field_value WHERE field_id = $1 LIMIT 100) AS counted`

// Used tells how many records have a value in a field, up to UsedMost.
func Used(ctx context.Context, tx *db.Tx, id string) (int64, error) {
	n, err := db.Value[int64](ctx, tx, sqlUsed, id)
	return n, guichet.Doing("count the records of a field", err)
}
