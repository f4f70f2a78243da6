package desktest_test

import (
	"net/http"
	"net/url"
	"testing"

	. "guichet/test/desktest"
)

type known struct {
	ID, Name, Email, Phone, Zone, Language string
	Organisation, Site                     *Ref
	Active                                 bool
}

type places struct {
	Nowhere       bool
	Language      string
	Organisations []struct {
		Ref
		Whole bool
		Sites []Ref
	}
}

// resembles asks who has an address or a number already.
func resembles(c *Client, mail, phone string) []string {
	var l List[known]
	c.Get("/api/people/resembling?"+url.Values{"mail": {mail}, "phone": {phone}}.Encode(), &l).Want(http.StatusOK)
	names := []string{}
	for _, p := range l.Items {
		names = append(names, p.Name)
	}
	return names
}

// Somebody calls whom nobody knows. Karim makes them known without hanging up, logs
// the incident, and the next time they are found by their number, however it is
// typed.
func TestAnUnknownCallerIsMadeKnown(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		karim, admin := d.As("karim"), d.As("admin")
		solane, lyon := d.Cast.Organisations[Solane], place(t, d, "Lyon")
		var where places
		karim.Get("/api/people/places", &where).Want(http.StatusOK)
		if len(where.Organisations) != 2 || !where.Nowhere || where.Language != "fr" || !where.Organisations[1].Whole || len(where.Organisations[1].Sites) != 2 {
			t.Errorf("Karim may add people at %+v", where)
		}
		zelie := Map{"name": "Zélie Marchand", "phone": "04 65 71 09 99", "organisation_id": solane, "site_id": lyon}
		var p known
		karim.Post("/api/people", zelie, &p).Want(http.StatusCreated)
		if p.Name != "Zélie Marchand" || p.Phone != "04 65 71 09 99" || p.Email != "" || p.Site.Name != "Lyon" || p.Zone != "Europe/Paris" || p.Language != "fr" {
			t.Errorf("made known as %+v", p)
		}
		i := karim.Logs(Map{"title": "Badge refusé", "requester_id": p.ID, "channel": "phone"})
		if i.Requester.Name != "Zélie Marchand" || i.Site.Name != "Lyon" {
			t.Errorf("logged for %+v at %+v", i.Requester, i.Site)
		}
		for _, typed := range []string{"zelie", "marchand", "0465710999", "04 65 71", "+33 4 65 71 09 99", "465710999"} {
			var l List[known]
			karim.Get("/api/people?q="+url.QueryEscape(typed), &l).Want(http.StatusOK)
			if len(l.Items) != 1 || l.Items[0].ID != p.ID {
				t.Errorf("%q finds %+v", typed, l.Items)
			}
		}

		// No account, no role; and the history says who did it.
		made := administers(admin, p.ID)
		if made.Login != "" || len(made.Roles) != 0 || made.VIP {
			t.Errorf("she got %+v", made)
		}
		history := historyOf(t, admin, "person", p.ID)
		if len(history) != 2 || history[0].Actor.Name != "Karim Benali" || history[1].Code != "created" {
			t.Errorf("her history is %+v", history)
		}
		said := map[string]string{}
		for _, ch := range history[0].Changes {
			said[ch.Field] = ch.NewLabel
		}
		if said["name"] != "Zélie Marchand" || said["phone"] != "04 65 71 09 99" || said["site"] != "Lyon" {
			t.Errorf("her history says %q", said)
		}

		// Who is known already is noticed, and not touched.
		if got := resembles(karim, "", "+33 4 65 71 09 99"); !same(got, []string{"Zélie Marchand"}) {
			t.Errorf("her number is that of %q", got)
		}
		if got := resembles(karim, "Sophie@Solane.example", ""); !same(got, []string{"Sophie Lacroix"}) {
			t.Errorf("Sophie's address is that of %q", got)
		}
		before := administers(admin, d.ID("sophie"))
		with := func(more Map) *Response {
			body := Map{"name": "Une Autre", "organisation_id": solane}
			for k, v := range more {
				body[k] = v
			}
			return karim.Post("/api/people", body, nil)
		}
		with(Map{"mail": "SOPHIE@solane.example"}).Refused(http.StatusUnprocessableEntity, "person.identity_taken", "mail")
		with(Map{"phone": "0465710999"}).Refused(http.StatusUnprocessableEntity, "person.identity_taken", "phone")
		with(Map{}).Refused(http.StatusUnprocessableEntity, "person.unreachable", "mail")
		with(Map{"mail": "pas une adresse"}).Refused(http.StatusUnprocessableEntity, "mail.address", "mail")
		with(Map{"mail": "a@b.example", "phone": "12"}).Refused(http.StatusUnprocessableEntity, "person.phone", "phone")
		with(Map{"mail": "a@b.example", "site_id": place(t, d, "Lille")}).Refused(http.StatusUnprocessableEntity, "person.site_elsewhere", "site_id")
		for _, more := range []Map{{"vip": true}, {"role": "agent"}, {"login": "x"}, {"id": d.ID("sophie")}} {
			more["mail"] = "a@b.example"
			with(more).Want(http.StatusUnprocessableEntity)
		}
		if after := administers(admin, d.ID("sophie")); after.Version != before.Version || after.Email != before.Email {
			t.Errorf("Sophie was changed: %+v", after)
		}
	})
}

