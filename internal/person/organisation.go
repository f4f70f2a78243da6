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

	sqlSite = `SELECT id, organisation_id, name, zone FROM site WHERE id = $1`
)

// CreateOrganisation adds an organisation.
func CreateOrganisation(ctx context.Context, tx *db.Tx, by guichet.Actor, name string) (Organisation, error) {
	o := Organisation{ID: tx.ID(), Name: name}
	if err := guichet.CheckText("name", name, 1, 200); err != nil {
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

func begin(ctx context.Context, tx *db.Tx, by guichet.Actor, kind, id, name string) error {
	_, err := timeline.Begin(ctx, tx, timeline.Subject{Kind: kind, ID: id}, by, timeline.Entry{
		Kind: "created/1", Changes: []timeline.Change{{Field: "name", New: name}}, At: time.Time{},
	})
	return err
}
