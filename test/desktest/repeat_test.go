package desktest_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"guichet/internal/criteria"
	. "guichet/test/desktest"
)

// The same key gets the same answer, however often and however fast it is sent;
// with other content it is refused; another person's key is another key.
func TestAKeyActsOnce(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		sophie := d.As("sophie").With("Idempotency-Key", "clé-1")
		if r := sophie.Post("/api/incidents", Map{"title": "Une fois", "description": "x"}, nil); r.Status != http.StatusUnprocessableEntity {
			t.Errorf("a key that is not ASCII: %d", r.Status)
		}
		sophie = d.As("sophie").With("Idempotency-Key", "key-1")
		body := Map{"title": "Une fois", "description": "Envoyé vingt fois."}
		const many = 20
		answers := make([]*Response, many)
		var all sync.WaitGroup
		for n := range many {
			all.Go(func() { answers[n] = sophie.Tries(http.MethodPost, "/api/incidents", body) })
		}
		all.Wait()
		for n, r := range answers {
			if r.Status != http.StatusCreated || !bytes.Equal(r.Body, answers[0].Body) {
				t.Errorf("answer %d: %d %s, not %s", n, r.Status, r.Body, answers[0].Body)
			}
		}
		if n := len(sophie.TriesToList("view=all")); n != 1 {
			t.Fatalf("sent %d times with one key, %d incidents were made", many, n)
		}
		sophie.Post("/api/incidents", Map{"title": "Autre", "description": "x"}, nil).
			Refused(http.StatusUnprocessableEntity, "idempotency_mismatch", "Idempotency-Key")
		// The same key is another's for another person, and another's on another route.
		d.As("julien").With("Idempotency-Key", "key-1").Post("/api/incidents", Map{"title": "À moi", "description": "x"}, nil).Want(http.StatusCreated)
		var i Incident
		answers[0].Into(&i)
		sophie.Post("/api/incidents/"+i.ID+"/replies", Map{"text": "x"}, nil).Refused(http.StatusUnprocessableEntity, "idempotency_mismatch", "Idempotency-Key")

		// A refused act keeps no answer: mended, it may be sent with the same key.
		again := d.As("sophie").With("Idempotency-Key", "key-2")
		again.Post("/api/incidents", Map{"title": "", "description": "x"}, nil).Refused(http.StatusUnprocessableEntity, "required", "title")
		again.Post("/api/incidents", Map{"title": "Corrigé", "description": "x"}, nil).Want(http.StatusCreated)

		// Replies, notes and moves are acts like the others.
		karim := d.As("karim").With("Idempotency-Key", "key-3")
		first := karim.Post("/api/incidents/"+i.ID+"/replies", Map{"text": "Une seule fois."}, nil).Want(http.StatusCreated)
		second := karim.Post("/api/incidents/"+i.ID+"/replies", Map{"text": "Une seule fois."}, nil).Want(http.StatusCreated)
		if !bytes.Equal(first.Body, second.Body) {
			t.Errorf("first %s, then %s", first.Body, second.Body)
		}
		said := 0
		for _, e := range d.As("sophie").Timeline(i) {
			if e.Message != nil && e.Message.Text == "Une seule fois." {
				said++
			}
		}
		if said != 1 {
			t.Errorf("said %d times", said)
		}
		moved := d.As("karim").With("Idempotency-Key", "key-4")
		v := d.As("karim").Reads(i).Version
		for range 2 {
			moved.Post("/api/incidents/"+i.ID+"/state", Map{"version": v, "to": "in_progress"}, nil).Want(http.StatusOK)
		}
		if now := d.As("karim").Reads(i); now.Version != v+1 {
			t.Errorf("moved from version %d to %d", v, now.Version)
		}
		for _, bad := range []string{strings.Repeat("k", 201), "tab\tkey"} {
			d.As("sophie").With("Idempotency-Key", bad).Post("/api/incidents", Map{"title": "Clé", "description": "x"}, nil).
				Refused(http.StatusUnprocessableEntity, "bad_key", "Idempotency-Key")
		}
	})
}

