package category

import (
	"context"
	"slices"
	"strings"

	"guichet"
	"guichet/internal/db"
)

// Category is one place of the tree.
type Category struct {
	ID       string
	Version  int64
	ParentID string // empty: it stands at the top
	French   string
	English  string // either name may be empty, not both
	Kinds    []string
	Place    int64
	Active   bool

	kinds string // as they are stored
}

// The bounds of the tree.
const (
	NameMost  = 100
	DepthMost = 4
	// CountMost bounds the tree as a whole: it is read whole.
	CountMost = 1000
)

// Separator stands between the names of a path.
const Separator = " › "

const (
	partCategory = `SELECT c.id, c.parent_id, c.name_fr, c.name_en, c.kinds, c.place, c.active, h.version FROM category c
		JOIN timeline_head h ON h.subject_kind = 'category' AND h.subject_id = c.id `

	sqlTree = partCategory + `ORDER BY c.place, c.id`
)

func fields(c *Category) []any {
	return []any{&c.ID, &c.ParentID, &c.French, &c.English, &c.kinds, &c.Place, &c.Active, &c.Version}
}

// Name is what the category is called in a language, or in the other where it has
// no name in that one.
func (c Category) Name(l guichet.Language) string {
	if l == guichet.English && c.English != "" || c.French == "" {
		return c.English
	}
	return c.French
}

// IsFor tells whether records of a kind may carry it.
func (c Category) IsFor(kind string) bool { return slices.Contains(c.Kinds, kind) }

// Tree is all categories, each after its parent and in the order of its sisters.
type Tree struct {
	All []Category
	at  map[string]int
}

// Read reads the tree.
func Read(ctx context.Context, tx *db.Tx) (Tree, error) {
	rows, err := db.All(ctx, tx, fields, sqlTree)
	if err != nil {
		return Tree{}, guichet.Doing("read the categories", err)
	}
	return grow(rows), nil
}

// grow orders rows, which come by their place, into a tree.
func grow(rows []Category) Tree {
	below := map[string][]Category{}
	for _, c := range rows {
		c.Kinds = strings.FieldsFunc(c.kinds, func(r rune) bool { return r == ',' })
		below[c.ParentID] = append(below[c.ParentID], c)
	}
	t := Tree{All: make([]Category, 0, len(rows)), at: map[string]int{}}
	var add func(parentID string)
	add = func(parentID string) {
		for _, c := range below[parentID] {
			t.at[c.ID] = len(t.All)
			t.All = append(t.All, c)
			add(c.ID)
		}
	}
	add("")
	return t
}

// Get finds a category.
func (t Tree) Get(id string) (Category, bool) {
	at, known := t.at[id]
	if !known {
		return Category{}, false
	}
	return t.All[at], true
}

// line is a category and all above it, the top first.
func (t Tree) line(id string) []Category {
	var line []Category
	for c, known := t.Get(id); known; c, known = t.Get(c.ParentID) {
		line = append(line, c)
	}
	slices.Reverse(line)
	return line
}

// Path is the name of a category with those above it: "Messagerie › Outlook".
// It is empty for one that is not known.
func (t Tree) Path(id string, l guichet.Language) string {
	line := t.line(id)
	names := make([]string, len(line))
	for i, c := range line {
		names[i] = c.Name(l)
	}
	return strings.Join(names, Separator)
}

// Depth is how deep a category stands; 1 at the top.
func (t Tree) Depth(id string) int { return len(t.line(id)) }

// Within lists a category and all below it.
func (t Tree) Within(id string) []string {
	var ids []string
	for _, c := range t.All {
		if c.ID == id || slices.Contains(ids, c.ParentID) {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// sisters are the categories of one parent, in their order.
func (t Tree) sisters(parentID string) []Category {
	return slices.DeleteFunc(slices.Clone(t.All), func(c Category) bool { return c.ParentID != parentID })
}

// IsOffered tells whether a category may be chosen: it and all above it are
// active.
func (t Tree) IsOffered(id string) bool {
	line := t.line(id)
	return len(line) > 0 && !slices.ContainsFunc(line, func(c Category) bool { return !c.Active })
}

// Offers tells whether records of a kind have any category to choose from.
func (t Tree) Offers(kind string) bool {
	return slices.ContainsFunc(t.All, func(c Category) bool { return c.IsFor(kind) && t.IsOffered(c.ID) })
}

// Check refuses, for the field named, a category that records of the kind may not
// be given: one that is not known, is for others, or was retired.
func (t Tree) Check(field, kind, id string) *guichet.Error {
	c, known := t.Get(id)
	switch {
	case !known || !c.IsFor(kind):
		return guichet.Invalid(field, "unknown_value", nil)
	case !t.IsOffered(id):
		return guichet.Invalid(field, "category.retired", nil)
	}
	return nil
}

// Allow reads the tree and refuses what Check refuses; none is always right.
func Allow(ctx context.Context, tx *db.Tx, field, kind, id string) error {
	if id == "" {
		return nil
	}
	t, err := Read(ctx, tx)
	if err != nil {
		return err
	}
	return guichet.Join(t.Check(field, kind, id))
}
