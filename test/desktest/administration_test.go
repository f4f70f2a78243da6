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

// administered is a person as the administrator's page has them.
type administered struct {
	ID           string
	Version      int64
	Name         string
	Email        string
	Active       bool
	VIP          bool
	Title        string
	Language     string
	Zone         string
	Organisation *Ref
	Site         *Ref
	Login        string
	Assigned     int64
	Identities   []struct{ Kind, Value string }
	Teams        []Ref
	Roles        []struct {
		Role         string
		Organisation *Ref
	}
}

const people = "/api/administration/people"

func (p administered) at() string { return people + "/" + p.ID }

func administers(c *Client, id string) administered {
	var p administered
	c.Get(people+"/"+id, &p).Want(http.StatusOK)
	return p
}

// amendment is one line of the history of something that is set.
type amendment struct {
	Version int64
	At      time.Time
	Actor   *Ref
	Code    string
	Label   string
	Reason  string
	Changes []struct {
		Field, Label string
		Old, New     any
		OldLabel     string `json:"old_label"`
		NewLabel     string `json:"new_label"`
	}
}

// historyOf reads the history of a thing, the latest first, and sees to it that
// all of it is said in words.
func historyOf(t *testing.T, c *Client, kind, id string) []amendment {
	t.Helper()
	var l List[amendment]
	c.Get("/api/administration/history?kind="+kind+"&id="+id, &l).Want(http.StatusOK)
	for _, a := range l.Items {
		if a.Label == "" || a.Label == "Autre" {
			t.Errorf("%s %s: %q has no words", kind, id, a.Code)
		}
		for _, ch := range a.Changes {
			if ch.Label == "" || ch.Label == "Autre" {
				t.Errorf("%s: the field %q has no words", kind, ch.Field)
			}
		}
	}
	return l.Items
}

// hire adds an administrator or an agent of one organisation to the cast.
func hire(t *testing.T, d *Desk, key, role, organisation string) {
	t.Helper()
	admin := d.As("admin")
	var p administered
	admin.Post(people, Map{
		"name": strings.ToUpper(key[:1]) + key[1:] + " Embauche", "organisation_id": d.Cast.Organisations[organisation],
		"identities": []Map{{"kind": "mail", "value": key + "@" + "embauche.example"}},
	}, &p).Want(http.StatusCreated)
	admin.Post(p.at()+"/roles", Map{"role": role, "organisation_id": d.Cast.Organisations[organisation]}, nil).Want(http.StatusOK)
	known := d.Cast.People["hugo"]
	known.ID, known.Name = p.ID, p.Name
	d.Cast.People[key] = known
}

