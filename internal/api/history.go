package api

import (
	"context"
	"mime"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/api/record"
	"guichet/internal/db"
	"guichet/internal/phrase"
)

func (a *API) historyRoutes() {
	contract.Route(a.door, contract.Get("export-ticket-history", "/api/tickets/{ref}/history",
		"The whole history of a record as a file, which says what it holds"), a.history)
}

// WholeHistory is all that was said and done about a record, for keeping.
type WholeHistory struct {
	About      string         `json:"about" doc:"What this is and what it holds, in the reader's language."`
	Reference  string         `json:"reference"`
	Title      string         `json:"title"`
	Kind       RecordKind     `json:"kind"`
	ExportedAt time.Time      `json:"exported_at"`
	ExportedBy contract.Ref   `json:"exported_by"`
	Holds      []string       `json:"holds" nullable:"false" doc:"changes, messages, notes, resolution"`
	Entries    []TimelineItem `json:"entries" nullable:"false" doc:"Oldest first."`
}

type historyOut struct {
	Disposition string `header:"Content-Disposition"`
	Body        WholeHistory
}

// history is for who reads a record's notes: what a user may know of it, its page
// tells.
func (a *API) history(ctx context.Context, in *contract.RefIn) (*historyOut, error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	out := &historyOut{Body: WholeHistory{Holds: []string{"changes", "messages", "notes", "resolution"}}}
	b := &out.Body
	err = a.DB.Snapshot(ctx, func(ctx context.Context, tx *db.Tx) error {
		row, err := record.Locate(ctx, tx, r, in.Ref)
		if err != nil {
			return err
		}
		if note := access.On(row.Kind).Inside; !r.Who.MayIn(note, row.Place()) {
			return r.Deny(ctx, note)
		}
		b.Reference, b.Title, b.Kind, b.ExportedAt = row.Reference, row.Title, RecordKind(row.Kind), tx.Now
		b.Entries, err = timelineItems(ctx, tx, r, row.Ticket, 0)
		return err
	})
	if err != nil {
		return nil, err
	}
	say := phrase.For(r.Language)
	b.ExportedBy = contract.Ref{ID: r.Person.ID, Name: r.Person.Name}
	b.About = say.Say("history.about", guichet.Args{"reference": b.Reference})
	out.Disposition = mime.FormatMediaType("attachment", map[string]string{"filename": b.Reference + ".json"})
	return out, nil
}
