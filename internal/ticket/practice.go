package ticket

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/db"
	"guichet/internal/field"
	"guichet/internal/search"
	"guichet/internal/setting"
	"guichet/internal/stem"
	"guichet/internal/timeline"
)

// Record is a ticket of some practice. A practice's type is one by embedding
// Ticket and its own Details, which list their fields.
type Record interface {
	Hall() *Ticket
	Own() []Field
}

// Field is one that only a practice has: its name, in entries and as the column
// of its row, and where it stands: a *string, *int64, *bool or *time.Time.
type Field struct {
	Name string
	At   any
}

// Practice is all that the hall must know of a practice: its way through the
// hall and the row of its details, whose columns stand in the order of Own. The
// verbs that all practices share are its methods; a practice's room holds its
// flow, its details and its moves.
type Practice[R Record] struct {
	Flow
	Prefix setting.Setting[string] // of references
	New    func() R
	Words  func(r R) string // which of its own words a record is found by; nil: none

	Table string // of the details

	// The statements of the row of details, by the ticket's id.
	Read, Insert, Update, Delete string
}

// Way is the practice's flow.
func (p Practice[R]) Way() Flow { return p.Flow }

// Hall is the part of a record that all practices share.
func (t *Ticket) Hall() *Ticket { return t }

func (f Field) value() any {
	switch at := f.At.(type) {
	case *string:
		return *at
	case *int64:
		return *at
	case *bool:
		return *at
	case *time.Time:
		return timeline.Millis(*at)
	default:
		return nil
	}
}

func (f Field) column() any {
	if at, moment := f.At.(*time.Time); moment {
		return *at
	}
	return f.value()
}

func (f Field) fold(c timeline.Change) {
	switch at := f.At.(type) {
	case *string:
		*at = c.Text()
	case *int64:
		*at = c.Number()
	case *bool:
		*at, _ = c.New.(bool)
	case *time.Time:
		*at = c.Moment()
	}
}

func own(r Record, field string) (Field, bool) {
	for _, f := range r.Own() {
		if f.Name == field {
			return f, true
		}
	}
	return Field{}, false
}

// Value is the present value of a field as an entry would give it, the hall's or
// the practice's own; nil for none.
func Value(r Record, field string) any {
	if v := r.Hall().Value(field); v != nil {
		return v
	}
	f, _ := own(r, field)
	return f.value()
}

// Changed adds the change of a field, the hall's or the practice's own, unless it
// keeps its value.
func Changed(r Record, changes []timeline.Change, field string, to any) []timeline.Change {
	if from := Value(r, field); from != to {
		changes = append(changes, timeline.Change{Field: field, Old: from, New: to})
	}
	return changes
}

// foldOwn takes an entry into the practice's own fields, and tells whether it
// changed any.
func foldOwn(r Record, e timeline.Entry) (touched bool) {
	for _, c := range e.Changes {
		if f, ours := own(r, c.Field); ours {
			f.fold(c)
			touched = true
		}
	}
	return touched
}

func ownRow(r Record) []any {
	row := []any{r.Hall().ID}
	for _, f := range r.Own() {
		row = append(row, f.column())
	}
	return row
}

// Of reads the rest of a ticket; whether the reader may see it is the caller's to
// ask.
func (p Practice[R]) Of(ctx context.Context, tx *db.Tx, t Ticket) (R, error) {
	r := p.New()
	*r.Hall() = t
	_, err := db.One(ctx, tx, func(*struct{}) []any {
		var at []any
		for _, f := range r.Own() {
			at = append(at, f.At)
		}
		return at
	}, p.Read, t.ID)
	return r, guichet.Doing("read the details of a record", err)
}

// Get reads a record by id or reference, if the reader may see it.
func (p Practice[R]) Get(ctx context.Context, tx *db.Tx, scope access.Scope, ref string) (R, error) {
	t, err := Get(ctx, tx, scope, p.Kind, ref)
	if err != nil {
		return p.New(), err
	}
	return p.Of(ctx, tx, t)
}

// Lock takes a record for the rest of the transaction.
func (p Practice[R]) Lock(ctx context.Context, tx *db.Tx, act Act) (R, error) {
	t, err := Lock(ctx, tx, act.Scope, p.Kind, act.Ref)
	if err != nil {
		return p.New(), err
	}
	return p.Of(ctx, tx, t)
}

