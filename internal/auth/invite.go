package auth

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/job"
	"guichet/internal/person"
	"guichet/internal/timeline"
)

const (
	sqlInvitation = `SELECT created, expires FROM auth_link WHERE purpose = 'invitation' AND person_id = $1 AND expires > $2`

	sqlLoginTaken = `SELECT COUNT(*) FROM account WHERE login_key = $1`

	sqlSomeAccounts = `SELECT COUNT(*) FROM (SELECT person_id FROM account LIMIT 10) a`

	sqlDropAllLinks = `DELETE FROM auth_link WHERE person_id = $1 AND person_id <> ''`
)

// Invitation is an account that waits for its password.
type Invitation struct {
	Sent    time.Time
	Expires time.Time
}

// PendingInvitation is that of a person; NotFound when none is open.
func PendingInvitation(ctx context.Context, tx *db.Tx, personID string) (Invitation, error) {
	return db.One(ctx, tx, func(i *Invitation) []any { return []any{&i.Sent, &i.Expires} }, sqlInvitation, personID, tx.Now)
}

// Invite lets a person who has no account choose a password, by a link of which
// only the last made opens. By letter, a job makes the link that leaves; else the
// secret is given back, to be handed over, and is known now only.
func Invite(ctx context.Context, tx *db.Tx, by guichet.Actor, personID string, byLetter bool) (Secret, error) {
	if err := lockPerson(ctx, tx, personID); err != nil {
		return "", err
	}
	login, err := invited(ctx, tx, personID)
	if err != nil {
		return "", err
	}
	secret, err := NewLink(ctx, tx, ForInvitation, personID)
	if err != nil {
		return "", err
	}
	if byLetter {
		// This link opens nothing that anybody knows: it holds the place.
		secret = ""
		err = job.Add(ctx, tx, job.New{
			Kind: LinkJob, Unique: string(ForInvitation) + " " + personID,
			Payload: Asked{Purpose: ForInvitation, Address: login, PersonID: personID},
		})
		if err != nil {
			return "", err
		}
	}
	return secret, tell(ctx, tx, by, personID, timeline.Entry{
		Kind: "invited/1", Changes: []timeline.Change{{Field: "login", New: login}, {Field: "by_letter", New: byLetter}},
	})
}

// invited is the login that the person is invited to, or why they cannot be.
func invited(ctx context.Context, tx *db.Tx, personID string) (login string, err error) {
	p, err := person.Get(ctx, tx, personID)
	if err != nil {
		return "", err
	}
	if !p.Active {
		return "", guichet.Invalid("person_id", "invitation.inactive", nil)
	}
	if _, err := GetAccount(ctx, tx, personID); err == nil {
		return "", guichet.Invalid("person_id", "account.exists", nil)
	} else if !guichet.IsKind(err, guichet.KindNotFound) {
		return "", err
	}
	known, err := person.Identities(ctx, tx, personID)
	if err != nil {
		return "", err
	}
	for _, k := range known {
		if k.Kind == person.MailAddress {
			login = k.Value
			break
		}
	}
	if login == "" {
		return "", guichet.Invalid("person_id", "invitation.no_address", nil)
	}
	taken, err := db.Value[int64](ctx, tx, sqlLoginTaken, loginKey(login))
	if err != nil {
		return "", guichet.Doing("look for a login", err)
	}
	if taken > 0 {
		return "", guichet.Invalid("person_id", "account.login_taken", nil)
	}
	return login, nil
}

// Uninvite takes an open invitation back; NotFound when there is none.
func Uninvite(ctx context.Context, tx *db.Tx, by guichet.Actor, personID string) error {
	if err := lockPerson(ctx, tx, personID); err != nil {
		return err
	}
	if _, err := PendingInvitation(ctx, tx, personID); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, sqlDropLinks, string(ForInvitation), personID); err != nil {
		return guichet.Doing("take an invitation back", err)
	}
	return tell(ctx, tx, by, personID, timeline.Entry{Kind: "invitation_withdrawn/1"})
}

// Invited is who an invitation is for, and the login they will have. The link
// still opens: nothing changes by looking.
func Invited(ctx context.Context, tx *db.Tx, s Secret) (p person.Person, login string, err error) {
	id, err := db.Value[string](ctx, tx, sqlLink, digest(s), string(ForInvitation), tx.Now)
	if guichet.IsKind(err, guichet.KindNotFound) {
		return p, "", linkOver()
	}
	if err != nil {
		return p, "", guichet.Doing("read an invitation", err)
	}
	if p, err = person.Get(ctx, tx, id); err != nil {
		return p, "", err
	}
	login, err = invited(ctx, tx, id)
	if guichet.IsKind(err, guichet.KindInvalid) {
		return p, "", linkOver()
	}
	return p, login, err
}

// AcceptInvitation makes the account of who was invited, with the password that a
// Hasher made the hash of, and opens their first session.
func AcceptInvitation(ctx context.Context, tx *db.Tx, s Secret, hash, userAgent string) (Session, error) {
	p, err := takeLink(ctx, tx, ForInvitation, s)
	if err != nil {
		return Session{}, err
	}
	login, err := invited(ctx, tx, p.ID)
	if guichet.IsKind(err, guichet.KindInvalid) {
		return Session{}, linkOver()
	}
	if err != nil {
		return Session{}, err
	}
	if _, err := CreateAccount(ctx, tx, guichet.Person(p.ID, guichet.Portal), p.ID, login, hash); err != nil {
		return Session{}, err
	}
	return OpenSession(ctx, tx, p.ID, userAgent)
}

// CountAccounts is how many can sign in by a password, up to ten.
func CountAccounts(ctx context.Context, tx *db.Tx) (int64, error) {
	n, err := db.Value[int64](ctx, tx, sqlSomeAccounts)
	return n, guichet.Doing("count the accounts", err)
}
