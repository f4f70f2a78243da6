package ticket

import (
	"context"

	"guichet/internal/category"
	"guichet/internal/db"
)

// sort asks for another category; nil leaves it as it is. The first that a record
// is ever given stays known as such.
func (w *Wishes) sort(ctx context.Context, tx *db.Tx, t Ticket, to *string) error {
	if to == nil || *to == t.CategoryID {
		return nil
	}
	if t.OpeningID == "" {
		w.Set("opening_category", *to)
	}
	w.Set("category", *to)
	return category.Allow(ctx, tx, "category_id", t.Kind, *to)
}
