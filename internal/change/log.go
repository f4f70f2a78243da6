package change

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/db"
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

func (in Sheet) changes() []timeline.Change {
	return []timeline.Change{
		{Field: "justification", New: in.Justification},
		{Field: "plan", New: in.Plan},
		{Field: "back_out", New: in.BackOut},
		{Field: "starts", New: timeline.Millis(in.Starts)},
		{Field: "ends", New: timeline.Millis(in.Ends)},
	}
}

// Create registers a change.
func Create(ctx context.Context, tx *db.Tx, in Log) (ticket.Ticket, error) {
	if err := in.Check(); err != nil {
		return ticket.Ticket{}, err
	}
	return Practice().Create(ctx, tx, in.Opening, in.changes()...)
}

// Edit changes fields; nil leaves one as it is.
type Edit struct {
	ticket.Edit
	Justification *string
	Plan          *string
	BackOut       *string
	Starts        *time.Time
	Ends          *time.Time
}

// Amend edits a change. A change of priority asks for its reason.
func Amend(ctx context.Context, tx *db.Tx, act ticket.Act, in Edit) (ticket.Ticket, error) {
	return Practice().Edit(ctx, tx, act, in.Edit, func(h *Change, w *ticket.Wishes) {
		w.Text("justification", in.Justification, TextMost)
		w.Text("plan", in.Plan, TextMost)
		w.Text("back_out", in.BackOut, TextMost)
		w.Refuse(Sheet{Starts: ticket.Or(in.Starts, h.Starts), Ends: ticket.Or(in.Ends, h.Ends)}.checkWindow())
		w.Moment("starts", in.Starts)
		w.Moment("ends", in.Ends)
	})
}
