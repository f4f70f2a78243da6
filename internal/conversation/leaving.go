package conversation

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"

	"guichet"
	"guichet/internal/db"
)

// Leaving is words of the desk on their way out. Until they leave they are no
// message: nothing that reads a conversation finds them, so nobody outside the
// desk can. Their author may take them back.
type Leaving struct {
	ID             string // of the message that they become
	ConversationID string
	TicketID       string
	AuthorID       string
	TeamID         string // for which their author acts
	Via            guichet.Channel
	Channel        guichet.Channel
	Text           string
	Move           string // what they do to the record, as the hall wrote it; '' nothing
	Created        time.Time
	LeavesAt       time.Time
	Copies         []string // addresses that get a copy; read by Copies alone
}

const (
	partLeaving = `SELECT id, conversation_id, ticket_id, author_id, team_id, via, channel, text, move, created, leaves_at
		FROM conversation_leaving `

	sqlLeaving = partLeaving + `WHERE id = $1`

	sqlLeavingOf = partLeaving + `WHERE ticket_id = $1 ORDER BY created, id`

	sqlInsertLeaving = `INSERT INTO conversation_leaving (id, conversation_id, ticket_id, author_id, team_id, via, channel, text, move,
		created, leaves_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`

	sqlTakeLeaving = `DELETE FROM conversation_leaving WHERE id = $1`

	sqlRelease = `UPDATE attachment SET holder_kind = '', holder_id = '' WHERE holder_kind = $1 AND holder_id = $2`
)

func leavingFields(l *Leaving) []any {
	return []any{
		&l.ID, &l.ConversationID, &l.TicketID, &l.AuthorID, &l.TeamID, &l.Via, &l.Channel, &l.Text, &l.Move, &l.Created, &l.LeavesAt,
	}
}

// HoldBack keeps words until they leave, with the files they bring: those are
// held already by the message that is to be.
func HoldBack(ctx context.Context, tx *db.Tx, l Leaving, attachmentIDs []string) (Leaving, error) {
	l.ID, l.Created = tx.ID(), tx.Now
	if _, err := tx.Exec(ctx, sqlInsertLeaving, l.ID, l.ConversationID, l.TicketID, l.AuthorID, l.TeamID, string(l.Via),
		string(l.Channel), l.Text, l.Move, l.Created, l.LeavesAt); err != nil {
		return l, guichet.Doing("hold words back", err)
	}
	if err := Copy(ctx, tx, l.ID, l.Copies); err != nil {
		return l, err
	}
	return l, Hold(ctx, tx, Holder{Kind: HeldByMessage, ID: l.ID}, l.AuthorID, attachmentIDs)
}

// GetLeaving reads words that have not left yet.
func GetLeaving(ctx context.Context, tx *db.Tx, id string) (Leaving, error) {
	return db.One(ctx, tx, leavingFields, sqlLeaving, id)
}

// LeavingOf lists the words about a record that have not left yet.
func LeavingOf(ctx context.Context, tx *db.Tx, ticketID string) ([]Leaving, error) {
	return db.All(ctx, tx, leavingFields, sqlLeavingOf, ticketID)
}

// EndLeaving takes words off the way out: they leave now, or were taken back.
// False tells that somebody else was faster.
func EndLeaving(ctx context.Context, tx *db.Tx, id string) (bool, error) {
	n, err := tx.Exec(ctx, sqlTakeLeaving, id)
	return n == 1, guichet.Doing("end what leaves", err)
}

// TurnBack makes words that have not left their author's draft again, before
// whatever they have written since.
func TurnBack(ctx context.Context, tx *db.Tx, l Leaving) (Draft, error) {
	holder := Holder{Kind: HeldByMessage, ID: l.ID}
	files, err := Held(ctx, tx, holder)
	if err != nil {
		return Draft{}, guichet.Doing("read what words bring", err)
	}
	if _, err := tx.Exec(ctx, sqlRelease, holder.Kind, holder.ID); err != nil {
		return Draft{}, guichet.Doing("give files back", err)
	}
	copies, err := Copies(ctx, tx, l.ID)
	if err != nil {
		return Draft{}, guichet.Doing("read who was to get a copy", err)
	}
	if _, err := tx.Exec(ctx, sqlDropCopies, l.ID); err != nil {
		return Draft{}, guichet.Doing("forget who was to get a copy", err)
	}
	d, err := GetDraft(ctx, tx, DraftOf{PersonID: l.AuthorID, TicketID: l.TicketID, Mode: ForReply})
	if err != nil && !guichet.IsKind(err, guichet.KindNotFound) {
		return d, err
	}
	text := l.Text
	if d.Text != "" {
		text += "\n\n" + d.Text
	}
	for typed := range strings.FieldsFuncSeq(d.Copies, func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == ';' }) {
		if !slices.Contains(copies, typed) {
			copies = append(copies, typed)
		}
	}
	var ids []string
	for _, f := range files {
		ids = append(ids, f.ID)
	}
	return putDraft(ctx, tx, Draft{
		DraftOf: DraftOf{PersonID: l.AuthorID, TicketID: l.TicketID, Mode: ForReply}, Text: text,
		AttachmentIDs: append(ids, d.AttachmentIDs...), Copies: strings.Join(copies, ", "), Version: d.Version + 1,
	})
}
