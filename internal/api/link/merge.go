package link

import (
	"context"
	"errors"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/api/record"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/intake"
	"guichet/internal/person"
	"guichet/internal/relation"
	"guichet/internal/ticket"
)

func (a *door) mergeRoutes() {
	at := "/api/tickets/{ref}/merge"
	contract.Route(a.Door, contract.Get("get-merge", at, "Into which record one was merged, and which were merged into it, as far as the reader sees"), a.merged)
	contract.Route(a.Door, contract.Done(contract.Post("preview-merge", at+"/preview", "What a merge would do; nothing is merged")), a.lookAtMerge)
	contract.Route(a.Door, contract.Done(contract.Post("merge-records", at, "Make a record the duplicate of another, which goes on for both")), a.merge)
	contract.Route(a.Door, contract.Done(contract.Post("undo-merge", at+"/undo", "Take a merge back, while nothing was said since")), a.unmerge)
}

// MergeState is what became of a record, and of others in it.
type MergeState struct {
	Into   *record.Brief  `json:"into" doc:"The record that it was merged into, if any."`
	At     *time.Time     `json:"at"`
	Undo   bool           `json:"undo" doc:"The reader may take the merge back now: nothing was said since."`
	Merged []record.Brief `json:"merged" nullable:"false" doc:"The records that were merged into it."`
}

func (a *door) merged(ctx context.Context, in *contract.RefIn) (*contract.Item[MergeState], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	out := &contract.Item[MergeState]{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		row, err := record.Locate(ctx, tx, r, in.Ref)
		if err != nil {
			return err
		}
		out.Body, err = mergeState(ctx, tx, r, row.Ticket)
		return err
	})
	return out, err
}

func mergeState(ctx context.Context, tx *db.Tx, r *contract.Request, t ticket.Ticket) (MergeState, error) {
	s := MergeState{Merged: []record.Brief{}}
	others, err := relation.MergesInto(ctx, tx, t.ID)
	if err != nil {
		return s, err
	}
	ids := make([]string, 0, len(others)+1)
	for _, m := range others {
		ids = append(ids, m.FromID)
	}
	m, err := relation.MergeOf(ctx, tx, t.ID)
	if err == nil {
		ids = append(ids, m.IntoID)
	} else if !guichet.IsKind(err, guichet.KindNotFound) {
		return s, err
	}
	seen, err := relation.Briefs(ctx, tx, record.Reach(r, intake.Kinds()), ids)
	if err != nil {
		return s, err
	}
	for _, o := range others {
		if other, visible := seen[o.FromID]; visible {
			s.Merged = append(s.Merged, record.BriefOf(other))
		}
	}
	if into, visible := seen[m.IntoID]; visible {
		brief := record.BriefOf(into)
		s.Into, s.At = &brief, contract.MomentOrNil(m.Created)
		whole, err := ticket.ByID(ctx, tx, into.ID)
		if err != nil {
			return s, err
		}
		said, err := conversation.SaidSince(ctx, tx, whole.ConversationID, m.Created)
		if err != nil {
			return s, err
		}
		s.Undo = !said && handles(r, t) && handles(r, whole)
	}
	return s, nil
}

// MergeInto says into which record one is to be merged.
type MergeInto struct {
	Version int64  `json:"version" minimum:"1" doc:"The version that was read."`
	Into    string `json:"into" doc:"The record that goes on, by id or reference."`
}

// MergePreview is what a merge would do.
type MergePreview struct {
	Record        record.Brief `json:"record" doc:"The duplicate: it ends as cancelled."`
	Into          record.Brief `json:"into"`
	Requester     contract.Ref `json:"requester" doc:"Whoever brought the duplicate; they get the answers of both."`
	SameRequester bool         `json:"same_requester"`
	Messages      int          `json:"messages" doc:"How many messages are then in the other conversation."`
	Files         int          `json:"files"`
	Watchers      int          `json:"watchers" doc:"How many who follow the duplicate follow the other too from then on."`
}

