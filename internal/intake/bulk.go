package intake

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/change"
	"guichet/internal/db"
	"guichet/internal/field"
	"guichet/internal/incident"
	"guichet/internal/request"
	"guichet/internal/ticket"
)

// BulkMost is how many records one act changes, and BulkUndo for how long it can
// be taken back.
const (
	BulkMost = 100
	BulkUndo = time.Hour
)

// Bulk is one change to be made to many records: exactly one of its kinds.
type Bulk struct {
	Rank   *ticket.Edit
	Assign *ticket.Assign
	Move   *Move
	Fields map[string]any // values of fields that an administrator added
	Note   *ticket.NewNote
	Reply  *Answer
}

// Move asks records of any kind for another state.
type Move struct {
	To         ticket.State
	HoldReason string
	Reason     string
	Outcome    string // what was done, of whatever the practice calls it
	Code       string // of a resolution
	Kind       string // of a resolution
	ClosingID  string // the category that an incident ends with; '' the one it has
}

// Reader is whoever changes many records: how far they see, and what they may.
type Reader struct {
	By    guichet.Actor
	Teams []string
	Scope func(access.Permission) access.Scope
	Given field.Given // values for each record, and what the reader sees
}

// Pick is one record among those to be changed, and the version that was seen.
type Pick struct {
	Ref  string
	Seen int64
}

// Effect is what a change does to one of the records; Err says why it does
// nothing. One that the reader may not see has no ticket.
type Effect struct {
	Before ticket.Ticket
	After  ticket.Ticket
	Err    error
}

// check refuses a change that is none, or more than one.
func (in Bulk) check(picks []Pick) error {
	kinds := 0
	for _, given := range []bool{in.Rank != nil, in.Assign != nil, in.Move != nil, len(in.Fields) > 0, in.Note != nil, in.Reply != nil} {
		if given {
			kinds++
		}
	}
	switch {
	case kinds != 1:
		return guichet.Invalid("change", "bulk.one_change", nil)
	case len(picks) == 0:
		return guichet.Invalid("records", "required", nil)
	case len(picks) > BulkMost:
		return guichet.Invalid("records", "bulk.too_many", guichet.Args{"max": BulkMost})
	}
	return nil
}

func (in Bulk) right(kind string) access.Permission {
	if in.Note != nil {
		return access.On(kind).Note
	}
	return access.On(kind).Handle
}

// do is the change as an act on one record: the same verb, and so the same rules,
// history and consequences, as if it were the only one.
func (in Bulk) do(ctx context.Context, tx *db.Tx, kind string, act ticket.Act) (ticket.Ticket, error) {
	switch {
	case in.Rank != nil:
		return practiceOf(kind).Rank(ctx, tx, act, *in.Rank)
	case in.Assign != nil:
		return Assign(ctx, tx, kind, act, *in.Assign)
	case in.Move != nil:
		return in.Move.Make(ctx, tx, kind, act)
	case len(in.Fields) > 0:
		act.Given.Values = in.Fields
		return practiceOf(kind).Rank(ctx, tx, act, ticket.Edit{})
	case in.Note != nil:
		act.Seen = 0
		return Note(ctx, tx, kind, act, *in.Note)
	default:
		act.Seen = 0
		return Reply(ctx, tx, kind, act, *in.Reply)
	}
}

// Make moves a record.
func (in Move) Make(ctx context.Context, tx *db.Tx, kind string, act ticket.Act) (ticket.Ticket, error) {
	switch kind {
	case request.Kind:
		return request.SetState(ctx, tx, act, request.Move{To: in.To, HoldReason: in.HoldReason, Reason: in.Reason, Result: in.Outcome})
	case change.Kind:
		return change.SetState(ctx, tx, act, change.Move{To: in.To, Reason: in.Reason, Outcome: in.Outcome})
	default:
		return incident.SetState(ctx, tx, act, incident.Move{
			To: in.To, HoldReason: in.HoldReason, Reason: in.Reason, ClosingID: in.ClosingID,
			Resolution: incident.Resolution{Text: in.Outcome, Code: in.Code, Kind: in.Kind},
		})
	}
}

// Apply makes the change to each record, in the order of their ids, and says of
// each what came of it, in the order asked. What is refused on one stops no other.
func (in Bulk) Apply(ctx context.Context, tx *db.Tx, r Reader, picks []Pick) ([]Effect, error) {
	if err := in.check(picks); err != nil {
		return nil, err
	}
	return each(picks, func(p Pick) (Effect, error) { return in.one(ctx, tx, r, p) })
}

// each runs over the records in the order in which everybody locks them.
func each(picks []Pick, one func(Pick) (Effect, error)) ([]Effect, error) {
	order := make([]int, len(picks))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(picks[a].Ref, picks[b].Ref) })
	effects := make([]Effect, len(picks))
	for n, i := range order {
		if n > 0 && picks[order[n-1]].Ref == picks[i].Ref {
			return nil, guichet.Invalid("records", "bulk.twice", nil)
		}
		var err error
		if effects[i], err = one(picks[i]); err != nil {
			return nil, err
		}
	}
	return effects, nil
}

