package api

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/request"
	"guichet/internal/stem"
	"guichet/internal/ticket"
)

func (a *API) requestRoutes() {
	contract.Route(a.door, contract.Recalled(contract.Get("list-requests", "/api/requests", "Service requests, or one's own")), a.listOf(request.Kind))
	contract.Route(a.door, contract.Recalled(contract.Get("count-requests", "/api/requests/counts", "How many each view holds, up to a hundred")), a.countOf(request.Kind))
	contract.Route(a.door, contract.Post("log-request", "/api/requests", "Make a service request, or log one for somebody"), a.logRequest)
	contract.Route(a.door, contract.Recalled(contract.Get("get-request", "/api/requests/{ref}", "One request, by id or reference")), a.getRequest)
	contract.Route(a.door, contract.Patch("change-request", "/api/requests/{ref}", "Change fields of a request"), a.changeRequest)
	contract.Route(a.door, contract.Done(contract.Post("assign-request", "/api/requests/{ref}/assignment", "Give a request to a team or a person")), a.assignRequest)
	contract.Route(a.door, contract.Done(contract.Post("move-request", "/api/requests/{ref}/state", "Move a request to another state")), a.moveRequest)
	contract.Route(a.door, contract.Done(contract.Post("confirm-request", "/api/requests/{ref}/confirmation", "Accept or refuse what was given")), a.confirmRequest)
	contract.Route(a.door, contract.Done(contract.Post("withdraw-request", "/api/requests/{ref}/withdrawal", "Take one's request back, before the desk is at it")), a.withdrawRequest)
	contract.Route(a.door, contract.Post("reply-request", "/api/requests/{ref}/replies", "Write to the requester, or as the requester to the desk"), a.replyRequest)
	a.wordRoutes(request.Kind)
}

// ServiceRequest is a request in full.
type ServiceRequest struct {
	Row
	ConversationID string        `json:"conversation_id"`
	Type           RequestType   `json:"type"`
	Contact        string        `json:"contact" doc:"How to reach the requester about this matter."`
	Callback       string        `json:"callback" doc:"The way they prefer to be called back."`
	LoggedBy       *contract.Ref `json:"logged_by"`
	AnsweredAt     *time.Time    `json:"answered_at"`
	Result         string        `json:"result" doc:"What was given, once it is fulfilled."`
	Refusal        string        `json:"refusal" doc:"Why it was refused."`
	FulfilledAt    *time.Time    `json:"fulfilled_at"`
	ClosedAt       *time.Time    `json:"closed_at"`
	CancelReason   CancelReason  `json:"cancel_reason"`
	Confirmed      string        `json:"confirmed" doc:"Who confirmed the fulfilment: user, desk, or nobody."`
	ReopenCount    int64         `json:"reopen_count"`
	Aliases        []string      `json:"aliases" nullable:"false" doc:"References it had before it was converted."`
	Moves          []State       `json:"moves" nullable:"false" doc:"The states it may go to now."`
	Actions        []Action      `json:"actions" nullable:"false" doc:"What the reader may do with it now."`
}

