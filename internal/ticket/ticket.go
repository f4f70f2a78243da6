package ticket

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/db"
	"guichet/internal/field"
	"guichet/internal/timeline"
)

// State is where a ticket stands; its words are the practice's.
type State string

// Phase is what a state means to a queue, whatever the practice calls it.
type Phase string

// The phases.
const (
	Working Phase = "working" // somebody is to act on it
	Held    Phase = "held"    // it waits for something outside the desk
	Done    Phase = "done"    // resolved or fulfilled, not yet confirmed
	Over    Phase = "over"    // closed or cancelled

	Archived Phase = "archived" // over for long: in no queue, to be read and found, and nothing changes it
)

// Ended tells that a ticket is over, archived or not.
func (t Ticket) Ended() bool { return t.Phase == Over || t.Phase == Archived }

// Ticket is the work record of any practice. It is a pure fold of its entries.
type Ticket struct {
	ID             string
	Kind           string
	Origin         string // the kind it began as; its timeline goes on under it
	Reference      string
	ConversationID string
	Title          string
	State          State
	Phase          Phase
	HoldReason     string
	Impact         int64 // 1 high to 3 low
	Urgency        int64 // 1 high to 3 low
	Priority       int64 // 1 critical to 5 planned
	TeamID         string
	AssigneeID     string
	RequesterID    string
	OrganisationID string
	SiteID         string
	Channel        guichet.Channel
	Language       guichet.Language
	LoggedBy       string
	LastMessageID  string
	Created        time.Time
	Updated        time.Time
	StateSince     time.Time
	Answered       time.Time // when the desk first answered a person
	Resolved       time.Time
	Closed         time.Time
	OpeningID      string    // the category it was given first
	CategoryID     string    // the one it has now
	ClosingID      string    // the one it ended with
	Closes         time.Time // by itself, unless somebody answers
	Reopened       int64     // how often
	Retriaged      int64     // how often it was converted
	FirstContact   bool      // solved at the first contact, by rule
	Custom         field.Values
	Version        int64
}

// Subject is what the ticket's timeline is about.
func (t Ticket) Subject() timeline.Subject { return timeline.Subject{Kind: t.Origin, ID: t.ID} }

// Place is where the ticket stands: what a reader's scope is bounded by.
func (t Ticket) Place() access.Place {
	return access.Place{OrganisationID: t.OrganisationID, SiteID: t.SiteID, TeamID: t.TeamID}
}

const (
	partColumns = `SELECT t.id, t.kind, t.reference, t.conversation_id, t.title, t.state, t.phase, t.hold_reason, t.impact, t.urgency, t.priority,
		t.team_id, t.assignee_id, t.requester_id, t.organisation_id, t.site_id, t.channel, t.language, t.logged_by, t.last_message_id,
		t.created, t.updated, t.state_since, t.answered, t.resolved, t.closed, t.reopened, t.retriaged, t.origin, t.opening_category_id, t.category_id, t.closing_category_id, t.closes, t.custom, t.first_contact, t.version`

	partTicket = partColumns + ` FROM ticket t `

	sqlTicket = partTicket + `WHERE t.id = $1`

	sqlKind = `SELECT t.id, t.kind, t.origin FROM ticket t WHERE t.id = $1 OR t.reference = $1
		OR t.id = (SELECT a.ticket_id FROM ticket_alias a WHERE a.reference = $1)`

	sqlInsert = `INSERT INTO ticket (id, kind, reference, conversation_id, title, state, phase, hold_reason, impact, urgency,
		priority, team_id, assignee_id, requester_id, organisation_id, site_id, channel, language, logged_by, last_message_id,
		created, updated, state_since, answered, resolved, closed, reopened, version, retriaged, origin, opening_category_id, category_id, closing_category_id, closes, custom, first_contact)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36)`

	sqlUpdate = `UPDATE ticket SET title = $2, state = $3, phase = $4, hold_reason = $5, impact = $6, urgency = $7, priority = $8,
		team_id = $9, assignee_id = $10, last_message_id = $11, updated = $12, state_since = $13, answered = $14, resolved = $15,
		closed = $16, reopened = $17, version = $18, opening_category_id = $19, category_id = $20, closing_category_id = $21, closes = $22, custom = $23, first_contact = $24 WHERE id = $1`

	sqlOfConversation = partTicket + `WHERE t.conversation_id = $1 ORDER BY t.created DESC, t.id DESC`
)

