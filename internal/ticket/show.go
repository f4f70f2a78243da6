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
	Window time.Duration
}

const (
	partWindow = `, COALESCE((SELECT g.value FROM setting g WHERE g.name = $1), '') `

	partOwn = ` d ON d.ticket_id = t.id `
)

// Show reads a record by id or reference, if the reader may see it, in one
// statement: a page of a record is asked for more often than anything else.
func (p Practice[R]) Show(ctx context.Context, tx *db.Tx, scope access.Scope, ref string) (Shown[R], error) {
	s := Shown[R]{Record: p.New()}
	details := s.Record.Own()
	var columns strings.Builder
	for _, f := range details {
		columns.WriteString(", d." + f.Name)
	}
	c := conditions{access.Conditions{Args: []any{setting.ReopenDays().Name}}}
	c.one(p.Kind, ref, scope)
	query := partRow + columns.String() + partWindow + partTicketFirst + "JOIN " + p.Table + partOwn + partRest + c.String()
	var window string
	row, err := db.One(ctx, tx, func(r *Row) []any {
		at := rowFields(r)
		for _, f := range details {
			at = append(at, f.At)
		}
		return append(at, &window)
	}, query, c.Args...)
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

// one asks for one record by id or reference, within a scope.
func (c *conditions) one(kind, ref string, scope access.Scope) {
	c.Add("t.kind = $", kind)
	if guichet.IsID(ref) {
		c.Add("t.id = $", ref)
	} else {
		c.Add("(t.reference = $ OR t.id = (SELECT a.ticket_id FROM ticket_alias a WHERE a.reference = $))", ref, ref)
	}
	where, args := scope.Where(columns(), c.Next())
	c.Parts, c.Args = append(c.Parts, where), append(c.Args, args...)
}
