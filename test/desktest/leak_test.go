package desktest_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"guichet/internal/criteria"
	. "guichet/test/desktest"
)

// routes is what the description of the API offers: methods by path.
func routes(t *testing.T, d *Desk) map[string][]string {
	t.Helper()
	r := d.Anybody().Get("/api/openapi.json", nil).Want(http.StatusOK)
	var doc struct {
		Paths map[string]map[string]json.RawMessage `json:"paths"`
	}
	if err := json.Unmarshal(r.Body, &doc); err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for path, methods := range doc.Paths {
		for method := range methods {
			if method = strings.ToUpper(method); slices.Contains([]string{"GET", "POST", "PATCH", "PUT", "DELETE"}, method) {
				all[path] = append(all[path], method)
			}
		}
	}
	for _, methods := range all {
		slices.Sort(methods)
	}
	if len(all) < 15 {
		t.Fatalf("the API describes %d paths only", len(all))
	}
	return all
}

// secret is what the people of one organisation have among themselves. Its words
// are found nowhere else.
type secret struct {
	incident      Incident
	note          TimelineItem
	file, private string
	words         []string
	ids           []string
}

func keep(t *testing.T, d *Desk) secret {
	t.Helper()
	sophie, karim := d.As("sophie"), d.As("karim")
	var s secret
	s.file = sophie.Attach("zirconium-plan.txt", []byte("tungstène au coffre"))
	s.incident = sophie.Logs(Map{
		"title": "Canari zirconium", "description": "Le mot est hélianthe, code ZX-4471.", "attachment_ids": []string{s.file},
		"symptoms": "Symptôme praséodyme", "contact": "Ligne rubidium",
	})
	karim.Assigns(s.incident, Map{"person_id": d.ID("karim")})
	karim.Says(s.incident, "Réponse au sujet du dysprosium.")
	s.private = karim.Attach("interne-ytterbium.txt", []byte("scandium"))
	s.note = karim.Notes(s.incident, "Note au sujet du lutécium.", s.private)
	s.words = []string{
		"zirconium", "hélianthe", "helianthe", "ZX-4471", "praséodyme", "rubidium", "dysprosium", "ytterbium", "scandium", "tungstène", "lutécium",
		"Lacroix", "Solane", "sophie@", s.incident.Reference,
	}
	s.ids = []string{s.incident.ID, s.incident.Reference, s.file, s.private, d.ID("sophie"), d.ID("julien"), s.incident.ConversationID}
	return s
}

