package ticket

import (
	"context"

	"guichet"
	"guichet/internal/category"
	"guichet/internal/db"
)

// checkCategory refuses a category that a record of the kind may not be given;
// none is always right.
func checkCategory(ctx context.Context, tx *db.Tx, kind, id string) error {
	if id == "" {
		return nil
	}
	tree, err := category.Read(ctx, tx)
	if err != nil {
		return err
	}
	return guichet.Join(tree.Check("category_id", kind, id))
}

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
	return checkCategory(ctx, tx, t.Kind, *to)
}