func fields(t *Ticket) []any {
	return append(make([]any, 0, 80), // of a row, and of its details
		&t.ID, &t.Kind, &t.Reference, &t.ConversationID, &t.Title, &t.State, &t.Phase, &t.HoldReason, &t.Impact,
		&t.Urgency, &t.Priority, &t.TeamID, &t.AssigneeID, &t.RequesterID, &t.OrganisationID, &t.SiteID, &t.Channel,
		&t.Language, &t.LoggedBy, &t.LastMessageID, &t.Created, &t.Updated, &t.StateSince, &t.Answered, &t.Resolved,
		&t.Closed, &t.Reopened, &t.Retriaged, &t.Origin, &t.OpeningID, &t.CategoryID, &t.ClosingID,
		&t.Closes, &t.Custom, &t.FirstContact, &t.Version,
	)
}

// A record is one's own whose requester one is, or that one follows.
const partMine = `t.id IN (SELECT x.id FROM ticket x WHERE x.requester_id = $own
	UNION ALL SELECT w.ticket_id FROM watcher w WHERE w.person_id = $own)`

// columns are those by which a reader's scope bounds tickets.
func columns() access.Columns {
	return access.Columns{Organisation: "t.organisation_id", Site: "t.site_id", Team: "t.team_id", Own: []string{partMine}}
}

// Get reads a ticket of one kind by its id or its reference, if the reader may
// see it; NotFound otherwise.
func Get(ctx context.Context, tx *db.Tx, scope access.Scope, kind, ref string) (Ticket, error) {
	return named(ref, func(by string) (Ticket, error) {
		var c conditions
		c.one(kind, by, ref, scope)
		return db.One(ctx, tx, fields, partTicket+"WHERE "+c.String(), c.Args...)
	})
}

// KindOf finds of which kind a record is now, by its id or any reference it ever
// had, and under which its timeline stands. Whether the reader may see it is the
// caller's to ask.
func KindOf(ctx context.Context, tx *db.Tx, ref string) (Ticket, error) {
	return db.One(ctx, tx, func(t *Ticket) []any { return []any{&t.ID, &t.Kind, &t.Origin} }, sqlKind, ref)
}

// OfConversation lists the tickets of a conversation, the newest first.
func OfConversation(ctx context.Context, tx *db.Tx, conversationID string) ([]Ticket, error) {
	return db.All(ctx, tx, fields, sqlOfConversation, conversationID)
}

// Lock takes the ticket for the rest of the transaction and reads it as it then
// stands.
func Lock(ctx context.Context, tx *db.Tx, scope access.Scope, kind, ref string) (Ticket, error) {
	t, err := Get(ctx, tx, scope, kind, ref)
	if err != nil {
		return t, err
	}
	if err := tx.Lock(ctx, "ticket", t.ID); err != nil {
		return t, err
	}
	return db.One(ctx, tx, fields, sqlTicket, t.ID)
}

func insert(ctx context.Context, tx *db.Tx, t Ticket) error {
	_, err := tx.Exec(ctx, sqlInsert, t.ID, t.Kind, t.Reference, t.ConversationID, t.Title, string(t.State), string(t.Phase),
		t.HoldReason, t.Impact, t.Urgency, t.Priority, t.TeamID, t.AssigneeID, t.RequesterID, t.OrganisationID, t.SiteID,
		string(t.Channel), string(t.Language), t.LoggedBy, t.LastMessageID, t.Created, t.Updated, t.StateSince,
		t.Answered, t.Resolved, t.Closed, t.Reopened, t.Version, t.Retriaged, t.Origin, t.OpeningID, t.CategoryID, t.ClosingID, t.Closes,
		string(t.Custom), t.FirstContact)
	return guichet.Doing("write a ticket", err)
}

func update(ctx context.Context, tx *db.Tx, t Ticket) error {
	_, err := tx.Exec(ctx, sqlUpdate, t.ID, t.Title, string(t.State), string(t.Phase), t.HoldReason, t.Impact, t.Urgency,
		t.Priority, t.TeamID, t.AssigneeID, t.LastMessageID, t.Updated, t.StateSince, t.Answered, t.Resolved, t.Closed,
		t.Reopened, t.Version, t.OpeningID, t.CategoryID, t.ClosingID, t.Closes, string(t.Custom), t.FirstContact)
	return guichet.Doing("write a ticket", err)
}