// Nora and Hugo belong to Atelier Nord. Whatever they ask, by whichever route,
// with whichever id of the other organisation, nothing of it comes back.
func TestNothingLeaksToAnotherOrganisation(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "G-03")
	Both(t, func(t *testing.T, d *Desk) {
		s := keep(t, d)
		bodies := []Map{
			{},
			{"version": 1, "title": "x y z", "text": "x", "to": "in_progress", "confirmed": true, "team_id": d.Team(Workshop)},
			{"version": 1, "title": "x y z"},
			{"version": 1, "team_id": d.Team(Workshop)},
			{"version": 1, "to": "in_progress"},
			{"text": "x"},
			{"text": "x", "attachment_ids": []string{s.file}},
			{"confirmed": true},
			{"title": "Le mien", "description": "x", "requester_id": d.ID("sophie")},
			{"title": "Le mien", "description": "x", "attachment_ids": []string{s.file}},
			{"title": "Le mien", "description": "x", "attachment_ids": []string{s.private}},
			{"name": "x"},
		}
		before := d.As("karim").Reads(s.incident)
		for _, who := range []string{"nora", "hugo"} {
			c := d.As(who)
			for path, methods := range routes(t, d) {
				if path == "/api/live" {
					continue // below
				}
				for _, id := range s.ids {
					target := strings.NewReplacer("{ref}", id, "{id}", id, "{mode}", "reply").Replace(path)
					for _, method := range methods {
						if method == http.MethodGet {
							r := c.Get(target, nil).Silent(s.words...)
							if strings.Contains(path, "{") && r.Status != http.StatusNotFound && r.Status != http.StatusForbidden {
								t.Errorf("%s reads %s: %d %s", who, target, r.Status, r.Body)
							}
							continue
						}
						if strings.HasPrefix(path, "/api/session") {
							continue // signs them out
						}
						for _, body := range bodies {
							r := c.Do(method, target, body, nil).Silent(s.words...)
							if strings.Contains(path, "{") && r.Status < 400 {
								t.Errorf("%s does %s %s: %d %s", who, method, target, r.Status, r.Body)
							}
						}
						if !strings.Contains(path, "{") {
							break
						}
					}
					if !strings.Contains(path, "{") {
						break
					}
				}
			}
			// Every list with every filter that names something of theirs.
			for _, query := range []string{
				"view=all", "view=to_process", "view=mine", "view=open", "q=zirconium", "q=lut%C3%A9cium", "q=" + url.QueryEscape(s.incident.Reference),
				"requester=" + d.ID("sophie"), "assignee=" + d.ID("karim"), "team=" + d.Team(ServiceDesk), "priority=3", "state=assigned",
				"view=all&sort=-created", "view=all&sort=-updated",
			} {
				c.Get("/api/incidents?"+query, nil).Want(http.StatusOK).Silent(s.words...)
			}
			for _, q := range append([]string{"canari", "zirc", "hélian", "dyspro", "lutec"}, s.words...) {
				if found := c.Finds(q); len(found) != 0 {
					t.Errorf("%s searches %q and finds %q", who, q, found)
				}
			}
			// Watching both, they hear of their own alone, although the other came first.
			own := d.As("nora").Reports("À regarder", "…")
			topics := []string{"incident:" + own.ID, "person:" + d.ID("sophie"), "notice:" + d.ID("sophie"), "notice:" + d.ID("karim")}
			for _, kind := range []string{"incident", "request", "change", "presence", "conversation", "ticket"} {
				topics = append(topics, kind+":"+s.incident.ID)
			}
			hear := c.Watches(topics...)
			d.As("karim").Post("/api/tickets/"+s.incident.ID+"/presence", Map{"screen": who, "doing": "reading"}, nil)
			d.As("karim").Notes(s.incident, "Un mot.")
			hugo := d.As("hugo")
			hugo.Says(own, "Un mot.")
			if kind, id := hear(); kind != "incident" || id != own.ID {
				t.Errorf("%s hears of %s %s, watching their own %s", who, kind, id, own.ID)
			}
		}
		// Totals count what they may see: their own.
		hugo := d.As("hugo")
		all := len(hugo.TriesToList("view=open"))
		mine := d.As("nora").Reports("La découpe", "Licence introuvable.")
		if n := len(hugo.TriesToList("view=open")); n != all+1 {
			t.Errorf("Hugo's queue had %d records and has %d", all, n)
		}
		if n := hugo.Counts()["to_process"]; n != int64(all+1) {
			t.Errorf("Hugo's queue counts %d", n)
		}
		if found := hugo.Finds("licence"); !same(found, []string{mine.Reference}) {
			t.Errorf("Hugo finds %q", found)
		}
		// Autocomplete offers only their own people.
		for _, q := range []string{"", "s", "sophie", "Lacroix", "sophie@solane.example", "k", "j"} {
			hugo.Get("/api/people?q="+url.QueryEscape(q), nil).Want(http.StatusOK).Silent("Lacroix", "Benali", "Roche", "solane")
		}
		hugo.Get("/api/people?q=nora", nil).Want(http.StatusOK)
		hugo.Get("/api/teams", nil).Want(http.StatusOK).Silent("Benali", "Dumont")
		d.As("nora").Get("/api/people?q=hugo", nil).Refused(http.StatusForbidden, "forbidden")

		if after := d.As("karim").Reads(s.incident); after.Version != before.Version+2 { // Karim's own two notes
			t.Errorf("somebody from outside changed it: %+v", last(d.As("karim").Timeline(s.incident)))
		}
	})
}

