package queue

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"guichet/internal/api/contract"
	"guichet/internal/api/record"
	"guichet/internal/db"
	"guichet/internal/field"
	"guichet/internal/ticket"
	"guichet/internal/view"
)

// fields are those that an administrator added, as far as the reader sees them
// anywhere. One that they do not see is none: its name is a word like any other.
type fields struct {
	all field.All
	err error
}

func readFields(ctx context.Context, tx *db.Tx, r *contract.Request) *fields {
	all, err := field.List(ctx, tx)
	return &fields{slices.DeleteFunc(all, func(f field.Field) bool {
		return !record.SeesAtDesk(r, f) && (f.Portal == field.Desk || r.IsDesk())
	}), err}
}

// fields reads them once, when a text first asks for one.
func (x *resolver) fields(ctx context.Context) *fields {
	if x.lists == nil {
		x.lists = readFields(ctx, x.tx, x.r)
	}
	return x.lists
}

// own finds the field that a word names.
func (x *resolver) own(ctx context.Context) func(string) string {
	return func(word string) string {
		f, _ := x.fields(ctx).all.Called(word)
		return f.ID
	}
}

// order finds the fields that the list is sorted and grouped by. What is none, or none for the
// reader, is left out of the order: a view may be shared with who does not see it.
func (x *resolver) order(ctx context.Context) error {
	var words []string
	for _, word := range strings.Split(string(x.into.Sort), ",") {
		key := strings.TrimPrefix(word, "-")
		id, custom := strings.CutPrefix(key, field.Prefix)
		if !custom {
			words = append(words, word)
			continue
		}
		if f, known := x.fields(ctx).all.Get(id); known && f.Sorts() {
			if x.into.By == nil {
				x.into.By = map[ticket.Key]field.Field{}
			}
			x.into.By[ticket.Key(key)] = f
			words = append(words, word)
		}
	}
	x.into.Sort = ticket.Sort(strings.Join(words, ","))
	if id, custom := strings.CutPrefix(string(x.into.Group), field.Prefix); custom {
		f, known := x.fields(ctx).all.Get(id)
		if x.into.Group = ""; known && f.Groups() {
			if x.into.By == nil {
				x.into.By = map[ticket.Key]field.Field{}
			}
			x.into.Group = ticket.Key(f.Key())
			x.into.By[x.into.Group] = f
		}
	}
	if x.lists != nil {
		return x.lists.err
	}
	return nil
}

// custom reads a token about a field: a value, several, or a bound.
func (x *resolver) custom(ctx context.Context, t view.Token) (known bool, err error) {
	f, _ := x.fields(ctx).all.Get(t.Field)
	c, known, err := x.condition(ctx, f, t)
	if err != nil || !known {
		return false, err
	}
	c, err = c.Weighed(ctx, x.tx)
	x.into.Custom = append(x.into.Custom, c)
	return true, err
}

func (x *resolver) condition(ctx context.Context, f field.Field, t view.Token) (c field.Condition, known bool, err error) {
	if t.Op == ":" && same(t.Value, "vide", "aucun", "aucune", "empty", "none") {
		return f.Lacks(), true, nil
	}
	switch f.Type {
	case field.Choice, field.Choices:
		keys, known := options(f, t)
		return f.Is(keys...), known, nil
	case field.Person:
		var keys []string
		for _, v := range t.Values() {
			ids, err := x.requester(ctx, v)
			if err != nil {
				return c, false, err
			}
			keys = append(keys, ids...)
		}
		return f.Is(keys...), len(keys) > 0, nil
	case field.YesNo:
		yes := same(t.Value, "oui", "yes", "vrai", "true")
		n := map[bool]int64{true: 1}[yes]
		until := n + 1
		return f.Between(&n, &until), yes || same(t.Value, "non", "no", "faux", "false"), nil
	case field.Number:
		from, until, known := numbers(t)
		return f.Between(from, until), known, nil
	case field.Date, field.Moment:
		from, until, known := x.moments(f, t)
		return f.Between(from, until), known, nil
	case field.Text, field.Link:
		return f.Begins(strings.ReplaceAll(t.Value, "_", " ")), t.Op == ":", nil
	default:
		return c, false, nil // long texts are searched
	}
}

func options(f field.Field, t view.Token) (keys []string, known bool) {
	for _, v := range t.Values() {
		at := slices.IndexFunc(f.Options, func(o field.Option) bool { return o.ID == v || same(v, o.French) || same(v, o.English) })
		if at < 0 {
			return nil, false
		}
		keys = append(keys, f.Options[at].ID)
	}
	return keys, len(keys) > 0
}

// numbers reads a bound or a number; with a comma, as the French write it.
func numbers(t view.Token) (from, until *int64, known bool) {
	n, err := strconv.ParseFloat(strings.Replace(t.Value, ",", ".", 1), 64)
	if err != nil || n > 1e11 || n < -1e11 {
		return nil, nil, false
	}
	at := field.Scaled(n)
	after := at + 1
	switch t.Op {
	case ">":
		return &after, nil, true
	case ">=":
		return &at, nil, true
	case "<":
		return nil, &at, true
	case "<=":
		return nil, &after, true
	}
	return &at, &after, true
}

// moments reads a stretch of time: days are days wherever one is, moments are
// bounded by the reader's days. An age is not asked of a field: a day is.
func (x *resolver) moments(f field.Field, t view.Token) (from, until *int64, known bool) {
	zone := time.UTC
	now := x.tx.Now
	if place, err := time.LoadLocation(x.r.Person.Zone); err == nil {
		if zone = place; f.Type == field.Date {
			// The reader's day, written as one of UTC, as days are kept.
			y, m, d := now.In(place).Date()
			now, zone = time.Date(y, m, d, 0, 0, 0, 0, time.UTC), time.UTC
		}
	}
	span, known := t.Span(now, zone)
	bound := func(at time.Time) *int64 {
		if at.IsZero() {
			return nil
		}
		ms := at.UnixMilli()
		return &ms
	}
	return bound(span.From), bound(span.Until), known
}

// column is what a field is in the file: days and moments as spreadsheets read
// them.
func (a *rooms) fieldColumn(r *contract.Request, f field.Field, people map[string]string) column {
	sees, speaker := record.Sees(r), field.Speaker{Language: r.Language, Zone: r.Person.Zone, People: people}
	return column{f.Key(), f.Name(r.Language), func(row ticket.Row) string {
		value := row.Custom.Get(f.ID)
		switch at, err := time.Parse(time.RFC3339, value); {
		case value == "" || !sees(f, record.AsField(row.Ticket)):
			return ""
		case f.Type == field.Moment && err == nil:
			return stamp(at, r.Person.Zone)
		case f.Type == field.Date:
			return value
		}
		return speaker.Say(f, value)
	}}
}
