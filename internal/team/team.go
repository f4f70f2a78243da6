// Package team keeps the teams that work on records, and who is in each. What a
// member may do is package access's.
package team

import (
	"context"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/timeline"
)

// Team is a group of people who own records together.
type Team struct {
	ID      string
	Name    string
	Members []Member
}

// Member is a person in a team.
type Member struct {
	TeamID         string
	ID             string
	Name           string
	OrganisationID string
}

const (
	sqlInsert = `INSERT INTO team (id, name, name_key, created) VALUES ($1, $2, $3, $4)`

	sqlTeam = `SELECT id, name FROM team WHERE id = $1`

	sqlTeams = `SELECT id, name FROM team ORDER BY name_key, id`

	sqlMembers = `SELECT m.team_id, p.id, p.name, p.organisation_id FROM team_member m JOIN person p ON p.id = m.person_id
		WHERE p.active ORDER BY p.name_key || '', p.id`

	sqlIsMember = `SELECT COUNT(*) FROM team_member WHERE team_id = $1 AND person_id = $2`

	sqlAddMember = `INSERT INTO team_member (team_id, person_id) VALUES ($1, $2) ON CONFLICT (team_id, person_id) DO NOTHING`

	sqlOf = `SELECT t.id, t.name FROM team_member m JOIN team t ON t.id = m.team_id
		WHERE m.person_id = $1 ORDER BY t.name_key, t.id`
)

func fields(t *Team) []any { return []any{&t.ID, &t.Name} }

// Create adds a team with its first members.
func Create(ctx context.Context, tx *db.Tx, by guichet.Actor, name string, memberIDs ...string) (Team, error) {
	t := Team{ID: tx.ID(), Name: name}
	if err := guichet.CheckText("name", name, 1, 200); err != nil {
		return t, err
	}
	if _, err := tx.Exec(ctx, sqlInsert, t.ID, t.Name, guichet.Fold(t.Name), tx.Now); err != nil {
		return t, guichet.Doing("add a team", err)
	}
	changes := []timeline.Change{{Field: "name", New: name}}
	for _, id := range memberIDs {
		if _, err := tx.Exec(ctx, sqlAddMember, t.ID, id); err != nil {
			return t, guichet.Doing("add a member", err)
		}
		changes = append(changes, timeline.Change{Field: "member", New: id})
	}
	_, err := timeline.Begin(ctx, tx, timeline.Subject{Kind: "team", ID: t.ID}, by,
		timeline.Entry{Kind: "created/1", Changes: changes})
	return t, err
}

// Join adds a person to a team; nothing happens when they are in it already.
func Join(ctx context.Context, tx *db.Tx, by guichet.Actor, teamID, personID string) error {
	if err := tx.Lock(ctx, "team", teamID); err != nil {
		return err
	}
	added, err := tx.Exec(ctx, sqlAddMember, teamID, personID)
	if err != nil || added == 0 {
		return guichet.Doing("join a team", err)
	}
	_, err = timeline.Append(ctx, tx, timeline.Subject{Kind: "team", ID: teamID}, by, timeline.Entry{
		Kind: "joined/1", Changes: []timeline.Change{{Field: "member", New: personID}},
	})
	return err
}

// Get reads one team, without its members.
func Get(ctx context.Context, tx *db.Tx, id string) (Team, error) {
	return db.One(ctx, tx, fields, sqlTeam, id)
}

// List reads all teams with their active members.
func List(ctx context.Context, tx *db.Tx) ([]Team, error) {
	teams, err := db.All(ctx, tx, fields, sqlTeams)
	if err != nil {
		return nil, err
	}
	members, err := db.All(ctx, tx, func(m *Member) []any { return []any{&m.TeamID, &m.ID, &m.Name, &m.OrganisationID} }, sqlMembers)
	if err != nil {
		return nil, err
	}
	of := map[string][]Member{}
	for _, m := range members {
		of[m.TeamID] = append(of[m.TeamID], m)
	}
	for i := range teams {
		teams[i].Members = of[teams[i].ID]
	}
	return teams, nil
}

// Of lists the teams a person is in.
func Of(ctx context.Context, tx *db.Tx, personID string) ([]Team, error) {
	return db.All(ctx, tx, fields, sqlOf, personID)
}

// Has tells whether a person is in a team.
func Has(ctx context.Context, tx *db.Tx, teamID, personID string) (bool, error) {
	n, err := db.Value[int64](ctx, tx, sqlIsMember, teamID, personID)
	return n > 0, err
}
