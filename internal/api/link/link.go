// Package link is the part of the API by which records are told to belong
// together, whatever their kinds.
package link

import (
	"context"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/api/record"
	"guichet/internal/db"
	"guichet/internal/intake"
	"guichet/internal/relation"
	"guichet/internal/ticket"
)

type door struct{ *contract.Door }

// Routes adds the routes to the door.
func Routes(d *contract.Door) {
	a := &door{d}
	at := "/api/tickets/{ref}/links"
	contract.Route(d, contract.Get("list-links", at, "What belongs together with a record, as far as the reader sees"), a.list)
	contract.Route(d, contract.Done(contract.Post("link-records", at, "Link a record to another; both tell it")), a.connect)
	a.mergeRoutes()
	a.splitRoutes()
	contract.Route(d, contract.Remove("unlink-records", at+"/{kind}/{other}", "Take a link away; the history of both keeps that it was there"), a.disconnect)
}

// Relation is how two records belong together, as it is told from one of them.
type Relation string

// Schema lists the relations.
func (Relation) Schema(huma.Registry) *huma.Schema { return contract.OneOf("", relation.Relations()) }

// LinkBody is another record that one belongs together with.
type LinkBody struct {
	Kind      Relation      `json:"kind" doc:"As it is told from the record asked about."`
	Record    record.Brief  `json:"record"`
	By        *contract.Ref `json:"by" doc:"Null for the program itself."`
	At        time.Time     `json:"at"`
	Removable bool          `json:"removable" doc:"The reader may take it away."`
}

func (a *door) list(ctx context.Context, in *contract.RefIn) (*contract.List[LinkBody], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	var items []LinkBody
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		row, err := record.Locate(ctx, tx, r, in.Ref)
		if err != nil {
			return err
		}
		items, err = linksOf(ctx, tx, r, row.Ticket)
		return err
	})
	return contract.Listed(items, ""), err
}

func linksOf(ctx context.Context, tx *db.Tx, r *contract.Request, t ticket.Ticket) ([]LinkBody, error) {
	links, err := relation.Links(ctx, tx, record.Reach(r, intake.Kinds()), t.ID)
	items := make([]LinkBody, len(links))
	for i, l := range links {
		items[i] = LinkBody{
			Kind: Relation(l.Kind), Record: record.BriefOf(l.Other), By: contract.RefOrNil(l.ActorID, l.Actor), At: l.Created,
			Removable: slices.Contains(relation.MadeByPeople(), l.Kind) && handles(r, t) && handles(r, l.Other),
		}
	}
	return items, err
}

func handles(r *contract.Request, t ticket.Ticket) bool {
	return r.Who.MayIn(access.On(t.Kind).Handle, t.Place())
}

// NewLink is a link to be made.
type NewLink struct {
	Kind string `json:"kind" doc:"How this record belongs together with the other: relates_to, duplicate_of, has_duplicate, child_of, parent_of, caused_by, causes, blocked_by or blocks."`
	To   string `json:"to" doc:"The other record, by id or reference."`
}

// ends finds both records of a link, each of which the reader must be allowed to
// work on. One that they may not see is as unknown as one that does not exist.
func ends(ctx context.Context, tx *db.Tx, r *contract.Request, ref, other string) (a, b ticket.Ticket, err error) {
	from, err := record.Locate(ctx, tx, r, ref)
	if err != nil {
		return a, b, err
	}
	if !handles(r, from.Ticket) {
		return a, b, guichet.Forbidden(string(access.On(from.Kind).Handle))
	}
	to, err := record.Locate(ctx, tx, r, other)
	if guichet.IsKind(err, guichet.KindNotFound) {
		return a, b, guichet.Invalid("to", "unknown_value", nil)
	}
	if err != nil {
		return a, b, err
	}
	if !handles(r, to.Ticket) {
		return a, b, guichet.Forbidden(string(access.On(to.Kind).Handle))
	}
	return from.Ticket, to.Ticket, nil
}

func (a *door) connect(ctx context.Context, in *contract.WithRef[NewLink]) (*contract.List[LinkBody], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	items, err := contract.Write(ctx, a.Door, func(ctx context.Context, tx *db.Tx) ([]LinkBody, error) {
		from, to, err := ends(ctx, tx, r, in.Ref, in.Body.To)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(relation.MadeByPeople(), in.Body.Kind) {
			return nil, guichet.Invalid("kind", "unknown_value", nil)
		}
		if err := relation.Connect(ctx, tx, record.Act(r, access.On(from.Kind).Handle, from.ID, 0), in.Body.Kind, from.ID, to.ID); err != nil {
			return nil, err
		}
		return linksOf(ctx, tx, r, from)
	})
	return contract.Listed(items, ""), err
}

type unlinkIn struct {
	contract.RefIn
	Kind  string `path:"kind" maxLength:"40"`
	Other string `path:"other" maxLength:"40" doc:"The other record, by id or reference."`
}

func (a *door) disconnect(ctx context.Context, in *unlinkIn) (*struct{}, error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	return nil, a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		from, to, err := ends(ctx, tx, r, in.Ref, in.Other)
		if err != nil {
			return err
		}
		if !slices.Contains(relation.MadeByPeople(), in.Kind) {
			return guichet.NotFound()
		}
		return relation.Disconnect(ctx, tx, record.Act(r, access.On(from.Kind).Handle, from.ID, 0), in.Kind, from.ID, to.ID)
	})
}
