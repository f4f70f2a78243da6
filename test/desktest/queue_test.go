package desktest_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	. "guichet/test/desktest"
)

// queued is what the queue shows for a filter, by title.
func queued(c *Client, filter string, more ...string) []string {
	var titles []string
	for _, r := range queueRows(c, filter, more...) {
		titles = append(titles, r.Title)
	}
	return titles
}

func queueRows(c *Client, filter string, more ...string) []Row {
	var l List[Row]
	c.Get("/api/tickets?f="+url.QueryEscape(filter)+strings.Join(more, ""), &l).Want(http.StatusOK)
	return l.Items
}

// staged fills the desk with some work of all kinds.
func staged(t *testing.T, d *Desk) map[string]Row {
	t.Helper()
	sophie, emma, nora, karim, claire := d.As("sophie"), d.As("emma"), d.As("nora"), d.As("karim"), d.As("claire")
	wifi := sophie.Logs(Map{"title": "Wi-Fi coupé", "impact": 1, "urgency": 1})
	d.Clock.Forward(time.Hour)
	screen := emma.Logs(Map{"title": "Écran noir", "impact": 3, "urgency": 3})
	d.Clock.Forward(time.Hour)
	press := nora.Logs(Map{"title": "Presse arrêtée"})
	d.Clock.Forward(time.Hour)
	access := sophie.Raises("/api/requests", Map{"title": "Accès au partage", "type": "access"})
	d.Clock.Forward(time.Hour)
	move := karim.Raises("/api/changes", Map{"title": "Changer le cœur de réseau"})
	karim.Assigns(wifi, Map{"team_id": d.Team(Network), "person_id": d.ID("claire")})
	karim.Assigns(screen, Map{"team_id": d.Team(ServiceDesk), "person_id": d.ID("karim")})
	d.Clock.Forward(time.Hour)
	claire.Moves(wifi, "in_progress", nil).Want(http.StatusOK)
	karim.Moves(screen, "on_hold", Map{"hold_reason": "supplier"}).Want(http.StatusOK)
	d.Clock.Forward(time.Minute)
	karim.Says(screen, "Nous attendons la pièce.")
	all := map[string]Row{"wifi": wifi.Row, "screen": screen.Row, "press": press.Row, "access": access.Row, "move": move.Row}
	return all
}

// What an agent types narrows the list, in French and in English, by whatever
// the words name; and what nobody is called finds nothing, rather than all.
func TestTheQueueIsNarrowedInBothLanguages(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		staged(t, d)
		karim := d.As("karim")
		for filter, want := range map[string][]string{
			"":                                      {"Wi-Fi coupé", "Presse arrêtée", "Accès au partage", "Changer le cœur de réseau", "Écran noir"},
			"état:ouvert":                           {"Wi-Fi coupé", "Presse arrêtée", "Accès au partage", "Changer le cœur de réseau", "Écran noir"},
			"state:open type:request":               {"Accès au partage"},
			"état:nouveau":                          {"Presse arrêtée"},
			"state:In_progress":                     {"Wi-Fi coupé"},
			"état:soumise,enregistré":               {"Accès au partage", "Changer le cœur de réseau"},
			"équipe:réseau":                         {"Wi-Fi coupé"},
			"team:Reseau état:ouvert":               {"Wi-Fi coupé"},
			`à:"Karim Benali"`:                      {"Écran noir"},
			"to:me":                                 {"Écran noir"},
			"à:personne type:incident":              {"Presse arrêtée"},
			"to:nobody,claire_dumont type:incident": {"Wi-Fi coupé", "Presse arrêtée"},
			"priorité:1":                            {"Wi-Fi coupé"},
			"p:P5":                                  {"Écran noir"},
			`demandeur:"Sophie Lacroix"`:            {"Wi-Fi coupé", "Accès au partage"},
			"type:demandes état:soumis":             {"Accès au partage"},
			"type:changement":                       {"Changer le cœur de réseau"},
			"organisation:atelier_nord":             {"Presse arrêtée"},
			"site:Montréal":                         {"Écran noir"},
			"attente:fournisseur":                   {"Écran noir"},
			"dernier:centre":                        {"Écran noir"},
			"last:user type:incident":               {"Wi-Fi coupé", "Presse arrêtée"},
			"maj<5min à:moi":                        {"Écran noir"},
			"créé>4h type:incident":                 {"Wi-Fi coupé", "Écran noir"},
			"created:today p:1":                     {"Wi-Fi coupé"},
			"créé<2020-01-01":                       nil,
			"canal:portail p:1":                     {"Wi-Fi coupé"},
			"partage":                               {"Accès au partage"},
			"coupé équipe:Réseau":                   {"Wi-Fi coupé"},
			"équipe:inconnue":                       nil,
			"état:perdu":                            nil,
			"à:\"Quelqu’un d’autre\"":               nil,
			"priorité:9":                            nil,
			"créé>bientôt":                          nil,
			"type:problème":                         nil,
		} {
			got := queued(karim, filter, "&sort=priority")
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("%q shows %q, not %q", filter, got, want)
			}
		}
		karim.Get("/api/tickets?f="+strings.Repeat("x", 1001), nil).Want(http.StatusUnprocessableEntity)
		karim.Get("/api/tickets?sort=shoes", nil).Refused(http.StatusUnprocessableEntity, "unknown_value", "sort")
		karim.Get("/api/tickets?group=updated", nil).Refused(http.StatusUnprocessableEntity, "unknown_value", "group")
		karim.Get("/api/tickets?sort=priority&cursor=xyz", nil).Refused(http.StatusUnprocessableEntity, "cursor.unreadable", "cursor")
		// A filter widens nothing: whom Hugo may not know of, he does not find by name.
		hugo := d.As("hugo")
		for _, filter := range []string{"", "état:ouvert", `demandeur:"Sophie Lacroix"`, "organisation:groupe_solane", "wifi", `à:"Karim Benali"`} {
			for _, title := range queued(hugo, filter, "&sort=-team,requester") {
				if title != "Presse arrêtée" {
					t.Errorf("Hugo sees %q by %q", title, filter)
				}
			}
		}
	})
}

