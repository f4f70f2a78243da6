package desktest_test

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"guichet/internal/criteria"
	. "guichet/test/desktest"
)

// Who, for which team, when, what kind, from what to what: of each act a line.
func TestTheHistoryTellsEverything(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "G-07")
	criteria.ProvesPart(t, "INC-15", "an outcome told apart from the description")
	Both(t, func(t *testing.T, d *Desk) {
		karim, sophie := d.As("karim"), d.As("sophie")
		i := sophie.Reports("Téléphone muet", "Pas de tonalité.")
		type line struct {
			code, who, team, field, old, new string
			at                               time.Time
		}
		want := []line{{"created/1", "Sophie Lacroix", "", "state", "", "new", d.Clock.Now()}}
		next := func(l line) {
			l.at = d.Clock.Now()
			want = append(want, l)
		}
		step := func() { d.Forward(7 * time.Minute) }

		step()
		karim.Changes(i, Map{"title": "Téléphone muet, bureau 214"})
		next(line{code: "changed/1", who: "Karim Benali", team: ServiceDesk, field: "title", old: "Téléphone muet", new: "Téléphone muet, bureau 214"})
		step()
		karim.Assigns(i, Map{"person_id": d.ID("karim")})
		next(line{code: "assigned/1", who: "Karim Benali", team: ServiceDesk, field: "assignee", old: "", new: d.ID("karim")})
		step()
		karim.Moves(i, "in_progress", nil).Want(http.StatusOK)
		next(line{code: "moved/1", who: "Karim Benali", team: ServiceDesk, field: "state", old: "assigned", new: "in_progress"})
		step()
		karim.Says(i, "Je regarde.")
		next(line{code: "replied/1", who: "Karim Benali", team: ServiceDesk})
		step()
		sophie.Says(i, "Merci.")
		next(line{code: "heard/1", who: "Sophie Lacroix"})
		step()
		karim.Notes(i, "Prise à vérifier.")
		next(line{code: "noted/1", who: "Karim Benali", team: ServiceDesk})
		step()
		karim.Assigns(i, Map{"team_id": d.Team(Network), "reason": "Câblage"})
		next(line{code: "assigned/1", who: "Karim Benali", team: ServiceDesk, field: "team", old: d.Team(ServiceDesk), new: d.Team(Network)})
		step()
		d.As("claire").Resolves(i, "Prise recâblée.")
		next(line{code: "moved/1", who: "Claire Dumont", team: Network, field: "resolution_text", old: "", new: "Prise recâblée."})
		step()
		sophie.Post("/api/incidents/"+i.ID+"/confirmation", Map{"confirmed": true}, nil).Want(http.StatusOK)
		next(line{code: "confirmed/1", who: "Sophie Lacroix", field: "state", old: "resolved", new: "closed"})

		items := karim.Timeline(i)
		if len(items) != len(want) {
			t.Fatalf("%d lines of history, not %d", len(items), len(want))
		}
		for k, w := range want {
			e := items[k]
			if e.Code != w.code || e.Actor == nil || e.Actor.Name != w.who || !e.At.Equal(w.at) || e.Version != int64(k+1) {
				t.Errorf("line %d is %+v, not %+v", k+1, e, w)
				continue
			}
			if got := teamOf(e); got != w.team {
				t.Errorf("line %d, %s: %s acted for %q, not %q", k+1, e.Code, w.who, got, w.team)
			}
			if w.field == "" {
				continue
			}
			c := find(t, e, w.field)
			if text(c.Old) != w.old || text(c.New) != w.new {
				t.Errorf("line %d: %s from %v to %v, not from %q to %q", k+1, w.field, c.Old, c.New, w.old, w.new)
			}
		}
		moved := find(t, items[7], "team")
		if moved.OldLabel != ServiceDesk || moved.NewLabel != Network || items[7].Reason != "Câblage" {
			t.Errorf("passed on as %+v because %q", moved, items[7].Reason)
		}
	})
}

func teamOf(e TimelineItem) string {
	if e.Actor.Team == nil {
		return ""
	}
	return e.Actor.Team.Name
}

func text(v any) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

