package change

import (
	"context"
	"slices"
	"time"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/search"
	"guichet/internal/setting"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// Log is what is known of a change when it is registered.
type Log struct {
	ticket.Opening
	Sheet
}

// Sheet is what people write down about a change, at any time before it is
// carried out.
type Sheet struct {
	Justification string
	Plan          string
	BackOut       string
	Starts        time.Time
	Ends          time.Time
}

// TextMost bounds each text of a change, in characters.
const TextMost = 20_000

// Check says all that is wrong with what was typed, field by field.
func (in Log) Check() error {
	return guichet.Join(
		guichet.CheckLine("title", in.Title, 3, ticket.TitleMost),
		guichet.CheckText("justification", in.Justification, 0, TextMost),
		guichet.CheckText("plan", in.Plan, 0, TextMost),
		guichet.CheckText("back_out", in.BackOut, 0, TextMost),
		in.checkWindow(),
	)
}

func (in Sheet) checkWindow() *guichet.Error {
	if !in.Ends.IsZero() && !in.Ends.After(in.Starts) {
		return guichet.Invalid("ends_at", "change.ends_first", nil)
	}
	return nil
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

func (in Sheet) changes() []timeline.Change {
	return []timeline.Change{
		{Field: "justification", New: in.Justification}, {Field: "plan", New: in.Plan}, {Field: "back_out", New: in.BackOut},
		{Field: "starts", New: timeline.Millis(in.Starts)}, {Field: "ends", New: timeline.Millis(in.Ends)},
	}
}

// Create registers a change.
func Create(ctx context.Context, tx *db.Tx, in Log) (Change, error) {
	if err := in.Check(); err != nil {
		return Change{}, err
	}
	prefix, err := setting.ChangePrefix().Get(ctx, tx)
	if err != nil {
		return Change{}, err
	}
	t, written, err := ticket.Register(ctx, tx, Flow(), prefix, in.Opening, in.changes()...)
	if err != nil {
		return Change{}, err
	}
	h := Change{Ticket: t}
	for _, e := range written {
		h.fold(e)
	}
	_, err = tx.Exec(ctx, sqlInsertDetails, h.values(h.ID)...)
	return h, guichet.Doing("write a change", err)
}

// Adopt makes a change of a record of another practice.
func Adopt(ctx context.Context, tx *db.Tx, act ticket.Act, from ticket.Flow, t ticket.Ticket, reason string) (ticket.Ticket, error) {
	prefix, err := setting.ChangePrefix().Get(ctx, tx)
	if err != nil {
		return t, err
	}
	if t, err = ticket.Turn(ctx, tx, act, t, from, Flow(), prefix, reason); err != nil {
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
		return t, guichet.Doing("write a change", err)
	}
	_, err = tx.Exec(ctx, sqlInsertDetails, d.values(t.ID)...)
	return t, guichet.Doing("write a change", err)
}

// Edit changes fields; nil leaves one as it is.
type Edit struct {
	Title         *string
	Impact        *int64
	Urgency       *int64
	Justification *string
	Plan          *string
	BackOut       *string
	Starts        *time.Time
	Ends          *time.Time
	Reason        string
}

func or[T any](p *T, otherwise T) T {
	if p != nil {
		return *p
	}
	return otherwise
}

// Amend edits a change. A change of priority asks for its reason.
func Amend(ctx context.Context, tx *db.Tx, act ticket.Act, in Edit) (Change, error) {
	h, err := lock(ctx, tx, act)
	if err != nil {
		return h, err
	}
	if h.Phase == ticket.Over {
		return h, guichet.Invalid("version", "ticket.over", guichet.Args{"state": string(h.State)})
	}
	to := Log{
		Opening: ticket.Opening{Title: or(in.Title, h.Title), Impact: or(in.Impact, h.Impact), Urgency: or(in.Urgency, h.Urgency)},
		Sheet: Sheet{
			Justification: or(in.Justification, h.Justification), Plan: or(in.Plan, h.Plan), BackOut: or(in.BackOut, h.BackOut),
			Starts: or(in.Starts, h.Starts), Ends: or(in.Ends, h.Ends),
		},
	}
	if err := to.Check(); err != nil {
		return h, err
	}
	if err := guichet.Join(guichet.CheckText("reason", in.Reason, 0, ticket.ReasonMost)); err != nil {
		return h, err
	}
	rank, err := ticket.Priority(ctx, tx, to.Impact, to.Urgency)
	if err != nil {
		return h, err
	}
	if rank != h.Priority && in.Reason == "" {
		return h, guichet.Invalid("reason", "ticket.reason_required", nil)
	}
	c := h.changed(nil, "title", to.Title)
	c = h.changed(c, "impact", to.Impact)
	c = h.changed(c, "urgency", to.Urgency)
	c = h.changed(c, "priority", rank)
	for _, own := range to.changes() {
		c = h.changed(c, own.Field, own.New)
	}
	if len(c) == 0 {
		return h, nil
	}
	title := h.Title
	if h, err = apply(ctx, tx, act, h, timeline.Entry{Kind: "changed/1", Changes: c, Reason: in.Reason}); err != nil || h.Title == title {
		return h, err
	}
	// What was said before stays found by the title it was said under.
	return h, ticket.Index(ctx, tx, h.Ticket, "", search.Public, "")
}

// Assign gives a change to a team or to one of its people.
func Assign(ctx context.Context, tx *db.Tx, act ticket.Act, in ticket.Assign) (Change, error) {
	h, err := lock(ctx, tx, act)
	if err != nil {
		return h, err
	}
	if err := guichet.Join(guichet.CheckText("reason", in.Reason, 0, ticket.ReasonMost)); err != nil {
		return h, err
	}
	entries, err := ticket.DecideAssign(Flow(), h.Ticket, in)
	if err != nil {
		return h, err
	}
	if err := ticket.CheckAssign(ctx, tx, h.Ticket, in); err != nil {
		return h, err
	}
	return apply(ctx, tx, act, h, entries...)
}
