package auth

import (
	"context"
	"encoding/hex"
	"strings"
	"time"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/job"
	"guichet/internal/person"
	"guichet/internal/timeline"
)

// Purpose is what a link opens, once.
type Purpose string

// The purposes of links.
const (
	ForSetup    Purpose = "setup"    // the empty desk, for its first administrator
	ForPassword Purpose = "password" // a new password
	ForEntering Purpose = "enter"    // a user's session

	ForInvitation Purpose = "invitation" // the first password of who was made known
)

// How long a link opens. A mail may take its time; the shorter one is asked for
// by somebody who waits for it.
const (
	setupLife    = 24 * time.Hour
	passwordLife = time.Hour
	enterLife    = 15 * time.Minute
	inviteLife   = 7 * 24 * time.Hour // over a holiday's week-end, not over a holiday
)

// Life is for how long a link of the purpose opens.
func (p Purpose) Life() time.Duration {
	switch p {
	case ForPassword:
		return passwordLife
	case ForEntering:
		return enterLife
	case ForInvitation:
		return inviteLife
	default:
		return setupLife
	}
}

const (
	sqlInsertLink = `INSERT INTO auth_link (hash, purpose, person_id, created, expires) VALUES ($1, $2, $3, $4, $5)`

	sqlDropLinks = `DELETE FROM auth_link WHERE purpose = $1 AND person_id = $2`

	sqlLink = `SELECT l.person_id FROM auth_link l WHERE l.hash = $1 AND l.purpose = $2 AND l.expires > $3`

	sqlTakeLink = `DELETE FROM auth_link WHERE hash = $1 AND purpose = $2 AND expires > $3 RETURNING person_id`

	sqlTakeSetup = `DELETE FROM auth_link WHERE purpose = 'setup' AND expires > $1 RETURNING hash`

	sqlSweepLinks = `DELETE FROM auth_link WHERE hash IN
		(SELECT hash FROM auth_link WHERE expires <= $1 ORDER BY expires LIMIT $2)`

	sqlAnyAccount = `SELECT COUNT(*) FROM (SELECT person_id FROM account LIMIT 1) a`

	sqlPrivileged = `SELECT COUNT(*) FROM role_grant WHERE person_id = $1`
)

// LinkJob is the job that writes the letter with a link.
const LinkJob = "auth.link"

// Asked is what such a job is asked for.
type Asked struct {
	Purpose Purpose `json:"purpose"`
	Address string  `json:"address"`

	// PersonID is who was invited: their address may be another's by now.
	PersonID string `json:"person_id,omitempty"`
}

// AskLink asks for a letter with a link. It does the same whether the address is
// known or not: who it is will be looked up later, where nobody measures it.
func AskLink(ctx context.Context, tx *db.Tx, p Purpose, address string) error {
	address = strings.TrimSpace(guichet.Clean(address))
	if err := guichet.CheckLine("address", address, 3, loginMost); err != nil {
		return err
	}
	key := hex.EncodeToString(digest(Secret(loginKey(address))))
	return job.Add(ctx, tx, job.New{Kind: LinkJob, Unique: string(p) + " " + key, Payload: Asked{Purpose: p, Address: address}})
}

func linkOver() error { return guichet.Invalid("link", "link.over", nil) }

// NewLink makes a link for a person. It takes the place of the one made before.
func NewLink(ctx context.Context, tx *db.Tx, p Purpose, personID string) (Secret, error) {
	if err := lockPerson(ctx, tx, personID); err != nil {
		return "", err
	}
	return newLink(ctx, tx, p, personID, newSecret(tx, ""))
}

func newLink(ctx context.Context, tx *db.Tx, p Purpose, personID string, s Secret) (Secret, error) {
	if personID != "" {
		if _, err := tx.Exec(ctx, sqlDropLinks, string(p), personID); err != nil {
			return "", guichet.Doing("replace a link", err)
		}
	}
	_, err := tx.Exec(ctx, sqlInsertLink, digest(s), string(p), personID, tx.Now, tx.Now.Add(p.Life()))
	return s, guichet.Doing("make a link", err)
}

// LinkedAccount is the account that a link may set a new password of. The link
// still opens: nothing changes by looking.
func LinkedAccount(ctx context.Context, tx *db.Tx, s Secret) (Account, error) {
	personID, err := db.Value[string](ctx, tx, sqlLink, digest(s), string(ForPassword), tx.Now)
	if guichet.IsKind(err, guichet.KindNotFound) {
		return Account{}, linkOver()
	}
	if err != nil {
		return Account{}, guichet.Doing("read a link", err)
	}
	a, err := GetAccount(ctx, tx, personID)
	if guichet.IsKind(err, guichet.KindNotFound) {
		return Account{}, linkOver()
	}
	return a, err
}

