package auth

import (
	"context"
	"slices"
	"strings"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/db"
	"guichet/internal/person"
)

// Identity is who was found behind a credential.
type Identity struct {
	Who     access.Who
	Person  person.Person
	TokenID string // of the token; empty for a session
	// Of the session; empty for a token.
	SessionID string
	Way       Way
	Limited   bool      // it waits for a second factor, and has no role
	Proved    time.Time // when the password was given last
	// TouchDue asks for Touch in a Write, soon: the use has not been written down
	// for a while. Reads stay reads.
	TouchDue bool
	// Expires is when the credential ends unless it is used before; zero for never.
	Expires time.Time

	hash []byte    // of the session
	ends time.Time // of the session, at the latest
}

// credential is a session or a token as it is read with its person.
type credential struct {
	id      string
	way     Way
	used    time.Time
	expires time.Time
	ends    time.Time
	proved  time.Time
	limited bool
	person  person.Person
	rights  rights
}

// rights are what a person may do, as a statement gathers it: roles with their
// limits, and teams, separated by commas.
type rights struct{ grants, teams string }

const (
	partRights = `COALESCE((SELECT string_agg(g.role || '/' || g.organisation_id || '/' || g.site_id || '/' || g.team_id || '/' || g.kind, ',') FROM role_grant g WHERE g.person_id = p.id), ''),
		COALESCE((SELECT string_agg(m.team_id, ',') FROM team_member m WHERE m.person_id = p.id), '') `

	partPersonOf = `p.id, p.name, p.language, p.zone, p.theme, p.organisation_id, p.site_id, p.title, p.vip,
		p.active, p.created, p.updated, ` + partRights

	sqlBySession = `SELECT s.id, s.way, s.seen, s.expires, s.ends, s.proved, s.limited, ` + partPersonOf +
		`FROM session s JOIN person p ON p.id = s.person_id WHERE s.hash = $1`

	sqlByToken = `SELECT t.id, '', t.used, t.expires, t.expires, t.created, FALSE, ` + partPersonOf +
		`FROM token t JOIN person p ON p.id = t.person_id WHERE t.hash = $1`

	sqlRights = `SELECT ` + partRights + `FROM person p WHERE p.id = $1`
)

func credentialFields(c *credential) []any {
	p := &c.person
	return []any{
		&c.id, &c.way, &c.used, &c.expires, &c.ends, &c.proved, &c.limited,
		&p.ID, &p.Name, &p.Language, &p.Zone, &p.Theme, &p.OrganisationID, &p.SiteID, &p.Title, &p.VIP,
		&p.Active, &p.Created, &p.Updated, &c.rights.grants, &c.rights.teams,
	}
}

// Identify finds who a credential, the secret of a session or a token, stands
// for, in one statement. It answers unauthenticated for what is none, and
// session_over for a session that was one. Nothing is remembered between two
// calls: what is revoked has stopped.
func Identify(ctx context.Context, tx *db.Tx, k Key, secret Secret) (Identity, error) {
	token, isToken := strings.CutPrefix(string(secret), TokenPrefix)
	if !isSecret(token) {
		return Identity{}, guichet.Unauthenticated("unauthenticated")
	}
	if isToken {
		return byToken(ctx, tx, k.digest(secret))
	}
	return bySession(ctx, tx, digest(secret))
}

func bySession(ctx context.Context, tx *db.Tx, hash []byte) (Identity, error) {
	c, err := read(ctx, tx, sqlBySession, hash)
	if err != nil {
		return Identity{}, err
	}
	if !tx.Now.Before(c.expires) || !tx.Now.Before(c.ends) {
		return Identity{}, guichet.Unauthenticated("session_over")
	}
	return c.identity(Identity{
		SessionID: c.id, Way: c.way, Limited: c.limited, Proved: c.proved, hash: hash, ends: c.ends, TouchDue: tx.Now.Sub(c.used) >= sessionTouch,
		Expires: earlier(c.expires, c.ends),
	})
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func byToken(ctx context.Context, tx *db.Tx, hash []byte) (Identity, error) {
	c, err := read(ctx, tx, sqlByToken, hash)
	if err != nil {
		return Identity{}, err
	}
	if !c.expires.IsZero() && !tx.Now.Before(c.expires) {
		return Identity{}, guichet.Unauthenticated("unauthenticated")
	}
	return c.identity(Identity{TokenID: c.id, TouchDue: tx.Now.Sub(c.used) >= tokenTouch, Expires: c.expires})
}

func read(ctx context.Context, tx *db.Tx, query string, hash []byte) (credential, error) {
	c, err := db.One(ctx, tx, credentialFields, query, hash)
	if guichet.IsKind(err, guichet.KindNotFound) {
		return c, guichet.Unauthenticated("unauthenticated")
	}
	return c, guichet.Doing("identify", err)
}

func (c credential) identity(i Identity) (Identity, error) {
	if !c.person.Active {
		return Identity{}, guichet.Unauthenticated("unauthenticated")
	}
	i.Person, i.Who = c.person, c.rights.who(c.person)
	if i.Way == ByLink || i.Limited {
		i.Who = AsUser(i.Who)
	}
	return i, nil
}

// IsProved tells that the password was given a short while ago, at this screen.
func (i Identity) IsProved(now time.Time) bool {
	return i.SessionID != "" && i.Way == ByPassword && now.Sub(i.Proved) < sessionProof
}

// AsUser is the person without their roles and teams.
func AsUser(w access.Who) access.Who {
	w.Grants, w.TeamIDs = []access.Grant{}, []string{}
	return w
}

// WhoIs says what a person may do, without their being there: for what is done
// on their account, such as writing to them. Nobody for one who is not active.
func WhoIs(ctx context.Context, tx *db.Tx, personID string) (access.Who, error) {
	p, err := person.Get(ctx, tx, personID)
	if err != nil || !p.Active {
		return access.Who{}, err
	}
	r, err := db.One(ctx, tx, func(r *rights) []any { return []any{&r.grants, &r.teams} }, sqlRights, p.ID)
	if err != nil {
		return access.Who{}, guichet.Doing("read the rights", err)
	}
	return r.who(p), nil
}

// who reads the rights of a person.
func (r rights) who(p person.Person) access.Who {
	w := access.Who{PersonID: p.ID, Language: p.Language, Zone: p.Zone, Grants: []access.Grant{}, TeamIDs: sorted(r.teams)}
	for _, g := range sorted(r.grants) {
		if f := strings.Split(g, "/"); len(f) == 5 {
			w.Grants = append(w.Grants, access.Grant{Role: access.Role(f[0]), OrganisationID: f[1], SiteID: f[2], TeamID: f[3], Kind: f[4]})
		}
	}
	return w
}

// sorted splits what stands between commas: the engines gather it in any order.
func sorted(list string) []string {
	if list == "" {
		return []string{}
	}
	all := strings.Split(list, ",")
	slices.Sort(all)
	return all
}

// Touch writes down that a session or a token was used, and so keeps a session
// alive. Several at once write once.
func Touch(ctx context.Context, tx *db.Tx, i Identity) error {
	if i.TokenID != "" {
		_, err := tx.Exec(ctx, sqlTouchToken, i.TokenID, tx.Now, tx.Now.Add(-tokenTouch))
		return guichet.Doing("note the use of a token", err)
	}
	expires := tx.Now.Add(sessionIdle)
	if expires.After(i.ends) {
		expires = i.ends
	}
	_, err := tx.Exec(ctx, sqlTouchSession, i.hash, tx.Now, expires, tx.Now.Add(-sessionTouch))
	return guichet.Doing("note the use of a session", err)
}
