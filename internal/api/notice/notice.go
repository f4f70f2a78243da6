// Package notice is the part of the API by which people read in their own screen
// what concerns them. What a notice is about is read anew, through the reader's
// rights of now.
package notice

import (
	"context"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"guichet"
	"guichet/internal/api/contract"
	"guichet/internal/api/queue"
	"guichet/internal/api/record"
	"guichet/internal/db"
	"guichet/internal/intake"
	"guichet/internal/notify"
	"guichet/internal/ticket"
)

type rooms struct{ *contract.Door }

// Routes adds the routes to the door.
func Routes(d *contract.Door) {
	a := &rooms{Door: d}
	contract.Route(d, contract.Get("list-notices", "/api/notices", "What concerns the reader, the latest first"), a.list)
	contract.Route(d, contract.Get("count-notices", "/api/notices/counts", "How much of it they have not read, up to a hundred"), a.count)
	contract.Route(d, contract.Get("list-decisions", "/api/decisions", "Assessed changes that wait for the reader's yes or no"), a.decisions)
	contract.Route(d, contract.Done(contract.Post("read-notices", "/api/notices/read", "Mark it as read: some, all about one record, or all")), a.read)
}

// Reason is why somebody is told.
type Reason string

// Schema lists the reasons.
func (Reason) Schema(huma.Registry) *huma.Schema { return contract.OneOf("", notify.Reasons()) }

// Notice is a word that something happened.
type Notice struct {
	ID     string        `json:"id"`
	Reason Reason        `json:"reason"`
	At     time.Time     `json:"at"`
	Read   bool          `json:"read"`
	Actor  *contract.Ref `json:"actor" doc:"Null: the program itself."`
	Act    string        `json:"act" doc:"What happened, as the history has it: replied/1."`
	Entry  string        `json:"entry" doc:"What it leads to in the history of the record."`
	Record Record        `json:"record"`
}

// Record is what a notice is about.
type Record struct {
	Kind      string `json:"kind"`
	ID        string `json:"id"`
	Reference string `json:"reference"`
	Title     string `json:"title"`
	State     string `json:"state"`
}

type listIn struct {
	Cursor string `query:"cursor"`
	Limit  int    `query:"limit" minimum:"0" maximum:"100"`
}

// records reads those of the notices that the reader may read now.
func records(ctx context.Context, tx *db.Tx, r *contract.Request, all []notify.Notice) (map[string]ticket.Row, error) {
	kinds, err := queue.Readable(r, intake.Kinds())
	if err != nil {
		return nil, err
	}
	ids := []string{}
	for _, n := range all {
		if !slices.Contains(ids, n.TicketID) {
			ids = append(ids, n.TicketID)
		}
	}
	rows, _, err := ticket.ListKinds(ctx, tx, record.Reach(r, kinds), ticket.Filter{IDs: ids, Sort: ticket.ByUpdated}, guichet.Page{Limit: guichet.PageMost})
	found := map[string]ticket.Row{}
	for _, row := range rows {
		found[row.ID] = row
	}
	return found, err
}

func (a *rooms) list(ctx context.Context, in *listIn) (*contract.List[Notice], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	items := []Notice{}
	next := ""
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		var all []notify.Notice
		all, next, err = notify.Notices(ctx, tx, r.Who.PersonID, guichet.Page{Limit: in.Limit, Cursor: in.Cursor})
		if err != nil {
			return err
		}
		found, err := records(ctx, tx, r, all)
		for _, n := range all {
			row, readable := found[n.TicketID]
			if !readable {
				continue
			}
			items = append(items, Notice{
				ID: n.ID, Reason: Reason(n.Reason), At: n.Created, Read: !n.Read.IsZero(), Actor: contract.RefOrNil(n.ActorID, n.Actor),
				Act: n.EntryKind, Entry: n.EntryID,
				Record: Record{Kind: row.Kind, ID: row.ID, Reference: row.Reference, Title: row.Title, State: string(row.State)},
			})
		}
		return err
	})
	return contract.Listed(items, next), err
}

// Count is how much is not read yet.
type Count struct {
	Unread int64 `json:"unread"`
	More   bool  `json:"more" doc:"There is more: shown as 99+."`
}

func unread(ctx context.Context, tx *db.Tx, r *contract.Request) (Count, error) {
	all, err := notify.Unread(ctx, tx, r.Who.PersonID)
	if err != nil {
		return Count{}, err
	}
	found, err := records(ctx, tx, r, all)
	n := int64(0)
	for _, x := range all {
		if _, readable := found[x.TicketID]; readable {
			n++
		}
	}
	return Count{Unread: min(n, ticket.CountMost-1), More: n >= ticket.CountMost}, err
}

func (a *rooms) count(ctx context.Context, _ *struct{}) (*contract.Item[Count], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	out := &contract.Item[Count]{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		out.Body, err = unread(ctx, tx, r)
		return err
	})
	return out, err
}

// Reading says what was read.
type Reading struct {
	IDs      []string `json:"ids,omitempty" nullable:"false" maxItems:"200"`
	RecordID string   `json:"record_id,omitempty" maxLength:"40" doc:"All about this record."`
	All      bool     `json:"all,omitempty"`
}

func (a *rooms) read(ctx context.Context, in *contract.Item[Reading]) (*contract.Item[Count], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	body, err := contract.Write(ctx, a.Door, func(ctx context.Context, tx *db.Tx) (Count, error) {
		if err := notify.ReadNotices(ctx, tx, r.Who.PersonID, in.Body.IDs, in.Body.RecordID, in.Body.All); err != nil {
			return Count{}, err
		}
		return unread(ctx, tx, r)
	})
	return &contract.Item[Count]{Body: body}, err
}
