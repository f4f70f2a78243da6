package incident

import (
	"context"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// CheckFold compares the rows of an incident with the fold of its entries, field
// by field. What was erased for a person's right cannot be folded: then there is
// nothing to compare.
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
	var folded Incident
	for _, e := range entries {
		if e.Erased {
			return nil, nil
		}
		folded.Fold(e)
	}
	return ticket.Compare(t, folded.columns(), Incident{Ticket: t, Details: d}.columns()), nil
}

// columns are all fields of the two rows, named as they are in the database.
func (i Incident) columns() []ticket.Column {
	d := i.Details
	return append(i.Ticket.Columns(), []ticket.Column{
		{Name: "symptoms", Value: d.Symptoms},
		{Name: "contact", Value: d.Contact},
		{Name: "callback", Value: d.Callback},
		{Name: "occurred", Value: timeline.Millis(d.Occurred)},
		{Name: "resolution_text", Value: d.Resolution.Text},
		{Name: "resolution_code", Value: d.Resolution.Code},
		{Name: "resolution_kind", Value: d.Resolution.Kind},
		{Name: "cancel_reason", Value: d.CancelReason},
		{Name: "confirmed", Value: d.Confirmed},
	}...)
}
