package ticket

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"guichet"
	"guichet/internal/db"
)

// Key is something that a queue is sorted or grouped by.
type Key string

// The keys.
const (
	KeyKind         Key = "kind"
	KeyState        Key = "state"
	KeyPriority     Key = "priority"
	KeyCreated      Key = "created"
	KeyUpdated      Key = "updated"
	KeyTeam         Key = "team"
	KeyAssignee     Key = "assignee"
	KeyRequester    Key = "requester"
	KeyOrganisation Key = "organisation"
)

// Keys lists what a queue may be sorted by.
func Keys() []Key {
	return []Key{KeyKind, KeyState, KeyPriority, KeyCreated, KeyUpdated, KeyTeam, KeyAssignee, KeyRequester, KeyOrganisation}
}

// Groups lists what a queue may be shown in groups by.
func Groups() []Key {
	return []Key{KeyKind, KeyState, KeyPriority, KeyTeam, KeyAssignee, KeyOrganisation}
}

// Sort is an order of the queue: keys separated by commas, the first the most
// important; one with "-" before it begins with the greatest.
type Sort string

// The orders that have a name.
const (
	ByPriority Sort = "priority" // the most urgent first, then the oldest
	ByUpdated  Sort = "-updated" // the latest change first
	ByCreated  Sort = "-created" // the newest first
)

// sortMost is how many keys one order has.
const sortMost = 4

func (s Sort) words() []string {
	if s == "" {
		return nil
	}
	return strings.Split(string(s), ",")
}

func (s Sort) valid() bool {
	words := s.words()
	for _, w := range words {
		if !slices.Contains(Keys(), Key(strings.TrimPrefix(w, "-"))) {
			return false
		}
	}
	return len(words) <= sortMost
}

// by is one key of an order: its column, and its value in a row.
type by struct {
	key  Key
	sql  string
	down bool
	text bool
	of   func(r *Row) any // an int64, or a string where text is set
}

type order []by

// order is the filter's group and sort as columns; the moment and the id make
// it whole, so that no two rows are alike in it.
func (f Filter) order() order {
	words := f.Sort.words()
	if len(words) == 0 {
		words = []string{string(KeyPriority)}
	}
	if f.Group != "" {
		first := string(f.Group)
		if slices.Contains(words, "-"+first) {
			first = "-" + first
		}
		words = append([]string{first}, words...)
	}
	var all order
	down, timed := false, false
	seen := map[Key]bool{}
	for _, w := range words {
		name, falls := strings.CutPrefix(w, "-")
		key := Key(name)
		if seen[key] {
			continue
		}
		seen[key], down = true, falls
		timed = timed || key == KeyCreated || key == KeyUpdated
		all = append(all, f.columns(key, down)...)
	}
	if !timed {
		all = append(all, f.columns(KeyCreated, down)...)
	}
	return append(all, by{sql: "t.id", down: down, text: true, of: func(r *Row) any { return r.ID }})
}

func (f Filter) columns(key Key, down bool) order {
	number := func(sql string, of func(r *Row) int64) order {
		return order{{key: key, sql: sql, down: down, of: func(r *Row) any { return of(r) }}}
	}
	name := func(sql, id string, of func(r *Row) (string, string)) order {
		return order{
			{key: key, sql: sql, down: down, text: true, of: func(r *Row) any { name, _ := of(r); return name }},
			{key: key, sql: id, down: down, text: true, of: func(r *Row) any { _, id := of(r); return id }},
		}
	}
	switch key {
	case KeyPriority:
		return number("t.priority", func(r *Row) int64 { return r.Priority })
	case KeyCreated:
		return number("t.created", func(r *Row) int64 { return r.Created.UnixMilli() })
	case KeyUpdated:
		return number("t.updated", func(r *Row) int64 { return r.Updated.UnixMilli() })
	case KeyState:
		return number(partStateRank, func(r *Row) int64 { return int64(slices.Index(f.Flow, r.State)) })
	case KeyTeam:
		return name("tm.name_key", "tm.id", func(r *Row) (string, string) { return r.teamKey, r.TeamID })
	case KeyRequester:
		return name("pr.name_key", "pr.id", func(r *Row) (string, string) { return r.requesterKey, r.RequesterID })
	case KeyAssignee:
		return name("COALESCE(pa.name_key, '')", "t.assignee_id", func(r *Row) (string, string) { return r.assigneeKey, r.AssigneeID })
	case KeyOrganisation:
		return name("COALESCE(o.name_key, '')", "t.organisation_id", func(r *Row) (string, string) { return r.organisationKey, r.OrganisationID })
	default: // KeyKind: the same for all that one statement reads
		return nil
	}
}

// partStateRank stands for where a state is in the flow of the work.
const partStateRank = "state_rank"