// The people of the desk are looked after: made known, found, changed with their
// history, and let go.
func TestPeopleAreAdministered(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		admin := d.As("admin")
		solane, atelier := d.Cast.Organisations[Solane], d.Cast.Organisations[Atelier]
		var p administered
		admin.Post(people, Map{
			"name": "  Zoé de la Tour ", "organisation_id": solane, "title": "Comptable", "vip": true, "language": "en", "zone": "Europe/Paris",
			"identities": []Map{
				{"kind": "mail", "value": "zoe@solane.example"},
				{"kind": "phone", "value": "+33 6 12 34 56 78"},
				{"kind": "mail", "value": "z.delatour@solane.example"},
			},
		}, &p).Want(http.StatusCreated)
		if p.Name != "Zoé de la Tour" || p.Email != "zoe@solane.example" || !p.VIP || !p.Active || len(p.Identities) != 3 || p.Organisation.Name != Solane {
			t.Errorf("made known as %+v", p)
		}
		// Found by either name, an address or a number, with accents or without; and not elsewhere.
		for _, q := range []string{"zoe", "Zoé de", "de la tour", "zoe@", "z.dela", "%2B336123"} {
			var l List[administered]
			admin.Get(people+"?q="+strings.ReplaceAll(q, " ", "%20"), &l).Want(http.StatusOK)
			if len(l.Items) != 1 || l.Items[0].ID != p.ID {
				t.Errorf("%q finds %+v", q, l.Items)
			}
		}
		var l List[administered]
		if admin.Get(people+"?q=zoe&organisation="+atelier, &l); len(l.Items) != 0 {
			t.Errorf("found in another organisation: %+v", l.Items)
		}
		// Paged, everybody comes once and in order.
		var names []string
		for cursor := "start"; cursor != ""; {
			var page List[administered]
			admin.Get(people+"?limit=2&cursor="+strings.TrimPrefix(cursor, "start"), &page).Want(http.StatusOK)
			for _, one := range page.Items {
				names = append(names, one.Name)
			}
			cursor = page.Next
		}
		if len(names) != 10 || !slices.IsSorted(names) {
			t.Errorf("page by page: %q", names)
		}
		if admin.Get(people+"?role=agent", &l); len(l.Items) != 3 {
			t.Errorf("%d agents", len(l.Items))
		}

		// What is wrong is refused, each field by its name, and nothing stands.
		admin.Post(people, Map{"name": " ", "zone": "Lune/Mer", "title": strings.Repeat("x", 201), "organisation_id": "nulle part"}, nil).
			Refused(http.StatusUnprocessableEntity, "required", "name", "zone", "title", "organisation_id")
		admin.Post(people, Map{"name": "X", "identities": []Map{{"kind": "mail", "value": "pas une adresse"}, {"kind": "phone", "value": "x"}}}, nil).
			Refused(http.StatusUnprocessableEntity, "mail.address", "mail", "phone")
		admin.Post(people, Map{"name": "X", "identities": []Map{{"kind": "mail", "value": "SOPHIE@solane.example"}}}, nil).
			Refused(http.StatusUnprocessableEntity, "person.identity_taken", "mail")
		admin.Patch(p.at(), Map{"version": p.Version, "identities": []Map{{"kind": "mail", "value": "a@b.example"}, {"kind": "mail", "value": "A@b.example"}}}, nil).
			Refused(http.StatusUnprocessableEntity, "person.identity_taken", "mail")
		var lille string
		var organisations List[struct {
			ID, Name string
			Version  int64
			Sites    []struct {
				ID, Name string
				Version  int64
			}
		}]
		admin.Get("/api/administration/organisations", &organisations).Want(http.StatusOK)
		for _, o := range organisations.Items {
			if o.Name == Atelier {
				lille = o.Sites[0].ID
			}
		}
		admin.Patch(p.at(), Map{"version": p.Version, "site_id": lille}, nil).Refused(http.StatusUnprocessableEntity, "person.site_elsewhere", "site_id")

		// A change is one entry, with what was and what is, and who did it.
		before := p
		admin.Patch(p.at(), Map{
			"version": p.Version, "name": "Zoé Latour", "organisation_id": atelier, "site_id": lille, "vip": false,
			"identities": []Map{{"kind": "mail", "value": "zoe@atelier.example"}},
		}, &p).Want(http.StatusOK)
		if p.Name != "Zoé Latour" || p.Site == nil || p.Site.Name != "Lille" || p.VIP || p.Email != "zoe@atelier.example" {
			t.Errorf("changed to %+v", p)
		}
		history := historyOf(t, admin, "person", p.ID)
		fields := map[string][2]string{}
		for _, ch := range history[0].Changes {
			fields[ch.Field] = [2]string{ch.OldLabel, ch.NewLabel}
		}
		for field, want := range map[string][2]string{
			"name": {"Zoé de la Tour", "Zoé Latour"}, "organisation": {Solane, Atelier}, "site": {"", "Lille"}, "vip": {"oui", "non"},
			"mail": {"zoe@solane.example, z.delatour@solane.example", "zoe@atelier.example"}, "phone": {"+33 6 12 34 56 78", ""},
		} {
			if fields[field] != want {
				t.Errorf("the history of %s says %q", field, fields[field])
			}
		}
		if history[0].Actor == nil || history[0].Actor.Name != "Anne Keller" {
			t.Errorf("changed by %+v", history[0].Actor)
		}
		// Who has read an older version is told what somebody else changed since.
		clash := admin.Patch(p.at(), Map{"version": before.Version, "name": "Zoé Tour"}, nil).Refused(http.StatusConflict, "conflict")
		if len(clash.Conflicts) != 1 || clash.Conflicts[0].Field != "name" || clash.Conflicts[0].Theirs != "Zoé Latour" || clash.Conflicts[0].By.Name != "Anne Keller" {
			t.Errorf("conflict %+v", clash.Conflicts)
		}
		// Another field does not conflict.
		admin.Patch(p.at(), Map{"version": before.Version, "title": "Directrice"}, &p).Want(http.StatusOK)
		if n := len(historyOf(t, admin, "person", p.ID)); n != 4 {
			t.Errorf("%d entries, not created, described, changed, changed", n)
		}
	})
}