// Every order shows each record once, page by page, and the same ones as any
// other order.
func TestTheQueueInEveryOrder(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		staged(t, d)
		sophie, julien, karim := d.As("sophie"), d.As("julien"), d.As("karim")
		for i := range 12 {
			who, urgency := sophie, i%3+1
			if i%2 == 0 {
				who = julien
			}
			m := who.Logs(Map{"title": fmt.Sprintf("Dossier %02d", i), "urgency": urgency})
			if i%4 == 1 {
				karim.Assigns(m, Map{"team_id": d.Team(Network), "person_id": d.ID("claire")})
			}
			if i%3 == 0 {
				d.Clock.Forward(time.Minute)
			}
		}
		all := func(query string) []Row {
			t.Helper()
			var rows []Row
			for cursor := ""; ; {
				var l List[Row]
				karim.Get("/api/tickets?view=all&limit=4&"+query+"&cursor="+cursor, &l).Want(http.StatusOK)
				rows = append(rows, l.Items...)
				if cursor = l.Next; cursor == "" {
					return rows
				}
				if len(rows) > 100 {
					t.Fatalf("%s never ends", query)
				}
			}
		}
		name := func(r *Ref) string {
			if r == nil {
				return ""
			}
			return r.Name
		}
		by := map[string]func(r Row) string{
			"kind":         func(r Row) string { return r.Kind },
			"priority":     func(r Row) string { return fmt.Sprint(r.Priority) },
			"created":      func(r Row) string { return r.CreatedAt.Format(time.RFC3339Nano) },
			"updated":      func(r Row) string { return r.UpdatedAt.Format(time.RFC3339Nano) },
			"team":         func(r Row) string { return strings.ToLower(name(r.Team)) },
			"assignee":     func(r Row) string { return name(r.Assignee) },
			"requester":    func(r Row) string { return r.Requester.Name },
			"organisation": func(r Row) string { return name(r.Organisation) },
		}
		for _, query := range []string{
			"sort=kind", "sort=-kind", "sort=priority", "sort=-priority", "sort=created", "sort=-created", "sort=updated", "sort=-updated",
			"sort=team", "sort=-team", "sort=assignee", "sort=-assignee", "sort=requester", "sort=-requester", "sort=organisation", "sort=-organisation",
			"sort=priority,-updated", "sort=-priority,created", "sort=team,-priority,requester", "sort=assignee,-created", "sort=-organisation,assignee",
			"sort=-updated&group=team", "sort=-priority&group=assignee", "sort=-state&group=priority", "group=kind", "group=organisation&sort=-kind,state",
			"sort=requester&f=p:2,3,4", "sort=team&f=%C3%A0:me", "sort=assignee&f=demandeur:%22Sophie+Lacroix%22",
		} {
			rows := all(query)
			seen := map[string]bool{}
			for _, r := range rows {
				if seen[r.ID] {
					t.Errorf("%s shows %s twice", query, r.Reference)
				}
				seen[r.ID] = true
			}
			if !strings.Contains(query, "f=") && len(rows) != 17 {
				t.Errorf("%s shows %d records", query, len(rows))
			}
			values, _ := url.ParseQuery(query)
			first, _, _ := strings.Cut(values.Get("sort"), ",")
			if g := values.Get("group"); g != "" && !strings.Contains(values.Get("sort"), "-"+g) {
				first = g
			}
			key, down := strings.CutPrefix(first, "-")
			if by[key] == nil {
				continue
			}
			if !slices.IsSortedFunc(rows, func(a, b Row) int {
				if down {
					a, b = b, a
				}
				return strings.Compare(by[key](a), by[key](b))
			}) {
				var got []string
				for _, r := range rows {
					got = append(got, by[key](r))
				}
				t.Errorf("%s gives %q", query, got)
			}
		}
		for _, query := range []string{"sort=state", "group=state&sort=-updated", "sort=-state"} {
			rows := all(query)
			if strings.Contains(query, "-state") {
				slices.Reverse(rows)
			}
			var states []string
			for _, r := range rows {
				if len(states) == 0 || states[len(states)-1] != r.State {
					states = append(states, r.State)
				}
			}
			// From what nobody began to what waits, each state once.
			if want := []string{"registered", "new", "submitted", "in_progress", "on_hold"}; !slices.Equal(without(states, "assigned"), want) || len(rows) != 17 {
				t.Errorf("%s shows %d records in %q", query, len(rows), states)
			}
		}
	})
}