// compare is the order as the statements have it.
func (o order) compare(a, b Row) int {
	for _, k := range o {
		var c int
		if k.text {
			c = strings.Compare(k.of(&a).(string), k.of(&b).(string))
		} else {
			c = cmp.Compare(k.of(&a).(int64), k.of(&b).(int64))
		}
		if k.down {
			c = -c
		}
		if c != 0 {
			return c
		}
	}
	return 0
}

// place is where a page begins: behind a row with these keys, in this step.
type place struct {
	step int
	keys []any
}

func (o order) cursor(last Row) string {
	keys := []any{last.step}
	for _, k := range o {
		keys = append(keys, k.of(&last))
	}
	return guichet.Cursor(keys...)
}

func (o order) read(cursor string, steps int) (place, error) {
	var p place
	into := []any{&p.step}
	for _, k := range o {
		if k.text {
			into = append(into, new(string))
		} else {
			into = append(into, new(int64))
		}
	}
	more, err := guichet.ReadCursor(cursor, into...)
	if err != nil || !more {
		return place{}, err
	}
	if p.step < 0 || p.step >= steps {
		return place{}, guichet.Invalid("cursor", "cursor.unreadable", nil)
	}
	for i, k := range o {
		if k.text {
			p.keys = append(p.keys, *into[i+1].(*string))
		} else {
			p.keys = append(p.keys, *into[i+1].(*int64))
		}
	}
	return p, nil
}

// walk is what one statement reads: the records of one kind, or a part of them.
type walk struct {
	Reach
	filter Filter
	first  string // the tables, the one that is walked along first
	fixed  Key    // what all of it has in common, and need not be sorted by
}

// stepsMost is how many teams are read one by one.
const stepsMost = 60

const sqlTeamsByName = `SELECT id FROM team ORDER BY name_key, id`

// steps cuts a list into walks whose records follow each other, wherever an
// index then gives their order: kind by kind, state by state, what nobody has
// before what somebody has.
func (f Filter) steps(ctx context.Context, tx *db.Tx, reach []Reach) ([][]walk, error) {
	words := f.Sort.words()
	leading := f.Group
	down := len(words) > 0 && (leading == "" || slices.Contains(words, "-"+string(leading)))
	if leading == "" && len(words) > 0 {
		name, falls := strings.CutPrefix(words[0], "-")
		leading, down = Key(name), falls
	}
	all := func(f Filter, first string, fixed Key) []walk {
		walks := make([]walk, len(reach))
		for i, r := range reach {
			f.Kind = r.Kind
			walks[i] = walk{r, f, first, fixed}
		}
		return walks
	}
	steps := [][]walk{}
	switch {
	case leading == KeyKind:
		for _, r := range reach {
			one := f
			one.Kind = r.Kind
			steps = append(steps, []walk{{r, one, partTicketFirst, ""}})
		}
	case f.pinned() || len(reach) > 0 && f.own(reach[0]):
		return [][]walk{all(f, partTicketFirst, "")}, nil
	case leading == KeyState:
		for _, s := range f.Flow {
			if len(f.States) == 0 || slices.Contains(f.States, s) {
				one := f
				one.States = []State{s}
				steps = append(steps, all(one, partTicketFirst, KeyState))
			}
		}
	case leading == KeyTeam:
		teams, err := db.All(ctx, tx, func(id *string) []any { return []any{id} }, sqlTeamsByName)
		if err != nil || len(teams) > stepsMost {
			return [][]walk{all(f, partTeamFirst, "")}, err
		}
		for _, id := range teams {
			if f.TeamID == "" && len(f.TeamIDs) == 0 || f.TeamID == id || slices.Contains(f.TeamIDs, id) {
				one := f
				one.TeamID, one.TeamIDs = id, nil
				steps = append(steps, all(one, partTicketFirst, KeyTeam))
			}
		}
	case leading == KeyRequester:
		return [][]walk{all(f, partRequesterFirst, "")}, nil
	case leading == KeyAssignee, leading == KeyOrganisation:
		none, first := f, partAssigneeFirst
		if leading == KeyOrganisation {
			first = partOrganisationFirst
		}
		none.without = leading
		steps = append(steps, all(none, partTicketFirst, leading), all(f, first, ""))
	default:
		return [][]walk{all(f, partTicketFirst, "")}, nil
	}
	if down {
		slices.Reverse(steps)
	}
	return steps, nil
}

// own tells that a reader sees only what is theirs.
func (f Filter) own(r Reach) bool { return !r.Scope.All && len(r.Scope.OrganisationIDs) == 0 }

