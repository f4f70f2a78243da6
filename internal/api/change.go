package api

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/change"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/person"
	"guichet/internal/ticket"
)

func (a *API) changeRoutes() {
	contract.Route(a.door, contract.Recalled(contract.Get("list-changes", "/api/changes", "Change requests, or those about oneself")), a.listOf(change.Kind))
	contract.Route(a.door, contract.Recalled(contract.Get("count-changes", "/api/changes/counts", "How many each view holds, up to a hundred")), a.countOf(change.Kind))
	contract.Route(a.door, contract.Post("register-change", "/api/changes", "Register a change request"), a.registerChange)
	contract.Route(a.door, contract.Recalled(contract.Get("get-change", "/api/changes/{ref}", "One change, by id or reference")), a.getChange)
	contract.Route(a.door, contract.Patch("amend-change", "/api/changes/{ref}", "Change fields of a change"), a.amendChange)
	contract.Route(a.door, contract.Done(contract.Post("assign-change", "/api/changes/{ref}/assignment", "Give a change to a team or a person")), a.assignChange)
	contract.Route(a.door, contract.Done(contract.Post("move-change", "/api/changes/{ref}/state", "Move a change to another state")), a.moveChange)
	contract.Route(a.door, contract.Done(contract.Post("decide-change", "/api/changes/{ref}/decision", "Authorise or refuse a change that is not one's own")), a.decideChange)
	contract.Route(a.door, contract.Post("reply-change", "/api/changes/{ref}/replies", "Write to the requester, or as the requester to the desk"), a.replyChange)
	a.wordRoutes(change.Kind)
}