// showRequest reads a request as the reader sees it.
func showRequest(ctx context.Context, tx *db.Tx, r *contract.Request, ref string) (ServiceRequest, error) {
	row, err := ticket.GetRow(ctx, tx, r.Who.Scope(access.RequestRead), request.Kind, ref)
	if err != nil {
		return ServiceRequest{}, err
	}
	d, err := request.GetDetails(ctx, tx, row.ID)
	if err != nil {
		return ServiceRequest{}, err
	}
	window, err := ticket.ReopenWindow(ctx, tx)
	if err != nil {
		return ServiceRequest{}, err
	}
	q := request.Request{Ticket: row.Ticket, Details: d}
	b := ServiceRequest{
		Row: rowBody(row), ConversationID: row.ConversationID, Type: RequestType(d.Type), Contact: d.Contact, Callback: d.Callback,
		LoggedBy: contract.RefOrNil(row.LoggedBy, row.LoggedByPerson), AnsweredAt: contract.MomentOrNil(row.Answered),
		Result: d.Result, Refusal: d.Refusal, FulfilledAt: contract.MomentOrNil(row.Resolved), ClosedAt: contract.MomentOrNil(row.Closed),
		CancelReason: CancelReason(d.CancelReason), Confirmed: d.Confirmed, ReopenCount: row.Reopened, Moves: []State{}, Actions: []Action{},
	}
	if b.Aliases, err = aliases(ctx, tx, row); err != nil {
		return b, err
	}
	can := rightsOn(r, row.Ticket)
	if can(access.RequestHandle) {
		for _, s := range request.Moves(q, tx.Now, window) {
			b.Moves = append(b.Moves, State(s))
		}
	}
	mine := row.RequesterID == r.Who.PersonID
	b.Actions = allowed(can, []offer{
		{"reply", access.RequestReply, true},
		{"note", access.RequestNote, true},
		{"change", access.RequestHandle, row.Phase != ticket.Over},
		{"assign", access.RequestHandle, row.Phase == ticket.Working || row.Phase == ticket.Held},
		{"convert", access.RequestHandle, row.Phase == ticket.Working || row.Phase == ticket.Held},
		{"move", access.RequestHandle, len(b.Moves) > 0},
		{"confirm", access.RequestConfirm, row.State == request.Fulfilled && mine},
		{"withdraw", access.RequestConfirm, row.State == request.Submitted && mine},
	})
	return b, nil
}

// NewRequest is what somebody asks for.
type NewRequest struct {
	NewRecord
	Type     string `json:"type,omitempty" doc:"information, advice, access, resource, complaint or compliment; information when left out."`
	Contact  string `json:"contact,omitempty"`
	Callback string `json:"callback,omitempty"`
}

func (a *API) logRequest(ctx context.Context, in *contract.Item[NewRequest]) (*contract.Item[ServiceRequest], error) {
	r, err := contract.May(ctx, access.RequestLog)
	if err != nil {
		return nil, err
	}
	opening, matter, err := in.Body.matter(r, access.RequestHandle)
	if err != nil {
		return nil, err
	}
	matter.Request = &request.Log{
		Opening: opening, Type: in.Body.Type, Contact: guichet.Clean(in.Body.Contact), Callback: guichet.Clean(in.Body.Callback),
	}
	body, err := contract.Write(ctx, a.door, func(ctx context.Context, tx *db.Tx) (ServiceRequest, error) {
		t, err := in.Body.raise(ctx, tx, r, access.RequestLog, matter)
		if err != nil {
			return ServiceRequest{}, err
		}
		return showRequest(ctx, tx, r, t.ID)
	})
	return &contract.Item[ServiceRequest]{Body: body}, err
}

func (a *API) getRequest(ctx context.Context, in *contract.RefIn) (*contract.Item[ServiceRequest], error) {
	r, err := contract.May(ctx, access.RequestRead)
	if err != nil {
		return nil, err
	}
	out := &contract.Item[ServiceRequest]{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		out.Body, err = showRequest(ctx, tx, r, in.Ref)
		return err
	})
	return out, err
}

// onRequest is a change to one request that answers with it as it then is.
func (a *API) onRequest(ctx context.Context, p access.Permission, ref string, seen int64,
	f func(ctx context.Context, tx *db.Tx, act ticket.Act) (request.Request, error),
) (*contract.Item[ServiceRequest], error) {
	r, err := contract.May(ctx, p)
	if err != nil {
		return nil, err
	}
	body, err := contract.Write(ctx, a.door, func(ctx context.Context, tx *db.Tx) (ServiceRequest, error) {
		q, err := f(ctx, tx, actOn(r, p, ref, seen))
		if err != nil {
			return ServiceRequest{}, err
		}
		return showRequest(ctx, tx, r, q.ID)
	})
	return &contract.Item[ServiceRequest]{Body: body}, err
}

// RequestChange changes fields; what is left out stays.
type RequestChange struct {
	Version  int64   `json:"version" minimum:"1" doc:"The version that was read."`
	Title    *string `json:"title,omitempty"`
	Type     *string `json:"type,omitempty"`
	Impact   *int64  `json:"impact,omitempty"`
	Urgency  *int64  `json:"urgency,omitempty"`
	Contact  *string `json:"contact,omitempty"`
	Callback *string `json:"callback,omitempty"`
	Reason   string  `json:"reason,omitempty" doc:"Needed when the priority changes by it."`
}

