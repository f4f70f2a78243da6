package desktest_test

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/person"
	. "guichet/test/desktest"
)

const sophieAt, emmaAt, karimAt = "sophie@solane.example", "emma@solane.example", "karim@solane.example"

// guest is somebody who wrote to the desk once and has no account.
func guest(t *testing.T, d *Desk, name, address string) {
	t.Helper()
	if err := d.DB.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		_, _, err := person.Identify(ctx, tx, guichet.System(guichet.Mail), person.Stranger{
			Address: address, Name: name, Language: guichet.English, Zone: "Europe/Paris",
		})
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// The desk answers the same, known or not, and writes only to who is known.
func TestAskingForALinkTellsNothing(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		d.Mailbox()
		guest(t, d, "Paul Guest", "paul@elsewhere.example")
		for _, path := range []string{"/api/password/links", "/api/session/links"} {
			var answers [][]byte
			for _, address := range []string{sophieAt, "nobody@solane.example", "paul@elsewhere.example", karimAt} {
				r := d.Anybody().Post(path, Map{"address": address}, nil).Want(http.StatusOK).Silent(address)
				answers = append(answers, r.Body)
			}
			for _, a := range answers {
				if !bytes.Equal(a, answers[0]) {
					t.Errorf("%s answers %s and %s", path, answers[0], a)
				}
			}
		}
		if n := len(d.LettersTo("nobody@solane.example")); n != 0 {
			t.Errorf("%d letters to nobody", n)
		}
		// Paul has no password to set anew; Karim has one, and needs it.
		paul := d.LettersTo("paul@elsewhere.example")
		if len(paul) != 1 || !strings.Contains(paul[0].Text, "/enter#") || !strings.Contains(paul[0].Text, "Hello Paul Guest") {
			t.Errorf("Paul got %+v", paul)
		}
		karim := d.LettersTo(karimAt)
		if len(karim) != 2 || strings.Contains(karim[1].Text, "/enter#") {
			t.Errorf("Karim got %+v", karim)
		}
	})
}

// Without a mailbox nothing is promised.
func TestNoLinkWithoutAMailbox(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		var desk struct{ Letters bool }
		d.Anybody().Get("/api/desk", &desk).Want(http.StatusOK)
		if desk.Letters {
			t.Error("the desk says that it writes letters")
		}
		for _, path := range []string{"/api/password/links", "/api/session/links"} {
			d.Anybody().Post(path, Map{"address": sophieAt}, nil).Refused(http.StatusUnprocessableEntity, "link.no_mailbox", "address")
		}
		d.Mailbox()
		if d.Anybody().Get("/api/desk", &desk).Want(http.StatusOK); !desk.Letters {
			t.Error("the desk says that it writes no letters")
		}
	})
}

// A new password by mail: the link waits until a form is sent, opens once, for an
// hour, and puts everybody else out.
func TestResettingAPassword(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		const next = "la phrase d’après"
		d.Mailbox()
		nobody := d.Anybody()
		ask := func() string {
			nobody.Post("/api/password/links", Map{"address": "  EMMA@solane.example "}, nil).Want(http.StatusOK)
			return d.LinkTo(emmaAt)
		}
		set := func(link, password string) *Response {
			return nobody.Post("/api/password", Map{"link": link, "password": password}, nil)
		}
		stolen := d.Again("emma")
		link := ask()
		letter := d.LettersTo(emmaAt)[0]
		if letter.Language != guichet.English || !letter.Auto || letter.Subject != "Choose a new password" {
			t.Errorf("the letter is %+v", letter)
		}
		// Whoever fetches the link changes nothing by it.
		for _, path := range []string{"/api/password", "/api/session/link"} {
			nobody.Get(path+"?link="+url.QueryEscape(link), nil).Refused(http.StatusMethodNotAllowed, "method_not_allowed")
		}
		stolen.Get("/api/me", nil).Want(http.StatusOK)
		// What it may not be leaves the link as it is; and it is for this alone.
		set(link, "court").Refused(http.StatusUnprocessableEntity, "too_short", "password")
		nobody.Post("/api/session/link", Map{"link": link}, nil).Refused(http.StatusUnprocessableEntity, "link.over", "link")
		set(link, next).Want(http.StatusNoContent)
		stolen.Get("/api/me", nil).Refused(http.StatusUnauthorized, "unauthenticated")
		enters(t, nobody, "emma", next, "Firefox")
		set(link, "encore une autre phrase").Refused(http.StatusUnprocessableEntity, "link.over", "link")
		set("n’importe quoi", next).Refused(http.StatusUnprocessableEntity, "link.over", "link")

		// A newer one replaces it; an hour later it is over.
		d.Clock.Forward(10 * time.Minute)
		first, second := ask(), ask()
		set(first, next).Refused(http.StatusUnprocessableEntity, "link.over", "link")
		d.Clock.Forward(time.Hour)
		set(second, next).Refused(http.StatusUnprocessableEntity, "link.over", "link")
	})
}

