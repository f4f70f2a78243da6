package request

import (
	"context"

	"guichet"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// Request is a ticket with what only a request has.
type Request struct {
	ticket.Ticket
	Details
}

// Details are the request's own fields, a pure fold of its entries like the
// rest.
type Details struct {
	Type         string // one of Types
	Contact      string // how to reach the requester about this matter
	Callback     string // the way they prefer
	Result       string // what was given, once it is fulfilled
	Refusal      string // why it was refused
	CancelReason string
	Confirmed    string // "": not asked or not answered; "user", "desk"
}

const (
	sqlDetails = `SELECT type, contact, callback, result, refusal, cancel_reason, confirmed FROM request WHERE ticket_id = $1`

	sqlInsertDetails = `INSERT INTO request (ticket_id, type, contact, callback, result, refusal, cancel_reason, confirmed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`

	sqlUpdateDetails = `UPDATE request SET type = $2, contact = $3, callback = $4, result = $5, refusal = $6,
		cancel_reason = $7, confirmed = $8 WHERE ticket_id = $1`

	sqlDeleteDetails = `DELETE FROM request WHERE ticket_id = $1`
)

func detailFields(d *Details) []any {
	return []any{&d.Type, &d.Contact, &d.Callback, &d.Result, &d.Refusal, &d.CancelReason, &d.Confirmed}
}

func (d Details) values(id string) []any {
	return []any{id, d.Type, d.Contact, d.Callback, d.Result, d.Refusal, d.CancelReason, d.Confirmed}
}

// GetDetails reads the request's own fields; whether the reader may see the
// ticket is the caller's to ask.
func GetDetails(ctx context.Context, tx *db.Tx, id string) (Details, error) {
	d, err := db.One(ctx, tx, detailFields, sqlDetails, id)
	return d, guichet.Doing("read a request", err)
}

// lock takes the request for the rest of the transaction.
func lock(ctx context.Context, tx *db.Tx, act ticket.Act) (Request, error) {
	t, err := ticket.Lock(ctx, tx, act.Scope, Kind, act.Ref)
	if err != nil {
		return Request{}, err
	}
	d, err := GetDetails(ctx, tx, t.ID)
	return Request{Ticket: t, Details: d}, err
}

func (d *Details) fold(e timeline.Entry) (touched bool) {
	for _, c := range e.Changes {
		if field := d.text(c.Field); field != nil {
			*field, touched = c.Text(), true
		}
	}
	return touched
}

func (d *Details) text(field string) *string {
	switch field {
	case "type":
		return &d.Type
	case "contact":
		return &d.Contact
	case "callback":
		return &d.Callback
	case "result":
		return &d.Result
	case "refusal":
		return &d.Refusal
	case "cancel_reason":
		return &d.CancelReason
	case "confirmed":
		return &d.Confirmed
	default:
		return nil
	}
}

// value is the present value of a field of the request's own.
func (d *Details) value(field string) any {
	if s := d.text(field); s != nil {
		return *s
	}
	return nil
}

// changed adds the change of a field, the hall's or the request's own, unless it
// keeps its value.
func (r *Request) changed(changes []timeline.Change, field string, to any) []timeline.Change {
	from := r.Value(field)
	if from == nil {
		from = r.value(field)
	}
	if from != to {
		changes = append(changes, timeline.Change{Field: field, Old: from, New: to})
	}
	return changes
}

// apply makes entries true on both rows.
func apply(ctx context.Context, tx *db.Tx, act ticket.Act, r Request, entries ...timeline.Entry) (Request, error) {
	if err := ticket.Rebase(ctx, tx, &r.Ticket, act.Seen, entries, r.value); err != nil {
		return r, err
	}
	t, written, err := ticket.Apply(ctx, tx, act.Actor(r.Ticket), r.Ticket, entries...)
	if err != nil {
		return r, err
	}
	r.Ticket = t
	touched := false
	for _, e := range written {
		touched = r.fold(e) || touched
	}
	if touched {
		if _, err := tx.Exec(ctx, sqlUpdateDetails, r.values(r.ID)...); err != nil {
			return r, guichet.Doing("write a request", err)
		}
	}
	return r, nil
}

// RemoveFile takes a file off a message or a note of a request. The history
// keeps that it was there, by name, and who took it off.
func RemoveFile(ctx context.Context, tx *db.Tx, act ticket.Act, file conversation.Attachment) (Request, error) {
	r, err := lock(ctx, tx, act)
	if err != nil {
		return r, err
	}
	entry, err := ticket.TakeFile(ctx, tx, file)
	if err != nil {
		return r, err
	}
	return apply(ctx, tx, act, r, entry)
}

// CheckFold compares the rows of a request with the fold of its entries. What
// was erased for a person's right cannot be folded: then there is nothing to
// compare.
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
	var folded Request
	for _, e := range entries {
		if e.Erased {
			return nil, nil
		}
		folded.Ticket.Fold(e)
		folded.fold(e)
	}
	return ticket.Compare(t, folded.columns(), Request{Ticket: t, Details: d}.columns()), nil
}

func (r Request) columns() []ticket.Column {
	d := r.Details
	return append(r.Ticket.Columns(), []ticket.Column{
		{Name: "type", Value: d.Type},
		{Name: "contact", Value: d.Contact},
		{Name: "callback", Value: d.Callback},
		{Name: "result", Value: d.Result},
		{Name: "refusal", Value: d.Refusal},
		{Name: "cancel_reason", Value: d.CancelReason},
		{Name: "confirmed", Value: d.Confirmed},
	}...)
}
