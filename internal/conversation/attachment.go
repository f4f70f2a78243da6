package conversation

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/db"
)

// Attachment is a file sent with a message or a note. Its bytes are in package
// blob under Digest.
type Attachment struct {
	ID         string
	Holder     Holder
	UploaderID string
	Name       string
	Type       string
	Size       int64
	Digest     string
	ContentID  string // how the HTML of a mail names it
	Created    time.Time
}

// Holder is what an attachment goes with.
type Holder struct{ Kind, ID string }

// What holds an attachment. One that nobody holds is a fresh upload, seen by its
// uploader alone.
const (
	HeldByNobody  = ""
	HeldByMessage = "message"
	HeldByNote    = "note"
	Removed       = "removed" // taken off what held it; its row stays, and is nobody's
)

// AttachmentsMost is how many files one message may have.
const AttachmentsMost = 20

const (
	partAttachment = `SELECT id, holder_kind, holder_id, uploader_id, name, type, size, digest, content_id, created FROM attachment `

	sqlAttachment = partAttachment + `WHERE id = $1`

	sqlHeld = partAttachment + `WHERE holder_kind = $1 AND holder_id = $2 ORDER BY id`

	sqlOfConversation = partAttachment + `WHERE holder_kind = 'message' AND holder_id IN
		(SELECT m.id FROM message m WHERE m.conversation_id = $1 OR (m.origin = $1 AND m.origin <> '')) ORDER BY id`

	sqlInsertAttachment = `INSERT INTO attachment (id, holder_kind, holder_id, uploader_id, name, type, size, digest, content_id, created)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`

	sqlHold = `UPDATE attachment SET holder_kind = $3, holder_id = $4
		WHERE id = $1 AND uploader_id = $2 AND holder_kind = ''`

	sqlTake = `UPDATE attachment SET holder_kind = $2 WHERE id = $1`
)

func attachmentFields(a *Attachment) []any {
	return []any{
		&a.ID, &a.Holder.Kind, &a.Holder.ID, &a.UploaderID, &a.Name, &a.Type, &a.Size, &a.Digest, &a.ContentID, &a.Created,
	}
}

// Attach records a file whose bytes are kept already.
func Attach(ctx context.Context, tx *db.Tx, a Attachment) (Attachment, error) {
	a.ID, a.Created = tx.ID(), tx.Now
	_, err := tx.Exec(ctx, sqlInsertAttachment, a.ID, a.Holder.Kind, a.Holder.ID, a.UploaderID, a.Name, a.Type, a.Size,
		a.Digest, a.ContentID, a.Created)
	return a, guichet.Doing("record an attachment", err)
}

// Hold gives uploads to what they go with: only their uploader can, and once.
func Hold(ctx context.Context, tx *db.Tx, h Holder, uploaderID string, ids []string) error {
	if len(ids) > AttachmentsMost {
		return guichet.Invalid("attachment_ids", "attachment.too_many", guichet.Args{"max": AttachmentsMost})
	}
	for _, id := range ids {
		if !guichet.IsID(id) {
			return guichet.Invalid("attachment_ids", "unknown_value", nil)
		}
		n, err := tx.Exec(ctx, sqlHold, id, uploaderID, h.Kind, h.ID)
		if err != nil {
			return guichet.Doing("hold an attachment", err)
		}
		if n != 1 {
			return guichet.Invalid("attachment_ids", "unknown_value", nil)
		}
	}
	return nil
}

// Take takes a file off what holds it: from then on nobody has it. That it was
// there is told by the timeline of the record, which the caller writes.
func Take(ctx context.Context, tx *db.Tx, a Attachment) error {
	_, err := tx.Exec(ctx, sqlTake, a.ID, Removed)
	return guichet.Doing("take a file off", err)
}

// GetAttachment reads one attachment. Whether the reader may have it follows
// from its holder, and is the caller's to ask.
func GetAttachment(ctx context.Context, tx *db.Tx, id string) (Attachment, error) {
	return db.One(ctx, tx, attachmentFields, sqlAttachment, id)
}

// Held lists the attachments of one holder.
func Held(ctx context.Context, tx *db.Tx, h Holder) ([]Attachment, error) {
	return db.All(ctx, tx, attachmentFields, sqlHeld, h.Kind, h.ID)
}

// Attachments lists those of all messages of a conversation.
func Attachments(ctx context.Context, tx *db.Tx, conversationID string) ([]Attachment, error) {
	return db.All(ctx, tx, attachmentFields, sqlOfConversation, conversationID)
}

// OfQuery lists the attachments that a statement of a higher room finds; its
// columns are those of Attachment, in order.
func OfQuery(ctx context.Context, tx *db.Tx, query string, args ...any) ([]Attachment, error) {
	return db.All(ctx, tx, attachmentFields, query, args...)
}
