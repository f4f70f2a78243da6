package intake

import (
	"context"

	"guichet"
	"guichet/internal/change"
	"guichet/internal/conversation"
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
	case in.To == t.Kind:
	case in.To == incident.Kind:
		return incident.Adopt(ctx, tx, act, flow, t, in.Reason)
	case in.To == request.Kind:
		return request.Adopt(ctx, tx, act, flow, t, in.Type, in.Reason)
	case in.To == change.Kind:
		return change.Adopt(ctx, tx, act, flow, t, in.Reason)
	}
	return t, guichet.Invalid("to", "unknown_value", nil)
}

// RemoveFile takes a file off a record of any kind.
func RemoveFile(ctx context.Context, tx *db.Tx, kind string, act ticket.Act, file conversation.Attachment) error {
	var err error
	switch kind {
	case request.Kind:
		_, err = request.RemoveFile(ctx, tx, act, file)
	case change.Kind:
		_, err = change.RemoveFile(ctx, tx, act, file)
	default:
		_, err = incident.RemoveFile(ctx, tx, act, file)
	}
	return err
}

// Note keeps an internal note about a record of any kind.
func Note(ctx context.Context, tx *db.Tx, kind string, act ticket.Act, in ticket.NewNote) (ticket.Ticket, error) {
	switch kind {
	case request.Kind:
		r, _, err := request.Note(ctx, tx, act, in)
		return r.Ticket, err
	case change.Kind:
		h, _, err := change.Note(ctx, tx, act, in)
		return h.Ticket, err
	default:
		i, _, err := incident.Note(ctx, tx, act, in)
		return i.Ticket, err
	}
}

// CheckFold compares the rows of the record that a timeline is about with the
// fold of its entries; nothing for a subject that is no record.
func CheckFold(ctx context.Context, tx *db.Tx, s timeline.Subject) ([]timeline.Fault, error) {
	found := false
	for _, kind := range Kinds() {
		found = found || s.Kind == kind
	}
	if !found {
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
	switch t.Kind {
	case request.Kind:
		return request.CheckFold(ctx, tx, t)
	case change.Kind:
		return change.CheckFold(ctx, tx, t)
	default:
		return incident.CheckFold(ctx, tx, t)
	}
}
