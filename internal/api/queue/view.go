package queue

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/api/record"
	"guichet/internal/db"
	"guichet/internal/field"
	"guichet/internal/ticket"
	"guichet/internal/view"
)

func (a *rooms) viewRoutes() {
	contract.Route(a.Door, contract.Get("list-views", "/api/views", "The views one has saved, those of one's teams, and those of everybody"), a.listViews)
	contract.Route(a.Door, contract.Get("count-views", "/api/views/counts", "How many records each view holds for the reader, up to a hundred"), a.countViews)
	contract.Route(a.Door, contract.Post("create-view", "/api/views", "Save a cut of the queue under a name"), a.createView)
	contract.Route(a.Door, contract.Patch("change-view", "/api/views/{id}", "Change a view of one's own; what was removed can be brought back"), a.changeView)
	contract.Route(a.Door, contract.Remove("remove-view", "/api/views/{id}", "Remove a view of one's own"), a.removeView)
}

// Share says who else has a view.
type Share string

// Schema lists the ways of sharing.
func (Share) Schema(huma.Registry) *huma.Schema { return contract.OneOf("", view.Shares()) }

// SavedView is a cut of the queue with a name.
type SavedView struct {
	ID        string        `json:"id"`
	Version   int64         `json:"version"`
	Name      string        `json:"name"`
	Share     Share         `json:"share"`
	Team      *contract.Ref `json:"team" doc:"Whose view it is, where it is a team's."`
	Owner     contract.Ref  `json:"owner"`
	Mine      bool          `json:"mine" doc:"The reader may change it."`
	View      string        `json:"view" doc:"The cut it begins with, such as to_process."`
	Filter    string        `json:"filter" doc:"The same text as in the filter of the queue."`
	Sort      string        `json:"sort"`
	Group     string        `json:"group"`
	Columns   []string      `json:"columns" nullable:"false"`
	UpdatedAt time.Time     `json:"updated_at"`
	Removed   bool          `json:"removed"`
}

// NewView is a view to be saved.
type NewView struct {
	Name    string   `json:"name"`
	Share   Share    `json:"share,omitempty" doc:"Personal when left out."`
	TeamID  string   `json:"team_id,omitempty"`
	View    string   `json:"view,omitempty"`
	Filter  string   `json:"filter,omitempty"`
	Sort    string   `json:"sort,omitempty"`
	Group   string   `json:"group,omitempty"`
	Columns []string `json:"columns,omitempty" nullable:"false" maxItems:"30"`
}

// ViewPatch is a change of a view at the version that was read.
type ViewPatch struct {
	Version int64     `json:"version" minimum:"1"`
	Name    *string   `json:"name,omitempty"`
	Share   *Share    `json:"share,omitempty"`
	TeamID  *string   `json:"team_id,omitempty"`
	View    *string   `json:"view,omitempty"`
	Filter  *string   `json:"filter,omitempty"`
	Sort    *string   `json:"sort,omitempty"`
	Group   *string   `json:"group,omitempty"`
	Columns *[]string `json:"columns,omitempty" maxItems:"30"`
	Removed *bool     `json:"removed,omitempty" doc:"False brings it back."`
}

func reader(r *contract.Request) view.Reader {
	return view.Reader{PersonID: r.Who.PersonID, TeamIDs: r.Who.TeamIDs}
}

func viewBody(r *contract.Request, v view.View) SavedView {
	return SavedView{
		ID: v.ID, Version: v.Version, Name: v.Name, Share: Share(v.Share), Team: contract.RefOrNil(v.TeamID, v.Team),
		Owner: contract.Ref{ID: v.OwnerID, Name: v.Owner}, Mine: v.OwnerID == r.Who.PersonID, View: v.Cut, Filter: v.Filter,
		Sort: v.Sort, Group: v.Group, Columns: v.Columns, UpdatedAt: v.Updated, Removed: !v.Removed.IsZero(),
	}
}

// worksHere lets pass who has a queue: people of the desk.
func worksHere(ctx context.Context) (*contract.Request, error) {
	r, err := contract.SignedIn(ctx)
	if err == nil && !r.Who.WorksHere() {
		return r, r.Deny(ctx, access.IncidentHandle)
	}
	return r, err
}

func (a *rooms) listViews(ctx context.Context, _ *struct{}) (*contract.List[SavedView], error) {
	r, err := worksHere(ctx)
	if err != nil {
		return nil, err
	}
	items := []SavedView{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err := view.List(ctx, tx, reader(r))
		for _, v := range all {
			items = append(items, viewBody(r, v))
		}
		return err
	})
	return contract.Listed(items, ""), err
}

// SavedCount is how many records a view holds for the reader.
type SavedCount struct {
	ID    string `json:"id"`
	Count int64  `json:"count"`
	More  bool   `json:"more" doc:"There are more: shown as 99+."`
}

// countMost is how many views are counted at once.
const countMost = 40

type countViewsIn struct {
	IDs []string `query:"ids" maxItems:"40" doc:"Which views, separated by commas; the first forty when left out."`
}

