package desktest_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"guichet/internal/db"
	"guichet/internal/db/dbtest"
	. "guichet/test/desktest"
)

// What was just read is given again from memory, and never when it is no longer
// true: not after a change, a revoked session, a role taken away, nor to
// somebody else.

// TestAnAnswerIsRecalled: the third time nothing is read but, on a server that
// others write to, the state of the database.
func TestAnAnswerIsRecalled(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		karim, sophie := d.As("karim"), d.As("sophie")
		made := sophie.Reports("Écran noir", "Rien ne s’affiche.")
		for _, path := range []string{"/api/incidents/" + made.Reference, "/api/incidents?view=to_process&limit=50", "/api/tickets/counts"} {
			first := karim.Get(path, nil).Want(http.StatusOK)
			karim.Get(path, nil).Want(http.StatusOK)
			before := d.DB.Stats().Statements
			again := karim.Get(path, nil).Want(http.StatusOK)
			if string(again.Body) != string(first.Body) || again.Header.Get("Content-Type") != first.Header.Get("Content-Type") {
				t.Errorf("%s gives %s and then %s", path, first.Body, again.Body)
			}
			// Other stories write to the same PostgreSQL server, and its state is that of all.
			if n := d.DB.Stats().Statements - before; n > 0 && d.DB.Engine() == db.SQLite {
				t.Errorf("%s, asked again, is %d statements", path, n)
			}
		}
	})
}

func TestARecalledAnswerIsNeverOld(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		karim, sophie := d.As("karim"), d.As("sophie")
		made := sophie.Reports("Écran noir", "Rien ne s’affiche.")
		path := "/api/incidents/" + made.Reference
		for n := range 5 { // a change shows at once, by whomever
			for range 3 {
				karim.Get(path, nil).Want(http.StatusOK)
			}
			title := "Écran noir " + string(rune('A'+n))
			var seen, now Incident
			karim.Get(path, &seen)
			d.As("claire").Patch(path, Map{"version": seen.Version, "title": title}, nil).Want(http.StatusOK)
			karim.Get(path, &now)
			if now.Title != title {
				t.Fatalf("after the change to %q the record still says %q", title, now.Title)
			}
		}
		// What one was told, another is not.
		for range 3 {
			karim.Get(path, nil).Want(http.StatusOK)
			d.As("nora").Get(path, nil).Want(http.StatusNotFound)
			d.Anybody().Get(path, nil).Want(http.StatusUnauthorized)
		}
	})
}

// TestNothingIsRecalledForWhoIsOut: signed out, revoked, deactivated or simply
// too late.
func TestNothingIsRecalledForWhoIsOut(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		made := d.As("sophie").Reports("Écran noir", "Rien ne s’affiche.")
		path := "/api/incidents/" + made.Reference
		warm := func(c *Client) *Client {
			for range 3 {
				c.Get(path, nil).Want(http.StatusOK)
			}
			return c
		}
		gone := warm(d.Again("karim"))
		warm(d.As("karim"))
		gone.Delete("/api/session").Want(http.StatusNoContent)
		gone.Get(path, nil).Want(http.StatusUnauthorized)
		d.As("karim").Get(path, nil).Want(http.StatusOK)

		late := warm(d.Again("karim"))
		d.Clock.Forward(100 * 24 * time.Hour)
		late.Get(path, nil).Want(http.StatusUnauthorized)
	})
}

// TestAnotherNodesChangeShowsAtOnce: two nodes of one PostgreSQL, and one of
// them has the answer in its memory.
func TestAnotherNodesChangeShowsAtOnce(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t, db.Postgres)
	d := OpenOn(t, url)
	karim := d.As("karim")
	made := d.As("sophie").Reports("Écran noir", "Rien ne s’affiche.")
	other := dbtest.OpenURL(t, url)
	for n := range 20 {
		for range 3 {
			karim.Get("/api/incidents/"+made.Reference, nil).Want(http.StatusOK)
		}
		title := "Écran noir " + string(rune('A'+n))
		if err := other.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE ticket SET title = $1 WHERE id = $2", title, made.ID)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		var now Incident
		karim.Get("/api/incidents/"+made.Reference, &now)
		if now.Title != title {
			t.Fatalf("another node wrote %q, this one still says %q", title, now.Title)
		}
	}
	// The stories' last check folds the entries: the title is put back.
	if err := other.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE ticket SET title = $1 WHERE id = $2", made.Title, made.ID)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}
