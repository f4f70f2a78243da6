package link

import (
	"context"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/api/record"
	"guichet/internal/db"
	"guichet/internal/intake"
	"guichet/internal/relation"
	"guichet/internal/ticket"
)

// shown answers with what a merge or a split made of a record.
func shown[S any](a *door, state func(context.Context, *db.Tx, *contract.Request, ticket.Ticket) (S, error)) func(context.Context, *contract.RefIn) (*contract.Item[S], error) {
	return func(ctx context.Context, in *contract.RefIn) (*contract.Item[S], error) {
		r, err := contract.SignedIn(ctx)
		if err != nil {
			return nil, err
		}
		out := &contract.Item[S]{}
		err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
			row, err := record.Locate(ctx, tx, r, in.Ref)
			if err != nil {
				return err
			}
			out.Body, err = state(ctx, tx, r, row.Ticket)
			return err
		})
		return out, err
	}
}

// undone takes back the merge or the split that a record came out of. The reader
// must be allowed to work on both ends; other says which record the other one is.
func undone(
	a *door,
	other func(ctx context.Context, tx *db.Tx, id string) (string, error),
	undo func(ctx context.Context, tx *db.Tx, act ticket.Act, id string) (of, with ticket.Ticket, err error),
) func(context.Context, *contract.RefIn) (*contract.Item[record.Brief], error) {
	return func(ctx context.Context, in *contract.RefIn) (*contract.Item[record.Brief], error) {
		r, err := contract.SignedIn(ctx)
		if err != nil {
			return nil, err
		}
		body, err := contract.Write(ctx, a.Door, func(ctx context.Context, tx *db.Tx) (record.Brief, error) {
			row, err := record.Locate(ctx, tx, r, in.Ref)
			if err != nil {
				return record.Brief{}, err
			}
			handle := access.On(row.Kind).Handle
			if !handles(r, row.Ticket) {
				return record.Brief{}, r.Deny(ctx, handle)
			}
			if end, err := other(ctx, tx, row.ID); err == nil {
				if _, _, err := ends(ctx, tx, r, row.ID, end); err != nil {
					return record.Brief{}, err
				}
			}
			of, _, err := undo(ctx, tx, record.Act(r, handle, row.ID, 0), row.ID)
			return record.BriefOf(of), err
		})
		return &contract.Item[record.Brief]{Body: body}, err
	}
}

// sight is what the reader sees of a record's merges, or of its splits.
type sight struct {
	others []record.Brief // what was merged into it or split from it
	end    ticket.Ticket  // what it was merged into or split from; no ID where there is none
}

// look finds what the reader sees of the records with the ids of others, and of
// the one that end names unless err says that there is none.
func look(ctx context.Context, tx *db.Tx, r *contract.Request, others []string, end string, err error) (sight, error) {
	s := sight{others: []record.Brief{}}
	if err != nil && !guichet.IsKind(err, guichet.KindNotFound) {
		return s, err
	}
	ids := append([]string{}, others...)
	if err == nil {
		ids = append(ids, end)
	}
	seen, err := relation.Briefs(ctx, tx, record.Reach(r, intake.Kinds()), ids)
	if err != nil {
		return s, err
	}
	for _, id := range others {
		if other, visible := seen[id]; visible {
			s.others = append(s.others, record.BriefOf(other))
		}
	}
	s.end = seen[end]
	return s, nil
}
