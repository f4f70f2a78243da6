// Package watcher keeps who follows a record that is not their own, and whether
// they are told by mail. Who watches a record may read it and speak about it:
// package ticket bounds what people see by it. Who may add whom is the door's to
// ask; a record's history is package ticket's.
package watcher

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/db"
)

// Watcher is somebody who follows a record.
type Watcher struct {
	ID      string // the person's
	Name    string
	Told    bool // by mail too
	AddedBy string
	Since   time.Time
	Origin  string // the record that they followed, where it was merged into this one
}

// Most is how many follow one record.
const Most = 50

const (
	sqlWatchers = `SELECT p.id, p.name, w.told, w.added_by, w.since, w.origin FROM watcher w JOIN person p ON p.id = w.person_id
		WHERE w.ticket_id = $1 ORDER BY w.since, p.id`

	sqlPut = `INSERT INTO watcher (ticket_id, person_id, told, added_by, since, origin) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (ticket_id, person_id) DO UPDATE SET told = excluded.told, origin = excluded.origin`

	sqlTake = `DELETE FROM watcher WHERE ticket_id = $1 AND person_id = $2`
)

// Of lists who follows a record, the first who did first.
func Of(ctx context.Context, tx *db.Tx, ticketID string) ([]Watcher, error) {
	all, err := db.All(ctx, tx, func(w *Watcher) []any { return []any{&w.ID, &w.Name, &w.Told, &w.AddedBy, &w.Since, &w.Origin} }, sqlWatchers, ticketID)
	return all, guichet.Doing("read who follows a record", err)
}

// Put makes somebody follow a record, or changes how they are told. origin is the
// record that they followed, where it was merged into this one; ” they were added
// to this one itself.
func Put(ctx context.Context, tx *db.Tx, ticketID, personID string, told bool, by, origin string) error {
	_, err := tx.Exec(ctx, sqlPut, ticketID, personID, told, by, tx.Now, origin)
	return guichet.Doing("follow a record", err)
}

// Take ends that somebody follows a record.
func Take(ctx context.Context, tx *db.Tx, ticketID, personID string) error {
	_, err := tx.Exec(ctx, sqlTake, ticketID, personID)
	return guichet.Doing("follow a record no more", err)
}

// Owners are those whose own record it is: its requester, and who follows it.
func Owners(ctx context.Context, tx *db.Tx, ticketID, requesterID string) ([]string, error) {
	all, err := Of(ctx, tx, ticketID)
	own := []string{requesterID}
	for _, w := range all {
		own = append(own, w.ID)
	}
	return own, err
}
