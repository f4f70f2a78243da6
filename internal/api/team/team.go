// Package team is the routes of the teams, as all of the desk knows them; who
// makes and unmakes them comes by the administration.
package team

import (
	"context"

	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/db"
	"guichet/internal/team"
)

type rooms struct{ *contract.Door }

// Routes adds them to the door.
func Routes(d *contract.Door) {
	a := rooms{d}
	contract.Route(d, contract.Get("list-teams", "/api/teams", "The teams and who is in them"), a.list)
}

// Team is a team with its people.
type Team struct {
	ID      string         `json:"id"`
	Name    string         `json:"name"`
	Members []contract.Ref `json:"members" nullable:"false"`
}

func (a rooms) list(ctx context.Context, _ *struct{}) (*contract.List[Team], error) {
	r, err := contract.May(ctx, access.TeamRead)
	if err != nil {
		return nil, err
	}
	// Teams serve everybody and are known to all of the desk; who is in them, only
	// to those who may know of the person.
	people := r.Who.Scope(access.PersonRead)
	items := []Team{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		teams, err := team.List(ctx, tx)
		for _, t := range teams {
			b := Team{ID: t.ID, Name: t.Name, Members: []contract.Ref{}}
			for _, m := range t.Members {
				if people.Admits(m.Place(), m.ID) {
					b.Members = append(b.Members, contract.Ref{ID: m.ID, Name: m.Name})
				}
			}
			items = append(items, b)
		}
		return err
	})
	return contract.Listed(items, ""), err
}
