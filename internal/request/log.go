package request

import (
	"context"
	"slices"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/setting"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// Log is what is known of a request when it is recorded.
type Log struct {
	ticket.Opening
	Type     string // "": information
	Contact  string
	Callback string
}

// ContactMost bounds how somebody is to be reached, in characters.
const ContactMost = 320

// Check says all that is wrong with what was typed, field by field.
func (in Log) Check() error {
	return guichet.Join(
		guichet.CheckLine("title", in.Title, 3, ticket.TitleMost),
		guichet.CheckLine("contact", in.Contact, 0, ContactMost),
		guichet.CheckLine("callback", in.Callback, 0, ContactMost),
		oneOf("type", in.Type, append([]string{""}, Types()...)),
	)
}

func oneOf(field, value string, known []string) *guichet.Error {
	if slices.Contains(known, value) {
		return nil
	}
	if value == "" {
		return guichet.Invalid(field, "required", nil)
	}
	return guichet.Invalid(field, "unknown_value", nil)
}

// Create records a request.
func Create(ctx context.Context, tx *db.Tx, in Log) (Request, error) {
	if err := in.Check(); err != nil {
		return Request{}, err
	}
	if in.Type == "" {
		in.Type = Information
	}
	prefix, err := setting.RequestPrefix().Get(ctx, tx)
	if err != nil {
		return Request{}, err
	}
	t, written, err := ticket.Register(ctx, tx, Flow(), prefix, in.Opening,
		timeline.Change{Field: "type", New: in.Type},
		timeline.Change{Field: "contact", New: in.Contact},
		timeline.Change{Field: "callback", New: in.Callback},
	)
	if err != nil {
		return Request{}, err
	}
	r := Request{Ticket: t}
	for _, e := range written {
		r.fold(e)
	}
	_, err = tx.Exec(ctx, sqlInsertDetails, r.values(r.ID)...)
	return r, guichet.Doing("write a request", err)
}

// Adopt makes a request of a record of another practice.
func Adopt(ctx context.Context, tx *db.Tx, act ticket.Act, from ticket.Flow, t ticket.Ticket, kind, reason string) (ticket.Ticket, error) {
	if err := guichet.Join(oneOf("type", kind, Types())); err != nil {
		return t, err
	}
	prefix, err := setting.RequestPrefix().Get(ctx, tx)
	if err != nil {
		return t, err
	}
	t, err = ticket.Turn(ctx, tx, act, t, from, Flow(), prefix, reason, timeline.Change{Field: "type", New: kind})
	if err != nil {
		return t, err
	}
	// It may have been one before: the row is what all its entries say.
	entries, err := timeline.After(ctx, tx, t.Subject(), 0, timeline.Everything)
	if err != nil {
		return t, err
	}
	var d Details
	for _, e := range entries {
		d.fold(e)
	}
	if _, err := tx.Exec(ctx, sqlDeleteDetails, t.ID); err != nil {
		return t, guichet.Doing("write a request", err)
	}
	_, err = tx.Exec(ctx, sqlInsertDetails, d.values(t.ID)...)
	return t, guichet.Doing("write a request", err)
}
