package intake

import (
	"context"
	"encoding/json"
	"time"

	"guichet"
	"guichet/internal/change"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/incident"
	"guichet/internal/job"
	"guichet/internal/request"
	"guichet/internal/stem"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// Answer is the desk's words to a requester, and what they do to the state, by
// the kind of record.
type Answer struct {
	Message  conversation.Message `json:"-"`
	Incident *incident.Move       `json:"incident,omitempty"`
	Request  *request.Move        `json:"request,omitempty"`
	Change   *change.Move         `json:"change,omitempty"`
}

// Moves tells whether the answer asks for another state.
func (in Answer) Moves() bool { return in.Incident != nil || in.Request != nil || in.Change != nil }

// Reply gives an answer now.
func Reply(ctx context.Context, tx *db.Tx, kind string, act ticket.Act, in Answer) (ticket.Ticket, error) {
	var t ticket.Ticket
	var err error
	switch kind {
	case request.Kind:
		t, _, err = request.Reply(ctx, tx, act, in.Message, in.Request)
	case change.Kind:
		t, _, err = change.Reply(ctx, tx, act, in.Message, in.Change)
	default:
		t, _, err = incident.Reply(ctx, tx, act, in.Message, in.Incident)
	}
	return t, err
}

// check refuses what Reply would refuse now, and does nothing.
func (in Answer) check(ctx context.Context, tx *db.Tx, kind string, act ticket.Act) (ticket.Ticket, error) {
	switch kind {
	case request.Kind:
		return request.CheckReply(ctx, tx, act, in.Request)
	case change.Kind:
		return change.CheckReply(ctx, tx, act, in.Change)
	default:
		return incident.CheckReply(ctx, tx, act, in.Incident)
	}
}

// LeaveJob lets words go when their time has come.
const LeaveJob = "intake.leave"

// Leave is what the job is about.
type Leave struct {
	ID string `json:"id"`
}

// HoldReply keeps an answer back for a while, in which its author may take it
// back. It is refused now if it could not be given now. Nothing of the record
// moves before it leaves: neither its state, nor its clocks, nor what is said
// last; and nobody outside the desk can read it.
func HoldReply(ctx context.Context, tx *db.Tx, kind string, act ticket.Act, in Answer, wait time.Duration) (ticket.Ticket, conversation.Leaving, error) {
	t, err := in.check(ctx, tx, kind, act)
	if err != nil {
		return t, conversation.Leaving{}, err
	}
	move := ""
	if in.Moves() {
		text, err := json.Marshal(in)
		if err != nil {
			return t, conversation.Leaving{}, guichet.Doing("write what an answer does", err)
		}
		move = string(text)
	}
	by := act.Actor(t)
	l, err := conversation.HoldBack(ctx, tx, conversation.Leaving{
		ConversationID: t.ConversationID, TicketID: t.ID, AuthorID: by.ID, TeamID: by.TeamID, Via: by.Via,
		Channel: in.Message.Channel, Text: in.Message.Text, Copies: in.Message.Copies, Move: move, LeavesAt: tx.Now.Add(wait),
	}, in.Message.AttachmentIDs)
	if err != nil {
		return t, l, err
	}
	tx.Hint(t.Kind, t.ID)
	return t, l, job.Add(ctx, tx, job.New{Kind: LeaveJob, Key: "leaving of " + t.ID, Unique: l.ID, At: l.LeavesAt, Payload: Leave{ID: l.ID}})
}

// TakeBack stops an answer that has not left: it is its author's draft again, and
// the history says that it was taken back. Nobody else can; one that has left is
// not found.
func TakeBack(ctx context.Context, tx *db.Tx, act ticket.Act, id string) (ticket.Ticket, conversation.Draft, error) {
	l, err := conversation.GetLeaving(ctx, tx, id)
	if err == nil && l.AuthorID != act.By.ID {
		err = guichet.NotFound()
	}
	if err != nil {
		return ticket.Ticket{}, conversation.Draft{}, err
	}
	return turnBack(ctx, tx, act.By, l, timeline.Entry{Kind: "taken_back/1"})
}

func turnBack(ctx context.Context, tx *db.Tx, by guichet.Actor, l conversation.Leaving, entry timeline.Entry) (ticket.Ticket, conversation.Draft, error) {
	t, err := lockAny(ctx, tx, l.TicketID)
	if err != nil {
		return t, conversation.Draft{}, err
	}
	first, err := conversation.EndLeaving(ctx, tx, l.ID)
	if err != nil || !first {
		return t, conversation.Draft{}, notFoundUnless(err)
	}
	d, err := conversation.TurnBack(ctx, tx, l)
	if err != nil {
		return t, d, err
	}
	tx.Hint("person", l.AuthorID)
	t, _, err = ticket.Apply(ctx, tx, ticket.Act{By: by, Teams: []string{l.TeamID}}.Actor(t), t, entry)
	return t, d, err
}

func notFoundUnless(err error) error {
	if err != nil {
		return err
	}
	return guichet.NotFound()
}

// lockAny takes a record of whatever kind it is now.
func lockAny(ctx context.Context, tx *db.Tx, id string) (ticket.Ticket, error) {
	t, err := ticket.KindOf(ctx, tx, id)
	if err != nil {
		return t, err
	}
	return ticket.Lock(ctx, tx, everything(), t.Kind, id)
}

// Leaver does the job.
type Leaver struct{ DB *db.DB }

// Do lets words go, once. Those that were taken back are gone already.
func (w *Leaver) Do(ctx context.Context, j job.Job) error {
	var due Leave
	if err := j.Decode(&due); err != nil {
		return err
	}
	var l conversation.Leaving
	err := w.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		l, err = conversation.GetLeaving(ctx, tx, due.ID)
		return err
	})
	gone := guichet.IsKind(err, guichet.KindNotFound)
	if err != nil && !gone {
		return guichet.Doing("read what leaves", err)
	}
	stems := stem.Text(l.Text, stem.Unknown)
	return w.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if !gone {
			if err := leave(ctx, tx, l, stems); err != nil {
				return err
			}
		}
		return job.Done(ctx, tx, j)
	})
}