// takeLink uses a link up.
func takeLink(ctx context.Context, tx *db.Tx, p Purpose, s Secret) (person.Person, error) {
	id, err := db.Value[string](ctx, tx, sqlTakeLink, digest(s), string(p), tx.Now)
	if guichet.IsKind(err, guichet.KindNotFound) {
		return person.Person{}, linkOver()
	}
	if err != nil {
		return person.Person{}, guichet.Doing("take a link", err)
	}
	if err := tx.Lock(ctx, "person", id); err != nil {
		return person.Person{}, err
	}
	found, err := person.Get(ctx, tx, id)
	if err == nil && !found.Active {
		err = linkOver()
	}
	return found, err
}

// ResetPassword sets the password that a Hasher made the hash of, by a link that
// was in a letter. It opens no session.
func ResetPassword(ctx context.Context, tx *db.Tx, s Secret, hash string) error {
	p, err := takeLink(ctx, tx, ForPassword, s)
	if err != nil {
		return err
	}
	return SetPassword(ctx, tx, guichet.Person(p.ID, guichet.Mail), p.ID, hash)
}

// Enter opens a user's session by a link that was in a letter.
func Enter(ctx context.Context, tx *db.Tx, s Secret, userAgent string) (Session, error) {
	p, err := takeLink(ctx, tx, ForEntering, s)
	if err != nil {
		return Session{}, err
	}
	session, err := openSession(ctx, tx, p.ID, ByLink, userAgent)
	if err != nil {
		return Session{}, err
	}
	return session, tell(ctx, tx, guichet.Person(p.ID, guichet.Mail), p.ID, timeline.Entry{
		Kind: "entered_by_link/1", Changes: []timeline.Change{{Field: "device", New: session.UserAgent}},
	})
}

// NeedsPassword tells whether a person may not enter by a link alone: they have
// a role at the desk.
func NeedsPassword(ctx context.Context, tx *db.Tx, personID string) (bool, error) {
	n, err := db.Value[int64](ctx, tx, sqlPrivileged, personID)
	return n > 0, guichet.Doing("count the roles", err)
}

// IsEmpty tells whether nobody can sign in by a password yet: the desk waits for
// its first administrator.
func IsEmpty(ctx context.Context, tx *db.Tx) (bool, error) {
	n, err := db.Value[int64](ctx, tx, sqlAnyAccount)
	return n == 0, guichet.Doing("count the accounts", err)
}

// The letters of a code that is read and typed: none that look like another.
const (
	codeLetters = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
	codeGroups  = 4
	codeGroup   = 4
)

// typedCode makes a code of 79 bits in groups of four.
func typedCode(tx *db.Tx) string {
	var b strings.Builder
	for n := 0; n < codeGroups*codeGroup; {
		for _, r := range tx.Random(codeGroups * codeGroup) {
			// Bytes beyond the last whole turn would make the first letters likelier.
			if int(r) >= 256/len(codeLetters)*len(codeLetters) || n == codeGroups*codeGroup {
				continue
			}
			if n > 0 && n%codeGroup == 0 {
				b.WriteByte('-')
			}
			b.WriteByte(codeLetters[int(r)%len(codeLetters)])
			n++
		}
	}
	return b.String()
}

// readCode is a code as it was made, however it was typed.
func readCode(typed string) Secret {
	return Secret(strings.Map(func(r rune) rune {
		if strings.ContainsRune(codeLetters, r) {
			return r
		}
		return -1
	}, strings.ToUpper(typed)))
}

// OfferSetup makes the code by which the empty desk gets its first administrator,
// to be shown on the console of the machine it runs on; none (”) when there is
// somebody who can sign in.
func OfferSetup(ctx context.Context, tx *db.Tx) (Secret, error) {
	empty, err := IsEmpty(ctx, tx)
	if err != nil || !empty {
		return "", err
	}
	code := typedCode(tx)
	_, err = newLink(ctx, tx, ForSetup, "", readCode(code))
	return Secret(code), err
}

// TakeSetup uses the code up, and with it every other that was shown. It answers
// setup.code for a wrong one and setup.over where there is nothing to set up:
// the act it is part of then rolls back.
func TakeSetup(ctx context.Context, tx *db.Tx, typed string) error {
	empty, err := IsEmpty(ctx, tx)
	if err != nil {
		return err
	}
	if !empty {
		return guichet.Invalid("code", "setup.over", nil)
	}
	hashes, err := db.All(ctx, tx, func(h *[]byte) []any { return []any{h} }, sqlTakeSetup, tx.Now)
	if err != nil {
		return guichet.Doing("take the setup code", err)
	}
	wanted := digest(readCode(typed))
	for _, h := range hashes {
		if string(h) == string(wanted) {
			return nil
		}
	}
	return guichet.Invalid("code", "setup.code", nil)
}
