package api

import (
	"cmp"
	"context"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/archive"
	"guichet/internal/api/contract"
	"guichet/internal/api/record"
	"guichet/internal/category"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/intake"
	"guichet/internal/setting"
	"guichet/internal/stem"
	"guichet/internal/ticket"
)

// room is one practice behind this door, with the routes that all practices
// have. B is a record of it as a reader sees it.
type room[R ticket.Record, B any] struct {
	*API
	practice ticket.Practice[R]
	kind     string
	rights   access.Rights
	show     shower[R, B]
}

// shower says of a record what a reader sees.
type shower[R ticket.Record, B any] func(ctx context.Context, tx *db.Tx, r *contract.Request, s ticket.Shown[R]) (B, error)

// roomOf opens a practice's room with its lists.
func roomOf[R ticket.Record, B any](a *API, p ticket.Practice[R], lists string, show shower[R, B]) room[R, B] {
	kind := p.Kind
	o := room[R, B]{API: a, practice: p, kind: kind, rights: access.On(kind), show: show}
	all := "/api/" + kind + "s"
	one := all + "/{ref}"
	contract.Route(a.door, contract.Recalled(contract.Get("list-"+kind+"s", all, lists)), a.listOf(kind))
	contract.Route(a.door, contract.Recalled(contract.Get("count-"+kind+"s", all+"/counts", "How many each view holds, up to a hundred")), a.countOf(kind))
	contract.Route(a.door, contract.Recalled(contract.Get("get-"+kind, one, "One "+kind+", by id or reference")), o.get)
	contract.Route(a.door, contract.Done(contract.Post("assign-"+kind, one+"/assignment", "Give it to a team or a person")), o.assign)
	contract.Route(a.door, contract.Get("get-"+kind+"-timeline", one+"/timeline", "What was said and done, oldest first"), a.timelineOf(kind))
	contract.Route(a.door, contract.Post("note-"+kind, one+"/notes", "Write an internal note; it never leaves the desk"), a.noteOn(kind))
	return o
}

// read shows a record to the reader, if they may see it.
func (o room[R, B]) read(ctx context.Context, tx *db.Tx, r *contract.Request, ref string) (B, error) {
	s, err := o.practice.Show(ctx, tx, r.Who.Scope(o.rights.Read), ref)
	if err != nil {
		var none B
		return none, err
	}
	return o.show(ctx, tx, r, s)
}

func (o room[R, B]) get(ctx context.Context, in *contract.RefIn) (*contract.Item[B], error) {
	r, err := contract.May(ctx, o.rights.Read)
	if err != nil {
		return nil, err
	}
	out := &contract.Item[B]{}
	err = o.DB.Read(db.Brief(ctx), func(ctx context.Context, tx *db.Tx) (err error) {
		out.Body, err = o.read(ctx, tx, r, in.Ref)
		return err
	})
	return out, err
}

// write is a transaction that ends with the record as the reader then sees it.
func (o room[R, B]) write(ctx context.Context, r *contract.Request, f func(ctx context.Context, tx *db.Tx) (ticket.Ticket, error)) (*contract.Item[B], error) {
	body, err := contract.Write(ctx, o.door, func(ctx context.Context, tx *db.Tx) (B, error) {
		t, err := f(ctx, tx)
		if err != nil {
			var none B
			return none, err
		}
		return o.shown(ctx, tx, r, t.ID)
	})
	return &contract.Item[B]{Body: body}, err
}

// shown is read after an act: who handed a record out of their own reach, to
// another team, is shown that once, with nothing to do there any more.
func (o room[R, B]) shown(ctx context.Context, tx *db.Tx, r *contract.Request, id string) (B, error) {
	b, err := o.read(ctx, tx, r, id)
	if !guichet.IsKind(err, guichet.KindNotFound) {
		return b, err
	}
	s, err := o.practice.Show(ctx, tx, access.Scope{All: true}, id)
	if err != nil {
		return b, err
	}
	nobody := *r
	nobody.Who = access.Who{}
	return o.show(ctx, tx, &nobody, s)
}

// act is a verb on one record by somebody who has the right.
func (o room[R, B]) act(ctx context.Context, p access.Permission, ref string, seen int64,
	verb func(ctx context.Context, tx *db.Tx, act ticket.Act) (ticket.Ticket, error),
) (*contract.Item[B], error) {
	r, err := contract.May(ctx, p)
	if err != nil {
		return nil, err
	}
	return o.write(ctx, r, func(ctx context.Context, tx *db.Tx) (ticket.Ticket, error) {
		t, err := verb(ctx, tx, record.Act(r, p, ref, seen))
		return t, record.Refused(ctx, tx, r, o.kind, ref, p, err)
	})
}

