package auth

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/person"
	"guichet/internal/timeline"
)

// Account is how a person signs in.
type Account struct {
	PersonID    string
	Login       string
	Failures    int64     // in a row
	LockedUntil time.Time // zero, or past: not locked
	Changed     time.Time // when the password was set
}

const (
	sqlInsertAccount = `INSERT INTO account (person_id, login, login_key, password_hash, failures, locked_until, changed)
		VALUES ($1, $2, $3, $4, 0, 0, $5) ON CONFLICT DO NOTHING`

	sqlAccount = `SELECT person_id, login, failures, locked_until, changed FROM account WHERE person_id = $1`

	sqlSetPassword = `UPDATE account SET password_hash = $2, failures = 0, locked_until = 0, changed = $3
		WHERE person_id = $1`

	sqlGrant = `INSERT INTO role_grant (person_id, role, organisation_id, site_id, team_id, kind) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (person_id, role, organisation_id, site_id, team_id, kind) DO NOTHING`

	sqlUngrant = `DELETE FROM role_grant WHERE person_id = $1 AND role = $2 AND organisation_id = $3 AND site_id = $4
		AND team_id = $5 AND kind = $6`
)

// Bounds of a login and of the key it is found by.
const (
	loginMost    = 320
	loginKeyMost = 640
)

// loginKey is what a login is found by: letters of either case, with accents or
// without, are one login, so that no two look alike. Empty for what cannot be a
// login.
func loginKey(login string) string {
	key := guichet.Fold(strings.ToValidUTF8(login, "\uFFFD"))
	if utf8.RuneCountInString(login) > loginMost || utf8.RuneCountInString(key) > loginKeyMost || strings.ContainsRune(key, 0) {
		return ""
	}
	return key
}

// CreateAccount lets a person sign in with a password, whose hash a Hasher made.
func CreateAccount(ctx context.Context, tx *db.Tx, by guichet.Actor, personID, login, hash string) (Account, error) {
	login = guichet.Clean(login)
	a := Account{PersonID: personID, Login: login, Changed: tx.Now}
	if err := guichet.CheckLine("login", login, 1, loginMost); err != nil {
		return a, err
	}
	key := loginKey(login)
	if key == "" {
		return a, guichet.Invalid("login", "too_long", guichet.Args{"max": loginMost})
	}
	if _, err := parsePHC(hash); err != nil {
		return a, guichet.Doing("add an account", err)
	}
	if err := lockPerson(ctx, tx, personID); err != nil {
		return a, err
	}
	if _, err := GetAccount(ctx, tx, personID); err == nil {
		return a, guichet.Invalid("person_id", "account.exists", nil)
	} else if !guichet.IsKind(err, guichet.KindNotFound) {
		return a, err
	}
	added, err := tx.Exec(ctx, sqlInsertAccount, personID, login, key, hash, tx.Now)
	if err != nil {
		return a, guichet.Doing("add an account", err)
	}
	if added == 0 {
		return a, guichet.Invalid("login", "account.login_taken", nil)
	}
	return a, tell(ctx, tx, by, personID, timeline.Entry{
		Kind: "account_created/1", Changes: []timeline.Change{{Field: "login", New: login}},
	})
}

// GetAccount reads a person's account.
func GetAccount(ctx context.Context, tx *db.Tx, personID string) (Account, error) {
	return db.One(ctx, tx, func(a *Account) []any {
		return []any{&a.PersonID, &a.Login, &a.Failures, &a.LockedUntil, &a.Changed}
	}, sqlAccount, personID)
}

// SetPassword changes the password to the one that a Hasher made the hash of,
// opens a locked account and ends every session of the person: whoever had
// stolen one is out.
func SetPassword(ctx context.Context, tx *db.Tx, by guichet.Actor, personID, hash string) error {
	if _, err := parsePHC(hash); err != nil {
		return guichet.Doing("change a password", err)
	}
	if err := lockPerson(ctx, tx, personID); err != nil {
		return err
	}
	changed, err := tx.Exec(ctx, sqlSetPassword, personID, hash, tx.Now)
	if err != nil {
		return guichet.Doing("change a password", err)
	}
	if changed == 0 {
		return guichet.NotFound()
	}
	if _, err := tx.Exec(ctx, sqlEndSessions, personID); err != nil {
		return guichet.Doing("end the sessions", err)
	}
	if err := notice(ctx, tx, personID, "password_changed"); err != nil {
		return err
	}
	return tell(ctx, tx, by, personID, timeline.Entry{Kind: "password_changed/1"})
}

// lockPerson holds the person whose timeline will be written; NotFound when
// there is none.
func lockPerson(ctx context.Context, tx *db.Tx, personID string) error {
	if err := tx.Lock(ctx, "person", personID); err != nil {
		return err
	}
	_, err := person.Get(ctx, tx, personID)
	return err
}

// tell writes an entry on the person's timeline, and hints that what they may do
// should be looked at again.
func tell(ctx context.Context, tx *db.Tx, by guichet.Actor, personID string, e timeline.Entry) error {
	_, err := timeline.Append(ctx, tx, timeline.Subject{Kind: "person", ID: personID}, by, e)
	tx.Hint("person", personID)
	return err
}

// clip cuts a text to so many characters.
func clip(s string, most int) string {
	for i := range s {
		if most--; most < 0 {
			return s[:i]
		}
	}
	return s
}
