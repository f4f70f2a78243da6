package api

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/db"
	"guichet/internal/intake"
	"guichet/internal/request"
	"guichet/internal/ticket"
)

func (a *API) requestRoutes() {
	o := requests{roomOf(a, request.Practice(), "Service requests, or one's own", showRequest)}
	at := "/api/requests"
	contract.Route(a.door, contract.Post("log-request", at, "Make a service request, or log one for somebody"), o.ask)
	contract.Route(a.door, contract.Patch("change-request", at+"/{ref}", "Change fields of a request"), o.change)
	contract.Route(a.door, contract.Done(contract.Post("move-request", at+"/{ref}/state", "Move a request to another state")), o.move)
	contract.Route(a.door, contract.Done(contract.Post("confirm-request", at+"/{ref}/confirmation", "Accept or refuse what was given")), o.confirmed(request.Confirm))
	contract.Route(a.door, contract.Done(contract.Post("withdraw-request", at+"/{ref}/withdrawal", "Take one's request back, before the desk is at it")), o.withdraw)
	contract.Route(a.door, contract.Post("reply-request", at+"/{ref}/replies", "Write to the requester, or as the requester to the desk"), o.reply)
}

type requests struct {
	room[*request.Request, ServiceRequest]
}

// ServiceRequest is a request in full.
type ServiceRequest struct {
	Whole
	Type        RequestType `json:"type"`
	Contact     string      `json:"contact" doc:"How to reach the requester about this matter."`
	Callback    string      `json:"callback" doc:"The way they prefer to be called back."`
	Result      string      `json:"result" doc:"What was given, once it is fulfilled."`
	Refusal     string      `json:"refusal" doc:"Why it was refused."`
	FulfilledAt *time.Time  `json:"fulfilled_at"`
	Confirmed   string      `json:"confirmed" doc:"Who confirmed the fulfilment: user or desk; nobody, when it closed by itself; empty before."`
	ClosesAt    *time.Time  `json:"closes_at" doc:"When it closes by itself unless somebody answers."`
	ReopenCount int64       `json:"reopen_count"`
}

// showRequest reads a request as the reader sees it.
func showRequest(ctx context.Context, tx *db.Tx, r *contract.Request, s ticket.Shown[*request.Request]) (ServiceRequest, error) {
	q, row := s.Record, s.Row
	moves := nextOf(s, tx.Now)
	var err error
	b := ServiceRequest{
		Type: RequestType(q.Type), Contact: q.Contact, Callback: q.Callback, Result: q.Result, Refusal: q.Refusal,
		FulfilledAt: contract.MomentOrNil(q.Resolved), Confirmed: q.Confirmed, ReopenCount: q.Reopened,
		ClosesAt: contract.MomentOrNil(q.Closes),
	}
	mine := row.RequesterID == r.Who.PersonID
	open := row.Phase == ticket.Working || row.Phase == ticket.Held
	b.Whole, err = whole(ctx, tx, r, row, q.CancelReason, moves,
		offer{"reply", access.RequestReply, true},
		offer{"assign", access.RequestHandle, open},
		offer{"convert", access.RequestHandle, open},
		offer{"follow", access.RequestLog, follows(r, s.Flow, row, q.CancelReason, tx.Now, s.Window)},
		offer{"confirm", access.RequestConfirm, row.State == request.Fulfilled && mine},
		offer{"withdraw", access.RequestConfirm, row.State == request.Submitted && mine},
	)
	return b, err
}

// NewRequest is what somebody asks for.
type NewRequest struct {
	NewRecord
	Type     string `json:"type,omitempty" doc:"information, advice, access, resource, complaint or compliment; information when left out."`
	Contact  string `json:"contact,omitempty"`
	Callback string `json:"callback,omitempty"`
}

func (o requests) ask(ctx context.Context, in *contract.Item[NewRequest]) (*contract.Item[ServiceRequest], error) {
	b := in.Body
	return o.log(ctx, b.NewRecord, "", func(opening ticket.Opening, m *intake.Matter) {
		m.Request = &request.Log{
			Opening: opening, Type: b.Type, Contact: guichet.Clean(b.Contact), Callback: guichet.Clean(b.Callback),
		}
	})
}

