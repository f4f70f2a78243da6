package administration

import (
	"context"
	"net/http"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/auth"
	"guichet/internal/db"
	"guichet/internal/phrase"
)

func (a *door) roleRoutes() {
	contract.Route(a.Door, contract.Get("list-roles", "/api/administration/roles", "The roles and what each may do"), a.listRoles)
	contract.Route(a.Door, contract.Done(contract.Post("grant-role", "/api/administration/people/{id}/roles", "Give a person a role")), a.grantRole)
	take := contract.Remove("take-role", "/api/administration/people/{id}/roles", "Take a role from a person")
	take.DefaultStatus = http.StatusOK
	contract.Route(a.Door, take, a.takeRole)
}

// RoleBody is a role and what it may do.
type RoleBody struct {
	Role        string           `json:"role" enum:"user,agent,authority,reader,administrator"`
	Label       string           `json:"label"`
	Permissions []PermissionBody `json:"permissions" nullable:"false"`
}

// PermissionBody is one thing that a role may do.
type PermissionBody struct {
	Code  string `json:"code"`
	Label string `json:"label"`
	Own   bool   `json:"own" doc:"With one's own records only."`
}

func (a *door) listRoles(ctx context.Context, _ *struct{}) (*contract.List[RoleBody], error) {
	r, err := contract.May(ctx, access.PersonManage)
	if err != nil {
		return nil, err
	}
	say := phrase.For(r.Language)
	items := []RoleBody{}
	for _, role := range access.Roles() {
		who := access.Who{PersonID: "somebody", Grants: []access.Grant{{Role: role}}}
		b := RoleBody{Role: string(role), Label: say.Say("role."+string(role), nil), Permissions: []PermissionBody{}}
		for _, p := range access.Permissions() {
			if who.May(p) {
				b.Permissions = append(b.Permissions, PermissionBody{
					Code: string(p), Label: say.Say("permission."+string(p), nil), Own: !who.Scope(p).All,
				})
			}
		}
		items = append(items, b)
	}
	return contract.Listed(items, ""), nil
}

// NewGrant is a role to be given.
type NewGrant struct {
	Role           string `json:"role" enum:"agent,authority,reader,administrator"`
	OrganisationID string `json:"organisation_id,omitempty" maxLength:"40" doc:"Empty: in all of them."`
	SiteID         string `json:"site_id,omitempty" maxLength:"40" doc:"Empty: at all of them."`
	TeamID         string `json:"team_id,omitempty" maxLength:"40" doc:"For what this team has. Empty: whoever has it."`
	Kind           string `json:"kind,omitempty" enum:"incident,request,change" doc:"Of an agent or a reader: records of this kind alone. Left out: all."`
}

func (g NewGrant) grant() access.Grant {
	return access.Grant{Role: access.Role(g.Role), OrganisationID: g.OrganisationID, SiteID: g.SiteID, TeamID: g.TeamID, Kind: g.Kind}
}

func (a *door) grantRole(ctx context.Context, in *personIn[NewGrant]) (*contract.Item[AdministeredPerson], error) {
	return a.act(ctx, in.ID, func(ctx context.Context, tx *db.Tx, r *contract.Request) error {
		if err := mayGrant(r, in.Body.OrganisationID); err != nil {
			return err
		}
		return auth.Grant(ctx, tx, r.Actor(), in.ID, in.Body.grant())
	})
}

type takeRoleIn struct {
	contract.IDIn
	Role           string `query:"role" required:"true" enum:"agent,authority,reader,administrator"`
	OrganisationID string `query:"organisation_id" maxLength:"40"`
	SiteID         string `query:"site_id" maxLength:"40"`
	TeamID         string `query:"team_id" maxLength:"40"`
	Kind           string `query:"kind" enum:"incident,request,change"`
}

func (a *door) takeRole(ctx context.Context, in *takeRoleIn) (*contract.Item[AdministeredPerson], error) {
	return a.act(ctx, in.ID, func(ctx context.Context, tx *db.Tx, r *contract.Request) error {
		if err := mayGrant(r, in.OrganisationID); err != nil {
			return err
		}
		return auth.Ungrant(ctx, tx, r.Actor(), in.ID, NewGrant{in.Role, in.OrganisationID, in.SiteID, in.TeamID, in.Kind}.grant())
	})
}

// mayGrant lets nobody give a role for more than they administer themselves.
func mayGrant(r *contract.Request, organisationID string) error {
	if r.Who.Scope(access.PersonManage).HasOrganisation(organisationID) {
		return nil
	}
	return guichet.Invalid("organisation_id", "unknown_value", nil)
}
