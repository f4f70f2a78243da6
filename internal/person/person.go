package person

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/db"
	"guichet/internal/timeline"
)

// Person is somebody the desk knows.
type Person struct {
	ID             string
	Name           string
	Language       guichet.Language
	Zone           string // IANA name
	Theme          string // auto, light or dark
	OrganisationID string
	SiteID         string
	Title          string // what they do: "Directrice financière"
	VIP            bool
	Active         bool
	Created        time.Time
	Updated        time.Time
}

// Place is where they are.
func (p Person) Place() access.Place {
	return access.Place{OrganisationID: p.OrganisationID, SiteID: p.SiteID}
}

// Themes lists the looks a person may choose.
func Themes() []string { return []string{"auto", "light", "dark"} }

const (
	partPerson = `SELECT id, name, language, zone, theme, organisation_id, site_id, title, vip, active, created, updated FROM person `

	sqlPerson = partPerson + `WHERE id = $1`

	sqlInsertPerson = `INSERT INTO person (id, name, name_key, turned_key, language, zone, theme, organisation_id, site_id, title,
		vip, active, created, updated) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)`

	sqlPrefer = `UPDATE person SET language = $2, zone = $3, theme = $4, updated = $5 WHERE id = $1`
)

func fields(p *Person) []any {
	return []any{
		&p.ID, &p.Name, &p.Language, &p.Zone, &p.Theme, &p.OrganisationID, &p.SiteID, &p.Title,
		&p.VIP, &p.Active, &p.Created, &p.Updated,
	}
}

// Get reads one person.
func Get(ctx context.Context, tx *db.Tx, id string) (Person, error) {
	return db.One(ctx, tx, fields, sqlPerson, id)
}

// Create makes a person known, with the addresses and numbers given.
func Create(ctx context.Context, tx *db.Tx, by guichet.Actor, p Person, known ...Identity) (Person, error) {
	p.ID, p.Created, p.Updated, p.Active = tx.ID(), tx.Now, tx.Now, true
	if p.Theme == "" {
		p.Theme = "auto"
	}
	if err := p.check(); err != nil {
		return p, err
	}
	if _, err := tx.Exec(ctx, sqlInsertPerson, p.ID, p.Name, guichet.Fold(p.Name), turned(p.Name), string(p.Language), p.Zone, p.Theme,
		p.OrganisationID, p.SiteID, p.Title, p.VIP, p.Active, p.Created); err != nil {
		return p, guichet.Doing("make a person known", err)
	}
	for i, k := range known {
		k.PersonID, k.Preferred = p.ID, i == 0
		if err := addIdentity(ctx, tx, k); err != nil {
			return p, err
		}
	}
	_, err := timeline.Begin(ctx, tx, timeline.Subject{Kind: "person", ID: p.ID}, by, timeline.Entry{
		Kind: "created/1", Rows: []timeline.Pointer{{Kind: "person", ID: p.ID}},
	})
	return p, err
}

func (p Person) check() error {
	return guichet.Join(
		guichet.CheckText("name", p.Name, 1, 200),
		guichet.CheckText("title", p.Title, 0, 200),
		checkZone(p.Zone),
	)
}

func checkZone(zone string) *guichet.Error {
	if _, err := time.LoadLocation(zone); err != nil || zone == "" || zone == "Local" {
		return guichet.Invalid("zone", "unknown_value", nil)
	}
	return nil
}

// Preferences is what people change about themselves; nil leaves a field as it
// is.
type Preferences struct {
	Language *guichet.Language
	Zone     *string
	Theme    *string
}

// Prefer changes a person's own preferences.
func Prefer(ctx context.Context, tx *db.Tx, by guichet.Actor, id string, in Preferences) (Person, error) {
	if err := tx.Lock(ctx, "person", id); err != nil {
		return Person{}, err
	}
	p, err := Get(ctx, tx, id)
	if err != nil {
		return p, err
	}
	var changes []timeline.Change
	change := func(field, before, after string) {
		if before != after {
			changes = append(changes, timeline.Change{Field: field, Old: before, New: after})
		}
	}
	if in.Language != nil {
		change("language", string(p.Language), string(*in.Language))
		p.Language = *in.Language
	}
	if in.Zone != nil {
		if err := checkZone(*in.Zone); err != nil {
			return p, err
		}
		change("zone", p.Zone, *in.Zone)
		p.Zone = *in.Zone
	}
	if in.Theme != nil {
		change("theme", p.Theme, *in.Theme)
		p.Theme = *in.Theme
	}
	if len(changes) == 0 {
		return p, nil
	}
	if _, err := tx.Exec(ctx, sqlPrefer, p.ID, string(p.Language), p.Zone, p.Theme, tx.Now); err != nil {
		return p, guichet.Doing("change preferences", err)
	}
	_, err = timeline.Append(ctx, tx, timeline.Subject{Kind: "person", ID: p.ID}, by,
		timeline.Entry{Kind: "preferred/1", Changes: changes})
	tx.Hint("person", p.ID)
	return p, err
}
