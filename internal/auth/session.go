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
	sessionsSwept  = 100
	userAgentChars = 300
)

// Session is a signed-in screen.
type Session struct {
	Secret   Secret // known now only: the table holds its digest
	PersonID string
	Created  time.Time
	Ends     time.Time // at the latest
}

const (
	sqlOpenSession = `INSERT INTO session (hash, person_id, created, seen, expires, ends, user_agent)
		VALUES ($1, $2, $3, $3, $4, $5, $6)`

	sqlTouchSession = `UPDATE session SET seen = $2, expires = $3 WHERE hash = $1 AND seen <= $4`

	sqlEndSession = `DELETE FROM session WHERE hash = $1 RETURNING person_id`

	sqlEndSessions = `DELETE FROM session WHERE person_id = $1`

	sqlSweepSessions = `DELETE FROM session WHERE hash IN
		(SELECT hash FROM session WHERE expires <= $1 ORDER BY expires LIMIT $2)`
)

// OpenSession begins a session of a person who has proved to be there.
func OpenSession(ctx context.Context, tx *db.Tx, personID, userAgent string) (Session, error) {
	s := Session{
		Secret: newSecret(tx, ""), PersonID: personID, Created: tx.Now, Ends: tx.Now.Add(sessionLife),
	}
	_, err := tx.Exec(ctx, sqlOpenSession, digest(s.Secret), personID, tx.Now,
		tx.Now.Add(sessionIdle), s.Ends, tidyAgent(userAgent))
	return s, guichet.Doing("open a session", err)
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

// Sweep deletes sessions that have been over for a week, some at a time, and
// tells how many: until none is left, call it again. For that week a late caller
// hears that the session is over, and not only that nobody is signed in.
func Sweep(ctx context.Context, tx *db.Tx) (int64, error) {
	n, err := tx.Exec(ctx, sqlSweepSessions, tx.Now.Add(-sessionKept), sessionsSwept)
	return n, guichet.Doing("sweep the sessions", err)
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
