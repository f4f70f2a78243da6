// Package requester is the part of the API by which a record becomes somebody
// else's: whom the desk names, or whose letter was passed on to it.
package requester

import (
	"context"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/api/record"
	"guichet/internal/db"
	"guichet/internal/intake"
	"guichet/internal/person"
	"guichet/internal/ticket"
)

type door struct {
	*contract.Door
}

// Routes adds the routes to the door.
func Routes(d *contract.Door) {
	a := &door{Door: d}
	at := "/api/tickets/{ref}/requester"
	contract.Route(d, contract.Get("get-requester", at, "Whose a record is, and whose letter seems to have been forwarded"), a.get)
	contract.Route(d, contract.Done(contract.Post("hand-ticket", at, "Make an open record somebody else's; whoever had it follows it from then on")), a.hand)
}

// Whose is whose a record is.
type Whose struct {
	Requester contract.Ref `json:"requester"`
	Version   int64        `json:"version"`
	Forwarded *Forwarded   `json:"forwarded" doc:"Who seems to have written first the letter that it began with. It proves nothing."`
}

// Forwarded is somebody whom a forwarded letter names.
type Forwarded struct {
	Name    string        `json:"name"`
	Address string        `json:"address"`
	Person  *contract.Ref `json:"person" doc:"Who has this address, if the reader may record a matter for them; null for nobody known."`
	May     bool          `json:"may" doc:"The reader may make the record theirs."`
}

// handled finds a record that the reader works on.
func handled(ctx context.Context, tx *db.Tx, r *contract.Request, ref string) (ticket.Row, error) {
	row, err := record.Locate(ctx, tx, r, ref)
	if err != nil {
		return row, err
	}
	if handle := access.On(row.Kind).Handle; !r.Who.MayIn(handle, row.Place()) {
		return row, r.Deny(ctx, handle)
	}
	return row, nil
}

// mayFor tells whether the reader may record a matter of a kind for somebody who
// stands there.
func mayFor(r *contract.Request, kind string, at access.Place) bool {
	return r.Who.Scope(access.On(kind).Log).WithoutOwn().AnyTeam().Admits(at)
}

func (a *door) get(ctx context.Context, in *contract.RefIn) (*contract.Item[Whose], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	out := &contract.Item[Whose]{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		row, err := handled(ctx, tx, r, in.Ref)
		if err != nil {
			return err
		}
		out.Body = Whose{Requester: contract.Ref{ID: row.RequesterID, Name: row.Requester}, Version: row.Version}
		w, err := intake.ForwardedBy(ctx, tx, row.Ticket)
		if err != nil || w.Address == "" {
			return err
		}
		f := Forwarded{Name: w.Name, Address: w.Address}
		out.Body.Forwarded = &f
		p, err := person.ByAddress(ctx, tx, w.Address)
		switch {
		case guichet.IsKind(err, guichet.KindNotFound):
			f.May = row.Phase != ticket.Over && mayFor(r, row.Kind, access.Place{})
			return nil
		case err != nil:
			return err
		}
		// Somebody out of reach is neither named nor offered.
		if p.Active && mayFor(r, row.Kind, p.Place()) {
			f.Person = &contract.Ref{ID: p.ID, Name: p.Name}
			f.May = row.Phase != ticket.Over && p.ID != row.RequesterID
		}
		return nil
	})
	return out, err
}

// NewRequester says whose a record shall be.
type NewRequester struct {
	Version     int64  `json:"version" minimum:"1" doc:"The version that was read."`
	RequesterID string `json:"requester_id,omitempty" maxLength:"40"`
	Forwarded   bool   `json:"forwarded,omitempty" doc:"Instead of a person: whoever wrote first the letter that was forwarded. Nobody known by that address is made known."`
	Reason      string `json:"reason,omitempty"`
}

func (a *door) hand(ctx context.Context, in *contract.WithRef[NewRequester]) (*contract.Item[Whose], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	reason := guichet.Clean(in.Body.Reason)
	body, err := contract.Write(ctx, a.Door, func(ctx context.Context, tx *db.Tx) (Whose, error) {
		row, err := handled(ctx, tx, r, in.Ref)
		if err != nil {
			return Whose{}, err
		}
		log := access.On(row.Kind).Log
		id := in.Body.RequesterID
		if in.Body.Forwarded {
			if id, err = written(ctx, tx, r, row.Ticket); err != nil {
				return Whose{}, err
			}
		}
		if _, err := record.MayLogFor(ctx, tx, r, log, id); err != nil {
			return Whose{}, err
		}
		p, err := person.Get(ctx, tx, id)
		if err != nil {
			return Whose{}, err
		}
		t, err := intake.HandTo(ctx, tx, row.Kind, record.Act(r, access.On(row.Kind).Handle, row.ID, in.Body.Version), p, reason)
		return Whose{Requester: contract.Ref{ID: p.ID, Name: p.Name}, Version: t.Version}, err
	})
	return &contract.Item[Whose]{Body: body}, err
}

// written is who wrote the forwarded letter of a record, made known where nobody
// is by that address and the reader may record a matter for such a one.
func written(ctx context.Context, tx *db.Tx, r *contract.Request, t ticket.Ticket) (string, error) {
	w, err := intake.ForwardedBy(ctx, tx, t)
	if err != nil {
		return "", err
	}
	if w.Address == "" {
		return "", guichet.Invalid("forwarded", "unknown_value", nil)
	}
	p, err := person.ByAddress(ctx, tx, w.Address)
	if guichet.IsKind(err, guichet.KindNotFound) {
		if log := access.On(t.Kind).Log; !mayFor(r, t.Kind, access.Place{}) {
			return "", r.Deny(ctx, log)
		}
		p, err = w.Known(ctx, tx, r.Actor(), t.Language)
	}
	return p.ID, err
}
