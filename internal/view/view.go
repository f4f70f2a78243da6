package view

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/timeline"
)

// Share says who else has a view in front of them.
type Share string

// The ways of sharing.
const (
	Personal Share = "personal" // its owner alone
	OfTeam   Share = "team"     // the people of one team
	Shared   Share = "shared"   // everybody at the desk
)

// Shares lists the ways of sharing.
func Shares() []Share { return []Share{Personal, OfTeam, Shared} }

// View is a cut of the queue with a name.
type View struct {
	ID      string
	Version int64
	OwnerID string
	Owner   string // by name
	Share   Share
	TeamID  string // where it is a team's
	Team    string // by name
	Content
	Created time.Time
	Updated time.Time
	Removed time.Time // zero: it is there
}

// Content is what a view shows and what it is called.
type Content struct {
	Name    string
	Cut     string // the view of the desk it begins with: to_process, all
	Filter  string
	Sort    string
	Group   string
	Columns []string
}

const (
	partView = `SELECT v.id, v.version, v.owner_id, p.name, v.share, v.team_id, COALESCE(t.name, ''), v.name, v.cut, v.filter,
		v.sort, v.grouping, v.columns, v.created, v.updated, v.removed
		FROM view_saved v JOIN person p ON p.id = v.owner_id LEFT JOIN team t ON t.id = v.team_id `

	sqlView = partView + `WHERE v.id = $1`

	// Those of one's own, of one's teams, and of everybody.
	partSeen = partView + `WHERE v.removed = 0 AND (v.owner_id = $1 OR v.share = 'shared' OR v.share = 'team' AND v.team_id IN (`

	partSeenOrder = `)) ORDER BY v.name_key, v.id LIMIT 200`

	sqlCountOwned = `SELECT COUNT(*) FROM view_saved WHERE owner_id = $1 AND removed = 0`

	sqlInsert = `INSERT INTO view_saved (id, version, owner_id, share, team_id, name, name_key, cut, filter, sort, grouping, columns,
		created, updated, removed) VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, 0)`

	sqlUpdate = `UPDATE view_saved SET version = $2, share = $3, team_id = $4, name = $5, name_key = $6, cut = $7, filter = $8, sort = $9,
		grouping = $10, columns = $11, updated = $12, removed = $13 WHERE id = $1`
)

type stored struct {
	View
	columns string
}

func fields(v *stored) []any {
	return []any{
		&v.ID, &v.Version, &v.OwnerID, &v.Owner, &v.Share, &v.TeamID, &v.Team, &v.Name, &v.Cut, &v.Filter, &v.Sort, &v.Group,
		&v.columns, &v.Created, &v.Updated, &v.Removed,
	}
}

func (v stored) read() (View, error) {
	v.Columns = []string{}
	if err := json.Unmarshal([]byte(v.columns), &v.Columns); err != nil {
		return v.View, fmt.Errorf("read the columns of view %s: %w", v.ID, err)
	}
	return v.View, nil
}

// Reader is who looks at views, and the teams they are in.
type Reader struct {
	PersonID string
	TeamIDs  []string
}

func (r Reader) sees(v View) bool {
	return v.OwnerID == r.PersonID || v.Share == Shared || v.Share == OfTeam && slices.Contains(r.TeamIDs, v.TeamID)
}

// Most is how many views one person may have.
const Most = 100

func subject(id string) timeline.Subject { return timeline.Subject{Kind: "view", ID: id} }

// List reads the views that a reader has in front of them, by name.
func List(ctx context.Context, tx *db.Tx, r Reader) ([]View, error) {
	places, args := []string{"''"}, []any{r.PersonID}
	for _, id := range r.TeamIDs {
		args = append(args, id)
		places = append(places, fmt.Sprintf("$%d", len(args)))
	}
	rows, err := db.All(ctx, tx, fields, partSeen+strings.Join(places, ", ")+partSeenOrder, args...)
	if err != nil {
		return nil, guichet.Doing("list views", err)
	}
	views := make([]View, len(rows))
	for i, row := range rows {
		if views[i], err = row.read(); err != nil {
			return nil, err
		}
	}
	return views, nil
}

// Get reads a view that the reader sees, also one that was just removed.
func Get(ctx context.Context, tx *db.Tx, r Reader, id string) (View, error) {
	row, err := db.One(ctx, tx, fields, sqlView, id)
	if err != nil {
		return View{}, err
	}
	v, err := row.read()
	if err == nil && !r.sees(v) {
		return View{}, guichet.NotFound()
	}
	return v, err
}

