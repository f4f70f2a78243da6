// Package outbox keeps the letters that the desk writes to people, from the
// transaction in which they were decided to the word of the server that took
// them. Each goes to one address, so what became of it is said of one person.
//
// It owns the letters, their order and their state. Who is written to, and what,
// is decided above, in package notify; putting a letter on the wire is the
// business of package channel/mail, which reports back with Sent, Tried and
// Failed.
//
//	waiting ──> sent
//	   └──────> failed ──> sent    refused for good or tried too often; sent again by hand
//	sent ─────> failed             it came back
package outbox

import (
	"context"
	"encoding/json"
	"strings"
	"time"
	"unicode"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/job"
)

// JobSend is the kind of the job that puts one letter on the wire.
const JobSend = "mail.send"

// KindLink is the kind of the letters that carry a link which opens something:
// their words are erased once they have left.
const KindLink = "link"

// Task is the payload of such a job.
type Task struct {
	LetterID string `json:"letter_id"`
}

// State is what became of a letter.
type State string

// The states of a letter.
const (
	Waiting State = "waiting"
	Sent    State = "sent"   // the next server took it
	Failed  State = "failed" // it will not be sent
)

// Letter is one letter to one address.
type Letter struct {
	ID             string
	MailboxID      string // it leaves by; '' the desk's first that can send
	ConversationID string // letters of one leave in the order in which they were written
	TicketKind     string // whose screens hear of what becomes of it
	TicketID       string
	MessageID      string // the message of the conversation that it carries; '' none
	Kind           string // a word of whoever wrote it: reply, acknowledgement, ...
	PersonID       string
	Address        string
	Name           string
	HeadTo         string   // whom its head names as its reader; '' its own address
	HeadCopies     []string // and in copy
	Language       guichet.Language
	InternetID     string // its Message-ID, without brackets, the same however often it is sent
	InReplyTo      string
	References     []string
	Subject        string
	Text           string
	HTML           string
	Attachments    []Attachment
	Auto           bool // no person wrote it: no machine shall answer it
	State          State
	Attempts       int64
	Error          string // the last one, as the server said it
	WrittenAt      time.Time
	SentAt         time.Time
}

// Attachment is a file that goes with a letter; its bytes are in package blob.
type Attachment struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Blob string `json:"blob"`
}

const (
	partLetter = `SELECT id, mailbox_id, conversation_id, ticket_kind, ticket_id, message_id, kind, person_id, address, name,
		language, internet_id, in_reply_to, thread_ids, subject, body_text, body_html, attachments, auto, state, attempts, error,
		written_at, sent_at, head_to, head_cc FROM outbox_letter `

	sqlLetter = partLetter + `WHERE id = $1`

	sqlByInternetID = partLetter + `WHERE internet_id = $1`

	sqlOfConversation = partLetter + `WHERE conversation_id = $1 AND conversation_id <> '' ORDER BY written_at, id`

	// For administration: the oldest of a state first.
	sqlInState = partLetter + `WHERE state = $1 AND (written_at, id) > ($2, $3) ORDER BY written_at, id LIMIT $4`

	sqlInsert = `INSERT INTO outbox_letter (id, mailbox_id, conversation_id, ticket_kind, ticket_id, message_id, kind, person_id,
		address, name, language, internet_id, in_reply_to, thread_ids, subject, body_text, body_html, attachments, auto, state,
		attempts, error, written_at, sent_at, head_to, head_cc)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)`

	// It came back, sooner or later; once is enough.
	sqlReturned = `UPDATE outbox_letter SET state = 'failed', error = $2 WHERE id = $1 AND state <> 'failed'`

	sqlAgain = `UPDATE outbox_letter SET state = 'waiting', error = '' WHERE id = $1 AND state = 'failed' AND body_text <> ''`

	sqlDelayed = `UPDATE outbox_letter SET error = $2 WHERE id = $1 AND state <> 'failed' AND error <> $2`

	// A letter that carried what opens a door keeps nothing of it once it has left.
	sqlSettle = `UPDATE outbox_letter SET state = $2, attempts = attempts + 1, error = $3, sent_at = $4,
		body_text = CASE WHEN kind = 'link' AND $2 <> 'waiting' THEN '' ELSE body_text END,
		body_html = CASE WHEN kind = 'link' AND $2 <> 'waiting' THEN '' ELSE body_html END
		WHERE id = $1 AND state <> 'sent'`
)

