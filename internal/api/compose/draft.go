package compose

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/api/contract"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/intake"
	"guichet/internal/ticket"
)

func (a *door) draftRoutes() {
	contract.Route(a.Door, contract.Get("list-drafts", "/api/tickets/{ref}/drafts", "What one is writing about a record and has not sent"), a.drafts)
	contract.Route(a.Door, contract.Put("save-draft", "/api/tickets/{ref}/drafts/{mode}", "Keep what one is writing; an empty draft is forgotten"), a.saveDraft)
	contract.Route(a.Door, contract.Done(contract.Post("take-back-reply", "/api/tickets/{ref}/replies/{id}/undo", "Take back one's answer before it leaves: it is a draft again")), a.takeBack)
}

// DraftBody is what somebody is writing. It is theirs alone.
type DraftBody struct {
	Mode    string      `json:"mode" enum:"reply,note,call"`
	Text    string      `json:"text"`
	Files   []DraftFile `json:"files" nullable:"false"`
	Copies  string      `json:"copies" doc:"Who is to get a copy, as it was typed."`
	Version int64       `json:"version" doc:"To be given back with the next words; 0: nothing is kept."`
	SavedAt *time.Time  `json:"saved_at"`
}

// DraftFile is an upload that goes with a draft.
type DraftFile struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Size int64  `json:"size" doc:"Bytes."`
	Type string `json:"type"`
}

// draftBody is a draft with those of its files that are still its writer's.
func draftBody(ctx context.Context, tx *db.Tx, d conversation.Draft) (DraftBody, error) {
	b := DraftBody{Mode: d.Mode, Text: d.Text, Files: []DraftFile{}, Copies: d.Copies, Version: d.Version, SavedAt: contract.MomentOrNil(d.Saved)}
	files, err := conversation.Fresh(ctx, tx, d.PersonID, d.AttachmentIDs)
	for _, f := range files {
		b.Files = append(b.Files, DraftFile{ID: f.ID, Name: f.Name, Size: f.Size, Type: f.Type})
	}
	return b, err
}

func (a *door) drafts(ctx context.Context, in *contract.RefIn) (*contract.List[DraftBody], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	items := []DraftBody{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := record(ctx, tx, r, in.Ref, toRead)
		if err != nil {
			return err
		}
		all, err := conversation.Drafts(ctx, tx, r.Who.PersonID, t.ID)
		if err != nil {
			return err
		}
		for _, d := range all {
			b, err := draftBody(ctx, tx, d)
			if err != nil {
				return err
			}
			items = append(items, b)
		}
		return nil
	})
	return contract.Listed(items, ""), err
}

type draftIn struct {
	contract.RefIn
	Mode string `path:"mode" enum:"reply,note,call"`
	Body struct {
		Text          string   `json:"text"`
		AttachmentIDs []string `json:"attachment_ids,omitempty" nullable:"false"`
		Copies        string   `json:"copies,omitempty"`
		Version       int64    `json:"version" minimum:"0" doc:"The version that this screen saw last; 0 for none."`
	}
}

func (a *door) saveDraft(ctx context.Context, in *draftIn) (*contract.Item[DraftBody], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	right := toReply
	if in.Mode == conversation.ForNote {
		right = toNote
	}
	out := &contract.Item[DraftBody]{}
	err = a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := record(ctx, tx, r, in.Ref, right)
		if err != nil {
			return err
		}
		d, err := conversation.SaveDraft(ctx, tx, conversation.Draft{
			DraftOf: conversation.DraftOf{PersonID: r.Who.PersonID, TicketID: t.ID, Mode: in.Mode},
			Text:    guichet.Clean(in.Body.Text), AttachmentIDs: in.Body.AttachmentIDs, Copies: guichet.Clean(in.Body.Copies), Version: in.Body.Version,
		})
		if err != nil {
			return err
		}
		out.Body, err = draftBody(ctx, tx, d)
		return err
	})
	return out, err
}

type takeBackIn struct {
	contract.RefIn
	contract.IDIn
}

func (a *door) takeBack(ctx context.Context, in *takeBackIn) (*contract.Item[DraftBody], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	body, err := contract.Write(ctx, a.Door, func(ctx context.Context, tx *db.Tx) (DraftBody, error) {
		t, err := record(ctx, tx, r, in.Ref, toReply)
		if err != nil {
			return DraftBody{}, err
		}
		on, d, err := intake.TakeBack(ctx, tx, ticket.Act{By: r.Actor(), Teams: r.Who.TeamIDs}, in.ID)
		if err == nil && on.ID != t.ID {
			err = guichet.NotFound()
		}
		if err != nil {
			return DraftBody{}, err
		}
		return draftBody(ctx, tx, d)
	})
	return &contract.Item[DraftBody]{Body: body}, err
}
