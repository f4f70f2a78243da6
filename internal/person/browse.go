package person

import (
	"context"
	"strconv"
	"strings"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/db"
)

// Filter says which people to list. Empty fields do not filter.
type Filter struct {
	Typed          string // a name, an address or a number begins with it
	OrganisationID string
	SiteID         string
	Active         *bool
	IDs            []string // only these
	ByIDs          bool     // IDs filter, even when they are none
}

const (
	partBrowse = partCard + `WHERE `

	partTyped = `(p.name_key >= $1 AND p.name_key < $2 OR p.turned_key >= $1 AND p.turned_key < $2
		OR p.id IN (SELECT i.person_id FROM identity i WHERE i.value_key >= $3 AND i.value_key < $4))`

	partBrowseOrder = ` ORDER BY p.name_key, p.id LIMIT `
)

// last is the end of every key that begins with a text.
const last = "\U0010FFFF"

// Browse lists people by name, among those the reader may see.
func Browse(ctx context.Context, tx *db.Tx, scope access.Scope, f Filter, page guichet.Page) (cards []Card, next string, err error) {
	typed := guichet.Fold(strings.TrimSpace(f.Typed))
	address := strings.ToLower(strings.TrimSpace(f.Typed))
	if isNumber(f.Typed) {
		address = key(PhoneNumber, f.Typed)
	}
	where := partTyped
	args := []any{typed, typed + last, address, address + last}
	add := func(condition string, value any) {
		args = append(args, value)
		where += " AND " + condition + " $" + strconv.Itoa(len(args))
	}
	scoped, more := scope.Where(columns(), len(args)+1)
	where, args = where+" AND "+scoped, append(args, more...)
	if f.OrganisationID != "" {
		add("p.organisation_id =", f.OrganisationID)
	}
	if f.SiteID != "" {
		add("p.site_id =", f.SiteID)
	}
	if f.Active != nil {
		add("p.active =", *f.Active)
	}
	if f.ByIDs {
		places := []string{"''"}
		for _, id := range f.IDs {
			args = append(args, id)
			places = append(places, "$"+strconv.Itoa(len(args)))
		}
		where += " AND p.id IN (" + strings.Join(places, ", ") + ")"
	}
	var name, id string
	from, err := guichet.ReadCursor(page.Cursor, &name, &id)
	if err != nil {
		return nil, "", err
	}
	if from {
		args = append(args, name, id)
		where += " AND (p.name_key, p.id) > ($" + strconv.Itoa(len(args)-1) + ", $" + strconv.Itoa(len(args)) + ")"
	}
	args = append(args, page.Size()+1)
	cards, err = db.All(ctx, tx, cardFields, partBrowse+where+partBrowseOrder+"$"+strconv.Itoa(len(args)), args...)
	if err != nil {
		return nil, "", guichet.Doing("list people", err)
	}
	if len(cards) > page.Size() {
		cards = cards[:page.Size()]
		end := cards[len(cards)-1]
		next = guichet.Cursor(guichet.Fold(end.Name), end.ID)
	}
	return cards, next, nil
}