// Whoever is deactivated is out at once, everywhere, and keeps in sight what they
// had in hand.
func TestADeactivatedPersonIsOut(t *testing.T) {
	t.Parallel()
	criteria.ProvesPart(t, "G-02", "the roles of the practices to come")
	Both(t, func(t *testing.T, d *Desk) {
		admin, karim := d.As("admin"), d.As("karim")
		var token struct{ Token string }
		karim.Post("/api/tokens", Map{"name": "programme"}, &token).Want(http.StatusCreated)
		program := d.Anybody().With("Authorization", "Bearer "+token.Token)
		program.Get("/api/me", nil).Want(http.StatusOK)
		i := d.As("sophie").Reports("Un écran noir", "Depuis ce matin.")
		karim.Assigns(i, Map{"person_id": d.ID("karim")})
		p := administers(admin, d.ID("karim"))
		if p.Assigned != 1 || p.Login != "karim" || len(p.Teams) != 1 {
			t.Errorf("before: %+v", p)
		}
		admin.Post(p.at()+"/activity", Map{"active": false, "reason": "A quitté l’entreprise."}, &p).Want(http.StatusOK)
		karim.Get("/api/me", nil).Refused(http.StatusUnauthorized, "unauthenticated")
		program.Get("/api/me", nil).Refused(http.StatusUnauthorized, "unauthenticated")
		d.Anybody().Post("/api/session", Map{"login": "karim", "password": Password}, nil).Refused(http.StatusUnauthorized, "sign_in_failed")
		if p.Active || p.Assigned != 1 {
			t.Errorf("after: %+v", p)
		}
		if now := d.As("claire").Reads(i); now.Assignee == nil || now.Assignee.ID != p.ID {
			t.Errorf("what he had in hand went to %+v", now.Assignee)
		}
		history := historyOf(t, admin, "person", p.ID)
		if history[0].Code != "shut_out" || history[1].Code != "activity" || history[1].Reason != "A quitté l’entreprise." {
			t.Errorf("history %+v", history[:2])
		}
		d.As("claire").Get("/api/people?q=karim", nil).Want(http.StatusOK).Silent("Benali")
		var l List[administered]
		if admin.Get(people+"?state=inactive", &l); len(l.Items) != 1 || l.Items[0].ID != p.ID {
			t.Errorf("the inactive are %+v", l.Items)
		}
		// Come back, he signs in anew: nothing that was ended lives again.
		admin.Post(p.at()+"/activity", Map{"active": true}, &p).Want(http.StatusOK)
		karim.Get("/api/me", nil).Want(http.StatusUnauthorized)
		program.Get("/api/me", nil).Want(http.StatusUnauthorized)
		d.Anybody().Post("/api/session", Map{"login": "karim", "password": Password}, nil).Want(http.StatusOK)
	})
}

