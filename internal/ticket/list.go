package ticket

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/conversation"
	"guichet/internal/db"
)

// Row is a ticket as a queue shows it.
type Row struct {
	Ticket
	Team           string
	Assignee       string
	Requester      string
	RequesterVIP   bool
	Organisation   string
	Site           string
	LastAt         time.Time
	LastDirection  conversation.Direction
	LastExcerpt    string
	LoggedByPerson string
}

// View is a cut of the queue that has a name.
type View string

// The views.
const (
	ToProcess  View = "to_process" // somebody of the desk is to act
	Unassigned View = "unassigned" // and nobody in particular has it
	Mine       View = "mine"       // open and given to the one who asks
	OnHold     View = "on_hold"
	DoneView   View = "resolved"
	Open       View = "open" // everything not yet over
	All        View = "all"
)

// Views lists the views.
func Views() []View { return []View{ToProcess, Unassigned, Mine, OnHold, DoneView, Open, All} }

// Sort is an order of the queue.
type Sort string

// The orders.
const (
	ByPriority Sort = "priority" // the most urgent first, then the oldest
	ByUpdated  Sort = "-updated" // the latest change first
	ByCreated  Sort = "-created" // the newest first
)

// Filter says which tickets to list. Empty fields do not filter.
type Filter struct {
	Kind        string
	View        View
	States      []State
	Priorities  []int64
	TeamID      string
	AssigneeID  string // "none": nobody in particular
	RequesterID string
	IDs         []string // only these, such as the hits of a search
	Me          string
	Sort        Sort
}

const (
	partRow = `SELECT t.id, t.kind, t.reference, t.conversation_id, t.title, t.state, t.phase, t.hold_reason, t.impact,
		t.urgency, t.priority, t.team_id, t.assignee_id, t.requester_id, t.organisation_id, t.site_id, t.channel,
		t.language, t.logged_by, t.last_message_id, t.created, t.updated, t.state_since, t.answered, t.resolved,
		t.closed, t.reopened, t.retriaged, t.origin, t.version, tm.name, COALESCE(pa.name, ''), pr.name, pr.vip, COALESCE(o.name, ''),
		COALESCE(s.name, ''), COALESCE(m.recorded, 0), COALESCE(m.direction, ''), COALESCE(m.excerpt, ''),
		COALESCE(pl.name, '')
		FROM ticket t JOIN team tm ON tm.id = t.team_id JOIN person pr ON pr.id = t.requester_id
		LEFT JOIN person pa ON pa.id = t.assignee_id LEFT JOIN person pl ON pl.id = t.logged_by
		LEFT JOIN organisation o ON o.id = t.organisation_id LEFT JOIN site s ON s.id = t.site_id
		LEFT JOIN message m ON m.id = t.last_message_id WHERE `

	partCount = `SELECT COUNT(*) FROM (SELECT 1 FROM ticket t WHERE `
)

func rowFields(r *Row) []any {
	return append(fields(&r.Ticket), &r.Team, &r.Assignee, &r.Requester, &r.RequesterVIP, &r.Organisation, &r.Site,
		&r.LastAt, &r.LastDirection, &r.LastExcerpt, &r.LoggedByPerson)
}

// conditions builds a WHERE whose fragments are constants and whose values are
// placeholders.
type conditions struct {
	parts []string
	args  []any
}

func (c *conditions) next() int { return len(c.args) + 1 }

// add takes a fragment in which each $ stands for the next value.
func (c *conditions) add(fragment string, values ...any) {
	for _, v := range values {
		fragment = strings.Replace(fragment, "$", "\x00"+strconv.Itoa(c.next()), 1)
		c.args = append(c.args, v)
	}
	c.parts = append(c.parts, strings.ReplaceAll(fragment, "\x00", "$"))
}

func (c *conditions) in(column string, values []any) {
	marks := strings.TrimSuffix(strings.Repeat("$, ", len(values)), ", ")
	c.add(column+" IN ("+marks+")", values...)
}

func (c *conditions) String() string { return strings.Join(c.parts, " AND ") }

// Check refuses a filter of unknown words.
func (f Filter) Check() error {
	var mistakes []*guichet.Error
	if f.View != "" && !slices.Contains(Views(), f.View) {
		mistakes = append(mistakes, guichet.Invalid("view", "unknown_value", nil))
	}
	if f.Sort != "" && !slices.Contains([]Sort{ByPriority, ByUpdated, ByCreated}, f.Sort) {
		mistakes = append(mistakes, guichet.Invalid("sort", "unknown_value", nil))
	}
	return guichet.Join(mistakes...)
}

func (f Filter) conditions(scope access.Scope) conditions {
	var c conditions
	if f.IDs == nil {
		c.add("t.kind = $", f.Kind)
	} else {
		c.add("t.kind || '' = $", f.Kind) // found by their ids, not by what all have
	}
	switch f.View {
	case ToProcess:
		c.add("t.phase = 'working'")
	case Unassigned:
		c.add("t.phase = 'working' AND t.assignee_id = ''")
	case Mine:
		c.add("t.assignee_id = $ AND t.phase IN ('working', 'held')", f.Me)
	case OnHold:
		c.add("t.phase = 'held'")
	case DoneView:
		c.add("t.phase = 'done'")
	case Open:
		c.add("t.phase <> 'over'")
	}
	if len(f.States) > 0 {
		c.in("t.state", anys(f.States, func(s State) any { return string(s) }))
	}
	if len(f.Priorities) > 0 {
		c.in("t.priority", anys(f.Priorities, func(n int64) any { return n }))
	}
	if f.TeamID != "" {
		c.add("t.team_id = $", f.TeamID)
	}
	switch f.AssigneeID {
	case "":
	case "none":
		c.add("t.assignee_id = ''")
	default:
		c.add("t.assignee_id = $", f.AssigneeID)
	}
	if f.RequesterID != "" {
		c.add("t.requester_id = $", f.RequesterID)
	}
	if f.IDs != nil {
		c.in("t.id", anys(f.IDs, func(s string) any { return s }))
	}
	where, args := scope.Where(columns(), c.next())
	c.parts, c.args = append(c.parts, where), append(c.args, args...)
	return c
}

