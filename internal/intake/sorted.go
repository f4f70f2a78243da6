package intake

import (
	"context"

	"guichet/internal/db"
	"guichet/internal/ticket"
)

const sqlSorted = `SELECT COUNT(*) FROM (SELECT 1 FROM ticket t WHERE t.kind = $1 AND t.category_id = $2
	AND t.category_id <> '' LIMIT 100) AS counted`

// Sorted tells how many records are sorted by a category now, up to
// ticket.CountMost.
func Sorted(ctx context.Context, tx *db.Tx, categoryID string) (int64, error) {
	var sum int64
	for _, k := range Kinds() {
		n, err := db.Value[int64](ctx, tx, sqlSorted, k, categoryID)
		if err != nil {
			return 0, err
		}
		sum += n
	}
	return min(sum, ticket.CountMost), nil
}