// The last administrator cannot be taken away, by whatever way, not even by two
// who take each other away at the same time.
func TestTheLastAdministratorStays(t *testing.T) {
	t.Parallel()
	criteria.ProvesPart(t, "G-02", "the roles of the practices to come")
	Both(t, func(t *testing.T, d *Desk) {
		admin := d.As("admin")
		at := people + "/" + d.ID("admin")
		admin.Delete(at+"/roles?role=administrator").Refused(http.StatusUnprocessableEntity, "administrator.last", "role")
		admin.Post(at+"/activity", Map{"active": false}, nil).Refused(http.StatusUnprocessableEntity, "administrator.last", "role")
		// Somebody who cannot sign in, or who administers one organisation, is no other administrator.
		hire(t, d, "ada", "administrator", Atelier)
		admin.Delete(at+"/roles?role=administrator").Refused(http.StatusUnprocessableEntity, "administrator.last", "role")

		karim := d.As("karim")
		admin.Post(people+"/"+d.ID("karim")+"/roles", Map{"role": "administrator"}, nil).Want(http.StatusOK)
		other := people + "/" + d.ID("karim") + "/roles?role=administrator"
		done := make(chan int, 2)
		go func() { done <- admin.Tries(http.MethodDelete, other, Map{}).Status }()
		go func() { done <- karim.Tries(http.MethodDelete, at+"/roles?role=administrator", Map{}).Status }()
		statuses := []int{<-done, <-done}
		slices.Sort(statuses)
		if statuses[0] != http.StatusOK || statuses[1] < 400 {
			t.Errorf("taken from each other: %v", statuses)
		}
		var l List[administered]
		for _, who := range []string{"admin", "karim"} {
			if r := d.As(who).Get(people+"?role=administrator", &l); r.Status == http.StatusOK && len(l.Items) != 2 { // the one who is left, and Ada
				t.Errorf("%s is left with %+v", who, l.Items)
			}
		}
	})
}