// Assignment gives a record to a team or a person; what is left out stays.
type Assignment struct {
	Version  int64   `json:"version" minimum:"1"`
	TeamID   *string `json:"team_id,omitempty"`
	PersonID *string `json:"person_id,omitempty" doc:"Somebody of the team; empty for nobody in particular."`
	Reason   string  `json:"reason,omitempty"`
}

func (o room[R, B]) assign(ctx context.Context, in *contract.WithRef[Assignment]) (*contract.Item[B], error) {
	to := ticket.Assign{TeamID: in.Body.TeamID, PersonID: in.Body.PersonID, Reason: guichet.Clean(in.Body.Reason)}
	return o.act(ctx, o.rights.Handle, in.Ref, in.Body.Version,
		func(ctx context.Context, tx *db.Tx, act ticket.Act) (ticket.Ticket, error) {
			return intake.Assign(ctx, tx, o.kind, act, to)
		})
}

// Confirmation is the requester's word on what was done.
type Confirmation struct {
	Confirmed bool   `json:"confirmed"`
	Text      string `json:"text,omitempty" doc:"Needed when it is not solved: what still happens."`
}

type confirm func(ctx context.Context, tx *db.Tx, act ticket.Act, yes bool, m conversation.Message) (ticket.Ticket, error)

// confirmed takes the requester's word by the practice's own verb.
func (o room[R, B]) confirmed(verb confirm) func(context.Context, *contract.WithRef[Confirmation]) (*contract.Item[B], error) {
	return func(ctx context.Context, in *contract.WithRef[Confirmation]) (*contract.Item[B], error) {
		m, err := ownWords(ctx, in.Body.Text)
		if err != nil {
			return nil, err
		}
		return o.act(ctx, o.rights.Confirm, in.Ref, 0,
			func(ctx context.Context, tx *db.Tx, act ticket.Act) (ticket.Ticket, error) {
				return verb(ctx, tx, act, in.Body.Confirmed, m)
			})
	}
}

// ownWords are what a requester adds to an act of theirs.
func ownWords(ctx context.Context, typed string) (conversation.Message, error) {
	text := guichet.Clean(typed)
	m := conversation.Message{
		Channel: guichet.Portal, AuthorID: contract.RequestOf(ctx).Who.PersonID, Text: text, Stems: stem.Text(text, stem.Unknown),
	}
	return m, guichet.Join(guichet.CheckText("text", text, 0, conversation.TextMost))
}

// log records what somebody brings, as far as it is checked already.
func (o room[R, B]) log(ctx context.Context, in NewRecord, moreWords string, known func(ticket.Opening, *intake.Matter)) (*contract.Item[B], error) {
	r, err := contract.May(ctx, o.rights.Log)
	if err != nil {
		return nil, err
	}
	opening, matter, err := in.matter(r, o.kind, moreWords)
	if err != nil {
		return nil, err
	}
	known(opening, &matter)
	return o.write(ctx, r, func(ctx context.Context, tx *db.Tx) (ticket.Ticket, error) {
		return in.raise(ctx, tx, r, o.rights.Log, matter)
	})
}

// Whole is what a record of any practice shows beyond its row.
type Whole struct {
	Row
	ConversationID string        `json:"conversation_id"`
	LoggedBy       *contract.Ref `json:"logged_by"`
	AnsweredAt     *time.Time    `json:"answered_at"`
	ClosedAt       *time.Time    `json:"closed_at"`
	CancelReason   CancelReason  `json:"cancel_reason"`
	Sorted         *Sorted       `json:"sorted" doc:"Its categories over its life; for who works on it."`
	Aliases        []string      `json:"aliases" nullable:"false" doc:"References it had before it was converted."`
	Moves          []State       `json:"moves" nullable:"false" doc:"The states that who works on it may take it to now."`
	Actions        []Action      `json:"actions" nullable:"false" doc:"What the reader may do with it now."`
}

