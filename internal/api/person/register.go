package person

import (
	"context"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/db"
	"guichet/internal/person"
	"guichet/internal/setting"
)

func (a *door) registerRoutes() {
	contract.Route(a.Door, contract.Post("register-person", "/api/people", "Make somebody known who calls for the first time: without an account, without a role"), a.register)
	contract.Route(a.Door, contract.Get("list-places", "/api/people/places", "Where the reader may make somebody known"), a.places)
	contract.Route(a.Door, contract.Get("list-resembling-people", "/api/people/resembling", "Who has this address or this number already"), a.resembling)
}

// PlaceBody is an organisation with its sites, as far as the reader may add
// people to them.
type PlaceBody struct {
	contract.Ref
	Whole bool           `json:"whole" doc:"Somebody may be of it without a site."`
	Sites []contract.Ref `json:"sites" nullable:"false"`
}

// Places is where somebody may be made known, and how they begin there.
type Places struct {
	Nowhere       bool        `json:"nowhere" doc:"Somebody may be of no organisation."`
	Organisations []PlaceBody `json:"organisations" nullable:"false"`
	Language      string      `json:"language" enum:"fr,en" doc:"The desk's."`
}

func (a *door) places(ctx context.Context, _ *struct{}) (*contract.Item[Places], error) {
	r, err := contract.May(ctx, access.PersonRegister)
	if err != nil {
		return nil, err
	}
	scope := r.Who.Scope(access.PersonRegister)
	out := &contract.Item[Places]{Body: Places{Nowhere: scope.Admits(access.Place{}), Organisations: []PlaceBody{}}}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		language, err := setting.Language().Get(ctx, tx)
		if err != nil {
			return err
		}
		out.Body.Language = language
		organisations, err := person.Organisations(ctx, tx)
		if err != nil {
			return err
		}
		sites, err := person.Sites(ctx, tx)
		if err != nil {
			return err
		}
		for _, o := range organisations {
			p := PlaceBody{Ref: contract.Ref{ID: o.ID, Name: o.Name}, Whole: scope.Admits(access.Place{OrganisationID: o.ID}), Sites: []contract.Ref{}}
			for _, s := range sites {
				if s.OrganisationID == o.ID && scope.Admits(access.Place{OrganisationID: o.ID, SiteID: s.ID}) {
					p.Sites = append(p.Sites, contract.Ref{ID: s.ID, Name: s.Name})
				}
			}
			if p.Whole || len(p.Sites) > 0 {
				out.Body.Organisations = append(out.Body.Organisations, p)
			}
		}
		return nil
	})
	return out, err
}

type resemblingIn struct {
	Mail  string `query:"mail" maxLength:"320"`
	Phone string `query:"phone" maxLength:"320"`
}

// Resembling is somebody who may be the same person.
type Resembling struct {
	PersonBody
	Active bool `json:"active" doc:"False: they are no longer with us."`
}

func (a *door) resembling(ctx context.Context, in *resemblingIn) (*contract.List[Resembling], error) {
	r, err := contract.May(ctx, access.PersonRegister)
	if err != nil {
		return nil, err
	}
	items := []Resembling{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		cards, err := person.Resemble(ctx, tx, r.Who.Scope(access.PersonRead), in.Mail, in.Phone)
		for _, c := range cards {
			items = append(items, Resembling{PersonBody: personBody(c), Active: c.Active})
		}
		return err
	})
	return contract.Listed(items, ""), err
}

// Newcomer is somebody to be made known, with one way at least to reach them.
type Newcomer struct {
	Name           string `json:"name"`
	Mail           string `json:"mail,omitempty"`
	Phone          string `json:"phone,omitempty"`
	OrganisationID string `json:"organisation_id,omitempty"`
	SiteID         string `json:"site_id,omitempty"`
	Language       string `json:"language,omitempty" enum:"fr,en" doc:"In which they are written to; the desk's where it is left out."`
}

func (a *door) register(ctx context.Context, in *contract.Item[Newcomer]) (*contract.Item[PersonBody], error) {
	r, err := contract.May(ctx, access.PersonRegister)
	if err != nil {
		return nil, err
	}
	b := in.Body
	scope := r.Who.Scope(access.PersonRegister)
	body, err := contract.Write(ctx, a.Door, func(ctx context.Context, tx *db.Tx) (PersonBody, error) {
		// A place out of reach is as unknown as one that does not exist.
		if !scope.Admits(access.Place{OrganisationID: b.OrganisationID, SiteID: b.SiteID}) {
			field := "organisation_id"
			if scope.Touches(b.OrganisationID) && b.OrganisationID != "" {
				field = "site_id"
			}
			return PersonBody{}, guichet.Invalid(field, "unknown_value", nil)
		}
		n := person.Newcomer{
			Name: b.Name, Language: guichet.Language(b.Language), OrganisationID: b.OrganisationID, SiteID: b.SiteID, Address: b.Mail, Phone: b.Phone,
		}
		if err := a.beginsWith(ctx, tx, &n); err != nil {
			return PersonBody{}, err
		}
		p, err := person.Register(ctx, tx, r.Actor(), r.Who.Scope(access.PersonRead), n)
		if err != nil {
			return PersonBody{}, err
		}
		c, err := person.GetCard(ctx, tx, r.Who.Scope(access.PersonRead), p.ID)
		return personBody(c), err
	})
	return &contract.Item[PersonBody]{Body: body}, err
}

// beginsWith is what nobody asks a caller: their time is their site's, their
// language the desk's unless they were heard to speak another.
func (a *door) beginsWith(ctx context.Context, tx *db.Tx, n *person.Newcomer) (err error) {
	if n.Language == "" {
		language, err := setting.Language().Get(ctx, tx)
		if err != nil {
			return err
		}
		n.Language = guichet.Language(language)
	}
	if s, err := person.GetSite(ctx, tx, n.SiteID); err == nil {
		n.Zone = s.Zone
		return nil
	} else if !guichet.IsKind(err, guichet.KindNotFound) {
		return err
	}
	n.Zone, err = setting.Zone().Get(ctx, tx)
	return err
}