// leave makes words the message that they were to be. Whatever happened to the
// record since, they are not lost: a state that cannot be had any more is left
// out, and what cannot be said at all goes back to its author.
func leave(ctx context.Context, tx *db.Tx, l conversation.Leaving, stems string) error {
	t, err := lockAny(ctx, tx, l.TicketID)
	if err != nil {
		return err
	}
	var in Answer
	if l.Move != "" {
		if err := json.Unmarshal([]byte(l.Move), &in); err != nil {
			return job.Dead(guichet.Doing("read what an answer does", err))
		}
	}
	by := guichet.Person(l.AuthorID, l.Via)
	by.TeamID = l.TeamID
	act := ticket.Act{By: by, Scope: everything(), Ref: t.ID, Teams: []string{l.TeamID}}
	in.Message = conversation.Message{ID: l.ID, Channel: l.Channel, AuthorID: l.AuthorID, Text: l.Text, Stems: stems}
	_, err = in.check(ctx, tx, t.Kind, act)
	if guichet.IsKind(err, guichet.KindInvalid) && in.Moves() {
		in = Answer{Message: in.Message}
		_, err = in.check(ctx, tx, t.Kind, act)
	}
	if guichet.IsKind(err, guichet.KindInvalid) {
		_, _, err = turnBack(ctx, tx, guichet.System(guichet.JobRun), l, timeline.Entry{Kind: "returned/1", Reason: guichet.AsError(err).Code})
		return err
	}
	if err != nil {
		return err
	}
	first, err := conversation.EndLeaving(ctx, tx, l.ID)
	if err != nil || !first {
		return err // taken back meanwhile
	}
	if in.Message.Copies, err = conversation.Copies(ctx, tx, l.ID); err != nil {
		return err
	}
	_, err = Reply(ctx, tx, t.Kind, act, in)
	return err
}
