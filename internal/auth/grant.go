package auth

import (
	"context"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/db"
	"guichet/internal/person"
	"guichet/internal/team"
	"guichet/internal/timeline"
)

// Grant gives a person a role, everywhere or as far as it is limited. Everybody
// is a user: there is nothing to grant of it. One that is limited to a site is in
// the site's organisation.
func Grant(ctx context.Context, tx *db.Tx, by guichet.Actor, personID string, g access.Grant) error {
	if !access.IsRole(g.Role) {
		return guichet.Invalid("role", "unknown_value", nil)
	}
	if err := lockPerson(ctx, tx, personID); err != nil {
		return err
	}
	if g.Role == access.User {
		return nil
	}
	if err := checkLimits(ctx, tx, &g); err != nil {
		return err
	}
	granted, err := tx.Exec(ctx, sqlGrant, personID, string(g.Role), g.OrganisationID, g.SiteID, g.TeamID, g.Kind)
	if err != nil {
		return guichet.Doing("grant a role", err)
	}
	if granted == 0 {
		return nil
	}
	entry := timeline.Entry{Kind: "role_granted/1"}
	if isLimited(g) {
		entry.Kind = "role_granted/2"
	}
	for _, f := range limits(g) {
		entry.Changes = append(entry.Changes, timeline.Change{Field: f.field, New: f.value})
	}
	return tell(ctx, tx, by, personID, entry)
}

// checkLimits refuses what a role cannot be limited to, and what does not exist.
func checkLimits(ctx context.Context, tx *db.Tx, g *access.Grant) error {
	if !g.Fits() {
		field := "kind"
		if g.Role == access.Administrator && g.TeamID != "" {
			field = "team_id"
		} else if g.Role == access.Administrator && g.SiteID != "" {
			field = "site_id"
		}
		return guichet.Invalid(field, "role.limit", nil)
	}
	if g.SiteID != "" {
		s, err := person.GetSite(ctx, tx, g.SiteID)
		if guichet.IsKind(err, guichet.KindNotFound) || err == nil && g.OrganisationID != "" && g.OrganisationID != s.OrganisationID {
			return guichet.Invalid("site_id", "unknown_value", nil)
		}
		if err != nil {
			return err
		}
		g.OrganisationID = s.OrganisationID
	}
	if g.OrganisationID != "" {
		_, err := person.GetOrganisation(ctx, tx, g.OrganisationID)
		if guichet.IsKind(err, guichet.KindNotFound) {
			return guichet.Invalid("organisation_id", "unknown_value", nil)
		}
		if err != nil {
			return err
		}
	}
	if g.TeamID != "" {
		_, err := team.Get(ctx, tx, g.TeamID)
		if guichet.IsKind(err, guichet.KindNotFound) {
			return guichet.Invalid("team_id", "unknown_value", nil)
		}
		return err
	}
	return nil
}

// Ungrant takes a role away; the next request is without it. The last
// administrator stays one.
func Ungrant(ctx context.Context, tx *db.Tx, by guichet.Actor, personID string, g access.Grant) error {
	if err := lockAdministrators(ctx, tx); err != nil {
		return err
	}
	if err := lockPerson(ctx, tx, personID); err != nil {
		return err
	}
	if g == (access.Grant{Role: access.Administrator}) {
		if err := keepAdministrator(ctx, tx, personID); err != nil {
			return err
		}
	}
	taken, err := tx.Exec(ctx, sqlUngrant, personID, string(g.Role), g.OrganisationID, g.SiteID, g.TeamID, g.Kind)
	if err != nil {
		return guichet.Doing("take a role away", err)
	}
	if taken == 0 {
		return guichet.NotFound()
	}
	entry := timeline.Entry{Kind: "role_taken/1"}
	if isLimited(g) {
		entry.Kind = "role_taken/2"
	}
	for _, f := range limits(g) {
		entry.Changes = append(entry.Changes, timeline.Change{Field: f.field, Old: f.value})
	}
	return tell(ctx, tx, by, personID, entry)
}

// isLimited tells that a grant says more than its first kind of entry did.
func isLimited(g access.Grant) bool { return g.SiteID != "" || g.TeamID != "" || g.Kind != "" }

type limit struct{ field, value string }

// limits are what an entry says of a grant.
func limits(g access.Grant) []limit {
	all := []limit{{"role", string(g.Role)}, {"organisation", g.OrganisationID}}
	for _, l := range []limit{{"site", g.SiteID}, {"team", g.TeamID}, {"record_kind", g.Kind}} {
		if l.value != "" {
			all = append(all, l)
		}
	}
	return all
}
