package desktest_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	. "guichet/test/desktest"
)

// canary is in every refused value: no answer may repeat it.
const canary = "CANARI-7f3a"

// wrong is a body and what is said about it.
type wrong struct {
	name, path string
	body       any // string: sent as it is
	status     int
	code       string
	fields     []string
}

func many(n int) []string {
	all := make([]string, n)
	for k := range all {
		all[k] = "019cad8f-ac00-7f09-bccb-659fa689fad0"
	}
	return all
}

func report(change Map) Map {
	body := Map{"title": "Un titre", "description": "Des mots"}
	for k, v := range change {
		if v == nil {
			delete(body, k)
			continue
		}
		body[k] = v
	}
	return body
}

// wrongReports are refused from whoever sends them.
func wrongReports() []wrong {
	const bad, path = http.StatusUnprocessableEntity, "/api/incidents"
	long := strings.Repeat("é", 300)
	return []wrong{
		{"no title", path, report(Map{"title": nil}), bad, "required", []string{"title"}},
		{"no description", path, report(Map{"description": nil}), bad, "required", []string{"description"}},
		{"nothing", path, Map{}, bad, "required", []string{"title", "description"}},
		{"an empty title", path, report(Map{"title": " \t "}), bad, "required", []string{"title"}},
		{"a title of two letters", path, report(Map{"title": "ab"}), bad, "too_short", []string{"title"}},
		{"a title of a number", path, report(Map{"title": 4711}), bad, "wrong_type", []string{"title"}},
		{"a title of a list", path, report(Map{"title": []string{canary}}), bad, "wrong_type", []string{"title"}},
		{"a title of nothing", path, `{"title":null,"description":"` + canary + `"}`, bad, "wrong_type", []string{"title"}},
		{"a title too long", path, report(Map{"title": long + canary}), bad, "too_long", []string{"title"}},
		{"a description too long", path, report(Map{"description": strings.Repeat("é", 100_000) + canary}), bad, "too_long", []string{"description"}},
		{"symptoms too long", path, report(Map{"symptoms": strings.Repeat("é", 10_000) + canary}), bad, "too_long", []string{"symptoms"}},
		{"a contact too long", path, report(Map{"contact": long + long + canary}), bad, "too_long", []string{"contact"}},
		{"NUL in a title", path, report(Map{"title": canary + "\x00"}), bad, "control_characters", []string{"title"}},
		{"NUL in a description", path, report(Map{"description": canary + "\x00"}), bad, "control_characters", []string{"description"}},
		{"an escape in a description", path, report(Map{"description": canary + "\x1b[31m"}), bad, "control_characters", []string{"description"}},
		{"a header in a title", path, report(Map{"title": canary + "\r\nBcc: all@solane.example"}), bad, "control_characters", []string{"title"}},
		{"a header in a contact", path, report(Map{"contact": canary + "\r\nBcc: all@solane.example"}), bad, "control_characters", []string{"contact"}},
		{"an impact in words", path, report(Map{"impact": canary}), bad, "wrong_type", []string{"impact"}},
		{"an impact and a half", path, report(Map{"impact": 1.5}), bad, "wrong_type", []string{"impact"}},
		{"an impact of 1e30", path, report(Map{"impact": 1e30}), bad, "wrong_type", []string{"impact"}},
		{"an urgency of 12", path, report(Map{"urgency": 12}), bad, "unknown_value", []string{"urgency"}},
		{"yesterday", path, report(Map{"occurred_at": canary}), bad, "bad_time", []string{"occurred_at"}},
		{"a day that is not", path, report(Map{"occurred_at": "2026-02-30T00:00:00Z"}), bad, "bad_time", []string{"occurred_at"}},
		{"the year 99999", path, report(Map{"occurred_at": "99999-01-01T00:00:00Z"}), bad, "bad_time", []string{"occurred_at"}},
		{"antiquity", path, report(Map{"occurred_at": "0044-03-15T00:00:00Z"}), bad, "bad_time", []string{"occurred_at"}},
		{"tomorrow", path, report(Map{"occurred_at": "2036-01-01T00:00:00Z"}), bad, "in_future", []string{"occurred_at"}},
		{"a pigeon", path, report(Map{"channel": canary}), bad, "unknown_value", []string{"channel"}},
		{"a file by its path", path, report(Map{"attachment_ids": []string{"../../etc/" + canary}}), bad, "unknown_value", []string{"attachment_ids"}},
		{"files of no list", path, report(Map{"attachment_ids": canary}), bad, "wrong_type", []string{"attachment_ids"}},
		{"too many files", path, report(Map{"attachment_ids": many(21)}), bad, "attachment.too_many", []string{"attachment_ids"}},
		{"a field that is not", path, report(Map{canary: 1}), bad, "unknown_field", nil},
		{"broken JSON", path, `{"title":"` + canary, http.StatusBadRequest, "invalid_json", []string{"body"}},
		{"no JSON", path, canary, http.StatusBadRequest, "invalid_json", []string{"body"}},
		{"a list", path, `["` + canary + `"]`, bad, "wrong_type", []string{"body"}},
		{"nothing at all", path, "", http.StatusBadRequest, "invalid_json", []string{"body"}},
		{"more after it", path, `{"title":"Un titre","description":"x"}{"` + canary + `":1}`, http.StatusBadRequest, "invalid_json", []string{"body"}},
		{"a deep nest", path, `{"title":` + strings.Repeat("[", 200_000) + strings.Repeat("]", 200_000) + `}`, http.StatusBadRequest, "invalid_json", []string{"body"}},
		{"bytes that are no text", path, "{\"title\":\"" + canary + "\xff\xfe\",\"description\":\"x\"}", bad, "not_utf8", []string{"body"}},
		{"a password in no login", "/api/session", Map{"login": 1, "password": canary}, bad, "wrong_type", []string{"login"}},
		{"a number as password", "/api/session", `{"login":"` + canary + `","password":1}`, bad, "wrong_type", []string{"password"}},
	}
}

