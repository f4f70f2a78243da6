package conversation

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"guichet"
	"guichet/internal/db"
)

// What a draft is to become.
const (
	ForReply = "reply"
	ForNote  = "note"
	ForCall  = "call" // what the requester says, taken down
)

// DraftOf names a draft: whose, about which record, to become what.
type DraftOf struct {
	PersonID string
	TicketID string
	Mode     string
}

// Draft is what somebody is writing and has not sent. It is theirs alone, on
// whatever screen they open, and holds nothing: its files are fresh uploads.
type Draft struct {
	DraftOf
	Text          string
	AttachmentIDs []string
	Copies        string // addresses that are to get a copy, as they were typed
	Version       int64  // 0: it was never saved
	Saved         time.Time
}

const (
	partDraft = `SELECT person_id, ticket_id, mode, text, files, version, saved, copies FROM conversation_draft `

	sqlDraft = partDraft + `WHERE person_id = $1 AND ticket_id = $2 AND mode = $3`

	sqlDrafts = partDraft + `WHERE person_id = $1 AND ticket_id = $2 ORDER BY mode`

	sqlPutDraft = `INSERT INTO conversation_draft (person_id, ticket_id, mode, text, files, version, saved, copies)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (person_id, ticket_id, mode) DO UPDATE SET text = excluded.text, files = excluded.files,
		version = excluded.version, saved = excluded.saved, copies = excluded.copies`

	sqlDropDraft = `DELETE FROM conversation_draft WHERE person_id = $1 AND ticket_id = $2 AND mode = $3`
)

// draftCopiesMost bounds what may be typed there: ten addresses, and some more.
const draftCopiesMost = 4000

type draftRow struct {
	Draft
	files string
}

func draftFields(d *draftRow) []any {
	return []any{&d.PersonID, &d.TicketID, &d.Mode, &d.Text, &d.files, &d.Version, &d.Saved, &d.Copies}
}

func (d draftRow) draft() (Draft, error) {
	err := json.Unmarshal([]byte(d.files), &d.AttachmentIDs)
	return d.Draft, guichet.Doing("read the files of a draft", err)
}

// GetDraft reads one draft.
func GetDraft(ctx context.Context, tx *db.Tx, of DraftOf) (Draft, error) {
	row, err := db.One(ctx, tx, draftFields, sqlDraft, of.PersonID, of.TicketID, of.Mode)
	if err != nil {
		return Draft{}, err
	}
	return row.draft()
}

// Drafts lists what somebody is writing about a record.
func Drafts(ctx context.Context, tx *db.Tx, personID, ticketID string) ([]Draft, error) {
	rows, err := db.All(ctx, tx, draftFields, sqlDrafts, personID, ticketID)
	drafts := make([]Draft, 0, len(rows))
	for _, row := range rows {
		d, err := row.draft()
		if err != nil {
			return nil, err
		}
		drafts = append(drafts, d)
	}
	return drafts, err
}

// SaveDraft keeps what somebody typed at the version that their screen saw: two
// screens of theirs do not eat each other's words. An empty one is forgotten.
func SaveDraft(ctx context.Context, tx *db.Tx, d Draft) (Draft, error) {
	if err := d.check(); err != nil {
		return d, err
	}
	// Two screens of one person meet here and nowhere else.
	if err := tx.Lock(ctx, "person", d.PersonID); err != nil {
		return d, err
	}
	before, err := GetDraft(ctx, tx, d.DraftOf)
	if err != nil && !guichet.IsKind(err, guichet.KindNotFound) {
		return d, err
	}
	if before.Version != d.Version {
		return d, &guichet.Error{Kind: guichet.KindConflict, Code: "draft.moved_on", Field: "version"}
	}
	if d.Text == "" && len(d.AttachmentIDs) == 0 && d.Copies == "" {
		d.Version = 0
		return d, DropDraft(ctx, tx, d.DraftOf)
	}
	d.Version++
	return putDraft(ctx, tx, d)
}

func (d Draft) check() error {
	if !slices.Contains([]string{ForReply, ForNote, ForCall}, d.Mode) {
		return guichet.Invalid("mode", "unknown_value", nil)
	}
	if len(d.AttachmentIDs) > AttachmentsMost {
		return guichet.Invalid("attachment_ids", "attachment.too_many", guichet.Args{"max": AttachmentsMost})
	}
	for _, id := range d.AttachmentIDs {
		if !guichet.IsID(id) {
			return guichet.Invalid("attachment_ids", "unknown_value", nil)
		}
	}
	return guichet.Join(guichet.CheckText("text", d.Text, 0, TextMost), guichet.CheckLine("copies", d.Copies, 0, draftCopiesMost))
}

func putDraft(ctx context.Context, tx *db.Tx, d Draft) (Draft, error) {
	if d.AttachmentIDs == nil {
		d.AttachmentIDs = []string{}
	}
	files, err := json.Marshal(d.AttachmentIDs)
	if err != nil {
		return d, guichet.Doing("write the files of a draft", err)
	}
	d.Saved = tx.Now
	_, err = tx.Exec(ctx, sqlPutDraft, d.PersonID, d.TicketID, d.Mode, d.Text, string(files), d.Version, d.Saved, d.Copies)
	return d, guichet.Doing("write a draft", err)
}

// DropDraft forgets a draft: it was sent, or thrown away.
func DropDraft(ctx context.Context, tx *db.Tx, of DraftOf) error {
	_, err := tx.Exec(ctx, sqlDropDraft, of.PersonID, of.TicketID, of.Mode)
	return guichet.Doing("drop a draft", err)
}

// Fresh lists those of some uploads that are still somebody's own and held by
// nothing, in the order asked.
func Fresh(ctx context.Context, tx *db.Tx, uploaderID string, ids []string) ([]Attachment, error) {
	files := []Attachment{}
	for _, id := range ids {
		a, err := GetAttachment(ctx, tx, id)
		if guichet.IsKind(err, guichet.KindNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if a.UploaderID == uploaderID && a.Holder.Kind == HeldByNobody {
			files = append(files, a)
		}
	}
	return files, nil
}
