package ticket

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/timeline"
)

// Cancelled is what every practice calls a record that it does not go on with because another
// is about the same matter.
const Cancelled State = "cancelled"

// Duplicate is the reason then, in cancel_reason.
const Duplicate = "duplicate"

const sqlPoint = `UPDATE ticket SET conversation_id = $2, requester_id = $3, organisation_id = $4, site_id = $5, language = $6 WHERE id = $1`

// ByID reads a ticket of whatever kind. Whether anybody may see it is the caller's
// to ask.
func ByID(ctx context.Context, tx *db.Tx, id string) (Ticket, error) {
	return db.One(ctx, tx, fields, sqlTicket, id)
}

// Supersede ends a record as the duplicate of another, both of them locked: its
// words go on in the other's conversation.
func (p Practice[R]) Supersede(ctx context.Context, tx *db.Tx, act Act, into Ticket) (Ticket, error) {
	t, err := p.endFor(ctx, tx, act, into, "merged/1", Duplicate, "conversation", into.ConversationID)
	if err != nil {
		return t, err
	}
	return t, Point(ctx, tx, t)
}

// Rejoin ends a record that was split from another by mistake, both of them
// locked: its words are the other's again.
func (p Practice[R]) Rejoin(ctx context.Context, tx *db.Tx, act Act, from Ticket) (Ticket, error) {
	return p.endFor(ctx, tx, act, from, "rejoined/1", "mistake", "last_message", "")
}

// endFor cancels a record because its matter goes on in another.
func (p Practice[R]) endFor(ctx context.Context, tx *db.Tx, act Act, other Ticket, kind, reason, field, value string) (Ticket, error) {
	return p.Do(ctx, tx, act, func(r R) ([]timeline.Entry, error) {
		if err := p.Allow(r.Hall().State, Cancelled); err != nil {
			return nil, guichet.Invalid("into", "ticket.merge_ended", guichet.Args{"state": string(r.Hall().State)})
		}
		c := p.Move(r, nil, Cancelled, "")
		c = Changed(r, c, "closed", timeline.Millis(tx.Now))
		c = Changed(r, c, "cancel_reason", reason)
		c = Changed(r, c, field, value)
		return []timeline.Entry{{Kind: kind, Changes: c, Rows: []timeline.Pointer{{Kind: "ticket", ID: other.ID}}}}, nil
	})
}

// Point writes in which conversation a record goes on, and whose it is; nothing but
// a merge, its way back, and another requester change these.
func Point(ctx context.Context, tx *db.Tx, t Ticket) error {
	_, err := tx.Exec(ctx, sqlPoint, t.ID, t.ConversationID, t.RequesterID, t.OrganisationID, t.SiteID, string(t.Language))
	return guichet.Doing("point a record to a conversation", err)
}

// Within bounds tickets, called t, by what a reader sees of each kind: a condition
// whose placeholders are numbered from next on, and their values.
func Within(reach []Reach, next int) (string, []any) {
	var args []any
	ways := []string{"1 = 0"}
	for _, r := range reach {
		where, bounds := r.Scope.Where(columns(), next+len(args)+1)
		ways = append(ways, "t.kind = $"+strconv.Itoa(next+len(args))+" AND "+where)
		args = append(append(args, r.Kind), bounds...)
	}
	return "(" + strings.Join(ways, " OR ") + ")", args
}

// LockBoth takes two tickets for the rest of the transaction, in the order that
// everybody keeps, and reads them as they then stand.
func LockBoth(ctx context.Context, tx *db.Tx, one, other string) (a, b Ticket, err error) {
	ids := []string{one, other}
	slices.Sort(ids)
	for _, id := range ids {
		if err := tx.Lock(ctx, "ticket", id); err != nil {
			return a, b, err
		}
	}
	if a, err = db.One(ctx, tx, fields, sqlTicket, one); err != nil {
		return a, b, err
	}
	b, err = db.One(ctx, tx, fields, sqlTicket, other)
	return a, b, err
}