// A role for one organisation opens that one alone: its people, and nobody who
// could do more than the one who asks.
func TestAnAdministratorOfOneOrganisation(t *testing.T) {
	t.Parallel()
	criteria.ProvesPart(t, "G-03", "the records: see TestNothingLeaksToAnotherOrganisation")
	Both(t, func(t *testing.T, d *Desk) {
		hire(t, d, "ada", "administrator", Atelier)
		hire(t, d, "bob", "agent", Atelier)
		ada := d.As("ada")
		solane, atelier := d.Cast.Organisations[Solane], d.Cast.Organisations[Atelier]
		ada.Get(people+"?state=all&limit=200", nil).Want(http.StatusOK).Silent("Lacroix", "Benali", "Keller", "Solane")
		ada.Get("/api/administration/organisations", nil).Want(http.StatusOK).Silent("Solane", "Lyon")
		ada.Get(people+"?organisation="+solane, nil).Want(http.StatusOK).Silent("Lacroix")
		sophie := people + "/" + d.ID("sophie")
		ada.Get(sophie, nil).Refused(http.StatusNotFound, "not_found")
		ada.Patch(sophie, Map{"version": 1, "name": "X"}, nil).Refused(http.StatusNotFound, "not_found")
		ada.Get("/api/administration/history?kind=person&id="+d.ID("sophie"), nil).Refused(http.StatusNotFound, "not_found")
		ada.Get("/api/administration/history?kind=organisation&id="+solane, nil).Refused(http.StatusNotFound, "not_found")
		ada.Patch("/api/administration/organisations/"+solane, Map{"version": 1, "name": "X"}, nil).Refused(http.StatusNotFound, "not_found")
		// Her own she looks after, and gives roles for no more than she has.
		nora := administers(ada, d.ID("nora"))
		ada.Patch(nora.at(), Map{"version": nora.Version, "title": "Dessinatrice"}, &nora).Want(http.StatusOK)
		ada.Patch(nora.at(), Map{"version": nora.Version, "organisation_id": solane}, nil).Refused(http.StatusUnprocessableEntity, "unknown_value", "organisation_id")
		ada.Patch(nora.at(), Map{"version": nora.Version, "organisation_id": ""}, nil).Refused(http.StatusUnprocessableEntity, "unknown_value", "organisation_id")
		ada.Post(people, Map{"name": "Sans maison"}, nil).Refused(http.StatusUnprocessableEntity, "unknown_value", "organisation_id")
		for _, organisation := range []string{"", solane} {
			for _, role := range []string{"agent", "administrator"} {
				ada.Post(nora.at()+"/roles", Map{"role": role, "organisation_id": organisation}, nil).
					Refused(http.StatusUnprocessableEntity, "unknown_value", "organisation_id")
			}
		}
		ada.Post(nora.at()+"/roles", Map{"role": "agent", "organisation_id": atelier}, &nora).Want(http.StatusOK)
		if len(nora.Roles) != 1 || nora.Roles[0].Role != "agent" || nora.Roles[0].Organisation.Name != Atelier {
			t.Errorf("roles %+v", nora.Roles)
		}
		d.As("nora").Get("/api/teams", nil).Want(http.StatusOK)
		ada.Delete(nora.at() + "/roles?role=agent&organisation_id=" + atelier).Want(http.StatusOK)
		d.As("nora").Get("/api/teams", nil).Want(http.StatusForbidden)
		if history := historyOf(t, ada, "person", nora.ID); history[0].Code != "role_taken" || history[0].Changes[1].OldLabel != Atelier {
			t.Errorf("history %+v", history[0])
		}
		// Who may do more than she may is not hers to change, though of her organisation.
		d.As("admin").Post(people+"/"+d.ID("bob")+"/roles", Map{"role": "administrator"}, nil).Want(http.StatusOK)
		bob := administers(ada, d.ID("bob"))
		ada.Patch(bob.at(), Map{"version": bob.Version, "identities": []Map{{"kind": "mail", "value": "ada2@atelier.example"}}}, nil).
			Refused(http.StatusForbidden, "forbidden")
		ada.Post(bob.at()+"/activity", Map{"active": false}, nil).Refused(http.StatusForbidden, "forbidden")
		// What belongs to no organisation is not hers.
		for _, path := range []string{"/api/mailboxes", "/api/administration/teams"} {
			ada.Get(path, nil).Refused(http.StatusForbidden, "forbidden")
		}
		ada.Post("/api/administration/organisations", Map{"name": "Une autre"}, nil).Refused(http.StatusForbidden, "forbidden")
		ada.Get("/api/administration/history?kind=team&id="+d.Team(Workshop), nil).Refused(http.StatusForbidden, "forbidden")
	})
}

