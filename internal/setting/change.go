package setting

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/timeline"
)

// Value is what a setting holds now.
type Value struct {
	Name    string
	Raw     json.RawMessage
	Version int64 // 0: never changed
	Updated time.Time
}

const (
	sqlAll = `SELECT name, value, version, updated FROM setting ORDER BY name`

	sqlPutSeen = `INSERT INTO setting (name, value, version, updated) VALUES ($1, $2, 1, $3)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value, version = setting.version + 1, updated = excluded.updated
		WHERE setting.version = $4`

	sqlOne = `SELECT name, value, version, updated FROM setting WHERE name = $1`
)

func valueFields(v *Value) []any { return []any{&v.Name, (*[]byte)(&v.Raw), &v.Version, &v.Updated} }

// All reads what every known setting holds, in the order of Definitions.
func All(ctx context.Context, tx *db.Tx) ([]Value, error) {
	kept, err := db.All(ctx, tx, valueFields, sqlAll)
	if err != nil {
		return nil, guichet.Doing("read the settings", err)
	}
	byName := map[string]Value{}
	for _, v := range kept {
		byName[v.Name] = v
	}
	all := make([]Value, 0, len(kept))
	for _, d := range Definitions() {
		v, changed := byName[d.Name]
		if !changed {
			v = Value{Name: d.Name, Raw: d.Default}
		}
		all = append(all, v)
	}
	return all, nil
}

// Change gives a setting another value, seen at a version; the old one and the new
// one stay in its history.
func Change(ctx context.Context, tx *db.Tx, by guichet.Actor, name string, seen int64, raw json.RawMessage) (Value, error) {
	d, known := Find(name)
	if !known {
		return Value{}, guichet.NotFound()
	}
	next, err := d.read(raw)
	if err != nil {
		return Value{}, err
	}
	v, err := db.One(ctx, tx, valueFields, sqlOne, name)
	if guichet.IsKind(err, guichet.KindNotFound) {
		v, err = Value{Name: name, Raw: d.Default}, nil
	}
	if err != nil {
		return v, guichet.Doing("read a setting", err)
	}
	was, err := d.read(v.Raw)
	if err != nil {
		was = nil // what stands there is none of today's values
	}
	after, err := json.Marshal(next)
	if err != nil {
		return v, fmt.Errorf("write the setting %s: %w", name, err)
	}
	if bytes.Equal(after, v.Raw) {
		return v, nil
	}
	written, err := tx.Exec(ctx, sqlPutSeen, name, string(after), tx.Now, seen)
	if err != nil {
		return v, guichet.Doing("write the setting "+name, err)
	}
	if written == 0 || v.Version != seen {
		return v, moved(ctx, tx, name, next, was)
	}
	v.Raw, v.Version, v.Updated = after, v.Version+1, tx.Now
	tx.Hint("setting", "")
	return v, tell(ctx, tx, by, name, timeline.Change{Field: "value", Old: plain(was), New: plain(next)})
}

// tell writes the change down. The first one begins the history: what the desk was
// set up with is in its Old. The row that was just written is held.
func tell(ctx context.Context, tx *db.Tx, by guichet.Actor, name string, c timeline.Change) error {
	s, e := timeline.Subject{Kind: "setting", ID: name}, timeline.Entry{Kind: "changed/1", Changes: []timeline.Change{c}}
	version, err := timeline.Version(ctx, tx, s)
	if err != nil {
		return err
	}
	if version == 0 {
		_, err = timeline.Begin(ctx, tx, s, by, e)
		return err
	}
	_, err = timeline.Append(ctx, tx, s, by, e)
	return err
}

// moved says who changed it meanwhile.
func moved(ctx context.Context, tx *db.Tx, name string, yours, theirs any) error {
	clash := guichet.Clash{Field: "value", Yours: plain(yours), Theirs: plain(theirs)}
	entries, err := timeline.After(ctx, tx, timeline.Subject{Kind: "setting", ID: name}, 0, timeline.Everything)
	if err != nil {
		return err
	}
	if len(entries) > 0 {
		last := entries[len(entries)-1]
		clash.By, clash.At = last.Actor.ID, last.Recorded
	}
	return guichet.Conflict(clash)
}

// plain is a value as an entry holds it: lists and matrices as their text.
func plain(v any) any {
	switch v := v.(type) {
	case nil, string, bool, int64:
		return v
	default:
		text, err := json.Marshal(v)
		if err != nil {
			return fmt.Sprint(v)
		}
		return string(text)
	}
}
