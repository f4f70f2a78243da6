package desktest_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"guichet/internal/criteria"
	. "guichet/test/desktest"
)

type noticed struct {
	ID, Reason, Act, Entry string
	Read                   bool
	Actor                  *Ref
	Record                 struct{ Reference, Title string }
}

func noticesOf(d *Desk, c *Client) []noticed {
	d.Settle()
	var l List[noticed]
	c.Get("/api/notices", &l).Want(http.StatusOK)
	return l.Items
}

func unreadOf(c *Client) int64 {
	var n struct{ Unread int64 }
	c.Get("/api/notices/counts", &n).Want(http.StatusOK)
	return n.Unread
}

// What concerns somebody is told in their own screen: once, to nobody else, not
// what they did themselves, and by mail where they chose so.
func TestPeopleAreToldOnTheirScreen(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		sophie, karim, claire, hugo := d.As("sophie"), d.As("karim"), d.As("claire"), d.As("hugo")
		d.Mailbox()
		i := sophie.Logs(Map{"title": "Wi-Fi coupé"})
		karim.Assigns(i, Map{"team_id": d.Team(Network)})
		d.Settle()
		d.Clock.Forward(time.Second)
		karim.Assigns(i, Map{"team_id": d.Team(Network), "person_id": d.ID("claire")})
		got := noticesOf(d, claire)
		if len(got) != 2 || got[0].Reason != "assigned" || got[1].Reason != "passed" || got[0].Actor.Name != "Karim Benali" || got[0].Record.Reference != i.Reference {
			t.Errorf("Claire is told %+v", got)
		}
		if told := noticesOf(d, karim); len(told) != 0 {
			t.Errorf("Karim is told of what he did: %+v", told)
		}
		d.Clock.Forward(time.Second)
		sophie.Says(i, "Toujours rien.")
		said := claire.Timeline(i)
		if got = noticesOf(d, claire); got[0].Reason != "answered" || got[0].Entry != said[len(said)-1].ID || unreadOf(claire) != 3 {
			t.Errorf("her requester wrote: %+v, %d unread", got, unreadOf(claire))
		}
		// Hugo of another organisation is named too: he is told nothing.
		claire.Notes(i, "@Karim Benali regarde le commutateur, et demande à @Hugo Martel.")
		if got = noticesOf(d, karim); len(got) != 1 || got[0].Reason != "mentioned" {
			t.Errorf("Karim is told %+v", got)
		}
		if told := noticesOf(d, hugo); len(told) != 0 || unreadOf(hugo) != 0 {
			t.Errorf("Hugo is told %+v", told)
		}
		// Read: one, all about a record, all.
		claire.Post("/api/notices/read", Map{"ids": []string{noticesOf(d, claire)[0].ID}}, nil).Want(http.StatusOK)
		karim.Post("/api/notices/read", Map{"ids": []string{noticesOf(d, claire)[1].ID}}, nil).Want(http.StatusOK)
		if unreadOf(claire) != 2 {
			t.Errorf("%d are left to Claire: another marks hers as read, or she none", unreadOf(claire))
		}
		claire.Post("/api/notices/read", Map{"record_id": i.ID}, nil).Want(http.StatusOK)
		if unreadOf(claire) != 0 {
			t.Error("those about the record stay unread")
		}
		d.Clock.Forward(time.Second)
		// By mail as well, or not at all.
		claire.Patch("/api/me/preferences", Map{"name": "notices", "value": Map{"answered": Map{"page": true, "mail": true}, "assigned": Map{"page": false, "mail": false}}}, nil).Want(http.StatusOK)
		before := len(d.LettersTo("claire@solane.example"))
		sophie.Says(i, "Le mot secret est bergamote.")
		letters := d.LettersTo("claire@solane.example")
		if len(letters) != before+1 || !strings.Contains(letters[before].Text, i.Reference) || strings.Contains(letters[before].Text, "bergamote") {
			t.Errorf("she is written %+v", letters)
		}
		j := sophie.Logs(Map{"title": "Autre chose"})
		karim.Assigns(j, Map{"team_id": d.Team(Network), "person_id": d.ID("claire")})
		if got = noticesOf(d, claire); slices.ContainsFunc(got, func(n noticed) bool { return n.Record.Reference == j.Reference }) {
			t.Error("she is told what she chose not to be told")
		}
		// Sophie hears of the answer, and finds nothing of the notes.
		d.Clock.Forward(time.Second)
		claire.Says(i, "C’est réparé.")
		told := noticesOf(d, sophie)
		if len(told) == 0 || told[0].Reason != "told" || slices.ContainsFunc(told, func(n noticed) bool { return n.Act == "noted/1" }) {
			t.Errorf("Sophie is told %+v", told)
		}
		sophie.Get("/api/notices", nil).Want(http.StatusOK).Silent("commutateur", "lutécium")
		d.As("nora").Get("/api/notices", nil).Want(http.StatusOK).Silent("Wi-Fi", i.Reference)
		d.Anybody().Get("/api/notices", nil).Want(http.StatusUnauthorized)
		karim.Get("/api/notices?cursor=xyz", nil).Refused(http.StatusUnprocessableEntity, "cursor.unreadable", "cursor")
	})
}

// Whoever asked follows one record to its end: told by letter at its registration,
// when somebody is at it, when they are needed, when it is done and when it is closed,
// and told in the portal of all but the first, which their receipt says.
func TestAUserIsToldAtEveryStep(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "SD-22")
	Both(t, func(t *testing.T, d *Desk) {
		d.Mailbox()
		karim := d.As("karim")
		resolution := Map{"resolution": Map{"text": "Changé.", "code": "replaced", "kind": "fix"}}
		for _, x := range []struct {
			who, path, working, done string
			how                      Map
		}{
			{"sophie", "/api/incidents", "in_progress", "resolved", resolution},
			{"julien", "/api/requests", "in_fulfilment", "fulfilled", Map{"result": "Remis."}},
		} {
			who := d.As(x.who)
			m := who.Raises(x.path, Map{"title": "Clavier à changer"})
			step := func(to string, with Map) {
				t.Helper()
				d.Settle()
				d.Clock.Forward(time.Minute)
				karim.Takes(m, to, with).Want(http.StatusOK)
			}
			step(x.working, nil)
			step("on_hold", Map{"hold_reason": "user"})
			d.Settle()
			d.Clock.Forward(time.Minute)
			who.Post(m.At()+"/replies", Map{"text": "Voici le modèle."}, nil).Want(http.StatusCreated)
			step(x.done, x.how)
			d.Settle()
			d.Clock.Forward(time.Minute)
			who.Post(m.At()+"/confirmation", Map{"confirmed": true}, nil).Want(http.StatusOK)
			var kinds []string
			for _, l := range d.LettersTo(x.who + "@solane.example") {
				if strings.Contains(l.Subject, m.Reference) {
					kinds = append(kinds, l.Kind)
				}
			}
			if !same(kinds, []string{"created", "taken", "waiting", "resolved", "closed"}) {
				t.Errorf("%s was written to of %q", x.who, kinds)
			}
			var acts []string
			for _, n := range noticesOf(d, who) {
				if n.Record.Reference == m.Reference {
					acts = append(acts, n.Act)
				}
			}
			if len(acts) != 3 {
				t.Errorf("in the portal %s is told %q", x.who, acts)
			}
		}
	})
}
