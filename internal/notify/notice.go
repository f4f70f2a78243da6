package notify

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/db"
)

// Reason is why somebody is told in their own screen.
type Reason string

// The reasons.
const (
	Assigned  Reason = "assigned"  // a record was given to them
	Passed    Reason = "passed"    // a record was given to their team
	Answered  Reason = "answered"  // the requester of their record wrote
	Mentioned Reason = "mentioned" // a note names them
	Returned  Reason = "returned"  // a letter of their record came back
	Deciding  Reason = "deciding"  // a change waits for their yes or no
	Watched   Reason = "watched"   // something was said on a record they watch
	Reported  Reason = "reported"  // something happened to a record that they logged for another
	ToldUser  Reason = "told"      // the desk told its requester something
)

// Reasons lists the reasons.
func Reasons() []Reason {
	return []Reason{Assigned, Passed, Answered, Returned, Mentioned, Deciding, Watched, Reported, ToldUser}
}

// Notice is a word to one person that something happened. It holds no text of
// the record: who reads it must be allowed to read the record then.
type Notice struct {
	ID         string
	PersonID   string
	Reason     Reason
	TicketKind string
	TicketID   string
	EntryID    string // what it leads to in the history
	EntryKind  string
	ActorID    string
	Actor      string // by name
	Created    time.Time
	Read       time.Time // zero: not yet
}

const (
	partNotice = `SELECT n.id, n.person_id, n.reason, n.ticket_kind, n.ticket_id, n.entry_id, n.entry_kind, n.actor_id,
		COALESCE(p.name, ''), n.created, n.seen FROM notify_notice n LEFT JOIN person p ON p.id = n.actor_id `

	sqlNotices = partNotice + `WHERE n.person_id = $1 AND (n.created, n.id) < ($2, $3) ORDER BY n.created DESC, n.id DESC LIMIT $4`

	// One entry is one notice, however often its job runs.
	sqlInsertNotice = `INSERT INTO notify_notice (id, person_id, reason, ticket_kind, ticket_id, entry_id, entry_kind, actor_id, created, seen)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0) ON CONFLICT (person_id, entry_id) DO NOTHING`

	sqlReadNotice = `UPDATE notify_notice SET seen = $3 WHERE person_id = $1 AND id = $2 AND seen = 0`

	sqlReadRecord = `UPDATE notify_notice SET seen = $3 WHERE person_id = $1 AND ticket_id = $2 AND seen = 0`

	sqlReadAll = `UPDATE notify_notice SET seen = $2 WHERE person_id = $1 AND seen = 0 AND created <= $3`

	sqlUnread = `SELECT n.ticket_kind, n.ticket_id, n.reason FROM notify_notice n WHERE n.person_id = $1 AND n.seen = 0
		ORDER BY n.created DESC LIMIT 100`

	sqlForgetNotices = `DELETE FROM notify_notice WHERE created < $1`
)

func noticeFields(n *Notice) []any {
	return []any{
		&n.ID, &n.PersonID, &n.Reason, &n.TicketKind, &n.TicketID, &n.EntryID, &n.EntryKind, &n.ActorID, &n.Actor, &n.Created, &n.Read,
	}
}

// Notices lists what a person was told, the latest first.
func Notices(ctx context.Context, tx *db.Tx, personID string, page guichet.Page) ([]Notice, string, error) {
	before, id := int64(1)<<60, ""
	if _, err := guichet.ReadCursor(page.Cursor, &before, &id); err != nil {
		return nil, "", err
	}
	size := page.Size()
	all, err := db.All(ctx, tx, noticeFields, sqlNotices, personID, before, id, size+1)
	if err != nil || len(all) <= size {
		return all, "", guichet.Doing("list notices", err)
	}
	all = all[:size]
	last := all[size-1]
	return all, guichet.Cursor(last.Created.UnixMilli(), last.ID), nil
}

// Unread lists what a person has not read yet, at most a hundred: its record and
// reason.
func Unread(ctx context.Context, tx *db.Tx, personID string) ([]Notice, error) {
	return db.All(ctx, tx, func(n *Notice) []any { return []any{&n.TicketKind, &n.TicketID, &n.Reason} }, sqlUnread, personID)
}

// ReadNotices marks as read: the notices named, those about one record, or all
// there are.
func ReadNotices(ctx context.Context, tx *db.Tx, personID string, ids []string, ticketID string, all bool) error {
	var marked int64
	mark := func(query string, args ...any) error {
		n, err := tx.Exec(ctx, query, args...)
		marked += n
		return guichet.Doing("mark notices as read", err)
	}
	for _, id := range ids {
		if err := mark(sqlReadNotice, personID, id, tx.Now); err != nil {
			return err
		}
	}
	if ticketID != "" {
		if err := mark(sqlReadRecord, personID, ticketID, tx.Now); err != nil {
			return err
		}
	}
	if all {
		if err := mark(sqlReadAll, personID, tx.Now, tx.Now); err != nil {
			return err
		}
	}
	if marked > 0 {
		tx.Hint("notice", personID)
	}
	return nil
}

func write(ctx context.Context, tx *db.Tx, n Notice) (fresh bool, err error) {
	added, err := tx.Exec(ctx, sqlInsertNotice, tx.ID(), n.PersonID, string(n.Reason), n.TicketKind, n.TicketID, n.EntryID, n.EntryKind,
		n.ActorID, tx.Now)
	if added > 0 {
		tx.Hint("notice", n.PersonID)
	}
	return added > 0, guichet.Doing("write a notice", err)
}

// ForgetJob deletes the notices that are older than ninety days.
const ForgetJob = "notify.forget"

const keptFor = 90 * 24 * time.Hour

// Forget does the job.
func Forget(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, sqlForgetNotices, tx.Now.Add(-keptFor))
	return guichet.Doing("forget old notices", err)
}