// Who works for a part of the organisations adds people there, and learns nobody's
// name beyond.
func TestPeopleAreMadeKnownWhereOneWorks(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		solane, atelier := d.Cast.Organisations[Solane], d.Cast.Organisations[Atelier]
		hugo := d.As("hugo")
		limit(t, d, "ines", Map{"organisation_id": solane, "site_id": place(t, d, "Montréal")})
		ines := d.As("ines")
		var where places
		hugo.Get("/api/people/places", &where).Want(http.StatusOK).Silent(Solane, "Lyon")
		if where.Nowhere || len(where.Organisations) != 1 || where.Organisations[0].ID != atelier {
			t.Errorf("Hugo may add people at %+v", where)
		}
		ines.Get("/api/people/places", &where).Want(http.StatusOK).Silent(Atelier, "Lyon")
		if where.Nowhere || len(where.Organisations) != 1 || where.Organisations[0].Whole || len(where.Organisations[0].Sites) != 1 {
			t.Errorf("Inès may add people at %+v", where)
		}

		someone := func(organisation string, more Map) Map {
			body := Map{"name": "Lou Petit", "mail": "lou@ailleurs.example", "organisation_id": organisation}
			for k, v := range more {
				body[k] = v
			}
			return body
		}
		hugo.Post("/api/people", someone(solane, nil), nil).Refused(http.StatusUnprocessableEntity, "unknown_value", "organisation_id")
		hugo.Post("/api/people", someone("", nil), nil).Refused(http.StatusUnprocessableEntity, "unknown_value", "organisation_id")
		ines.Post("/api/people", someone(solane, nil), nil).Refused(http.StatusUnprocessableEntity, "unknown_value", "site_id")
		ines.Post("/api/people", someone(solane, Map{"site_id": place(t, d, "Lyon")}), nil).Refused(http.StatusUnprocessableEntity, "unknown_value", "site_id")
		// An address of somebody out of reach is refused without a name.
		if got := resembles(hugo, "sophie@solane.example", ""); len(got) != 0 {
			t.Errorf("Hugo learns of %q", got)
		}
		body := someone(atelier, Map{"mail": "sophie@solane.example"})
		hugo.Post("/api/people", body, nil).Refused(http.StatusUnprocessableEntity, "person.identity_elsewhere", "mail")
		hugo.Post("/api/people", body, nil).Silent("Lacroix", Solane)

		var p known
		ines.Post("/api/people", someone(solane, Map{"site_id": place(t, d, "Montréal"), "language": "en"}), &p).Want(http.StatusCreated)
		if p.Zone != "America/Toronto" || p.Language != "en" || p.Site.Name != "Montréal" {
			t.Errorf("made known as %+v", p)
		}
		hugo.Post("/api/people", someone(atelier, nil), nil).Refused(http.StatusUnprocessableEntity, "person.identity_elsewhere", "mail")

		// Who does not log for others adds nobody.
		for _, key := range []string{"sophie", "paul", "admin"} {
			c := d.As(key)
			c.Post("/api/people", someone(solane, nil), nil).Refused(http.StatusForbidden, "forbidden")
			c.Get("/api/people/places", nil).Refused(http.StatusForbidden, "forbidden")
			c.Get("/api/people/resembling?mail=lou@ailleurs.example", nil).Refused(http.StatusForbidden, "forbidden")
		}
		d.Anybody().Post("/api/people", someone(solane, nil), nil).Want(http.StatusUnauthorized)
	})
}
