package compose

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/canned"
	"guichet/internal/db"
	"guichet/internal/person"
	"guichet/internal/phrase"
	"guichet/internal/setting"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

func (a *door) cannedRoutes() {
	contract.Route(a.Door, contract.Get("list-canned-replies", "/api/canned-replies", "Canned replies that one may use; filled in for a record when one is named"), a.listCanned)
	contract.Route(a.Door, contract.Post("create-canned-reply", "/api/canned-replies", "Write a canned reply"), a.createCanned)
	contract.Route(a.Door, contract.Patch("change-canned-reply", "/api/canned-replies/{id}", "Change or retire a canned reply"), a.changeCanned)
	contract.Route(a.Door, contract.Get("get-canned-reply-history", "/api/canned-replies/{id}/history", "What was changed of a canned reply, latest first"), a.cannedHistory)
}

// CannedBody is a canned reply.
type CannedBody struct {
	ID       string        `json:"id"`
	Version  int64         `json:"version"`
	Name     string        `json:"name"`
	Shortcut string        `json:"shortcut"`
	Reach    string        `json:"reach" enum:"personal,team,shared"`
	Team     *contract.Ref `json:"team"`
	French   string        `json:"text_fr"`
	English  string        `json:"text_en"`
	Active   bool          `json:"active"`
	Editable bool          `json:"editable" doc:"The reader may change it."`
	Text     string        `json:"text" doc:"Filled in for the record that was named, in its requester's language; empty without one."`
	Language string        `json:"language" doc:"In which language text is."`
}

func (a *door) cannedBody(r *contract.Request, c canned.Reply) CannedBody {
	b := CannedBody{
		ID: c.ID, Version: c.Version, Name: c.Name, Shortcut: c.Shortcut, Reach: string(c.Reach), French: c.French, English: c.English,
		Active: c.Active, Editable: c.Reach == canned.Personal || manages(r),
	}
	if c.Reach == canned.Team {
		b.Team = &contract.Ref{ID: c.OwnerID, Name: c.Owner}
		for _, id := range r.Who.TeamIDs {
			b.Editable = b.Editable || id == c.OwnerID
		}
	}
	return b
}

func manages(r *contract.Request) bool { return r.Who.Scope(access.SettingManage).All }

// cans lets those pass who answer people, or look after the desk.
func cans(ctx context.Context) (*contract.Request, canned.Reader, error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return r, canned.Reader{}, err
	}
	if !r.Who.ActsHere() && !manages(r) {
		return r, canned.Reader{}, r.Deny(ctx, access.IncidentHandle)
	}
	return r, canned.Reader{PersonID: r.Who.PersonID, Manages: manages(r)}, nil
}

type cannedIn struct {
	Q   string `query:"q" maxLength:"100" doc:"Words, or the beginning of a shortcut; accents apart."`
	For string `query:"for" maxLength:"40" doc:"A record, by id or reference: the texts are filled in for it."`
	All bool   `query:"all" doc:"Those that are retired as well."`
}

func (a *door) listCanned(ctx context.Context, in *cannedIn) (*contract.List[CannedBody], error) {
	r, of, err := cans(ctx)
	if err != nil {
		return nil, err
	}
	items := []CannedBody{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		var facts canned.Facts
		var language guichet.Language
		if in.For != "" {
			t, err := record(ctx, tx, r, in.For, toNote)
			if err != nil {
				return err
			}
			if facts, language, err = factsOf(ctx, tx, r, t); err != nil {
				return err
			}
		}
		all, err := canned.List(ctx, tx, of, in.Q)
		for _, c := range all {
			if !c.Active && !in.All {
				continue
			}
			b := a.cannedBody(r, c)
			if facts != nil {
				text, in := c.Text(language)
				b.Text, b.Language = canned.Fill(text, facts), string(in)
			}
			items = append(items, b)
		}
		return err
	})
	return contract.Listed(items, ""), err
}

// factsOf are what the variables stand for on a record, as its requester reads
// them.
func factsOf(ctx context.Context, tx *db.Tx, r *contract.Request, t ticket.Ticket) (canned.Facts, guichet.Language, error) {
	row, err := ticket.GetRow(ctx, tx, r.Who.Scope(access.On(t.Kind).Read), t.Kind, t.ID)
	if err != nil {
		return nil, "", err
	}
	to, err := person.Get(ctx, tx, t.RequesterID)
	if err != nil {
		return nil, "", err
	}
	desk, err := setting.Desk().Get(ctx, tx)
	return canned.Facts{
		"requester.name": to.Name, "reference": t.Reference, "title": t.Title, "agent.name": r.Person.Name, "team.name": row.Team,
		"desk.name": desk, "state": phrase.For(to.Language).Say("state."+string(t.State), nil),
	}, to.Language, err
}

