package desktest

import (
	"context"
	"testing"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/auth"
	"guichet/internal/db"
	"guichet/internal/person"
	"guichet/internal/setting"
	"guichet/internal/team"
)

// The organisations of the cast, and its teams.
const (
	Solane  = "Groupe Solane"
	Atelier = "Atelier Nord"

	ServiceDesk = "Centre de services"
	Network     = "Réseau"
	Workshop    = "Support Atelier"
)

// Cast is everybody of a story by name: "karim".
type Cast struct {
	People        map[string]person.Person
	Teams         map[string]string // ids by name
	Organisations map[string]string
}

type role struct {
	key, name, organisation, site, team string
	language                            guichet.Language
	role                                access.Role
	limited                             bool // to their own organisation
	vip                                 bool
}

// cast is small: two agents in two teams, an authority over changes, an administrator and three users; and
// a second organisation with a user and an agent who is limited to it.
func cast() []role {
	const fr, en = guichet.French, guichet.English
	return []role{
		{"karim", "Karim Benali", Solane, "Lyon", ServiceDesk, fr, access.Agent, false, false},
		{"claire", "Claire Dumont", Solane, "Lyon", Network, en, access.Agent, false, false},
		{"paul", "Paul Mercier", Solane, "Lyon", "", fr, access.Authority, false, false},
		{"admin", "Anne Keller", Solane, "Lyon", "", fr, access.Administrator, false, false},
		{"sophie", "Sophie Lacroix", Solane, "Lyon", "", fr, access.User, false, true},
		{"julien", "Julien Roche", Solane, "Lyon", "", fr, access.User, false, false},
		{"emma", "Emma Clarke", Solane, "Montréal", "", en, access.User, false, false},
		{"nora", "Nora Lindqvist", Atelier, "Lille", "", fr, access.User, false, false},
		{"hugo", "Hugo Martel", Atelier, "Lille", Workshop, fr, access.Agent, true, false},
	}
}

// Password opens every account of the cast.
const Password = "un mot de passe de récit"

func cheap() *auth.Hasher { return auth.NewHasher(auth.Cost{Passes: 1, Memory: 64}) }

// People makes the cast known to the desk and sets the desk up.
func People(t testing.TB, d *db.DB) Cast {
	t.Helper()
	hash, err := cheap().Hash(context.Background(), Password)
	if err != nil {
		t.Fatal(err)
	}
	var c Cast
	if err := d.Write(context.Background(), func(ctx context.Context, tx *db.Tx) (err error) {
		c, err = people(ctx, tx, hash)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return c
}

func people(ctx context.Context, tx *db.Tx, hash string) (Cast, error) {
	by := guichet.System(guichet.JobRun)
	c := Cast{People: map[string]person.Person{}, Teams: map[string]string{}, Organisations: map[string]string{}}
	sites := map[string]string{}
	for _, name := range []string{Solane, Atelier} {
		o, err := person.CreateOrganisation(ctx, tx, by, name)
		if err != nil {
			return c, err
		}
		c.Organisations[name] = o.ID
	}
	for _, s := range []person.Site{
		{OrganisationID: c.Organisations[Solane], Name: "Lyon", Zone: "Europe/Paris"},
		{OrganisationID: c.Organisations[Solane], Name: "Montréal", Zone: "America/Toronto"},
		{OrganisationID: c.Organisations[Atelier], Name: "Lille", Zone: "Europe/Paris"},
	} {
		made, err := person.CreateSite(ctx, tx, by, s)
		if err != nil {
			return c, err
		}
		sites[s.Name] = made.ID
	}
	for _, r := range cast() {
		zone := "Europe/Paris"
		if r.site == "Montréal" {
			zone = "America/Toronto"
		}
		domain := "@solane.example"
		if r.organisation == Atelier {
			domain = "@atelier-nord.example"
		}
		p, err := person.Create(ctx, tx, by, person.Person{
			Name: r.name, Language: r.language, Zone: zone, OrganisationID: c.Organisations[r.organisation],
			SiteID: sites[r.site], VIP: r.vip,
		}, person.Identity{Kind: person.MailAddress, Value: r.key + domain})
		if err != nil {
			return c, err
		}
		c.People[r.key] = p
		if _, err := auth.CreateAccount(ctx, tx, by, p.ID, r.key, hash); err != nil {
			return c, err
		}
		only := ""
		if r.limited {
			only = p.OrganisationID
		}
		if err := auth.Grant(ctx, tx, by, p.ID, access.Grant{Role: r.role, OrganisationID: only}); err != nil {
			return c, err
		}
		if r.team == "" {
			continue
		}
		made, err := team.Create(ctx, tx, by, r.team, p.ID)
		if err != nil {
			return c, err
		}
		c.Teams[r.team] = made.ID
	}
	if err := setting.Desk().Put(ctx, tx, "Centre de services"); err != nil {
		return c, err
	}
	// Answers leave at once, except in the stories about taking them back.
	if err := setting.UndoSeconds().Put(ctx, tx, 0); err != nil {
		return c, err
	}
	return c, setting.DefaultTeam().Put(ctx, tx, c.Teams[ServiceDesk])
}
