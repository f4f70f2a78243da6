package administration

import (
	"context"
	"slices"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/auth"
	"guichet/internal/db"
	"guichet/internal/incident"
	"guichet/internal/person"
	"guichet/internal/team"
	"guichet/internal/ticket"
)

func (a *door) personRoutes() {
	contract.Route(a.Door, contract.Get("administer-people", "/api/administration/people", "Everybody the desk knows, by name"), a.listPeople)
	contract.Route(a.Door, contract.Post("create-person", "/api/administration/people", "Make a person known"), a.createPerson)
	contract.Route(a.Door, contract.Get("administer-person", "/api/administration/people/{id}", "A person with all that is set of them"), a.getPerson)
	contract.Route(a.Door, contract.Patch("change-person", "/api/administration/people/{id}", "Change a person"), a.changePerson)
	contract.Route(a.Door, contract.Done(contract.Post("set-person-activity", "/api/administration/people/{id}/activity",
		"Say whether a person is with us; who is not is signed out at once, and what they were given stays theirs")), a.setActivity)
}

// GrantBody is a role that a person has.
type GrantBody struct {
	Role         string        `json:"role" enum:"user,agent,authority,administrator"`
	Organisation *contract.Ref `json:"organisation" doc:"Null: in all of them."`
	Site         *contract.Ref `json:"site" doc:"Null: at all of them."`
	Team         *contract.Ref `json:"team" doc:"For what this team has; null: whoever has it."`
	Kind         string        `json:"kind" doc:"For records of this kind alone; empty: all."`
}

// IdentityBody is one way in which a person is known.
type IdentityBody struct {
	Kind  string `json:"kind" enum:"mail,phone"`
	Value string `json:"value"`
}

// ListedPerson is a person in the administrator's list.
type ListedPerson struct {
	ID           string        `json:"id"`
	Name         string        `json:"name"`
	Email        string        `json:"email"`
	Title        string        `json:"title"`
	VIP          bool          `json:"vip"`
	Active       bool          `json:"active"`
	Organisation *contract.Ref `json:"organisation"`
	Site         *contract.Ref `json:"site"`
	Roles        []GrantBody   `json:"roles" nullable:"false"`
}

// AdministeredPerson is a person with all that is set of them.
type AdministeredPerson struct {
	ListedPerson
	Version    int64          `json:"version"`
	Language   string         `json:"language" enum:"fr,en"`
	Zone       string         `json:"zone"`
	Identities []IdentityBody `json:"identities" nullable:"false" doc:"The first of each kind is the one preferred."`
	Teams      []contract.Ref `json:"teams" nullable:"false"`
	Login      string         `json:"login" doc:"Empty: they cannot sign in with a password."`
	Factor     bool           `json:"second_factor" doc:"A code is asked for after their password."`
	Account    AccountState   `json:"account"`
	Assigned   int64          `json:"assigned" doc:"Open records that they have in hand, up to a hundred."`
}

type peopleIn struct {
	Q            string `query:"q" maxLength:"200" doc:"A name, an address or a number begins with it."`
	Organisation string `query:"organisation" maxLength:"40"`
	Site         string `query:"site" maxLength:"40"`
	Role         string `query:"role" enum:"agent,authority,reader,administrator"`
	State        string `query:"state" enum:"active,inactive,all" default:"active"`
	Cursor       string `query:"cursor" maxLength:"2000"`
	Limit        int    `query:"limit" minimum:"0" maximum:"200"`
}

// names are those of all organisations, sites and teams, by id.
func names(ctx context.Context, tx *db.Tx) (map[string]string, error) {
	byID := map[string]string{}
	organisations, err := person.Organisations(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, o := range organisations {
		byID[o.ID] = o.Name
	}
	sites, err := person.Sites(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, s := range sites {
		byID[s.ID] = s.Name
	}
	teams, err := team.List(ctx, tx)
	for _, t := range teams {
		byID[t.ID] = t.Name
	}
	return byID, err
}

func grantBodies(grants []access.Grant, named map[string]string) []GrantBody {
	out := []GrantBody{}
	for _, g := range grants {
		out = append(out, GrantBody{
			Role: string(g.Role), Organisation: contract.RefOrNil(g.OrganisationID, named[g.OrganisationID]),
			Site: contract.RefOrNil(g.SiteID, named[g.SiteID]), Team: contract.RefOrNil(g.TeamID, named[g.TeamID]), Kind: g.Kind,
		})
	}
	return out
}

func listedPerson(c person.Card, grants []access.Grant, named map[string]string) ListedPerson {
	return ListedPerson{
		ID: c.ID, Name: c.Name, Email: c.Address, Title: c.Title, VIP: c.VIP, Active: c.Active,
		Organisation: contract.RefOrNil(c.OrganisationID, c.Organisation), Site: contract.RefOrNil(c.SiteID, c.Site),
		Roles: grantBodies(grants, named),
	}
}

func (a *door) listPeople(ctx context.Context, in *peopleIn) (*contract.List[ListedPerson], error) {
	r, err := contract.May(ctx, access.PersonManage)
	if err != nil {
		return nil, err
	}
	f := person.Filter{Typed: in.Q, OrganisationID: in.Organisation, SiteID: in.Site}
	if in.State != "all" {
		active := in.State != "inactive"
		f.Active = &active
	}
	var items []ListedPerson
	var next string
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		grants, err := auth.AllGrants(ctx, tx)
		if err != nil {
			return err
		}
		if in.Role != "" {
			f.ByIDs = true
			for id, all := range grants {
				if slices.ContainsFunc(all, func(g access.Grant) bool { return string(g.Role) == in.Role }) {
					f.IDs = append(f.IDs, id)
				}
			}
		}
		named, err := names(ctx, tx)
		if err != nil {
			return err
		}
		cards, more, err := person.Browse(ctx, tx, r.Who.Scope(access.PersonManage), f, guichet.Page{Limit: in.Limit, Cursor: in.Cursor})
		for _, c := range cards {
			items = append(items, listedPerson(c, grants[c.ID], named))
		}
		next = more
		return err
	})
	return contract.Listed(items, next), err
}