// No route changes what is written: not an administrator's, not by any verb.
func TestHistoryCannotBeAltered(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "G-08")
	Both(t, func(t *testing.T, d *Desk) {
		karim := d.As("karim")
		i := d.As("sophie").Reports("À garder", "Mot d’origine.")
		karim.Notes(i, "Note d’origine.")
		karim.Resolves(i, "Résolution d’origine.")
		before := karim.Get("/api/incidents/"+i.ID+"/timeline", nil).Want(http.StatusOK).Body
		entry := karim.Timeline(i)[0].ID
		for _, path := range []string{
			"/api/incidents/" + i.ID + "/timeline", "/api/incidents/" + i.ID + "/timeline/" + entry, "/api/incidents/" + i.ID + "/replies/" + entry,
			"/api/incidents/" + i.ID + "/notes/" + entry, "/api/incidents/" + i.ID + "/replies", "/api/incidents/" + i.ID + "/notes",
			"/api/timeline/" + entry, "/api/incidents/" + i.ID,
		} {
			for _, method := range []string{http.MethodPut, http.MethodPatch, http.MethodDelete} {
				if method == http.MethodPatch && path == "/api/incidents/"+i.ID {
					continue // changes the record, and adds to its history
				}
				for _, who := range []string{"admin", "karim", "sophie"} {
					r := d.As(who).Do(method, path, Map{"text": "Autre chose", "changes": []Map{}}, nil)
					if r.Status != http.StatusNotFound && r.Status != http.StatusMethodNotAllowed {
						t.Errorf("%s %s as %s: %d %s", method, path, who, r.Status, r.Body)
					}
				}
			}
		}
		for path, methods := range routes(t, d) {
			if !strings.Contains(path, "timeline") {
				continue
			}
			if len(methods) != 1 || methods[0] != http.MethodGet {
				t.Errorf("%s offers %q", path, methods)
			}
		}
		after := karim.Get("/api/incidents/"+i.ID+"/timeline", nil).Want(http.StatusOK).Body
		if !bytes.Equal(before, after) {
			t.Errorf("the history was %s and is %s", before, after)
		}
		if c := find(t, last(karim.Timeline(i)), "resolution_text"); c.New != "Résolution d’origine." {
			t.Errorf("the history holds the resolution %v", c.New)
		}

		// As a file it says what it holds, and holds it; for who reads notes.
		var file struct {
			About   string
			Holds   []string
			Entries []TimelineItem
		}
		r := karim.Get("/api/tickets/"+i.Reference+"/history", &file).Want(http.StatusOK)
		if !strings.Contains(file.About, "résolution") || !slices.Contains(file.Holds, "resolution") || !slices.Contains(file.Holds, "notes") {
			t.Errorf("the file says %q and %q", file.About, file.Holds)
		}
		if !strings.Contains(r.Header.Get("Content-Disposition"), i.Reference) || len(file.Entries) != len(karim.Timeline(i)) {
			t.Errorf("the file %s has %d entries", r.Header.Get("Content-Disposition"), len(file.Entries))
		}
		for _, text := range []string{"Mot d’origine.", "Note d’origine.", "Résolution d’origine."} {
			if !strings.Contains(string(r.Body), text) {
				t.Errorf("the file does not hold %q", text)
			}
		}
		d.As("sophie").Get("/api/tickets/"+i.Reference+"/history", nil).Refused(http.StatusForbidden, "forbidden")
		d.As("nora").Get("/api/tickets/"+i.Reference+"/history", nil).Refused(http.StatusNotFound, "not_found")
	})
}

// Karim and Claire have the same record open. Whoever saves second on the same
// field is told who was first and sees both values; different fields agree.
func TestTwoAgentsSaveTheSameRecord(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "G-20")
	Both(t, func(t *testing.T, d *Desk) {
		karim, claire := d.As("karim"), d.As("claire")
		i := d.As("sophie").Reports("Partage lent", "Le matin.")
		at := "/api/incidents/" + i.ID
		d.Forward(time.Minute)
		karim.Patch(at, Map{"version": i.Version, "title": "Partage Études lent le matin"}, nil).Want(http.StatusOK)
		first := d.Clock.Now()
		d.Forward(time.Minute)

		p := claire.Patch(at, Map{"version": i.Version, "title": "Partage très lent", "contact": "Poste 0153"}, nil).
			Refused(http.StatusConflict, "conflict")
		if len(p.Conflicts) != 1 {
			t.Fatalf("Claire is shown %+v", p.Conflicts)
		}
		c := p.Conflicts[0]
		if c.Field != "title" || c.Yours != "Partage très lent" || c.Theirs != "Partage Études lent le matin" ||
			c.By.Name != "Karim Benali" || c.By.ID != d.ID("karim") || !c.At.Equal(first) {
			t.Errorf("Claire is shown %+v", c)
		}
		if now := claire.Reads(i); now.Title != "Partage Études lent le matin" || now.Contact != "" {
			t.Errorf("a refused save left %q, %q", now.Title, now.Contact)
		}

		// What Karim did not touch is saved beside his, though she read an old version.
		claire.Patch(at, Map{"version": i.Version, "contact": "Poste 0153"}, nil).Want(http.StatusOK)
		karim.Patch(at, Map{"version": i.Version, "symptoms": "Entre 9 h et 10 h"}, nil).Want(http.StatusOK)
		now := karim.Reads(i)
		if now.Title != "Partage Études lent le matin" || now.Contact != "Poste 0153" || now.Symptoms != "Entre 9 h et 10 h" {
			t.Errorf("together they made %+v", now)
		}
		// A message never conflicts, and conflicts with nothing.
		karim.Says(i, "Nous regardons.")
		claire.Patch(at, Map{"version": now.Version, "callback": "Téléphone"}, nil).Want(http.StatusOK)
		// Both wanted the same: nothing to tell.
		karim.Patch(at, Map{"version": now.Version, "callback": "Téléphone"}, nil).Want(http.StatusOK)

		// Owner and state are fields like the others.
		v := karim.Reads(i).Version
		karim.Post(at+"/assignment", Map{"version": v, "team_id": d.Team(Network)}, nil).Want(http.StatusOK)
		p = claire.Post(at+"/assignment", Map{"version": v, "person_id": d.ID("karim")}, nil).Refused(http.StatusUnprocessableEntity, "ticket.not_in_team", "person_id")
		_ = p
		v = karim.Reads(i).Version
		karim.Post(at+"/state", Map{"version": v, "to": "in_progress"}, nil).Want(http.StatusOK)
		p = claire.Post(at+"/state", Map{"version": v, "to": "on_hold", "hold_reason": "supplier"}, nil).Refused(http.StatusConflict, "conflict")
		var fields []string
		for _, c := range p.Conflicts {
			fields = append(fields, c.Field)
		}
		if !same(fields, []string{"state"}) {
			t.Errorf("Claire is shown a conflict of %q", fields)
		}
	})
}