// Create gives a cut of the queue a name. Whether its owner may share it so is
// the caller's to ask.
func Create(ctx context.Context, tx *db.Tx, by guichet.Actor, v View) (View, error) {
	v.ID, v.OwnerID, v.Version = tx.ID(), by.ID, 1
	if err := v.check(); err != nil {
		return v, err
	}
	n, err := db.Value[int64](ctx, tx, sqlCountOwned, by.ID)
	if err != nil {
		return v, err
	}
	if n >= Most {
		return v, guichet.Invalid("name", "view.too_many", guichet.Args{"max": Most})
	}
	columns, err := json.Marshal(v.Columns)
	if err != nil {
		return v, fmt.Errorf("write the columns of a view: %w", err)
	}
	if _, err := tx.Exec(ctx, sqlInsert, v.ID, v.OwnerID, string(v.Share), v.TeamID, v.Name, guichet.Fold(v.Name), v.Cut, v.Filter, v.Sort,
		v.Group, string(columns), tx.Now); err != nil {
		return v, guichet.Doing("keep a view", err)
	}
	if _, err = timeline.Begin(ctx, tx, subject(v.ID), by, timeline.Entry{Kind: "created/1", Changes: changes(View{}, v)}); err != nil {
		return v, err
	}
	tx.Hint("queue", "")
	return Get(ctx, tx, Reader{PersonID: by.ID}, v.ID)
}

// Patch is what to change of a view; nil leaves as it is.
type Patch struct {
	Name, Cut, Filter, Sort, Group, TeamID *string
	Columns                                *[]string
	Share                                  *Share
	Removed                                *bool
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// Change changes a view of one's own at the version seen. What its owner removed
// they may bring back.
func Change(ctx context.Context, tx *db.Tx, by guichet.Actor, r Reader, id string, seen int64, p Patch) (View, error) {
	if err := tx.Lock(ctx, "view_saved", id); err != nil {
		return View{}, err
	}
	was, err := Get(ctx, tx, r, id)
	if err != nil {
		return was, err
	}
	if was.OwnerID != by.ID {
		return was, &guichet.Error{Kind: guichet.KindForbidden, Code: "view.not_yours", Args: guichet.Args{"owner": was.Owner}}
	}
	v := was
	v.Columns = slices.Clone(was.Columns)
	set(&v.Name, p.Name)
	set(&v.Cut, p.Cut)
	set(&v.Filter, p.Filter)
	set(&v.Sort, p.Sort)
	set(&v.Group, p.Group)
	set(&v.Columns, p.Columns)
	set(&v.Share, p.Share)
	set(&v.TeamID, p.TeamID)
	if p.Removed != nil {
		if v.Removed = (time.Time{}); *p.Removed {
			v.Removed = tx.Now
		}
	}
	if err := v.check(); err != nil {
		return v, err
	}
	all := changes(was, v)
	if len(all) == 0 {
		return was, nil
	}
	since, err := timeline.After(ctx, tx, subject(id), seen, timeline.Everything)
	if err != nil {
		return v, err
	}
	now := map[string]any{}
	for _, c := range changes(v, was) {
		now[c.Field] = c.New
	}
	if clashes := timeline.Clashes(since, all, func(field string) any { return now[field] }); len(clashes) > 0 {
		return v, guichet.Conflict(clashes...)
	}
	columns, err := json.Marshal(v.Columns)
	if err != nil {
		return v, fmt.Errorf("write the columns of a view: %w", err)
	}
	v.Version++
	if _, err := tx.Exec(ctx, sqlUpdate, id, v.Version, string(v.Share), v.TeamID, v.Name, guichet.Fold(v.Name), v.Cut, v.Filter, v.Sort,
		v.Group, string(columns), tx.Now, v.Removed); err != nil {
		return v, guichet.Doing("change a view", err)
	}
	kind := "changed/1"
	if p.Removed != nil {
		kind = "removed/1"
		if !*p.Removed {
			kind = "restored/1"
		}
	}
	if _, err := timeline.Append(ctx, tx, subject(id), by, timeline.Entry{Kind: kind, Changes: all}); err != nil {
		return v, err
	}
	tx.Hint("queue", "")
	return Get(ctx, tx, r, id)
}

// check makes a view fit to be kept, or says what is wrong with it. The words of
// cut, sort, group and columns are the caller's to know.
func (v *View) check() error {
	v.Name, v.Filter = guichet.Clean(v.Name), guichet.Clean(v.Filter)
	if v.Columns == nil {
		v.Columns = []string{}
	}
	mistakes := []*guichet.Error{
		guichet.CheckLine("name", v.Name, 1, 100),
		guichet.CheckLine("filter", v.Filter, 0, TextMost),
	}
	if !slices.Contains(Shares(), v.Share) {
		mistakes = append(mistakes, guichet.Invalid("share", "unknown_value", nil))
	}
	if v.Share == OfTeam && v.TeamID == "" {
		mistakes = append(mistakes, guichet.Invalid("team_id", "required", nil))
	}
	if v.Share != OfTeam {
		v.TeamID = ""
	}
	return guichet.Join(mistakes...)
}

func changes(was, is View) []timeline.Change {
	var all []timeline.Change
	add := func(field string, old, now any) {
		if old != now {
			all = append(all, timeline.Change{Field: field, Old: old, New: now})
		}
	}
	add("name", was.Name, is.Name)
	add("share", string(was.Share), string(is.Share))
	add("team", was.TeamID, is.TeamID)
	add("cut", was.Cut, is.Cut)
	add("filter", was.Filter, is.Filter)
	add("sort", was.Sort, is.Sort)
	add("group", was.Group, is.Group)
	add("columns", strings.Join(was.Columns, ","), strings.Join(is.Columns, ","))
	add("removed", timeline.Millis(was.Removed), timeline.Millis(is.Removed))
	return all
}