// PersonChange is what may be set of a person; what is left out stays.
type PersonChange struct {
	Name           *string         `json:"name,omitempty"`
	Language       *string         `json:"language,omitempty" enum:"fr,en"`
	Zone           *string         `json:"zone,omitempty" doc:"IANA name, such as Europe/Paris."`
	OrganisationID *string         `json:"organisation_id,omitempty"`
	SiteID         *string         `json:"site_id,omitempty"`
	Title          *string         `json:"title,omitempty"`
	VIP            *bool           `json:"vip,omitempty"`
	Identities     *[]IdentityBody `json:"identities,omitempty" doc:"All of them; the first of each kind is the one preferred."`
}

func (c PersonChange) edit() person.Edit {
	e := person.Edit{Name: c.Name, Zone: c.Zone, OrganisationID: c.OrganisationID, SiteID: c.SiteID, Title: c.Title, VIP: c.VIP}
	if c.Language != nil {
		l := guichet.Language(*c.Language)
		e.Language = &l
	}
	if c.Identities != nil {
		all := []person.Identity{}
		for _, i := range *c.Identities {
			all = append(all, person.Identity{Kind: i.Kind, Value: i.Value})
		}
		e.Identities = &all
	}
	return e
}

// reaches refuses an organisation that the reader does not administer: it is as
// unknown to them as one that does not exist.
func reaches(r *contract.Request, organisationID *string) error {
	if organisationID == nil || r.Who.Scope(access.PersonManage).HasOrganisation(*organisationID) {
		return nil
	}
	return guichet.Invalid("organisation_id", "unknown_value", nil)
}

// manages tells whether the reader may change the person: one of theirs, and
// nobody who has a role beyond their reach, whom they would otherwise become by
// taking over an address.
func manages(ctx context.Context, tx *db.Tx, r *contract.Request, id string) error {
	scope := r.Who.Scope(access.PersonManage)
	if _, err := person.GetCard(ctx, tx, scope, id); err != nil || scope.All {
		return err
	}
	grants, err := auth.Grants(ctx, tx, id)
	if err != nil {
		return err
	}
	for _, g := range grants {
		if !scope.HasOrganisation(g.OrganisationID) {
			return r.Deny(ctx, access.PersonManage)
		}
	}
	return nil
}

func (a *door) readPerson(ctx context.Context, tx *db.Tx, r *contract.Request, id string) (AdministeredPerson, error) {
	var out AdministeredPerson
	c, err := person.GetCard(ctx, tx, r.Who.Scope(access.PersonManage), id)
	if err != nil {
		return out, err
	}
	grants, err := auth.Grants(ctx, tx, id)
	if err != nil {
		return out, err
	}
	named, err := names(ctx, tx)
	if err != nil {
		return out, err
	}
	out = AdministeredPerson{
		ListedPerson: listedPerson(c, grants, named), Language: string(c.Language), Zone: c.Zone,
		Identities: []IdentityBody{}, Teams: []contract.Ref{},
	}
	if out.Version, err = person.Version(ctx, tx, id); err != nil {
		return out, err
	}
	known, err := person.Identities(ctx, tx, id)
	if err != nil {
		return out, err
	}
	for _, i := range known {
		out.Identities = append(out.Identities, IdentityBody{Kind: i.Kind, Value: i.Value})
	}
	teams, err := team.Of(ctx, tx, id)
	if err != nil {
		return out, err
	}
	for _, t := range teams {
		out.Teams = append(out.Teams, contract.Ref{ID: t.ID, Name: t.Name})
	}
	account, err := auth.GetAccount(ctx, tx, id)
	if err != nil && !guichet.IsKind(err, guichet.KindNotFound) {
		return out, err
	}
	out.Login = account.Login
	factor, err := auth.SecondFactor(ctx, tx, id)
	if err != nil {
		return out, err
	}
	out.Factor = factor.On
	if out.Account, err = accountBody(ctx, tx, c, account.Login != ""); err != nil {
		return out, err
	}
	// How many, and no more: which they are is for the desk to see.
	out.Assigned, err = ticket.Count(ctx, tx, access.Scope{All: true}, ticket.Filter{Kind: incident.Kind, View: ticket.Open, AssigneeID: id})
	return out, err
}