// Within the organisation a user still sees their own records only.
func TestAUserSeesTheirOwnOnly(t *testing.T) {
	t.Parallel()
	criteria.ProvesPart(t, "G-03", "the other organisation: see TestNothingLeaksToAnotherOrganisation")
	Both(t, func(t *testing.T, d *Desk) {
		s := keep(t, d)
		julien := d.As("julien")
		words := slices.DeleteFunc(slices.Clone(s.words), func(w string) bool { return w == "Solane" })
		for path, methods := range routes(t, d) {
			for _, id := range s.ids {
				if !strings.Contains(path, "{") || !slices.Contains(methods, http.MethodGet) || id == d.ID("julien") {
					continue
				}
				target := strings.NewReplacer("{ref}", id, "{id}", id, "{mode}", "reply").Replace(path)
				if r := julien.Get(target, nil).Silent(words...); r.Status != http.StatusNotFound && r.Status != http.StatusForbidden {
					t.Errorf("Julien reads %s: %d %s", target, r.Status, r.Body)
				}
			}
		}
		julien.Get("/api/incidents?view=all", nil).Want(http.StatusOK).Silent(words...)
		for _, q := range words {
			if found := julien.Finds(q); len(found) != 0 {
				t.Errorf("Julien searches %q and finds %q", q, found)
			}
		}
		for view, n := range julien.Counts() {
			if n != 0 {
				t.Errorf("Julien counts %d %s", n, view)
			}
		}
		// An administrator sets the desk up and reads no record by that.
		d.As("admin").Get("/api/incidents/"+s.incident.ID, nil).Refused(http.StatusNotFound, "not_found")
		// Nobody at all is asked to sign in.
		for path, methods := range routes(t, d) {
			if !slices.Contains(methods, http.MethodGet) || slices.Contains([]string{"/api/desk", "/api/session", "/api/openapi.json", "/api/docs", "/api/vocabulary"}, path) {
				continue
			}
			target := strings.NewReplacer("{ref}", s.incident.ID, "{id}", s.file).Replace(path)
			d.Anybody().Get(target, nil).Refused(http.StatusUnauthorized, "unauthenticated")
		}
	})
}

// What the desk tells itself never reaches the user: not in the record, not in
// its history, not by search, not by a file's address, not in a letter.
func TestANoteNeverLeavesTheDesk(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "SD-13")
	Both(t, func(t *testing.T, d *Desk) {
		sophie, karim := d.As("sophie"), d.As("karim")
		d.Mailbox()
		s := keep(t, d)
		karim.Notes(s.incident, "Rappel : le mot gadolinium ne sort pas d’ici.")
		karim.Says(s.incident, "Nous avançons.")
		sophie.Says(s.incident, "Merci.")
		d.Settle()
		internal := []string{"lutécium", "lutecium", "ytterbium", "scandium", "gadolinium", s.private, s.note.ID}

		for path, methods := range routes(t, d) {
			if !slices.Contains(methods, http.MethodGet) || path == "/api/live" {
				continue
			}
			for _, id := range []string{s.incident.ID, s.incident.Reference, s.note.ID, s.private} {
				sophie.Get(strings.NewReplacer("{ref}", id, "{id}", id, "{mode}", "reply").Replace(path), nil).Silent(internal[:5]...)
			}
		}
		sophie.Get("/api/incidents/"+s.incident.ID+"/timeline", nil).Want(http.StatusOK).Silent(internal...)
		for _, e := range sophie.Timeline(s.incident) {
			if e.Kind == "note" || e.Code == "noted/1" {
				t.Errorf("Sophie reads %+v", e)
			}
		}
		for _, word := range internal {
			if found := sophie.Finds(word); len(found) != 0 {
				t.Errorf("Sophie searches %q and finds %q", word, found)
			}
			sophie.Get("/api/incidents?q="+url.QueryEscape(word), nil).Want(http.StatusOK).Silent(s.incident.Reference)
		}
		sophie.Get("/api/attachments/"+s.private, nil).Refused(http.StatusNotFound, "not_found")
		sophie.Get("/api/attachments/"+s.file, nil).Want(http.StatusOK)
		sophie.Post("/api/incidents/"+s.incident.ID+"/notes", Map{"text": "x"}, nil).Refused(http.StatusForbidden, "forbidden")

		// The desk itself finds and reads it.
		if found := karim.Finds("lutecium"); !same(found, []string{s.incident.Reference}) {
			t.Errorf("Karim finds %q", found)
		}
		karim.Get("/api/attachments/"+s.private, nil).Want(http.StatusOK)

		letters := d.Letters(s.incident)
		if len(letters) == 0 {
			t.Error("nobody wrote to Sophie: nothing was shown about letters")
		}
		for _, l := range letters {
			for _, word := range internal {
				if strings.Contains(l.Subject+l.Text+l.HTML, word) {
					t.Errorf("a letter %q to Sophie says %q", l.Kind, word)
				}
			}
			for _, a := range l.Attachments {
				if strings.Contains(a.Name, "ytterbium") {
					t.Errorf("a letter %q to Sophie carries %q", l.Kind, a.Name)
				}
			}
		}
	})
}
