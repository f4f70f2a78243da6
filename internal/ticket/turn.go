package ticket

import (
	"context"
	"fmt"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/search"
	"guichet/internal/timeline"
)

const (
	sqlTurn = `UPDATE ticket SET kind = $2, reference = $3, retriaged = $4 WHERE id = $1`

	sqlInsertAlias = `INSERT INTO ticket_alias (reference, ticket_id, created) VALUES ($1, $2, $3)`

	sqlAliases = `SELECT reference FROM ticket_alias WHERE ticket_id = $1 ORDER BY created, reference`
)

// Turn makes a locked ticket one of another practice: it was sorted wrongly. It
// keeps its id, its conversation, files and history, and gets a reference of the
// other practice; the old one leads to it for ever. own are the fields of the
// other practice that are known already.
func Turn(ctx context.Context, tx *db.Tx, act Act, t Ticket, from, to Flow, prefix, reason string, own ...timeline.Change) (Ticket, error) {
	if t.Phase != Working && t.Phase != Held {
		return t, guichet.Invalid("to", "ticket.cannot_convert", guichet.Args{"state": string(t.State)})
	}
	n, err := tx.Next(ctx, to.Sequence)
	if err != nil {
		return t, guichet.Doing("take a reference", err)
	}
	before := t
	state := to.beginning(from, t)
	c := t.Changed(nil, "kind", to.Kind)
	c = t.Changed(c, "reference", fmt.Sprintf("%s-%0*d", prefix, referenceDigits, n))
	c = append(c, timeline.Change{Field: "state", Old: string(t.State), New: string(state)})
	c = t.Changed(c, "phase", string(to.Phase(state)))
	c = t.Changed(c, "hold_reason", "")
	c = t.Changed(c, "retriaged", t.Retriaged+1)
	entry := timeline.Entry{Kind: "converted/1", Reason: reason, Changes: append(c, own...)}
	if err := Rebase(ctx, tx, &t, act.Seen, []timeline.Entry{entry}, func(string) any { return nil }); err != nil {
		return t, err
	}
	t, _, err = Apply(ctx, tx, act.Actor(t), t, entry)
	if err != nil {
		return t, err
	}
	if _, err := tx.Exec(ctx, sqlTurn, t.ID, t.Kind, t.Reference, t.Retriaged); err != nil {
		return t, guichet.Doing("convert a ticket", err)
	}
	if _, err := tx.Exec(ctx, sqlInsertAlias, before.Reference, t.ID, tx.Now); err != nil {
		return t, guichet.Doing("keep an old reference", err)
	}
	tx.Hint(before.Kind, t.ID) // who still looks at what it was
	if err := search.Turn(ctx, tx, before.Kind, t.Kind, t.ID); err != nil {
		return t, err
	}
	return t, Index(ctx, tx, t, "", search.Public, "")
}

// beginning is the state in which a converted ticket goes on.
func (f Flow) beginning(from Flow, t Ticket) State {
	switch {
	case f.Assigned != "" && t.AssigneeID != "" && t.State != from.Working:
		return f.Assigned
	case f.Working != "" && t.State == from.Working, f.Working != "" && t.Phase == Held:
		return f.Working
	default:
		return f.Initial
	}
}

// Aliases lists the references that a ticket had before.
func Aliases(ctx context.Context, tx *db.Tx, id string) ([]string, error) {
	return db.All(ctx, tx, func(s *string) []any { return []any{s} }, sqlAliases, id)
}
