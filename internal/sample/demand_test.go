package sample_test

import (
	"context"
	"testing"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/change"
	"guichet/internal/db"
	"guichet/internal/request"
	"guichet/internal/ticket"
)

// The sample shows requests of every type and in every state, and changes at
// every turn, in both languages.
func TestTheSampleShowsWhatPeopleAskFor(t *testing.T) {
	t.Parallel()
	d, clock := open(t, db.SQLite, present())
	if err := load(t, d, clock); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	err := d.Read(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		for _, kind := range []string{request.Kind, change.Kind} {
			rows, _, err := ticket.List(ctx, tx, access.Scope{All: true}, ticket.Filter{Kind: kind, Sort: ticket.ByCreated}, guichet.Page{Limit: guichet.PageMost})
			if err != nil {
				return err
			}
			for _, r := range rows {
				seen[kind+" "+string(r.State)], seen[kind+" "+string(r.Language)] = true, true
				if kind == request.Kind {
					q, err := request.Practice().Of(ctx, tx, r.Ticket)
					if err != nil {
						return err
					}
					seen["type "+q.Type] = true
					if q.State == request.Refused && q.Refusal == "" {
						t.Errorf("%s is refused without a reason", q.Reference)
					}
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, s := range request.Flow().Names() {
		want = append(want, "request "+string(s))
	}
	for _, s := range []ticket.State{change.Registered, change.Assessed, change.Planned, change.Failed, change.Closed, change.Refused} {
		want = append(want, "change "+string(s))
	}
	for _, s := range request.Types() {
		want = append(want, "type "+s)
	}
	for _, w := range append(want, "request fr", "request en", "change fr", "change en") {
		if !seen[w] {
			t.Errorf("the sample shows no %s", w)
		}
	}
}
