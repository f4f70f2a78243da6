package api

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/change"
	"guichet/internal/db"
	"guichet/internal/intake"
	"guichet/internal/person"
	"guichet/internal/ticket"
)

func (a *API) changeRoutes() {
	o := changes{roomOf(a, change.Practice(), "Change requests, or those about oneself", showChange)}
	at := "/api/changes"
	contract.Route(a.door, contract.Post("register-change", at, "Register a change request"), o.register)
	contract.Route(a.door, contract.Patch("amend-change", at+"/{ref}", "Change fields of a change"), o.amend)
	contract.Route(a.door, contract.Done(contract.Post("move-change", at+"/{ref}/state", "Move a change to another state")), o.move)
	contract.Route(a.door, contract.Done(contract.Post("decide-change", at+"/{ref}/decision", "Authorise or refuse a change that is not one's own")), o.decide)
	contract.Route(a.door, contract.Post("reply-change", at+"/{ref}/replies", "Write to the requester, or as the requester to the desk"), o.reply)
}

type changes struct {
	room[*change.Change, ChangeRequest]
}

// ChangeRequest is a change in full.
type ChangeRequest struct {
	Whole
	Justification string         `json:"justification" doc:"Why it is wanted."`
	Risk          Risk           `json:"risk"`
	Assessment    string         `json:"assessment" doc:"What it would do, and to whom."`
	Plan          string         `json:"plan"`
	BackOut       string         `json:"back_out" doc:"How to go back."`
	StartsAt      *time.Time     `json:"starts_at"`
	EndsAt        *time.Time     `json:"ends_at"`
	Decision      *DecisionTaken `json:"decision"`
	Outcome       string         `json:"outcome" doc:"What came of it."`
	DoneAt        *time.Time     `json:"done_at" doc:"When it was implemented, or failed."`
}

// DecisionTaken is the authority's yes or no.
type DecisionTaken struct {
	Authorised bool         `json:"authorised"`
	By         contract.Ref `json:"by"`
	At         time.Time    `json:"at"`
	Reason     string       `json:"reason"`
}

// showChange reads a change as the reader sees it. What the desk thinks of it is
// not for its requester.
func showChange(ctx context.Context, tx *db.Tx, r *contract.Request, s ticket.Shown[*change.Change]) (ChangeRequest, error) {
	h, row := s.Record, s.Row
	var err error
	b := ChangeRequest{
		Justification: h.Justification, StartsAt: contract.MomentOrNil(h.Starts), EndsAt: contract.MomentOrNil(h.Ends),
		Outcome: h.Outcome, DoneAt: contract.MomentOrNil(h.Resolved),
	}
	if h.Decision != "" {
		by, err := person.Get(ctx, tx, h.DecidedBy)
		if err != nil {
			return b, err
		}
		b.Decision = &DecisionTaken{
			Authorised: h.Decision == string(change.Authorised), By: contract.Ref{ID: by.ID, Name: by.Name}, At: h.Decided, Reason: h.DecisionText,
		}
	}
	if r.Who.MayIn(access.ChangeInside, row.Place()) {
		b.Risk, b.Assessment, b.Plan, b.BackOut = Risk(h.Risk), h.Assessment, h.Plan, h.BackOut
	}
	b.Whole, err = whole(ctx, tx, r, row, h.CancelReason, change.Moves(row.Ticket),
		offer{"reply", access.ChangeReply, true},
		offer{"assign", access.ChangeHandle, row.Phase == ticket.Working},
		offer{"convert", access.ChangeHandle, row.State == change.Registered || row.State == change.Assessed},
		offer{"follow", access.ChangeLog, follows(r, s.Flow, row, h.CancelReason, tx.Now, s.Window)},
		offer{"decide", access.ChangeAuthorise, change.MayDecide(row.Ticket, r.Who.PersonID)},
	)
	return b, err
}

// NewChange is what somebody wants changed.
type NewChange struct {
	NewRecord
	Justification string     `json:"justification,omitempty" doc:"Why it is wanted."`
	Plan          string     `json:"plan,omitempty"`
	BackOut       string     `json:"back_out,omitempty" doc:"How to go back."`
	StartsAt      *time.Time `json:"starts_at,omitempty"`
	EndsAt        *time.Time `json:"ends_at,omitempty"`
}

func (o changes) register(ctx context.Context, in *contract.Item[NewChange]) (*contract.Item[ChangeRequest], error) {
	b := in.Body
	return o.log(ctx, b.NewRecord, "", func(opening ticket.Opening, m *intake.Matter) {
		m.Change = &change.Log{Opening: opening, Sheet: change.Sheet{
			Justification: guichet.Clean(b.Justification), Plan: guichet.Clean(b.Plan), BackOut: guichet.Clean(b.BackOut),
			Starts: moment(b.StartsAt), Ends: moment(b.EndsAt),
		}}
	})
}

