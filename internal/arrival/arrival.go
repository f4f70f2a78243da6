// Package arrival keeps the letters that came in, with their bytes, from the
// moment they are kept to the moment they are a message; and those that are none:
// what nobody can read, what came too often, what a server calls spam, what comes
// from somebody blocked. Nothing of it is lost: whatever was put aside can be let
// in by hand.
//
// It owns the rows and whom the desk blocks. Fetching letters is the business of
// package channel/mail, which asks Weigh before it hands one on; what a letter
// means is package intake's.
//
//	kept ──> done
//	  └────> quarantined, held, suspended, blocked ──> kept, discarded
//	too_large ──> kept     left where it came to; fetched when somebody asks
package arrival

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/job"
	"guichet/internal/timeline"
)

// ReadJob is the kind of the job that reads one letter that came in.
const ReadJob = "mail.arrived"

// State is what became of a letter.
type State string

// The states.
const (
	Kept        State = "kept"
	Done        State = "done"
	Quarantined State = "quarantined" // nobody can make a message of it
	Held        State = "held"        // too many came at once
	Suspended   State = "suspended"   // a server calls it spam
	Blocked     State = "blocked"     // of somebody whom the desk blocks
	Discarded   State = "discarded"   // put away by hand, or come a second time
	TooLarge    State = "too_large"   // larger than the desk keeps: it lies where it came to
)

// Aside lists the states of what is put aside, the most urgent first.
func Aside() []State { return []State{Quarantined, Held, Suspended, TooLarge, Blocked, Discarded} }

// Task is the payload of the job that reads a letter.
type Task struct {
	ArrivalID string `json:"arrival_id"`
	Released  bool   `json:"released,omitempty"` // somebody let it in: it is not weighed again
}

// New is a letter that came; one too large for a row is Large.
type New struct {
	MailboxID string
	Size      int64
	Raw       []byte
	Identity  string // the same however often it is delivered; '' none
	Key       string // letters of one key are read in order
	Sender    string
	Subject   string
	Aside     string // why it is put aside at once: a code; '' it is read
}

// Stored is a letter that came in, as it is kept.
type Stored struct {
	ID        string
	MailboxID string
	Size      int64
	State     State
	Reason    string // why it is put aside: a code of package phrase
	Sender    string
	Subject   string
	KeptAt    time.Time
	SettledAt time.Time
	Blob      string // the file of the bytes, where it is too large for a row
	Place     string // where a letter came to that was not fetched
	Raw       []byte // the bytes as they came; nil in a list
}

// Filter says which of the letters put aside are listed.
type Filter struct {
	State  State
	Reason string // a code; '' any
	Sender string // an address; '' any
}

const (
	sqlKeep = `INSERT INTO mail_arrival (id, mailbox_id, digest, size, raw, kept_at, settled_at, sender, subject, state, reason, identity)
		VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING`

	sqlIsKept = `SELECT COUNT(*) FROM mail_arrival WHERE mailbox_id = $1 AND digest = $2`

	partArrival = `SELECT id, mailbox_id, size, state, reason, sender, subject, kept_at, settled_at, blob, place`

	sqlArrival = partArrival + `, raw FROM mail_arrival WHERE id = $1`

	sqlBrief = partArrival + ` FROM mail_arrival WHERE id = $1`

	// The latest of a state first, without the bytes.
	sqlArrivals = partArrival + ` FROM mail_arrival
		WHERE state = $1 AND (kept_at, id) < ($2, $3) AND ($5 = '' OR reason = $5) AND ($6 = '' OR sender = $6)
		ORDER BY kept_at DESC, id DESC LIMIT $4`

	sqlSettle = `UPDATE mail_arrival SET state = $2, reason = $3, settled_at = $4 WHERE id = $1 AND state <> 'done'`

	sqlCount = `SELECT COUNT(*) FROM (SELECT 1 AS n FROM mail_arrival WHERE state = $1 LIMIT 1000) AS counted`

	sqlFromSender = `SELECT COUNT(*) FROM (SELECT 1 AS n FROM mail_arrival
		WHERE sender = $1 AND sender <> '' AND state = 'done' AND settled_at > $2 LIMIT 10001) AS counted`

	sqlFromAll = `SELECT COUNT(*) FROM (SELECT 1 AS n FROM mail_arrival WHERE state = 'done' AND settled_at > $1 LIMIT 100001) AS counted`
)

func fields(s *Stored) []any {
	return []any{&s.ID, &s.MailboxID, &s.Size, &s.State, &s.Reason, &s.Sender, &s.Subject, &s.KeptAt, &s.SettledAt, &s.Blob, &s.Place}
}

// Keep keeps a letter and asks for it to be read: once, however often it is
// delivered or fetched. Only after its commit may it be marked seen.
func Keep(ctx context.Context, tx *db.Tx, n New) error {
	state := Kept
	if n.Aside != "" {
		state = Quarantined
	}
	digest := sha256.Sum256(n.Raw)
	id := tx.ID()
	row := []any{id, n.MailboxID, hex.EncodeToString(digest[:]), n.Size, n.Raw, tx.Now, strings.ToLower(guichet.Clean(n.Sender)), guichet.Clean(n.Subject)}
	written, err := tx.Exec(ctx, sqlKeep, append(row, string(state), n.Aside, n.Identity)...)
	if err != nil {
		return guichet.Doing("keep a letter", err)
	}
	if written == 0 {
		kept, err := db.Value[int64](ctx, tx, sqlIsKept, row[1], row[2])
		if err != nil || kept > 0 {
			return guichet.Doing("find a letter", err) // it was kept before: its job is there, or done
		}
		// It was delivered before, with other lines of servers above it: it means
		// nothing new, and is not lost either.
		_, err = tx.Exec(ctx, sqlKeep, append(row, string(Discarded), reasonAgain, "")...)
		return guichet.Doing("keep a letter that came again", err)
	}
	if state != Kept {
		tx.Hint(hint, id)
		return nil
	}
	return job.Add(ctx, tx, job.New{Kind: ReadJob, Key: n.Key, Unique: id, Payload: Task{ArrivalID: id}})
}

