package desktest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	. "guichet/test/desktest"
)

// newcomer is somebody an administrator made known.
func newcomer(t *testing.T, d *Desk, name, address string) administered {
	t.Helper()
	var p administered
	d.As("admin").Post(people, Map{
		"name": name, "organisation_id": d.Cast.Organisations[Solane], "identities": []Map{{"kind": "mail", "value": address}},
	}, &p).Want(http.StatusCreated)
	return p
}

type invitation struct {
	ByLetter bool `json:"by_letter"`
	Link     string
	Person   struct {
		Account accountState
	}
}

type accountState struct {
	State     string
	InvitedAt *time.Time `json:"invited_at"`
	ExpiresAt *time.Time `json:"expires_at"`
}

func accountOf(c *Client, id string) accountState {
	var p struct{ Account accountState }
	c.Get(people+"/"+id, &p).Want(http.StatusOK)
	return p.Account
}

// Somebody who was made known is invited by letter, chooses a password, and is in.
func TestInvitingSomebody(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		const address, password = "lea@solane.example", "le premier de mes mots de passe"
		d.Mailbox()
		admin, nobody := d.As("admin"), d.Anybody()
		lea := newcomer(t, d, "Léa Fournier", address)
		if s := accountOf(admin, lea.ID); s.State != "none" {
			t.Errorf("before any invitation the account is %+v", s)
		}
		invite := func() string {
			var i invitation
			d.Forward(time.Minute)
			admin.Post(lea.at()+"/invitation", nil, &i).Want(http.StatusCreated)
			if !i.ByLetter || i.Link != "" || i.Person.Account.State != "invited" || i.Person.Account.ExpiresAt == nil {
				t.Errorf("invited: %+v", i)
			}
			return d.LinkTo(address)
		}
		first := invite()
		letter := d.LettersTo(address)[0]
		if !strings.Contains(letter.Text, "http://desk.example/invitation#") || !strings.Contains(letter.Text, "dans les 7 jours") {
			t.Errorf("the letter says %s", letter.Text)
		}
		accept := func(link, password string) *Response {
			return nobody.With("User-Agent", "Firefox").Post("/api/invitation", Map{"link": link, "password": password}, nil)
		}
		// A program that follows the link changes nothing by it, nor does looking.
		nobody.Get("/api/invitation?link="+first, nil).Refused(http.StatusMethodNotAllowed, "method_not_allowed")
		var who struct{ Name, Login, Language string }
		for range 2 {
			nobody.Post("/api/invitation/look", Map{"link": first}, &who).Want(http.StatusOK)
		}
		if who.Name != "Léa Fournier" || who.Login != address || who.Language != "fr" {
			t.Errorf("invited is %+v", who)
		}
		// Sent again, the earlier one no longer opens; nor is it good for anything else.
		second := invite()
		accept(first, password).Refused(http.StatusUnprocessableEntity, "link.over", "link")
		nobody.Post("/api/password", Map{"link": second, "password": password}, nil).Refused(http.StatusUnprocessableEntity, "link.over", "link")
		nobody.Post("/api/session/link", Map{"link": second}, nil).Refused(http.StatusUnprocessableEntity, "link.over", "link")
		accept(second, "court").Refused(http.StatusUnprocessableEntity, "too_short", "password")
		accept(second, address).Refused(http.StatusUnprocessableEntity, "password.is_login", "password")

		r := accept(second, password).Want(http.StatusCreated).Silent(password, second)
		in := nobody.With("Cookie", "guichet_session="+cookie(t, r))
		var me struct{ Name string }
		if in.Get("/api/me", &me).Want(http.StatusOK); me.Name != "Léa Fournier" {
			t.Errorf("entered as %+v", me)
		}
		accept(second, password).Refused(http.StatusUnprocessableEntity, "link.over", "link")
		nobody.Post("/api/invitation/look", Map{"link": second}, nil).Refused(http.StatusUnprocessableEntity, "link.over", "link")
		enters(t, nobody, address, password, "Safari")
		if s := accountOf(admin, lea.ID); s.State != "active" {
			t.Errorf("after it the account is %+v", s)
		}
		admin.Post(lea.at()+"/invitation", nil, nil).Refused(http.StatusUnprocessableEntity, "account.exists", "person_id")
		codes := []string{}
		for _, a := range historyOf(t, admin, "person", lea.ID) {
			codes = append(codes, a.Code)
		}
		if strings.Join(codes, " ") != "account_created invited invited described created" {
			t.Errorf("the history says %q", codes)
		}
		admin.Post(lea.at()+"/activity", Map{"active": false}, nil).Want(http.StatusOK)
		if s := accountOf(admin, lea.ID); s.State != "deactivated" {
			t.Errorf("deactivated, the account is %+v", s)
		}
	})
}

