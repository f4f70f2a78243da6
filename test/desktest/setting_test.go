package desktest_test

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"guichet/internal/criteria"
	. "guichet/test/desktest"
)

type settingBody struct {
	Name, Label, About, Kind, Unit string
	Words                          []string
	Value, Default                 any
	Min, Max                       int64
	Version                        int64
}

const settingsAt = "/api/administration/settings"

func settingOf(t *testing.T, c *Client, name string) settingBody {
	t.Helper()
	var l List[settingBody]
	c.Get(settingsAt, &l).Want(http.StatusOK)
	for _, s := range l.Items {
		if s.Name == name {
			return s
		}
	}
	t.Fatalf("no setting %q", name)
	return settingBody{}
}

// sets gives a setting another value.
func sets(t *testing.T, d *Desk, name string, value any) *Response {
	t.Helper()
	admin := d.As("admin")
	return admin.Patch(settingsAt+"/"+name, Map{"version": settingOf(t, admin, name).Version, "value": value}, nil)
}

// Every setting is said in both languages, holds at once, keeps its history, and
// goes back to what it was.
func TestSettings(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		admin := d.As("admin")
		var l List[settingBody]
		admin.Get(settingsAt, &l).Want(http.StatusOK)
		if len(l.Items) < 18 {
			t.Errorf("only %d settings", len(l.Items))
		}
		for _, s := range l.Items {
			if s.Label == "" || s.Label == "Autre" || s.About == "" || len(s.Words) != 6 || slices.Contains(s.Words, "Autre") || slices.Contains(s.Words, "Other") {
				t.Errorf("%s is called %q: %q, %q", s.Name, s.Label, s.About, s.Words)
			}
			// Each may be set to what it is.
			if s.Name != "desk.team" {
				admin.Patch(settingsAt+"/"+s.Name, Map{"version": s.Version, "value": s.Default}, nil).Want(http.StatusOK)
			}
		}
		sets(t, d, "desk.name", "  Guichet numérique ").Want(http.StatusOK)
		var desk struct{ Name string }
		if d.Anybody().Get("/api/desk", &desk).Want(http.StatusOK); desk.Name != "Guichet numérique" {
			t.Errorf("the desk is called %q", desk.Name)
		}
		for name, values := range map[string][]any{
			"desk.name":           {"", strings.Repeat("x", 101), 3, nil, []string{"x"}},
			"desk.zone":           {"Lune/Mer", "", "Local", 3},
			"desk.language":       {"de", true},
			"desk.team":           {"", "x", 3, d.ID("sophie")},
			"incident.priorities": {1, [][]int{{1, 2, 3}, {2, 3, 4}}, [][]int{{0, 2, 3}, {2, 3, 4}, {3, 4, 5}}, [][]int{{6, 2, 3}, {2, 3, 4}, {3, 4, 5}}},
			"incident.prefix":     {"I", "1NC", "INC-", "ABCDEFGHIJK", 3},
			"limit.file":          {0, 201, -1, "25", 1.5, 1e30},
			"auth.second_factor":  {"true", 1},
			"attachment.refused":  {"exe", []string{"../x"}, []int{1}, make([]string, 201)},
		} {
			for _, v := range values {
				r := sets(t, d, name, v)
				if r.Status != http.StatusUnprocessableEntity {
					t.Errorf("%s takes %v: %d", name, v, r.Status)
				}
			}
		}
		admin.Patch(settingsAt+"/no.such", Map{"version": 0, "value": "x"}, nil).Refused(http.StatusNotFound, "not_found")

		// Two at once: the second is told who was first, and with what.
		v := settingOf(t, admin, "limit.file").Version
		admin.Patch(settingsAt+"/limit.file", Map{"version": v, "value": 10}, nil).Want(http.StatusOK)
		r := admin.Patch(settingsAt+"/limit.file", Map{"version": v, "value": 12}, nil)
		r.Refused(http.StatusConflict, "conflict")
		if !strings.Contains(string(r.Body), "Anne Keller") {
			t.Errorf("the conflict says %s", r.Body)
		}
		// Back to what it was, by hand, from the history.
		h := historyOf(t, admin, "setting", "limit.file")
		if len(h) != 1 || h[0].Changes[0].Old != 25.0 || h[0].Changes[0].New != 10.0 || h[0].Actor == nil || h[0].Actor.Name != "Anne Keller" {
			t.Errorf("the history is %+v", h)
		}
		sets(t, d, "limit.file", h[0].Changes[0].Old).Want(http.StatusOK)
		if s := settingOf(t, admin, "limit.file"); s.Value != 25.0 || s.Version != 2 {
			t.Errorf("restored: %+v", s)
		}
		// Who administers one organisation, and who works at the desk, sets nothing.
		hire(t, d, "ada", "administrator", Atelier)
		for _, who := range []string{"ada", "karim", "sophie"} {
			d.As(who).Get(settingsAt, nil).Refused(http.StatusForbidden, "forbidden")
			d.As(who).Patch(settingsAt+"/desk.name", Map{"version": 9, "value": "x"}, nil).Refused(http.StatusForbidden, "forbidden")
			d.As(who).Get("/api/administration/history?kind=setting&id=desk.name", nil).Want(http.StatusForbidden)
		}
	})
}

