package ticket

import (
	"context"
	"strconv"
	"strings"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/db"
	"guichet/internal/setting"
)

// Shown is a record whole, as its page shows it: its row in the queue, what only
// its practice has, and for how long after its end it may be reopened.
type Shown[R Record] struct {
	Row    Row
	Record R
	Flow   Flow
	Window time.Duration
}

const (
	partWindow = `, COALESCE((SELECT g.value FROM setting g WHERE g.name = $1), '') `

	partOwn = ` d ON d.ticket_id = t.id `
)

// Show reads a record by id or reference, if the reader may see it, in one
// statement: a page of a record is asked for more often than anything else.
func (p Practice[R]) Show(ctx context.Context, tx *db.Tx, scope access.Scope, ref string) (Shown[R], error) {
	s := Shown[R]{Record: p.New(), Flow: p.Flow}
	details := s.Record.Own()
	var window string
	row, err := named(ref, func(by string) (Row, error) {
		c := conditions{access.Conditions{Args: []any{setting.ReopenDays().Name}}}
		c.one(p.Kind, by, ref, scope)
		var query strings.Builder
		query.Grow(4 << 10)
		query.WriteString(partRow)
		for _, f := range details {
			query.WriteString(", d." + f.Name)
		}
		query.WriteString(partWindow + partTicketFirst + "JOIN " + p.Table + partOwn + partRest + c.String())
		return db.One(ctx, tx, func(r *Row) []any {
			at := rowFields(r)
			for _, f := range details {
				at = append(at, f.At)
			}
			return append(at, &window)
		}, query.String(), c.Args...)
	})
	if err != nil {
		return s, err
	}
	s.Row, *s.Record.Hall() = row, row.Ticket
	days := setting.ReopenDays().Default
	if window != "" {
		if days, err = strconv.ParseInt(window, 10, 64); err != nil {
			return s, guichet.Doing("read the setting "+setting.ReopenDays().Name, err)
		}
	}
	s.Window = time.Duration(days) * 24 * time.Hour
	return s, nil
}

// How a record is named: by its id, by the reference that it has, or by one that
// it had before it was converted.
const (
	partID        = "t.id = $"
	partReference = "t.reference = $"
	partAlias     = "t.id = (SELECT a.ticket_id FROM ticket_alias a WHERE a.reference = $)"
)

// named reads a record by what somebody calls it. Few were converted: only what
// no record is called any more is looked for among the names of before.
func named[T any](ref string, read func(by string) (T, error)) (T, error) {
	if guichet.IsID(ref) {
		return read(partID)
	}
	v, err := read(partReference)
	if guichet.IsKind(err, guichet.KindNotFound) {
		return read(partAlias)
	}
	return v, err
}

// one asks for one record, within a scope.
func (c *conditions) one(kind, by, ref string, scope access.Scope) {
	c.Add("t.kind = $", kind)
	c.Add(by, ref)
	where, args := scope.Where(columns(), c.Next())
	c.Parts, c.Args = append(c.Parts, where), append(c.Args, args...)
}
