package ticket

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/category"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/field"
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
	Category       category.Category // its names alone

	teamKey, assigneeKey, requesterKey, organisationKey string // by which names are sorted
	step                                                int    // of the walk that met it
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
	Open       View = "open"       // everything not yet over
	Unfinished View = "unfinished" // neither done nor over
	All        View = "all"
)

// Views lists the views.
func Views() []View {
	return []View{ToProcess, Unassigned, Mine, OnHold, DoneView, Open, Unfinished, All}
}

// Filter says which tickets to list. Empty fields do not filter.
type Filter struct {
	Kind           string
	View           View
	States         []State
	Priorities     []int64
	TeamID         string
	AssigneeID     string // "none": nobody in particular
	RequesterID    string
	NotOf          string   // whose own records are left out
	TeamIDs        []string // one of these
	AssigneeIDs    []string // one of these; "none": nobody in particular
	RequesterIDs   []string // one of these
	OrganisationID string
	SiteID         string
	Channels       []string
	HoldReasons    []string
	Spoke          conversation.Direction // who spoke last
	Created        Between
	Updated        Between
	FirstContact   *bool    // solved at the first contact, or not
	CategoryIDs    []string // a category with all below it; one empty id: without any
	IDs            []string // only these, such as the hits of a search
	Custom         []field.Condition
	By             map[Key]field.Field // those that it is sorted by
	Archived       string              // "only", "with"; '': without what is archived
	Nothing        bool                // something was named that does not exist
	Me             string
	Sort           Sort
	Group          Key     // sorted by first, for what is shown in groups
	Flow           []State // all states in the order of the work, to sort by them
	without        Key     // only what nobody has, or no organisation
}

// Between is a stretch of time, without its end; a zero moment is no bound.
type Between struct{ From, Until time.Time }

const (
	partRow = partColumns + `, tm.name, COALESCE(pa.name, ''), pr.name, pr.vip, COALESCE(o.name, ''), COALESCE(s.name, ''), COALESCE(m.recorded, 0), COALESCE(m.direction, ''), COALESCE(m.excerpt, ''), COALESCE(pl.name, ''), COALESCE(ca.name_fr, ''), COALESCE(ca.name_en, '') `

	partKeys = `, tm.name_key, COALESCE(pa.name_key, ''), pr.name_key, COALESCE(o.name_key, '') `

	partTicketFirst = `FROM ticket t JOIN team tm ON tm.id = t.team_id JOIN person pr ON pr.id = t.requester_id LEFT JOIN person pa ON pa.id = t.assignee_id LEFT JOIN organisation o ON o.id = t.organisation_id `

	// Who is sorted by name is walked by name, and their records met in turn: a
	// queue of any length then costs one page.
	partRequesterFirst = `FROM person pr CROSS JOIN ticket t JOIN team tm ON tm.id = t.team_id LEFT JOIN person pa ON pa.id = t.assignee_id LEFT JOIN organisation o ON o.id = t.organisation_id `

	partAssigneeFirst = `FROM person pa CROSS JOIN ticket t JOIN team tm ON tm.id = t.team_id JOIN person pr ON pr.id = t.requester_id LEFT JOIN organisation o ON o.id = t.organisation_id `

	partOrganisationFirst = `FROM organisation o CROSS JOIN ticket t JOIN team tm ON tm.id = t.team_id JOIN person pr ON pr.id = t.requester_id LEFT JOIN person pa ON pa.id = t.assignee_id `

	partFieldFirst = `FROM field_value fv CROSS JOIN ticket t JOIN team tm ON tm.id = t.team_id JOIN person pr ON pr.id = t.requester_id LEFT JOIN person pa ON pa.id = t.assignee_id LEFT JOIN organisation o ON o.id = t.organisation_id `

	partRest = `LEFT JOIN person pl ON pl.id = t.logged_by LEFT JOIN site s ON s.id = t.site_id LEFT JOIN category ca ON ca.id = t.category_id LEFT JOIN message m ON m.id = t.last_message_id WHERE `

	partCount = `SELECT COUNT(*) FROM (SELECT 1 FROM ticket t WHERE `

	partCountSpoken = `SELECT COUNT(*) FROM (SELECT 1 FROM ticket t LEFT JOIN message m ON m.id = t.last_message_id WHERE `
)