// Another matrix is that of the records to come; those that exist keep theirs.
func TestThePriorityMatrixIsReplaced(t *testing.T) {
	t.Parallel()
	criteria.ProvesPart(t, "INC-19", "states, which are the practice's; the classes of users and of services")
	Both(t, func(t *testing.T, d *Desk) {
		karim := d.As("karim")
		log := func(title string) Incident {
			return karim.Logs(Map{"title": title, "requester_id": d.ID("sophie"), "impact": 2, "urgency": 2})
		}
		old := log("Avant")
		if old.Priority != 3 {
			t.Errorf("by the usual matrix: %d", old.Priority)
		}
		sets(t, d, "incident.priorities", [][]int{{1, 1, 2}, {2, 2, 3}, {3, 4, 5}}).Want(http.StatusOK)
		var words struct{ Priorities [][]int }
		karim.Get("/api/vocabulary", &words).Want(http.StatusOK)
		if len(words.Priorities) != 3 || words.Priorities[0][1] != 1 {
			t.Errorf("screens are told %v", words.Priorities)
		}
		if now := log("Après"); now.Priority != 2 {
			t.Errorf("by the new matrix: %d", now.Priority)
		}
		var again Incident
		karim.Get("/api/incidents/"+old.ID, &again).Want(http.StatusOK)
		if again.Priority != 3 {
			t.Errorf("the old one became %d", again.Priority)
		}
	})
}

// Limits are refused with the status, the wait and a sentence that belong to them,
// in both languages, as soon as they are set.
func TestLimitsHold(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		d.Mailbox()
		says := func(r *Response, status int, code, words string) {
			t.Helper()
			r.Refused(status, code)
			if !strings.Contains(string(r.Body), words) {
				t.Errorf("%s is said as %s", code, r.Body)
			}
			if status == http.StatusTooManyRequests && r.Header.Get("Retry-After") == "" {
				t.Error("nobody tells when to come back")
			}
		}
		sets(t, d, "limit.file", 1).Want(http.StatusOK)
		file := bytes.Repeat([]byte("x"), 1<<20+1)
		if r := d.As("sophie").Upload("gros.txt", file); r.Status != http.StatusRequestEntityTooLarge || !strings.Contains(string(r.Body), "1") {
			t.Errorf("a large file: %d %s", r.Status, r.Body)
		}
		sets(t, d, "limit.file", 2).Want(http.StatusOK)
		if r := d.As("sophie").Upload("gros.txt", file); r.Status != http.StatusCreated {
			t.Errorf("a file that may be: %d %s", r.Status, r.Body)
		}

		sets(t, d, "limit.json", 64).Want(http.StatusOK)
		long := Map{"title": "Long", "description": strings.Repeat("x", 70<<10)}
		d.As("sophie").Post("/api/incidents", long, nil).Refused(http.StatusRequestEntityTooLarge, "too_large", "body")
		sets(t, d, "limit.json", 1024).Want(http.StatusOK)
		d.As("sophie").Post("/api/incidents", long, nil).Want(http.StatusCreated)

		sets(t, d, "limit.links", 1).Want(http.StatusOK)
		ask := func(c *Client) *Response { return c.Post("/api/session/links", Map{"address": sophieAt}, nil) }
		ask(d.Anybody()).Want(http.StatusOK)
		says(ask(d.Anybody().With("Accept-Language", "fr")), http.StatusTooManyRequests, "too_many", "Réessayez dans")
		says(ask(d.Anybody().With("Accept-Language", "en")), http.StatusTooManyRequests, "too_many", "Try again in")

		sets(t, d, "limit.sign_in", 3).Want(http.StatusOK)
		for range 3 {
			d.Anybody().Post("/api/session", Map{"login": "julien", "password": "faux"}, nil).Refused(http.StatusUnauthorized, "sign_in_failed")
		}
		says(d.Anybody().Post("/api/session", Map{"login": "julien", "password": Password}, nil), http.StatusTooManyRequests, "too_many", "dans")
		d.Clock.Forward(time.Minute)
		d.Anybody().Post("/api/session", Map{"login": "julien", "password": Password}, nil).Want(http.StatusOK)

		sets(t, d, "limit.tokens", 1).Want(http.StatusOK)
		karim := d.Again("karim")
		karim.Post("/api/tokens", Map{"name": "un"}, nil).Want(http.StatusCreated)
		karim.Post("/api/tokens", Map{"name": "deux"}, nil).Refused(http.StatusUnprocessableEntity, "token.too_many", "name")
	})
}