// ChangeAmendment changes fields; what is left out stays.
type ChangeAmendment struct {
	Version       int64          `json:"version" minimum:"1" doc:"The version that was read."`
	Fields        map[string]any `json:"fields,omitempty" nullable:"false" doc:"Values of the fields that an administrator added, by their ids; null empties one."`
	Title         *string        `json:"title,omitempty"`
	Impact        *int64         `json:"impact,omitempty"`
	Urgency       *int64         `json:"urgency,omitempty"`
	CategoryID    *string        `json:"category_id,omitempty"`
	Justification *string        `json:"justification,omitempty"`
	Plan          *string        `json:"plan,omitempty"`
	BackOut       *string        `json:"back_out,omitempty"`
	StartsAt      *time.Time     `json:"starts_at,omitempty"`
	EndsAt        *time.Time     `json:"ends_at,omitempty"`
	Reason        string         `json:"reason,omitempty" doc:"Needed when the priority changes by it."`
}

func (o changes) amend(ctx context.Context, in *contract.WithRef[ChangeAmendment]) (*contract.Item[ChangeRequest], error) {
	b := in.Body
	edit := change.Edit{
		Edit:          ticket.Edit{Title: cleaned(b.Title), Impact: b.Impact, Urgency: b.Urgency, CategoryID: b.CategoryID, Reason: guichet.Clean(b.Reason)},
		Justification: cleaned(b.Justification), Plan: cleaned(b.Plan), BackOut: cleaned(b.BackOut), Starts: b.StartsAt, Ends: b.EndsAt,
	}
	return o.act(ctx, access.ChangeHandle, in.Ref, b.Version,
		func(ctx context.Context, tx *db.Tx, act ticket.Act) (ticket.Ticket, error) {
			act.Given.Values = b.Fields
			return change.Amend(ctx, tx, act, edit)
		})
}

// ChangeStateChange asks for another state, with what that state needs.
type ChangeStateChange struct {
	To         string     `json:"to"`
	Reason     string     `json:"reason,omitempty" doc:"To cancel: duplicate, mistake or not_needed. To plan again after a failure: why."`
	Risk       string     `json:"risk,omitempty" doc:"To be assessed: low, medium or high."`
	Assessment string     `json:"assessment,omitempty" doc:"To be assessed: what it would do, and to whom."`
	StartsAt   *time.Time `json:"starts_at,omitempty" doc:"To be planned."`
	EndsAt     *time.Time `json:"ends_at,omitempty" doc:"To be planned."`
	Outcome    string     `json:"outcome,omitempty" doc:"To be implemented, or to have failed: what came of it."`
}

func (s ChangeStateChange) move() change.Move {
	return change.Move{
		To: ticket.State(s.To), Reason: guichet.Clean(s.Reason), Risk: s.Risk, Assessment: guichet.Clean(s.Assessment),
		Starts: moment(s.StartsAt), Ends: moment(s.EndsAt), Outcome: guichet.Clean(s.Outcome),
	}
}

// ChangeStateMove is a change of state of a change at the version that was read.
type ChangeStateMove struct {
	Version int64          `json:"version" minimum:"1"`
	Fields  map[string]any `json:"fields,omitempty" nullable:"false" doc:"Values of the fields that an administrator added, by their ids; null empties one."`
	ChangeStateChange
}

func (o changes) move(ctx context.Context, in *contract.WithRef[ChangeStateMove]) (*contract.Item[ChangeRequest], error) {
	move := in.Body.move()
	return o.act(ctx, access.ChangeHandle, in.Ref, in.Body.Version,
		func(ctx context.Context, tx *db.Tx, act ticket.Act) (ticket.Ticket, error) {
			act.Given.Values = in.Body.Fields
			return change.SetState(ctx, tx, act, move)
		})
}

// Decision is the authority's yes or no.
type Decision struct {
	Version    int64  `json:"version" minimum:"1" doc:"The version that was read."`
	Authorised bool   `json:"authorised"`
	Reason     string `json:"reason,omitempty" doc:"Needed for a no; its requester reads it."`
}

func (o changes) decide(ctx context.Context, in *contract.WithRef[Decision]) (*contract.Item[ChangeRequest], error) {
	reason := guichet.Clean(in.Body.Reason)
	return o.act(ctx, access.ChangeAuthorise, in.Ref, in.Body.Version,
		func(ctx context.Context, tx *db.Tx, act ticket.Act) (ticket.Ticket, error) {
			return change.Decide(ctx, tx, act, in.Body.Authorised, reason)
		})
}

// ChangeReply is words to the other side.
type ChangeReply struct {
	Words
	State *ChangeStateChange `json:"state,omitempty" doc:"Of the desk: the state that the answer leaves behind."`
}

func (o changes) reply(ctx context.Context, in *contract.WithRef[ChangeReply]) (*contract.Item[TimelineItem], error) {
	answer := intake.Answer{}
	if in.Body.State != nil {
		move := in.Body.State.move()
		answer.Change = &move
	}
	return o.replied(ctx, in.Ref, in.Body.Words, answer)
}
