package mail

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"guichet/internal/arrival"
	"guichet/internal/db"
	"guichet/internal/mime"
)

// fetched is what a mailbox gave.
type fetched struct {
	uid  uint32
	size int64
	raw  []byte
	most int64 // bytes that the desk takes without asking; 0: any number
}

// keep keeps what came in and asks for it to be read: once, however often it is
// delivered or fetched. Only after its commit may the letters be marked seen.
func keep(ctx context.Context, tx *db.Tx, mailboxID string, all []fetched) error {
	for _, f := range all {
		n := arrival.New{
			MailboxID: mailboxID, Size: f.size, Raw: f.raw, Identity: mime.Identity(f.raw), Sender: mime.Sender(f.raw), Subject: mime.Subject(f.raw),
		}
		n.Key = senderKey(n.Sender)
		if f.most > 0 && f.size > f.most {
			n.Aside = reasonTooLarge
		}
		if err := arrival.Keep(ctx, tx, n); err != nil {
			return err
		}
	}
	return nil
}

// senderKey keeps the letters of one sender in order: what they add to a matter
// comes after what began it.
func senderKey(sender string) string {
	if sender == "" {
		return ""
	}
	digest := sha256.Sum256([]byte(strings.ToLower(sender)))
	return "letters from " + hex.EncodeToString(digest[:16])
}