// What is wrong is named, in the language of whoever sent it, and never repeated.
func TestWhatIsWrongIsSaid(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		for _, w := range wrongReports() {
			said := map[string]string{}
			for _, who := range []string{"sophie", "emma"} {
				r := send(t, d.As(who), w)
				if r.Status != w.status {
					t.Errorf("%s: answered %d, not %d: %s", w.name, r.Status, w.status, r.Body)
					continue
				}
				if w.fields != nil {
					r.Refused(w.status, w.code, w.fields...)
				}
				p := r.Problem()
				if p.Code != w.code {
					t.Errorf("%s: refused by %q: %s", w.name, p.Code, r.Body)
				}
				said[who] = p.Detail
				if w.name != "a field that is not" {
					r.Silent(canary) // a field may be named
				}
			}
			if said["sophie"] == "" || said["sophie"] == said["emma"] {
				t.Errorf("%s: Sophie and Emma are both told %q", w.name, said["sophie"])
			}
		}
		if n := len(d.As("sophie").TriesToList("view=all")); n != 0 {
			t.Errorf("%d of them were recorded", n)
		}
		// Nobody in particular is told in the language of the browser.
		for language, word := range map[string]string{"en-GB,en;q=0.9": "Sign in", "fr": "Connectez-vous", "de": "Connectez-vous"} {
			p := d.Anybody().With("Accept-Language", language).Get("/api/me", nil).Refused(http.StatusUnauthorized, "unauthenticated")
			if !strings.Contains(p.Detail, word) {
				t.Errorf("in %s one is told %q", language, p.Detail)
			}
		}
	})
}

func send(t *testing.T, c *Client, w wrong) *Response {
	t.Helper()
	if text, raw := w.body.(string); raw {
		return c.Raw(http.MethodPost, w.path, "application/json", strings.NewReader(text))
	}
	return c.Post(w.path, w.body, nil)
}

