package desktest_test

import (
	"flag"
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"guichet/internal/criteria"
	. "guichet/test/desktest"
)

var update = flag.Bool("update", false, "write testdata/permissions.txt anew")

// roles are those who ask: of a record that is Sophie's, of Groupe Solane.
func roles() []struct{ name, key string } {
	return []struct{ name, key string }{
		{"nobody", ""},
		{"requester", "sophie"},
		{"colleague", "julien"},
		{"agent", "karim"},
		{"stranger", "nora"},
		{"agent-elsewhere", "hugo"},
		{"agent-of-other-site", "ines"},
		{"agent-of-other-team", "tom"},
		{"agent-of-requests", "rita"},
		{"authority", "paul"},
		{"reader", "rose"},
		{"administrator-elsewhere", "ada"},
		{"administrator", "admin"},
	}
}

// good is a request of each operation that nothing but the asker's rights can
// make fail.
func good(t *testing.T, d *Desk, operation, who string) int {
	t.Helper()
	i := d.As("sophie").Reports("Un dossier", "Des mots")
	at := "/api/incidents/" + i.ID
	if status, ours := goodQueue(d, operation, who); ours {
		return status
	}
	writer := d.Anybody()
	if who != "" {
		writer = d.As(who)
	}
	if status, ours := goodComposing(t, d, writer, operation, i); ours {
		return status
	}
	if status, ours := goodMail(t, d, writer, operation, i); ours {
		return status
	}
	if status, ours := goodField(d, writer, operation, i); ours {
		return status
	}
	if status, ours := goodBulk(d, writer, operation, i); ours {
		return status
	}
	if strings.Contains(operation, "/api/tickets/") {
		if status, ours := goodMerging(d, writer, operation, i); ours {
			return status
		}
		if status, ours := goodSplitting(t, d, writer, operation, i); ours {
			return status
		}
		if status, ours := goodLinking(d, writer, operation, i); ours {
			return status
		}
	}
	if strings.Contains(operation, "/api/requests") || strings.Contains(operation, "/api/changes") || strings.Contains(operation, "/api/tickets") {
		return goodOfDemand(t, d, operation, who, i)
	}
	c := d.Anybody()
	if who != "" {
		c = d.As(who)
	}
	ask := func(method, path string, body any) int { return c.Do(method, path, body, nil).Status }
	switch operation {
	case "GET /api/me/account", "GET /api/session", "GET /api/sessions", "GET /api/desk", "GET /api/vocabulary", "GET /api/incidents", "GET /api/incidents/counts", "GET /api/requests",
		"GET /api/requests/counts", "GET /api/changes", "GET /api/changes/counts", "GET /api/tickets", "GET /api/tickets/counts", "GET /api/mailboxes", "GET /api/me", "GET /api/people", "GET /api/people/places",
		"GET /api/teams", "GET /api/tokens":
		method, path, _ := strings.Cut(operation, " ")
		return ask(method, path, nil)
	case "GET /api/search":
		return ask(http.MethodGet, "/api/search?q=dossier", nil)
	case "GET /api/live":
		return c.Status(http.MethodGet, "/api/live?topics=queue")
	case "GET /api/incidents/{ref}":
		return ask(http.MethodGet, at, nil)
	case "GET /api/incidents/{ref}/timeline":
		return ask(http.MethodGet, at+"/timeline", nil)
	case "GET /api/people/resembling":
		return ask(http.MethodGet, "/api/people/resembling?mail=sophie@solane.example", nil)
	case "POST /api/people":
		return ask(http.MethodPost, "/api/people", Map{"name": "Une Inconnue", "mail": i.Reference + "@inconnue.example", "organisation_id": d.Cast.Organisations[Solane]})
	case "GET /api/people/{id}":
		return ask(http.MethodGet, "/api/people/"+d.ID("sophie"), nil)
	case "GET /api/attachments/{id}", "DELETE /api/attachments/{id}":
		file := d.As("sophie").Attach("capture.txt", []byte("texte"))
		d.As("sophie").Logs(Map{"title": "Avec un fichier", "attachment_ids": []string{file}})
		method, _, _ := strings.Cut(operation, " ")
		return ask(method, "/api/attachments/"+file, nil)
	case "POST /api/attachments":
		return c.Upload("capture.txt", []byte("texte")).Status
	case "POST /api/incidents":
		return ask(http.MethodPost, "/api/incidents", Map{"title": "Un autre", "description": "x"})
	case "PATCH /api/incidents/{ref}":
		return ask(http.MethodPatch, at, Map{"version": i.Version, "title": "Un titre"})
	case "POST /api/incidents/{ref}/assignment":
		return ask(http.MethodPost, at+"/assignment", Map{"version": i.Version, "team_id": d.Team(Network)})
	case "POST /api/incidents/{ref}/state":
		return ask(http.MethodPost, at+"/state", Map{"version": i.Version, "to": "in_progress"})
	case "POST /api/incidents/{ref}/confirmation":
		d.As("karim").Resolves(i, "Fait.")
		return ask(http.MethodPost, at+"/confirmation", Map{"confirmed": true})
	case "POST /api/incidents/{ref}/replies":
		return ask(http.MethodPost, at+"/replies", Map{"text": "Un mot."})
	case "POST /api/incidents/{ref}/notes":
		return ask(http.MethodPost, at+"/notes", Map{"text": "Un mot."})
	case "POST /api/mailboxes":
		return ask(http.MethodPost, "/api/mailboxes", Map{"name": "Boîte", "address": i.Reference + "@solane.example"})
	case "PATCH /api/mailboxes/{id}":
		var box struct {
			ID      string
			Version int64
		}
		d.As("admin").Post("/api/mailboxes", Map{"name": "Boîte", "address": i.Reference + "@solane.example"}, &box).Want(http.StatusCreated)
		return ask(http.MethodPatch, "/api/mailboxes/"+box.ID, Map{"version": box.Version, "name": "Une boîte"})
	case "PATCH /api/me":
		return ask(http.MethodPatch, "/api/me", Map{"theme": "dark"})
	case "POST /api/tokens":
		return ask(http.MethodPost, "/api/tokens", Map{"name": "programme"})
	case "DELETE /api/tokens/{id}":
		var token struct{ ID string }
		d.As("sophie").Post("/api/tokens", Map{"name": "programme"}, &token).Want(http.StatusCreated)
		return ask(http.MethodDelete, "/api/tokens/"+token.ID, nil)
	case "DELETE /api/sessions/{id}":
		for _, s := range screens(d.Again("sophie")) {
			if s.Current {
				return ask(http.MethodDelete, "/api/sessions/"+s.ID, nil)
			}
		}
		return 0
	case "DELETE /api/sessions":
		defer d.Forward(0) // everybody signs in again
		return ask(http.MethodDelete, "/api/sessions", nil)
	case "POST /api/me/password":
		return ask(http.MethodPost, "/api/me/password", Map{"current": "faux", "password": "une autre phrase"})
	case "POST /api/password/links", "POST /api/session/links":
		return ask(http.MethodPost, strings.TrimPrefix(operation, "POST "), Map{"address": i.Reference + "@solane.example"})
	case "POST /api/password":
		return ask(http.MethodPost, "/api/password", Map{"link": "x", "password": "une autre phrase"})
	case "POST /api/session/link":
		return ask(http.MethodPost, "/api/session/link", Map{"link": "x"})
	case "POST /api/setup":
		return ask(http.MethodPost, "/api/setup", installation("AAAA-BBBB-CCCC-DDDD"))
	case "POST /api/session":
		if who != "" {
			c = d.Again(who) // it ends the session that it comes with
		}
		return ask(http.MethodPost, "/api/session", Map{"login": "sophie", "password": Password})
	case "DELETE /api/session":
		if who != "" {
			c = d.Again(who)
		}
		return ask(http.MethodDelete, "/api/session", nil)
	}
	if status, ours := goodAdministration(d, ask, operation, i); ours {
		return status
	}
	t.Errorf("%s is new: say in this test how it is asked well, and look at what the roles are answered", operation)
	return 0
}

