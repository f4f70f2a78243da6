package desktest_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"guichet/internal/outbox"
	. "guichet/test/desktest"
)

// lettersAfter are the letters about a matter since the ones that were read before.
func lettersAfter(t *testing.T, d *Desk, m Matter, before int) []outbox.Letter {
	t.Helper()
	d.Settle()
	// The next one is written later than this one.
	d.Clock.Forward(time.Second)
	return letters(t, d, m.ConversationID)[before:]
}

// plain is a text with the spaces that people type.
func plain(text string) string {
	return strings.NewReplacer("\u202f", " ", "\u00a0", " ").Replace(text)
}

// letterSays checks one letter: the number in the subject, who it greets, then what
// happened, then what comes next, in this order and in plain words.
func letterSays(t *testing.T, m Matter, all []outbox.Letter, lines ...string) {
	t.Helper()
	if len(all) != 1 {
		t.Fatalf("%s: %d letters, not one: %+v", m.Reference, len(all), all)
	}
	l := all[0]
	if !strings.HasPrefix(l.Subject, "["+m.Reference+"] ") || !strings.Contains(l.HTML, "<p>") || !strings.Contains(l.Text, "/records/"+m.Reference) {
		t.Errorf("the letter %q: %s", l.Subject, l.HTML)
	}
	got := strings.Split(strings.TrimSpace(l.Text), "\n\n")
	for i, want := range lines {
		if i >= len(got) || !strings.Contains(plain(got[i]), want) {
			t.Errorf("%s, line %d of the letter does not say %q:\n%s", m.Reference, i+1, want, l.Text)
		}
	}
}

// What is told about a request, to who reads French and to who reads English:
// that it is there, that somebody is at it, what was given, or why not.
func TestTheLettersAboutARequest(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		d.Mailbox()
		karim := d.As("karim")
		for _, c := range []struct{ who, hello, created, next, taken, waiting, given, refused, talk string }{
			{
				"sophie", "Bonjour Sophie Lacroix,", "Nous avons bien reçu votre demande : elle porte le numéro ", "L’équipe ",
				"Karim Benali s’occupe de votre demande ", "Nous avons besoin de vous", "est exécutée :", "est refusée :", "Pour en parler, répondez à ce courriel.",
			},
			{
				"emma", "Hello Emma Clarke,", "We have received your request: its number is ", "The ",
				"Karim Benali is seeing to your request ", "We need you", "is fulfilled:", "is refused:", "To talk about it, answer this e-mail.",
			},
		} {
			who := d.As(c.who)
			m := who.Raises("/api/requests", Map{"title": "Un badge", "type": "access"})
			all := lettersAfter(t, d, m, 0)
			letterSays(t, m, all, c.hello, c.created+m.Reference, c.next)
			karim.Takes(m, "in_fulfilment", nil).Want(http.StatusOK)
			letterSays(t, m, lettersAfter(t, d, m, 1), c.hello, c.taken+m.Reference)
			karim.Takes(m, "on_hold", Map{"hold_reason": "user"}).Want(http.StatusOK)
			letterSays(t, m, lettersAfter(t, d, m, 2), c.hello, c.waiting)
			karim.Takes(m, "fulfilled", Map{"result": "Badge 2231."}).Want(http.StatusOK)
			letterSays(t, m, lettersAfter(t, d, m, 3), c.hello, c.given, "Badge 2231.")
			// Her own yes needs no letter but the one that says it is closed.
			who.Post(m.At()+"/confirmation", Map{"confirmed": true}, nil).Want(http.StatusOK)
			if n := len(lettersAfter(t, d, m, 4)); n > 1 {
				t.Errorf("%d letters about the end", n)
			}
			no := who.Raises("/api/requests", Map{"title": "Deux écrans de plus", "type": "resource"})
			lettersAfter(t, d, no, 0)
			karim.Takes(no, "refused", Map{"reason": "Le poste n’en pilote que deux."}).Want(http.StatusOK)
			letterSays(t, no, lettersAfter(t, d, no, 1), c.hello, c.refused, "Le poste n’en pilote que deux.", c.talk)
		}
	})
}

// A change tells its requester of the decision, of the window by their own
// clock, and of what came of it.
func TestTheLettersAboutAChange(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		d.Mailbox()
		karim, paul := d.As("karim"), d.As("paul")
		decide := func(m Matter, yes bool, reason string) {
			paul.Post(m.At()+"/decision", Map{"version": karim.Sees(m).Version, "authorised": yes, "reason": reason}, nil).Want(http.StatusOK)
		}
		assessed := func(title string) Matter {
			m := karim.Raises("/api/changes", Map{"title": title, "requester_id": d.ID("emma")})
			karim.Takes(m, "assessed", Map{"risk": "low", "assessment": "One service."}).Want(http.StatusOK)
			return m
		}
		m := assessed("A rule for dwh01")
		letterSays(t, m, lettersAfter(t, d, m, 0), "Hello Emma Clarke,", "We have registered the change "+m.Reference, "is assessing it")
		decide(m, true, "")
		letterSays(t, m, lettersAfter(t, d, m, 1), "Hello", "The change "+m.Reference+" is authorised.", "is planning it")
		start := time.Date(2030, time.March, 14, 19, 0, 0, 0, time.UTC)
		karim.Takes(m, "planned", Map{"starts_at": start, "ends_at": start.Add(90 * time.Minute)}).Want(http.StatusOK)
		all := lettersAfter(t, d, m, 2)
		letterSays(t, m, all, "Hello", "is planned, from ", "You will be told when it is done.")
		var me struct{ Zone string }
		d.As("emma").Get("/api/me", &me).Want(http.StatusOK)
		place, err := time.LoadLocation(me.Zone)
		if err != nil {
			t.Fatal(err)
		}
		if text := plain(all[0].Text); !strings.Contains(text, "14 March 2030 at "+start.In(place).Format("15:04")) {
			t.Errorf("Emma, whose clock is that of %s, reads %s", me.Zone, all[0].Text)
		}
		karim.Takes(m, "implemented", Map{"outcome": "Rule 412 is in place."}).Want(http.StatusOK)
		letterSays(t, m, lettersAfter(t, d, m, 3), "Hello", "is implemented:", "Rule 412 is in place.")

		no := assessed("Free installation for all")
		lettersAfter(t, d, no, 0)
		decide(no, false, "Too much risk.")
		letterSays(t, no, lettersAfter(t, d, no, 1), "Hello", "is refused:", "Too much risk.", "To talk about it")
		if kinds := letters(t, d, m.ConversationID); slices.ContainsFunc(kinds, func(l outbox.Letter) bool { return strings.Contains(l.Text, "One service.") }) {
			t.Error("the desk's assessment left the desk")
		}
	})
}
