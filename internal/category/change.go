package category

import (
	"context"
	"slices"
	"strings"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/timeline"
)

const (
	sqlInsert = `INSERT INTO category (id, parent_id, name_fr, name_en, kinds, place, active, created)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`

	sqlUpdate = `UPDATE category SET parent_id = $2, name_fr = $3, name_en = $4, kinds = $5, place = $6, active = $7 WHERE id = $1`
)

// gap is what lies between the places of two sisters: one is put between two
// others without touching them.
const gap = 1 << 20

// New is a category to be added, after all its sisters.
type New struct {
	ParentID string
	French   string
	English  string
	Kinds    []string
}

// Create adds a category. kinds lists the kinds of record there are.
func Create(ctx context.Context, tx *db.Tx, by guichet.Actor, in New, kinds []string) (Category, error) {
	tree, err := Read(ctx, tx)
	if err != nil {
		return Category{}, err
	}
	c := Category{
		ID: tx.ID(), ParentID: in.ParentID, French: guichet.Clean(in.French), English: guichet.Clean(in.English),
		Kinds: sorted(in.Kinds), Place: gap, Active: true, Version: 1,
	}
	if len(tree.All) >= CountMost {
		return c, guichet.Invalid("name_fr", "too_many_items", guichet.Args{"max": CountMost})
	}
	if err := tree.check(c, kinds); err != nil {
		return c, err
	}
	if sisters := tree.sisters(c.ParentID); len(sisters) > 0 {
		c.Place = sisters[len(sisters)-1].Place + gap
	}
	if _, err := tx.Exec(ctx, sqlInsert, c.ID, c.ParentID, c.French, c.English, strings.Join(c.Kinds, ","), c.Place, c.Active, tx.Now); err != nil {
		return c, guichet.Doing("add a category", err)
	}
	var none Category
	_, err = timeline.Begin(ctx, tx, subject(c.ID), by, timeline.Entry{Kind: "created/1", Changes: none.changes(c)})
	return c, err
}

// Patch changes a category; nil leaves as it is.
type Patch struct {
	ParentID *string
	French   *string
	English  *string
	Kinds    []string // nil: as they are
	Active   *bool
	After    *string // the sister it shall stand after; empty: first of all
}

// Change changes a category at the version that was read.
func Change(ctx context.Context, tx *db.Tx, by guichet.Actor, id string, seen int64, in Patch, kinds []string) (Category, error) {
	tree, err := locked(ctx, tx, id, in.ParentID)
	if err != nil {
		return Category{}, err
	}
	was, known := tree.Get(id)
	if !known {
		return was, guichet.NotFound()
	}
	c := was
	c.ParentID, c.Active = or(in.ParentID, c.ParentID), or(in.Active, c.Active)
	c.French, c.English = guichet.Clean(or(in.French, c.French)), guichet.Clean(or(in.English, c.English))
	if in.Kinds != nil {
		c.Kinds = sorted(in.Kinds)
	}
	if err := tree.check(c, kinds); err != nil {
		return was, err
	}
	var moved []Category
	if in.After != nil || c.ParentID != was.ParentID {
		if c.Place, moved, err = tree.place(c, in.After); err != nil {
			return was, err
		}
	}
	if err := write(ctx, tx, by, was, c, seen); err != nil {
		return was, err
	}
	for _, m := range moved {
		before, _ := tree.Get(m.ID)
		if err := write(ctx, tx, by, before, m, before.Version); err != nil {
			return was, err
		}
	}
	tree, err = Read(ctx, tx)
	c, _ = tree.Get(id)
	return c, err
}

// locked takes a category and all that it would stand below, and reads the tree
// as it then is: two moves at a time must not put each below the other.
func locked(ctx context.Context, tx *db.Tx, id string, parentID *string) (Tree, error) {
	tree, err := Read(ctx, tx)
	if err != nil {
		return tree, err
	}
	ids := []string{id}
	if parentID != nil {
		for _, c := range tree.line(*parentID) {
			ids = append(ids, c.ID)
		}
	}
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		if err := tx.Lock(ctx, "category", id); err != nil {
			return tree, err
		}
	}
	return Read(ctx, tx)
}

// write makes a category what it shall be, with its history.
func write(ctx context.Context, tx *db.Tx, by guichet.Actor, was, c Category, seen int64) error {
	changes := was.changes(c)
	if len(changes) == 0 {
		return nil
	}
	since, err := timeline.After(ctx, tx, subject(c.ID), seen, timeline.Everything)
	if err != nil {
		return err
	}
	if clashes := timeline.Clashes(since, changes, was.value); len(clashes) > 0 {
		return guichet.Conflict(clashes...)
	}
	if _, err := tx.Exec(ctx, sqlUpdate, c.ID, c.ParentID, c.French, c.English, strings.Join(c.Kinds, ","), c.Place, c.Active); err != nil {
		return guichet.Doing("change a category", err)
	}
	_, err = timeline.Append(ctx, tx, subject(c.ID), by, timeline.Entry{Kind: "changed/1", Changes: changes})
	return err
}