// whole reads what every record shows; moves are the practice's, asked for only
// where the reader may move it, and offers what it has beyond what all have.
func whole(ctx context.Context, tx *db.Tx, r *contract.Request, row ticket.Row, cancelReason string, moves []ticket.State, offers ...offer) (Whole, error) {
	w := Whole{
		Row: rowBody(r, row), ConversationID: row.ConversationID, LoggedBy: contract.RefOrNil(row.LoggedBy, row.LoggedByPerson),
		AnsweredAt: contract.MomentOrNil(row.Answered), ClosedAt: contract.MomentOrNil(row.Closed),
		CancelReason: CancelReason(cancelReason), Aliases: []string{}, Moves: []State{}, Actions: []Action{},
	}
	rights := access.On(row.Kind)
	held, err := record.Fields(ctx, tx, r, row)
	if err != nil {
		return w, err
	}
	w.Fields = held[0]
	if r.Who.MayIn(rights.Inside, row.Place()) && (row.OpeningID != "" || row.CategoryID != "" || row.ClosingID != "") {
		if w.Sorted, err = sortedBody(ctx, tx, r, row); err != nil {
			return w, err
		}
	}
	mine := []string{row.RequesterID}
	if r.Who.PersonID != row.RequesterID && !r.Who.MayIn(rights.Read, row.Place()) {
		mine = append(mine, r.Who.PersonID) // they may see it: so they follow it
	}
	can := func(p access.Permission) bool { return r.Who.MayOn(p, row.Place(), mine...) }
	if can(rights.Handle) {
		for _, s := range moves {
			w.Moves = append(w.Moves, State(s))
		}
	}
	for _, o := range append([]offer{
		{"inside", rights.Inside, true},
		{"note", rights.Note, true},
		{"change", rights.Handle, !row.Ended()},
		{"move", rights.Handle, len(w.Moves) > 0},
		{"link", rights.Handle, true},
		{"hand", rights.Handle, row.Phase != ticket.Over},
		{"split", rights.Handle, cancelReason != ticket.Duplicate},
	}, offers...) {
		if o.when && can(o.right) {
			w.Actions = append(w.Actions, o.name)
		}
	}
	if row.Phase == ticket.Archived {
		w.Actions = archive.Actions(w.Actions, can(rights.Handle))
	}
	if row.Retriaged == 0 {
		return w, nil // few were ever anything else
	}
	w.Aliases, err = ticket.Aliases(ctx, tx, row.ID)
	return w, err
}

// Sorted are the categories of a record over its life, each with those above it.
type Sorted struct {
	Opening *contract.Ref `json:"opening" doc:"The first that it was given."`
	Now     *contract.Ref `json:"now"`
	Closing *contract.Ref `json:"closing" doc:"The one it ended with."`
}

func sortedBody(ctx context.Context, tx *db.Tx, r *contract.Request, row ticket.Row) (*Sorted, error) {
	tree, err := category.Read(ctx, tx)
	named := func(id string) *contract.Ref { return contract.RefOrNil(id, tree.Path(id, r.Language)) }
	return &Sorted{Opening: named(row.OpeningID), Now: named(row.CategoryID), Closing: named(row.ClosingID)}, err
}

// nextOf lists the states that a record may go to now.
func nextOf[R ticket.Record](s ticket.Shown[R], now time.Time) []ticket.State {
	if s.Row.Phase == ticket.Archived {
		return nil
	}
	flow := s.Flow
	if s.Row.State != flow.Closed {
		return flow.Moves(s.Row.State)
	}
	return flow.Next(s.Row.Ticket, now, s.Window)
}

// follows tells that only a new record can go on from one: it is over, and neither
// reopened nor continued in another that it was merged into.
func follows(r *contract.Request, flow ticket.Flow, row ticket.Row, cancelReason string, now time.Time, window time.Duration) bool {
	over := row.Phase == ticket.Archived || row.Phase == ticket.Over && (row.State != flow.Closed || !flow.Reopens || now.Sub(row.Closed) > window)
	theirs := row.RequesterID == r.Who.PersonID || r.Who.MayIn(access.On(row.Kind).Handle, row.Place())
	return over && theirs && cancelReason != ticket.Duplicate
}

// offer is an action, the right it needs and whether it makes sense now.
type offer struct {
	name  Action
	right access.Permission
	when  bool
}

// Words are what is said to the other side.
type Words struct {
	Text          string   `json:"text"`
	AttachmentIDs []string `json:"attachment_ids,omitempty" nullable:"false"`
	Copies        []string `json:"copies,omitempty" nullable:"false" doc:"Of the desk: addresses that get a copy of these words by mail, ten at most."`
	Heard         string   `json:"heard,omitempty" enum:"phone,walk_in" doc:"Of the desk: these are the requester's own words, taken down for them, and by which way they came. They count as the requester's answer and are sent to nobody."`
}

