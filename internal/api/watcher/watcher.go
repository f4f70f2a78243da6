// Package watcher is the part of the API by which people follow a record that is
// not theirs: the desk adds whom it may see, a requester adds people of their own
// organisation by their address, and whoever follows leaves when they like. It
// decides nothing but who may; the verbs do.
package watcher

import (
	"context"
	"net/http"
	"slices"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/api/record"
	"guichet/internal/db"
	"guichet/internal/intake"
	"guichet/internal/person"
	"guichet/internal/ticket"
	"guichet/internal/watcher"
)

type door struct {
	*contract.Door
}

// Routes adds the routes to the door.
func Routes(d *contract.Door) {
	a := &door{Door: d}
	contract.Route(d, contract.Get("list-watchers", "/api/tickets/{ref}/watchers", "Who follows a record besides its requester"), a.list)
	contract.Route(d, contract.Done(contract.Post("watch-ticket", "/api/tickets/{ref}/watchers", "Follow a record, or let somebody follow it; they may then read it")), a.watch)
	leave := contract.Remove("unwatch-ticket", "/api/tickets/{ref}/watchers", "Follow a record no more, or take somebody off")
	leave.DefaultStatus = http.StatusOK
	contract.Route(d, leave, a.unwatch)
}

// WatcherBody is somebody who follows a record.
type WatcherBody struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Told      bool   `json:"told" doc:"By mail too."`
	Removable bool   `json:"removable" doc:"The reader may take them off."`
}

// handles tells whether the reader works on the record.
func handles(r *contract.Request, t ticket.Ticket) bool {
	return r.Who.MayIn(access.On(t.Kind).Handle, t.Place())
}

// mayTake tells whether the reader may take somebody off: themselves always, whom
// they added, and anybody on a record that they work on.
func mayTake(r *contract.Request, t ticket.Ticket, w watcher.Watcher) bool {
	return w.ID == r.Who.PersonID || w.AddedBy == r.Who.PersonID || handles(r, t)
}

func bodies(ctx context.Context, tx *db.Tx, r *contract.Request, t ticket.Ticket) ([]WatcherBody, error) {
	all, err := watcher.Of(ctx, tx, t.ID)
	items := make([]WatcherBody, len(all))
	for i, w := range all {
		items[i] = WatcherBody{ID: w.ID, Name: w.Name, Told: w.Told, Removable: mayTake(r, t, w)}
	}
	return items, err
}

func (a *door) list(ctx context.Context, in *contract.RefIn) (*contract.List[WatcherBody], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	var items []WatcherBody
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		row, err := record.Locate(ctx, tx, r, in.Ref)
		if err != nil {
			return err
		}
		items, err = bodies(ctx, tx, r, row.Ticket)
		return err
	})
	return contract.Listed(items, ""), err
}

// NewWatcher is somebody who shall follow a record.
type NewWatcher struct {
	PersonID string `json:"person_id,omitempty" maxLength:"40" doc:"Of the desk: whom it may see. Oneself, when neither this nor address is given."`
	Address  string `json:"address,omitempty" maxLength:"320" doc:"Of the requester: the mail address of somebody of their own organisation."`
	Told     *bool  `json:"told,omitempty" doc:"By mail too; yes when left out."`
}

// Watchers is who follows a record now.
type Watchers struct {
	Items []WatcherBody `json:"items" nullable:"false"`
}

// whom finds who is meant, if the reader may add them. Somebody they may not know
// of is as unknown as nobody.
func (in NewWatcher) whom(ctx context.Context, tx *db.Tx, r *contract.Request, t ticket.Ticket) (string, error) {
	if in.PersonID == "" && in.Address == "" || in.PersonID == r.Who.PersonID {
		return r.Who.PersonID, nil
	}
	var p person.Person
	var err error
	field := "person_id"
	if in.Address != "" {
		field = "address"
		p, err = person.ByAddress(ctx, tx, in.Address)
	} else if guichet.IsID(in.PersonID) {
		p, err = person.Get(ctx, tx, in.PersonID)
	}
	if err != nil && !guichet.IsKind(err, guichet.KindNotFound) {
		return "", err
	}
	allowed := false
	switch {
	case err != nil || !p.Active || p.ID == "":
	case handles(r, t):
		allowed = r.Who.MayIn(access.PersonRead, p.Place())
	case t.RequesterID == r.Who.PersonID:
		allowed = in.Address != "" && p.OrganisationID != "" && p.OrganisationID == r.Person.OrganisationID
	default:
		return "", r.Deny(ctx, access.On(t.Kind).Handle)
	}
	if !allowed {
		return "", guichet.Invalid(field, "watcher.unknown", nil)
	}
	return p.ID, nil
}

func (a *door) watch(ctx context.Context, in *contract.WithRef[NewWatcher]) (*contract.Item[Watchers], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	told := in.Body.Told == nil || *in.Body.Told
	return a.act(ctx, r, in.Ref, func(ctx context.Context, tx *db.Tx, t ticket.Ticket, act ticket.Act) (ticket.Ticket, error) {
		if rights := access.On(t.Kind); r.Who.MayIn(rights.Read, t.Place()) && !r.Who.MayOn(rights.Reply, t.Place(), t.RequesterID) && !r.Who.MayIn(rights.Note, t.Place()) {
			return t, r.Deny(ctx, rights.Note) // who only reads leaves no trace
		}
		id, err := in.Body.whom(ctx, tx, r, t)
		if err != nil {
			return t, err
		}
		return intake.Watch(ctx, tx, t.Kind, act, id, told)
	})
}

type unwatchIn struct {
	contract.RefIn
	PersonID string `query:"person_id" maxLength:"40" doc:"Oneself when left out."`
}

func (a *door) unwatch(ctx context.Context, in *unwatchIn) (*contract.Item[Watchers], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	id := in.PersonID
	if id == "" {
		id = r.Who.PersonID
	}
	return a.act(ctx, r, in.Ref, func(ctx context.Context, tx *db.Tx, t ticket.Ticket, act ticket.Act) (ticket.Ticket, error) {
		all, err := watcher.Of(ctx, tx, t.ID)
		if err != nil {
			return t, err
		}
		at := slices.IndexFunc(all, func(w watcher.Watcher) bool { return w.ID == id })
		if at < 0 {
			return t, guichet.NotFound()
		}
		if !mayTake(r, t, all[at]) {
			return t, r.Deny(ctx, access.On(t.Kind).Handle)
		}
		return intake.Unwatch(ctx, tx, t.Kind, act, id)
	})
}

// act is a change of who follows a record that the reader may see, and answers
// with who does then. Who has left sees no more of it.
func (a *door) act(ctx context.Context, r *contract.Request, ref string,
	f func(ctx context.Context, tx *db.Tx, t ticket.Ticket, act ticket.Act) (ticket.Ticket, error),
) (*contract.Item[Watchers], error) {
	body, err := contract.Write(ctx, a.Door, func(ctx context.Context, tx *db.Tx) (Watchers, error) {
		row, err := record.Locate(ctx, tx, r, ref)
		if err != nil {
			return Watchers{}, err
		}
		t, err := f(ctx, tx, row.Ticket, record.Act(r, access.On(row.Kind).Read, row.ID, 0))
		if err != nil {
			return Watchers{}, err
		}
		out := Watchers{Items: []WatcherBody{}}
		if _, err := record.Locate(ctx, tx, r, t.ID); guichet.IsKind(err, guichet.KindNotFound) {
			return out, nil
		}
		out.Items, err = bodies(ctx, tx, r, t)
		return out, err
	})
	return &contract.Item[Watchers]{Body: body}, err
}
