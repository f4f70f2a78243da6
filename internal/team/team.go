// Package team keeps the teams that work on records, and who is in each. What a
// member may do is package access's.
package team

import (
	"context"

	"guichet"
	"guichet/internal/access"
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
	SiteID         string
}

// Place is where they are.
func (m Member) Place() access.Place {
	return access.Place{OrganisationID: m.OrganisationID, SiteID: m.SiteID}
}

const (
	sqlInsert = `INSERT INTO team (id, name, name_key, created) VALUES ($1, $2, $3, $4)`

	sqlTeam = `SELECT id, name FROM team WHERE id = $1`

	sqlTeams = `SELECT id, name FROM team ORDER BY name_key, id`

	sqlMembers = `SELECT m.team_id, p.id, p.name, p.organisation_id, p.site_id FROM team_member m JOIN person p ON p.id = m.person_id
		WHERE p.active ORDER BY p.name_key || '', p.id`

	sqlIsMember = `SELECT COUNT(*) FROM team_member WHERE team_id = $1 AND person_id = $2`

	sqlAddMember = `INSERT INTO team_member (team_id, person_id) VALUES ($1, $2) ON CONFLICT (team_id, person_id) DO NOTHING`

	sqlRename = `UPDATE team SET name = $2, name_key = $3 WHERE id = $1`

	sqlTakeMember = `DELETE FROM team_member WHERE team_id = $1 AND person_id = $2`

	sqlOf = `SELECT t.id, t.name FROM team_member m JOIN team t ON t.id = m.team_id
		WHERE m.person_id = $1 ORDER BY t.name_key, t.id`
)

func fields(t *Team) []any { return []any{&t.ID, &t.Name} }

// Create adds a team with its first members.
func Create(ctx context.Context, tx *db.Tx, by guichet.Actor, name string, memberIDs ...string) (Team, error) {
	t := Team{ID: tx.ID(), Name: guichet.Clean(name)}
	if err := guichet.CheckLine("name", t.Name, 1, 200); err != nil {
		return t, err
	}
	if _, err := tx.Exec(ctx, sqlInsert, t.ID, t.Name, guichet.Fold(t.Name), tx.Now); err != nil {
		return t, guichet.Doing("add a team", err)
	}
	changes := []timeline.Change{{Field: "name", New: t.Name}}
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
	tx.Hint("person", personID)
	return err
}

// Leave takes a person out of a team. What they were given stays theirs.
func Leave(ctx context.Context, tx *db.Tx, by guichet.Actor, teamID, personID string) error {
	if err := tx.Lock(ctx, "team", teamID); err != nil {
		return err
	}
	taken, err := tx.Exec(ctx, sqlTakeMember, teamID, personID)
	if err != nil {
		return guichet.Doing("leave a team", err)
	}
	if taken == 0 {
		return guichet.NotFound()
	}
	_, err = timeline.Append(ctx, tx, timeline.Subject{Kind: "team", ID: teamID}, by, timeline.Entry{
		Kind: "left/1", Changes: []timeline.Change{{Field: "member", Old: personID}},
	})
	tx.Hint("person", personID)
	return err
}

// Rename gives a team another name.
func Rename(ctx context.Context, tx *db.Tx, by guichet.Actor, id string, seen int64, name string) (Team, error) {
	if err := tx.Lock(ctx, "team", id); err != nil {
		return Team{}, err
	}
	t, err := Get(ctx, tx, id)
	if err != nil {
		return t, err
	}
	was := t.Name
	t.Name = guichet.Clean(name)
	if err := guichet.Join(guichet.CheckLine("name", t.Name, 1, 200)); err != nil || t.Name == was {
		return t, err
	}
	s, changes := timeline.Subject{Kind: "team", ID: id}, []timeline.Change{{Field: "name", Old: was, New: t.Name}}
	since, err := timeline.After(ctx, tx, s, seen, timeline.Everything)
	if err != nil {
		return t, err
	}
	if clashes := timeline.Clashes(since, changes, func(string) any { return was }); len(clashes) > 0 {
		return t, guichet.Conflict(clashes...)
	}
	if _, err := tx.Exec(ctx, sqlRename, id, t.Name, guichet.Fold(t.Name)); err != nil {
		return t, guichet.Doing("rename a team", err)
	}
	_, err = timeline.Append(ctx, tx, s, by, timeline.Entry{Kind: "changed/1", Changes: changes})
	return t, err
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
	members, err := db.All(ctx, tx, func(m *Member) []any { return []any{&m.TeamID, &m.ID, &m.Name, &m.OrganisationID, &m.SiteID} }, sqlMembers)
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