// row is a letter as it lies in the table.
type row struct {
	Letter
	references  string
	copies      string
	attachments string
}

func fields(r *row) []any {
	return []any{
		&r.ID, &r.MailboxID, &r.ConversationID, &r.TicketKind, &r.TicketID, &r.MessageID, &r.Kind, &r.PersonID, &r.Address, &r.Name,
		&r.Language, &r.InternetID, &r.InReplyTo, &r.references, &r.Subject, &r.Text, &r.HTML, &r.attachments, &r.Auto, &r.State,
		&r.Attempts, &r.Error, &r.WrittenAt, &r.SentAt, &r.HeadTo, &r.copies,
	}
}

func (r row) letter() (Letter, error) {
	l := r.Letter
	l.References = strings.Fields(r.references)
	if r.copies != "" {
		l.HeadCopies = strings.Fields(r.copies)
	}
	if err := json.Unmarshal([]byte(r.attachments), &l.Attachments); err != nil {
		return l, guichet.Doing("read the attachments of a letter", err)
	}
	return l, nil
}

func letters(rows []row, err error) ([]Letter, error) {
	all := make([]Letter, 0, len(rows))
	for _, r := range rows {
		l, failed := r.letter()
		if failed != nil {
			return nil, failed
		}
		all = append(all, l)
	}
	return all, err
}

// Write keeps a letter and asks for the job that sends it. Its Message-ID is
// made here, once: host is what stands on its right, a name of the desk's own.
func Write(ctx context.Context, tx *db.Tx, l Letter, host string) (Letter, error) {
	l.ID, l.State, l.Attempts, l.Error, l.WrittenAt, l.SentAt = tx.ID(), Waiting, 0, "", tx.Now, time.Time{}
	if host == "" {
		host = "localhost"
	}
	l.InternetID = l.ID + "@" + host
	if l.Attachments == nil {
		l.Attachments = []Attachment{}
	}
	attachments, err := json.Marshal(l.Attachments)
	if err != nil {
		return l, guichet.Doing("write the attachments of a letter", err)
	}
	if _, err := tx.Exec(ctx, sqlInsert, l.ID, l.MailboxID, l.ConversationID, l.TicketKind, l.TicketID, l.MessageID, l.Kind, l.PersonID,
		l.Address, l.Name, string(l.Language), l.InternetID, l.InReplyTo, strings.Join(l.References, " "), l.Subject, l.Text, l.HTML,
		string(attachments), l.Auto, string(l.State), l.Attempts, l.Error, l.WrittenAt, l.SentAt, l.HeadTo, strings.Join(l.HeadCopies, " ")); err != nil {
		return l, guichet.Doing("write a letter", err)
	}
	return l, l.ask(ctx, tx)
}

// Get reads one letter.
func Get(ctx context.Context, tx *db.Tx, id string) (Letter, error) {
	r, err := db.One(ctx, tx, fields, sqlLetter, id)
	if err != nil {
		return Letter{}, err
	}
	return r.letter()
}

// ByInternetID finds the letter of ours that a Message-ID names.
func ByInternetID(ctx context.Context, tx *db.Tx, id string) (Letter, error) {
	r, err := db.One(ctx, tx, fields, sqlByInternetID, id)
	if err != nil {
		return Letter{}, err
	}
	return r.letter()
}

// OfConversation reads the letters of a conversation, oldest first.
func OfConversation(ctx context.Context, tx *db.Tx, conversationID string) ([]Letter, error) {
	return letters(db.All(ctx, tx, fields, sqlOfConversation, conversationID))
}