func without(all []string, one string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return s == one })
}

type savedView struct {
	ID, Name, Share, View, Filter, Sort, Group string
	Version                                    int64
	Mine, Removed                              bool
	Columns                                    []string
}

func viewsOf(c *Client) map[string]savedView {
	var l List[savedView]
	c.Get("/api/views", &l).Want(http.StatusOK)
	all := map[string]savedView{}
	for _, v := range l.Items {
		all[v.Name] = v
	}
	return all
}

// Karim saves a cut of the queue; his team has it when he shares it, the desk
// when somebody with the right does; each counts what they see themselves.
func TestViewsAreSavedSharedAndCounted(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		staged(t, d)
		karim, claire, hugo := d.As("karim"), d.As("claire"), d.As("hugo")
		var v savedView
		karim.Post("/api/views", Map{
			"name": " Tout l’ouvert ", "view": "all", "filter": "état:ouvert", "sort": "priority,-updated", "group": "team", "columns": []string{"reference", "title"},
		}, &v).Want(http.StatusCreated)
		if v.Name != "Tout l’ouvert" || v.Share != "personal" || !v.Mine || v.Group != "team" || len(v.Columns) != 2 {
			t.Errorf("kept as %+v", v)
		}
		if _, there := viewsOf(claire)["Tout l’ouvert"]; there {
			t.Error("a personal view is seen by another")
		}
		claire.Patch("/api/views/"+v.ID, Map{"version": 1, "name": "Autre"}, nil).Refused(http.StatusNotFound, "not_found")
		// With his own team, not with another.
		karim.Patch("/api/views/"+v.ID, Map{"version": 1, "share": "team", "team_id": d.Team(Network)}, nil).
			Refused(http.StatusUnprocessableEntity, "view.not_in_team", "team_id")
		karim.Patch("/api/views/"+v.ID, Map{"version": 1, "share": "team"}, nil).Refused(http.StatusUnprocessableEntity, "required", "team_id")
		karim.Patch("/api/views/"+v.ID, Map{"version": 1, "share": "team", "team_id": d.Team(ServiceDesk)}, &v).Want(http.StatusOK)
		if _, there := viewsOf(claire)["Tout l’ouvert"]; there || len(viewsOf(hugo)) != 0 {
			t.Error("a team's view is seen by others")
		}
		// With everybody: a right that an agent has not.
		karim.Patch("/api/views/"+v.ID, Map{"version": v.Version, "share": "shared"}, nil).Refused(http.StatusForbidden, "forbidden")
		karim.Post("/api/views", Map{"name": "Pour tous", "share": "shared"}, nil).Refused(http.StatusForbidden, "forbidden")
		hire(t, d, "chef", "agent", "")
		d.As("admin").Post(people+"/"+d.ID("chef")+"/roles", Map{"role": "administrator"}, nil).Want(http.StatusOK)
		chef := d.As("chef")
		var shared savedView
		chef.Post("/api/views", Map{"name": "Incidents ouverts", "share": "shared", "view": "all", "filter": "type:incident état:ouvert"}, &shared).Want(http.StatusCreated)
		for who, want := range map[string]int64{"karim": 3, "claire": 3, "hugo": 1} {
			if _, there := viewsOf(d.As(who))["Incidents ouverts"]; !there {
				t.Errorf("%s has not the shared view", who)
			}
			var l List[struct {
				ID    string
				Count int64
			}]
			d.As(who).Get("/api/views/counts?ids="+shared.ID, &l).Want(http.StatusOK)
			if len(l.Items) != 1 || l.Items[0].Count != want {
				t.Errorf("%s counts %+v, not %d", who, l.Items, want)
			}
		}
		karim.Patch("/api/views/"+shared.ID, Map{"version": 1, "name": "Le mien"}, nil).Refused(http.StatusForbidden, "view.not_yours")
		// Deleted, and brought back as it was.
		karim.Delete("/api/views/" + v.ID).Want(http.StatusNoContent)
		if _, there := viewsOf(karim)["Tout l’ouvert"]; there {
			t.Error("it is still listed")
		}
		karim.Patch("/api/views/"+v.ID, Map{"version": v.Version + 1, "removed": false}, &v).Want(http.StatusOK)
		if back := viewsOf(karim)["Tout l’ouvert"]; back.Filter != "état:ouvert" || back.Group != "team" {
			t.Errorf("came back as %+v", back)
		}
		karim.Post("/api/views", Map{"name": ""}, nil).Refused(http.StatusUnprocessableEntity, "required", "name")
		karim.Post("/api/views", Map{"name": "x", "sort": "shoes"}, nil).Refused(http.StatusUnprocessableEntity, "unknown_value", "sort")
		karim.Post("/api/views", Map{"name": "x", "filter": strings.Repeat("x", 1001)}, nil).Refused(http.StatusUnprocessableEntity, "too_long", "filter")
		d.As("sophie").Get("/api/views", nil).Refused(http.StatusForbidden, "forbidden")
		d.As("sophie").Get("/api/views/counts", nil).Refused(http.StatusForbidden, "forbidden")
	})
}

