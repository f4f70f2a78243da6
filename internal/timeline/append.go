package timeline

import (
	"context"
	"fmt"

	"guichet"
	"guichet/internal/db"
)

const (
	sqlHead = `SELECT version, hash FROM timeline_head WHERE subject_kind = $1 AND subject_id = $2`

	sqlInsertHead = `INSERT INTO timeline_head (subject_kind, subject_id, version, hash) VALUES ($1, $2, $3, $4)`

	sqlMoveHead = `UPDATE timeline_head SET version = $3, hash = $4
		WHERE subject_kind = $1 AND subject_id = $2 AND version = $5`

	sqlInsertEntry = `INSERT INTO timeline_entry (id, subject_kind, subject_id, version, kind, recorded, at,
		actor_kind, actor_id, team_id, via, cause, data, salt, digest, hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`

	sqlCloseSpan = `UPDATE timeline_span SET until = $4
		WHERE subject_kind = $1 AND subject_id = $2 AND field = $3 AND until = $5`

	sqlOpenSpan = `INSERT INTO timeline_span (subject_kind, subject_id, field, version, value, since, until)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`
)

type head struct {
	version int64
	hash    []byte
}

// Begin starts the timeline of a new subject with its first entries.
func Begin(ctx context.Context, tx *db.Tx, s Subject, actor guichet.Actor, entries ...Entry) ([]Entry, error) {
	written, last, err := chainOn(ctx, tx, s, actor, head{}, entries)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(ctx, sqlInsertHead, s.Kind, s.ID, last.version, last.hash); err != nil {
		return nil, guichet.Doing("begin the timeline", err)
	}
	return written, nil
}

// Append adds entries to the timeline of a subject whose row the caller has
// locked, and moves its spans. It gives them back as they were stored.
func Append(ctx context.Context, tx *db.Tx, s Subject, actor guichet.Actor, entries ...Entry) ([]Entry, error) {
	if len(entries) == 0 {
		return nil, nil
	}
	before, err := db.One(ctx, tx, func(h *head) []any { return []any{&h.version, &h.hash} }, sqlHead, s.Kind, s.ID)
	if err != nil {
		return nil, guichet.Doing("read the timeline's head", err)
	}
	written, last, err := chainOn(ctx, tx, s, actor, before, entries)
	if err != nil {
		return nil, err
	}
	moved, err := tx.Exec(ctx, sqlMoveHead, s.Kind, s.ID, last.version, last.hash, before.version)
	if err != nil {
		return nil, guichet.Doing("move the timeline's head", err)
	}
	if moved != 1 {
		// Somebody wrote without holding the subject's row: never overwrite a chain.
		return nil, fmt.Errorf("the timeline of %s %s moved on under an act", s.Kind, s.ID)
	}
	return written, nil
}

func chainOn(ctx context.Context, tx *db.Tx, s Subject, actor guichet.Actor, h head, entries []Entry) ([]Entry, head, error) {
	written := make([]Entry, len(entries))
	for i, e := range entries {
		h.version++
		e.ID, e.Subject, e.Version, e.Recorded = tx.ID(), s, h.version, tx.Now
		if e.At.IsZero() {
			e.At = tx.Now
		}
		if e.Actor == (guichet.Actor{}) {
			e.Actor = actor
		}
		text, err := e.encode()
		if err != nil {
			return nil, h, err
		}
		salt := tx.Random(saltSize)
		sum := digest(salt, text)
		h.hash = link(h.hash, &e, sum)
		if _, err := tx.Exec(ctx, sqlInsertEntry, e.ID, s.Kind, s.ID, e.Version, e.Kind, e.Recorded, e.At,
			string(e.Actor.Kind), e.Actor.ID, e.Actor.TeamID, string(e.Actor.Via), e.Cause, text, salt, sum, h.hash); err != nil {
			return nil, h, guichet.Doing("write an entry", err)
		}
		if err := moveSpans(ctx, tx, e); err != nil {
			return nil, h, err
		}
		written[i] = e
	}
	return written, h, nil
}

func moveSpans(ctx context.Context, tx *db.Tx, e Entry) error {
	for _, c := range e.Changes {
		if !measured(c.Field) {
			continue
		}
		if !empty(c.Old) {
			if _, err := tx.Exec(ctx, sqlCloseSpan, e.Subject.Kind, e.Subject.ID, c.Field, e.At, far); err != nil {
				return guichet.Doing("close a span", err)
			}
		}
		if !empty(c.New) {
			if _, err := tx.Exec(ctx, sqlOpenSpan, e.Subject.Kind, e.Subject.ID, c.Field, e.Version,
				spanValue(c.New), e.At, far); err != nil {
				return guichet.Doing("open a span", err)
			}
		}
	}
	return nil
}
