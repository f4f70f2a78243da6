package change

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// Change is a ticket with what only a change has.
type Change struct {
	ticket.Ticket
	Details
}

// Details are the change's own fields, a pure fold of its entries like the rest.
type Details struct {
	Justification string // why it is wanted
	Risk          string // one of Risks, once it is assessed
	Assessment    string // what it would do, to whom
	Plan          string
	BackOut       string // how to go back
	Starts        time.Time
	Ends          time.Time
	Decision      string // authorised or refused
	DecidedBy     string
	Decided       time.Time
	DecisionText  string
	Outcome       string // what came of it
	CancelReason  string
}

const (
	sqlDetails = `SELECT justification, risk, assessment, plan, back_out, starts, ends, decision, decided_by, decided,
		decision_text, outcome, cancel_reason FROM change WHERE ticket_id = $1`

	sqlInsertDetails = `INSERT INTO change (ticket_id, justification, risk, assessment, plan, back_out, starts, ends,
		decision, decided_by, decided, decision_text, outcome, cancel_reason)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`

	sqlUpdateDetails = `UPDATE change SET justification = $2, risk = $3, assessment = $4, plan = $5, back_out = $6,
		starts = $7, ends = $8, decision = $9, decided_by = $10, decided = $11, decision_text = $12, outcome = $13,
		cancel_reason = $14 WHERE ticket_id = $1`

	sqlDeleteDetails = `DELETE FROM change WHERE ticket_id = $1`
)

func detailFields(d *Details) []any {
	return []any{
		&d.Justification, &d.Risk, &d.Assessment, &d.Plan, &d.BackOut, &d.Starts, &d.Ends, &d.Decision, &d.DecidedBy,
		&d.Decided, &d.DecisionText, &d.Outcome, &d.CancelReason,
	}
}

func (d Details) values(id string) []any {
	return []any{
		id, d.Justification, d.Risk, d.Assessment, d.Plan, d.BackOut, d.Starts, d.Ends, d.Decision, d.DecidedBy,
		d.Decided, d.DecisionText, d.Outcome, d.CancelReason,
	}
}

// GetDetails reads the change's own fields; whether the reader may see the
// ticket is the caller's to ask.
func GetDetails(ctx context.Context, tx *db.Tx, id string) (Details, error) {
	d, err := db.One(ctx, tx, detailFields, sqlDetails, id)
	return d, guichet.Doing("read a change", err)
}

// lock takes the change for the rest of the transaction.
func lock(ctx context.Context, tx *db.Tx, act ticket.Act) (Change, error) {
	t, err := ticket.Lock(ctx, tx, act.Scope, Kind, act.Ref)
	if err != nil {
		return Change{}, err
	}
	d, err := GetDetails(ctx, tx, t.ID)
	return Change{Ticket: t, Details: d}, err
}

func (d *Details) fold(e timeline.Entry) (touched bool) {
	for _, c := range e.Changes {
		if field := d.moment(c.Field); field != nil {
			*field, touched = c.Moment(), true
		} else if field := d.text(c.Field); field != nil {
			*field, touched = c.Text(), true
		}
	}
	return touched
}

func (d *Details) moment(field string) *time.Time {
	switch field {
	case "starts":
		return &d.Starts
	case "ends":
		return &d.Ends
	case "decided":
		return &d.Decided
	default:
		return nil
	}
}

func (d *Details) text(field string) *string {
	switch field {
	case "justification":
		return &d.Justification
	case "risk":
		return &d.Risk
	case "assessment":
		return &d.Assessment
	case "plan":
		return &d.Plan
	case "back_out":
		return &d.BackOut
	case "decision":
		return &d.Decision
	case "decided_by":
		return &d.DecidedBy
	case "decision_text":
		return &d.DecisionText
	case "outcome":
		return &d.Outcome
	case "cancel_reason":
		return &d.CancelReason
	default:
		return nil
	}
}

// value is the present value of a field of the change's own.
func (d *Details) value(field string) any {
	if t := d.moment(field); t != nil {
		return timeline.Millis(*t)
	}
	if s := d.text(field); s != nil {
		return *s
	}
	return nil
}

// changed adds the change of a field, the hall's or the change's own, unless it
// keeps its value.
func (h *Change) changed(changes []timeline.Change, field string, to any) []timeline.Change {
	from := h.Value(field)
	if from == nil {
		from = h.value(field)
	}
	if from != to {
		changes = append(changes, timeline.Change{Field: field, Old: from, New: to})
	}
	return changes
}

// apply makes entries true on both rows.
func apply(ctx context.Context, tx *db.Tx, act ticket.Act, h Change, entries ...timeline.Entry) (Change, error) {
	if err := ticket.Rebase(ctx, tx, &h.Ticket, act.Seen, entries, h.value); err != nil {
		return h, err
	}
	t, written, err := ticket.Apply(ctx, tx, act.Actor(h.Ticket), h.Ticket, entries...)
	if err != nil {
		return h, err
	}
	h.Ticket = t
	touched := false
	for _, e := range written {
		touched = h.fold(e) || touched
	}
	if touched {
		if _, err := tx.Exec(ctx, sqlUpdateDetails, h.values(h.ID)...); err != nil {
			return h, guichet.Doing("write a change", err)
		}
	}
	return h, nil
}

// RemoveFile takes a file off a message or a note of a change. The history keeps
// that it was there, by name, and who took it off.
func RemoveFile(ctx context.Context, tx *db.Tx, act ticket.Act, file conversation.Attachment) (Change, error) {
	h, err := lock(ctx, tx, act)
	if err != nil {
		return h, err
	}
	entry, err := ticket.TakeFile(ctx, tx, file)
	if err != nil {
		return h, err
	}
	return apply(ctx, tx, act, h, entry)
}

// CheckFold compares the rows of a change with the fold of its entries. What was
// erased for a person's right cannot be folded: then there is nothing to compare.
func CheckFold(ctx context.Context, tx *db.Tx, t ticket.Ticket) ([]timeline.Fault, error) {
	entries, err := timeline.After(ctx, tx, t.Subject(), 0, timeline.Everything)
	if err != nil {
		return nil, err
	}
	d, err := GetDetails(ctx, tx, t.ID)
	if guichet.IsKind(err, guichet.KindNotFound) {
		return []timeline.Fault{{Subject: t.Subject(), What: "it has no row of its own"}}, nil
	}
	if err != nil {
		return nil, err
	}
	var folded Change
	for _, e := range entries {
		if e.Erased {
			return nil, nil
		}
		folded.Ticket.Fold(e)
		folded.fold(e)
	}
	return ticket.Compare(t, folded.columns(), Change{Ticket: t, Details: d}.columns()), nil
}

// columns are all fields of the two rows, named as they are in the database.
func (h Change) columns() []ticket.Column {
	all := h.Ticket.Columns()
	for _, name := range []string{
		"justification", "risk", "assessment", "plan", "back_out", "starts", "ends", "decision", "decided_by", "decided",
		"decision_text", "outcome", "cancel_reason",
	} {
		all = append(all, ticket.Column{Name: name, Value: h.value(name)})
	}
	return all
}
