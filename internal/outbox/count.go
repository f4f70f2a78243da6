package outbox

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/db"
)

// Counts tells how the letters stand, up to a thousand of each.
type Counts struct {
	Waiting int64
	Failed  int64
	Oldest  time.Time // when the one that waits longest was written; zero: none waits
}

const sqlCounts = `SELECT (SELECT COUNT(*) FROM (SELECT 1 AS n FROM outbox_letter WHERE state = 'waiting' LIMIT 1000) AS w),
	(SELECT COUNT(*) FROM (SELECT 1 AS n FROM outbox_letter WHERE state = 'failed' LIMIT 1000) AS f),
	COALESCE((SELECT MIN(written_at) FROM outbox_letter WHERE state = 'waiting'), 0)`

// Count tells how the letters stand.
func Count(ctx context.Context, tx *db.Tx) (Counts, error) {
	c, err := db.One(ctx, tx, func(c *Counts) []any { return []any{&c.Waiting, &c.Failed, &c.Oldest} }, sqlCounts)
	return c, guichet.Doing("count the letters", err)
}
