package timeline

import (
	"context"

	"guichet"
	"guichet/internal/db"
)

const (
	partEntry = `SELECT id, version, kind, recorded, at, actor_kind, actor_id, team_id, via, cause,
		COALESCE(data, ''), salt, digest, hash FROM timeline_entry `

	sqlEntriesAfter = partEntry + `WHERE subject_kind = $1 AND subject_id = $2 AND version > $3
		ORDER BY version LIMIT $4`

	// By the index of subjects, whatever the planner thinks of the one by time: a
	// kind of thing that few acts are about is all read and sorted.
	sqlLatest = `SELECT subject_id, version FROM timeline_entry WHERE subject_kind = $1
		ORDER BY recorded + 0 DESC, version DESC, id DESC LIMIT $2`
)

// Version is the number of a subject's latest entry; 0 for one without a history.
func Version(ctx context.Context, tx *db.Tx, s Subject) (int64, error) {
	before, err := db.One(ctx, tx, func(h *head) []any { return []any{&h.version, &h.hash} }, sqlHead, s.Kind, s.ID)
	if guichet.IsKind(err, guichet.KindNotFound) {
		return 0, nil
	}
	return before.version, guichet.Doing("read the timeline's head", err)
}

// Latest reads the last acts on things of one kind, the latest first: where the
// things themselves may be gone, and few acts are about them.
func Latest(ctx context.Context, tx *db.Tx, kind string, limit int) ([]Entry, error) {
	type act struct {
		id      string
		version int64
	}
	acts, err := db.All(ctx, tx, func(a *act) []any { return []any{&a.id, &a.version} }, sqlLatest, kind, limit)
	if err != nil {
		return nil, guichet.Doing("read the latest acts", err)
	}
	var all []Entry
	for _, a := range acts {
		one, err := After(ctx, tx, Subject{Kind: kind, ID: a.id}, a.version-1, 1)
		if err != nil {
			return nil, err
		}
		all = append(all, one...)
	}
	return all, nil
}

// stored is an entry with the bytes it was chained by.
type stored struct {
	Entry
	data   string
	salt   []byte
	digest []byte
	hash   []byte
}

// Everything asks for all entries of one subject.
const Everything = 1 << 30

// After reads the entries of a subject beyond a version, oldest first, at most
// limit of them.
func After(ctx context.Context, tx *db.Tx, s Subject, version int64, limit int) ([]Entry, error) {
	rows, err := after(ctx, tx, s, version, limit)
	if err != nil {
		return nil, err
	}
	entries := make([]Entry, len(rows))
	for i := range rows {
		entries[i] = rows[i].Entry
	}
	return entries, nil
}

func after(ctx context.Context, tx *db.Tx, s Subject, version int64, limit int) ([]stored, error) {
	rows, err := db.All(ctx, tx, func(x *stored) []any {
		x.Subject = s
		return []any{
			&x.ID, &x.Version, &x.Kind, &x.Recorded, &x.At, &x.Actor.Kind, &x.Actor.ID, &x.Actor.TeamID,
			&x.Actor.Via, &x.Cause, &x.data, &x.salt, &x.digest, &x.hash,
		}
	}, sqlEntriesAfter, s.Kind, s.ID, version, limit)
	if err != nil {
		return nil, guichet.Doing("read the timeline", err)
	}
	for i := range rows {
		if rows[i].data == "" {
			rows[i].Erased = true
			continue
		}
		if err := rows[i].decode(rows[i].data); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// Clashes names the fields among those to be changed that somebody changed
// after the version the writer saw. now gives a field's present value.
func Clashes(since []Entry, changes []Change, now func(field string) any) []guichet.Clash {
	var clashes []guichet.Clash
	for _, mine := range changes {
		for i := len(since) - 1; i >= 0; i-- {
			if !touches(since[i], mine.Field) {
				continue
			}
			if theirs := now(mine.Field); theirs != mine.New {
				clashes = append(clashes, guichet.Clash{
					Field: mine.Field, Yours: mine.New, Theirs: theirs, By: since[i].Actor.ID, At: since[i].Recorded,
				})
			}
			break
		}
	}
	return clashes
}

func touches(e Entry, field string) bool {
	for _, c := range e.Changes {
		if c.Field == field {
			return true
		}
	}
	return false
}
