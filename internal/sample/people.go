package sample

import (
	"context"
	"slices"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/auth"
	"guichet/internal/db"
	"guichet/internal/intake"
	"guichet/internal/person"
	"guichet/internal/setting"
	"guichet/internal/team"
)

// Account is a way into the sample that the sign-in page may offer.
type Account struct {
	Login    string
	Password string
	Name     string
	Role     string
}

// Accounts lists the accounts to try the desk with.
func Accounts() []Account {
	var all []Account
	for _, who := range cast() {
		if who.shown {
			all = append(all, Account{Login: who.address(), Password: Password, Name: who.name, Role: string(who.role)})
		}
	}
	return all
}

// The sites, by the keys that the cast uses.
const (
	lyon     = "Lyon Part-Dieu"
	brussels = "Bruxelles"
	montreal = "Montréal"
	lille    = "Lille"
)

const (
	solane  = "Groupe Solane"
	atelier = "Atelier Nord"
)

// The teams.
const (
	desk      = "Centre de services"
	network   = "Réseau"
	messaging = "Messagerie"
	workplace = "Postes de travail"
)

func zoneOf(site string) string {
	switch site {
	case brussels:
		return "Europe/Brussels"
	case montreal:
		return "America/Toronto"
	default:
		return "Europe/Paris"
	}
}

func organisationOf(site string) string {
	if site == lille {
		return atelier
	}
	return solane
}

// member is somebody of the cast.
type member struct {
	key   string // how stories call them, and the address begins
	name  string
	title string
	site  string
	phone string
	role  access.Role
	teams []string
	lang  guichet.Language
	vip   bool
	shown bool // on the sign-in page
}

func (m member) address() string {
	if organisationOf(m.site) == atelier {
		return m.key + "@atelier-nord.example"
	}
	return m.key + "@solane.example"
}

// cast is everybody. Agents come first: they are the members of the teams.
func cast() []member {
	const fr, en = guichet.French, guichet.English
	const user, agent = access.User, access.Agent
	return []member{
		{"karim", "Karim Benali", "Ingénieur réseau", lyon, "+33 4 65 71 02 11", agent, []string{network, desk}, fr, false, true},
		{"claire", "Claire Dumont", "Responsable du centre de services", lyon, "+33 4 65 71 02 01", agent, []string{desk, messaging}, fr, false, true},
		{"lea", "Léa Fontaine", "Technicienne de proximité", lyon, "+33 4 65 71 02 14", agent, []string{workplace, desk}, fr, false, false},
		{"thomas", "Thomas Mercier", "Administrateur messagerie", brussels, "+32 2 555 02 17", agent, []string{messaging}, fr, false, false},
		{"mei", "Mei Chen", "Network engineer", montreal, "+1 514 555 0122", agent, []string{network}, en, false, false},
		{"daniel", "Daniel Okafor", "Service desk analyst", montreal, "+1 514 555 0125", agent, []string{desk, workplace}, en, false, false},
		{"isabelle", "Isabelle Morin", "Directrice des systèmes d’information", lyon, "+33 4 65 71 01 05", access.Authority, nil, fr, false, true},
		{"admin", "Anne Keller", "Administratrice de la plateforme", lyon, "+33 4 65 71 02 00", access.Administrator, nil, fr, false, true},
		{"benoit", "Benoît Caron", "Auditeur interne", lyon, "+33 4 65 71 01 80", access.Reader, nil, fr, false, true},

		{"sophie", "Sophie Lacroix", "Directrice financière", lyon, "+33 4 65 71 01 18", user, nil, fr, true, true},
		{"emma", "Emma Clarke", "Account manager", montreal, "+1 514 555 0141", user, nil, en, false, true},
		{"julien", "Julien Roche", "Contrôleur de gestion", lyon, "+33 4 65 71 01 22", user, nil, fr, false, false},
		{"helene", "Hélène Garnier", "Cheffe de projet", lyon, "+33 4 65 71 01 35", user, nil, fr, false, false},
		{"lucas", "Lucas Perrin", "Chargé d’accueil", lyon, "+33 4 65 71 01 02", user, nil, fr, false, false},
		{"nadia", "Nadia Haddad", "Responsable sécurité", lyon, "+33 4 65 71 01 47", user, nil, fr, false, false},
		{"chloe", "Chloé Bernard", "Ingénieure d’études", lyon, "+33 4 65 71 01 53", user, nil, fr, false, false},
		{"yann", "Yann Le Goff", "Responsable bâtiment", lyon, "+33 4 65 71 01 60", user, nil, fr, false, false},
		{"samir", "Samir Belkacem", "Gestionnaire de paie", lyon, "+33 4 65 71 01 64", user, nil, fr, false, false},
		{"antoine", "Antoine Rey", "Comptable", lyon, "+33 4 65 71 01 71", user, nil, fr, false, false},
		{"zoe", "Zoé Lambert", "Graphiste", lyon, "+33 4 65 71 01 76", user, nil, fr, false, false},
		{"marc", "Marc Delvaux", "Responsable logistique", brussels, "+32 2 555 01 31", user, nil, fr, false, false},
		{"ines", "Inès Moreau", "Assistante de direction", brussels, "+32 2 555 01 33", user, nil, fr, false, false},
		{"olivier", "Olivier Lemaire", "Acheteur", brussels, "+32 2 555 01 38", user, nil, fr, false, false},
		{"veerle", "Veerle Claes", "Quality manager", brussels, "+32 2 555 01 40", user, nil, en, false, false},
		{"amelie", "Amélie Tremblay", "Conseillère clientèle", montreal, "+1 514 555 0146", user, nil, fr, false, false},
		{"philippe", "Philippe Gagnon", "Directeur régional", montreal, "+1 514 555 0149", user, nil, fr, false, false},
		{"david", "David Osei", "Data analyst", montreal, "+1 514 555 0152", user, nil, en, false, false},

		{"nora", "Nora Lindqvist", "Gérante", lille, "+33 3 53 01 04 10", user, nil, fr, false, true},
		{"paul", "Paul Verdier", "Menuisier", lille, "+33 3 53 01 04 12", user, nil, fr, false, false},
	}
}

