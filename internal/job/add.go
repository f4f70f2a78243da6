package job

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"guichet"
	"guichet/internal/db"
)

// queue is the name by which runners are woken.
const queue = "job"

// New is a job to be done.
type New struct {
	Kind    string
	Key     string    // jobs of one key run one at a time, in order; empty: none
	Unique  string    // at most one of the kind waits under this name; empty: any number
	At      time.Time // zero: now
	Payload any       // written as JSON
}

const sqlAdd = `
INSERT INTO job (id, kind, key, unique_key, place, state, due_at, leased_until, attempt, payload, mistake, created_at, ended_at)
VALUES ($1, $2, $3, $4,
        CASE WHEN $3 = '' THEN 0
             ELSE COALESCE((SELECT MAX(place) FROM job WHERE key = $3 AND key <> '' AND ended_at = 0), 0) + 1 END,
        'waiting', $5, 0, 0, $6, '', $7, 0)
ON CONFLICT (kind, unique_key) WHERE state = 'waiting' AND unique_key <> '' DO NOTHING`

// Add asks for a job, in the transaction of what it follows from.
func Add(ctx context.Context, tx *db.Tx, n New) error {
	payload, err := json.Marshal(n.Payload)
	if err != nil {
		return fmt.Errorf("add a job %s: %w", n.Kind, err)
	}
	due := n.At
	if due.IsZero() {
		due = tx.Now
	}
	if _, err := tx.Exec(ctx, sqlAdd, tx.ID(), n.Kind, n.Key, n.Unique, due, string(payload), tx.Now); err != nil {
		return guichet.Doing("add a job "+n.Kind, err)
	}
	if !due.After(tx.Now) {
		tx.Wake(queue)
	}
	return nil
}