func rowFields(r *Row) []any {
	return append(fields(&r.Ticket), &r.Team, &r.Assignee, &r.Requester, &r.RequesterVIP, &r.Organisation, &r.Site,
		&r.LastAt, &r.LastDirection, &r.LastExcerpt, &r.LoggedByPerson, &r.Category.French, &r.Category.English)
}

type conditions struct{ access.Conditions }

// Check refuses a filter of unknown words.
func (f Filter) Check() error {
	var mistakes []*guichet.Error
	if f.View != "" && !slices.Contains(Views(), f.View) {
		mistakes = append(mistakes, guichet.Invalid("view", "unknown_value", nil))
	}
	if !f.Sort.valid(f.By) {
		mistakes = append(mistakes, guichet.Invalid("sort", "unknown_value", nil))
	}
	if f.Group != "" && !slices.Contains(Groups(), f.Group) && !f.By[f.Group].Groups() {
		mistakes = append(mistakes, guichet.Invalid("group", "unknown_value", nil))
	}
	return guichet.Join(mistakes...)
}

func (f Filter) conditions(scope access.Scope) conditions {
	var c conditions
	if f.IDs == nil && !f.few() {
		c.Add("t.kind = $", f.Kind)
	} else {
		c.Add("t.kind || '' = $", f.Kind) // found by their ids, not by what all have
	}
	// One state has an index of its own, and implies the phase.
	phase := "t.phase"
	if len(f.States) == 1 {
		phase = "t.phase || ''"
	}
	switch f.View {
	case ToProcess:
		c.Add(phase + " = 'working'")
	case Unassigned:
		c.Add(phase + " = 'working' AND t.assignee_id = ''")
	case Mine:
		c.Add("t.assignee_id = $ AND t.phase IN ('working', 'held')", f.Me)
	case OnHold:
		c.Add(phase + " = 'held'")
	case DoneView:
		c.Add(phase + " = 'done'")
	case Open:
		c.Add("t.phase <> 'over' AND t.phase <> 'archived'")
	case Unfinished:
		c.Add("t.phase <> 'over' AND t.phase || '' <> 'done'")
	}
	// What is archived is asked for, found by what it is, or the reader's own.
	switch {
	case f.Archived == "only":
		c.Add("t.phase = 'archived'")
	case f.Archived == "" && f.IDs == nil && !scope.IsOwn() && (f.View == All || f.View == "" || f.View == Unfinished):
		c.Add("t.phase <> 'archived'")
	}
	if len(f.States) > 0 {
		c.In("t.state", anys(f.States, func(s State) any { return string(s) }))
	}
	if len(f.Priorities) > 0 {
		c.In("t.priority", anys(f.Priorities, func(n int64) any { return n }))
	}
	if f.TeamID != "" {
		c.Add("t.team_id = $", f.TeamID)
	}
	switch f.AssigneeID {
	case "":
	case "none":
		c.Add("t.assignee_id = ''")
	default:
		c.Add("t.assignee_id = $", f.AssigneeID)
	}
	if f.RequesterID != "" {
		c.Add("t.requester_id = $", f.RequesterID)
	}
	f.further(&c)
	if f.IDs != nil {
		c.In("t.id", anys(f.IDs, func(s string) any { return s }))
	}
	where, args := scope.Where(columns(), c.Next())
	c.Parts, c.Args = append(c.Parts, where), append(c.Args, args...)
	return c
}

func anys[T any](values []T, as func(T) any) []any {
	out := make([]any, len(values))
	for i, v := range values {
		out[i] = as(v)
	}
	return out
}

// List reads one page of the queue, and the cursor of the next page; it never
// counts.
func List(ctx context.Context, tx *db.Tx, scope access.Scope, f Filter, page guichet.Page) ([]Row, string, error) {
	return ListKinds(ctx, tx, []Reach{{Kind: f.Kind, Scope: scope}}, f, page)
}

// pinned tells that a few records at most pass the filter: they are found by
// what they have in common and sorted then, not met one by one on a walk
// through all records in the order asked for.
func (f Filter) pinned() bool {
	return f.IDs != nil || f.few() || f.View == Mine || f.AssigneeID != "" && f.AssigneeID != "none" || f.RequesterID != "" ||
		len(f.RequesterIDs) > 0
}