func (a *door) getPerson(ctx context.Context, in *contract.IDIn) (*contract.Item[AdministeredPerson], error) {
	r, err := contract.May(ctx, access.PersonManage)
	if err != nil {
		return nil, err
	}
	out := &contract.Item[AdministeredPerson]{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		out.Body, err = a.readPerson(ctx, tx, r, in.ID)
		return err
	})
	return out, err
}

// NewPerson is a person to be made known.
type NewPerson struct {
	Name           string         `json:"name"`
	Language       string         `json:"language,omitempty" enum:"fr,en" default:"fr"`
	Zone           string         `json:"zone,omitempty" default:"Europe/Paris" doc:"IANA name."`
	OrganisationID string         `json:"organisation_id,omitempty"`
	SiteID         string         `json:"site_id,omitempty"`
	Title          string         `json:"title,omitempty"`
	VIP            bool           `json:"vip,omitempty"`
	Identities     []IdentityBody `json:"identities,omitempty" nullable:"false"`
}

func (a *door) createPerson(ctx context.Context, in *contract.Item[NewPerson]) (*contract.Item[AdministeredPerson], error) {
	r, err := contract.May(ctx, access.PersonManage)
	if err != nil {
		return nil, err
	}
	b := in.Body
	if err := reaches(r, &b.OrganisationID); err != nil {
		return nil, err
	}
	change := PersonChange{
		Name: &b.Name, Language: &b.Language, Zone: &b.Zone, OrganisationID: &b.OrganisationID, SiteID: &b.SiteID, Title: &b.Title,
		VIP: &b.VIP, Identities: &b.Identities,
	}
	body, err := contract.Write(ctx, a.Door, func(ctx context.Context, tx *db.Tx) (AdministeredPerson, error) {
		p, err := person.Add(ctx, tx, r.Actor(), change.edit())
		if err != nil {
			return AdministeredPerson{}, err
		}
		return a.readPerson(ctx, tx, r, p.ID)
	})
	return &contract.Item[AdministeredPerson]{Body: body}, err
}

// PersonPatch is a change of a person at the version that was read.
type PersonPatch struct {
	Version int64 `json:"version" minimum:"1"`
	PersonChange
}

type personIn[T any] struct {
	contract.IDIn
	Body T
}

// act changes a person whom the reader manages, and answers with them.
func (a *door) act(ctx context.Context, id string, f func(ctx context.Context, tx *db.Tx, r *contract.Request) error) (*contract.Item[AdministeredPerson], error) {
	r, err := contract.May(ctx, access.PersonManage)
	if err != nil {
		return nil, err
	}
	body, err := contract.Write(ctx, a.Door, func(ctx context.Context, tx *db.Tx) (AdministeredPerson, error) {
		if err := manages(ctx, tx, r, id); err != nil {
			return AdministeredPerson{}, err
		}
		if err := f(ctx, tx, r); err != nil {
			return AdministeredPerson{}, err
		}
		return a.readPerson(ctx, tx, r, id)
	})
	return &contract.Item[AdministeredPerson]{Body: body}, err
}

func (a *door) changePerson(ctx context.Context, in *personIn[PersonPatch]) (*contract.Item[AdministeredPerson], error) {
	return a.act(ctx, in.ID, func(ctx context.Context, tx *db.Tx, r *contract.Request) error {
		if err := reaches(r, in.Body.OrganisationID); err != nil {
			return err
		}
		_, err := person.Change(ctx, tx, r.Actor(), in.ID, in.Body.Version, in.Body.edit())
		return err
	})
}

// Activity says whether a person is with us.
type Activity struct {
	Active bool   `json:"active"`
	Reason string `json:"reason,omitempty"`
}

func (a *door) setActivity(ctx context.Context, in *personIn[Activity]) (*contract.Item[AdministeredPerson], error) {
	return a.act(ctx, in.ID, func(ctx context.Context, tx *db.Tx, r *contract.Request) error {
		reason := guichet.Clean(in.Body.Reason)
		if in.Body.Active {
			return person.SetActive(ctx, tx, r.Actor(), in.ID, true, reason)
		}
		return auth.Deactivate(ctx, tx, r.Actor(), in.ID, reason)
	})
}
