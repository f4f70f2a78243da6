package ticket

import (
	"context"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/search"
	"guichet/internal/stem"
	"guichet/internal/watcher"
)

// Index makes a part of a ticket findable: public parts by whoever may see the
// ticket, internal ones by the desk alone. The words of the title and the
// reference, which are short, are made here; those of the part come made.
func Index(ctx context.Context, tx *db.Tx, t Ticket, part string, audience search.Audience, stems string) error {
	own, err := watcher.Owners(ctx, tx, t.ID, t.RequesterID)
	if err != nil {
		return err
	}
	return guichet.Doing("index a ticket", search.Put(ctx, tx, search.Document{
		Kind: t.Kind, ID: t.ID, Part: part, Audience: audience, OrganisationID: t.OrganisationID, PersonIDs: own, Title: t.Title,
		Stems: stem.Text(t.Title+" "+t.Reference, stem.Unknown) + " " + stems, At: tx.Now,
	}))
}