// ChangeRequest is a change in full.
type ChangeRequest struct {
	Row
	ConversationID string         `json:"conversation_id"`
	Justification  string         `json:"justification" doc:"Why it is wanted."`
	Risk           Risk           `json:"risk"`
	Assessment     string         `json:"assessment" doc:"What it would do, and to whom."`
	Plan           string         `json:"plan"`
	BackOut        string         `json:"back_out" doc:"How to go back."`
	StartsAt       *time.Time     `json:"starts_at"`
	EndsAt         *time.Time     `json:"ends_at"`
	Decision       *DecisionTaken `json:"decision"`
	Outcome        string         `json:"outcome" doc:"What came of it."`
	LoggedBy       *contract.Ref  `json:"logged_by"`
	AnsweredAt     *time.Time     `json:"answered_at"`
	DoneAt         *time.Time     `json:"done_at" doc:"When it was implemented, or failed."`
	ClosedAt       *time.Time     `json:"closed_at"`
	CancelReason   CancelReason   `json:"cancel_reason"`
	Aliases        []string       `json:"aliases" nullable:"false" doc:"References it had before it was converted."`
	Moves          []State        `json:"moves" nullable:"false" doc:"The states that who works on it may take it to now."`
	Actions        []Action       `json:"actions" nullable:"false" doc:"What the reader may do with it now."`
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
func showChange(ctx context.Context, tx *db.Tx, r *contract.Request, ref string) (ChangeRequest, error) {
	row, err := ticket.GetRow(ctx, tx, r.Who.Scope(access.ChangeRead), change.Kind, ref)
	if err != nil {
		return ChangeRequest{}, err
	}
	d, err := change.GetDetails(ctx, tx, row.ID)
	if err != nil {
		return ChangeRequest{}, err
	}
	b := ChangeRequest{
		Row: rowBody(row), ConversationID: row.ConversationID, Justification: d.Justification,
		StartsAt: contract.MomentOrNil(d.Starts), EndsAt: contract.MomentOrNil(d.Ends), Outcome: d.Outcome,
		LoggedBy: contract.RefOrNil(row.LoggedBy, row.LoggedByPerson), AnsweredAt: contract.MomentOrNil(row.Answered),
		DoneAt: contract.MomentOrNil(row.Resolved), ClosedAt: contract.MomentOrNil(row.Closed),
		CancelReason: CancelReason(d.CancelReason), Moves: []State{}, Actions: []Action{},
	}
	if b.Aliases, err = aliases(ctx, tx, row); err != nil {
		return b, err
	}
	if d.Decision != "" {
		by, err := person.Get(ctx, tx, d.DecidedBy)
		if err != nil {
			return b, err
		}
		b.Decision = &DecisionTaken{
			Authorised: d.Decision == string(change.Authorised), By: contract.Ref{ID: by.ID, Name: by.Name}, At: d.Decided, Reason: d.DecisionText,
		}
	}
	if r.Who.MayIn(access.ChangeNote, row.OrganisationID) {
		b.Risk, b.Assessment, b.Plan, b.BackOut = Risk(d.Risk), d.Assessment, d.Plan, d.BackOut
	}
	can := rightsOn(r, row.Ticket)
	if can(access.ChangeHandle) {
		for _, s := range change.Moves(change.Change{Ticket: row.Ticket, Details: d}) {
			b.Moves = append(b.Moves, State(s))
		}
	}
	b.Actions = allowed(can, []offer{
		{"reply", access.ChangeReply, true},
		{"note", access.ChangeNote, true},
		{"change", access.ChangeHandle, row.Phase != ticket.Over},
		{"assign", access.ChangeHandle, row.Phase == ticket.Working},
		{"convert", access.ChangeHandle, row.State == change.Registered || row.State == change.Assessed},
		{"move", access.ChangeHandle, len(b.Moves) > 0},
		{"decide", access.ChangeAuthorise, change.MayDecide(row.Ticket, r.Who.PersonID)},
	})
	return b, nil
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

func moment(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

func (a *API) registerChange(ctx context.Context, in *contract.Item[NewChange]) (*contract.Item[ChangeRequest], error) {
	r, err := contract.May(ctx, access.ChangeLog)
	if err != nil {
		return nil, err
	}
	opening, matter, err := in.Body.matter(r, access.ChangeHandle)
	if err != nil {
		return nil, err
	}
	matter.Change = &change.Log{Opening: opening, Sheet: change.Sheet{
		Justification: guichet.Clean(in.Body.Justification), Plan: guichet.Clean(in.Body.Plan), BackOut: guichet.Clean(in.Body.BackOut),
		Starts: moment(in.Body.StartsAt), Ends: moment(in.Body.EndsAt),
	}}
	body, err := contract.Write(ctx, a.door, func(ctx context.Context, tx *db.Tx) (ChangeRequest, error) {
		t, err := in.Body.raise(ctx, tx, r, access.ChangeLog, matter)
		if err != nil {
			return ChangeRequest{}, err
		}
		return showChange(ctx, tx, r, t.ID)
	})
	return &contract.Item[ChangeRequest]{Body: body}, err
}

func (a *API) getChange(ctx context.Context, in *contract.RefIn) (*contract.Item[ChangeRequest], error) {
	r, err := contract.May(ctx, access.ChangeRead)
	if err != nil {
		return nil, err
	}
	out := &contract.Item[ChangeRequest]{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		out.Body, err = showChange(ctx, tx, r, in.Ref)
		return err
	})
	return out, err
}

// onChange is an act on one change that answers with it as it then is.
func (a *API) onChange(ctx context.Context, p access.Permission, ref string, seen int64,
	f func(ctx context.Context, tx *db.Tx, act ticket.Act) (change.Change, error),
) (*contract.Item[ChangeRequest], error) {
	r, err := contract.May(ctx, p)
	if err != nil {
		return nil, err
	}
	body, err := contract.Write(ctx, a.door, func(ctx context.Context, tx *db.Tx) (ChangeRequest, error) {
		h, err := f(ctx, tx, actOn(r, p, ref, seen))
		if err != nil {
			return ChangeRequest{}, err
		}
		return showChange(ctx, tx, r, h.ID)
	})
	return &contract.Item[ChangeRequest]{Body: body}, err
}

// ChangeAmendment changes fields; what is left out stays.
type ChangeAmendment struct {
	Version       int64      `json:"version" minimum:"1" doc:"The version that was read."`
	Title         *string    `json:"title,omitempty"`
	Impact        *int64     `json:"impact,omitempty"`
	Urgency       *int64     `json:"urgency,omitempty"`
	Justification *string    `json:"justification,omitempty"`
	Plan          *string    `json:"plan,omitempty"`
	BackOut       *string    `json:"back_out,omitempty"`
	StartsAt      *time.Time `json:"starts_at,omitempty"`
	EndsAt        *time.Time `json:"ends_at,omitempty"`
	Reason        string     `json:"reason,omitempty" doc:"Needed when the priority changes by it."`
}

func (a *API) amendChange(ctx context.Context, in *contract.WithRef[ChangeAmendment]) (*contract.Item[ChangeRequest], error) {
	b := in.Body
	edit := change.Edit{
		Title: cleaned(b.Title), Impact: b.Impact, Urgency: b.Urgency, Justification: cleaned(b.Justification),
		Plan: cleaned(b.Plan), BackOut: cleaned(b.BackOut), Starts: b.StartsAt, Ends: b.EndsAt, Reason: guichet.Clean(b.Reason),
	}
	return a.onChange(ctx, access.ChangeHandle, in.Ref, b.Version,
		func(ctx context.Context, tx *db.Tx, act ticket.Act) (change.Change, error) {
			return change.Amend(ctx, tx, act, edit)
		})
}

func (a *API) assignChange(ctx context.Context, in *contract.WithRef[Assignment]) (*contract.Item[ChangeRequest], error) {
	to := in.Body.assign()
	return a.onChange(ctx, access.ChangeHandle, in.Ref, in.Body.Version,
		func(ctx context.Context, tx *db.Tx, act ticket.Act) (change.Change, error) {
			return change.Assign(ctx, tx, act, to)
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
	Version int64 `json:"version" minimum:"1"`
	ChangeStateChange
}

func (a *API) moveChange(ctx context.Context, in *contract.WithRef[ChangeStateMove]) (*contract.Item[ChangeRequest], error) {
	move := in.Body.move()
	return a.onChange(ctx, access.ChangeHandle, in.Ref, in.Body.Version,
		func(ctx context.Context, tx *db.Tx, act ticket.Act) (change.Change, error) {
			return change.SetState(ctx, tx, act, move)
		})
}

// Decision is the authority's yes or no.
type Decision struct {
	Version    int64  `json:"version" minimum:"1" doc:"The version that was read."`
	Authorised bool   `json:"authorised"`
	Reason     string `json:"reason,omitempty" doc:"Needed for a no; its requester reads it."`
}

func (a *API) decideChange(ctx context.Context, in *contract.WithRef[Decision]) (*contract.Item[ChangeRequest], error) {
	reason := guichet.Clean(in.Body.Reason)
	return a.onChange(ctx, access.ChangeAuthorise, in.Ref, in.Body.Version,
		func(ctx context.Context, tx *db.Tx, act ticket.Act) (change.Change, error) {
			return change.Decide(ctx, tx, act, in.Body.Authorised, reason)
		})
}

// ChangeReply is words to the other side.
type ChangeReply struct {
	Words
	State *ChangeStateChange `json:"state,omitempty" doc:"Of the desk: the state that the answer leaves behind."`
}

func (a *API) replyChange(ctx context.Context, in *contract.WithRef[ChangeReply]) (*contract.Item[TimelineItem], error) {
	return a.reply(ctx, change.Kind, in.Ref, in.Body.Words, in.Body.State != nil,
		func(ctx context.Context, tx *db.Tx, act ticket.Act, m conversation.Message) (ticket.Ticket, error) {
			speak := change.Speak{Message: m}
			if in.Body.State != nil {
				move := in.Body.State.move()
				speak.Then = &move
			}
			h, _, err := change.Reply(ctx, tx, act, speak)
			return h.Ticket, err
		})
}