func anys[T any](values []T, as func(T) any) []any {
	out := make([]any, len(values))
	for i, v := range values {
		out[i] = as(v)
	}
	return out
}

// List reads one page of the queue in one statement, and the cursor of the next
// page; it never counts.
func List(ctx context.Context, tx *db.Tx, scope access.Scope, f Filter, page guichet.Page) ([]Row, string, error) {
	if err := f.Check(); err != nil {
		return nil, "", err
	}
	if f.IDs != nil && len(f.IDs) == 0 {
		return []Row{}, "", nil
	}
	c := f.conditions(scope)
	order, err := f.after(&c, scope, page.Cursor)
	if err != nil {
		return nil, "", err
	}
	size := page.Size()
	rows, err := db.All(ctx, tx, rowFields, partRow+c.String()+order+" LIMIT "+strconv.Itoa(size+1), c.args...)
	if err != nil {
		return nil, "", guichet.Doing("list tickets", err)
	}
	if len(rows) <= size {
		return rows, "", nil
	}
	rows = rows[:size]
	return rows, f.Sort.cursor(rows[size-1]), nil
}

func (s Sort) cursor(last Row) string {
	switch s {
	case ByUpdated:
		return guichet.Cursor(last.Updated.UnixMilli(), last.ID)
	case ByCreated:
		return guichet.Cursor(last.Created.UnixMilli(), last.ID)
	default:
		return guichet.Cursor(last.Priority, last.Created.UnixMilli(), last.ID)
	}
}

// pinned tells that a few records at most pass the filter: they are found by
// what they have in common and sorted then, not met one by one on a walk
// through all records in the order asked for.
func (f Filter) pinned() bool {
	return f.IDs != nil || f.View == Mine || f.AssigneeID != "" && f.AssigneeID != "none" || f.RequesterID != ""
}

// after adds the keyset condition of the cursor and gives the order.
func (f Filter) after(c *conditions, scope access.Scope, cursor string) (string, error) {
	var rank, moment int64
	var id string
	// A column with a sign before it is one that no index is in the order of.
	own := !scope.All && len(scope.OrganisationIDs) == 0
	sign := ""
	if f.pinned() || own {
		sign = "+"
	}
	switch f.Sort {
	case ByUpdated:
		if more, err := guichet.ReadCursor(cursor, &moment, &id); err != nil {
			return "", err
		} else if more {
			c.add("("+sign+"t.updated, t.id) < ($, $)", moment, id)
		}
		return " ORDER BY " + sign + "t.updated DESC, t.id DESC", nil
	case ByCreated:
		if f.RequesterID != "" || own {
			sign = "" // a requester's are in this order
		}
		if more, err := guichet.ReadCursor(cursor, &moment, &id); err != nil {
			return "", err
		} else if more {
			c.add("("+sign+"t.created, t.id) < ($, $)", moment, id)
		}
		return " ORDER BY " + sign + "t.created DESC, t.id DESC", nil
	default:
		if more, err := guichet.ReadCursor(cursor, &rank, &moment, &id); err != nil {
			return "", err
		} else if more {
			c.add("("+sign+"t.priority, t.created, t.id) > ($, $, $)", rank, moment, id)
		}
		return " ORDER BY " + sign + "t.priority, t.created, t.id", nil
	}
}

// CountMost is where counting stops: more is shown as "99+".
const CountMost = 100

// Count tells how many tickets of a view there are, up to CountMost.
func Count(ctx context.Context, tx *db.Tx, scope access.Scope, f Filter) (int64, error) {
	c := f.conditions(scope)
	// Without an order PostgreSQL would rather walk through all records than ask an
	// index for so few; and with one SQLite would walk through all for those of one
	// person.
	order := " ORDER BY t.priority, t.created, t.id"
	if f.pinned() {
		order = ""
	}
	return db.Value[int64](ctx, tx, partCount+c.String()+order+" LIMIT "+strconv.Itoa(CountMost)+") AS counted", c.args...)
}

// GetRow reads one ticket as a queue shows it.
func GetRow(ctx context.Context, tx *db.Tx, scope access.Scope, kind, ref string) (Row, error) {
	var c conditions
	c.add("t.kind = $", kind)
	if guichet.IsID(ref) {
		c.add("t.id = $", ref)
	} else {
		c.add("(t.reference = $ OR t.id = (SELECT a.ticket_id FROM ticket_alias a WHERE a.reference = $))", ref, ref)
	}
	where, args := scope.Where(columns(), c.next())
	c.parts, c.args = append(c.parts, where), append(c.args, args...)
	return db.One(ctx, tx, rowFields, partRow+c.String(), c.args...)
}