// What an agent may say, wrongly.
func TestWhatAnAgentSaysWrongly(t *testing.T) {
	t.Parallel()
	const nobody = "019cad8f-ac00-7f09-bccb-659fa689fad0"
	Both(t, func(t *testing.T, d *Desk) {
		i := d.As("sophie").Reports("Un titre", "Des mots")
		at := "/api/incidents/" + i.ID
		const bad = http.StatusUnprocessableEntity
		for _, w := range []wrong{
			{"an unknown team", "/api/incidents", report(Map{"team_id": nobody}), bad, "unknown_value", []string{"team_id"}},
			{"a team of words", "/api/incidents", report(Map{"team_id": canary}), bad, "unknown_value", []string{"team_id"}},
			{"an unknown person", "/api/incidents", report(Map{"assignee_id": nobody}), bad, "ticket.not_in_team", []string{"assignee_id"}},
			{"for nobody", "/api/incidents", report(Map{"requester_id": nobody}), bad, "unknown_value", []string{"requester_id"}},
			{"for NUL", "/api/incidents", report(Map{"requester_id": "\x00"}), bad, "unknown_value", []string{"requester_id"}},
			{"to a team that is not", at + "/assignment", Map{"version": 1, "team_id": nobody}, bad, "unknown_value", []string{"team_id"}},
			{"to a person outside", at + "/assignment", Map{"version": 1, "person_id": d.ID("claire")}, bad, "ticket.not_in_team", []string{"person_id"}},
			{"to NUL", at + "/assignment", Map{"version": 1, "person_id": "\x00"}, bad, "ticket.not_in_team", []string{"person_id"}},
			{"no version", at + "/assignment", Map{"person_id": d.ID("karim")}, bad, "required", []string{"version"}},
			{"version nought", at + "/assignment", Map{"version": 0, "person_id": d.ID("karim")}, bad, "wrong_type", []string{"version"}},
			{"a version in words", at + "/state", Map{"version": canary, "to": "in_progress"}, bad, "wrong_type", []string{"version"}},
			{"no state", at + "/state", Map{"version": 1}, bad, "required", []string{"to"}},
			{"a reason too long", at + "/assignment", Map{"version": 1, "person_id": d.ID("karim"), "reason": strings.Repeat("é", 2001)}, bad, "too_long", []string{"reason"}},
			{"an empty answer", at + "/replies", Map{"text": "   "}, bad, "required", []string{"text"}},
			{"NUL in an answer", at + "/replies", Map{"text": "a\x00b"}, bad, "control_characters", []string{"text"}},
			{"an endless note", at + "/notes", Map{"text": strings.Repeat("x", 100_001)}, bad, "too_long", []string{"text"}},
			{"an answer that holds for no reason", at + "/replies", Map{"text": "x", "state": Map{"to": "on_hold"}}, bad, "ticket.hold_reason_required", []string{"state.hold_reason"}},
		} {
			said := map[string]string{}
			for _, who := range []string{"karim", "claire"} {
				r := send(t, d.As(who), w)
				if r.Status != w.status {
					t.Errorf("%s: answered %d, not %d: %s", w.name, r.Status, w.status, r.Body)
					continue
				}
				r.Refused(w.status, w.code, w.fields...)
				r.Silent(canary)
				said[who] = r.Problem().Detail
			}
			if said["karim"] == said["claire"] {
				t.Errorf("%s: Karim and Claire are both told %q", w.name, said["karim"])
			}
		}
		if now := d.As("karim").Reads(i); now.Version != i.Version {
			t.Errorf("what was refused changed it: %+v", last(d.As("karim").Timeline(i)))
		}
	})
}

// Addresses and questions of every bad kind are answered, never by a failure of
// ours.
func TestBadAddressesAndQuestions(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		i := d.As("sophie").Reports("Un titre", "Des mots")
		nasty := []string{
			"\x00", "a\x00b", "\xff\xfe", "' OR '1'='1", "'; DROP TABLE ticket; --", `" OR ""="`, "%", "_", "*", "NEAR(a b)", "a AND", "(", `"`, "a:b", "^", "{title}:x",
			"../../etc/passwd", `..\..\x`, "<script>alert(1)</script>", "\r\nSet-Cookie: a=b", strings.Repeat("x", 499), "\u202e", "😀", "-", "--", "+", "a*", "=porg", "=iall",
		}
		for _, who := range []string{"karim", "sophie", "hugo", "admin"} {
			c := d.As(who)
			for _, n := range nasty {
				q := url.QueryEscape(n)
				for _, path := range []string{
					"/api/search?q=" + q, "/api/incidents?q=" + q, "/api/incidents?view=" + q, "/api/incidents?state=" + q, "/api/incidents?team=" + q,
					"/api/incidents?assignee=" + q, "/api/incidents?requester=" + q, "/api/incidents?priority=" + q, "/api/incidents?sort=" + q,
					"/api/incidents?cursor=" + q, "/api/incidents?limit=" + q, "/api/people?q=" + q, "/api/incidents?" + q + "=1",
					"/api/incidents/" + i.ID + "/timeline?after=" + q,
				} {
					if r := c.Get(path, nil); r.Status >= 500 || r.Status == http.StatusNotFound && !strings.Contains(path, "/timeline") {
						t.Errorf("GET %s as %s: %d %s", path, who, r.Status, r.Body)
					}
				}
				p := url.PathEscape(n)
				for _, path := range []string{
					"/api/incidents/" + p, "/api/incidents/" + p + "/timeline", "/api/people/" + p, "/api/attachments/" + p, "/api/mailboxes/" + p, "/api/" + p,
				} {
					if r := c.Get(path, nil); r.Status >= 500 || r.Status == http.StatusOK {
						t.Errorf("GET %s as %s: %d %s", path, who, r.Status, r.Body)
					}
				}
				for _, path := range []string{"/api/incidents/" + p + "/replies", "/api/incidents/" + p + "/state", "/api/incidents/" + p + "/confirmation"} {
					if r := c.Post(path, Map{"text": "x", "version": 1, "to": "in_progress", "confirmed": true}, nil); r.Status >= 500 || r.Status < 400 {
						t.Errorf("POST %s as %s: %d %s", path, who, r.Status, r.Body)
					}
				}
				if r := c.Delete("/api/tokens/" + p); r.Status >= 500 {
					t.Errorf("DELETE a token %q as %s: %d %s", n, who, r.Status, r.Body)
				}
			}
		}
		karim := d.As("karim")
		for _, q := range []string{"view", "sort", "state", "priority"} {
			karim.Get("/api/incidents?"+q+"="+canary, nil).Refused(http.StatusUnprocessableEntity, "unknown_value", q)
		}
		karim.Get("/api/incidents?priority=6", nil).Refused(http.StatusUnprocessableEntity, "unknown_value", "priority")
		karim.Get("/api/incidents?"+canary+"=1", nil).Want(http.StatusUnprocessableEntity)
		for _, credential := range []string{"x", canary, "gui_" + canary, strings.Repeat("A", 43), "\xff"} {
			d.Anybody().With("Authorization", "Bearer "+credential).Get("/api/me", nil).Refused(http.StatusUnauthorized, "unauthenticated")
			d.Anybody().With("Cookie", "guichet_session="+credential).Get("/api/me", nil).Want(http.StatusUnauthorized)
		}
		for _, kind := range []string{"text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"} {
			r := d.As("sophie").Raw(http.MethodPost, "/api/incidents", kind, strings.NewReader("title=x"))
			if r.Status != http.StatusUnsupportedMediaType && r.Status != http.StatusUnprocessableEntity && r.Status != http.StatusBadRequest {
				t.Errorf("sent as %s: %d %s", kind, r.Status, r.Body)
			}
			r.Problem()
		}
		for _, method := range []string{http.MethodPut, http.MethodDelete, "PROPFIND"} {
			r := d.As("sophie").Do(method, "/api/incidents", nil, nil)
			r.Refused(http.StatusMethodNotAllowed, "method_not_allowed")
			if allow := r.Header.Get("Allow"); !strings.Contains(allow, "GET") || !strings.Contains(allow, "POST") {
				t.Errorf("%s: allowed is %q", method, allow)
			}
		}
		for _, path := range []string{"/api/", "/api/nothing", "/api/incidents/x/y/z"} {
			d.As("emma").Get(path, nil).Refused(http.StatusNotFound, "not_found")
		}
		// Another site's page may not act with the reader's cookie.
		foreign := d.As("sophie").With("Origin", "https://evil.example").With("Sec-Fetch-Site", "cross-site")
		foreign.Post("/api/incidents", report(nil), nil).Refused(http.StatusForbidden, "cross_origin")
	})
}

