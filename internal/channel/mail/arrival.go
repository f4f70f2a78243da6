package mail

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/job"
	"guichet/internal/mime"
)

// The states of an arrival.
const (
	kept        = "kept"
	done        = "done"
	quarantined = "quarantined"
	tooLarge    = "too_large"
)

const (
	sqlKeep = `INSERT INTO mail_arrival (id, mailbox_id, digest, size, raw, state, reason, kept_at, settled_at)
		VALUES ($1, $2, $3, $4, $5, $6, '', $7, 0) ON CONFLICT (mailbox_id, digest) DO NOTHING`

	sqlArrival = `SELECT id, mailbox_id, size, state, reason, kept_at, raw FROM mail_arrival WHERE id = $1`

	// For administration: the oldest of a state first, without the bytes.
	sqlArrivals = `SELECT id, mailbox_id, size, state, reason, kept_at FROM mail_arrival
		WHERE state = $1 AND (kept_at, id) > ($2, $3) ORDER BY kept_at, id LIMIT $4`

	sqlSettle = `UPDATE mail_arrival SET state = $2, reason = $3, settled_at = $4 WHERE id = $1 AND state <> 'done'`
)

// task is the payload of the job that reads an arrival.
type task struct {
	ArrivalID string `json:"arrival_id"`
}

// Stored is a letter that came in, as it is kept.
type Stored struct {
	ID        string
	MailboxID string
	Size      int64
	State     string
	Reason    string // why it is in quarantine: a code
	KeptAt    time.Time
	Raw       []byte // the bytes as they came; nil in a list
}

// fetched is what a mailbox gave.
type fetched struct {
	uid  uint32
	size int64
	raw  []byte // nil when too large to fetch
	name string // of a message too large: what it is known by
	key  string // letters of one key are read in order
}

// keep keeps what came in and asks for it to be read: once, however often it is
// fetched. Only after its commit may the letters be marked seen.
func keep(ctx context.Context, tx *db.Tx, mailboxID string, all []fetched) error {
	for _, f := range all {
		state, digest := kept, sha256.Sum256(f.raw)
		if f.raw == nil {
			state, digest = tooLarge, sha256.Sum256([]byte("too large\x00"+f.name))
		}
		raw := f.raw
		if raw == nil {
			raw = []byte{}
		}
		id := tx.ID()
		n, err := tx.Exec(ctx, sqlKeep, id, mailboxID, hex.EncodeToString(digest[:]), f.size, raw, state, tx.Now)
		if err != nil {
			return guichet.Doing("keep a letter", err)
		}
		if n == 0 || state != kept {
			continue // it was kept before: its job is there, or done
		}
		if err := job.Add(ctx, tx, job.New{Kind: JobArrived, Key: f.key, Unique: id, Payload: task{ArrivalID: id}}); err != nil {
			return err
		}
	}
	return nil
}

// senderKey keeps the letters of one sender in order: what they add to a matter
// comes after what began it.
func senderKey(raw []byte) string {
	sender := mime.Sender(raw)
	if sender == "" {
		return ""
	}
	digest := sha256.Sum256([]byte(strings.ToLower(sender)))
	return "letters from " + hex.EncodeToString(digest[:16])
}

func arrivalFields(s *Stored) []any {
	return []any{&s.ID, &s.MailboxID, &s.Size, &s.State, &s.Reason, &s.KeptAt}
}

// GetArrival reads a letter that came in, with its bytes.
func GetArrival(ctx context.Context, tx *db.Tx, id string) (Stored, error) {
	return db.One(ctx, tx, func(s *Stored) []any { return append(arrivalFields(s), &s.Raw) }, sqlArrival, id)
}

// Quarantine reads a page of what could not be read, oldest first, without the
// bytes, and where the next page begins.
func Quarantine(ctx context.Context, tx *db.Tx, p guichet.Page) (page []Stored, next string, err error) {
	var at int64
	var id string
	if _, err := guichet.ReadCursor(p.Cursor, &at, &id); err != nil {
		return nil, "", err
	}
	page, err = db.All(ctx, tx, arrivalFields, sqlArrivals, quarantined, at, id, p.Size())
	if err == nil && len(page) == p.Size() {
		last := page[len(page)-1]
		next = guichet.Cursor(last.KeptAt.UnixMilli(), last.ID)
	}
	return page, next, err
}

func settle(ctx context.Context, tx *db.Tx, id, state, reason string) error {
	if _, err := tx.Exec(ctx, sqlSettle, id, state, reason, tx.Now); err != nil {
		return guichet.Doing(fmt.Sprintf("note a letter as %s", state), err)
	}
	return nil
}
