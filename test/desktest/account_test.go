package desktest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	. "guichet/test/desktest"
)

type screen struct {
	ID, Device, Way string
	SeenAt          time.Time `json:"seen_at"`
	Current         bool
}

func screens(c *Client) []screen {
	var l List[screen]
	c.Get("/api/sessions", &l).Want(http.StatusOK)
	return l.Items
}

// cookie is the session that an answer sets; empty when it takes one away.
func cookie(t *testing.T, r *Response) string {
	t.Helper()
	answer := http.Response{Header: r.Header}
	for _, c := range answer.Cookies() {
		if c.Name == "guichet_session" {
			if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" {
				t.Errorf("a session is kept in %q", c.Raw)
			}
			return c.Value
		}
	}
	t.Fatalf("no session in the cookies %q", r.Header["Set-Cookie"])
	return ""
}

// enters signs somebody in by their password, at a screen of their own.
func enters(t *testing.T, c *Client, login, password, device string) *Client {
	t.Helper()
	r := c.With("User-Agent", device).Post("/api/session", Map{"login": login, "password": password}, nil).Want(http.StatusOK)
	return c.With("Cookie", "guichet_session="+cookie(t, r))
}

// Everybody sees where they are signed in and can end it, there or everywhere.
func TestScreensAreListedAndRevoked(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		here := enters(t, d.Anybody(), "sophie", Password, "Firefox at the office")
		d.Clock.Forward(time.Minute)
		there := enters(t, d.Anybody(), "sophie", Password, "Safari on a phone")
		all := screens(here)
		if len(all) != 2 || all[0].Device != "Safari on a phone" || all[0].Current || !all[1].Current || all[1].Way != "password" {
			t.Fatalf("Sophie is signed in at %+v", all)
		}
		// Somebody else's are not theirs to see nor to end.
		karim := d.As("karim")
		for _, s := range screens(karim) {
			if s.ID == all[0].ID {
				t.Error("Karim sees a screen of Sophie's")
			}
		}
		karim.Delete("/api/sessions/"+all[0].ID).Refused(http.StatusNotFound, "not_found")
		there.Get("/api/me", nil).Want(http.StatusOK)

		here.Delete("/api/sessions/" + all[0].ID).Want(http.StatusNoContent)
		there.Get("/api/me", nil).Refused(http.StatusUnauthorized, "unauthenticated")
		here.Delete("/api/sessions/"+all[0].ID).Refused(http.StatusNotFound, "not_found")

		again := enters(t, d.Anybody(), "sophie", Password, "Edge")
		if r := here.Delete("/api/sessions").Want(http.StatusNoContent); cookie(t, r) != "" {
			t.Error("the cookie stays after signing out everywhere")
		}
		here.Get("/api/me", nil).Refused(http.StatusUnauthorized, "unauthenticated")
		again.Get("/api/me", nil).Refused(http.StatusUnauthorized, "unauthenticated")
		karim.Get("/api/me", nil).Want(http.StatusOK)
	})
}

// A revoked screen hears nothing more, not even of what it was watching.
func TestARevokedSessionEndsItsStream(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		thief, karim := d.Again("karim"), d.Again("karim")
		over := thief.Watching("queue")
		for _, s := range screens(thief) {
			if s.Current {
				karim.Delete("/api/sessions/" + s.ID).Want(http.StatusNoContent)
			}
		}
		if after := over(); strings.Contains(after, "data:") {
			t.Errorf("after its end the stream said %q", after)
		}
	})
}

// A session that somebody else knows is not the one that a sign-in opens.
func TestASessionIsNotFixed(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		invented := strings.Repeat("A", 43)
		victim := enters(t, d.Anybody().With("Cookie", "guichet_session="+invented), "sophie", Password, "Firefox")
		victim.Get("/api/me", nil).Want(http.StatusOK)
		d.Anybody().With("Cookie", "guichet_session="+invented).Get("/api/me", nil).Refused(http.StatusUnauthorized, "unauthenticated")

		// Nor does the one of whoever sat there before go on.
		before := d.Again("julien")
		now := enters(t, before, "sophie", Password, "Firefox")
		var me struct{ Name string }
		now.Get("/api/me", &me).Want(http.StatusOK)
		if me.Name != "Sophie Lacroix" {
			t.Errorf("signed in as %s", me.Name)
		}
		before.Get("/api/me", nil).Refused(http.StatusUnauthorized, "unauthenticated")
	})
}