// The list as a file: what is shown and no more, in the reader's language, and
// nothing in it that a spreadsheet would run.
func TestTheListAsAFile(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		staged(t, d)
		sophie, karim, claire := d.As("sophie"), d.As("karim"), d.As("claire")
		for _, title := range []string{"=cmd|' /C calc'!A0", "+33 injoignable", "-2 écrans", "@SUM(A1)", " =1+1", "＝1+1"} {
			sophie.Logs(Map{"title": title})
		}
		for i := range 230 {
			sophie.Logs(Map{"title": fmt.Sprintf("Série %03d", i)})
		}
		read := func(c *Client, query string, comma rune) (string, [][]string) {
			t.Helper()
			r := c.Get("/api/tickets/export"+query, nil).Want(http.StatusOK)
			text, marked := strings.CutPrefix(string(r.Body), "\uFEFF")
			if kind := r.Header.Get("Content-Type"); !marked || kind != "text/csv; charset=utf-8" || !strings.Contains(r.Header.Get("Content-Disposition"), "attachment") {
				t.Errorf("sent as %q, %q", kind, r.Header.Get("Content-Disposition"))
			}
			lines := csv.NewReader(strings.NewReader(text))
			lines.Comma, lines.FieldsPerRecord = comma, -1
			all, err := lines.ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			return all[0][0], all[1:]
		}
		about, lines := read(karim, "?view=all&f="+url.QueryEscape("état:ouvert"), ';')
		if !strings.Contains(about, "filtre\u00a0: état:ouvert") || lines[0][0] != "Référence" || lines[0][3] != "État" {
			t.Errorf("it begins with %q, %q", about, lines[0])
		}
		if len(lines) != 1+5+6+230 {
			t.Errorf("%d lines", len(lines))
		}
		seen := map[string]bool{}
		for _, line := range lines[1:] {
			if seen[line[0]] {
				t.Errorf("%s is there twice", line[0])
			}
			seen[line[0]] = true
			for _, cell := range line {
				if cell != "" && strings.ContainsAny(strings.TrimSpace(cell)[:1], "=+-@") || strings.HasPrefix(cell, "＝") {
					t.Errorf("a spreadsheet would run %q", cell)
				}
			}
		}
		about, lines = read(claire, "?view=all&f=type:request&columns=title,state", ',')
		if !strings.Contains(about, "filter: type:request") || len(lines) != 2 || !slices.Equal(lines[0], []string{"Title", "State"}) ||
			!slices.Equal(lines[1], []string{"Accès au partage", "Submitted"}) {
			t.Errorf("in English %q, %q", about, lines)
		}
		// Only what the reader may see.
		if _, lines = read(d.As("hugo"), "?view=all&columns=title", ';'); len(lines) != 2 || lines[1][0] != "Presse arrêtée" {
			t.Errorf("Hugo is given %q", lines)
		}
		sophie.Get("/api/tickets/export", nil).Refused(http.StatusForbidden, "forbidden")
		d.Anybody().Get("/api/tickets/export", nil).Want(http.StatusUnauthorized)
		karim.Get("/api/tickets/export?columns=password", nil).Refused(http.StatusUnprocessableEntity, "unknown_value", "columns")
		karim.Get("/api/tickets/export?sort=shoes", nil).Refused(http.StatusUnprocessableEntity, "unknown_value", "sort")
	})
}

