package intake

import (
	"context"
	"slices"

	"guichet"
	"guichet/internal/change"
	"guichet/internal/db"
	"guichet/internal/incident"
	"guichet/internal/request"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// Conversion says what a record that was sorted wrongly is.
type Conversion struct {
	To     string // another of Kinds
	Type   string // of a request
	Reason string
}

// Convert makes a record one of another practice. Messages, files and history
// stay with it; it gets a reference of the other practice and the old one leads
// to it for ever. It counts as one more triage.
func Convert(ctx context.Context, tx *db.Tx, from string, act ticket.Act, in Conversion) (ticket.Ticket, error) {
	t, err := ticket.Lock(ctx, tx, act.Scope, from, act.Ref)
	if err != nil {
		return t, err
	}
	if err := guichet.Join(guichet.CheckText("reason", in.Reason, 0, ticket.ReasonMost)); err != nil {
		return t, err
	}
	if t.Kind == change.Kind && t.State != change.Registered && t.State != change.Assessed {
		return t, guichet.Invalid("to", "ticket.cannot_convert", guichet.Args{"state": string(t.State)})
	}
	flow := FlowOf(t.Kind)
	switch {
	case in.To == t.Kind || !slices.Contains(Kinds(), in.To):
		return t, guichet.Invalid("to", "unknown_value", nil)
	case in.To == incident.Kind:
		t, err = incident.Practice().Adopt(ctx, tx, act, flow, t, in.Reason)
	case in.To == request.Kind:
		t, err = request.Adopt(ctx, tx, act, flow, t, in.Type, in.Reason)
	default:
		t, err = change.Practice().Adopt(ctx, tx, act, flow, t, in.Reason)
	}
	if err != nil {
		return t, err
	}
	return letGo(ctx, tx, act.By, t)
}

// CheckFold compares the rows of the record that a timeline is about with the
// fold of its entries; nothing for a subject that is no record.
func CheckFold(ctx context.Context, tx *db.Tx, s timeline.Subject) ([]timeline.Fault, error) {
	if !slices.Contains(Kinds(), s.Kind) {
		return nil, nil
	}
	now, err := ticket.KindOf(ctx, tx, s.ID)
	if guichet.IsKind(err, guichet.KindNotFound) {
		return []timeline.Fault{{Subject: s, What: "it has entries and no row"}}, nil
	}
	if err != nil {
		return nil, err
	}
	t, err := ticket.Get(ctx, tx, everything(), now.Kind, now.ID)
	if err != nil {
		return nil, err
	}
	return practiceOf(t.Kind).CheckFold(ctx, tx, t)
}