// Twenty saves at once, each of another title at the version all have read: one
// stands, nineteen are told, nothing is lost in between.
func TestManySavesAtOnce(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "G-20")
	Both(t, func(t *testing.T, d *Desk) {
		i := d.As("sophie").Reports("Au même instant", "…")
		karim := d.As("karim")
		const many = 20
		statuses := make([]int, many)
		var all sync.WaitGroup
		for n := range many {
			all.Go(func() {
				statuses[n] = karim.Tries(http.MethodPatch, "/api/incidents/"+i.ID, Map{"version": i.Version, "title": fmt.Sprintf("Titre %d", n)}).Status
			})
		}
		all.Wait()
		won, winner := 0, 0
		for n, status := range statuses {
			switch status {
			case http.StatusOK:
				won, winner = won+1, n
			case http.StatusConflict:
			default:
				t.Errorf("save %d was answered %d", n, status)
			}
		}
		if now := karim.Reads(i); won != 1 || now.Title != fmt.Sprintf("Titre %d", winner) || now.Version != i.Version+1 {
			t.Errorf("%d saves stand; the title is %q at version %d", won, now.Title, now.Version)
		}
	})
}

// While a record is passed around by two people, whoever looks finds one owner.
func TestARecordIsNeverOwnerless(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "SD-23")
	Both(t, func(t *testing.T, d *Desk) {
		karim, claire := d.As("karim"), d.As("claire")
		var records []Incident
		for n := range 5 {
			records = append(records, d.As("sophie").Reports(fmt.Sprintf("Passé de main en main %d", n), "…"))
		}
		for _, nobody := range []any{"", "00000000-0000-7000-8000-000000000000", "none"} {
			r := karim.Post("/api/incidents/"+records[0].ID+"/assignment", Map{"version": records[0].Version, "team_id": nobody}, nil).Want(http.StatusUnprocessableEntity)
			if p := r.Problem(); len(p.Errors) != 1 || p.Errors[0].Location != "team_id" {
				t.Errorf("given to %q: %s", nobody, r.Body)
			}
		}
		var work sync.WaitGroup
		for _, i := range records {
			for _, c := range []*Client{karim, claire} {
				work.Go(func() {
					for n := range 10 {
						team := d.Team([]string{Network, ServiceDesk, Workshop}[n%3])
						seen := c.TriesToRead(i)
						c.Tries(http.MethodPost, "/api/incidents/"+i.ID+"/assignment", Map{"version": max(seen.Version, 1), "team_id": team, "reason": "Relais"})
					}
				})
			}
		}
		looked := make(chan string, 1)
		done := make(chan struct{})
		go func() {
			defer close(looked)
			for {
				for _, row := range karim.TriesToList("view=open") {
					if row.Team == nil || row.Team.Name == "" {
						looked <- row.Reference
						return
					}
				}
				select {
				case <-done:
					return
				default:
				}
			}
		}()
		work.Wait()
		close(done)
		if reference, found := <-looked; found {
			t.Errorf("%s had no owner for a moment", reference)
		}
		// Cancelled or closed, the owner stays.
		karim.Moves(records[1], "cancelled", Map{"reason": "mistake"}).Want(http.StatusOK)
		if now := karim.Reads(records[1]); now.Team == nil {
			t.Error("a cancelled record lost its owner")
		}
	})
}