// mode is the draft that they were until now.
func (in Words) mode() string {
	if in.Heard != "" {
		return conversation.ForCall
	}
	return conversation.ForReply
}

// checkWords refuses words that say nothing: a picture may go without any.
func checkWords(text string, attachmentIDs []string) error {
	least := 1
	if len(attachmentIDs) > 0 {
		least = 0
	}
	return guichet.Join(guichet.CheckText("text", text, least, conversation.TextMost))
}

// replied takes words from either side. The desk's, written on a screen, wait a
// moment in which they can be taken back; a program's leave at once.
func (o room[R, B]) replied(ctx context.Context, ref string, in Words, answer intake.Answer) (*contract.Item[TimelineItem], error) {
	r, err := contract.May(ctx, o.rights.Reply)
	if err != nil {
		return nil, err
	}
	text := guichet.Clean(in.Text)
	if err := checkWords(text, in.AttachmentIDs); err != nil {
		return nil, err
	}
	answer.Message = conversation.Message{
		Channel: r.Via, AuthorID: r.Who.PersonID, Text: text, AttachmentIDs: in.AttachmentIDs, Stems: stem.Text(text, stem.Unknown),
	}
	body, err := contract.Write(ctx, o.door, func(ctx context.Context, tx *db.Tx) (TimelineItem, error) {
		act := record.Act(r, o.rights.Reply, ref, 0)
		t, err := ticket.Get(ctx, tx, act.Scope, o.kind, ref)
		if err != nil {
			return TimelineItem{}, record.Refused(ctx, tx, r, o.kind, ref, o.rights.Reply, err)
		}
		if err := conversation.DropDraft(ctx, tx, conversation.DraftOf{PersonID: r.Who.PersonID, TicketID: t.ID, Mode: in.mode()}); err != nil {
			return TimelineItem{}, err
		}
		switch desk := t.RequesterID != r.Who.PersonID && r.Who.MayIn(o.rights.Handle, t.Place()); {
		case len(in.Copies) > 0 && (!desk || in.Heard != ""):
			return TimelineItem{}, guichet.Forbidden(string(o.rights.Handle))
		case in.Heard != "" && (!desk || answer.Moves()):
			return TimelineItem{}, guichet.Invalid("heard", "ticket.heard", nil)
		case in.Heard != "":
			answer.Message = answer.Message.Heard(guichet.Channel(in.Heard), t.RequesterID)
		case desk:
			if answer.Message.Copies, err = record.CheckCopies(ctx, tx, in.Copies); err != nil {
				return TimelineItem{}, err
			}
			if err := intake.CheckAlone(ctx, tx, t); err != nil {
				return TimelineItem{}, err
			}
			return o.answer(ctx, tx, r, act, answer)
		case answer.Moves():
			return TimelineItem{}, guichet.Forbidden(string(o.rights.Handle))
		}
		if t, _, err = intake.Hear(ctx, tx, o.kind, act, answer.Message); err != nil {
			return TimelineItem{}, err
		}
		return newest(ctx, tx, r, t, "message")
	})
	return &contract.Item[TimelineItem]{Body: body}, err
}

// answer gives the desk's words, or holds them back for as long as they can be
// taken back.
func (o room[R, B]) answer(ctx context.Context, tx *db.Tx, r *contract.Request, act ticket.Act, in intake.Answer) (TimelineItem, error) {
	wait, err := setting.UndoSeconds().Get(ctx, tx)
	if err != nil {
		return TimelineItem{}, err
	}
	if r.Via != guichet.Desk || wait <= 0 {
		t, err := intake.Reply(ctx, tx, o.kind, act, in)
		if err != nil {
			return TimelineItem{}, record.OfState(err)
		}
		return newest(ctx, tx, r, t, "message")
	}
	t, l, err := intake.HoldReply(ctx, tx, o.kind, act, in, time.Duration(wait)*time.Second)
	if err != nil {
		return TimelineItem{}, record.OfState(err)
	}
	items, err := leavingItems(ctx, tx, t)
	for _, item := range items {
		if item.ID == l.ID {
			return item, err
		}
	}
	return TimelineItem{}, cmp.Or(err, error(guichet.NotFound()))
}
