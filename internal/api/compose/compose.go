// Package compose is the door for writing: what is on its way out, what is not
// sent yet, who else is at it. It decides nothing; it calls the verbs.
package compose

import (
	"context"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/db"
	"guichet/internal/live"
	"guichet/internal/ticket"
)

type door struct {
	*contract.Door
	live *live.Hub
}

// Routes adds the routes to the door.
func Routes(d *contract.Door, hub *live.Hub) {
	a := &door{Door: d, live: hub}
	a.draftRoutes()
	a.presenceRoutes()
	a.cannedRoutes()
	a.mentionRoutes()
}

// record finds a record of whatever kind it is now, if the reader has the right
// to it. One that they may read and not this, is refused.
func record(ctx context.Context, tx *db.Tx, r *contract.Request, ref string, right func(access.Rights) access.Permission) (ticket.Ticket, error) {
	t, err := ticket.KindOf(ctx, tx, ref)
	if err != nil {
		return t, err
	}
	rights := access.On(t.Kind)
	if t, err = ticket.Get(ctx, tx, r.Who.Scope(rights.Read), t.Kind, t.ID); err != nil {
		return t, err
	}
	if p := right(rights); !r.Who.MayOn(p, t.Place(), t.RequesterID) {
		return t, guichet.Forbidden(string(p))
	}
	return t, nil
}

func toNote(r access.Rights) access.Permission  { return r.Note }
func toReply(r access.Rights) access.Permission { return r.Reply }
func toRead(r access.Rights) access.Permission  { return r.Read }
