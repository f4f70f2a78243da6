package ticket

import (
	"context"
	"slices"
	"time"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/setting"
	"guichet/internal/timeline"
)

// Edit changes fields that every record has; nil leaves one as it is.
type Edit struct {
	Title      *string
	Impact     *int64
	Urgency    *int64
	CategoryID *string
	Reason     string
}

// Wishes are what an edit asks for, field by field, with what is wrong in it.
type Wishes struct {
	changes  []timeline.Change
	mistakes []*guichet.Error
}

// Set asks for a value that is right already.
func (w *Wishes) Set(field string, to any) {
	w.changes = append(w.changes, timeline.Change{Field: field, New: to})
}

// Refuse adds what is wrong; nil is nothing.
func (w *Wishes) Refuse(mistake *guichet.Error) { w.mistakes = append(w.mistakes, mistake) }

// Line asks for one line of text; nil leaves it as it is.
func (w *Wishes) Line(field string, to *string, least, most int) {
	if to != nil {
		w.Refuse(guichet.CheckLine(field, *to, least, most))
		w.Set(field, *to)
	}
}

// Text asks for a text; nil leaves it as it is.
func (w *Wishes) Text(field string, to *string, most int) {
	if to != nil {
		w.Refuse(guichet.CheckText(field, *to, 0, most))
		w.Set(field, *to)
	}
}

// Word asks for one of the words known; nil leaves it as it is.
func (w *Wishes) Word(field string, to *string, known []string) {
	if to != nil {
		w.Refuse(OneOf(field, *to, known))
		w.Set(field, *to)
	}
}

// Moment asks for a time; nil leaves it as it is.
func (w *Wishes) Moment(field string, to *time.Time) {
	if to != nil {
		w.Set(field, timeline.Millis(*to))
	}
}

// OneOf refuses a value that is missing or not among those known.
func OneOf(field, value string, known []string) *guichet.Error {
	switch {
	case slices.Contains(known, value):
		return nil
	case value == "":
		return guichet.Invalid(field, "required", nil)
	}
	return guichet.Invalid(field, "unknown_value", nil)
}

// Or is what stands at p, or otherwise where nothing is given.
func Or[T any](p *T, otherwise T) T {
	if p != nil {
		return *p
	}
	return otherwise
}

// Edit changes fields of a record, the hall's and those of its own that the
// practice wishes for. A change of priority asks for its reason.
func (p Practice[R]) Edit(ctx context.Context, tx *db.Tx, act Act, in Edit, own func(r R, w *Wishes)) (Ticket, error) {
	var before Ticket
	var words string
	var edited R
	t, err := p.Do(ctx, tx, act, func(r R) ([]timeline.Entry, error) {
		before, words, edited = *r.Hall(), p.words(r), r
		var w Wishes
		w.Line("title", in.Title, 3, TitleMost)
		own(r, &w)
		w.Refuse(guichet.CheckText("reason", in.Reason, 0, ReasonMost))
		if err := guichet.Join(w.mistakes...); err != nil {
			return nil, err
		}
		impact, urgency := Or(in.Impact, before.Impact), Or(in.Urgency, before.Urgency)
		rank := before.Priority
		if in.Impact != nil || in.Urgency != nil {
			var err error
			if rank, err = setting.PriorityOf(ctx, tx, impact, urgency); err != nil {
				return nil, err
			}
		}
		if err := w.sort(ctx, tx, before, in.CategoryID); err != nil {
			return nil, err
		}
		w.Set("impact", impact)
		w.Set("urgency", urgency)
		w.Set("priority", rank)
		return decideEdit(r, w, rank, in.Reason)
	})
	if err != nil || t.Title == before.Title && p.words(edited) == words {
		return t, err
	}
	return t, p.reindex(ctx, tx, edited)
}

func decideEdit(r Record, w Wishes, rank int64, reason string) ([]timeline.Entry, error) {
	t := r.Hall()
	if t.Ended() {
		return nil, guichet.Invalid("version", "ticket.over", guichet.Args{"state": string(t.State)})
	}
	var c []timeline.Change
	for _, wish := range w.changes {
		c = Changed(r, c, wish.Field, wish.New)
	}
	switch {
	case len(c) == 0:
		return nil, nil
	case rank != t.Priority && reason == "":
		return nil, guichet.Invalid("reason", "ticket.reason_required", nil)
	}
	return []timeline.Entry{{Kind: "changed/1", Changes: c, Reason: reason}}, nil
}

// Rank changes what the hall alone has of a record.
func (p Practice[R]) Rank(ctx context.Context, tx *db.Tx, act Act, in Edit) (Ticket, error) {
	return p.Edit(ctx, tx, act, in, func(R, *Wishes) {})
}