// What looks dangerous and is only text is kept as it was written, and shown as
// text.
func TestTextStaysText(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		d.Mailbox()
		for _, text := range []string{
			`<script>alert("x")</script>`, `<img src=x onerror=alert(1)>`, `'; DROP TABLE ticket; --`, `Robert"); DELETE FROM person;--`, `{{.Secret}} ${env} %s %n`,
			"Ligne\u2028suivante", "ﷺ ︎ 😀 e\u0301", `\u003cb\u003e`, "=cmd|' /C calc'!A0", "[a](javascript:alert(1))",
		} {
			i := d.As("sophie").Logs(Map{"title": text, "description": text})
			d.As("karim").Says(i, text)
			kept := strings.ReplaceAll(text, "e\u0301", "é")
			r := d.As("karim").Get("/api/incidents/"+i.ID+"/timeline", nil).Want(http.StatusOK)
			if kind := r.Header.Get("Content-Type"); !strings.HasPrefix(kind, "application/json") || r.Header.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("answered as %q", kind)
			}
			var l List[TimelineItem]
			r.Into(&l)
			if l.Items[0].Message.Text != kept || l.Items[1].Message.Text != kept || d.As("karim").Reads(i).Title != kept {
				t.Errorf("%q is kept as %q", text, l.Items[0].Message.Text)
			}
			letters := d.Letters(i)
			if len(letters) == 0 {
				t.Fatal("no letter was written")
			}
			for _, letter := range letters {
				html := strings.ToLower(letter.HTML)
				if strings.Contains(html, "<script") || strings.Contains(html, "onerror=a") && strings.Contains(html, "<img src=x") || strings.Contains(html, `href="javascript`) {
					t.Errorf("a letter carries %q", letter.HTML)
				}
				if strings.ContainsAny(letter.Subject, "\r\n") {
					t.Errorf("a letter's subject is %q", letter.Subject)
				}
			}
		}
		// Half a character of JSON's own notation is mended or refused, never kept.
		r := d.As("sophie").Raw(http.MethodPost, "/api/incidents", "application/json", bytes.NewReader([]byte(`{"title":"demi \ud83d caractère","description":"x"}`)))
		if r.Status == http.StatusCreated {
			var i Incident
			if err := json.Unmarshal(r.Body, &i); err != nil || !utf8.ValidString(i.Title) {
				t.Errorf("kept as %q: %v", i.Title, err)
			}
		} else {
			r.Want(http.StatusUnprocessableEntity)
		}
	})
}
