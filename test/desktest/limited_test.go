package desktest_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"guichet/internal/criteria"
	. "guichet/test/desktest"
)

// limit hires somebody of Groupe Solane as an agent, as far as the role says.
func limit(t *testing.T, d *Desk, key string, role Map) {
	t.Helper()
	admin := d.As("admin")
	var p administered
	admin.Post(people, Map{
		"name": strings.ToUpper(key[:1]) + key[1:] + " Limite", "organisation_id": d.Cast.Organisations[Solane],
		"identities": []Map{{"kind": "mail", "value": key + "@limite.example"}},
	}, &p).Want(http.StatusCreated)
	role["role"] = "agent"
	admin.Post(p.at()+"/roles", role, nil).Want(http.StatusOK)
	known := d.Cast.People["hugo"]
	known.ID, known.Name = p.ID, p.Name
	d.Cast.People[key] = known
}

// place finds a site of the cast by its name.
func place(t *testing.T, d *Desk, name string) string {
	t.Helper()
	var l struct {
		Items []struct{ Sites []Ref }
	}
	d.As("admin").Get("/api/administration/organisations", &l).Want(http.StatusOK)
	for _, o := range l.Items {
		for _, s := range o.Sites {
			if s.Name == name {
				return s.ID
			}
		}
	}
	t.Fatalf("no site %s", name)
	return ""
}

// An agent of one site, of one team or of one kind of record: whatever they ask,
// by whichever route, with whichever id, nothing of the others comes back.
func TestNothingLeaksBeyondALimitedRole(t *testing.T) {
	t.Parallel()
	criteria.ProvesPart(t, "G-03", "the other organisation: see TestNothingLeaksToAnotherOrganisation")
	Both(t, func(t *testing.T, d *Desk) {
		limit(t, d, "ines", Map{"site_id": place(t, d, "Montréal")})
		limit(t, d, "tom", Map{"team_id": d.Team(Network)})
		limit(t, d, "rita", Map{"kind": "request"})
		s := keep(t, d) // Sophie's: of Lyon, with the service desk, an incident
		content := s.words[:11]
		ids := []string{s.incident.ID, s.incident.Reference, s.file, s.private, s.incident.ConversationID}
		bodies := []Map{
			{},
			{"version": 1, "title": "x y z", "text": "x", "to": "in_progress", "confirmed": true, "team_id": d.Team(Network)},
			{"version": 1, "team_id": d.Team(Network)},
			{"version": 1, "to": "in_progress"},
			{"version": 1, "to": "request", "type": "access"},
			{"text": "x"},
			{"text": "x", "attachment_ids": []string{s.file}},
			{"title": "Le mien", "description": "x", "attachment_ids": []string{s.private}},
			{"kind": "relates_to", "to": s.incident.Reference},
			{"into": s.incident.Reference},
			{"records": []Map{{"id": s.incident.ID, "version": 1}}, "change": Map{"priority": 1}},
		}
		before := d.As("karim").Reads(s.incident)
		for _, who := range []string{"ines", "tom", "rita"} {
			c := d.As(who)
			words := content
			if who == "ines" {
				words = append(slices.Clone(content), "Lacroix", "sophie@")
			}
			for path, methods := range routes(t, d) {
				if path == "/api/live" || strings.HasPrefix(path, "/api/session") {
					continue
				}
				for _, id := range ids {
					target := strings.NewReplacer("{ref}", id, "{id}", id, "{mode}", "reply", "{name}", id).Replace(path)
					for _, method := range methods {
						if method == http.MethodGet {
							r := c.Get(target, nil).Silent(words...)
							if strings.Contains(path, "{") && r.Status != http.StatusNotFound && r.Status != http.StatusForbidden {
								t.Errorf("%s reads %s: %d %s", who, target, r.Status, r.Body)
							}
							continue
						}
						for _, body := range bodies {
							r := c.Do(method, target, body, nil).Silent(words...)
							if strings.Contains(path, "{") && r.Status < 400 {
								t.Errorf("%s does %s %s: %d %s", who, method, target, r.Status, r.Body)
							}
						}
					}
					if !strings.Contains(path, "{") {
						break
					}
				}
			}
			for _, query := range []string{
				"view=all", "view=to_process", "view=open", "q=zirconium", "q=lut%C3%A9cium", "q=" + url.QueryEscape(s.incident.Reference),
				"requester=" + d.ID("sophie"), "assignee=" + d.ID("karim"), "team=" + d.Team(ServiceDesk), "priority=3", "state=assigned",
				"view=all&sort=team", "view=all&sort=-requester", "view=all&sort=organisation", "view=all&group=state", "view=all&sort=kind,-updated",
			} {
				c.Get("/api/incidents?"+query, nil).Want(http.StatusOK).Silent(words...)
				c.Get("/api/tickets?"+query, nil).Want(http.StatusOK).Silent(words...)
			}
			for _, q := range append([]string{"canari", "zirc", "hélian", "dyspro", "lutec"}, content...) {
				if found := c.Finds(q); len(found) != 0 {
					t.Errorf("%s searches %q and finds %q", who, q, found)
				}
			}
			for view, n := range c.Counts() {
				if n != 0 {
					t.Errorf("%s counts %d %s", who, n, view)
				}
			}
		}
		if after := d.As("karim").Reads(s.incident); after.Version != before.Version {
			t.Errorf("somebody from beyond changed it: %+v", last(d.As("karim").Timeline(s.incident)))
		}
		// At a site, other sites' people are as unknown.
		d.As("ines").Get("/api/people?q=lacroix", nil).Want(http.StatusOK).Silent("Lacroix")
		d.As("ines").Get("/api/teams", nil).Want(http.StatusOK).Silent("Benali", "Dumont")
	})
}

