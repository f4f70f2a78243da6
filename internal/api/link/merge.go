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
	contract.Route(a.Door, contract.Get("get-merge", at, "Into which record one was merged, and which were merged into it, as far as the reader sees"), shown(a, mergeState))
	contract.Route(a.Door, contract.Done(contract.Post("preview-merge", at+"/preview", "What a merge would do; nothing is merged")), a.lookAtMerge)
	contract.Route(a.Door, contract.Done(contract.Post("merge-records", at, "Make a record the duplicate of another, which goes on for both")), a.merge)
	contract.Route(a.Door, contract.Done(contract.Post("undo-merge", at+"/undo", "Take a merge back, while nothing was said since")), undone(a, mergedInto, intake.Unmerge))
}

// MergeState is what became of a record, and of others in it.
type MergeState struct {
	Into   *record.Brief  `json:"into" doc:"The record that it was merged into, if any."`
	At     *time.Time     `json:"at"`
	Undo   bool           `json:"undo" doc:"The reader may take the merge back now: nothing was said since."`
	Merged []record.Brief `json:"merged" nullable:"false" doc:"The records that were merged into it."`
}

func mergeState(ctx context.Context, tx *db.Tx, r *contract.Request, t ticket.Ticket) (MergeState, error) {
	merges, err := relation.MergesInto(ctx, tx, t.ID)
	if err != nil {
		return MergeState{}, err
	}
	from := make([]string, len(merges))
	for i, m := range merges {
		from[i] = m.FromID
	}
	m, err := relation.MergeOf(ctx, tx, t.ID)
	found, err := look(ctx, tx, r, from, m.IntoID, err)
	s := MergeState{Merged: found.others}
	if err != nil || found.end.ID == "" {
		return s, err
	}
	brief := record.BriefOf(found.end)
	s.Into, s.At = &brief, contract.MomentOrNil(m.Created)
	into, err := ticket.ByID(ctx, tx, m.IntoID)
	if err != nil {
		return s, err
	}
	said, err := conversation.SaidSince(ctx, tx, into.ConversationID, m.Created)
	s.Undo = err == nil && !said && handles(r, t) && handles(r, into)
	return s, err
}

func mergedInto(ctx context.Context, tx *db.Tx, id string) (string, error) {
	m, err := relation.MergeOf(ctx, tx, id)
	return m.IntoID, err
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
