package incident

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/search"
	"guichet/internal/stem"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// Edit changes fields; nil leaves one as it is.
type Edit struct {
	Title    *string
	Impact   *int64
	Urgency  *int64
	Symptoms *string
	Contact  *string
	Callback *string
	Occurred *time.Time
	Reason   string
}

// Change edits an incident. A change of priority asks for its reason.
func Change(ctx context.Context, tx *db.Tx, act ticket.Act, in Edit) (Incident, error) {
	i, err := lock(ctx, tx, act)
	if err != nil {
		return i, err
	}
	if err := in.check(tx.Now); err != nil {
		return i, err
	}
	impact, urgency, rank := i.Impact, i.Urgency, i.Priority
	if in.Impact != nil || in.Urgency != nil {
		impact, urgency = or(in.Impact, impact), or(in.Urgency, urgency)
		if rank, err = ticket.Priority(ctx, tx, impact, urgency); err != nil {
			return i, err
		}
	}
	entries, err := decideEdit(i, in, impact, urgency, rank)
	if err != nil {
		return i, err
	}
	before := i
	if i, err = apply(ctx, tx, act, i, entries...); err != nil {
		return i, err
	}
	if i.Title == before.Title && i.Symptoms == before.Symptoms {
		return i, nil
	}
	// Rare and short: these words are made here. What was said before stays found
	// by the title it was said under.
	return i, ticket.Index(ctx, tx, i.Ticket, "", search.Public, stem.Text(i.Symptoms, i.Language))
}

func or[T any](p *T, otherwise T) T {
	if p != nil {
		return *p
	}
	return otherwise
}

func (in Edit) check(now time.Time) error {
	return guichet.Join(
		optional(in.Title, func(s string) *guichet.Error { return guichet.CheckLine("title", s, 3, TitleMost) }),
		optional(in.Symptoms, func(s string) *guichet.Error { return guichet.CheckText("symptoms", s, 0, SymptomsMost) }),
		optional(in.Contact, func(s string) *guichet.Error { return guichet.CheckLine("contact", s, 0, ContactMost) }),
		optional(in.Callback, func(s string) *guichet.Error { return guichet.CheckLine("callback", s, 0, ContactMost) }),
		optional(in.Occurred, func(t time.Time) *guichet.Error { return checkPast("occurred_at", t, now) }),
		guichet.CheckText("reason", in.Reason, 0, ticket.ReasonMost),
	)
}

func optional[T any](p *T, check func(T) *guichet.Error) *guichet.Error {
	if p == nil {
		return nil
	}
	return check(*p)
}

func decideEdit(i Incident, in Edit, impact, urgency, rank int64) ([]timeline.Entry, error) {
	if i.Phase == ticket.Over {
		return nil, guichet.Invalid("version", "ticket.over", guichet.Args{"state": string(i.State)})
	}
	var changes []timeline.Change
	changes = i.changed(changes, "title", or(in.Title, i.Title))
	changes = i.changed(changes, "symptoms", or(in.Symptoms, i.Symptoms))
	changes = i.changed(changes, "contact", or(in.Contact, i.Contact))
	changes = i.changed(changes, "callback", or(in.Callback, i.Callback))
	changes = i.changed(changes, "occurred", timeline.Millis(or(in.Occurred, i.Occurred)))
	changes = i.changed(changes, "impact", impact)
	changes = i.changed(changes, "urgency", urgency)
	changes = i.changed(changes, "priority", rank)
	if len(changes) == 0 {
		return nil, nil
	}
	if rank != i.Priority && in.Reason == "" {
		return nil, guichet.Invalid("reason", "ticket.reason_required", nil)
	}
	return []timeline.Entry{{Kind: "changed/1", Changes: changes, Reason: in.Reason}}, nil
}

// Assign gives an incident to a team or to one of its people.
func Assign(ctx context.Context, tx *db.Tx, act ticket.Act, in ticket.Assign) (Incident, error) {
	i, err := lock(ctx, tx, act)
	if err != nil {
		return i, err
	}
	if err := guichet.Join(guichet.CheckText("reason", in.Reason, 0, ticket.ReasonMost)); err != nil {
		return i, err
	}
	entries, err := ticket.DecideAssign(Flow(), i.Ticket, in)
	if err != nil {
		return i, err
	}
	if err := ticket.CheckAssign(ctx, tx, i.Ticket, in); err != nil {
		return i, err
	}
	i, err = apply(ctx, tx, act, i, entries...)
	return i, err
}