// A letter goes to the address that the desk knows, not to one that only folds to
// the same letters.
func TestALinkGoesToTheKnownAddress(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		d.Mailbox()
		const kelvin = "\u212Aarim@solane.example"
		d.Anybody().Post("/api/password/links", Map{"address": kelvin}, nil).Want(http.StatusOK)
		if n := len(d.LettersTo(kelvin)); n != 0 {
			t.Errorf("%d letters to the sign of the kelvin", n)
		}
	})
}

// Letters may be asked for a few times, by everybody for one address and for all
// addresses from one place: known or not.
func TestLinksAreThrottled(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		d.Mailbox()
		asked := func(address string) *Response {
			return d.Anybody().Post("/api/session/links", Map{"address": address}, nil)
		}
		for _, address := range []string{sophieAt, "nobody@solane.example"} {
			for range 3 {
				asked(address).Want(http.StatusOK)
			}
			r := asked(address)
			r.Refused(http.StatusTooManyRequests, "too_many")
			if r.Header.Get("Retry-After") == "" {
				t.Errorf("%s is not told when to come back", address)
			}
		}
		for i := 6; i < 20; i++ {
			asked(strings.Repeat("x", i) + "@solane.example").Want(http.StatusOK)
		}
		asked("new@solane.example").Refused(http.StatusTooManyRequests, "too_many")
		d.Clock.Forward(5 * time.Minute)
		asked(sophieAt).Want(http.StatusOK)
	})
}

// Who has no account comes in by a link, as a user and nothing more.
func TestEnteringByALink(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		d.Mailbox()
		guest(t, d, "Paul Guest", "paul@elsewhere.example")
		nobody := d.Anybody()
		ask := func() string {
			nobody.Post("/api/session/links", Map{"address": "paul@elsewhere.example"}, nil).Want(http.StatusOK)
			return d.LinkTo("paul@elsewhere.example")
		}
		link := ask()
		nobody.Post("/api/password", Map{"link": link, "password": "une phrase assez longue"}, nil).
			Refused(http.StatusUnprocessableEntity, "link.over", "link")
		r := nobody.With("User-Agent", "Phone").Post("/api/session/link", Map{"link": link}, nil).Want(http.StatusOK).Silent(link)
		paul := nobody.With("Cookie", "guichet_session="+cookie(t, r))
		nobody.Post("/api/session/link", Map{"link": link}, nil).Refused(http.StatusUnprocessableEntity, "link.over", "link")
		i := paul.Reports("Rien ne va", "…")
		if all := screens(paul); len(all) != 1 || all[0].Way != "link" || !all[0].Current {
			t.Errorf("Paul is signed in at %+v", all)
		}
		paul.Post("/api/tokens", Map{"name": "programme"}, nil).Refused(http.StatusForbidden, "forbidden")

		// A role that came meanwhile does not come in by the link.
		d.MakeAgent("paul@elsewhere.example")
		var me struct{ Roles []string }
		paul.Get("/api/me", &me).Want(http.StatusOK)
		if !same(me.Roles, []string{"user"}) {
			t.Errorf("by the link Paul is %q", me.Roles)
		}
		paul.Get("/api/incidents/"+i.ID, nil).Want(http.StatusOK)
		paul.Get("/api/people?q=s", nil).Refused(http.StatusForbidden, "forbidden")

		guest(t, d, "Late Guest", "late@elsewhere.example")
		nobody.Post("/api/session/links", Map{"address": "late@elsewhere.example"}, nil).Want(http.StatusOK)
		late := d.LinkTo("late@elsewhere.example")
		d.Clock.Forward(16 * time.Minute)
		nobody.Post("/api/session/link", Map{"link": late}, nil).Refused(http.StatusUnprocessableEntity, "link.over", "link")
	})
}