// A new password needs the old one, ends every other screen and begins this one
// anew; trying the old one here is slowed down as at the door.
func TestChangingOnesPassword(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		const next = "une toute autre phrase"
		here := enters(t, d.Anybody(), "sophie", Password, "Firefox")
		other := enters(t, d.Anybody(), "sophie", Password, "Safari")
		ask := func(current, password string) *Response {
			return here.Post("/api/me/password", Map{"current": current, "password": password}, nil)
		}
		ask(Password, "court").Refused(http.StatusUnprocessableEntity, "too_short", "password")
		ask(Password, "motdepasse123").Refused(http.StatusUnprocessableEntity, "password.common", "password")
		ask("faux", next).Refused(http.StatusUnprocessableEntity, "password.wrong", "current")
		d.Anybody().Post("/api/session", Map{"login": "sophie", "password": next}, nil).Refused(http.StatusUnauthorized, "sign_in_failed")

		r := ask(Password, next).Want(http.StatusOK).Silent(next, Password)
		renewed := d.Anybody().With("Cookie", "guichet_session="+cookie(t, r))
		renewed.Get("/api/me", nil).Want(http.StatusOK)
		here.Get("/api/me", nil).Refused(http.StatusUnauthorized, "unauthenticated")
		other.Get("/api/me", nil).Refused(http.StatusUnauthorized, "unauthenticated")
		d.Anybody().Post("/api/session", Map{"login": "sophie", "password": Password}, nil).Refused(http.StatusUnauthorized, "sign_in_failed")
		enters(t, d.Anybody(), "sophie", next, "Firefox")

		// A program may not, and who found an open screen cannot try for ever.
		var made struct{ Token string }
		karim := d.As("karim")
		karim.Post("/api/tokens", Map{"name": "programme"}, &made).Want(http.StatusCreated)
		d.Anybody().With("Authorization", "Bearer "+made.Token).
			Post("/api/me/password", Map{"current": Password, "password": next}, nil).Refused(http.StatusForbidden, "forbidden")
		for range 5 {
			karim.Post("/api/me/password", Map{"current": "faux", "password": next}, nil).Refused(http.StatusUnprocessableEntity, "password.wrong", "current")
		}
		karim.Post("/api/me/password", Map{"current": Password, "password": next}, nil).Refused(http.StatusTooManyRequests, "too_many")
	})
}

// What one may not hear is refused by its name, and the rest is heard; rights that
// are taken while the stream is open are gone at the next hint.
func TestAStreamTellsWhatIsAllowedNow(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		hers := d.As("nora").Reports("Chez Nora", "…")
		mine := d.As("sophie").Reports("Chez Sophie", "…")
		sophie := d.Again("sophie")
		over := sophie.Watching("queue", "incident:"+hers.ID, "incident:"+mine.Reference, "incident:"+mine.ID)
		d.As("karim").Logs(Map{"title": "Pour la file", "requester_id": d.ID("julien")})
		d.As("karim").Resolves(mine, "Fait.")
		for _, s := range screens(sophie) {
			if s.Current {
				d.As("sophie").Delete("/api/sessions/" + s.ID).Want(http.StatusNoContent)
			}
		}
		said := over()
		for _, wanted := range []string{"event: refused", `"queue"`, `"incident:` + hers.ID + `"`, `"incident:` + mine.Reference + `"`} {
			if !strings.Contains(said, wanted) {
				t.Errorf("%q is not said in %q", wanted, said)
			}
		}
		if strings.Contains(said, `{"kind":"queue"`) || strings.Contains(said, `"id":"`+hers.ID) {
			t.Errorf("Sophie hears what is not hers: %q", said)
		}

		// Karim hears the queue as long as he is an agent.
		karim := d.Again("karim")
		over = karim.Watching("queue")
		admin := d.As("admin")
		admin.Delete(people + "/" + d.ID("karim") + "/roles?role=agent").Want(http.StatusOK)
		d.As("sophie").Reports("Après", "…")
		for _, s := range screens(karim) {
			if s.Current {
				d.As("karim").Delete("/api/sessions/" + s.ID).Want(http.StatusNoContent)
			}
		}
		if said := over(); strings.Contains(said, `"queue"`) {
			t.Errorf("Karim still hears the queue: %q", said)
		}
	})
}

// Pages ask who is there as they open: that it is nobody is no failure.
func TestNobodyAtAScreen(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		var present struct{ Me *struct{ Name string } }
		d.Anybody().Get("/api/session", &present).Want(http.StatusOK)
		if present.Me != nil {
			t.Errorf("somebody is there: %+v", present.Me)
		}
		if d.As("sophie").Get("/api/session", &present).Want(http.StatusOK); present.Me == nil || present.Me.Name != "Sophie Lacroix" {
			t.Errorf("there is %+v", present.Me)
		}
		stale := d.Anybody().With("Cookie", "guichet_session="+strings.Repeat("A", 43))
		present.Me = nil
		if stale.Get("/api/session", &present).Want(http.StatusOK); present.Me != nil {
			t.Errorf("an invented session is %+v", present.Me)
		}
	})
}

// What a browser is told of the session's cookie: no script reads it, and no other
// site has it sent with what it asks for. What the API answers is nobody's to keep.
func TestTheCookieOfASession(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		r := d.Anybody().Post("/api/session", Map{"login": "sophie", "password": Password}, nil).Want(http.StatusOK)
		cookies := (&http.Response{Header: r.Header}).Cookies()
		if len(cookies) != 1 {
			t.Fatalf("%d cookies are set", len(cookies))
		}
		c := cookies[0]
		if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || len(c.Value) < 40 {
			t.Errorf("the cookie is %+v", c)
		}
		if strings.Contains(string(r.Body), c.Value) {
			t.Error("the secret of the session stands in the answer, where a script reads it")
		}
		for _, path := range []string{"/api/me", "/api/incidents", "/api/nothing"} {
			r := d.As("sophie").Get(path, nil)
			if r.Header.Get("Cache-Control") != "no-store" || r.Header.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%s: %v", path, r.Header)
			}
		}
	})
}
