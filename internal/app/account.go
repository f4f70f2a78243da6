package app

import (
	"context"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/auth"
	"guichet/internal/db"
	"guichet/internal/person"
	"guichet/internal/setting"
	"guichet/internal/team"
)

// NewAccount is somebody who shall be able to sign in.
type NewAccount struct {
	Name     string
	Address  string // their mail address, and the login
	Password string
	Language guichet.Language
	Zone     string
	Roles    []access.Role
}

// firstTeam is what the desk's own team is called when there is none yet.
const firstTeam = "Centre de services"

// CreateAccount makes a person who can sign in: the way into an empty desk, from
// the machine it runs on. Agents join the desk's own team, which is made when
// there is none.
func (a *App) CreateAccount(ctx context.Context, in NewAccount) (person.Person, error) {
	if err := guichet.Join(auth.CheckPassword("password", in.Address, in.Password)); err != nil {
		return person.Person{}, err
	}
	hash, err := a.hasher.Hash(ctx, in.Password)
	if err != nil {
		return person.Person{}, err
	}
	by := guichet.System(guichet.NoSource)
	var p person.Person
	err = a.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		p, err = person.Create(ctx, tx, by, person.Person{Name: in.Name, Language: in.Language, Zone: in.Zone},
			person.Identity{Kind: person.MailAddress, Value: in.Address})
		if err != nil {
			return err
		}
		if _, err := auth.CreateAccount(ctx, tx, by, p.ID, in.Address, hash); err != nil {
			return err
		}
		for _, r := range in.Roles {
			if err := auth.Grant(ctx, tx, by, p.ID, access.Grant{Role: r}); err != nil {
				return err
			}
		}
		return joinDesk(ctx, tx, by, p.ID)
	})
	return p, err
}

func joinDesk(ctx context.Context, tx *db.Tx, by guichet.Actor, personID string) error {
	id, err := setting.DefaultTeam().Get(ctx, tx)
	if err != nil {
		return err
	}
	if id != "" {
		return team.Join(ctx, tx, by, id, personID)
	}
	t, err := team.Create(ctx, tx, by, firstTeam, personID)
	if err != nil {
		return err
	}
	return setting.DefaultTeam().Put(ctx, tx, t.ID)
}