// Where the desk cannot write yet, the administrator hands the link over. It ends
// by being taken back, by time, and with the person.
func TestAnInvitationIsHandedOver(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		const password = "le premier de mes mots de passe"
		admin, nobody := d.As("admin"), d.Anybody()
		lea := newcomer(t, d, "Léa Fournier", "lea@solane.example")
		invite := func() string {
			var i invitation
			admin.Post(lea.at()+"/invitation", nil, &i).Want(http.StatusCreated)
			_, secret, found := strings.Cut(i.Link, "http://desk.example/invitation#")
			if i.ByLetter || !found {
				t.Fatalf("invited: %+v", i)
			}
			admin.Get(lea.at(), nil).Want(http.StatusOK).Silent(secret)
			return secret
		}
		over := func(link string) {
			t.Helper()
			nobody.Post("/api/invitation", Map{"link": link, "password": password}, nil).Refused(http.StatusUnprocessableEntity, "link.over", "link")
		}
		link := invite()
		admin.Delete(lea.at() + "/invitation").Want(http.StatusOK)
		admin.Delete(lea.at()+"/invitation").Refused(http.StatusNotFound, "not_found")
		over(link)

		link = invite()
		d.Forward(7*24*time.Hour + time.Minute)
		over(link)
		if s := accountOf(admin, lea.ID); s.State != "none" {
			t.Errorf("after its time the account is %+v", s)
		}

		link = invite()
		admin.Post(lea.at()+"/activity", Map{"active": false}, nil).Want(http.StatusOK)
		over(link)
		admin.Post(lea.at()+"/invitation", nil, nil).Refused(http.StatusUnprocessableEntity, "invitation.inactive", "person_id")
		admin.Post(lea.at()+"/activity", Map{"active": true}, nil).Want(http.StatusOK)
		over(link)
		nobody.Post("/api/invitation", Map{"link": invite(), "password": password}, nil).Want(http.StatusCreated)

		// Without an address there is nothing to sign in with.
		var p administered
		admin.Post(people, Map{"name": "Sans Adresse", "organisation_id": d.Cast.Organisations[Solane]}, &p).Want(http.StatusCreated)
		admin.Post(p.at()+"/invitation", nil, nil).Refused(http.StatusUnprocessableEntity, "invitation.no_address", "person_id")

		// Who administers another organisation invites nobody here, and a role they may
		// not give is none they may enter by.
		hire(t, d, "ada", "administrator", Atelier)
		noe := newcomer(t, d, "Noé Petit", "noe@solane.example")
		d.As("ada").Post(noe.at()+"/invitation", nil, nil).Refused(http.StatusNotFound, "not_found")
		d.As("ada").Delete(noe.at()+"/invitation").Refused(http.StatusNotFound, "not_found")
	})
}

// goodAccount is what good of the matrix is, for accounts and what is set of the
// desk as a whole.
func goodAccount(d *Desk, ask func(method, path string, body any) int, operation string, i Incident) (status int, ours bool) {
	fresh := func() administered {
		var p administered
		d.As("admin").Post(people, Map{
			"name": "Une autre", "organisation_id": d.Cast.Organisations[Solane],
			"identities": []Map{{"kind": "mail", "value": i.Reference + "@nouveau.example"}},
		}, &p).Want(http.StatusCreated)
		return p
	}
	switch operation {
	case "POST /api/administration/people/{id}/invitation":
		return ask(http.MethodPost, fresh().at()+"/invitation", nil), true
	case "DELETE /api/administration/people/{id}/invitation":
		at := fresh().at() + "/invitation"
		d.As("admin").Post(at, nil, nil).Want(http.StatusCreated)
		return ask(http.MethodDelete, at, nil), true
	case "GET /api/administration/jobs", "GET /api/administration/health", "GET /api/administration/refusals":
		return ask(http.MethodGet, strings.TrimPrefix(operation, "GET "), nil), true
	case "POST /api/administration/jobs/{id}/retry":
		dead := jobsAt + "/" + dies(d.T, d)
		defer d.As("admin").Delete(dead)
		return ask(http.MethodPost, dead+"/retry", nil), true
	case "DELETE /api/administration/jobs/{id}":
		dead := jobsAt + "/" + dies(d.T, d)
		defer d.As("admin").Delete(dead)
		return ask(http.MethodDelete, dead, nil), true
	case "GET /api/mailboxes/{id}/trial", "POST /api/mailboxes/{id}/trial":
		var box struct{ ID string }
		d.As("admin").Post("/api/mailboxes", Map{"name": "Boîte", "address": i.Reference + "@essai.example"}, &box).Want(http.StatusCreated)
		method, _, _ := strings.Cut(operation, " ")
		return ask(method, "/api/mailboxes/"+box.ID+"/trial", nil), true
	case "GET /api/administration/settings":
		return ask(http.MethodGet, "/api/administration/settings", nil), true
	case "PATCH /api/administration/settings/{name}":
		name := settingsAt + "/desk.name"
		d.As("admin").Get(settingsAt, nil).Want(http.StatusOK)
		return ask(http.MethodPatch, name, Map{"version": 0, "value": "Centre de services"}), true
	case "GET /api/me/second-factor":
		return ask(http.MethodGet, "/api/me/second-factor", nil), true
	case "POST /api/me/second-factor/confirmation":
		return ask(http.MethodPost, "/api/me/second-factor/confirmation", Map{"code": "123456"}), true
	case "POST /api/me/second-factor":
		return ask(http.MethodPost, "/api/me/second-factor", nil), true
	case "POST /api/me/second-factor/codes":
		return ask(http.MethodPost, "/api/me/second-factor/codes", nil), true
	case "DELETE /api/me/second-factor":
		return ask(http.MethodDelete, "/api/me/second-factor", nil), true
	case "POST /api/session/proof":
		return ask(http.MethodPost, "/api/session/proof", Map{"password": Password}), true
	case "DELETE /api/administration/people/{id}/second-factor":
		d.HoldsFactor("claire")
		return ask(http.MethodDelete, people+"/"+d.ID("claire")+"/second-factor", nil), true
	case "POST /api/invitation/look":
		return ask(http.MethodPost, "/api/invitation/look", Map{"link": "x"}), true
	case "POST /api/invitation":
		return ask(http.MethodPost, "/api/invitation", Map{"link": "x", "password": "une autre phrase"}), true
	}
	return 0, false
}