const hint = "mailbox"

// reasonAgain says of a letter that it is a second copy.
const reasonAgain = "mail.again"

// Get reads a letter that came in, with its bytes.
func Get(ctx context.Context, tx *db.Tx, id string) (Stored, error) {
	return db.One(ctx, tx, func(s *Stored) []any { return append(fields(s), &s.Raw) }, sqlArrival, id)
}

// Brief reads what is known of a letter, without its bytes.
func Brief(ctx context.Context, tx *db.Tx, id string) (Stored, error) {
	return db.One(ctx, tx, fields, sqlBrief, id)
}

// List reads a page of what is put aside, the latest first, without the bytes, and
// where the next page begins.
func List(ctx context.Context, tx *db.Tx, f Filter, p guichet.Page) (page []Stored, next string, err error) {
	at, id := int64(1)<<60, ""
	if _, err := guichet.ReadCursor(p.Cursor, &at, &id); err != nil {
		return nil, "", err
	}
	page, err = db.All(ctx, tx, fields, sqlArrivals, string(f.State), at, id, p.Size(), f.Reason, strings.ToLower(strings.TrimSpace(f.Sender)))
	if err == nil && len(page) == p.Size() {
		last := page[len(page)-1]
		next = guichet.Cursor(last.KeptAt.UnixMilli(), last.ID)
	}
	return page, next, guichet.Doing("list letters", err)
}

// Count tells how many letters are in each state of those that wait for somebody,
// up to a thousand.
func Count(ctx context.Context, tx *db.Tx) (map[State]int64, error) {
	all := map[State]int64{}
	for _, s := range []State{Quarantined, Held, Suspended, TooLarge} {
		n, err := db.Value[int64](ctx, tx, sqlCount, string(s))
		if err != nil {
			return nil, guichet.Doing("count letters", err)
		}
		all[s] = n
	}
	return all, nil
}

// Settle notes what became of a letter.
func Settle(ctx context.Context, tx *db.Tx, id string, state State, reason string) error {
	if _, err := tx.Exec(ctx, sqlSettle, id, string(state), reason, tx.Now); err != nil {
		return guichet.Doing(fmt.Sprintf("note a letter as %s", state), err)
	}
	if state != Done {
		tx.Hint(hint, id)
	}
	return nil
}

// Release lets in what was put aside: it is read again, and is not weighed again.
// What was left where it came to is fetched first, if it is no larger than most.
func Release(ctx context.Context, tx *db.Tx, by guichet.Actor, id string, most int64) (Stored, error) {
	s, err := take(ctx, tx, id)
	if err != nil {
		return s, err
	}
	kind, state, reason := ReadJob, Kept, ""
	if !s.HasBytes() {
		if s.Place == "" || s.Size > most {
			return s, guichet.Invalid("id", ReasonBeyond, guichet.Args{"most": most >> 20})
		}
		kind, state, reason = FetchJob, TooLarge, ReasonAsked
	}
	if err := Settle(ctx, tx, id, state, reason); err != nil {
		return s, err
	}
	if err := job.Add(ctx, tx, job.New{Kind: kind, Unique: id, Payload: Task{ArrivalID: id, Released: true}}); err != nil {
		return s, err
	}
	if err := tell(ctx, tx, by, "arrival", id, "released/1", s.Reason, timeline.Change{Field: "state", Old: string(s.State), New: string(Kept)}); err != nil {
		return s, err
	}
	return Brief(ctx, tx, id)
}

// Discard puts a letter away for good; its bytes stay, and it can still be let in.
func Discard(ctx context.Context, tx *db.Tx, by guichet.Actor, id string) (Stored, error) {
	s, err := take(ctx, tx, id)
	if err != nil || s.State == Discarded {
		return s, err
	}
	if err := Settle(ctx, tx, id, Discarded, s.Reason); err != nil {
		return s, err
	}
	if err := tell(ctx, tx, by, "arrival", id, "discarded/1", s.Reason, timeline.Change{Field: "state", Old: string(s.State), New: string(Discarded)}); err != nil {
		return s, err
	}
	return Brief(ctx, tx, id)
}

// take locks a letter that is put aside.
func take(ctx context.Context, tx *db.Tx, id string) (Stored, error) {
	if err := tx.Lock(ctx, "mail_arrival", id); err != nil {
		return Stored{}, err
	}
	s, err := Brief(ctx, tx, id)
	if err != nil {
		return s, err
	}
	if !s.Aside() {
		return s, guichet.Invalid("id", "mail.not_aside", nil)
	}
	return s, nil
}

// tell writes an act down, with who did it.
func tell(ctx context.Context, tx *db.Tx, by guichet.Actor, kind, id, what, reason string, changes ...timeline.Change) error {
	s, e := timeline.Subject{Kind: kind, ID: id}, timeline.Entry{Kind: what, Reason: reason, Changes: changes}
	version, err := timeline.Version(ctx, tx, s)
	if err != nil {
		return err
	}
	if version == 0 {
		_, err = timeline.Begin(ctx, tx, s, by, e)
		return err
	}
	_, err = timeline.Append(ctx, tx, s, by, e)
	return err
}