// What they are for, they do: see it in every list, count it, find it, work on it
// and hand it over; what has gone to another team is gone.
func TestALimitedAgentWorks(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		limit(t, d, "ines", Map{"site_id": place(t, d, "Montréal")})
		limit(t, d, "tom", Map{"team_id": d.Team(Network)})
		limit(t, d, "rita", Map{"kind": "request"})
		ines, tom, rita, karim := d.As("ines"), d.As("tom"), d.As("rita"), d.As("karim")
		emma := d.As("emma").Reports("Stylet perdu", "Tablette graphique.")
		sophie := d.As("sophie").Reports("Borne muette", "Le wifi du deuxième.")
		wish := d.As("sophie").Raises("/api/requests", Map{"title": "Un badge"})

		// A site: Emma's alone.
		if all := ines.TriesToList("view=open"); len(all) != 1 || all[0].Reference != emma.Reference {
			t.Errorf("Montréal sees %+v", all)
		}
		if n := ines.Counts()["to_process"]; n != 1 {
			t.Errorf("Montréal counts %d", n)
		}
		ines.Assigns(emma, Map{"team_id": d.Team(Network)})
		ines.Notes(emma, "Nous cherchons l’ytterbium.")
		if found := ines.Finds("ytterbium"); !same(found, []string{emma.Reference}) {
			t.Errorf("Montréal finds %q", found)
		}
		ines.Post("/api/incidents", Map{"title": "Écran noir", "description": "x", "requester_id": d.ID("emma")}, nil).Want(http.StatusCreated)
		ines.Post("/api/incidents", Map{"title": "Écran noir", "description": "x", "requester_id": d.ID("sophie")}, nil).
			Refused(http.StatusUnprocessableEntity, "unknown_value", "requester_id")

		// A team: what it has, whoever asked; and what is logged is the team's.
		if all := tom.TriesToList("view=open&sort=-created"); len(all) != 1 || all[0].Reference != emma.Reference {
			t.Errorf("the network team sees %+v", all)
		}
		logged := tom.Logs(Map{"title": "Commutateur", "description": "Un voyant rouge.", "requester_id": d.ID("julien")})
		if logged.Team.Name != Network {
			t.Errorf("what the network's agent logged is given to %+v", logged.Team)
		}
		hear := tom.Watches("incident:"+logged.ID, "incident:"+sophie.ID, "incident:"+emma.ID)
		gone := tom.Assigns(logged, Map{"team_id": d.Team(ServiceDesk), "reason": "Rien à voir avec le réseau."})
		if gone.Team.Name != ServiceDesk || len(gone.Actions) != 0 || len(gone.Moves) != 0 {
			t.Errorf("what was handed over is shown as %+v", gone)
		}
		for _, path := range []string{"", "/timeline"} {
			tom.Get("/api/incidents/"+logged.ID+path, nil).Refused(http.StatusNotFound, "not_found")
		}
		if found := tom.Finds("commutateur"); len(found) != 0 {
			t.Errorf("the network team finds %q, which it handed over", found)
		}
		karim.Notes(logged, "Pris.")
		karim.Notes(emma, "Retrouvé ?")
		if kind, id := hear(); id != emma.ID {
			t.Errorf("the network team hears of %s %s first, and has %s alone", kind, id, emma.ID)
		}
		// A follower sees what they follow, whichever team has it.
		karim.Post("/api/tickets/"+logged.ID+"/watchers", Map{"person_id": d.ID("tom")}, nil).Want(http.StatusOK)
		tom.Get("/api/incidents/"+logged.ID, nil).Want(http.StatusOK)
		if n := len(tom.TriesToList("view=open&sort=team")); n != 2 {
			t.Errorf("with what they follow the network's agent sees %d", n)
		}
		if n := tom.Counts()["to_process"]; n != 2 {
			t.Errorf("with what they follow the network's agent counts %d", n)
		}
		if found := tom.Finds("pris"); len(found) != 0 {
			t.Errorf("who follows finds %q by a note", found)
		}

		// A kind: requests alone, of everybody.
		var queue struct{ Items []Row }
		rita.Get("/api/tickets?view=open", &queue).Want(http.StatusOK)
		if len(queue.Items) != 1 || queue.Items[0].Reference != wish.Reference {
			t.Errorf("who works on requests sees %+v", queue.Items)
		}
		rita.Takes(wish, "in_fulfilment", nil).Want(http.StatusOK)
		rita.Post("/api/tickets/"+wish.ID+"/conversion", Map{"version": rita.Sees(wish).Version, "to": "incident"}, nil).
			Refused(http.StatusForbidden, "forbidden")
		rita.Post("/api/incidents", Map{"title": "Écran noir", "description": "x", "requester_id": d.ID("julien")}, nil).
			Refused(http.StatusUnprocessableEntity, "unknown_value", "requester_id")

		// A note may name those alone who can read it.
		var able struct{ Items []struct{ Name string } }
		karim.Get("/api/tickets/"+sophie.ID+"/mentionable?q=limite", &able).Want(http.StatusOK)
		if len(able.Items) != 0 {
			t.Errorf("a note of another team may name %+v", able.Items)
		}
	})
}