// both finds the two records of a merge; the field is called by its own name.
func both(ctx context.Context, tx *db.Tx, r *contract.Request, ref, into string) (ticket.Ticket, ticket.Ticket, error) {
	from, to, err := ends(ctx, tx, r, ref, into)
	if e := guichet.AsError(err); err != nil && e.Field == "to" {
		return from, to, guichet.Invalid("into", e.Code, e.Args)
	}
	return from, to, err
}

func (in MergeInto) merge(ctx context.Context, tx *db.Tx, r *contract.Request, ref string) (ticket.Ticket, error) {
	from, into, err := both(ctx, tx, r, ref, in.Into)
	if err != nil {
		return into, err
	}
	act := record.Act(r, access.On(from.Kind).Handle, from.ID, in.Version)
	_, into, err = intake.MergeInto(ctx, tx, act, from.ID, into.ID)
	return into, err
}

// errLooked ends an act that was only looked at: all it did is taken back.
var errLooked = errors.New("looked at only")

// lookAtMerge is the merge itself, taken back: what refuses it would refuse it.
func (a *door) lookAtMerge(ctx context.Context, in *contract.WithRef[MergeInto]) (*contract.Item[MergePreview], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	out := &contract.Item[MergePreview]{}
	err = a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		from, into, err := both(ctx, tx, r, in.Ref, in.Body.Into)
		if err != nil {
			return err
		}
		if out.Body, err = previewOf(ctx, tx, from, into); err != nil {
			return err
		}
		if _, err := in.Body.merge(ctx, tx, r, in.Ref); err != nil {
			return err
		}
		return errLooked
	})
	if !errors.Is(err, errLooked) {
		return nil, err
	}
	return out, nil
}

func previewOf(ctx context.Context, tx *db.Tx, from, into ticket.Ticket) (MergePreview, error) {
	p := MergePreview{Record: record.BriefOf(from), Into: record.BriefOf(into), SameRequester: from.RequesterID == into.RequesterID}
	who, err := person.Get(ctx, tx, from.RequesterID)
	if err != nil {
		return p, err
	}
	p.Requester = contract.Ref{ID: who.ID, Name: who.Name}
	messages, err := conversation.Messages(ctx, tx, from.ConversationID)
	if err != nil {
		return p, err
	}
	files, err := conversation.Attachments(ctx, tx, from.ConversationID)
	if err != nil {
		return p, err
	}
	carried, err := intake.Carried(ctx, tx, from, into)
	p.Messages, p.Files, p.Watchers = len(messages), len(files), len(carried)
	return p, err
}

func (a *door) merge(ctx context.Context, in *contract.WithRef[MergeInto]) (*contract.Item[record.Brief], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	body, err := contract.Write(ctx, a.Door, func(ctx context.Context, tx *db.Tx) (record.Brief, error) {
		into, err := in.Body.merge(ctx, tx, r, in.Ref)
		return record.BriefOf(into), err
	})
	return &contract.Item[record.Brief]{Body: body}, err
}

func (a *door) unmerge(ctx context.Context, in *contract.RefIn) (*contract.Item[record.Brief], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	body, err := contract.Write(ctx, a.Door, func(ctx context.Context, tx *db.Tx) (record.Brief, error) {
		row, err := record.Locate(ctx, tx, r, in.Ref)
		if err != nil {
			return record.Brief{}, err
		}
		handle := access.On(row.Kind).Handle
		if !handles(r, row.Ticket) {
			return record.Brief{}, guichet.Forbidden(string(handle))
		}
		if m, err := relation.MergeOf(ctx, tx, row.ID); err == nil {
			if _, _, err := ends(ctx, tx, r, row.ID, m.IntoID); err != nil {
				return record.Brief{}, err
			}
		}
		from, _, err := intake.Unmerge(ctx, tx, record.Act(r, handle, row.ID, 0), row.ID)
		return record.BriefOf(from), err
	})
	return &contract.Item[record.Brief]{Body: body}, err
}
