package ticket

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/field"
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

func (s Sort) valid(custom map[Key]field.Field) bool {
	words := s.words()
	for _, w := range words {
		key := Key(strings.TrimPrefix(w, "-"))
		if _, known := custom[key]; !known && !slices.Contains(Keys(), key) {
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
	one := func(sql string, text bool, of func(r *Row) any) by { return by{key, sql, down, text, of} }
	if custom, is := f.By[key]; is {
		return order{one(string(key), custom.IsText(), func(r *Row) any { return custom.Rank(r.Custom) })}
	}
	switch key {
	case KeyPriority:
		return order{one("t.priority", false, func(r *Row) any { return r.Priority })}
	case KeyCreated:
		return order{one("t.created", false, func(r *Row) any { return r.Created.UnixMilli() })}
	case KeyUpdated:
		return order{one("t.updated", false, func(r *Row) any { return r.Updated.UnixMilli() })}
	case KeyState:
		return order{one(partStateRank, false, func(r *Row) any { return int64(slices.Index(f.Flow, r.State)) })}
	case KeyTeam:
		return order{one("tm.name_key", true, func(r *Row) any { return r.teamKey }), one("tm.id", true, func(r *Row) any { return r.TeamID })}
	case KeyRequester:
		return order{one("pr.name_key", true, func(r *Row) any { return r.requesterKey }), one("pr.id", true, func(r *Row) any { return r.RequesterID })}
	case KeyAssignee:
		return order{
			one("COALESCE(pa.name_key, '')", true, func(r *Row) any { return r.assigneeKey }),
			one("t.assignee_id", true, func(r *Row) any { return r.AssigneeID }),
		}
	case KeyOrganisation:
		return order{
			one("COALESCE(o.name_key, '')", true, func(r *Row) any { return r.organisationKey }),
			one("t.organisation_id", true, func(r *Row) any { return r.OrganisationID }),
		}
	default:
		return order{one("t.kind", true, func(r *Row) any { return r.Kind })}
	}
}

// partStateRank stands for where a state is in the flow of the work.
const partStateRank = "state_rank"

// compare is the order as the statements have it.
func (o order) compare(a, b Row) int {
	for _, k := range o {
		var c int
		if k.text {
			x, _ := k.of(&a).(string)
			y, _ := k.of(&b).(string)
			c = strings.Compare(x, y)
		} else {
			x, _ := k.of(&a).(int64)
			y, _ := k.of(&b).(int64)
			c = cmp.Compare(x, y)
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
	p := place{keys: make([]any, len(o))}
	into := []any{&p.step}
	for i := range o {
		into = append(into, &p.keys[i])
	}
	more, err := guichet.ReadCursor(cursor, into...)
	if err != nil || !more {
		return place{}, err
	}
	fits := p.step >= 0 && p.step < steps
	for i, k := range o {
		number, isNumber := p.keys[i].(float64)
		if _, isText := p.keys[i].(string); isText != k.text || isNumber == k.text {
			fits = false
		} else if isNumber {
			p.keys[i] = int64(number)
		}
	}
	if !fits {
		return place{}, guichet.Invalid("cursor", "cursor.unreadable", nil)
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
func (f Filter) steps(ctx context.Context, tx *db.Tx, reach []Reach, o order) ([][]walk, error) {
	leading, down := o[0].key, o[0].down
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
			steps = append(steps, []walk{{r, one, partTicketFirst, KeyKind}})
		}
	case f.pinned() || !slices.ContainsFunc(reach, func(r Reach) bool { return !f.own(r) }):
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
			return [][]walk{all(f, partTicketFirst, "")}, err
		}
		for _, id := range teams {
			if f.TeamID == "" && len(f.TeamIDs) == 0 || f.TeamID == id || slices.Contains(f.TeamIDs, id) {
				one := f
				one.TeamID, one.TeamIDs = id, nil
				steps = append(steps, all(one, partTicketFirst, KeyTeam))
			}
		}
	case f.By[leading].ID != "":
		none := f
		none.without = leading
		steps = append(steps, all(none, partTicketFirst, leading))
		apart, err := f.By[leading].Apart(ctx, tx)
		if err != nil {
			return nil, err
		}
		if apart == nil {
			steps = append(steps, all(f, partFieldFirst, ""))
		}
		for _, one := range apart {
			each := f
			each.Custom = append(slices.Clone(f.Custom), one)
			steps = append(steps, all(each, partTicketFirst, leading))
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
func (f Filter) own(r Reach) bool { return r.Scope.IsOwn() }

// read reads the next rows of a walk, most of them at most.
func (w walk) read(ctx context.Context, tx *db.Tx, o order, from place, most int) ([]Row, error) {
	c := w.filter.conditions(w.Scope)
	switch w.first {
	case partRequesterFirst:
		c.Add("t.requester_id = pr.id")
	case partAssigneeFirst:
		c.Add("t.assignee_id = pa.id")
	case partOrganisationFirst:
		c.Add("t.organisation_id = o.id")
	case partFieldFirst:
		c.Add("t.id = fv.ticket_id AND fv.field_id = $", w.filter.By[o[0].key].ID)
	}
	// What all rows of the walk share does not sort them.
	varying := slices.DeleteFunc(slices.Clone(o), func(k by) bool { return w.fixed != "" && k.key == w.fixed })
	columns := w.columns(&c, varying)
	sorted, falls := slices.Clone(columns), make([]bool, len(columns))
	for i, k := range varying {
		if falls[i] = k.down; k.down {
			sorted[i] += " DESC"
		}
	}
	if from.keys != nil {
		keys := []any{}
		for i, k := range o {
			if w.fixed == "" || k.key != w.fixed {
				keys = append(keys, from.keys[i])
			}
		}
		c.Behind(columns, falls, keys)
	}
	end := " ORDER BY " + strings.Join(sorted, ", ") + " LIMIT " + strconv.Itoa(most)
	query := partRow + partKeys + w.first + partRest + c.String() + end
	if varying.mixed() && w.first == partTicketFirst && !varying.names() {
		// No index has this order: what is sorted are the bare records, and the names
		// are read of those on the page alone.
		inner := partBare
		if w.filter.Spoke != "" {
			inner = partBareSpoken
		}
		query = partRow + partKeys + w.first + partRest + "t.id IN (" + inner + c.String() + end + ")" + end
	}
	rows, err := db.All(ctx, tx, func(r *Row) []any {
		return append(rowFields(r), &r.teamKey, &r.assigneeKey, &r.requesterKey, &r.organisationKey)
	}, query, c.Args...)
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
	walked := map[string]string{}
	switch w.first {
	case partAssigneeFirst:
		walked = map[string]string{"COALESCE(pa.name_key, '')": "pa.name_key", "t.assignee_id": "pa.id"}
	case partOrganisationFirst:
		walked = map[string]string{"COALESCE(o.name_key, '')": "o.name_key", "t.organisation_id": "o.id"}
	case partFieldFirst:
		walked = map[string]string{o[0].sql: w.filter.By[o[0].key].Column(), "t.created": "fv.created", "t.id": "fv.ticket_id"}
	}
	for i, k := range o {
		if columns[i] = k.sql; k.sql == partStateRank {
			columns[i] = c.rank(w.filter.Flow)
		} else if walked[k.sql] != "" {
			columns[i] = walked[k.sql]
		} else if custom, is := w.filter.By[k.key]; is {
			columns[i] = custom.Value(&c.Conditions)
		}
	}
	own := w.filter.own(w.Reach)
	inOrder := o[0].key == KeyCreated && (w.filter.RequesterID != "" || own) // a requester's are in this order
	if (w.filter.pinned() || own) && !o[0].text && !inOrder {
		columns[0] = "+" + columns[0]
	}
	return columns
}

// rank says where a record's state is in the flow of the work.
func (c *conditions) rank(flow []State) string {
	sql := "CASE t.state WHEN '' THEN 0"
	for i, s := range flow {
		sql += " WHEN " + c.Value(string(s)) + " THEN " + strconv.Itoa(i)
	}
	return sql + " ELSE -1 END"
}