// A role is given with its limits on the person's page, with its history, and
// never beyond those of who gives it.
func TestRolesAreLimited(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		admin := d.As("admin")
		hire(t, d, "ada", "administrator", Atelier)
		montreal, lille := place(t, d, "Montréal"), place(t, d, "Lille")
		roles := people + "/" + d.ID("julien") + "/roles"
		var p struct {
			Roles []struct {
				Role, Kind               string
				Organisation, Site, Team *Ref
			}
		}
		admin.Post(roles, Map{"role": "agent", "site_id": montreal, "team_id": d.Team(Network), "kind": "change"}, &p).Want(http.StatusOK)
		if len(p.Roles) != 2 && len(p.Roles) != 1 {
			t.Fatalf("%+v", p.Roles)
		}
		g := p.Roles[len(p.Roles)-1]
		if g.Organisation == nil || g.Organisation.Name != Solane || g.Site.Name != "Montréal" || g.Team.Name != Network || g.Kind != "change" {
			t.Errorf("given as %+v", g)
		}
		told := historyOf(t, admin, "person", d.ID("julien"))[0]
		labels := map[string]string{}
		for _, c := range told.Changes {
			labels[c.Field] = c.NewLabel
		}
		if told.Code != "role_granted" || labels["site"] != "Montréal" || labels["team"] != Network || labels["record_kind"] == "" {
			t.Errorf("told as %+v", told)
		}
		for _, wrong := range []struct {
			role  Map
			field string
		}{
			{Map{"role": "administrator", "site_id": montreal}, "site_id"},
			{Map{"role": "administrator", "team_id": d.Team(Network)}, "team_id"},
			{Map{"role": "administrator", "kind": "change"}, "kind"},
			{Map{"role": "authority", "kind": "incident"}, "kind"},
			{Map{"role": "agent", "site_id": montreal, "organisation_id": d.Cast.Organisations[Atelier]}, "site_id"},
			{Map{"role": "agent", "site_id": d.ID("julien")}, "site_id"},
			{Map{"role": "agent", "team_id": d.ID("julien")}, "team_id"},
		} {
			if r := admin.Post(roles, wrong.role, nil); r.Status != http.StatusUnprocessableEntity || len(r.Problem().Errors) == 0 || r.Problem().Errors[0].Location != wrong.field {
				t.Errorf("%v: %d %s", wrong.role, r.Status, r.Body)
			}
		}
		// Of Atelier Nord, nobody gives what is beyond it.
		ada := d.As("ada")
		ofNora := people + "/" + d.ID("nora") + "/roles"
		ada.Post(ofNora, Map{"role": "agent", "organisation_id": d.Cast.Organisations[Atelier], "site_id": lille}, nil).Want(http.StatusOK)
		ada.Post(ofNora, Map{"role": "agent", "team_id": d.Team(Network)}, nil).Refused(http.StatusUnprocessableEntity, "unknown_value", "organisation_id")
		ada.Post(ofNora, Map{"role": "agent", "site_id": montreal}, nil).Refused(http.StatusUnprocessableEntity, "unknown_value", "organisation_id")
		ada.Post(ofNora, Map{"role": "agent", "site_id": montreal, "organisation_id": d.Cast.Organisations[Atelier]}, nil).
			Refused(http.StatusUnprocessableEntity, "unknown_value", "site_id")

		query := "?role=agent&organisation_id=" + g.Organisation.ID + "&site_id=" + montreal + "&team_id=" + d.Team(Network)
		admin.Delete(roles+query).Refused(http.StatusNotFound, "not_found") // another one
		admin.Delete(roles + query + "&kind=change").Want(http.StatusOK)
		if told := historyOf(t, admin, "person", d.ID("julien"))[0]; told.Code != "role_taken" || len(told.Changes) != 5 {
			t.Errorf("told as %+v", told)
		}
	})
}