// company is everybody and everything by the names that stories use.
type company struct {
	people map[string]person.Person
	teams  map[string]string // ids by name
	first  map[string]string // the team that a member of the desk acts for

	categories map[string]string // ids by French names

	members []member
	stories []story
}

// founder is who sets the desk up: the program, by import.
func founder() guichet.Actor { return guichet.System(guichet.Import) }

// found makes the organisations, people and accounts known; nobody has an account
// where there is no password.
func found(ctx context.Context, tx *db.Tx, hash string, members []member) (company, error) {
	c := company{members: members, people: map[string]person.Person{}, teams: map[string]string{}, first: map[string]string{}, categories: map[string]string{}}
	organisations, sites := map[string]string{}, map[string]string{}
	for _, name := range []string{solane, atelier} {
		o, err := person.CreateOrganisation(ctx, tx, founder(), name)
		if err != nil {
			return c, err
		}
		organisations[name] = o.ID
	}
	for _, name := range []string{lyon, brussels, montreal, lille} {
		s, err := person.CreateSite(ctx, tx, founder(), person.Site{
			OrganisationID: organisations[organisationOf(name)], Name: name, Zone: zoneOf(name),
		})
		if err != nil {
			return c, err
		}
		sites[name] = s.ID
	}
	for _, m := range members {
		p, err := person.Create(ctx, tx, founder(), person.Person{
			Name: m.name, Language: m.lang, Zone: zoneOf(m.site), OrganisationID: organisations[organisationOf(m.site)],
			SiteID: sites[m.site], Title: m.title, VIP: m.vip,
		}, person.Identity{Kind: person.MailAddress, Value: m.address()}, person.Identity{Kind: person.PhoneNumber, Value: m.phone})
		if err != nil {
			return c, err
		}
		c.people[m.key] = p
		if hash != "" {
			if _, err := auth.CreateAccount(ctx, tx, founder(), p.ID, m.address(), hash); err != nil {
				return c, err
			}
		}
		if err := auth.Grant(ctx, tx, founder(), p.ID, access.Grant{Role: m.role}); err != nil {
			return c, err
		}
	}
	return c, nil
}

// teamsOf are the teams that somebody is in, the desk's own first.
func teamsOf(members []member) []string {
	all := []string{desk, network, messaging, workplace}
	for _, m := range members {
		for _, name := range m.teams {
			if !slices.Contains(all, name) {
				all = append(all, name)
			}
		}
	}
	return all
}

// acts notes for which team everybody acts.
func (c company) acts() {
	for _, m := range c.members {
		if len(m.teams) > 0 {
			c.first[m.key] = c.teams[m.teams[0]]
		}
	}
}

// membersOf are the ids of who is in a team.
func (c company) membersOf(name string) []string {
	var ids []string
	for _, m := range c.members {
		if slices.Contains(m.teams, name) {
			ids = append(ids, c.people[m.key].ID)
		}
	}
	return ids
}

// setUp makes the teams and says what the desk is called and who owns what
// nobody was given.
func (c company) setUp(ctx context.Context, tx *db.Tx) error {
	for _, name := range teamsOf(c.members) {
		t, err := team.Create(ctx, tx, founder(), name, c.membersOf(name)...)
		if err != nil {
			return err
		}
		c.teams[name] = t.ID
	}
	c.acts()
	if err := plantCanned(ctx, tx); err != nil {
		return err
	}
	if err := c.plant(ctx, tx, intake.Kinds()); err != nil {
		return err
	}
	if err := setting.Desk().Put(ctx, tx, "Centre de services Solane"); err != nil {
		return err
	}
	if err := setting.Zone().Put(ctx, tx, "Europe/Paris"); err != nil {
		return err
	}
	if err := setting.Language().Put(ctx, tx, string(guichet.French)); err != nil {
		return err
	}
	return setting.DefaultTeam().Put(ctx, tx, c.teams[desk])
}
