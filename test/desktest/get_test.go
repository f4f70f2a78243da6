package desktest_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/outbox"
	"guichet/internal/timeline"
	. "guichet/test/desktest"
)

// Whoever follows a link acts on nothing: every address of the API is asked for by
// GET, as a mail program, a proxy or a picture in a page would, by everybody who may,
// with the ids of what is there, whether it has a GET or not; the pages that links
// lead to as well. The records, their histories and the letters stay as they were.
func TestAGETActsOnNothing(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		d.Mailbox()
		x := keepAll(t, d, "sophie")
		d.Anybody().Post("/api/session/links", Map{"address": "sophie@solane.example"}, nil).Want(http.StatusOK)
		link := d.LinkTo("sophie@solane.example")
		d.Settle()
		before := standing(t, d)
		ids := []string{x.incident.ID, x.file, x.said, x.view, x.canned, x.bulk, x.letter, x.token, x.session, d.ID("sophie"), d.Team(Network), "desk.name"}
		for path, methods := range routes(t, d) {
			if path == "/api/live" {
				continue
			}
			for _, id := range ids {
				target := strings.NewReplacer("{ref}", x.incident.ID, "{id}", id, "{mode}", "reply", "{name}", id, "{kind}", "blocks", "{other}", x.second.ID, "{number}", "0").Replace(path)
				for _, who := range []string{"sophie", "karim", "admin"} {
					for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodOptions} {
						r := d.As(who).Do(method, target+"?to=cancelled&confirmed=true&link="+link, nil, nil)
						has := slices.Contains(methods, http.MethodGet) && method != http.MethodOptions
						if !has && r.Status < 300 && method != http.MethodOptions {
							t.Errorf("%s %s is answered %d to %s", method, path, r.Status, who)
						}
					}
				}
				if !strings.Contains(path, "{id}") && !strings.Contains(path, "{name}") {
					break
				}
			}
		}
		for _, page := range []string{"/enter", "/new-password", "/invitation", "/setup", "/records/" + x.incident.Reference, "/api/session/link"} {
			d.Anybody().Do(http.MethodGet, page+"?link="+link, nil, nil)
			d.As("sophie").Do(http.MethodGet, page+"?link="+link+"&confirmed=true", nil, nil)
		}
		d.Settle()
		if after := standing(t, d); after != before {
			t.Errorf("a GET acted: before\n%s\nafter\n%s", before, after)
		}
		// The link is as good as before.
		d.Anybody().Post("/api/session/link", Map{"link": link}, nil).Want(http.StatusOK)
	})
}

// standing is how far every history has come, and what waits to be sent.
func standing(t *testing.T, d *Desk) string {
	t.Helper()
	var all strings.Builder
	if err := d.DB.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		all.Reset()
		var last timeline.Subject
		for {
			subjects, err := timeline.Subjects(ctx, tx, last, 500)
			if err != nil {
				return err
			}
			if len(subjects) == 0 {
				break
			}
			for _, s := range subjects {
				version, err := timeline.Version(ctx, tx, s)
				if err != nil {
					return err
				}
				fmt.Fprintln(&all, s, version)
			}
			last = subjects[len(subjects)-1]
		}
		for _, state := range []outbox.State{outbox.Waiting, outbox.Failed} {
			letters, _, err := outbox.InState(ctx, tx, state, guichet.Page{Limit: 200})
			if err != nil {
				return err
			}
			fmt.Fprintln(&all, "letters", state, len(letters))
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return all.String()
}
