package incident

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/db"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// Incident is a ticket with what only an incident has.
type Incident struct {
	ticket.Ticket
	Details
}

// Details are the incident's own fields, a pure fold of its entries like the
// rest.
type Details struct {
	Symptoms     string
	Contact      string // how to reach the requester about this matter
	Callback     string // the way they prefer
	Occurred     time.Time
	Resolution   Resolution
	CancelReason string
	Confirmed    string // "": not asked or not answered; "user", "desk"
}

// Resolution is how an incident was ended.
type Resolution struct {
	Text string
	Code string
	Kind string // fix or workaround
}

const (
	partDetails = `SELECT symptoms, contact, callback, occurred, resolution_text, resolution_code, resolution_kind,
		cancel_reason, confirmed FROM incident `

	sqlDetails = partDetails + `WHERE ticket_id = $1`

	sqlInsertDetails = `INSERT INTO incident (ticket_id, symptoms, contact, callback, occurred, resolution_text,
		resolution_code, resolution_kind, cancel_reason, confirmed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`

	sqlDeleteDetails = `DELETE FROM incident WHERE ticket_id = $1`

	sqlUpdateDetails = `UPDATE incident SET symptoms = $2, contact = $3, callback = $4, occurred = $5, resolution_text = $6,
		resolution_code = $7, resolution_kind = $8, cancel_reason = $9, confirmed = $10 WHERE ticket_id = $1`
)

func detailFields(d *Details) []any {
	return []any{
		&d.Symptoms, &d.Contact, &d.Callback, &d.Occurred, &d.Resolution.Text, &d.Resolution.Code, &d.Resolution.Kind,
		&d.CancelReason, &d.Confirmed,
	}
}

func (d Details) values(id string) []any {
	return []any{
		id, d.Symptoms, d.Contact, d.Callback, d.Occurred, d.Resolution.Text, d.Resolution.Code, d.Resolution.Kind,
		d.CancelReason, d.Confirmed,
	}
}

// Get reads an incident by id or reference, if the reader may see it.
func Get(ctx context.Context, tx *db.Tx, scope access.Scope, ref string) (Incident, error) {
	t, err := ticket.Get(ctx, tx, scope, Kind, ref)
	if err != nil {
		return Incident{}, err
	}
	return withDetails(ctx, tx, t)
}

// GetDetails reads the incident's own fields; whether the reader may see the
// ticket is the caller's to ask.
func GetDetails(ctx context.Context, tx *db.Tx, id string) (Details, error) {
	d, err := db.One(ctx, tx, detailFields, sqlDetails, id)
	return d, guichet.Doing("read an incident", err)
}

func withDetails(ctx context.Context, tx *db.Tx, t ticket.Ticket) (Incident, error) {
	d, err := GetDetails(ctx, tx, t.ID)
	return Incident{Ticket: t, Details: d}, err
}

// lock takes the incident for the rest of the transaction.
func lock(ctx context.Context, tx *db.Tx, act ticket.Act) (Incident, error) {
	t, err := ticket.Lock(ctx, tx, act.Scope, Kind, act.Ref)
	if err != nil {
		return Incident{}, err
	}
	return withDetails(ctx, tx, t)
}

// Fold takes one entry into the incident, the hall's fields and its own.
func (i *Incident) Fold(e timeline.Entry) {
	i.Ticket.Fold(e)
	i.Details.fold(e)
}

func (d *Details) fold(e timeline.Entry) (touched bool) {
	for _, c := range e.Changes {
		if c.Field == "occurred" {
			d.Occurred, touched = c.Moment(), true
		} else if field := d.text(c.Field); field != nil {
			*field, touched = c.Text(), true
		}
	}
	return touched
}

func (d *Details) text(field string) *string {
	switch field {
	case "symptoms":
		return &d.Symptoms
	case "contact":
		return &d.Contact
	case "callback":
		return &d.Callback
	case "resolution_text":
		return &d.Resolution.Text
	case "resolution_code":
		return &d.Resolution.Code
	case "resolution_kind":
		return &d.Resolution.Kind
	case "cancel_reason":
		return &d.CancelReason
	case "confirmed":
		return &d.Confirmed
	default:
		return nil
	}
}

// value is the present value of a field of the incident's own.
func (d *Details) value(field string) any {
	if field == "occurred" {
		return timeline.Millis(d.Occurred)
	}
	if s := d.text(field); s != nil {
		return *s
	}
	return nil
}

// changed adds the change of a field, the hall's or the incident's own, unless
// it keeps its value.
func (i *Incident) changed(changes []timeline.Change, field string, to any) []timeline.Change {
	from := i.Value(field)
	if from == nil {
		from = i.value(field)
	}
	if from != to {
		changes = append(changes, timeline.Change{Field: field, Old: from, New: to})
	}
	return changes
}

// apply makes entries true on both rows.
func apply(ctx context.Context, tx *db.Tx, act ticket.Act, i Incident, entries ...timeline.Entry) (Incident, error) {
	if err := ticket.Rebase(ctx, tx, &i.Ticket, act.Seen, entries, i.value); err != nil {
		return i, err
	}
	t, written, err := ticket.Apply(ctx, tx, act.Actor(i.Ticket), i.Ticket, entries...)
	if err != nil {
		return i, err
	}
	i.Ticket = t
	touched := false
	for _, e := range written {
		touched = i.fold(e) || touched
	}
	if touched {
		if _, err := tx.Exec(ctx, sqlUpdateDetails, i.values(i.ID)...); err != nil {
			return i, guichet.Doing("write an incident", err)
		}
	}
	return i, nil
}
