package person

import (
	"context"
	"strings"
	"time"

	"guichet"
	"guichet/internal/db"
)

// The kinds of identity.
const (
	MailAddress = "mail"
	PhoneNumber = "phone"
)

// Identity is one way in which a person is known.
type Identity struct {
	ID        string
	PersonID  string
	Kind      string
	Value     string
	Preferred bool
	Failing   time.Time // since when letters to it come back; zero: they arrive
	Reason    string    // why, in a server's words
}

const (
	partIdentity = `SELECT id, person_id, kind, value, preferred, failing, failing_reason FROM identity `

	sqlIdentities = partIdentity + `WHERE person_id = $1 ORDER BY kind, preferred DESC, id`

	sqlByIdentity = partIdentity + `WHERE kind = $1 AND value_key = $2`

	sqlInsertIdentity = `INSERT INTO identity (id, person_id, kind, value, value_key, tail_key, preferred, created)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`

	sqlFailing = `UPDATE identity SET failing = $3, failing_reason = $4 WHERE kind = $1 AND value_key = $2 AND failing = 0`

	sqlArrives = `UPDATE identity SET failing = 0, failing_reason = '' WHERE kind = $1 AND value_key = $2 AND failing <> 0`
)

func identityFields(i *Identity) []any {
	return []any{&i.ID, &i.PersonID, &i.Kind, &i.Value, &i.Preferred, &i.Failing, &i.Reason}
}

// Identities lists the ways in which a person is known, the preferred of each
// kind first.
func Identities(ctx context.Context, tx *db.Tx, personID string) ([]Identity, error) {
	return db.All(ctx, tx, identityFields, sqlIdentities, personID)
}

func addIdentity(ctx context.Context, tx *db.Tx, i Identity) error {
	if err := guichet.CheckText(i.Kind, i.Value, 1, 320); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, sqlInsertIdentity, tx.ID(), i.PersonID, i.Kind, i.Value, key(i.Kind, i.Value), tail(i.Kind, i.Value), i.Preferred, tx.Now)
	if db.IsUnique(err) {
		return guichet.Invalid(i.Kind, "person.identity_taken", nil).Because(err)
	}
	return guichet.Doing("add an identity", err)
}

// key is what an identity is recognised by. A mail address is folded as a whole:
// the local part is case-sensitive by RFC 5321 and case-insensitive everywhere.
// A telephone number keeps its digits and a leading plus.
func key(kind, value string) string {
	if kind != PhoneNumber {
		return strings.ToLower(strings.TrimSpace(value))
	}
	var b strings.Builder
	for i, r := range strings.TrimSpace(value) {
		if r >= '0' && r <= '9' || r == '+' && i == 0 {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// tailMost is how many digits of a number tell one line from another, whether the
// country is dialled or not.
const tailMost = 9

// tail is the end of a number, however it was written down; empty for an address.
func tail(kind, value string) string {
	if kind != PhoneNumber {
		return ""
	}
	digits := strings.TrimPrefix(key(kind, value), "+")
	return digits[max(0, len(digits)-tailMost):]
}

// MarkFailing notes that a letter to an address came back, whoever is known by
// it; nobody may be.
func MarkFailing(ctx context.Context, tx *db.Tx, address, reason string) error {
	if len(reason) > 500 {
		reason = strings.ToValidUTF8(reason[:500], "")
	}
	_, err := tx.Exec(ctx, sqlFailing, MailAddress, key(MailAddress, address), tx.Now, guichet.Clean(reason))
	return guichet.Doing("mark an address as failing", err)
}

// MarkArriving notes that an address is well again: somebody wrote from it.
func MarkArriving(ctx context.Context, tx *db.Tx, address string) error {
	_, err := tx.Exec(ctx, sqlArrives, MailAddress, key(MailAddress, address))
	return guichet.Doing("mark an address as well", err)
}

// Stranger is what is known of somebody who writes for the first time.
type Stranger struct {
	Address  string
	Name     string
	Language guichet.Language
	Zone     string
}

// Identify finds the person known by a mail address, or makes them known. It
// says whether they are new.
func Identify(ctx context.Context, tx *db.Tx, by guichet.Actor, in Stranger) (Person, bool, error) {
	known, err := ByAddress(ctx, tx, in.Address)
	if err == nil || !guichet.IsKind(err, guichet.KindNotFound) {
		return known, false, err
	}
	name := strings.TrimSpace(in.Name)
	if name == "" || len(name) > 200 {
		name, _, _ = strings.Cut(in.Address, "@")
	}
	p, err := Create(ctx, tx, by, Person{
		Name: name, Language: in.Language, Zone: in.Zone,
	}, Identity{Kind: MailAddress, Value: strings.TrimSpace(in.Address)})
	return p, true, err
}

// ByAddress finds the person known by a mail address.
func ByAddress(ctx context.Context, tx *db.Tx, address string) (Person, error) {
	return byKey(ctx, tx, MailAddress, address)
}
