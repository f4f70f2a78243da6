package account

import (
	"context"
	"strings"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/auth"
	"guichet/internal/category"
	"guichet/internal/db"
	"guichet/internal/intake"
	"guichet/internal/person"
	"guichet/internal/setting"
	"guichet/internal/team"
)

func (a *rooms) setupRoutes() {
	contract.Route(a.Door, contract.Open(contract.Post("set-up", "/api/setup", "Set up an empty desk, with the code that its console shows")), a.setUp)
}

// Setup is what an empty desk needs to begin.
type Setup struct {
	Code         string `json:"code" doc:"What the console of the server shows at its start."`
	Organisation string `json:"organisation"`
	Language     string `json:"language" enum:"fr,en"`
	Zone         string `json:"zone" doc:"IANA name, such as Europe/Paris."`
	Team         string `json:"team" doc:"What the desk is called, and its first team."`
	Name         string `json:"name" doc:"Of the first administrator."`
	Address      string `json:"address" doc:"Their mail address, by which they sign in."`
	Password     string `json:"password"`
}

type setUpIn struct {
	UserAgent string `header:"User-Agent"`
	Body      Setup
}

// setUp makes the first administrator of an empty desk, for who has seen its
// console: nobody becomes one by being first.
func (a *rooms) setUp(ctx context.Context, in *setUpIn) (out *entered, err error) {
	r := contract.RequestOf(ctx)
	if err := a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error { return auth.TrySetup(ctx, tx, r.Address) }); err != nil {
		return nil, err
	}
	defer func() {
		if err == nil || guichet.AsError(err).Code != "setup.code" {
			return
		}
		count := func(ctx context.Context, tx *db.Tx) error { return auth.FailSetup(ctx, tx, r.Address) }
		if missed := a.DB.Write(ctx, count); missed != nil {
			err = missed
		}
	}()
	if err := guichet.Join(checkAddress("address", in.Body.Address), auth.CheckPassword("password", in.Body.Address, in.Body.Password)); err != nil {
		return nil, err
	}
	hash, err := a.Gate.Hash(ctx, in.Body.Password)
	if err != nil {
		return nil, err
	}
	var s auth.Session
	if err := a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if err := auth.TakeSetup(ctx, tx, in.Body.Code); err != nil {
			return err
		}
		s, err = begin(ctx, tx, in.Body, hash, in.UserAgent)
		return err
	}); err != nil {
		return nil, err
	}
	return a.enter(ctx, s)
}

// begin makes what an empty desk needs: its settings, an organisation, a person
// who may do everything, and a team that owns what nobody was given.
func begin(ctx context.Context, tx *db.Tx, in Setup, hash, userAgent string) (auth.Session, error) {
	by := guichet.System(guichet.NoSource)
	o, err := person.CreateOrganisation(ctx, tx, by, in.Organisation)
	if err != nil {
		return auth.Session{}, named("organisation", err)
	}
	p, err := person.Create(ctx, tx, by, person.Person{
		Name: in.Name, Language: guichet.Language(in.Language), Zone: in.Zone, OrganisationID: o.ID,
	}, person.Identity{Kind: person.MailAddress, Value: in.Address})
	if err != nil {
		return auth.Session{}, err
	}
	if _, err := auth.CreateAccount(ctx, tx, by, p.ID, in.Address, hash); err != nil {
		return auth.Session{}, err
	}
	for _, role := range []access.Role{access.Agent, access.Administrator} {
		if err := auth.Grant(ctx, tx, by, p.ID, access.Grant{Role: role}); err != nil {
			return auth.Session{}, err
		}
	}
	t, err := team.Create(ctx, tx, by, in.Team, p.ID)
	if err != nil {
		return auth.Session{}, named("team", err)
	}
	for _, put := range []func() error{
		func() error { return category.Plant(ctx, tx, by, intake.Kinds()) },
		func() error { return setting.Desk().Put(ctx, tx, guichet.Clean(in.Team)) },
		func() error { return setting.Language().Put(ctx, tx, in.Language) },
		func() error { return setting.Zone().Put(ctx, tx, in.Zone) },
		func() error { return setting.DefaultTeam().Put(ctx, tx, t.ID) },
	} {
		if err := put(); err != nil {
			return auth.Session{}, err
		}
	}
	return auth.OpenSession(ctx, tx, p.ID, userAgent)
}

// named tells a mistake under the name that the field has here.
func named(field string, err error) error {
	e := guichet.AsError(err)
	if e.Kind != guichet.KindInvalid {
		return err
	}
	c := *e
	c.Field = field
	return &c
}

// checkAddress sees that a mail address has the form of one; whether it exists,
// the first letter will tell.
func checkAddress(field, address string) *guichet.Error {
	local, host, found := strings.Cut(address, "@")
	if !found || local == "" || host == "" || strings.ContainsAny(host, "@ ") || strings.ContainsAny(local, " <>,;") {
		return guichet.Invalid(field, "bad_address", nil)
	}
	return nil
}
