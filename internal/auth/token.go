package auth

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/setting"
	"guichet/internal/timeline"
)

// TokenPrefix begins every token, so that a scanner for leaked secrets finds it.
const TokenPrefix = "gui_"

const (
	tokenTouch = time.Hour // how late use is written down at most
)

// Token lets a program act as a person, with all that the person may.
type Token struct {
	ID       string
	PersonID string
	Name     string
	Created  time.Time
	Used     time.Time // to the hour; zero: never
	Expires  time.Time // zero: never
}

const (
	sqlInsertToken = `INSERT INTO token (id, person_id, name, hash, created, used, expires)
		VALUES ($1, $2, $3, $4, $5, 0, $6)`

	sqlTokens = `SELECT id, person_id, name, created, used, expires FROM token WHERE person_id = $1 ORDER BY created, id`

	sqlCountTokens = `SELECT COUNT(*) FROM token WHERE person_id = $1`

	sqlRevokeToken = `DELETE FROM token WHERE id = $1 AND person_id = $2 RETURNING name`

	sqlTouchToken = `UPDATE token SET used = $2 WHERE id = $1 AND used <= $3`
)

// CreateToken makes a token for a person, which expires at the moment given, or
// (zero) never. The secret is known now only: it is shown once.
func CreateToken(ctx context.Context, tx *db.Tx, by guichet.Actor, k Key, personID, name string, expires time.Time) (Token, Secret, error) {
	t := Token{ID: tx.ID(), PersonID: personID, Name: guichet.Clean(name), Created: tx.Now, Expires: expires}
	var expired *guichet.Error
	if !expires.IsZero() && !expires.After(tx.Now) {
		expired = guichet.Invalid("expires", "in_the_past", nil)
	}
	if err := guichet.Join(guichet.CheckLine("name", t.Name, 1, 100), expired); err != nil {
		return t, "", err
	}
	if err := lockPerson(ctx, tx, personID); err != nil {
		return t, "", err
	}
	tokensMost, err := setting.TokensMost().Get(ctx, tx)
	if err != nil {
		return t, "", err
	}
	n, err := db.Value[int64](ctx, tx, sqlCountTokens, personID)
	if err != nil {
		return t, "", guichet.Doing("count tokens", err)
	}
	if n >= tokensMost {
		return t, "", guichet.Invalid("name", "token.too_many", guichet.Args{"max": tokensMost})
	}
	secret := newSecret(tx, TokenPrefix)
	if _, err := tx.Exec(ctx, sqlInsertToken, t.ID, personID, t.Name, k.digest(secret), tx.Now, expires); err != nil {
		return t, "", guichet.Doing("make a token", err)
	}
	return t, secret, tell(ctx, tx, by, personID, timeline.Entry{
		Kind:    "token_created/1",
		Changes: []timeline.Change{{Field: "token", New: t.Name}},
		Rows:    []timeline.Pointer{{Kind: "token", ID: t.ID}},
	})
}

// Tokens lists a person's tokens, the oldest first, with those that expired.
func Tokens(ctx context.Context, tx *db.Tx, personID string) ([]Token, error) {
	return db.All(ctx, tx, func(t *Token) []any {
		return []any{&t.ID, &t.PersonID, &t.Name, &t.Created, &t.Used, &t.Expires}
	}, sqlTokens, personID)
}

// RevokeToken ends a person's token; NotFound when they have no such one.
func RevokeToken(ctx context.Context, tx *db.Tx, by guichet.Actor, personID, tokenID string) error {
	if err := lockPerson(ctx, tx, personID); err != nil {
		return err
	}
	name, err := db.Value[string](ctx, tx, sqlRevokeToken, tokenID, personID)
	if err != nil {
		return guichet.Doing("revoke a token", err)
	}
	return tell(ctx, tx, by, personID, timeline.Entry{
		Kind:    "token_revoked/1",
		Changes: []timeline.Change{{Field: "token", Old: name}},
		Rows:    []timeline.Pointer{{Kind: "token", ID: tokenID}},
	})
}
