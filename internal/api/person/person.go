// Package person is the part of the API by which the desk finds people and sees
// their cards. It decides nothing; the verbs of the room below do.
package person

import (
	"context"
	"time"

	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/api/record"
	"guichet/internal/db"
	"guichet/internal/intake"
	"guichet/internal/person"
	"guichet/internal/ticket"
)

type door struct{ *contract.Door }

// Routes adds the routes to the door.
func Routes(d *contract.Door) {
	a := &door{d}
	contract.Route(d, contract.Get("list-people", "/api/people", "People whose name or address begins with what is typed"), a.list)
	a.registerRoutes()
	contract.Route(d, contract.Get("get-person", "/api/people/{id}", "A person's card"), a.get)
}

// PersonBody is a person as the desk sees them.
type PersonBody struct {
	ID           string        `json:"id"`
	Name         string        `json:"name"`
	Email        string        `json:"email"`
	Failing      *time.Time    `json:"email_failing" doc:"Since when letters to this address come back; null: they arrive. On the card only."`
	Phone        string        `json:"phone"`
	Title        string        `json:"title" doc:"What they do."`
	Organisation *contract.Ref `json:"organisation"`
	Site         *contract.Ref `json:"site"`
	Language     string        `json:"language"`
	Zone         string        `json:"zone"`
	VIP          bool          `json:"vip"`
	Open         int64         `json:"open" doc:"Their incidents that are not yet over, up to a hundred; on the card only."`
}

func personBody(c person.Card) PersonBody {
	return PersonBody{
		ID: c.ID, Name: c.Name, Email: c.Address, Phone: c.Phone, Title: c.Title,
		Organisation: contract.RefOrNil(c.OrganisationID, c.Organisation), Site: contract.RefOrNil(c.SiteID, c.Site),
		Language: string(c.Language), Zone: c.Zone, VIP: c.VIP,
	}
}

type peopleIn struct {
	Q string `query:"q" maxLength:"200"`
}

func (a *door) list(ctx context.Context, in *peopleIn) (*contract.List[PersonBody], error) {
	r, err := contract.May(ctx, access.PersonRead)
	if err != nil {
		return nil, err
	}
	items := []PersonBody{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		cards, err := person.Find(ctx, tx, r.Who.Scope(access.PersonRead), in.Q)
		for _, c := range cards {
			items = append(items, personBody(c))
		}
		return err
	})
	return contract.Listed(items, ""), err
}

func (a *door) get(ctx context.Context, in *contract.IDIn) (*contract.Item[PersonBody], error) {
	r, err := contract.May(ctx, access.PersonRead)
	if err != nil {
		return nil, err
	}
	out := &contract.Item[PersonBody]{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err := person.GetCard(ctx, tx, r.Who.Scope(access.PersonRead), in.ID)
		if err != nil {
			return err
		}
		out.Body = personBody(c)
		known, err := person.Identities(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		for _, i := range known {
			if i.Kind == person.MailAddress && i.Value == c.Address {
				out.Body.Failing = contract.MomentOrNil(i.Failing)
			}
		}
		out.Body.Open, err = ticket.CountKinds(ctx, tx, record.Reach(r, intake.Kinds()),
			ticket.Filter{View: ticket.Open, RequesterID: c.ID})
		return err
	})
	return out, err
}
