package arrival

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/job"
)

// FetchJob is the kind of the job that fetches a letter which was left where it
// came to.
const FetchJob = "mail.fetch"

// Why a letter that is too large waits. Package phrase has a sentence for each.
const (
	ReasonLarge  = "mail.too_large"
	ReasonLeft   = "mail.left"   // larger than what is kept: it lies where it came to
	ReasonAsked  = "mail.asked"  // somebody asked for it: it is being fetched
	ReasonGone   = "mail.gone"   // it was asked for, and is no longer there
	ReasonBeyond = "mail.beyond" // it is still larger than what is kept
)

// Large is a letter larger than what is read without asking.
type Large struct {
	MailboxID string
	Size      int64
	Place     string // where it came to, by a name that nothing else there has
	Blob      string // the file of its bytes; '' they are still there
	Sender    string // as its head says
	Subject   string
}

const (
	sqlKeepLarge = `INSERT INTO mail_arrival (id, mailbox_id, digest, size, raw, state, reason, kept_at, settled_at, sender, subject, blob, place)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10, $11, $12) ON CONFLICT (mailbox_id, digest) DO NOTHING`

	// What was left came again: the limit was raised since, and somebody had it
	// looked at anew.
	sqlTakeUp = `UPDATE mail_arrival SET blob = $3, size = $4, state = 'quarantined', reason = 'mail.too_large'
		WHERE mailbox_id = $1 AND digest = $2 AND blob = ''`

	sqlFetched = `UPDATE mail_arrival SET blob = $2, size = $3 WHERE id = $1`
)

// KeepLarge puts a letter aside that is too large to be read without asking: with
// its bytes, or with the place where they are. Once, however often it is seen.
func KeepLarge(ctx context.Context, tx *db.Tx, n Large) error {
	state, reason := Quarantined, ReasonLarge
	digest := sha256.Sum256([]byte("too large\x00" + n.Place))
	if n.Blob == "" {
		state, reason = TooLarge, ReasonLeft
	} else if taken, err := tx.Exec(ctx, sqlTakeUp, n.MailboxID, hex.EncodeToString(digest[:]), n.Blob, n.Size); err != nil || taken > 0 {
		return guichet.Doing("keep a large letter", err)
	}
	id := tx.ID()
	if _, err := tx.Exec(ctx, sqlKeepLarge, id, n.MailboxID, hex.EncodeToString(digest[:]), n.Size, []byte{}, string(state), reason, tx.Now,
		strings.ToLower(guichet.Clean(n.Sender)), guichet.Clean(n.Subject), n.Blob, n.Place); err != nil {
		return guichet.Doing("keep a large letter", err)
	}
	tx.Hint(hint, id)
	return nil
}

// Fetched notes the bytes of a letter that was left, and has it read: somebody
// let it in already.
func Fetched(ctx context.Context, tx *db.Tx, id, blob string, size int64) error {
	if _, err := tx.Exec(ctx, sqlFetched, id, blob, size); err != nil {
		return guichet.Doing("note the bytes of a letter", err)
	}
	if err := Settle(ctx, tx, id, Kept, ""); err != nil {
		return err
	}
	return job.Add(ctx, tx, job.New{Kind: ReadJob, Unique: id, Payload: Task{ArrivalID: id, Released: true}})
}

// HasBytes tells whether the bytes of a letter are here.
func (s Stored) HasBytes() bool { return s.State != TooLarge && (s.Blob != "" || s.Place == "") }

// Aside tells whether a letter waits for somebody.
func (s Stored) Aside() bool { return s.State != Kept && s.State != Done }

// Releasable tells whether a letter can be let in when letters of that many bytes
// are kept: its bytes are here, or can be fetched.
func (s Stored) Releasable(most int64) bool {
	return s.Aside() && (s.HasBytes() || s.Place != "" && s.Size <= most && s.Reason != ReasonAsked)
}