// goodOfDemand is good for the routes of requests, of changes and of all kinds.
func goodOfDemand(t *testing.T, d *Desk, operation, who string, i Incident) int {
	t.Helper()
	c := d.Anybody()
	if who != "" {
		c = d.As(who)
	}
	method, path, _ := strings.Cut(operation, " ")
	if method == http.MethodGet && !strings.Contains(path, "{") {
		return c.Do(method, path, nil, nil).Status
	}
	var m Matter
	body := Map{}
	switch karim := d.As("karim"); {
	case strings.HasPrefix(path, "/api/tickets/"):
		m.ID, body = i.ID, Map{"version": i.Version, "to": "request", "type": "access"}
	case strings.HasPrefix(path, "/api/requests"):
		m = d.As("sophie").Raises("/api/requests", Map{"title": "Une demande"})
	default:
		m = karim.Raises("/api/changes", Map{"title": "Un changement", "requester_id": d.ID("sophie")})
	}
	act := path[strings.LastIndex(path, "/")+1:]
	switch {
	case method == http.MethodPost && !strings.Contains(path, "{"):
		body = Map{"title": "Un autre", "description": "x"}
	case method == http.MethodPatch:
		body = Map{"version": m.Version, "title": "Un titre"}
	case act == "assignment":
		body = Map{"version": m.Version, "team_id": d.Team(Network)}
	case act == "state":
		body = Map{"version": m.Version, "to": "cancelled", "reason": "mistake"}
	case act == "replies", act == "notes":
		body = Map{"text": "Un mot."}
	case act == "confirmation":
		d.As("karim").Takes(m, "fulfilled", Map{"result": "Fait."}).Want(http.StatusOK)
		body = Map{"confirmed": true}
	case act == "decision":
		d.As("karim").Takes(m, "assessed", Map{"risk": "low", "assessment": "Rien à craindre."}).Want(http.StatusOK)
		body = Map{"version": m.Version + 1, "authorised": true}
	case act == "requester" && method == http.MethodPost:
		body = Map{"version": i.Version, "requester_id": d.ID("julien")}
	case act == "unarchive":
		return c.Do(method, "/api/tickets/"+m.ID+"/unarchive", nil, nil).Status
	case act == "watchers" && method == http.MethodPost:
		body = Map{}
	case act == "watchers" && method == http.MethodDelete:
		d.As("karim").Post("/api/tickets/"+i.ID+"/watchers", Map{}, nil).Want(http.StatusOK)
		return c.Do(method, "/api/tickets/"+i.ID+"/watchers?person_id="+d.ID("karim"), nil, nil).Status
	case act == "withdrawal", act == "conversion", act == "timeline", method == http.MethodGet:
	default:
		t.Errorf("%s is new: say in this test how it is asked well", operation)
	}
	at := strings.ReplaceAll(path, "{ref}", m.ID)
	if method == http.MethodGet {
		return c.Do(method, at, nil, nil).Status
	}
	return c.Do(method, at, body, nil).Status
}

