package request

import (
	"context"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/search"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// Edit changes fields; nil leaves one as it is.
type Edit struct {
	Title    *string
	Type     *string
	Impact   *int64
	Urgency  *int64
	Contact  *string
	Callback *string
	Reason   string
}

func or[T any](p *T, otherwise T) T {
	if p != nil {
		return *p
	}
	return otherwise
}

// Change edits a request. A change of priority asks for its reason.
func Change(ctx context.Context, tx *db.Tx, act ticket.Act, in Edit) (Request, error) {
	r, err := lock(ctx, tx, act)
	if err != nil {
		return r, err
	}
	if r.Phase == ticket.Over {
		return r, guichet.Invalid("version", "ticket.over", guichet.Args{"state": string(r.State)})
	}
	to := Log{
		Opening: ticket.Opening{Title: or(in.Title, r.Title), Impact: or(in.Impact, r.Impact), Urgency: or(in.Urgency, r.Urgency)},
		Type:    or(in.Type, r.Type), Contact: or(in.Contact, r.Contact), Callback: or(in.Callback, r.Callback),
	}
	if err := to.Check(); err != nil {
		return r, err
	}
	if err := guichet.Join(oneOf("type", to.Type, Types()), guichet.CheckText("reason", in.Reason, 0, ticket.ReasonMost)); err != nil {
		return r, err
	}
	rank, err := ticket.Priority(ctx, tx, to.Impact, to.Urgency)
	if err != nil {
		return r, err
	}
	if rank != r.Priority && in.Reason == "" {
		return r, guichet.Invalid("reason", "ticket.reason_required", nil)
	}
	c := r.changed(nil, "title", to.Title)
	c = r.changed(c, "type", to.Type)
	c = r.changed(c, "contact", to.Contact)
	c = r.changed(c, "callback", to.Callback)
	c = r.changed(c, "impact", to.Impact)
	c = r.changed(c, "urgency", to.Urgency)
	c = r.changed(c, "priority", rank)
	if len(c) == 0 {
		return r, nil
	}
	title := r.Title
	if r, err = apply(ctx, tx, act, r, timeline.Entry{Kind: "changed/1", Changes: c, Reason: in.Reason}); err != nil || r.Title == title {
		return r, err
	}
	// What was said before stays found by the title it was said under.
	return r, ticket.Index(ctx, tx, r.Ticket, "", search.Public, "")
}

// Assign gives a request to a team or to one of its people.
func Assign(ctx context.Context, tx *db.Tx, act ticket.Act, in ticket.Assign) (Request, error) {
	r, err := lock(ctx, tx, act)
	if err != nil {
		return r, err
	}
	if err := guichet.Join(guichet.CheckText("reason", in.Reason, 0, ticket.ReasonMost)); err != nil {
		return r, err
	}
	entries, err := ticket.DecideAssign(Flow(), r.Ticket, in)
	if err != nil {
		return r, err
	}
	if err := ticket.CheckAssign(ctx, tx, r.Ticket, in); err != nil {
		return r, err
	}
	return apply(ctx, tx, act, r, entries...)
}
