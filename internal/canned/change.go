package canned

import (
	"context"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/team"
	"guichet/internal/timeline"
)

const (
	sqlInsert = `INSERT INTO canned_reply (id, name, name_key, shortcut, shortcut_key, reach, owner_id, text_fr, text_en, active, created)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`

	sqlUpdate = `UPDATE canned_reply SET name = $2, name_key = $3, shortcut = $4, shortcut_key = $5, reach = $6, owner_id = $7,
		text_fr = $8, text_en = $9, active = $10 WHERE id = $1`

	sqlShortcut = `SELECT COUNT(*) FROM canned_reply WHERE shortcut_key = $1 AND reach = $2 AND owner_id = $3 AND active AND id <> $4`
)

// Patch is what a reply shall be; nil leaves as it is.
type Patch struct {
	Name     *string
	Shortcut *string
	Reach    *Reach
	TeamID   *string // of a team's
	French   *string
	English  *string
	Active   *bool
}

func or[T any](p *T, otherwise T) T {
	if p == nil {
		return otherwise
	}
	return *p
}

func (in Patch) apply(r Reply, of Reader) Reply {
	r.Name, r.Shortcut = guichet.Clean(or(in.Name, r.Name)), guichet.Clean(or(in.Shortcut, r.Shortcut))
	r.French, r.English = guichet.Clean(or(in.French, r.French)), guichet.Clean(or(in.English, r.English))
	r.Active, r.Reach = or(in.Active, r.Active), or(in.Reach, r.Reach)
	switch r.Reach {
	case Personal:
		r.OwnerID = of.PersonID
	case Team:
		r.OwnerID = or(in.TeamID, r.OwnerID)
	default:
		r.OwnerID = ""
	}
	return r
}

// Create adds a reply.
func Create(ctx context.Context, tx *db.Tx, by guichet.Actor, of Reader, in Patch) (Reply, error) {
	r := in.apply(Reply{ID: tx.ID(), Reach: Personal, Active: true, Version: 1}, of)
	if err := r.check(ctx, tx, of); err != nil {
		return r, err
	}
	if _, err := tx.Exec(ctx, sqlInsert, r.ID, r.Name, guichet.Fold(r.Name), r.Shortcut, guichet.Fold(r.Shortcut), string(r.Reach),
		r.OwnerID, r.French, r.English, r.Active, tx.Now); err != nil {
		return r, guichet.Doing("add a canned reply", err)
	}
	_, err := timeline.Begin(ctx, tx, subject(r.ID), by, timeline.Entry{Kind: "created/1", Changes: Reply{}.changes(r)})
	if err != nil {
		return r, err
	}
	return Get(ctx, tx, of, r.ID)
}

// Change changes a reply at the version that was read.
func Change(ctx context.Context, tx *db.Tx, by guichet.Actor, of Reader, id string, seen int64, in Patch) (Reply, error) {
	if err := tx.Lock(ctx, "canned_reply", id); err != nil {
		return Reply{}, err
	}
	was, err := Get(ctx, tx, of, id)
	if err != nil {
		return was, err
	}
	// Whose it was must let it go as well.
	if err := was.mine(ctx, tx, of); err != nil {
		return was, err
	}
	r := in.apply(was, of)
	if err := r.check(ctx, tx, of); err != nil {
		return was, err
	}
	changes := was.changes(r)
	if len(changes) == 0 {
		return was, nil
	}
	since, err := timeline.After(ctx, tx, subject(id), seen, timeline.Everything)
	if err != nil {
		return was, err
	}
	if clashes := timeline.Clashes(since, changes, was.value); len(clashes) > 0 {
		return was, guichet.Conflict(clashes...)
	}
	if _, err := tx.Exec(ctx, sqlUpdate, id, r.Name, guichet.Fold(r.Name), r.Shortcut, guichet.Fold(r.Shortcut), string(r.Reach),
		r.OwnerID, r.French, r.English, r.Active); err != nil {
		return was, guichet.Doing("change a canned reply", err)
	}
	if _, err := timeline.Append(ctx, tx, subject(id), by, timeline.Entry{Kind: "changed/1", Changes: changes}); err != nil {
		return was, err
	}
	return Get(ctx, tx, of, id)
}

func subject(id string) timeline.Subject { return timeline.Subject{Kind: "canned_reply", ID: id} }

// mine refuses to touch what is not one's to change: a personal one is its
// owner's, a team's its people's, the desk's who manages them.
func (r Reply) mine(ctx context.Context, tx *db.Tx, of Reader) error {
	switch {
	case r.Reach == Personal && r.OwnerID == of.PersonID, of.Manages && r.Reach != Personal:
		return nil
	case r.Reach == Team:
		if !guichet.IsID(r.OwnerID) {
			return guichet.Invalid("team_id", "required", nil)
		}
		if has, err := team.Has(ctx, tx, r.OwnerID, of.PersonID); err != nil || has {
			return err
		}
		return guichet.Invalid("team_id", "canned.other_team", nil)
	}
	return guichet.Forbidden("setting.manage")
}

func (r Reply) check(ctx context.Context, tx *db.Tx, of Reader) error {
	if r.Reach != Personal && r.Reach != Team && r.Reach != Shared {
		return guichet.Invalid("reach", "unknown_value", nil)
	}
	mistakes := []*guichet.Error{
		guichet.CheckLine("name", r.Name, 1, NameMost),
		guichet.CheckLine("shortcut", r.Shortcut, 0, ShortcutMost),
		guichet.CheckText("text_fr", r.French, 0, TextMost),
		guichet.CheckText("text_en", r.English, 0, TextMost),
		checkVariables("text_fr", r.French),
		checkVariables("text_en", r.English),
	}
	if r.French == "" && r.English == "" {
		mistakes = append(mistakes, guichet.Invalid("text_fr", "required", nil))
	}
	if err := guichet.Join(mistakes...); err != nil {
		return err
	}
	if err := r.mine(ctx, tx, of); err != nil {
		return err
	}
	if r.Reach == Team {
		if _, err := team.Get(ctx, tx, r.OwnerID); guichet.IsKind(err, guichet.KindNotFound) {
			return guichet.Invalid("team_id", "unknown_value", nil)
		} else if err != nil {
			return err
		}
	}
	if r.Shortcut == "" || !r.Active {
		return nil
	}
	taken, err := db.Value[int64](ctx, tx, sqlShortcut, guichet.Fold(r.Shortcut), string(r.Reach), r.OwnerID, r.ID)
	if err == nil && taken > 0 {
		return guichet.Invalid("shortcut", "canned.shortcut_taken", nil)
	}
	return guichet.Doing("look for a shortcut", err)
}

func (r Reply) value(field string) any {
	switch field {
	case "name":
		return r.Name
	case "shortcut":
		return r.Shortcut
	case "reach":
		return string(r.Reach)
	case "owner":
		return r.OwnerID
	case "text_fr":
		return r.French
	case "text_en":
		return r.English
	default:
		return r.Active
	}
}

func (r Reply) changes(to Reply) []timeline.Change {
	var changes []timeline.Change
	for _, f := range []string{"name", "shortcut", "reach", "owner", "text_fr", "text_en", "active"} {
		old, now := r.value(f), to.value(f)
		if old == now || r.ID == "" && now == "" {
			continue
		}
		if r.ID == "" {
			old = nil
		}
		changes = append(changes, timeline.Change{Field: f, Old: old, New: now})
	}
	return changes
}
