package account

import (
	"context"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/auth"
	"guichet/internal/db"
	"guichet/internal/person"
	"guichet/internal/setting"
	"guichet/internal/team"
)

// Me is the person who is signed in.
type Me struct {
	ID           string                `json:"id"`
	Name         string                `json:"name"`
	Email        string                `json:"email"`
	Language     string                `json:"language" enum:"fr,en"`
	Zone         string                `json:"zone"`
	Theme        string                `json:"theme" enum:"auto,light,dark"`
	Roles        []string              `json:"roles" nullable:"false" doc:"user, agent, administrator"`
	Permissions  []contract.Permission `json:"permissions" nullable:"false"`
	Organisation *contract.Ref         `json:"organisation"`
	Site         *contract.Ref         `json:"site"`
	Teams        []contract.Ref        `json:"teams" nullable:"false"`
	DeskName     string                `json:"desk_name"`
	SecondFactor string                `json:"second_factor" enum:"off,on,needed" doc:"needed: the desk asks for one, and there is none yet."`
	Limited      bool                  `json:"limited" doc:"This session has no role until a second factor is set up."`
}

func (a *rooms) meBody(ctx context.Context, tx *db.Tx, who access.Who, limited bool) (Me, error) {
	c, err := person.GetCard(ctx, tx, access.Scope{PersonID: who.PersonID}, who.PersonID)
	if err != nil {
		return Me{}, err
	}
	teams, err := team.Of(ctx, tx, who.PersonID)
	if err != nil {
		return Me{}, err
	}
	desk, err := setting.Desk().Get(ctx, tx)
	if err != nil {
		return Me{}, err
	}
	factor, err := auth.SecondFactor(ctx, tx, who.PersonID)
	if err != nil {
		return Me{}, err
	}
	m := Me{
		ID: c.ID, Name: c.Name, Email: c.Address, Language: string(c.Language), Zone: c.Zone, Theme: c.Theme,
		Organisation: contract.RefOrNil(c.OrganisationID, c.Organisation), Site: contract.RefOrNil(c.SiteID, c.Site), DeskName: desk,
		SecondFactor: "off", Limited: limited,
		Roles: []string{}, Permissions: []contract.Permission{}, Teams: []contract.Ref{},
	}
	switch {
	case factor.On:
		m.SecondFactor = "on"
	case factor.Needed:
		m.SecondFactor = "needed"
	}
	for _, r := range who.Roles() {
		m.Roles = append(m.Roles, string(r))
	}
	for _, p := range access.Permissions() {
		if who.May(p) {
			m.Permissions = append(m.Permissions, contract.Permission(p))
		}
	}
	for _, t := range teams {
		m.Teams = append(m.Teams, contract.Ref{ID: t.ID, Name: t.Name})
	}
	return m, nil
}

func (a *rooms) deskRoutes() {
	contract.Route(a.Door, contract.Open(contract.Get("get-desk", "/api/desk", "What anybody may know of the desk")), a.getDesk)
}

// Desk is what the sign-in page shows.
type Desk struct {
	Name      string          `json:"name"`
	Languages []string        `json:"languages" nullable:"false"`
	Language  string          `json:"language"`
	Sample    []SampleAccount `json:"sample" nullable:"false" doc:"The accounts of the sample data; on loopback only."`
	Version   string          `json:"version"`
	Letters   bool            `json:"letters" doc:"The desk can write mail: links to sign in and to set a new password."`
	Setup     bool            `json:"setup" doc:"The desk is empty, and waits for the code that its console shows."`
}

// SampleAccount is an account of the sample data.
type SampleAccount struct {
	Login    string `json:"login"`
	Password string `json:"password"`
	Name     string `json:"name"`
	Role     string `json:"role"`
}

func (a *rooms) getDesk(ctx context.Context, _ *struct{}) (*contract.Item[Desk], error) {
	out := &contract.Item[Desk]{Body: Desk{Languages: []string{"fr", "en"}, Sample: []SampleAccount{}, Version: a.Version}}
	err := a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if out.Body.Name, err = setting.Desk().Get(ctx, tx); err != nil {
			return err
		}
		if out.Body.Language, err = setting.Language().Get(ctx, tx); err != nil {
			return err
		}
		if out.Body.Letters, err = canWrite(ctx, tx); err != nil {
			return err
		}
		if out.Body.Setup, err = auth.IsEmpty(ctx, tx); err != nil {
			return err
		}
		sample, err := setting.Sample().Get(ctx, tx)
		if err == nil && sample && contract.RequestOf(ctx).Loopback {
			out.Body.Sample = append(out.Body.Sample, a.Samples...)
		}
		return err
	})
	return out, err
}

func (a *rooms) meRoutes() {
	contract.Route(a.Door, contract.Get("get-me", "/api/me", "Who is signed in"), a.getMe)
	contract.Route(a.Door, contract.Patch("change-me", "/api/me", "Change one's own preferences"), a.changeMe)
}

func (a *rooms) getMe(ctx context.Context, _ *struct{}) (*contract.Item[Me], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	out := &contract.Item[Me]{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		out.Body, err = a.meBody(ctx, tx, r.Who, r.Identity.Limited)
		return err
	})
	return out, err
}

// MeChange is what people change about themselves.
type MeChange struct {
	Language *string `json:"language,omitempty" enum:"fr,en"`
	Zone     *string `json:"zone,omitempty" doc:"IANA name, such as Europe/Paris."`
	Theme    *string `json:"theme,omitempty" enum:"auto,light,dark"`
}

func (a *rooms) changeMe(ctx context.Context, in *contract.Item[MeChange]) (*contract.Item[Me], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	prefer := person.Preferences{Zone: in.Body.Zone, Theme: in.Body.Theme}
	if in.Body.Language != nil {
		l := guichet.Language(*in.Body.Language)
		prefer.Language = &l
	}
	out := &contract.Item[Me]{}
	err = a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := person.Prefer(ctx, tx, r.Actor(), r.Who.PersonID, prefer); err != nil {
			return err
		}
		out.Body, err = a.meBody(ctx, tx, r.Who, r.Identity.Limited)
		return err
	})
	return out, err
}