func subject(id string) timeline.Subject { return timeline.Subject{Kind: "category", ID: id} }

// fieldsOf are the fields that the history keeps.
func fieldsOf() []string {
	return []string{"parent", "name_fr", "name_en", "kinds", "place", "active"}
}

func (c Category) value(field string) any {
	switch field {
	case "parent":
		return c.ParentID
	case "name_fr":
		return c.French
	case "name_en":
		return c.English
	case "kinds":
		return strings.Join(c.Kinds, ",")
	case "place":
		return c.Place
	default:
		return c.Active
	}
}

// changes are what makes c of the category; the place of a new one says nothing.
func (c Category) changes(to Category) []timeline.Change {
	var changes []timeline.Change
	for _, f := range fieldsOf() {
		old, now := c.value(f), to.value(f)
		if old == now || c.ID == "" && (f == "place" || now == "") {
			continue
		}
		if c.ID == "" {
			old = nil
		}
		changes = append(changes, timeline.Change{Field: f, Old: old, New: now})
	}
	return changes
}

// check refuses what a category may not be.
func (t Tree) check(c Category, kinds []string) error {
	mistakes := []*guichet.Error{
		guichet.CheckLine("name_fr", c.French, 0, NameMost),
		guichet.CheckLine("name_en", c.English, 0, NameMost),
		t.checkNames(c),
		t.checkParent(c),
	}
	if len(c.Kinds) == 0 {
		mistakes = append(mistakes, guichet.Invalid("kinds", "required", nil))
	}
	if slices.ContainsFunc(c.Kinds, func(k string) bool { return !slices.Contains(kinds, k) }) {
		mistakes = append(mistakes, guichet.Invalid("kinds", "unknown_value", nil))
	}
	return guichet.Join(mistakes...)
}

// checkNames: a category has a name, and its active sisters have others.
func (t Tree) checkNames(c Category) *guichet.Error {
	if c.French == "" && c.English == "" {
		return guichet.Invalid("name_fr", "required", nil)
	}
	for _, s := range t.sisters(c.ParentID) {
		if s.ID == c.ID || !s.Active || !c.Active {
			continue
		}
		if c.French != "" && guichet.Fold(s.French) == guichet.Fold(c.French) {
			return guichet.Invalid("name_fr", "category.name_taken", nil)
		}
		if c.English != "" && guichet.Fold(s.English) == guichet.Fold(c.English) {
			return guichet.Invalid("name_en", "category.name_taken", nil)
		}
	}
	return nil
}

// checkParent: no category is above itself, and none stands too deep.
func (t Tree) checkParent(c Category) *guichet.Error {
	if c.ParentID == "" {
		return nil
	}
	if _, known := t.Get(c.ParentID); !known {
		return guichet.Invalid("parent_id", "unknown_value", nil)
	}
	within := t.Within(c.ID)
	if slices.Contains(within, c.ParentID) {
		return guichet.Invalid("parent_id", "category.above_itself", nil)
	}
	deepest := t.Depth(c.ID)
	for _, id := range within {
		deepest = max(deepest, t.Depth(id))
	}
	if height := deepest - t.Depth(c.ID); t.Depth(c.ParentID)+1+height > DepthMost {
		return guichet.Invalid("parent_id", "category.too_deep", guichet.Args{"max": DepthMost})
	}
	return nil
}

// place finds where a category stands after one of its sisters, or last of all.
// Where two sisters leave nothing between them, all are placed anew.
func (t Tree) place(c Category, after *string) (at int64, moved []Category, err error) {
	sisters := slices.DeleteFunc(t.sisters(c.ParentID), func(s Category) bool { return s.ID == c.ID })
	i := len(sisters)
	if after != nil && *after == "" {
		i = 0
	} else if after != nil {
		if i = slices.IndexFunc(sisters, func(s Category) bool { return s.ID == *after }) + 1; i == 0 {
			return 0, nil, guichet.Invalid("after", "unknown_value", nil)
		}
	}
	var low int64
	if i > 0 {
		low = sisters[i-1].Place
	}
	if i == len(sisters) {
		return low + gap, nil, nil
	}
	if high := sisters[i].Place; high-low > 1 {
		return low + (high-low)/2, nil, nil
	}
	for k, s := range sisters[i:] {
		s.Place = low + int64(k+2)*gap
		moved = append(moved, s)
	}
	return low + gap, moved, nil
}

func sorted(kinds []string) []string {
	kinds = slices.Clone(kinds)
	slices.Sort(kinds)
	return slices.Compact(kinds)
}

func or[T any](p *T, otherwise T) T {
	if p != nil {
		return *p
	}
	return otherwise
}
