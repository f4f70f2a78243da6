package auth

import (
	"context"
	"slices"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/db"
	"guichet/internal/person"
	"guichet/internal/timeline"
)

const (
	sqlGrants = `SELECT role, organisation_id, site_id, team_id, kind FROM role_grant WHERE person_id = $1
		ORDER BY role, organisation_id, site_id, team_id, kind`

	sqlAllGrants = `SELECT person_id, role, organisation_id, site_id, team_id, kind FROM role_grant
		ORDER BY person_id, role, organisation_id, site_id, team_id, kind`

	sqlAdministrators = `SELECT g.person_id FROM role_grant g JOIN person p ON p.id = g.person_id JOIN account a ON a.person_id = p.id
		WHERE g.role = 'administrator' AND g.organisation_id = '' AND g.site_id = '' AND g.team_id = '' AND g.kind = ''
		AND p.active ORDER BY g.person_id`

	sqlHolders = `SELECT DISTINCT person_id FROM role_grant WHERE role = $1 ORDER BY person_id`

	sqlEndTokens = `DELETE FROM token WHERE person_id = $1`
)

func grantFields(g *access.Grant) []any {
	return []any{&g.Role, &g.OrganisationID, &g.SiteID, &g.TeamID, &g.Kind}
}

// Grants lists the roles of a person.
func Grants(ctx context.Context, tx *db.Tx, personID string) ([]access.Grant, error) {
	return db.All(ctx, tx, grantFields, sqlGrants, personID)
}

// Holders lists whom some role gives a permission, somewhere: on which records is
// for their rights to say.
func Holders(ctx context.Context, tx *db.Tx, p access.Permission) ([]string, error) {
	var all []string
	for _, r := range access.Giving(p) {
		some, err := db.All(ctx, tx, func(id *string) []any { return []any{id} }, sqlHolders, string(r))
		if err != nil {
			return nil, guichet.Doing("read who has a role", err)
		}
		all = append(all, some...)
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

// AllGrants lists the roles of everybody who has one, by person.
func AllGrants(ctx context.Context, tx *db.Tx) (map[string][]access.Grant, error) {
	type row struct {
		person string
		access.Grant
	}
	rows, err := db.All(ctx, tx, func(r *row) []any { return append([]any{&r.person}, grantFields(&r.Grant)...) }, sqlAllGrants)
	all := map[string][]access.Grant{}
	for _, r := range rows {
		all[r.person] = append(all[r.person], r.Grant)
	}
	return all, guichet.Doing("read the roles", err)
}

// Deactivate ends a person's part in the desk: they are signed out everywhere,
// their programs are shut out, and nobody signs in as them. What they were given
// stays theirs, in sight, until somebody gives it to another. The last
// administrator stays.
func Deactivate(ctx context.Context, tx *db.Tx, by guichet.Actor, personID, reason string) error {
	if err := lockAdministrators(ctx, tx); err != nil {
		return err
	}
	if err := lockPerson(ctx, tx, personID); err != nil {
		return err
	}
	if err := keepAdministrator(ctx, tx, personID); err != nil {
		return err
	}
	if err := person.SetActive(ctx, tx, by, personID, false, reason); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, sqlDropAllLinks, personID); err != nil {
		return guichet.Doing("end the links", err)
	}
	sessions, err := tx.Exec(ctx, sqlEndSessions, personID)
	if err != nil {
		return guichet.Doing("end the sessions", err)
	}
	tokens, err := tx.Exec(ctx, sqlEndTokens, personID)
	if err != nil {
		return guichet.Doing("end the tokens", err)
	}
	if sessions+tokens == 0 {
		return nil
	}
	return tell(ctx, tx, by, personID, timeline.Entry{Kind: "shut_out/1", Changes: []timeline.Change{
		{Field: "sessions", Old: sessions}, {Field: "tokens", Old: tokens},
	}})
}

// lockAdministrators holds everybody who could be the last administrator, so
// that two of them never take each other away at the same time.
func lockAdministrators(ctx context.Context, tx *db.Tx) error {
	ids, err := administrators(ctx, tx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := tx.Lock(ctx, "person", id); err != nil {
			return err
		}
	}
	return nil
}

// keepAdministrator refuses to go on when the person is the last who could set
// the desk up: active, with an account, for all organisations.
func keepAdministrator(ctx context.Context, tx *db.Tx, personID string) error {
	ids, err := administrators(ctx, tx)
	if err != nil {
		return err
	}
	if len(ids) == 1 && ids[0] == personID {
		return guichet.Invalid("role", "administrator.last", nil)
	}
	return nil
}

func administrators(ctx context.Context, tx *db.Tx) ([]string, error) {
	ids, err := db.All(ctx, tx, func(id *string) []any { return []any{id} }, sqlAdministrators)
	return ids, guichet.Doing("list the administrators", err)
}
