package conversation

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/db"
)

// Conversation is one matter.
type Conversation struct {
	ID             string
	RequesterID    string
	OrganisationID string
	MailboxID      string // the mailbox it came in by, and answers leave by; '' the desk's first
	MergedInto     string // the conversation that it goes on in; '' itself
	Created        time.Time
}

const (
	sqlInsert = `INSERT INTO conversation (id, requester_id, organisation_id, mailbox_id, created) VALUES ($1, $2, $3, $4, $5)`

	sqlGet = `SELECT id, requester_id, organisation_id, mailbox_id, merged_into, created FROM conversation WHERE id = $1`

	sqlHand = `UPDATE conversation SET requester_id = $2, organisation_id = $3 WHERE id = $1`

	sqlJoin = `INSERT INTO participant (conversation_id, person_id, since) VALUES ($1, $2, $3)
		ON CONFLICT (conversation_id, person_id) DO NOTHING`

	sqlParticipants = `SELECT p.id, p.name FROM participant c JOIN person p ON p.id = c.person_id
		WHERE c.conversation_id = $1 ORDER BY c.since, p.id`
)

// Open begins a conversation with its requester as the first participant.
func Open(ctx context.Context, tx *db.Tx, c Conversation) (Conversation, error) {
	c.ID, c.Created = tx.ID(), tx.Now
	if _, err := tx.Exec(ctx, sqlInsert, c.ID, c.RequesterID, c.OrganisationID, c.MailboxID, c.Created); err != nil {
		return c, guichet.Doing("open a conversation", err)
	}
	return c, Join(ctx, tx, c.ID, c.RequesterID)
}

// Get reads one conversation.
func Get(ctx context.Context, tx *db.Tx, id string) (Conversation, error) {
	return db.One(ctx, tx, func(c *Conversation) []any {
		return []any{&c.ID, &c.RequesterID, &c.OrganisationID, &c.MailboxID, &c.MergedInto, &c.Created}
	}, sqlGet, id)
}

// Join lets a person take part; nothing happens when they already do.
func Join(ctx context.Context, tx *db.Tx, conversationID, personID string) error {
	_, err := tx.Exec(ctx, sqlJoin, conversationID, personID, tx.Now)
	return guichet.Doing("join a conversation", err)
}

// Hand makes a conversation somebody else's; whoever had it goes on taking part.
func Hand(ctx context.Context, tx *db.Tx, id, requesterID, organisationID string) error {
	if _, err := tx.Exec(ctx, sqlHand, id, requesterID, organisationID); err != nil {
		return guichet.Doing("hand a conversation over", err)
	}
	return Join(ctx, tx, id, requesterID)
}

// Participant is a person who takes part.
type Participant struct{ ID, Name string }

// Participants lists who takes part, in the order they came.
func Participants(ctx context.Context, tx *db.Tx, conversationID string) ([]Participant, error) {
	return db.All(ctx, tx, func(p *Participant) []any { return []any{&p.ID, &p.Name} }, sqlParticipants, conversationID)
}
