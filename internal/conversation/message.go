package conversation

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
	"unicode/utf8"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/timeline"
)

// Direction says who speaks.
type Direction string

// The directions.
const (
	In  Direction = "in"  // from a person to the desk
	Out Direction = "out" // from the desk
)

// Message is something said.
type Message struct {
	ID             string
	ConversationID string
	Origin         string // the conversation in which it was said, where that is another one
	Direction      Direction
	Channel        guichet.Channel
	AuthorID       string
	Subject        string
	Text           string // what is new in it
	HTML           string // sanitised; '' when there is only text
	Quoted         string // what it repeats of earlier messages: folded, never deleted
	Excerpt        string // its first words, on one line
	MailID         string // Message-ID without brackets, of a mail in or out
	ArrivalID      string // the mail it was made from
	Automatic      bool   // an auto-reply: recorded, wakes nothing
	Still          bool   // words that ask for nothing, such as thanks: they wake nothing; not kept
	Proof          Proof  // what vouches for its author, of a mail that came in
	Landed         Landed // how it found its conversation
	Suggests       string // a record that its subject names: for people to decide on
	Recorded       time.Time
	AttachmentIDs  []string
	Copies         []string // addresses that get a copy of the desk's words; read by Copies alone
	UploaderID     string   // who brought the files, when it is not the author
	Aside          bool     // of somebody who brought a duplicate: found by the desk alone
	Stems          string   // its words for the search index, made before the transaction; not kept here
}

// Proof is what vouches for who wrote a mail: a From line proves nothing.
type Proof string

// The proofs.
const (
	ProofToken  Proof = "token"  // it came to an address that only its author was given
	ProofServer Proof = "server" // a mail server that the desk trusts vouches for the sender
	ProofNone   Proof = "none"   // nothing: it is added, and acts for nobody
)

// Landed is how a mail found its conversation.
type Landed string

// The ways.
const (
	LandedToken  Landed = "token"  // by the signed address it was written to
	LandedAnswer Landed = "answer" // it answers a letter of it
	LandedNew    Landed = "new"    // by nothing: it began it
)

// TextMost is how many characters a person may type in one message.
const TextMost = 100_000

const (
	partMessage = `SELECT id, conversation_id, origin, direction, channel, author_id, subject, text, html, quoted, excerpt,
		mail_id, arrival_id, automatic, recorded, proof, landed, suggests FROM message `

	sqlMessage = partMessage + `WHERE id = $1`

	sqlMessages = partMessage + `WHERE conversation_id = $1 OR (origin = $1 AND origin <> '') ORDER BY recorded, id`

	sqlInsertMessage = `INSERT INTO message (id, conversation_id, direction, channel, author_id, subject, text, html,
		quoted, excerpt, mail_id, arrival_id, automatic, recorded, proof, landed, suggests)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`

	sqlOfArrival = `SELECT conversation_id FROM message WHERE arrival_id = $1 AND arrival_id <> ''` // as its index says
)

func messageFields(m *Message) []any {
	return []any{
		&m.ID, &m.ConversationID, &m.Origin, &m.Direction, &m.Channel, &m.AuthorID, &m.Subject, &m.Text, &m.HTML, &m.Quoted,
		&m.Excerpt, &m.MailID, &m.ArrivalID, &m.Automatic, &m.Recorded, &m.Proof, &m.Landed, &m.Suggests,
	}
}

// Say adds a message to its conversation, with the files it holds.
func Say(ctx context.Context, tx *db.Tx, m Message) (Message, error) {
	if m.ID == "" {
		m.ID = tx.ID()
	}
	m.Recorded, m.Excerpt = tx.Now, Excerpt(m.Text)
	if _, err := tx.Exec(ctx, sqlInsertMessage, m.ID, m.ConversationID, string(m.Direction), string(m.Channel), m.AuthorID,
		m.Subject, m.Text, m.HTML, m.Quoted, m.Excerpt, m.MailID, m.ArrivalID, m.Automatic, m.Recorded,
		string(m.Proof), string(m.Landed), m.Suggests); err != nil {
		return m, guichet.Doing("write a message", err)
	}
	if err := Copy(ctx, tx, m.ID, m.Copies); err != nil {
		return m, err
	}
	uploader := m.UploaderID
	if uploader == "" {
		uploader = m.AuthorID
	}
	return m, Hold(ctx, tx, Holder{Kind: HeldByMessage, ID: m.ID}, uploader, m.AttachmentIDs)
}

// Heard makes words that somebody of the desk took down those of who said them.
func (m Message) Heard(by guichet.Channel, authorID string) Message {
	m.UploaderID, m.AuthorID, m.Channel = m.AuthorID, authorID, by
	return m
}

// Pointer is how a timeline entry names the message: by id and digest.
func (m Message) Pointer() timeline.Pointer {
	return timeline.Pointer{Kind: "message", ID: m.ID, Digest: Digest(m.Text)}
}

// Digest is the fingerprint of a text that lives in a row.
func Digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// GetMessage reads one message.
func GetMessage(ctx context.Context, tx *db.Tx, id string) (Message, error) {
	return db.One(ctx, tx, messageFields, sqlMessage, id)
}

// Messages reads all messages of a conversation, and those that were said in it and
// are in another now, oldest first.
func Messages(ctx context.Context, tx *db.Tx, conversationID string) ([]Message, error) {
	return db.All(ctx, tx, messageFields, sqlMessages, conversationID)
}

// OfArrival finds the conversation that a mail was already added to.
func OfArrival(ctx context.Context, tx *db.Tx, arrivalID string) (string, error) {
	return db.Value[string](ctx, tx, sqlOfArrival, arrivalID)
}

const excerptMost = 140

// Excerpt is the beginning of a text on one line, cut at a word.
func Excerpt(text string) string {
	if len(text) > 4*excerptMost*2 {
		text = strings.ToValidUTF8(text[:4*excerptMost*2], "")
	}
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) <= excerptMost {
		return text
	}
	cut := string([]rune(text)[:excerptMost])
	if i := strings.LastIndexByte(cut, ' '); i > excerptMost/2 {
		cut = cut[:i]
	}
	return cut + "…"
}