// Teams, organisations and sites are made and renamed, with their history; who
// leaves a team keeps what they had in hand.
func TestTeamsAndOrganisationsAreAdministered(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		admin, karim := d.As("admin"), d.As("karim")
		type team struct {
			ID, Name string
			Version  int64
			Members  []Ref
		}
		const teams = "/api/administration/teams"
		var x team
		admin.Post(teams, Map{"name": "Postes de travail"}, &x).Want(http.StatusCreated)
		admin.Post(teams+"/"+x.ID+"/members", Map{"person_id": d.ID("karim")}, &x).Want(http.StatusOK)
		if len(x.Members) != 1 || x.Members[0].Name != "Karim Benali" {
			t.Errorf("members %+v", x.Members)
		}
		i := d.As("sophie").Reports("Un écran", "Noir.")
		karim.Assigns(i, Map{"team_id": x.ID, "person_id": d.ID("karim")})
		admin.Patch(teams+"/"+x.ID, Map{"version": x.Version, "name": "Postes"}, &x).Want(http.StatusOK)
		if now := karim.Reads(i); now.Team.Name != "Postes" {
			t.Errorf("the record's team is %+v", now.Team)
		}
		admin.Patch(teams+"/"+x.ID, Map{"version": 1, "name": "Autre"}, nil).Refused(http.StatusConflict, "conflict")
		admin.Patch(teams+"/"+x.ID, Map{"version": x.Version, "name": " "}, nil).Refused(http.StatusUnprocessableEntity, "required", "name")
		admin.Do(http.MethodDelete, teams+"/"+x.ID+"/members?person_id="+d.ID("karim"), nil, &x).Want(http.StatusOK)
		if len(x.Members) != 0 {
			t.Errorf("still in it: %+v", x.Members)
		}
		if now := karim.Reads(i); now.Assignee == nil || now.Assignee.ID != d.ID("karim") {
			t.Errorf("what he had in hand went to %+v", now.Assignee)
		}
		admin.Post(teams+"/"+x.ID+"/members", Map{"person_id": "personne"}, nil).Refused(http.StatusUnprocessableEntity, "unknown_value", "person_id")
		var codes []string
		for _, a := range historyOf(t, admin, "team", x.ID) {
			codes = append(codes, a.Code)
		}
		if !slices.Equal(codes, []string{"left", "changed", "joined", "created"}) {
			t.Errorf("history %q", codes)
		}

		var o struct {
			ID, Name string
			Version  int64
		}
		admin.Post("/api/administration/organisations", Map{"name": "Fonderie du Rhône"}, &o).Want(http.StatusCreated)
		admin.Patch("/api/administration/organisations/"+o.ID, Map{"version": o.Version, "name": "Fonderies du Rhône"}, &o).Want(http.StatusOK)
		var s struct {
			ID, Name, Zone string
			Version        int64
		}
		at := "/api/administration/organisations/" + o.ID + "/sites"
		admin.Post(at, Map{"name": "Givors", "zone": "Lune/Mer"}, nil).Refused(http.StatusUnprocessableEntity, "unknown_value", "zone")
		admin.Post(at, Map{"name": "Givors"}, &s).Want(http.StatusCreated)
		admin.Patch("/api/administration/sites/"+s.ID, Map{"version": s.Version, "name": "Givors", "zone": "Europe/Zurich"}, &s).Want(http.StatusOK)
		if h := historyOf(t, admin, "site", s.ID); len(h) != 2 || h[0].Changes[0].Old != "Europe/Paris" || h[0].Changes[0].New != "Europe/Zurich" {
			t.Errorf("history of the site %+v", h)
		}
		if h := historyOf(t, admin, "organisation", o.ID); len(h) != 2 || h[0].Changes[0].OldLabel != "Fonderie du Rhône" {
			t.Errorf("history of the organisation %+v", h)
		}
		var roles List[struct {
			Role, Label string
			Permissions []struct {
				Code, Label string
				Own         bool
			}
		}]
		admin.Get("/api/administration/roles", &roles).Want(http.StatusOK)
		if len(roles.Items) != 5 || roles.Items[3].Role != "reader" || len(roles.Items[1].Permissions) < 5 || !roles.Items[0].Permissions[0].Own {
			t.Errorf("roles %+v", roles.Items)
		}
	})
}

