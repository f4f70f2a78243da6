package api

import (
	"context"

	"guichet/internal/access"
	"guichet/internal/db"
	"guichet/internal/team"
)

func (a *API) teamRoutes() {
	route(a, get("list-teams", "/api/teams", "The teams and who is in them"), a.listTeams)
}

// TeamBody is a team with its people.
type TeamBody struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Members []Ref  `json:"members" nullable:"false"`
}

func (a *API) listTeams(ctx context.Context, _ *struct{}) (*list[TeamBody], error) {
	r, err := may(ctx, access.TeamRead)
	if err != nil {
		return nil, err
	}
	// Teams serve everybody and are known to all of the desk; who is in them, only
	// to those who may know of the person.
	people := r.who.Scope(access.PersonRead)
	items := []TeamBody{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		teams, err := team.List(ctx, tx)
		for _, t := range teams {
			b := TeamBody{ID: t.ID, Name: t.Name, Members: []Ref{}}
			for _, m := range t.Members {
				if people.Admits(m.OrganisationID, m.ID) {
					b.Members = append(b.Members, Ref{ID: m.ID, Name: m.Name})
				}
			}
			items = append(items, b)
		}
		return err
	})
	return listed(items, ""), err
}
