package desktest

import (
	"context"
	"testing"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/db"
	"guichet/internal/intake"
	"guichet/internal/job"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// Check holds the desk to what is true of it at any moment: every chain of the
// timeline stands, rows and spans are the fold of their entries, every record
// has exactly one owner, and no job is dead.
func Check(t testing.TB, d *db.DB) {
	t.Helper()
	ctx := context.Background()
	if err := d.Snapshot(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := checkTimelines(ctx, t, tx); err != nil {
			return err
		}
		if err := checkOwners(ctx, t, tx); err != nil {
			return err
		}
		return checkJobs(ctx, t, tx)
	}); err != nil {
		t.Errorf("check the desk: %v", err)
	}
}

func checkTimelines(ctx context.Context, t testing.TB, tx *db.Tx) error {
	t.Helper()
	orphans, err := timeline.Orphans(ctx, tx)
	if err != nil {
		return err
	}
	report(t, orphans)
	const page = 500
	var last timeline.Subject
	for {
		subjects, err := timeline.Subjects(ctx, tx, last, page)
		if err != nil || len(subjects) == 0 {
			return err
		}
		for _, s := range subjects {
			found, err := timeline.Verify(ctx, tx, s)
			if err != nil {
				return err
			}
			report(t, found.Faults)
			faults, err := intake.CheckFold(ctx, tx, s)
			if err != nil {
				return err
			}
			report(t, faults)
		}
		last = subjects[len(subjects)-1]
	}
}

func report(t testing.TB, faults []timeline.Fault) {
	t.Helper()
	for _, f := range faults {
		t.Error(f)
	}
}

// checkOwners: a record is a team's at every moment since it was made, and of
// one of the team's people or of none.
func checkOwners(ctx context.Context, t testing.TB, tx *db.Tx) error {
	t.Helper()
	for _, kind := range intake.Kinds() {
		if err := checkOwnersOf(ctx, t, tx, kind); err != nil {
			return err
		}
	}
	return nil
}

func checkOwnersOf(ctx context.Context, t testing.TB, tx *db.Tx, kind string) error {
	t.Helper()
	var page guichet.Page
	for {
		page.Limit = guichet.PageMost
		rows, next, err := ticket.List(ctx, tx, access.Scope{All: true}, ticket.Filter{Kind: kind, Sort: ticket.ByCreated}, page)
		if err != nil {
			return err
		}
		for _, r := range rows {
			spans, err := timeline.StoredSpans(ctx, tx, r.Subject())
			if err != nil {
				return err
			}
			checkOwner(t, r, spans)
		}
		if page.Cursor = next; next == "" {
			return nil
		}
	}
}

func checkOwner(t testing.TB, r ticket.Row, spans []timeline.Span) {
	t.Helper()
	if r.TeamID == "" || r.Team == "" {
		t.Errorf("%s has no owner", r.Reference)
	}
	since, open := r.Created, 0
	for _, s := range spans {
		if s.Field != "team" {
			continue
		}
		if !s.Since.Equal(since) {
			t.Errorf("%s had no owner between %s and %s", r.Reference, since, s.Since)
		}
		since = s.Until
		if s.Open() {
			open++
		}
	}
	if open != 1 {
		t.Errorf("%s has %d owners", r.Reference, open)
	}
}

// mostDead is how many dead jobs are worth showing.
const mostDead = 20

func checkJobs(ctx context.Context, t testing.TB, tx *db.Tx) error {
	t.Helper()
	dead, err := job.Buried(ctx, tx, mostDead)
	for _, j := range dead {
		t.Errorf("a job is dead: %+v", j)
	}
	return err
}
