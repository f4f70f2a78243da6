package person

import (
	"context"
	"strings"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/db"
)

// Newcomer is what is known of somebody who calls or stands there for the first
// time.
type Newcomer struct {
	Name           string
	Language       guichet.Language
	Zone           string
	OrganisationID string
	SiteID         string
	Address        string
	Phone          string
}

func (n Newcomer) identities() []Identity {
	known := []Identity{}
	for _, i := range []Identity{{Kind: MailAddress, Value: guichet.Clean(n.Address)}, {Kind: PhoneNumber, Value: guichet.Clean(n.Phone)}} {
		if i.Value != "" {
			known = append(known, i)
		}
	}
	return known
}

// Register makes somebody known on the word of who heard them: with one way at
// least to reach them, without an account and without a role. It touches nobody
// who is known already: whose address or number it is keeps it. Whom the reader
// would not find is not named.
func Register(ctx context.Context, tx *db.Tx, by guichet.Actor, reader access.Scope, n Newcomer) (Person, error) {
	known := n.identities()
	if len(known) == 0 {
		return Person{}, guichet.Invalid(MailAddress, "person.unreachable", nil)
	}
	for _, i := range known {
		p, err := byKey(ctx, tx, i.Kind, i.Value)
		switch {
		case guichet.IsKind(err, guichet.KindNotFound):
			continue
		case err != nil:
			return p, err
		case !reader.Admits(p.Place(), p.ID):
			return p, guichet.Invalid(i.Kind, "person.identity_elsewhere", nil)
		}
		return p, guichet.Invalid(i.Kind, "person.identity_taken", nil)
	}
	return Add(ctx, tx, by, Edit{
		Name: &n.Name, Language: &n.Language, Zone: &n.Zone, OrganisationID: &n.OrganisationID, SiteID: &n.SiteID, Identities: &known,
	})
}

func byKey(ctx context.Context, tx *db.Tx, kind, value string) (Person, error) {
	i, err := db.One(ctx, tx, identityFields, sqlByIdentity, kind, key(kind, value))
	if err != nil {
		return Person{}, err
	}
	return Get(ctx, tx, i.PersonID)
}

const (
	partCardHeld = partCard + `WHERE p.id IN (SELECT i.person_id FROM identity i WHERE i.kind = $1 AND i.value_key = $2)`

	partCardTail = partCard + `WHERE p.id IN (SELECT i.person_id FROM identity i
		WHERE i.tail_key = $1 AND i.tail_key <> '' ORDER BY i.id LIMIT 50)`
)

// Resemble lists whom the reader may see and who have this address or, however it
// was written down, this number; with us or not.
func Resemble(ctx context.Context, tx *db.Tx, scope access.Scope, address, phone string) ([]Card, error) {
	var found []Card
	look := func(query string, keys ...any) error {
		where, args := scope.Where(columns(), len(keys)+1)
		cards, err := db.All(ctx, tx, cardFields, query+" AND "+where+partCardOrder, append(keys, args...)...)
		for _, c := range cards {
			if !holds(found, c.ID) {
				found = append(found, c)
			}
		}
		return guichet.Doing("look who has an address or a number", err)
	}
	if strings.TrimSpace(address) != "" {
		if err := look(partCardHeld, MailAddress, key(MailAddress, address)); err != nil {
			return nil, err
		}
	}
	if isNumber(phone) {
		if err := look(partCardTail, tail(PhoneNumber, phone)); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// isNumber tells whether what was typed is the beginning of a number.
func isNumber(typed string) bool {
	return len(tail(PhoneNumber, typed)) >= 4 && strings.Trim(typed, "0123456789+ .-/()\u00a0\u202f") == ""
}