// read reads the next rows of a walk, most of them at most.
func (w walk) read(ctx context.Context, tx *db.Tx, o order, from place, most int) ([]Row, error) {
	c := w.filter.conditions(w.Scope)
	switch w.first {
	case partTeamFirst:
		c.add("t.team_id = tm.id")
	case partRequesterFirst:
		c.add("t.requester_id = pr.id")
	case partAssigneeFirst:
		c.add("t.assignee_id = pa.id")
	case partOrganisationFirst:
		c.add("t.organisation_id = o.id")
	}
	// What all rows of the walk share does not sort them.
	varying := slices.DeleteFunc(slices.Clone(o), func(k by) bool { return w.fixed != "" && k.key == w.fixed })
	columns := w.columns(&c, varying)
	if from.keys != nil {
		keys := []any{}
		for i, k := range o {
			if w.fixed == "" || k.key != w.fixed {
				keys = append(keys, from.keys[i])
			}
		}
		c.behind(varying, columns, keys)
	}
	sorted := make([]string, len(columns))
	for i, sql := range columns {
		if sorted[i] = sql; varying[i].down {
			sorted[i] += " DESC"
		}
	}
	end := " ORDER BY " + strings.Join(sorted, ", ") + " LIMIT " + strconv.Itoa(most)
	query := partRow + w.first + partRest + c.String() + end
	if varying.mixed() && w.first == partTicketFirst && !varying.names() {
		// No index has this order: what is sorted are the bare records, and the names
		// are read of those on the page alone.
		inner := partBare
		if w.filter.Spoke != "" {
			inner = partBareSpoken
		}
		query = partRow + w.first + partRest + "t.id IN (" + inner + c.String() + end + ")" + end
	}
	rows, err := db.All(ctx, tx, rowFields, query, c.args...)
	return rows, guichet.Doing("list tickets", err)
}

const (
	partBare = `SELECT t.id FROM ticket t WHERE `

	partBareSpoken = `SELECT t.id FROM ticket t LEFT JOIN message m ON m.id = t.last_message_id WHERE `
)

// mixed tells that some keys rise and others fall.
func (o order) mixed() bool {
	return slices.ContainsFunc(o, func(k by) bool { return k.down != o[0].down })
}

// names tells that the order is by the names of people, teams or organisations.
func (o order) names() bool {
	return slices.ContainsFunc(o, func(k by) bool {
		return slices.Contains([]Key{KeyTeam, KeyRequester, KeyAssignee, KeyOrganisation}, k.key)
	})
}

// columns are those of the order as this walk says them. One with a sign before
// it is one that no index is to be used for: few records are found otherwise.
func (w walk) columns(c *conditions, o order) []string {
	columns := make([]string, len(o))
	for i, k := range o {
		columns[i] = k.sql
		switch {
		case k.sql == partStateRank:
			columns[i] = c.rank(w.filter.Flow)
		case w.first == partAssigneeFirst && k.sql == "COALESCE(pa.name_key, '')":
			columns[i] = "pa.name_key"
		case w.first == partAssigneeFirst && k.sql == "t.assignee_id":
			columns[i] = "pa.id"
		case w.first == partOrganisationFirst && k.sql == "COALESCE(o.name_key, '')":
			columns[i] = "o.name_key"
		case w.first == partOrganisationFirst && k.sql == "t.organisation_id":
			columns[i] = "o.id"
		}
	}
	own := w.filter.own(w.Reach)
	inOrder := o[0].key == KeyCreated && (w.filter.RequesterID != "" || own) // a requester's are in this order
	if (w.filter.pinned() || own) && !o[0].text && !inOrder {
		columns[0] = "+" + columns[0]
	}
	return columns
}

// value keeps a value and gives its placeholder.
func (c *conditions) value(v any) string {
	c.args = append(c.args, v)
	return "$" + strconv.Itoa(len(c.args))
}

// rank says where a record's state is in the flow of the work.
func (c *conditions) rank(flow []State) string {
	var b strings.Builder
	b.WriteString("CASE t.state")
	for i, s := range flow {
		b.WriteString(" WHEN " + c.value(string(s)) + " THEN " + strconv.Itoa(i))
	}
	if len(flow) == 0 {
		b.WriteString(" WHEN '' THEN 0")
	}
	b.WriteString(" ELSE -1 END")
	return b.String()
}

// behind adds that a row comes after one with these keys. Where all keys go one
// way it is a comparison of rows; otherwise key by key, with the first one again
// as a bound that an index can begin at.
func (c *conditions) behind(o order, columns []string, keys []any) {
	values := make([]string, len(keys))
	for i, k := range keys {
		values[i] = c.value(k)
	}
	sign := func(k by) string {
		if k.down {
			return "<"
		}
		return ">"
	}
	if !o.mixed() {
		c.parts = append(c.parts, "("+strings.Join(columns, ", ")+") "+sign(o[0])+" ("+strings.Join(values, ", ")+")")
		return
	}
	after := ""
	for i := len(o) - 1; i >= 0; i-- {
		step := columns[i] + " " + sign(o[i]) + " " + values[i]
		if after != "" {
			step = "(" + step + " OR " + columns[i] + " = " + values[i] + " AND " + after + ")"
		}
		after = step
	}
	c.parts = append(c.parts, columns[0]+" "+sign(o[0])+"= "+values[0], after)
}
