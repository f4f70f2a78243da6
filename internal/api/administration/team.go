package administration

import (
	"context"
	"net/http"
	"slices"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/db"
	"guichet/internal/person"
	"guichet/internal/team"
	"guichet/internal/timeline"
)

func (a *door) teamRoutes() {
	contract.Route(a.Door, contract.Get("administer-teams", "/api/administration/teams", "The teams and everybody in them"), a.listTeams)
	contract.Route(a.Door, contract.Post("create-team", "/api/administration/teams", "Add a team"), a.createTeam)
	contract.Route(a.Door, contract.Patch("change-team", "/api/administration/teams/{id}", "Rename a team"), a.changeTeam)
	contract.Route(a.Door, contract.Done(contract.Post("join-team", "/api/administration/teams/{id}/members", "Take a person into a team")), a.joinTeam)
	leave := contract.Remove("leave-team", "/api/administration/teams/{id}/members", "Take a person out of a team; what they were given stays theirs")
	leave.DefaultStatus = http.StatusOK
	contract.Route(a.Door, leave, a.leaveTeam)
}

// AdministeredTeam is a team with its people.
type AdministeredTeam struct {
	ID      string         `json:"id"`
	Version int64          `json:"version"`
	Name    string         `json:"name"`
	Members []contract.Ref `json:"members" nullable:"false"`
}

func teamBody(ctx context.Context, tx *db.Tx, t team.Team) (AdministeredTeam, error) {
	version, err := timeline.Version(ctx, tx, timeline.Subject{Kind: "team", ID: t.ID})
	b := AdministeredTeam{ID: t.ID, Version: version, Name: t.Name, Members: []contract.Ref{}}
	for _, m := range t.Members {
		b.Members = append(b.Members, contract.Ref{ID: m.ID, Name: m.Name})
	}
	return b, err
}

func (a *door) listTeams(ctx context.Context, _ *struct{}) (*contract.List[AdministeredTeam], error) {
	if _, err := contract.May(ctx, access.TeamManage); err != nil {
		return nil, err
	}
	items := []AdministeredTeam{}
	err := a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		teams, err := team.List(ctx, tx)
		if err != nil {
			return err
		}
		for _, t := range teams {
			b, err := teamBody(ctx, tx, t)
			if err != nil {
				return err
			}
			items = append(items, b)
		}
		return nil
	})
	return contract.Listed(items, ""), err
}

// NewTeam is a team to be added.
type NewTeam struct {
	Name string `json:"name"`
}

// actOn changes a team and answers with it.
func (a *door) actOn(ctx context.Context, f func(ctx context.Context, tx *db.Tx, r *contract.Request) (id string, err error)) (*contract.Item[AdministeredTeam], error) {
	r, err := contract.May(ctx, access.TeamManage)
	if err != nil {
		return nil, err
	}
	body, err := contract.Write(ctx, a.Door, func(ctx context.Context, tx *db.Tx) (AdministeredTeam, error) {
		id, err := f(ctx, tx, r)
		if err != nil {
			return AdministeredTeam{}, err
		}
		teams, err := team.List(ctx, tx)
		if err != nil {
			return AdministeredTeam{}, err
		}
		at := slices.IndexFunc(teams, func(t team.Team) bool { return t.ID == id })
		if at < 0 {
			return AdministeredTeam{}, guichet.NotFound()
		}
		return teamBody(ctx, tx, teams[at])
	})
	return &contract.Item[AdministeredTeam]{Body: body}, err
}

func (a *door) createTeam(ctx context.Context, in *contract.Item[NewTeam]) (*contract.Item[AdministeredTeam], error) {
	return a.actOn(ctx, func(ctx context.Context, tx *db.Tx, r *contract.Request) (string, error) {
		t, err := team.Create(ctx, tx, r.Actor(), in.Body.Name)
		return t.ID, err
	})
}

// TeamPatch is a change of a team at the version that was read.
type TeamPatch struct {
	Version int64  `json:"version" minimum:"1"`
	Name    string `json:"name"`
}

func (a *door) changeTeam(ctx context.Context, in *personIn[TeamPatch]) (*contract.Item[AdministeredTeam], error) {
	return a.actOn(ctx, func(ctx context.Context, tx *db.Tx, r *contract.Request) (string, error) {
		_, err := team.Rename(ctx, tx, r.Actor(), in.ID, in.Body.Version, in.Body.Name)
		return in.ID, err
	})
}

// NewMember is somebody to be taken into a team.
type NewMember struct {
	PersonID string `json:"person_id" maxLength:"40"`
}

func (a *door) joinTeam(ctx context.Context, in *personIn[NewMember]) (*contract.Item[AdministeredTeam], error) {
	return a.actOn(ctx, func(ctx context.Context, tx *db.Tx, r *contract.Request) (string, error) {
		if _, err := team.Get(ctx, tx, in.ID); err != nil {
			return "", err
		}
		p, err := person.Get(ctx, tx, in.Body.PersonID)
		if guichet.IsKind(err, guichet.KindNotFound) || err == nil && !p.Active {
			return "", guichet.Invalid("person_id", "unknown_value", nil)
		}
		if err != nil {
			return "", err
		}
		return in.ID, team.Join(ctx, tx, r.Actor(), in.ID, p.ID)
	})
}

type leaveTeamIn struct {
	contract.IDIn
	PersonID string `query:"person_id" required:"true" maxLength:"40"`
}

func (a *door) leaveTeam(ctx context.Context, in *leaveTeamIn) (*contract.Item[AdministeredTeam], error) {
	return a.actOn(ctx, func(ctx context.Context, tx *db.Tx, r *contract.Request) (string, error) {
		return in.ID, team.Leave(ctx, tx, r.Actor(), in.ID, in.PersonID)
	})
}
