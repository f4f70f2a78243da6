package desktest_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"guichet/internal/criteria"
	"guichet/internal/db"
	"guichet/internal/refusal"
	. "guichet/test/desktest"
)

// refusedAct is one line of what was refused.
type refusedAct struct {
	Status     int
	Code       string
	Label      string
	Permission string
	Right      string
	Method     string
	Path       string
	Person     *Ref
	Program    bool
	Address    string
	RequestID  string `json:"request_id"`
	Times      int64
}

func refusals(d *Desk, query string) []refusedAct {
	var l List[refusedAct]
	d.As("admin").Get("/api/administration/refusals?limit=200"+query, &l).Want(http.StatusOK)
	return l.Items
}

// Whatever is refused is written down: who, what, from where, under which
// request, and nothing of what they typed.
func TestRefusalsAreWrittenDown(t *testing.T) {
	t.Parallel()
	criteria.ProvesPart(t, "G-02", "the problem manager, who comes with problems")
	Both(t, func(t *testing.T, d *Desk) {
		sophie, julien, karim := d.As("sophie"), d.As("julien"), d.As("karim")
		i := sophie.Reports("VPN coupé", "…")
		const secret = "hunter2-tungstène"
		for _, c := range []struct {
			name  string
			asked func() *Response
			want  refusedAct
		}{
			{
				"a right that is missing", func() *Response { return sophie.Post("/api/incidents/"+i.ID+"/notes", Map{"text": secret}, nil) },
				refusedAct{Status: 403, Code: "forbidden", Permission: "incident.note", Method: "POST", Path: "/api/incidents/" + i.ID + "/notes", Person: &Ref{ID: d.ID("sophie")}},
			},
			{
				"a record out of reach", func() *Response { return julien.Get("/api/incidents/"+i.Reference, nil) },
				refusedAct{Status: 404, Code: "out_of_reach", Method: "GET", Path: "/api/incidents/" + i.Reference, Person: &Ref{ID: d.ID("julien")}},
			},
			{
				"a record that is not there", func() *Response { return karim.Get("/api/incidents/INC-999999?x="+"", nil) },
				refusedAct{},
			},
			{
				"the same without a question", func() *Response { return karim.Get("/api/incidents/INC-999999", nil) },
				refusedAct{Status: 404, Code: "not_found", Method: "GET", Path: "/api/incidents/INC-999999", Person: &Ref{ID: d.ID("karim")}},
			},
			{
				"administration", func() *Response { return karim.Get("/api/administration/refusals?q="+secret, nil) },
				refusedAct{Status: 403, Code: "forbidden", Permission: "refusal.read", Method: "GET", Path: "/api/administration/refusals", Person: &Ref{ID: d.ID("karim")}},
			},
			{
				"a token that is none", func() *Response {
					return d.Anybody().With("Authorization", "Bearer gui_"+secret).Get("/api/incidents", nil)
				},
				refusedAct{Status: 401, Code: "unauthenticated", Method: "GET", Path: "/api/incidents"},
			},
			{
				"a wrong password", func() *Response {
					return d.Anybody().Post("/api/session", Map{"login": "sophie", "password": secret}, nil)
				},
				refusedAct{Status: 401, Code: "sign_in_failed", Method: "POST", Path: "/api/session", Person: &Ref{ID: d.ID("sophie")}},
			},
			{
				"a login nobody has", func() *Response {
					return d.Anybody().Post("/api/session", Map{"login": secret, "password": secret}, nil)
				},
				refusedAct{Status: 401, Code: "sign_in_failed", Method: "POST", Path: "/api/session"},
			},
			{
				"another site", func() *Response {
					return sophie.With("Origin", "https://evil.example").With("Sec-Fetch-Site", "cross-site").Post("/api/incidents", Map{"title": secret, "description": "x"}, nil)
				},
				refusedAct{Status: 403, Code: "cross_origin", Method: "POST", Path: "/api/incidents"},
			},
		} {
			before := len(refusals(d, ""))
			d.Forward(time.Second) // each at its own moment
			r := c.asked()
			all := refusals(d, "")
			if c.want.Status == 0 {
				if len(all) != before {
					t.Errorf("%s: %+v", c.name, all[0])
				}
				continue
			}
			if len(all) != before+1 {
				t.Errorf("%s: %d were written down", c.name, len(all)-before)
				continue
			}
			got, id := all[0], r.Header.Get("X-Request-Id")
			who := func(a refusedAct) string {
				if a.Person == nil {
					return ""
				}
				return a.Person.ID
			}
			if got.Status != c.want.Status || got.Code != c.want.Code || got.Permission != c.want.Permission || got.Method != c.want.Method ||
				got.Path != c.want.Path || who(got) != who(c.want) || got.Address == "" || got.RequestID != id || got.Times != 1 ||
				got.Label == "" || got.Label == "Autre" || (got.Permission != "") != (got.Right != "") {
				t.Errorf("%s is written down as %+v, request %s", c.name, got, id)
			}
			if r.Status != c.want.Status {
				t.Errorf("%s is answered %d", c.name, r.Status)
			}
		}
		d.Forward(time.Second)
		// A program is told from a screen.
		var token struct{ ID, Token string }
		sophie.Post("/api/tokens", Map{"name": "programme"}, &token).Want(http.StatusCreated)
		d.Anybody().With("Authorization", "Bearer "+token.Token).Get("/api/administration/people", nil).Want(http.StatusForbidden)
		if got := refusals(d, "&status=403&person="+d.ID("sophie")); len(got) != 2 || !got[0].Program || got[1].Program {
			t.Errorf("of Sophie: %+v", got)
		}
		// That nobody is there yet, or no longer, is every morning's.
		before := len(refusals(d, ""))
		d.Anybody().Get("/api/me", nil).Want(http.StatusUnauthorized)
		d.Anybody().Get("/api/session", nil).Want(http.StatusOK)
		if after := len(refusals(d, "")); after != before {
			t.Errorf("%d more were written down", after-before)
		}
		// They are found by status, by address, by the request's id, page by page.
		all := refusals(d, "")
		if got := refusals(d, "&status=404"); len(got) != 2 {
			t.Errorf("by status: %+v", got)
		}
		if got := refusals(d, "&q="+all[1].RequestID); len(got) != 1 || got[0] != all[1] && got[0].RequestID != all[1].RequestID {
			t.Errorf("by the request: %+v", got)
		}
		if got := refusals(d, "&q="+all[0].Address); len(got) != len(all) {
			t.Errorf("by the address: %d of %d", len(got), len(all))
		}
		var paged int
		for cursor, more := "", true; more; {
			var page List[refusedAct]
			d.As("admin").Get("/api/administration/refusals?limit=3&cursor="+cursor, &page).Want(http.StatusOK)
			paged, cursor = paged+len(page.Items), page.Next
			more = cursor != ""
		}
		if paged != len(all) {
			t.Errorf("page by page there are %d of %d", paged, len(all))
		}
		if text, err := json.Marshal(all); err != nil || strings.Contains(string(text), "hunter2") || strings.Contains(string(text), token.Token) {
			t.Errorf("what was typed is written down: %s", text)
		}
	})
}

