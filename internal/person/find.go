package person

import (
	"context"
	"slices"
	"strings"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/db"
)

// Card is a person as shown to an agent.
type Card struct {
	Person
	Organisation string
	Site         string
	Address      string
	Phone        string
}

const (
	partCard = `SELECT p.id, p.name, p.language, p.zone, p.theme, p.organisation_id, p.site_id, p.title, p.vip, p.active,
		p.created, p.updated, COALESCE(o.name, ''), COALESCE(s.name, ''),
		COALESCE((SELECT MIN(i.value) FROM identity i WHERE i.person_id = p.id AND i.kind = 'mail' AND i.preferred), ''),
		COALESCE((SELECT MIN(i.value) FROM identity i WHERE i.person_id = p.id AND i.kind = 'phone'), '')
		FROM person p LEFT JOIN organisation o ON o.id = p.organisation_id LEFT JOIN site s ON s.id = p.site_id `

	partCardByID = partCard + `WHERE p.id = $1`

	partCardByName = partCard + `WHERE p.active AND p.name_key >= $1 AND p.name_key < $2`

	partCardByTurned = partCard + `WHERE p.active AND p.turned_key >= $1 AND p.turned_key < $2`

	partCardByAddress = partCard + `WHERE p.active AND p.id IN (SELECT i.person_id FROM identity i
		WHERE i.kind = 'mail' AND i.value_key >= $1 AND i.value_key < $2 ORDER BY i.value_key LIMIT 50)`

	partCardByNumber = partCard + `WHERE p.active AND p.id IN (SELECT i.person_id FROM identity i
		WHERE i.kind = 'phone' AND i.value_key >= $1 AND i.value_key < $2 ORDER BY i.value_key LIMIT 50)`

	partCardByTail = partCard + `WHERE p.active AND p.id IN (SELECT i.person_id FROM identity i
		WHERE i.tail_key >= $1 AND i.tail_key < $2 AND i.tail_key <> '' ORDER BY i.tail_key LIMIT 50)`

	partCardOrder = ` ORDER BY p.name_key, p.id LIMIT 20`
)

func columns() access.Columns {
	return access.Columns{Organisation: "p.organisation_id", Site: "p.site_id", Own: []string{"p.id = $own"}}
}

func cardFields(c *Card) []any {
	return append(fields(&c.Person), &c.Organisation, &c.Site, &c.Address, &c.Phone)
}

// GetCard reads one person as the reader may see them.
func GetCard(ctx context.Context, tx *db.Tx, scope access.Scope, id string) (Card, error) {
	where, args := scope.Where(columns(), 2)
	return db.One(ctx, tx, cardFields, partCardByID+" AND "+where, append([]any{id}, args...)...)
}

// Find lists people whose name, from its first word or from its second, whose mail
// address or whose number, with its country or without, begins with what was typed,
// among those the reader may see.
func Find(ctx context.Context, tx *db.Tx, scope access.Scope, typed string) ([]Card, error) {
	where, args := scope.Where(columns(), 3)
	begins := func(query, key string) ([]Card, error) {
		return db.All(ctx, tx, cardFields, query+" AND "+where+partCardOrder,
			append([]any{key, key + "\U0010FFFF"}, args...)...)
	}
	cards, err := begins(partCardByName, guichet.Fold(typed))
	if err != nil || typed == "" || len(cards) >= 20 {
		return cards, err
	}
	more, err := begins(partCardByTurned, guichet.Fold(typed))
	if err != nil {
		return nil, err
	}
	byAddress, err := begins(partCardByAddress, strings.ToLower(strings.TrimSpace(typed)))
	if err != nil {
		return nil, err
	}
	more = append(more, byAddress...)
	if isNumber(typed) {
		byNumber, err := begins(partCardByNumber, key(PhoneNumber, typed))
		if err != nil {
			return nil, err
		}
		// Without its country a number begins with a nought, which it has not with it.
		byTail, err := begins(partCardByTail, strings.TrimPrefix(tail(PhoneNumber, typed), "0"))
		if err != nil {
			return nil, err
		}
		more = append(append(more, byNumber...), byTail...)
	}
	for _, c := range more {
		if !holds(cards, c.ID) && len(cards) < 20 {
			cards = append(cards, c)
		}
	}
	return cards, nil
}

func holds(cards []Card, id string) bool {
	return slices.ContainsFunc(cards, func(c Card) bool { return c.ID == id })
}

const partNames = `SELECT id, name FROM person WHERE id IN (`

// Names gives the names of people, whoever may see them, by their ids.
func Names(ctx context.Context, tx *db.Tx, ids []string) (map[string]string, error) {
	names := map[string]string{}
	if len(ids) == 0 {
		return names, nil
	}
	var c access.Conditions
	marks := make([]string, len(ids))
	for i, id := range ids {
		marks[i] = c.Value(id)
	}
	rows, err := db.All(ctx, tx, func(x *[2]string) []any { return []any{&x[0], &x[1]} }, partNames+strings.Join(marks, ", ")+")", c.Args...)
	for _, x := range rows {
		names[x[0]] = x[1]
	}
	return names, guichet.Doing("name people", err)
}