// CannedChange is a canned reply as it shall be; what is left out stays.
type CannedChange struct {
	Name     *string `json:"name,omitempty"`
	Shortcut *string `json:"shortcut,omitempty" doc:"What is typed after the slash to have it at once."`
	Reach    *string `json:"reach,omitempty" doc:"personal, team or shared; personal when left out."`
	TeamID   *string `json:"team_id,omitempty" maxLength:"40" doc:"Of a team's."`
	French   *string `json:"text_fr,omitempty" doc:"May hold variables, such as {{requester.name}}."`
	English  *string `json:"text_en,omitempty"`
	Active   *bool   `json:"active,omitempty" doc:"False retires it."`
}

func (in CannedChange) patch() canned.Patch {
	p := canned.Patch{Name: in.Name, Shortcut: in.Shortcut, TeamID: in.TeamID, French: in.French, English: in.English, Active: in.Active}
	if in.Reach != nil {
		reach := canned.Reach(*in.Reach)
		p.Reach = &reach
	}
	return p
}

func (a *door) createCanned(ctx context.Context, in *contract.Item[CannedChange]) (*contract.Item[CannedBody], error) {
	r, of, err := cans(ctx)
	if err != nil {
		return nil, err
	}
	body, err := contract.Write(ctx, a.Door, func(ctx context.Context, tx *db.Tx) (CannedBody, error) {
		c, err := canned.Create(ctx, tx, r.Actor(), of, in.Body.patch())
		return a.cannedBody(r, c), err
	})
	return &contract.Item[CannedBody]{Body: body}, err
}

// CannedPatch is a change of a canned reply at the version that was read.
type CannedPatch struct {
	Version int64 `json:"version" minimum:"1"`
	CannedChange
}

type cannedPatchIn struct {
	contract.IDIn
	Body CannedPatch
}

func (a *door) changeCanned(ctx context.Context, in *cannedPatchIn) (*contract.Item[CannedBody], error) {
	r, of, err := cans(ctx)
	if err != nil {
		return nil, err
	}
	body, err := contract.Write(ctx, a.Door, func(ctx context.Context, tx *db.Tx) (CannedBody, error) {
		c, err := canned.Change(ctx, tx, r.Actor(), of, in.ID, in.Body.Version, in.Body.patch())
		return a.cannedBody(r, c), err
	})
	return &contract.Item[CannedBody]{Body: body}, err
}

// CannedAmendment is one act on a canned reply.
type CannedAmendment struct {
	Version int64               `json:"version"`
	At      time.Time           `json:"at"`
	Actor   *contract.Ref       `json:"actor" doc:"Null: the program itself."`
	Changes []CannedFieldChange `json:"changes" nullable:"false"`
}

// CannedFieldChange is a field before and after.
type CannedFieldChange struct {
	Field string `json:"field"`
	Old   any    `json:"old"`
	New   any    `json:"new"`
}

func (a *door) cannedHistory(ctx context.Context, in *contract.IDIn) (*contract.List[CannedAmendment], error) {
	_, of, err := cans(ctx)
	if err != nil {
		return nil, err
	}
	items := []CannedAmendment{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err := canned.Get(ctx, tx, of, in.ID)
		if err != nil {
			return err
		}
		entries, err := timeline.After(ctx, tx, timeline.Subject{Kind: "canned_reply", ID: c.ID}, 0, timeline.Everything)
		if err != nil {
			return err
		}
		for i := len(entries) - 1; i >= 0; i-- {
			e := entries[i]
			one := CannedAmendment{Version: e.Version, At: e.Recorded, Changes: []CannedFieldChange{}}
			if e.Actor.ID != "" {
				who, err := person.Get(ctx, tx, e.Actor.ID)
				if err != nil {
					return err
				}
				one.Actor = &contract.Ref{ID: who.ID, Name: who.Name}
			}
			for _, x := range e.Changes {
				one.Changes = append(one.Changes, CannedFieldChange{Field: x.Field, Old: x.Old, New: x.New})
			}
			items = append(items, one)
		}
		return nil
	})
	return contract.Listed(items, ""), err
}
