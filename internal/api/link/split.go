package link

import (
	"context"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/api/record"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/intake"
	"guichet/internal/relation"
	"guichet/internal/ticket"
)

func (a *door) splitRoutes() {
	at := "/api/tickets/{ref}/split"
	contract.Route(a.Door, contract.Get("get-split", at, "From which record one was split, and which were split from it, as far as the reader sees"), shown(a, splitState))
	contract.Route(a.Door, contract.Done(contract.Post("preview-split", at+"/preview", "What a split would do; nothing is split")), a.lookAtSplit)
	contract.Route(a.Door, contract.Post("split-record", at, "Make a record of some messages of another; both tell it"), a.cut)
	contract.Route(a.Door, contract.Done(contract.Post("undo-split", at+"/undo", "Take the split that made a record back, while nothing was said in it since")), undone(a, splitFrom, intake.Unsplit))
}

// SplitState is where a record was split from, and which were split from it.
type SplitState struct {
	From *record.Brief  `json:"from" doc:"The record that it was split from, if any."`
	Undo bool           `json:"undo" doc:"The reader may take that back now: nothing was said in it since."`
	Into []record.Brief `json:"into" nullable:"false" doc:"The records that were split from it."`
}

func splitState(ctx context.Context, tx *db.Tx, r *contract.Request, t ticket.Ticket) (SplitState, error) {
	splits, err := relation.SplitsFrom(ctx, tx, t.ID)
	if err != nil {
		return SplitState{}, err
	}
	made := make([]string, len(splits))
	for i, m := range splits {
		made[i] = m.ToID
	}
	of, err := relation.SplitOf(ctx, tx, t.ID)
	found, err := look(ctx, tx, r, made, of.FromID, err)
	s := SplitState{Into: found.others}
	if err != nil || found.end.ID == "" {
		return s, err
	}
	brief := record.BriefOf(found.end)
	s.From = &brief
	from, err := ticket.ByID(ctx, tx, of.FromID)
	if err != nil {
		return s, err
	}
	err = intake.MayUnsplit(ctx, tx, of, from, t)
	s.Undo = err == nil && handles(r, t) && handles(r, from)
	if err != nil && !guichet.IsKind(err, guichet.KindInvalid) {
		return s, err
	}
	return s, nil
}

func splitFrom(ctx context.Context, tx *db.Tx, id string) (string, error) {
	s, err := relation.SplitOf(ctx, tx, id)
	return s.FromID, err
}

// NewSplit says which messages leave a record, and what they become.
type NewSplit struct {
	Messages []string `json:"messages" nullable:"false" maxItems:"200" doc:"Ids of messages. The opening message stays."`
	Kind     string   `json:"kind" doc:"Of the new record: incident, request or change."`
	Type     string   `json:"type,omitempty" doc:"Of a request."`
	Title    string   `json:"title"`
}

func (in NewSplit) cut() intake.Cut {
	return intake.Cut{Messages: in.Messages, Kind: in.Kind, Type: in.Type, Title: guichet.Clean(in.Title)}
}

// SplitPreview is what a split would do.
type SplitPreview struct {
	Record        record.Brief `json:"record" doc:"The record that goes on without the messages."`
	Requester     contract.Ref `json:"requester" doc:"Of the new record: whoever said what leaves."`
	SameRequester bool         `json:"same_requester"`
	Messages      int          `json:"messages"`
	Files         int          `json:"files"`
	Excerpt       string       `json:"excerpt" doc:"With which words the new record begins."`
}

// splittable finds the record that the reader may split into one of a kind.
func splittable(ctx context.Context, tx *db.Tx, r *contract.Request, ref, kind string) (ticket.Ticket, error) {
	row, err := record.Locate(ctx, tx, r, ref)
	switch {
	case err != nil:
		return ticket.Ticket{}, err
	case !handles(r, row.Ticket):
		return ticket.Ticket{}, r.Deny(ctx, access.On(row.Kind).Handle)
	case !r.Who.MayIn(access.On(kind).Log, row.Place()):
		return ticket.Ticket{}, r.Deny(ctx, access.On(kind).Log)
	}
	return row.Ticket, nil
}

// forWhom refuses a record for somebody whom the reader may not record one for.
func forWhom(ctx context.Context, r *contract.Request, kind string, at access.Place) error {
	if log := access.On(kind).Log; !r.Who.Scope(log).WithoutOwn().AnyTeam().Admits(at) {
		return r.Deny(ctx, log)
	}
	return nil
}

func (a *door) lookAtSplit(ctx context.Context, in *contract.WithRef[NewSplit]) (*contract.Item[SplitPreview], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	out := &contract.Item[SplitPreview]{}
	cut := in.Body.cut()
	if err := cut.CheckKind(); err != nil {
		return nil, err
	}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := splittable(ctx, tx, r, in.Ref, cut.Kind)
		if err != nil {
			return err
		}
		p, err := intake.PlanSplit(ctx, tx, t, cut)
		if err != nil {
			return err
		}
		if err := forWhom(ctx, r, cut.Kind, p.Requester.Place()); err != nil {
			return err
		}
		out.Body = SplitPreview{
			Record: record.BriefOf(t), Requester: contract.Ref{ID: p.Requester.ID, Name: p.Requester.Name},
			SameRequester: p.Requester.ID == t.RequesterID, Messages: len(p.Leaving), Excerpt: p.Excerpt(),
		}
		for _, m := range p.Leaving {
			files, err := conversation.Held(ctx, tx, conversation.Holder{Kind: conversation.HeldByMessage, ID: m.ID})
			if err != nil {
				return err
			}
			out.Body.Files += len(files)
		}
		return nil
	})
	return out, err
}

func (a *door) cut(ctx context.Context, in *contract.WithRef[NewSplit]) (*contract.Item[record.Brief], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	cut := in.Body.cut()
	if err := cut.CheckKind(); err != nil {
		return nil, err
	}
	body, err := contract.Write(ctx, a.Door, func(ctx context.Context, tx *db.Tx) (record.Brief, error) {
		t, err := splittable(ctx, tx, r, in.Ref, cut.Kind)
		if err != nil {
			return record.Brief{}, err
		}
		_, made, err := intake.Split(ctx, tx, t.Kind, record.Act(r, access.On(t.Kind).Handle, t.ID, 0), cut)
		if err == nil {
			err = forWhom(ctx, r, cut.Kind, made.Place())
		}
		return record.BriefOf(made), err
	})
	return &contract.Item[record.Brief]{Body: body}, err
}
