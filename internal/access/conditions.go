package access

import (
	"slices"
	"strconv"
	"strings"
)

// Conditions build a WHERE whose fragments are constants and whose values are
// placeholders; a scope's own Where is one of them.
type Conditions struct {
	Parts []string
	Args  []any
}

// Next is the number of the next placeholder.
func (c *Conditions) Next() int { return len(c.Args) + 1 }

// Add takes a fragment in which each $ stands for the next value.
func (c *Conditions) Add(fragment string, values ...any) {
	for _, v := range values {
		fragment = strings.Replace(fragment, "$", "\x00"+strconv.Itoa(c.Next()), 1)
		c.Args = append(c.Args, v)
	}
	c.Parts = append(c.Parts, strings.ReplaceAll(fragment, "\x00", "$"))
}

// In asks for one of the values.
func (c *Conditions) In(column string, values []any) {
	marks := strings.TrimSuffix(strings.Repeat("$, ", len(values)), ", ")
	c.Add(column+" IN ("+marks+")", values...)
}

// Value keeps a value and gives its placeholder.
func (c *Conditions) Value(v any) string {
	c.Args = append(c.Args, v)
	return "$" + strconv.Itoa(len(c.Args))
}

// Behind asks for what comes after a row with these keys, in an order in which
// some columns fall. Where all go one way it is a comparison of rows; otherwise
// column by column, with the first one again as a bound that an index can begin
// at.
func (c *Conditions) Behind(columns []string, falls []bool, keys []any) {
	values := make([]string, len(keys))
	for i, k := range keys {
		values[i] = c.Value(k)
	}
	sign := func(i int) string {
		if falls[i] {
			return "<"
		}
		return ">"
	}
	if !slices.Contains(falls, !falls[0]) {
		c.Parts = append(c.Parts, "("+strings.Join(columns, ", ")+") "+sign(0)+" ("+strings.Join(values, ", ")+")")
		return
	}
	after := ""
	for i := len(columns) - 1; i >= 0; i-- {
		step := columns[i] + " " + sign(i) + " " + values[i]
		if after != "" {
			step = "(" + step + " OR " + columns[i] + " = " + values[i] + " AND " + after + ")"
		}
		after = step
	}
	c.Parts = append(c.Parts, columns[0]+" "+sign(0)+"= "+values[0], after)
}

// String is the condition.
func (c *Conditions) String() string { return strings.Join(c.Parts, " AND ") }