// Every route, asked by every role: who may is one table, and a change of it one
// line in a review.
func TestWhoMayWhat(t *testing.T) {
	t.Parallel()
	criteria.ProvesPart(t, "G-02", "the problem manager, who comes with problems")
	const golden = "testdata/permissions.txt"
	Both(t, func(t *testing.T, d *Desk) {
		hire(t, d, "ada", "administrator", Atelier)
		hire(t, d, "rose", "reader", "")
		limit(t, d, "ines", Map{"site_id": place(t, d, "Montréal")})
		limit(t, d, "tom", Map{"team_id": d.Team(Network)})
		limit(t, d, "rita", Map{"kind": "request"})
		var lines []string
		asked := routes(t, d)
		for _, path := range slices.Sorted(maps.Keys(asked)) { // in one order: some hang on others
			for _, method := range asked[path] {
				line := method + " " + path + ":"
				for _, r := range roles() {
					line += fmt.Sprintf(" %s=%d", r.name, good(t, d, method+" "+path, r.key))
				}
				lines = append(lines, line)
			}
		}
		slices.SortFunc(lines, func(a, b string) int {
			_, pathOfA, _ := strings.Cut(a, " ")
			_, pathOfB, _ := strings.Cut(b, " ")
			return strings.Compare(pathOfA+a, pathOfB+b)
		})
		got := strings.Join(lines, "\n") + "\n"
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		known := strings.Split(string(want), "\n")
		for _, line := range lines {
			if !slices.Contains(known, line) {
				t.Errorf("now: %s", line)
			}
		}
		if got != string(want) && !t.Failed() {
			t.Errorf("%s lists routes that are gone", golden)
		}
	})
}