// A program that calls too often waits, and is told how long; people at their
// screens do not.
func TestATokenMayNotCallWithoutEnd(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		sophie := d.As("sophie")
		var token struct{ ID, Token string }
		sophie.Post("/api/tokens", Map{"name": "programme"}, &token).Want(http.StatusCreated)
		var s struct{ Version int64 }
		d.As("admin").Patch("/api/administration/settings/limit.token_calls", Map{"version": s.Version, "value": 20}, nil).Want(http.StatusOK)
		program := d.Anybody().With("Authorization", "Bearer "+token.Token)
		called := 0
		r := program.Get("/api/incidents", nil)
		for ; r.Status == http.StatusOK && called < 1000; called++ {
			r = program.Get("/api/incidents", nil)
		}
		if called < 20 {
			t.Errorf("%d calls were answered", called)
		}
		r.Refused(http.StatusTooManyRequests, "too_many")
		if after := r.Header.Get("Retry-After"); after == "" || after == "0" {
			t.Errorf("they are told to wait %q", after)
		}
		if r.Problem().Detail == "" {
			t.Error("no sentence says so")
		}
		sophie.Get("/api/incidents", nil).Want(http.StatusOK)
		if got := refusals(d, "&status=429"); len(got) != 1 || got[0].Person == nil || got[0].Person.ID != d.ID("sophie") || !got[0].Program {
			t.Errorf("it is written down as %+v", got)
		}
		d.As("admin").Patch("/api/administration/settings/limit.token_calls", Map{"version": 1, "value": 0}, nil).Want(http.StatusOK)
		for range 30 {
			program.Get("/api/incidents", nil).Want(http.StatusOK)
		}
	})
}

// A flood is counted, and does not fill the records; the old are swept.
func TestAFloodOfRefusalsIsCounted(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		julien := d.As("julien")
		for range 200 {
			julien.Get("/api/administration/people", nil).Want(http.StatusForbidden)
		}
		if n := len(refusals(d, "&status=403")); n < 60 || n > 150 {
			t.Errorf("200 refusals in a row are %d lines", n)
		}
		d.Forward(89 * 24 * time.Hour)
		sweep := func() {
			if err := d.DB.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error { return refusal.Sweep(ctx, tx) }); err != nil {
				t.Fatal(err)
			}
		}
		sweep()
		if len(refusals(d, "")) == 0 {
			t.Error("they are swept too early")
		}
		d.Forward(2 * 24 * time.Hour)
		sweep()
		if n := len(refusals(d, "")); n != 0 {
			t.Errorf("after ninety days %d are left", n)
		}
	})
}
