package incident

import (
	"context"

	"guichet"
	"guichet/internal/category"
	"guichet/internal/db"
	"guichet/internal/ticket"
)

// closing is the category that a record is to end with: the one given, or the one
// it has as such already. Where the desk has categories for its kind, there must
// be one. It is checked for the field closing_category_id.
func closing(ctx context.Context, tx *db.Tx, t ticket.Ticket, given string) (string, *guichet.Error, error) {
	if given == "" {
		given = t.ClosingID
	}
	if given != "" && given == t.ClosingID {
		return given, nil, nil
	}
	tree, err := category.Read(ctx, tx)
	switch {
	case err != nil:
		return "", nil, err
	case given != "":
		return given, tree.Check("closing_category_id", t.Kind, given), nil
	case tree.Offers(t.Kind):
		return "", guichet.Invalid("closing_category_id", "ticket.closing_category_required", nil), nil
	}
	return "", nil, nil
}