// How somebody likes their screens follows them to another machine, and is
// nobody else's.
func TestPreferencesFollowThePerson(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		var p struct{ Values map[string]map[string]any }
		karim := d.As("karim")
		karim.Patch("/api/me/preferences", Map{"name": "queue", "value": Map{"density": "compact"}}, nil).Want(http.StatusOK)
		karim.Patch("/api/me/preferences", Map{"name": "context", "value": Map{"pinned": "details"}}, nil).Want(http.StatusOK)
		karim.Patch("/api/me/preferences", Map{"name": "keys", "value": Map{"reply": "y"}}, nil).Want(http.StatusOK)
		d.Again("karim").Get("/api/me/preferences", &p).Want(http.StatusOK)
		if p.Values["queue"]["density"] != "compact" || p.Values["keys"]["reply"] != "y" {
			t.Errorf("his other screen has %+v", p.Values)
		}
		p.Values = nil
		d.As("claire").Get("/api/me/preferences", &p).Want(http.StatusOK)
		if len(p.Values) != 0 {
			t.Errorf("Claire has %+v", p.Values)
		}
		karim.Patch("/api/me/preferences", Map{"name": "shoes", "value": Map{}}, nil).Want(http.StatusUnprocessableEntity)
		karim.Patch("/api/me/preferences", Map{"name": "queue", "value": Map{"x": strings.Repeat("x", 30_000)}}, nil).
			Refused(http.StatusUnprocessableEntity, "too_long", "value")
		d.Anybody().Get("/api/me/preferences", nil).Want(http.StatusUnauthorized)
	})
}

// goodQueue is good for the routes about lists.
func goodQueue(d *Desk, operation, who string) (status int, ours bool) {
	c := d.Anybody()
	if who != "" {
		c = d.As(who)
	}
	method, path, _ := strings.Cut(operation, " ")
	switch path {
	case "/api/tickets/export", "/api/views/counts", "/api/notices", "/api/notices/counts", "/api/decisions":
		return c.Get(path, nil).Status, true
	case "/api/views":
		return c.Do(method, path, Map{"name": "Une vue"}, nil).Status, true
	case "/api/views/{id}":
		var v struct{ ID string }
		d.As("karim").Post("/api/views", Map{"name": "Une vue de Karim"}, &v).Want(http.StatusCreated)
		return c.Do(method, "/api/views/"+v.ID, Map{"version": 1, "name": "Une autre"}, nil).Status, true
	case "/api/notices/read":
		return c.Post(path, Map{"all": true}, nil).Status, true
	case "/api/me/preferences":
		return c.Do(method, path, Map{"name": "queue", "value": Map{"density": "normal"}}, nil).Status, true
	}
	return 0, false
}