func (a *rooms) countViews(ctx context.Context, in *countViewsIn) (*contract.List[SavedCount], error) {
	r, err := worksHere(ctx)
	if err != nil {
		return nil, err
	}
	items := []SavedCount{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		views, err := view.List(ctx, tx, reader(r))
		if err != nil {
			return err
		}
		for _, v := range views {
			if len(in.IDs) > 0 && !slices.Contains(in.IDs, v.ID) || len(items) == countMost {
				continue
			}
			f, kinds, err := Asked{View: v.Cut, Text: v.Filter}.Filter(ctx, tx, r, a.find)
			if err != nil {
				return err
			}
			n, err := ticket.CountKinds(ctx, tx, record.Reach(r, kinds, f.Fields()...), f)
			if err != nil {
				return err
			}
			items = append(items, SavedCount{ID: v.ID, Count: min(n, ticket.CountMost-1), More: n >= ticket.CountMost})
		}
		return nil
	})
	return contract.Listed(items, ""), err
}

// mayShare refuses to put a view before others without the right: a team's people
// share with it, and who administers the desk, with everybody.
func mayShare(ctx context.Context, r *contract.Request, share view.Share, teamID string) error {
	switch share {
	case view.OfTeam:
		if teamID != "" && !slices.Contains(r.Who.TeamIDs, teamID) {
			return guichet.Invalid("team_id", "view.not_in_team", nil)
		}
	case view.Shared:
		if !r.Who.Scope(access.ViewShare).All {
			return r.Deny(ctx, access.ViewShare)
		}
	}
	return nil
}

// known refuses words that no list has.
func known(cut, sort, group string) error {
	keys := slices.DeleteFunc(strings.Split(sort, ","), func(k string) bool {
		return strings.HasPrefix(strings.TrimPrefix(k, "-"), field.Prefix) // told when it is looked at
	})
	if strings.HasPrefix(group, field.Prefix) {
		group = "" // as is a group
	}
	f := ticket.Filter{View: ticket.View(cut), Sort: ticket.Sort(strings.Join(keys, ",")), Group: ticket.Key(group)}
	return f.Check()
}

func (a *rooms) createView(ctx context.Context, in *contract.Item[NewView]) (*contract.Item[SavedView], error) {
	r, err := worksHere(ctx)
	if err != nil {
		return nil, err
	}
	b := in.Body
	if b.Share == "" {
		b.Share = Share(view.Personal)
	}
	if err := known(b.View, b.Sort, b.Group); err != nil {
		return nil, err
	}
	if err := mayShare(ctx, r, view.Share(b.Share), b.TeamID); err != nil {
		return nil, err
	}
	body, err := contract.Write(ctx, a.Door, func(ctx context.Context, tx *db.Tx) (SavedView, error) {
		v, err := view.Create(ctx, tx, r.Actor(), view.View{
			Share: view.Share(b.Share), TeamID: b.TeamID,
			Content: view.Content{Name: b.Name, Cut: b.View, Filter: b.Filter, Sort: b.Sort, Group: b.Group, Columns: b.Columns},
		})
		return viewBody(r, v), err
	})
	return &contract.Item[SavedView]{Body: body}, err
}

type viewIn struct {
	contract.IDIn
	Body ViewPatch
}

func (a *rooms) changeView(ctx context.Context, in *viewIn) (*contract.Item[SavedView], error) {
	r, err := worksHere(ctx)
	if err != nil {
		return nil, err
	}
	b := in.Body
	text := func(s *string) string {
		if s == nil {
			return ""
		}
		return *s
	}
	if err := known(text(b.View), text(b.Sort), text(b.Group)); err != nil {
		return nil, err
	}
	p := view.Patch{
		Name: b.Name, Cut: b.View, Filter: b.Filter, Sort: b.Sort, Group: b.Group, TeamID: b.TeamID, Columns: b.Columns, Removed: b.Removed,
	}
	if b.Share != nil {
		share := view.Share(*b.Share)
		p.Share = &share
		if err := mayShare(ctx, r, share, text(b.TeamID)); err != nil {
			return nil, err
		}
	} else if b.TeamID != nil {
		if err := mayShare(ctx, r, view.OfTeam, *b.TeamID); err != nil {
			return nil, err
		}
	}
	return a.change(ctx, r, in.ID, b.Version, p)
}

func (a *rooms) change(ctx context.Context, r *contract.Request, id string, version int64, p view.Patch) (*contract.Item[SavedView], error) {
	out := &contract.Item[SavedView]{}
	err := a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		v, err := view.Change(ctx, tx, r.Actor(), reader(r), id, version, p)
		out.Body = viewBody(r, v)
		return err
	})
	return out, err
}

func (a *rooms) removeView(ctx context.Context, in *contract.IDIn) (*struct{}, error) {
	r, err := worksHere(ctx)
	if err != nil {
		return nil, err
	}
	gone := true
	return nil, a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		v, err := view.Get(ctx, tx, reader(r), in.ID)
		if err != nil {
			return err
		}
		_, err = view.Change(ctx, tx, r.Actor(), reader(r), in.ID, v.Version, view.Patch{Removed: &gone})
		return err
	})
}