// goodAdministration is what good of the matrix is, for the administration.
func goodAdministration(d *Desk, ask func(method, path string, body any) int, operation string, i Incident) (status int, ours bool) {
	switch operation {
	case "GET /api/administration/sample":
		return ask(http.MethodGet, "/api/administration/sample", nil), true
	case "POST /api/administration/sample":
		return ask(http.MethodPost, "/api/administration/sample", nil), true
	case "GET /api/categories":
		return ask(http.MethodGet, "/api/categories", nil), true
	case "GET /api/categories/{id}":
		return ask(http.MethodGet, "/api/categories/"+d.As("admin").Sorts(Map{"name_fr": i.Reference, "kinds": []string{"change"}}).ID, nil), true
	case "POST /api/categories":
		return ask(http.MethodPost, "/api/categories", Map{"name_fr": i.Reference, "kinds": []string{"change"}}), true
	case "PATCH /api/categories/{id}":
		c := d.As("admin").Sorts(Map{"name_fr": i.Reference, "kinds": []string{"change"}})
		return ask(http.MethodPatch, "/api/categories/"+c.ID, Map{"version": c.Version, "name_en": "Another"}), true
	case "GET /api/administration/people", "GET /api/administration/organisations", "GET /api/administration/teams", "GET /api/administration/roles":
		return ask(http.MethodGet, strings.TrimPrefix(operation, "GET "), nil), true
	case "GET /api/administration/history":
		return ask(http.MethodGet, "/api/administration/history?kind=person&id="+d.ID("sophie"), nil), true
	case "POST /api/administration/people":
		return ask(http.MethodPost, "/api/administration/people", Map{"name": "Une autre", "organisation_id": d.Cast.Organisations[Solane]}), true
	case "GET /api/administration/people/{id}":
		return ask(http.MethodGet, "/api/administration/people/"+d.ID("sophie"), nil), true
	case "PATCH /api/administration/people/{id}":
		version := administers(d.As("admin"), d.ID("sophie")).Version
		return ask(http.MethodPatch, "/api/administration/people/"+d.ID("sophie"), Map{"version": version, "title": i.Reference}), true
	case "POST /api/administration/people/{id}/activity":
		return ask(http.MethodPost, "/api/administration/people/"+d.ID("emma")+"/activity", Map{"active": false}), true
	case "POST /api/administration/people/{id}/roles":
		return ask(http.MethodPost, "/api/administration/people/"+d.ID("emma")+"/roles", Map{"role": "agent", "organisation_id": d.Cast.Organisations[Solane]}), true
	case "DELETE /api/administration/people/{id}/roles":
		d.As("admin").Post("/api/administration/people/"+d.ID("emma")+"/roles", Map{"role": "agent"}, nil).Want(http.StatusOK)
		return ask(http.MethodDelete, "/api/administration/people/"+d.ID("emma")+"/roles?role=agent", nil), true
	case "POST /api/administration/organisations":
		return ask(http.MethodPost, "/api/administration/organisations", Map{"name": "Une autre"}), true
	case "PATCH /api/administration/organisations/{id}":
		return ask(http.MethodPatch, "/api/administration/organisations/"+d.Cast.Organisations[Solane], Map{"version": 1, "name": Solane}), true
	case "POST /api/administration/organisations/{id}/sites":
		return ask(http.MethodPost, "/api/administration/organisations/"+d.Cast.Organisations[Solane]+"/sites", Map{"name": "Un autre"}), true
	case "PATCH /api/administration/sites/{id}":
		var site struct{ ID string }
		d.As("admin").Post("/api/administration/organisations/"+d.Cast.Organisations[Solane]+"/sites", Map{"name": "Un autre"}, &site).Want(http.StatusCreated)
		return ask(http.MethodPatch, "/api/administration/sites/"+site.ID, Map{"version": 1, "name": "Le même", "zone": "Europe/Paris"}), true
	case "POST /api/administration/teams":
		return ask(http.MethodPost, "/api/administration/teams", Map{"name": "Une autre"}), true
	case "PATCH /api/administration/teams/{id}":
		return ask(http.MethodPatch, "/api/administration/teams/"+d.Team(Network), Map{"version": 1, "name": Network}), true
	case "POST /api/administration/teams/{id}/members":
		return ask(http.MethodPost, "/api/administration/teams/"+d.Team(Network)+"/members", Map{"person_id": d.ID("claire")}), true
	case "DELETE /api/administration/teams/{id}/members":
		d.As("admin").Post("/api/administration/teams/"+d.Team(Network)+"/members", Map{"person_id": d.ID("julien")}, nil).Want(http.StatusOK)
		return ask(http.MethodDelete, "/api/administration/teams/"+d.Team(Network)+"/members?person_id="+d.ID("julien"), nil), true
	}
	return goodAccount(d, ask, operation, i)
}