// Fields are those that the list is narrowed or sorted by: who does not see one on
// a record must not meet the record by it.
func (f Filter) Fields() []field.Field {
	var all []field.Field
	for _, c := range f.Custom {
		all = append(all, c.Field)
	}
	return slices.AppendSeq(all, maps.Values(f.By))
}

// few tells that some field finds the records, few as they are.
func (f Filter) few() bool { return slices.ContainsFunc(f.Custom, field.Condition.IsFew) }

// further adds what only some filters ask.
func (f Filter) further(c *conditions) {
	text := func(s string) any { return strings.TrimSuffix(s, "none") } // nobody
	if f.Nothing {
		c.Add("1 = 0")
	}
	for _, one := range []struct {
		column string
		of     []string
	}{
		{"t.team_id", f.TeamIDs},
		{"t.assignee_id", f.AssigneeIDs},
		{"t.requester_id", f.RequesterIDs},
		{"t.channel", f.Channels},
		{"t.hold_reason", f.HoldReasons},
	} {
		if len(one.of) > 0 {
			c.In(one.column, anys(one.of, text))
		}
	}
	if f.FirstContact != nil && *f.FirstContact {
		c.Add("t.first_contact = TRUE") // as its index says it
	} else if f.FirstContact != nil {
		c.Add("t.first_contact = FALSE")
	}
	if len(f.CategoryIDs) > 0 && f.CategoryIDs[0] == "" {
		c.Add("t.category_id = ''")
	} else if len(f.CategoryIDs) > 0 {
		c.Add("t.category_id <> ''") // the index holds no others
		c.In("t.category_id", anys(f.CategoryIDs, text))
	}
	for _, is := range []struct{ fragment, value string }{
		{"t.organisation_id = $", f.OrganisationID},
		{"t.site_id = $", f.SiteID},
		{"m.direction = $", string(f.Spoke)},
		{"t.requester_id <> $", f.NotOf},
	} {
		if is.value != "" {
			c.Add(is.fragment, is.value)
		}
	}
	for _, custom := range f.Custom {
		custom.Add(&c.Conditions)
	}
	if by, custom := f.By[f.without]; custom {
		by.Lacks().Add(&c.Conditions)
	} else if f.without == KeyAssignee {
		c.Add("t.assignee_id = ''")
	} else if f.without == KeyOrganisation {
		c.Add("t.organisation_id = ''")
	}
	for _, bound := range []struct {
		fragment string
		at       time.Time
	}{
		{"t.created >= $", f.Created.From}, {"t.created < $", f.Created.Until}, {"t.updated >= $", f.Updated.From}, {"t.updated < $", f.Updated.Until},
	} {
		if !bound.at.IsZero() {
			c.Add(bound.fragment, bound.at)
		}
	}
}

// CountMost is where counting stops: more is shown as "99+".
const CountMost = 100

// Count tells how many tickets of a view there are, up to CountMost.
func Count(ctx context.Context, tx *db.Tx, scope access.Scope, f Filter) (int64, error) {
	if parts := scope.Parts(); len(parts) > 1 {
		return CountKinds(ctx, tx, []Reach{{Kind: f.Kind, Scope: scope}}, f)
	}
	c := f.conditions(scope)
	// Without an order PostgreSQL would rather walk through all records than ask an
	// index for so few; and with one SQLite would walk through all for those of one
	// person.
	order := " ORDER BY t.priority, t.created, t.id"
	if f.pinned() {
		order = ""
	}
	from := partCount
	if f.Spoke != "" {
		from = partCountSpoken
	}
	return db.Value[int64](ctx, tx, from+c.String()+order+" LIMIT "+strconv.Itoa(CountMost)+") AS counted", c.Args...)
}

// GetRow reads one ticket as a queue shows it.
func GetRow(ctx context.Context, tx *db.Tx, scope access.Scope, kind, ref string) (Row, error) {
	return named(ref, func(by string) (Row, error) {
		var c conditions
		c.one(kind, by, ref, scope)
		return db.One(ctx, tx, rowFields, partRow+partTicketFirst+partRest+c.String(), c.Args...)
	})
}