// InState reads a page of the letters in a state, oldest first, and where the
// next page begins.
func InState(ctx context.Context, tx *db.Tx, s State, p guichet.Page) (page []Letter, next string, err error) {
	var at int64
	var id string
	if _, err := guichet.ReadCursor(p.Cursor, &at, &id); err != nil {
		return nil, "", err
	}
	page, err = letters(db.All(ctx, tx, fields, sqlInState, string(s), at, id, p.Size()))
	if err == nil && len(page) == p.Size() {
		last := page[len(page)-1]
		next = guichet.Cursor(last.WrittenAt.UnixMilli(), last.ID)
	}
	return page, next, err
}

// MarkSent notes that the next server took the letter.
func MarkSent(ctx context.Context, tx *db.Tx, l Letter) error {
	return settle(ctx, tx, l, Sent, "", tx.Now)
}

// MarkTried notes a refusal that may pass; the letter goes on waiting.
func MarkTried(ctx context.Context, tx *db.Tx, l Letter, cause string) error {
	return settle(ctx, tx, l, Waiting, cause, time.Time{})
}

// MarkFailed notes a refusal for good.
func MarkFailed(ctx context.Context, tx *db.Tx, l Letter, cause string) error {
	return settle(ctx, tx, l, Failed, cause, time.Time{})
}

// causeMost bounds what is kept of a server's words.
const causeMost = 500

// MarkReturned notes that a letter came back though a server had taken it. False
// tells that it had failed already.
func MarkReturned(ctx context.Context, tx *db.Tx, l Letter, cause string) (bool, error) {
	return noteReport(ctx, tx, l, sqlReturned, cause)
}

// MarkDelayed notes that a server still tries to deliver a letter it took. False
// tells that this was known.
func MarkDelayed(ctx context.Context, tx *db.Tx, l Letter, cause string) (bool, error) {
	return noteReport(ctx, tx, l, sqlDelayed, cause)
}

func noteReport(ctx context.Context, tx *db.Tx, l Letter, query, cause string) (bool, error) {
	n, err := tx.Exec(ctx, query, l.ID, line(cause))
	if err == nil && n == 1 && l.TicketID != "" {
		tx.Hint(l.TicketKind, l.TicketID)
	}
	return n == 1, guichet.Doing("note what is reported of a letter", err)
}

// Again sends a letter that failed once more: the same letter, under the same
// Message-ID.
func Again(ctx context.Context, tx *db.Tx, l Letter) error {
	n, err := tx.Exec(ctx, sqlAgain, l.ID)
	if err != nil {
		return guichet.Doing("send a letter again", err)
	}
	if n == 0 {
		return guichet.Invalid("id", "mail.not_failed", nil)
	}
	if l.TicketID != "" {
		tx.Hint(l.TicketKind, l.TicketID)
	}
	return l.ask(ctx, tx)
}

// ask asks for the job that sends a letter: those of one conversation in order.
func (l Letter) ask(ctx context.Context, tx *db.Tx) error {
	key := ""
	if l.ConversationID != "" {
		key = "letters of " + l.ConversationID
	}
	return job.Add(ctx, tx, job.New{Kind: JobSend, Key: key, Unique: l.ID, Payload: Task{LetterID: l.ID}})
}

// line is a server's words as they are kept.
func line(cause string) string {
	cause = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(cause, "?"), func(r rune) bool { return unicode.IsControl(r) || r == ' ' }), " ")
	if len(cause) > causeMost {
		cause = strings.ToValidUTF8(cause[:causeMost], "")
	}
	return guichet.Clean(cause)
}

func settle(ctx context.Context, tx *db.Tx, l Letter, to State, cause string, at time.Time) error {
	n, err := tx.Exec(ctx, sqlSettle, l.ID, string(to), line(cause), at)
	if err != nil {
		return guichet.Doing("note what became of a letter", err)
	}
	if n == 1 && l.TicketID != "" {
		tx.Hint(l.TicketKind, l.TicketID)
	}
	return nil
}
