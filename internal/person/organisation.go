package person

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/timeline"
)

// Organisation is one that people belong to; it bounds what they may see.
type Organisation struct {
	ID   string
	Name string
}

// Site is a place of an organisation.
type Site struct {
	ID             string
	OrganisationID string
	Name           string
	Zone           string
}

const (
	sqlInsertOrganisation = `INSERT INTO organisation (id, name, name_key, created) VALUES ($1, $2, $3, $4)`

	sqlOrganisation = `SELECT id, name FROM organisation WHERE id = $1`

	sqlInsertSite = `INSERT INTO site (id, organisation_id, name, name_key, zone, created) VALUES ($1, $2, $3, $4, $5, $6)`

	sqlOrganisations = `SELECT id, name FROM organisation ORDER BY name_key, id`

	sqlRenameOrganisation = `UPDATE organisation SET name = $2, name_key = $3 WHERE id = $1`

	sqlSites = `SELECT id, organisation_id, name, zone FROM site ORDER BY name_key, id`

	sqlChangeSite = `UPDATE site SET name = $2, name_key = $3, zone = $4 WHERE id = $1`

	sqlSite = `SELECT id, organisation_id, name, zone FROM site WHERE id = $1`
)

// CreateOrganisation adds an organisation.
func CreateOrganisation(ctx context.Context, tx *db.Tx, by guichet.Actor, name string) (Organisation, error) {
	o := Organisation{ID: tx.ID(), Name: guichet.Clean(name)}
	if err := guichet.CheckLine("name", o.Name, 1, 200); err != nil {
		return o, err
	}
	if _, err := tx.Exec(ctx, sqlInsertOrganisation, o.ID, o.Name, guichet.Fold(o.Name), tx.Now); err != nil {
		return o, guichet.Doing("add an organisation", err)
	}
	return o, begin(ctx, tx, by, "organisation", o.ID, o.Name)
}

// GetOrganisation reads one organisation.
func GetOrganisation(ctx context.Context, tx *db.Tx, id string) (Organisation, error) {
	return db.One(ctx, tx, func(o *Organisation) []any { return []any{&o.ID, &o.Name} }, sqlOrganisation, id)
}

// CreateSite adds a site to an organisation.
func CreateSite(ctx context.Context, tx *db.Tx, by guichet.Actor, s Site) (Site, error) {
	s.ID = tx.ID()
	if err := guichet.Join(guichet.CheckText("name", s.Name, 1, 200), checkZone(s.Zone)); err != nil {
		return s, err
	}
	if _, err := tx.Exec(ctx, sqlInsertSite, s.ID, s.OrganisationID, s.Name, guichet.Fold(s.Name), s.Zone, tx.Now); err != nil {
		return s, guichet.Doing("add a site", err)
	}
	return s, begin(ctx, tx, by, "site", s.ID, s.Name)
}

// GetSite reads one site.
func GetSite(ctx context.Context, tx *db.Tx, id string) (Site, error) {
	return db.One(ctx, tx, func(s *Site) []any { return []any{&s.ID, &s.OrganisationID, &s.Name, &s.Zone} }, sqlSite, id)
}

// Organisations lists them all by name.
func Organisations(ctx context.Context, tx *db.Tx) ([]Organisation, error) {
	return db.All(ctx, tx, func(o *Organisation) []any { return []any{&o.ID, &o.Name} }, sqlOrganisations)
}

// Sites lists the sites of all organisations by name.
func Sites(ctx context.Context, tx *db.Tx) ([]Site, error) {
	return db.All(ctx, tx, func(s *Site) []any { return []any{&s.ID, &s.OrganisationID, &s.Name, &s.Zone} }, sqlSites)
}

// RenameOrganisation gives an organisation another name.
func RenameOrganisation(ctx context.Context, tx *db.Tx, by guichet.Actor, id string, seen int64, name string) (Organisation, error) {
	if err := tx.Lock(ctx, "organisation", id); err != nil {
		return Organisation{}, err
	}
	o, err := GetOrganisation(ctx, tx, id)
	if err != nil {
		return o, err
	}
	was := o.Name
	o.Name = guichet.Clean(name)
	if err := guichet.Join(guichet.CheckLine("name", o.Name, 1, 200)); err != nil {
		return o, err
	}
	err = amend(ctx, tx, by, timeline.Subject{Kind: "organisation", ID: id}, seen,
		func(string) any { return was }, timeline.Change{Field: "name", Old: was, New: o.Name})
	if err != nil || o.Name == was {
		return o, err
	}
	_, err = tx.Exec(ctx, sqlRenameOrganisation, id, o.Name, guichet.Fold(o.Name))
	return o, guichet.Doing("rename an organisation", err)
}

// ChangeSite gives a site another name or zone.
func ChangeSite(ctx context.Context, tx *db.Tx, by guichet.Actor, id string, seen int64, name, zone string) (Site, error) {
	if err := tx.Lock(ctx, "site", id); err != nil {
		return Site{}, err
	}
	was, err := GetSite(ctx, tx, id)
	if err != nil {
		return was, err
	}
	s := was
	s.Name, s.Zone = guichet.Clean(name), zone
	if err := guichet.Join(guichet.CheckLine("name", s.Name, 1, 200), checkZone(s.Zone)); err != nil {
		return s, err
	}
	now := func(field string) any {
		if field == "zone" {
			return was.Zone
		}
		return was.Name
	}
	err = amend(ctx, tx, by, timeline.Subject{Kind: "site", ID: id}, seen, now,
		timeline.Change{Field: "name", Old: was.Name, New: s.Name}, timeline.Change{Field: "zone", Old: was.Zone, New: s.Zone})
	if err != nil || s == was {
		return s, err
	}
	_, err = tx.Exec(ctx, sqlChangeSite, id, s.Name, guichet.Fold(s.Name), s.Zone)
	return s, guichet.Doing("change a site", err)
}

// amend writes what changed on the timeline of a thing whose row is locked.
func amend(ctx context.Context, tx *db.Tx, by guichet.Actor, s timeline.Subject, seen int64, now func(string) any, all ...timeline.Change) error {
	var changes []timeline.Change
	for _, c := range all {
		if c.Old != c.New {
			changes = append(changes, c)
		}
	}
	if len(changes) == 0 {
		return nil
	}
	since, err := timeline.After(ctx, tx, s, seen, timeline.Everything)
	if err != nil {
		return err
	}
	if clashes := timeline.Clashes(since, changes, now); len(clashes) > 0 {
		return guichet.Conflict(clashes...)
	}
	_, err = timeline.Append(ctx, tx, s, by, timeline.Entry{Kind: "changed/1", Changes: changes})
	return err
}

func begin(ctx context.Context, tx *db.Tx, by guichet.Actor, kind, id, name string) error {
	_, err := timeline.Begin(ctx, tx, timeline.Subject{Kind: kind, ID: id}, by, timeline.Entry{
		Kind: "created/1", Changes: []timeline.Change{{Field: "name", New: name}}, At: time.Time{},
	})
	return err
}
