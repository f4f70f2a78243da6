package auth

import (
	"context"
	"strings"
	"time"
	"unicode"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/timeline"
)

// Lives of a session.
const (
	sessionIdle    = 12 * time.Hour // without use: longer than a working day's breaks
	sessionLife    = 30 * 24 * time.Hour
	sessionTouch   = 5 * time.Minute // how late use is written down at most
	sessionKept    = 7 * 24 * time.Hour
	sessionProof   = 10 * time.Minute // for how long the password need not be given again
	sessionsSwept  = 100
	userAgentChars = 300
)

// Way is how a session was entered.
type Way string

// The ways in. By a link, a session is a user's: it has none of the roles that
// the person may have, for a letter is less than a password.
const (
	ByPassword Way = "password"
	ByLink     Way = "link"
)

// Session is a signed-in screen.
type Session struct {
	ID        string
	Secret    Secret // known when it opens only: the table holds its digest
	PersonID  string
	Way       Way
	Created   time.Time
	Seen      time.Time
	Ends      time.Time // at the latest
	UserAgent string

	// Limited: opened without the second factor that the desk asks for. It has no
	// role until one is set up.
	Limited bool
}

const (
	sqlOpenSession = `INSERT INTO session (hash, id, person_id, way, created, seen, expires, ends, user_agent, proved, limited)
		VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9, $10)`

	sqlProved = `UPDATE session SET proved = $3 WHERE id = $1 AND person_id = $2`

	sqlSessions = `SELECT id, person_id, way, created, seen, ends, user_agent FROM session
		WHERE person_id = $1 AND expires > $2 ORDER BY seen DESC, id DESC LIMIT 100`

	sqlTouchSession = `UPDATE session SET seen = $2, expires = $3 WHERE hash = $1 AND seen <= $4`

	sqlEndSession = `DELETE FROM session WHERE hash = $1 RETURNING person_id`

	sqlRevokeSession = `DELETE FROM session WHERE id = $1 AND person_id = $2 RETURNING user_agent`

	sqlEndSessions = `DELETE FROM session WHERE person_id = $1`

	sqlSweepSessions = `DELETE FROM session WHERE hash IN
		(SELECT hash FROM session WHERE expires <= $1 ORDER BY expires LIMIT $2)`
)

// ProofLife is for how long a password that was given counts as given.
func ProofLife() time.Duration { return sessionProof }

// OpenSession begins a session of a person who has proved to be there.
func OpenSession(ctx context.Context, tx *db.Tx, personID, userAgent string) (Session, error) {
	return openSession(ctx, tx, personID, ByPassword, userAgent)
}

func openSession(ctx context.Context, tx *db.Tx, personID string, way Way, userAgent string) (Session, error) {
	s := Session{
		ID: tx.ID(), Secret: newSecret(tx, ""), PersonID: personID, Way: way, Created: tx.Now, Seen: tx.Now,
		Ends: tx.Now.Add(sessionLife), UserAgent: tidyAgent(userAgent),
	}
	var proved time.Time
	if way == ByPassword {
		proved = tx.Now
		f, err := SecondFactor(ctx, tx, personID)
		if err != nil {
			return s, err
		}
		s.Limited = f.Needed && !f.On
	}
	_, err := tx.Exec(ctx, sqlOpenSession, digest(s.Secret), s.ID, personID, string(way), tx.Now,
		tx.Now.Add(sessionIdle), s.Ends, s.UserAgent, proved, s.Limited)
	return s, guichet.Doing("open a session", err)
}

// Sessions lists the screens on which a person is signed in, the one used last
// first.
func Sessions(ctx context.Context, tx *db.Tx, personID string) ([]Session, error) {
	return db.All(ctx, tx, func(s *Session) []any {
		return []any{&s.ID, &s.PersonID, &s.Way, &s.Created, &s.Seen, &s.Ends, &s.UserAgent}
	}, sqlSessions, personID, tx.Now)
}

// RevokeSession ends one session of a person; NotFound when they have no such
// one.
func RevokeSession(ctx context.Context, tx *db.Tx, by guichet.Actor, personID, sessionID string) error {
	if err := lockPerson(ctx, tx, personID); err != nil {
		return err
	}
	agent, err := db.Value[string](ctx, tx, sqlRevokeSession, sessionID, personID)
	if err != nil {
		return guichet.Doing("revoke a session", err)
	}
	return tell(ctx, tx, by, personID, timeline.Entry{
		Kind: "session_revoked/1", Changes: []timeline.Change{{Field: "device", Old: agent}},
	})
}

// SignOut ends the session of the secret; that there is none is as good.
func SignOut(ctx context.Context, tx *db.Tx, s Secret) error {
	personID, err := db.Value[string](ctx, tx, sqlEndSession, digest(s))
	if guichet.IsKind(err, guichet.KindNotFound) {
		return nil
	}
	if err != nil {
		return guichet.Doing("sign out", err)
	}
	tx.Hint("person", personID)
	return nil
}

// SignOutEverywhere ends every session of a person. Tokens live on: they are
// revoked one by one.
func SignOutEverywhere(ctx context.Context, tx *db.Tx, by guichet.Actor, personID string) error {
	if err := lockPerson(ctx, tx, personID); err != nil {
		return err
	}
	ended, err := tx.Exec(ctx, sqlEndSessions, personID)
	if err != nil {
		return guichet.Doing("sign out everywhere", err)
	}
	if ended == 0 {
		return nil
	}
	return tell(ctx, tx, by, personID, timeline.Entry{
		Kind: "signed_out_everywhere/1", Changes: []timeline.Change{{Field: "sessions", Old: ended}},
	})
}

// Sweep deletes links that are over, and sessions that have been for a week,
// some at a time, and
// tells how many: until none is left, call it again. For that week a late caller
// hears that the session is over, and not only that nobody is signed in.
func Sweep(ctx context.Context, tx *db.Tx) (int64, error) {
	n, err := tx.Exec(ctx, sqlSweepSessions, tx.Now.Add(-sessionKept), sessionsSwept)
	if err != nil {
		return n, guichet.Doing("sweep the sessions", err)
	}
	if _, err = tx.Exec(ctx, sqlSweepLinks, tx.Now, sessionsSwept); err != nil {
		return n, guichet.Doing("sweep the links", err)
	}
	_, err = tx.Exec(ctx, sqlSweepThrottle, tx.Now.Add(-throttleKept), sessionsSwept)
	return n, guichet.Doing("sweep the throttles", err)
}

func tidyAgent(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return clip(s, userAgentChars)
}