func (a *API) changeRequest(ctx context.Context, in *contract.WithRef[RequestChange]) (*contract.Item[ServiceRequest], error) {
	b := in.Body
	edit := request.Edit{
		Title: cleaned(b.Title), Type: b.Type, Impact: b.Impact, Urgency: b.Urgency, Contact: cleaned(b.Contact),
		Callback: cleaned(b.Callback), Reason: guichet.Clean(b.Reason),
	}
	return a.onRequest(ctx, access.RequestHandle, in.Ref, b.Version,
		func(ctx context.Context, tx *db.Tx, act ticket.Act) (request.Request, error) {
			return request.Change(ctx, tx, act, edit)
		})
}

func (a *API) assignRequest(ctx context.Context, in *contract.WithRef[Assignment]) (*contract.Item[ServiceRequest], error) {
	to := in.Body.assign()
	return a.onRequest(ctx, access.RequestHandle, in.Ref, in.Body.Version,
		func(ctx context.Context, tx *db.Tx, act ticket.Act) (request.Request, error) {
			return request.Assign(ctx, tx, act, to)
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
	Version int64 `json:"version" minimum:"1"`
	RequestStateChange
}

func (a *API) moveRequest(ctx context.Context, in *contract.WithRef[RequestStateMove]) (*contract.Item[ServiceRequest], error) {
	move := in.Body.move()
	return a.onRequest(ctx, access.RequestHandle, in.Ref, in.Body.Version,
		func(ctx context.Context, tx *db.Tx, act ticket.Act) (request.Request, error) {
			return request.SetState(ctx, tx, act, move)
		})
}

func (a *API) confirmRequest(ctx context.Context, in *contract.WithRef[Confirmation]) (*contract.Item[ServiceRequest], error) {
	m, err := ownWords(ctx, in.Body.Text)
	if err != nil {
		return nil, err
	}
	return a.onRequest(ctx, access.RequestConfirm, in.Ref, 0,
		func(ctx context.Context, tx *db.Tx, act ticket.Act) (request.Request, error) {
			return request.Confirm(ctx, tx, act, in.Body.Confirmed, m)
		})
}

// Withdrawal is the requester taking their request back.
type Withdrawal struct {
	Text string `json:"text,omitempty" doc:"Why, if they like."`
}

func (a *API) withdrawRequest(ctx context.Context, in *contract.WithRef[Withdrawal]) (*contract.Item[ServiceRequest], error) {
	m, err := ownWords(ctx, in.Body.Text)
	if err != nil {
		return nil, err
	}
	return a.onRequest(ctx, access.RequestConfirm, in.Ref, 0,
		func(ctx context.Context, tx *db.Tx, act ticket.Act) (request.Request, error) {
			return request.Withdraw(ctx, tx, act, m)
		})
}

// ownWords are what a requester adds to an act of theirs.
func ownWords(ctx context.Context, typed string) (conversation.Message, error) {
	text := guichet.Clean(typed)
	m := conversation.Message{
		Channel: guichet.Portal, AuthorID: contract.RequestOf(ctx).Who.PersonID, Text: text, Stems: stem.Text(text, stem.Unknown),
	}
	return m, guichet.Join(guichet.CheckText("text", text, 0, conversation.TextMost))
}

// RequestReply is words to the other side.
type RequestReply struct {
	Words
	State *RequestStateChange `json:"state,omitempty" doc:"Of the desk: the state that the answer leaves behind."`
}

func (a *API) replyRequest(ctx context.Context, in *contract.WithRef[RequestReply]) (*contract.Item[TimelineItem], error) {
	return a.reply(ctx, request.Kind, in.Ref, in.Body.Words, in.Body.State != nil,
		func(ctx context.Context, tx *db.Tx, act ticket.Act, m conversation.Message) (ticket.Ticket, error) {
			speak := request.Speak{Message: m}
			if in.Body.State != nil {
				move := in.Body.State.move()
				speak.Then = &move
			}
			q, _, err := request.Reply(ctx, tx, act, speak)
			return q.Ticket, err
		})
}
