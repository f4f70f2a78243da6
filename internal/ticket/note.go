package ticket

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/activity"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/search"
	"guichet/internal/timeline"
)

// Note is what people of the desk tell each other about a ticket. It is no
// message: no channel can carry it out.
type Note struct {
	ID       string
	TicketID string
	AuthorID string
	Text     string
	Recorded time.Time
	Activity activity.Activity
}

const (
	sqlInsertNote = `INSERT INTO note (id, ticket_id, author_id, text, recorded, activity, outcome, started, ended)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`

	sqlNotes = `SELECT id, ticket_id, author_id, text, recorded, activity, outcome, started, ended FROM note WHERE ticket_id = $1 ORDER BY recorded, id`

	sqlTicketOfNote = `SELECT ticket_id FROM note WHERE id = $1`
)

// NewNote is a note to be written. Stems are its words for the search index,
// made before the transaction.
type NewNote struct {
	Text          string
	Stems         string
	AttachmentIDs []string
	Activity      activity.Activity
}

// WriteNote keeps an internal note with the files it holds, and gives the entry
// that says so.
func WriteNote(ctx context.Context, tx *db.Tx, by guichet.Actor, t Ticket, in NewNote) (Note, timeline.Entry, error) {
	n := Note{ID: tx.ID(), TicketID: t.ID, AuthorID: by.ID, Text: in.Text, Recorded: tx.Now, Activity: in.Activity}
	if err := in.Activity.Check(tx.Now); err != nil {
		return n, timeline.Entry{}, err
	}
	if _, err := tx.Exec(ctx, sqlInsertNote, n.ID, n.TicketID, n.AuthorID, n.Text, n.Recorded,
		n.Activity.Kind, n.Activity.Outcome, n.Activity.Started, n.Activity.Ended); err != nil {
		return n, timeline.Entry{}, guichet.Doing("write a note", err)
	}
	if err := conversation.Hold(ctx, tx, conversation.Holder{Kind: conversation.HeldByNote, ID: n.ID}, by.ID, in.AttachmentIDs); err != nil {
		return n, timeline.Entry{}, err
	}
	if err := Index(ctx, tx, t, "note:"+n.ID, search.Internal, in.Stems); err != nil {
		return n, timeline.Entry{}, err
	}
	return n, timeline.Entry{Kind: "noted/1", At: in.Activity.Ended, Rows: []timeline.Pointer{
		{Kind: "note", ID: n.ID, Digest: conversation.Digest(n.Text)},
	}}, nil
}

// Notes lists the notes of a ticket, oldest first.
func Notes(ctx context.Context, tx *db.Tx, ticketID string) ([]Note, error) {
	return db.All(ctx, tx, func(n *Note) []any {
		return []any{&n.ID, &n.TicketID, &n.AuthorID, &n.Text, &n.Recorded, &n.Activity.Kind, &n.Activity.Outcome, &n.Activity.Started, &n.Activity.Ended}
	}, sqlNotes, ticketID)
}

// OfNote finds the ticket that a note is about.
func OfNote(ctx context.Context, tx *db.Tx, noteID string) (string, error) {
	return db.Value[string](ctx, tx, sqlTicketOfNote, noteID)
}
