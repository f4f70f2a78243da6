// Package preference keeps how each person likes their screens: which columns,
// which keys, where they begin. A preference is a JSON value under a name that
// the screens give a meaning to; this package only bounds it. What changes how
// the desk works is a setting, and who a person is belongs to package person.
package preference

import (
	"context"
	"encoding/json"
	"slices"

	"guichet"
	"guichet/internal/db"
)

// Names lists what a person may prefer.
func Names() []string {
	return []string{"queue", "views", "keys", "home", "notices", "context"}
}

// most bounds one preference, in bytes.
const most = 20_000

const (
	sqlOf = `SELECT name, value FROM preference WHERE person_id = $1`

	sqlGet = `SELECT value FROM preference WHERE person_id = $1 AND name = $2`

	sqlPut = `INSERT INTO preference (person_id, name, value, updated) VALUES ($1, $2, $3, $4)
		ON CONFLICT (person_id, name) DO UPDATE SET value = excluded.value, updated = excluded.updated`
)

// Of reads all preferences of a person, by name.
func Of(ctx context.Context, tx *db.Tx, personID string) (map[string]json.RawMessage, error) {
	type row struct{ name, value string }
	rows, err := db.All(ctx, tx, func(r *row) []any { return []any{&r.name, &r.value} }, sqlOf, personID)
	all := make(map[string]json.RawMessage, len(rows))
	for _, r := range rows {
		all[r.name] = json.RawMessage(r.value)
	}
	return all, guichet.Doing("read preferences", err)
}

// Get reads one preference into v; it stays as it is where there is none.
func Get(ctx context.Context, tx *db.Tx, personID, name string, v any) error {
	text, err := db.Value[string](ctx, tx, sqlGet, personID, name)
	if guichet.IsKind(err, guichet.KindNotFound) {
		return nil
	}
	if err != nil {
		return guichet.Doing("read a preference", err)
	}
	return guichet.Doing("read the preference "+name, json.Unmarshal([]byte(text), v))
}

// Put keeps a preference. The person's other screens are told.
func Put(ctx context.Context, tx *db.Tx, personID, name string, value json.RawMessage) error {
	if !slices.Contains(Names(), name) {
		return guichet.Invalid("name", "unknown_value", nil)
	}
	if len(value) > most {
		return guichet.Invalid("value", "too_long", guichet.Args{"max": most})
	}
	if len(value) == 0 || !json.Valid(value) || value[0] != '{' {
		return guichet.Invalid("value", "unreadable", nil)
	}
	if _, err := tx.Exec(ctx, sqlPut, personID, name, string(value), tx.Now); err != nil {
		return guichet.Doing("keep a preference", err)
	}
	tx.Hint("person", personID)
	return nil
}