// Apply makes entries true on both rows of a record that the caller has locked.
func (p Practice[R]) Apply(ctx context.Context, tx *db.Tx, act Act, r R, entries ...timeline.Entry) error {
	t := r.Hall()
	entries, err := t.give(ctx, tx, act, entries)
	if err == nil {
		entries, err = t.first(ctx, tx, act, entries)
	}
	if err != nil {
		return err
	}
	if err := t.shut(entries); err != nil {
		return err
	}
	if err := Rebase(ctx, tx, t, act.Seen, entries, func(field string) any { return Value(r, field) }); err != nil {
		return err
	}
	now, written, err := Apply(ctx, tx, act.Actor(*t), *t, entries...)
	if err != nil {
		return err
	}
	*t = now
	touched := false
	for _, e := range written {
		touched = foldOwn(r, e) || touched
	}
	if !touched {
		return nil
	}
	_, err = tx.Exec(ctx, p.Update, ownRow(r)...)
	return guichet.Doing("write the details of a record", err)
}

// Do is a whole act on one record: it is locked, decide says what happens, and
// that is made true.
func (p Practice[R]) Do(ctx context.Context, tx *db.Tx, act Act, decide func(r R) ([]timeline.Entry, error)) (Ticket, error) {
	r, err := p.Lock(ctx, tx, act)
	if err != nil {
		return *r.Hall(), err
	}
	entries, err := decide(r)
	if err == nil {
		err = p.Apply(ctx, tx, act, r, entries...)
	}
	return *r.Hall(), err
}

// Create records a matter with the practice's own fields.
func (p Practice[R]) Create(ctx context.Context, tx *db.Tx, in Opening, own ...timeline.Change) (Ticket, error) {
	prefix, err := p.Prefix.Get(ctx, tx)
	if err != nil {
		return Ticket{}, err
	}
	t, written, err := Register(ctx, tx, p.Flow, prefix, in, own...)
	if err != nil {
		return t, err
	}
	return t, p.write(ctx, tx, t, written)
}

// write makes the row of details of the entries that a record has.
func (p Practice[R]) write(ctx context.Context, tx *db.Tx, t Ticket, entries []timeline.Entry) error {
	r := p.New()
	*r.Hall() = t
	for _, e := range entries {
		foldOwn(r, e)
	}
	_, err := tx.Exec(ctx, p.Insert, ownRow(r)...)
	return guichet.Doing("write the details of a record", err)
}

// Adopt makes a record of this practice of a locked one of another.
func (p Practice[R]) Adopt(ctx context.Context, tx *db.Tx, act Act, from Flow, t Ticket, reason string, own ...timeline.Change) (Ticket, error) {
	prefix, err := p.Prefix.Get(ctx, tx)
	if err != nil {
		return t, err
	}
	if t, err = Turn(ctx, tx, act, t, from, p.Flow, prefix, reason, own...); err != nil {
		return t, err
	}
	// It may have been one before: the row is what all its entries say.
	entries, err := timeline.After(ctx, tx, t.Subject(), 0, timeline.Everything)
	if err != nil {
		return t, err
	}
	if _, err := tx.Exec(ctx, p.Delete, t.ID); err != nil {
		return t, guichet.Doing("write the details of a record", err)
	}
	return t, p.write(ctx, tx, t, entries)
}

// CheckFold compares the rows of a record with the fold of its entries, field by
// field. What was erased for a person's right cannot be folded: then there is
// nothing to compare.
func (p Practice[R]) CheckFold(ctx context.Context, tx *db.Tx, t Ticket) ([]timeline.Fault, error) {
	entries, err := timeline.After(ctx, tx, t.Subject(), 0, timeline.Everything)
	if err != nil {
		return nil, err
	}
	stored, err := p.Of(ctx, tx, t)
	if guichet.IsKind(err, guichet.KindNotFound) {
		return []timeline.Fault{{Subject: t.Subject(), What: "it has no row of its own"}}, nil
	}
	if err != nil {
		return nil, err
	}
	folded := p.New()
	for _, e := range entries {
		if e.Erased {
			return nil, nil
		}
		folded.Hall().Fold(e)
		foldOwn(folded, e)
	}
	faults := timeline.Compare(t.Subject(), t.Version, columnsOf(folded), columnsOf(stored))
	if fits, err := field.Fits(ctx, tx, t.asField(t.Kind)); err != nil || !fits {
		faults = append(faults, timeline.Fault{Subject: t.Subject(), Version: t.Version, What: "field_value is not what its row holds"})
	}
	return faults, err
}

// columnsOf are all fields of both rows, named as they are in the database.
func columnsOf(r Record) []timeline.Column {
	all := r.Hall().Columns()
	for _, f := range r.Own() {
		all = append(all, timeline.Column{Name: f.Name, Value: f.value()})
	}
	return all
}

// reindex makes a record found by its words as they now are. Rare and short: they
// are made here. What was said before stays found by the title it was said under.
func (p Practice[R]) reindex(ctx context.Context, tx *db.Tx, r R) error {
	t := *r.Hall()
	return Index(ctx, tx, t, "", search.Public, stem.Text(p.words(r), t.Language))
}

func (p Practice[R]) words(r R) string {
	if p.Words == nil {
		return ""
	}
	return p.Words(r)
}