// A list is read page by page: each record once, in order, although others are
// made meanwhile.
func TestPages(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		karim := d.As("karim")
		made := map[string]bool{}
		for n := range 23 {
			d.Clock.Forward(time.Duration(n%3) * time.Second) // some at the same moment
			i := karim.Logs(Map{"title": fmt.Sprintf("Dossier %d", n), "impact": n%3 + 1, "urgency": n/3%3 + 1})
			made[i.Reference] = true
		}
		for _, sort := range []string{"priority", "-updated", "-created"} {
			seen, cursor, pages := map[string]bool{}, "", 0
			var before *Row
			for {
				var l List[Row]
				karim.Get("/api/incidents?view=to_process&limit=5&sort="+sort+"&cursor="+url.QueryEscape(cursor), &l).Want(http.StatusOK)
				if len(l.Items) > 5 {
					t.Fatalf("a page of %d", len(l.Items))
				}
				for _, row := range l.Items {
					if seen[row.Reference] {
						t.Errorf("sorted by %s, %s comes twice", sort, row.Reference)
					}
					seen[row.Reference] = true
					if before != nil && !ordered(sort, *before, row) {
						t.Errorf("sorted by %s, %s comes after %s", sort, row.Reference, before.Reference)
					}
					before = &row
				}
				if pages++; pages == 2 && sort != "-updated" {
					karim.Logs(Map{"title": "Entre deux pages " + sort, "impact": 1, "urgency": 1})
				}
				if cursor = l.Next; cursor == "" {
					break
				}
			}
			for reference := range made {
				if !seen[reference] {
					t.Errorf("sorted by %s, %s never comes", sort, reference)
				}
			}
		}
		for _, bad := range []string{"x", "!!!", "WyJ4Il0", "bnVsbA", "e30", "W10", "WzEsMiwzLDQsNV0", strings.Repeat("A", 5000), "WyJcdTAwMDAiLCJcdTAwMDAiXQ", "WzEsMSwiXHUwMDAwIl0"} {
			for _, sort := range []string{"priority", "-updated", "-created"} {
				r := karim.Get("/api/incidents?view=to_process&sort="+sort+"&cursor="+url.QueryEscape(bad), nil)
				if r.Status == http.StatusUnprocessableEntity {
					if code := r.Problem().Code; code != "cursor.unreadable" && code != "text.unreadable" {
						t.Errorf("the cursor %q: %s", bad, r.Body)
					}
				} else if r.Status != http.StatusOK {
					t.Errorf("the cursor %q: %d %s", bad, r.Status, r.Body)
				}
			}
		}
		for _, limit := range []string{"-1", "201", "x", "1e9", "99999999999999999999"} {
			r := karim.Get("/api/incidents?limit="+limit, nil).Want(http.StatusUnprocessableEntity)
			if p := r.Problem(); len(p.Errors) != 1 || p.Errors[0].Location != "limit" {
				t.Errorf("limit %s: %s", limit, r.Body)
			}
		}
	})
}

func ordered(sort string, a, b Row) bool {
	switch sort {
	case "priority":
		return a.Priority < b.Priority || a.Priority == b.Priority && !a.CreatedAt.After(b.CreatedAt)
	case "-updated":
		return !a.UpdatedAt.Before(b.UpdatedAt)
	default:
		return !a.CreatedAt.Before(b.CreatedAt)
	}
}

// A thousand people report at once: every reference is another, told at once.
func TestAThousandAtOnce(t *testing.T) {
	t.Parallel()
	criteria.ProvesPart(t, "G-11", "a second type of record")
	Both(t, func(t *testing.T, d *Desk) {
		const records, callers = 1000, 16
		people := []*Client{d.As("sophie"), d.As("julien"), d.As("emma"), d.As("nora"), d.As("karim"), d.As("hugo")}
		work := make(chan int)
		references := make([]string, records)
		var all sync.WaitGroup
		for range callers {
			all.Go(func() {
				for n := range work {
					r := people[n%len(people)].Tries(http.MethodPost, "/api/incidents", Map{"title": fmt.Sprintf("Numéro %d", n), "description": "Tous à la fois."})
					if r.Status != http.StatusCreated {
						t.Errorf("record %d: %d %s", n, r.Status, r.Body)
						continue
					}
					var i Incident
					r.Into(&i)
					references[n] = i.Reference
				}
			})
		}
		for n := range records {
			work <- n
		}
		close(work)
		all.Wait()
		seen := map[string]bool{}
		for n, reference := range references {
			if seen[reference] || !strings.HasPrefix(reference, "INC-") {
				t.Errorf("record %d has the reference %q", n, reference)
			}
			seen[reference] = true
		}
		// Cancelled, its reference is spent.
		karim := d.As("karim")
		i := karim.Logs(Map{"title": "Le dernier"})
		karim.Moves(i, "cancelled", Map{"reason": "mistake"}).Want(http.StatusOK)
		if next := karim.Logs(Map{"title": "Le suivant"}); next.Reference == i.Reference || seen[next.Reference] {
			t.Errorf("%s was given twice", next.Reference)
		}
	})
}
