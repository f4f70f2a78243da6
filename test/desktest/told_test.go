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

// Karim logs an incident for Sophie, which Julien follows: both are named on it,
// and who hears of what happens to it is the desk's rule, by mail and on the page,
// whatever the rule was when it was logged. The rule keeps its history.
func TestWhoIsToldFollowsARule(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "SD-09")
	Both(t, func(t *testing.T, d *Desk) {
		d.Mailbox()
		karim, claire, sophie, julien := d.As("karim"), d.As("claire"), d.As("sophie"), d.As("julien")
		i := karim.Logs(Map{"title": "Paie arrondie", "requester_id": d.ID("sophie"), "channel": "phone"})
		seen := sophie.Reads(i)
		if seen.Requester.Name != "Sophie Lacroix" || seen.LoggedBy == nil || seen.LoggedBy.Name != "Karim Benali" {
			t.Errorf("it names %+v and %+v", seen.Requester, seen.LoggedBy)
		}
		karim.Post("/api/tickets/"+i.ID+"/watchers", Map{"person_id": d.ID("julien"), "told": true}, nil).Want(http.StatusOK)
		// Julien chose nothing; Karim wants what he logged for others by mail too.
		karim.Patch("/api/me/preferences", Map{"name": "notices", "value": Map{"reported": Map{"page": true, "mail": true}}}, nil).Want(http.StatusOK)
		if got := noticesOf(d, julien); len(got) != 1 || got[0].Act != "watched/1" {
			t.Errorf("that he follows it Julien hears as %+v", got)
		}

		// said is who heard of one more answer, by mail and on the page.
		said := func(words string) string {
			t.Helper()
			before := map[string]int{}
			for _, name := range []string{"sophie", "julien", "karim"} {
				before[name] = len(d.LettersTo(name + "@solane.example"))
			}
			d.Clock.Forward(time.Minute)
			claire.Says(i, words)
			entry := last(claire.Timeline(i)).ID
			var heard []string
			for name, c := range map[string]*Client{"sophie": sophie, "julien": julien, "karim": karim} {
				if n := len(d.LettersTo(name+"@solane.example")) - before[name]; n == 1 {
					heard = append(heard, name+" by mail")
				} else if n != 0 {
					t.Errorf("%s is written to %d times of %s", name, n, words)
				}
				for _, n := range noticesOf(d, c) {
					if n.Entry == entry {
						heard = append(heard, name+" as "+n.Reason)
					}
				}
			}
			slices.Sort(heard)
			return strings.Join(heard, ", ")
		}
		for rule, want := range map[string]string{
			"":          "julien as watched, julien by mail, sophie as told, sophie by mail",
			"requester": "sophie as told, sophie by mail",
			"reporter":  "karim as reported, karim by mail, sophie as told, sophie by mail",
			"followers": "julien as watched, julien by mail, sophie as told, sophie by mail",
			"all":       "julien as watched, julien by mail, karim as reported, karim by mail, sophie as told, sophie by mail",
		} {
			if rule != "" {
				sets(t, d, "records.told", rule).Want(http.StatusOK)
			} else {
				sets(t, d, "records.told", "followers").Want(http.StatusOK)
			}
			if got := said("Réponse sous la règle « " + rule + " »."); got != want {
				t.Errorf("under %q hear of it: %s; not %s", rule, got, want)
			}
		}
		sets(t, d, "records.told", "everybody").Refused(http.StatusUnprocessableEntity, "unknown_value", "value")
		karim.Patch(settingsAt+"/records.told", Map{"version": 1, "value": "all"}, nil).Refused(http.StatusForbidden, "forbidden")

		// Who is added while the rule leaves followers out hears that they follow it.
		sets(t, d, "records.told", "requester").Want(http.StatusOK)
		karim.Post("/api/tickets/"+i.ID+"/watchers", Map{"person_id": d.ID("emma"), "told": true}, nil).Want(http.StatusOK)
		if letters := d.LettersTo("emma@solane.example"); len(letters) != 1 || letters[0].Kind != "watched" {
			t.Errorf("Emma hears %+v", letters)
		}

		// The rule is said in words, and its history is kept.
		s := settingOf(t, d.As("admin"), "records.told")
		if s.Value != "requester" || s.Label != "Qui est prévenu" {
			t.Errorf("the rule is %+v", s)
		}
		var h List[struct{ Code string }]
		d.As("admin").Get("/api/administration/history?kind=setting&id=records.told", &h).Want(http.StatusOK)
		if len(h.Items) < 5 {
			t.Errorf("its history has %d entries", len(h.Items))
		}
	})
}
