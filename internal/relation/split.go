package relation

import (
	"context"
	"encoding/json"
	"time"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// Split is a record made of messages that were said in another: one conversation
// held two matters.
type Split struct {
	ToID    string
	FromID  string
	Moved   []Moved
	ActorID string
	Created time.Time
}

// Moved is a message that left, and where it had come from when it was said in yet
// another conversation.
type Moved struct {
	ID     string `json:"id"`
	Origin string `json:"origin,omitempty"`
}

const (
	partSplit = `SELECT to_id, from_id, body, actor_id, created FROM ticket_split `

	sqlSplit = partSplit + `WHERE to_id = $1`

	sqlSplitsFrom = partSplit + `WHERE from_id = $1 ORDER BY created, to_id`

	sqlInsertSplit = `INSERT INTO ticket_split (to_id, from_id, body, actor_id, created) VALUES ($1, $2, $3, $4, $5)`

	sqlDeleteSplit = `DELETE FROM ticket_split WHERE to_id = $1`
)

type splitRow struct {
	Split
	body string
}

func (s *splitRow) fields() []any {
	return []any{&s.ToID, &s.FromID, &s.body, &s.ActorID, &s.Created}
}

func (s *splitRow) read() (Split, error) {
	err := json.Unmarshal([]byte(s.body), &s.Moved)
	return s.Split, guichet.Doing("read a split", err)
}

// SplitOf finds from which record one was split; NotFound when it was not.
func SplitOf(ctx context.Context, tx *db.Tx, id string) (Split, error) {
	row, err := db.One(ctx, tx, (*splitRow).fields, sqlSplit, id)
	if err != nil {
		return Split{}, err
	}
	return row.read()
}

// SplitsFrom lists the records that were split from one, the first first.
func SplitsFrom(ctx context.Context, tx *db.Tx, id string) ([]Split, error) {
	rows, err := db.All(ctx, tx, (*splitRow).fields, sqlSplitsFrom, id)
	if err != nil {
		return nil, guichet.Doing("read splits", err)
	}
	all := make([]Split, len(rows))
	for i := range rows {
		if all[i], err = rows[i].read(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// KeepSplit writes down that a record was made of messages of another, which is
// locked and whose last message is now the one given.
func KeepSplit(ctx context.Context, tx *db.Tx, act ticket.Act, from, made ticket.Ticket, moved []Moved, lastID string) error {
	body, err := json.Marshal(moved)
	if err != nil {
		return guichet.Doing("write a split", err)
	}
	if _, err := tx.Exec(ctx, sqlInsertSplit, made.ID, from.ID, string(body), act.By.ID, tx.Now); err != nil {
		return guichet.Doing("split a record", err)
	}
	if _, err := tx.Exec(ctx, sqlInsertLink, made.ID, from.ID, SplitFrom, act.By.ID, tx.Now); err != nil {
		return guichet.Doing("link two records", err)
	}
	return tellSplit(ctx, tx, act, from, "split/1", made.ID, len(moved), lastID)
}

// ForgetSplit takes that away again; the messages are the record's again.
func ForgetSplit(ctx context.Context, tx *db.Tx, act ticket.Act, s Split, from ticket.Ticket, lastID string) error {
	if _, err := tx.Exec(ctx, sqlDeleteSplit, s.ToID); err != nil {
		return guichet.Doing("undo a split", err)
	}
	if _, err := tx.Exec(ctx, sqlDeleteLink, s.ToID, from.ID, SplitFrom); err != nil {
		return guichet.Doing("unlink two records", err)
	}
	return tellSplit(ctx, tx, act, from, "unsplit/1", s.ToID, len(s.Moved), lastID)
}

func tellSplit(ctx context.Context, tx *db.Tx, act ticket.Act, from ticket.Ticket, kind, otherID string, count int, lastID string) error {
	c := from.Changed(nil, "last_message", lastID)
	moved := timeline.Change{Field: "messages", New: int64(count)}
	_, _, err := ticket.Apply(ctx, tx, act.Actor(from), from, timeline.Entry{
		Kind: kind, Changes: append(c, moved), Rows: []timeline.Pointer{{Kind: "ticket", ID: otherID}},
	})
	return err
}
