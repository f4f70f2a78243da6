// Package setting keeps what an administrator changes while the program runs:
// named values, each of one type, with a default. What the program needs before
// it has a database is configuration and belongs to cmd.
package setting

import (
	"context"
	"encoding/json"
	"fmt"

	"guichet"
	"guichet/internal/db"
)

// Setting is one named value with the default that holds until it is changed.
type Setting[T any] struct {
	Name    string
	Default T
}

const (
	sqlGet = `SELECT value FROM setting WHERE name = $1`

	sqlPut = `INSERT INTO setting (name, value, version, updated) VALUES ($1, $2, 1, $3)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value, version = setting.version + 1, updated = excluded.updated`
)

// Get reads the value that holds now.
func (s Setting[T]) Get(ctx context.Context, tx *db.Tx) (T, error) {
	text, err := db.Value[string](ctx, tx, sqlGet, s.Name)
	if guichet.IsKind(err, guichet.KindNotFound) {
		return s.Default, nil
	}
	if err != nil {
		return s.Default, guichet.Doing("read the setting "+s.Name, err)
	}
	var v T
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		return s.Default, fmt.Errorf("read the setting %s: %w", s.Name, err)
	}
	return v, nil
}

// Put changes the value.
func (s Setting[T]) Put(ctx context.Context, tx *db.Tx, v T) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write the setting %s: %w", s.Name, err)
	}
	_, err = tx.Exec(ctx, sqlPut, s.Name, string(b), tx.Now)
	return guichet.Doing("write the setting "+s.Name, err)
}
