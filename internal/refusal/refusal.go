package refusal

import (
	"context"
	"strings"
	"time"
	"unicode"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/db"
	"guichet/internal/setting"
)

// Refusal is one act that was refused, or several alike in a row.
type Refusal struct {
	ID         string
	At         time.Time
	Status     int64  // as HTTP has it: 401, 403, 404, 429
	Code       string // of the error
	Permission string // that was missing; empty: it was not about one
	Method     string
	Path       string // without what was asked in it
	PersonID   string // empty: nobody was signed in
	TokenID    string // of the program that asked for them; empty: a screen
	Address    string
	RequestID  string
	Times      int64 // it, and how many before it that were not kept for themselves
}

// Listed is a refusal with the name of who was refused.
type Listed struct {
	Refusal
	Person         string
	OrganisationID string
}

const (
	sqlInsert = `INSERT INTO refusal (id, at, status, code, permission, method, path, person_id, token_id, address, request_id, times)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`

	partList = `SELECT r.id, r.at, r.status, r.code, r.permission, r.method, r.path, r.person_id, r.token_id, r.address,
		r.request_id, r.times, COALESCE(p.name, ''), COALESCE(p.organisation_id, '')
		FROM refusal r LEFT JOIN person p ON p.id = r.person_id WHERE `

	partNewest = ` ORDER BY r.at DESC, r.id DESC LIMIT `

	sqlSweep = `DELETE FROM refusal WHERE id IN (SELECT id FROM refusal WHERE at < $1 ORDER BY at, id LIMIT 5000)`

	sqlTrim = `DELETE FROM refusal WHERE id IN (SELECT id FROM refusal ORDER BY at DESC, id DESC LIMIT 5000 OFFSET $1)`
)

// Most is how many are kept at most, whatever their age.
const Most = 100_000

func fields(l *Listed) []any {
	return []any{
		&l.ID, &l.At, &l.Status, &l.Code, &l.Permission, &l.Method, &l.Path, &l.PersonID, &l.TokenID, &l.Address,
		&l.RequestID, &l.Times, &l.Person, &l.OrganisationID,
	}
}

// Keep writes one down.
func Keep(ctx context.Context, tx *db.Tx, r Refusal) error {
	_, err := tx.Exec(ctx, sqlInsert, tx.ID(), tx.Now, r.Status, clip(r.Code, 60), clip(r.Permission, 60), clip(r.Method, 10),
		clip(r.Path, 200), r.PersonID, r.TokenID, clip(r.Address, 100), r.RequestID, max(1, r.Times))
	return guichet.Doing("write down a refusal", err)
}

// clip makes what a stranger sent fit: so many characters, and none that moves a
// terminal.
func clip(s string, most int) string {
	s = strings.Map(func(c rune) rune {
		if unicode.IsControl(c) {
			return ' '
		}
		return c
	}, strings.ToValidUTF8(s, "\uFFFD"))
	for i := range s {
		if most--; most < 0 {
			return s[:i]
		}
	}
	return s
}

// Filter says which to list. What is empty does not filter.
type Filter struct {
	Status   int64
	PersonID string
	Asked    string // an address, or a request's id
}

// List reads them, the latest first.
func List(ctx context.Context, tx *db.Tx, f Filter, page guichet.Page) ([]Listed, string, error) {
	at, id := int64(1)<<60, "~"
	if _, err := guichet.ReadCursor(page.Cursor, &at, &id); err != nil {
		return nil, "", err
	}
	var c access.Conditions
	c.Add("(r.at, r.id) < ($, $)", at, id)
	if f.Status != 0 {
		c.Add("r.status = $", f.Status)
	}
	if f.PersonID != "" {
		c.Add("r.person_id = $", f.PersonID)
	}
	switch {
	case f.Asked == "":
	case guichet.IsID(f.Asked):
		c.Add("r.request_id = $", f.Asked)
	default:
		c.Add("r.address = $", f.Asked)
	}
	most := c.Value(int64(page.Size() + 1))
	all, err := db.All(ctx, tx, fields, partList+c.String()+partNewest+most, c.Args...)
	if err != nil {
		return nil, "", guichet.Doing("list the refusals", err)
	}
	if len(all) <= page.Size() {
		return all, "", nil
	}
	all = all[:page.Size()]
	last := all[len(all)-1]
	return all, guichet.Cursor(last.At.UnixMilli(), last.ID), nil
}

// Sweep deletes those that are older than is set, and the oldest where there are
// too many.
func Sweep(ctx context.Context, tx *db.Tx) error {
	days, err := setting.RefusalDays().Get(ctx, tx)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, sqlSweep, tx.Now.Add(-time.Duration(days)*24*time.Hour)); err != nil {
		return guichet.Doing("sweep the refusals", err)
	}
	_, err = tx.Exec(ctx, sqlTrim, int64(Most))
	return guichet.Doing("sweep the refusals", err)
}

// SweepJob deletes the old ones.
const SweepJob = "refusal.sweep"