// RequestChange changes fields; what is left out stays.
type RequestChange struct {
	Version    int64          `json:"version" minimum:"1" doc:"The version that was read."`
	Fields     map[string]any `json:"fields,omitempty" nullable:"false" doc:"Values of the fields that an administrator added, by their ids; null empties one."`
	Title      *string        `json:"title,omitempty"`
	Type       *string        `json:"type,omitempty"`
	Impact     *int64         `json:"impact,omitempty"`
	Urgency    *int64         `json:"urgency,omitempty"`
	CategoryID *string        `json:"category_id,omitempty"`
	Contact    *string        `json:"contact,omitempty"`
	Callback   *string        `json:"callback,omitempty"`
	Reason     string         `json:"reason,omitempty" doc:"Needed when the priority changes by it."`
}

func (o requests) change(ctx context.Context, in *contract.WithRef[RequestChange]) (*contract.Item[ServiceRequest], error) {
	b := in.Body
	edit := request.Edit{
		Edit: ticket.Edit{Title: cleaned(b.Title), Impact: b.Impact, Urgency: b.Urgency, CategoryID: b.CategoryID, Reason: guichet.Clean(b.Reason)},
		Type: b.Type, Contact: cleaned(b.Contact), Callback: cleaned(b.Callback),
	}
	return o.act(ctx, access.RequestHandle, in.Ref, b.Version,
		func(ctx context.Context, tx *db.Tx, act ticket.Act) (ticket.Ticket, error) {
			act.Given.Values = b.Fields
			return request.Change(ctx, tx, act, edit)
		})
}

// RequestStateChange asks for another state, with what that state needs.
type RequestStateChange struct {
	To         string `json:"to"`
	HoldReason string `json:"hold_reason,omitempty" doc:"To be on hold: user, supplier, change or appointment."`
	Reason     string `json:"reason,omitempty" doc:"To refuse or to reopen: why. To cancel: duplicate, mistake or not_needed."`
	Result     string `json:"result,omitempty" doc:"To be fulfilled: what was given."`
}

func (s RequestStateChange) move() request.Move {
	return request.Move{
		To: ticket.State(s.To), HoldReason: s.HoldReason, Reason: guichet.Clean(s.Reason), Result: guichet.Clean(s.Result),
	}
}

// RequestStateMove is a change of state of a request at the version that was read.
type RequestStateMove struct {
	Version int64          `json:"version" minimum:"1"`
	Fields  map[string]any `json:"fields,omitempty" nullable:"false" doc:"Values of the fields that an administrator added, by their ids; null empties one."`
	RequestStateChange
}

func (o requests) move(ctx context.Context, in *contract.WithRef[RequestStateMove]) (*contract.Item[ServiceRequest], error) {
	move := in.Body.move()
	return o.act(ctx, access.RequestHandle, in.Ref, in.Body.Version,
		func(ctx context.Context, tx *db.Tx, act ticket.Act) (ticket.Ticket, error) {
			act.Given.Values = in.Body.Fields
			return request.SetState(ctx, tx, act, move)
		})
}

// Withdrawal is the requester taking their request back.
type Withdrawal struct {
	Text string `json:"text,omitempty" doc:"Why, if they like."`
}

func (o requests) withdraw(ctx context.Context, in *contract.WithRef[Withdrawal]) (*contract.Item[ServiceRequest], error) {
	m, err := ownWords(ctx, in.Body.Text)
	if err != nil {
		return nil, err
	}
	return o.act(ctx, access.RequestConfirm, in.Ref, 0,
		func(ctx context.Context, tx *db.Tx, act ticket.Act) (ticket.Ticket, error) {
			return request.Withdraw(ctx, tx, act, m)
		})
}

// RequestReply is words to the other side.
type RequestReply struct {
	Words
	State *RequestStateChange `json:"state,omitempty" doc:"Of the desk: the state that the answer leaves behind."`
}

func (o requests) reply(ctx context.Context, in *contract.WithRef[RequestReply]) (*contract.Item[TimelineItem], error) {
	answer := intake.Answer{}
	if in.Body.State != nil {
		move := in.Body.State.move()
		answer.Request = &move
	}
	return o.replied(ctx, in.Ref, in.Body.Words, answer)
}
