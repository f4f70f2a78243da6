package field

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"guichet/internal/access"
	"guichet/internal/db"
)

// Condition narrows a list of records to those whose field holds something. It is
// asked of tickets, called t.
type Condition struct {
	Field    Field
	fragment string
	values   []any
	lacks    bool // it is the records without any value
	few      bool // so few records have it that they are found by it
}

const (
	partHolds = `EXISTS (SELECT 1 FROM field_value fv WHERE fv.ticket_id = t.id AND fv.field_id = $`

	partLacks = `NOT EXISTS (SELECT 1 FROM field_value fv WHERE fv.ticket_id = t.id AND fv.field_id = $`

	partAmong = `t.id IN (SELECT fv.ticket_id FROM field_value fv WHERE fv.field_id = $`

	partHowMany = `SELECT COUNT(*) FROM (SELECT 1 FROM field_value fv WHERE fv.field_id = $`

	partHowManyEnd = ` LIMIT 301) AS counted`
)

// few is how many records are looked up one by one rather than met on a walk
// through all of them.
const few = 300

// Lacks asks for the records without a value.
func (f Field) Lacks() Condition { return Condition{Field: f, values: []any{f.ID}, lacks: true} }

// Is asks for one of some values: options, people, or the whole of a text.
func (f Field) Is(keys ...string) Condition {
	c := Condition{Field: f, values: []any{f.ID}}
	marks := strings.TrimSuffix(strings.Repeat("$, ", len(keys)), ", ")
	c.fragment = " AND fv.sort_key IN (" + marks + ")"
	for _, k := range keys {
		c.values = append(c.values, k)
	}
	return c
}

// Begins asks for a text that begins so.
func (f Field) Begins(typed string) Condition {
	key := beginning(typed)
	return Condition{Field: f, fragment: " AND fv.sort_key >= $ AND fv.sort_key < $", values: []any{f.ID, key, key + "\U0010FFFF"}}
}

// Between asks for a number, a moment in milliseconds, or a yes: at least the one
// and less than the other; nil is no bound.
func (f Field) Between(from, until *int64) Condition {
	c := Condition{Field: f, values: []any{f.ID}}
	if from != nil {
		c.fragment, c.values = c.fragment+" AND fv.number >= $", append(c.values, *from)
	}
	if until != nil {
		c.fragment, c.values = c.fragment+" AND fv.number < $", append(c.values, *until)
	}
	return c
}

// Weighed finds out whether few records meet the condition: then they are found by
// it, and sorted after; many are soon met on a walk in the order asked for.
func (c Condition) Weighed(ctx context.Context, tx *db.Tx) (Condition, error) {
	if c.lacks {
		return c, nil
	}
	var where access.Conditions
	where.Add(partHowMany+c.fragment+partHowManyEnd, c.values...)
	n, err := db.Value[int64](ctx, tx, where.String(), where.Args...)
	c.few = n <= few
	return c, err
}

// IsFew tells that few records meet it.
func (c Condition) IsFew() bool { return c.few }

// Add adds the condition to those of a list.
func (c Condition) Add(to *access.Conditions) {
	switch {
	case c.lacks:
		to.Add(partLacks+")", c.values...)
	case c.few:
		to.Add(partAmong+c.fragment+")", c.values...)
	default:
		to.Add(partHolds+c.fragment+")", c.values...)
	}
}

// None is what stands for no value in an order by number: below all others.
const None = -9_000_000_000_000_000

// The order of a list by a field: partValue stands for the value in any statement
// about tickets, called t, partWalk begins one that walks along the values.
const (
	partNumberOf = `COALESCE((SELECT fv.number FROM field_value fv WHERE fv.ticket_id = t.id AND fv.field_id = $), `

	partTextOf = `COALESCE((SELECT fv.sort_key FROM field_value fv WHERE fv.ticket_id = t.id AND fv.field_id = $), '')`
)

// IsText tells that a list is sorted by its text, and not by a number.
func (f Field) IsText() bool { return !f.numeric() && f.Type != Choice }

// Groups tells that a list may be shown in groups by it: one of few values.
func (f Field) Groups() bool { return f.Type == Choice }

// Apart are conditions that each value fulfils one of, in the order of the list;
// nil where it has no few values.
func (f Field) Apart(ctx context.Context, tx *db.Tx) ([]Condition, error) {
	if !f.Groups() {
		return nil, nil
	}
	all := make([]Condition, len(f.Options))
	for i, o := range f.Options {
		var err error
		if all[i], err = f.Is(o.ID).Weighed(ctx, tx); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Value is the SQL of the value that lists of tickets, called t, are sorted by.
func (f Field) Value(c *access.Conditions) string {
	sql := partTextOf
	if f.numeric() {
		sql = partNumberOf + strconv.FormatInt(None, 10) + ")"
	}
	sql = strings.Replace(sql, "$", c.Value(f.ID), 1)
	if !f.Groups() {
		return sql
	}
	sql = "CASE " + sql + " WHEN '' THEN 0"
	for i, o := range f.Options {
		sql += " WHEN " + c.Value(o.ID) + " THEN " + strconv.Itoa(i+1)
	}
	return sql + " ELSE 0 END"
}

// Column is that of field_value, called fv, by which a walk along the values goes.
func (f Field) Column() string {
	if f.IsText() {
		return "fv.sort_key"
	}
	return "fv.number"
}

// Rank is what a record with these values is sorted by: text, or an int64.
func (f Field) Rank(v Values) any {
	value := v.Get(f.ID)
	key, number := f.keys(value)
	switch {
	case f.Groups():
		return int64(1 + slices.IndexFunc(f.Options, func(o Option) bool { return o.ID == key }))
	case f.IsText():
		return key
	case value == "":
		return int64(None)
	default:
		return number
	}
}