func (in Bulk) one(ctx context.Context, tx *db.Tx, r Reader, p Pick) (Effect, error) {
	before, err := r.find(ctx, tx, p.Ref)
	if err != nil {
		return refused(Effect{}, err)
	}
	right := in.right(before.Kind)
	scope := r.Scope(right).WithoutOwn()
	if !scope.Admits(before.Place()) {
		return refused(Effect{Before: before}, guichet.Forbidden(string(right)))
	}
	after, err := in.do(ctx, tx, before.Kind, ticket.Act{By: r.By, Scope: scope, Ref: before.ID, Seen: p.Seen, Teams: r.Teams, Given: r.Given})
	if err != nil {
		return refused(Effect{Before: before}, err)
	}
	return Effect{Before: before, After: after}, nil
}

// find reads a record that the reader may see.
func (r Reader) find(ctx context.Context, tx *db.Tx, id string) (ticket.Ticket, error) {
	if !guichet.IsID(id) {
		return ticket.Ticket{}, guichet.NotFound()
	}
	now, err := ticket.KindOf(ctx, tx, id)
	if err != nil {
		return now, err
	}
	return ticket.Get(ctx, tx, r.Scope(access.On(now.Kind).Read), now.Kind, id)
}

// refused keeps what a verb said no to; anything else ends the whole act.
func refused(e Effect, err error) (Effect, error) {
	var no *guichet.Error
	if !errors.As(err, &no) || no.Kind == guichet.KindInternal || no.Kind == guichet.KindUnavailable {
		return e, err
	}
	e.Err = err
	return e, nil
}

// span is one record of an act, and the versions that it made of it.
type span struct {
	ID   string `json:"id"`
	From int64  `json:"from"`
	To   int64  `json:"to"`
}

const (
	sqlInsertBulk = `INSERT INTO intake_bulk (id, actor_id, created, undone, body) VALUES ($1, $2, $3, $4, $5)`

	sqlBulk = `SELECT created, undone, body FROM intake_bulk WHERE id = $1 AND actor_id = $2`

	sqlBulkUndone = `UPDATE intake_bulk SET undone = $2 WHERE id = $1 AND undone = 0`

	sqlForgetBulk = `DELETE FROM intake_bulk WHERE created < $1`
)

// Remember keeps what an act changed, so that whoever did it can take it back.
// What was said cannot be taken back; then there is nothing to remember.
func Remember(ctx context.Context, tx *db.Tx, by guichet.Actor, effects []Effect) (string, error) {
	var spans []span
	for _, e := range effects {
		if e.Err == nil && e.After.Version > e.Before.Version {
			spans = append(spans, span{ID: e.Before.ID, From: e.Before.Version, To: e.After.Version})
		}
	}
	if len(spans) == 0 {
		return "", nil
	}
	body, err := json.Marshal(spans)
	if err != nil {
		return "", guichet.Doing("write an act on many records", err)
	}
	if _, err := tx.Exec(ctx, sqlForgetBulk, tx.Now.Add(-2*BulkUndo)); err != nil {
		return "", guichet.Doing("forget acts on many records", err)
	}
	id := tx.ID()
	_, err = tx.Exec(ctx, sqlInsertBulk, id, by.ID, tx.Now, int64(0), string(body))
	return id, guichet.Doing("write an act on many records", err)
}

// Undo takes back an act on many records, within the hour and once: each field
// that it changed has again the value it had, where nobody changed it since.
func Undo(ctx context.Context, tx *db.Tx, r Reader, id string) ([]Effect, error) {
	var created time.Time
	var undone int64
	var body string
	if _, err := db.One(ctx, tx, func(*struct{}) []any { return []any{&created, &undone, &body} }, sqlBulk, id, r.By.ID); err != nil {
		return nil, err
	}
	if tx.Now.Sub(created) > BulkUndo {
		return nil, guichet.Invalid("id", "bulk.too_late", nil)
	}
	n, err := tx.Exec(ctx, sqlBulkUndone, id, tx.Now)
	if err != nil {
		return nil, guichet.Doing("take back an act on many records", err)
	}
	if n == 0 {
		return nil, guichet.Invalid("id", "bulk.undone", nil)
	}
	var spans []span
	if err := json.Unmarshal([]byte(body), &spans); err != nil {
		return nil, guichet.Doing("read an act on many records", err)
	}
	picks := make([]Pick, len(spans))
	of := map[string]span{}
	for i, s := range spans {
		picks[i], of[s.ID] = Pick{Ref: s.ID}, s
	}
	return each(picks, func(p Pick) (Effect, error) {
		before, err := r.find(ctx, tx, p.Ref)
		if err != nil {
			return refused(Effect{}, err)
		}
		right := access.On(before.Kind).Handle
		act := ticket.Act{By: r.By, Scope: r.Scope(right), Ref: before.ID, Teams: r.Teams}
		after, err := practiceOf(before.Kind).Restore(ctx, tx, act, of[p.Ref].From, of[p.Ref].To)
		if err != nil {
			return refused(Effect{Before: before}, err)
		}
		return Effect{Before: before, After: after}, nil
	})
}
