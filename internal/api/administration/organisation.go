package administration

import (
	"context"

	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/db"
	"guichet/internal/person"
	"guichet/internal/timeline"
)

func (a *door) organisationRoutes() {
	contract.Route(a.Door, contract.Get("list-organisations", "/api/administration/organisations", "The organisations and their sites"), a.listOrganisations)
	contract.Route(a.Door, contract.Post("create-organisation", "/api/administration/organisations", "Add an organisation"), a.createOrganisation)
	contract.Route(a.Door, contract.Patch("change-organisation", "/api/administration/organisations/{id}", "Rename an organisation"), a.changeOrganisation)
	contract.Route(a.Door, contract.Post("create-site", "/api/administration/organisations/{id}/sites", "Add a site to an organisation"), a.createSite)
	contract.Route(a.Door, contract.Patch("change-site", "/api/administration/sites/{id}", "Change a site"), a.changeSite)
}

// OrganisationBody is an organisation with its sites.
type OrganisationBody struct {
	ID      string     `json:"id"`
	Version int64      `json:"version"`
	Name    string     `json:"name"`
	Sites   []SiteBody `json:"sites" nullable:"false"`
}

// SiteBody is a site.
type SiteBody struct {
	ID             string `json:"id"`
	Version        int64  `json:"version"`
	OrganisationID string `json:"organisation_id"`
	Name           string `json:"name"`
	Zone           string `json:"zone"`
}

func organisationBody(ctx context.Context, tx *db.Tx, o person.Organisation) (OrganisationBody, error) {
	version, err := timeline.Version(ctx, tx, timeline.Subject{Kind: "organisation", ID: o.ID})
	return OrganisationBody{ID: o.ID, Version: version, Name: o.Name, Sites: []SiteBody{}}, err
}

func siteBody(ctx context.Context, tx *db.Tx, s person.Site) (SiteBody, error) {
	version, err := timeline.Version(ctx, tx, timeline.Subject{Kind: "site", ID: s.ID})
	return SiteBody{ID: s.ID, Version: version, OrganisationID: s.OrganisationID, Name: s.Name, Zone: s.Zone}, err
}

func (a *door) listOrganisations(ctx context.Context, _ *struct{}) (*contract.List[OrganisationBody], error) {
	r, err := contract.May(ctx, access.PersonManage)
	if err != nil {
		return nil, err
	}
	scope := r.Who.Scope(access.PersonManage)
	items := []OrganisationBody{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		organisations, err := person.Organisations(ctx, tx)
		if err != nil {
			return err
		}
		sites, err := person.Sites(ctx, tx)
		if err != nil {
			return err
		}
		for _, o := range organisations {
			if !scope.HasOrganisation(o.ID) {
				continue
			}
			b, err := organisationBody(ctx, tx, o)
			if err != nil {
				return err
			}
			for _, s := range sites {
				if s.OrganisationID != o.ID {
					continue
				}
				one, err := siteBody(ctx, tx, s)
				if err != nil {
					return err
				}
				b.Sites = append(b.Sites, one)
			}
			items = append(items, b)
		}
		return nil
	})
	return contract.Listed(items, ""), err
}

// NewOrganisation is an organisation to be added.
type NewOrganisation struct {
	Name string `json:"name"`
}

func (a *door) createOrganisation(ctx context.Context, in *contract.Item[NewOrganisation]) (*contract.Item[OrganisationBody], error) {
	r, err := contract.MayAll(ctx, access.PersonManage)
	if err != nil {
		return nil, err
	}
	body, err := contract.Write(ctx, a.Door, func(ctx context.Context, tx *db.Tx) (OrganisationBody, error) {
		o, err := person.CreateOrganisation(ctx, tx, r.Actor(), in.Body.Name)
		if err != nil {
			return OrganisationBody{}, err
		}
		return organisationBody(ctx, tx, o)
	})
	return &contract.Item[OrganisationBody]{Body: body}, err
}

// OrganisationPatch is a change of an organisation at the version that was read.
type OrganisationPatch struct {
	Version int64  `json:"version" minimum:"1"`
	Name    string `json:"name"`
}

// within finds an organisation that the reader administers.
func within(ctx context.Context, tx *db.Tx, r *contract.Request, id string) error {
	if !r.Who.Scope(access.PersonManage).HasOrganisation(id) {
		id = "" // as unknown as one that does not exist
	}
	_, err := person.GetOrganisation(ctx, tx, id)
	return err
}

func (a *door) changeOrganisation(ctx context.Context, in *personIn[OrganisationPatch]) (*contract.Item[OrganisationBody], error) {
	r, err := contract.May(ctx, access.PersonManage)
	if err != nil {
		return nil, err
	}
	out := &contract.Item[OrganisationBody]{}
	err = a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := within(ctx, tx, r, in.ID); err != nil {
			return err
		}
		o, err := person.RenameOrganisation(ctx, tx, r.Actor(), in.ID, in.Body.Version, in.Body.Name)
		if err != nil {
			return err
		}
		out.Body, err = organisationBody(ctx, tx, o)
		return err
	})
	return out, err
}

// NewSite is a site to be added.
type NewSite struct {
	Name string `json:"name"`
	Zone string `json:"zone,omitempty" default:"Europe/Paris" doc:"IANA name."`
}

func (a *door) createSite(ctx context.Context, in *personIn[NewSite]) (*contract.Item[SiteBody], error) {
	r, err := contract.May(ctx, access.PersonManage)
	if err != nil {
		return nil, err
	}
	body, err := contract.Write(ctx, a.Door, func(ctx context.Context, tx *db.Tx) (SiteBody, error) {
		if err := within(ctx, tx, r, in.ID); err != nil {
			return SiteBody{}, err
		}
		s, err := person.CreateSite(ctx, tx, r.Actor(), person.Site{OrganisationID: in.ID, Name: in.Body.Name, Zone: in.Body.Zone})
		if err != nil {
			return SiteBody{}, err
		}
		return siteBody(ctx, tx, s)
	})
	return &contract.Item[SiteBody]{Body: body}, err
}

// SitePatch is a change of a site at the version that was read.
type SitePatch struct {
	Version int64  `json:"version" minimum:"1"`
	Name    string `json:"name"`
	Zone    string `json:"zone"`
}

func (a *door) changeSite(ctx context.Context, in *personIn[SitePatch]) (*contract.Item[SiteBody], error) {
	r, err := contract.May(ctx, access.PersonManage)
	if err != nil {
		return nil, err
	}
	out := &contract.Item[SiteBody]{}
	err = a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		s, err := person.GetSite(ctx, tx, in.ID)
		if err != nil {
			return err
		}
		if err := within(ctx, tx, r, s.OrganisationID); err != nil {
			return err
		}
		if s, err = person.ChangeSite(ctx, tx, r.Actor(), in.ID, in.Body.Version, in.Body.Name, in.Body.Zone); err != nil {
			return err
		}
		out.Body, err = siteBody(ctx, tx, s)
		return err
	})
	return out, err
}
