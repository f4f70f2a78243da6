package api

import (
	"context"

	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/db"
	"guichet/internal/team"
)

func (a *API) teamRoutes() {
	contract.Route(a.door, contract.Get("list-teams", "/api/teams", "The teams and who is in them"), a.listTeams)
}

// TeamBody is a team with its people.
type TeamBody struct {
	ID      string         `json:"id"`
	Name    string         `json:"name"`
	Members []contract.Ref `json:"members" nullable:"false"`
}

func (a *API) listTeams(ctx context.Context, _ *struct{}) (*contract.List[TeamBody], error) {
	r, err := contract.May(ctx, access.TeamRead)
	if err != nil {
		return nil, err
	}
	// Teams serve everybody and are known to all of the desk; who is in them, only
	// to those who may know of the person.
	people := r.Who.Scope(access.PersonRead)
	items := []TeamBody{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		teams, err := team.List(ctx, tx)
		for _, t := range teams {
			b := TeamBody{ID: t.ID, Name: t.Name, Members: []contract.Ref{}}
			for _, m := range t.Members {
				if people.Admits(m.OrganisationID, m.ID) {
					b.Members = append(b.Members, contract.Ref{ID: m.ID, Name: m.Name})
				}
			}
			items = append(items, b)
		}
		return err
	})
	return contract.Listed(items, ""), err
}
