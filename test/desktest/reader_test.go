package desktest_test

import (
	"net/http"
	"strings"
	"testing"

	"guichet/internal/criteria"
	. "guichet/test/desktest"
)

// Rose reads for a report or an audit: every record with its notes and its whole
// history, lists and files; she changes nothing, is offered nothing to change, and
// what she tries all the same is refused and written down. Limited to a kind, or to
// an organisation, she sees no more than that.
func TestAReaderChangesNothing(t *testing.T) {
	t.Parallel()
	criteria.ProvesPart(t, "G-02", "the problem manager, who comes with problems")
	Both(t, func(t *testing.T, d *Desk) {
		hire(t, d, "rose", "reader", "")
		rose, karim, sophie := d.As("rose"), d.As("karim"), d.As("sophie")
		i := sophie.Reports("VPN coupé", "Erreur 691.")
		file := karim.Attach("journal.txt", []byte("ligne 1"))
		karim.Post("/api/incidents/"+i.ID+"/notes", Map{"text": "Le concentrateur chauffe.", "attachment_ids": []string{file}}, nil).Want(http.StatusCreated)
		m := karim.Raises("/api/requests", Map{"title": "Jeton VPN", "requester_id": d.ID("sophie")})
		h := karim.Raises("/api/changes", Map{"title": "Concentrateur", "requester_id": d.ID("sophie")})

		var me struct {
			Roles       []string
			Permissions []string
		}
		rose.Get("/api/me", &me).Want(http.StatusOK)
		if strings.Join(me.Roles, " ") != "user reader" {
			t.Errorf("she is %v", me.Roles)
		}
		for _, p := range me.Permissions {
			if strings.HasSuffix(p, ".handle") || strings.HasSuffix(p, ".note") || strings.HasSuffix(p, ".manage") {
				t.Errorf("she may %s", p)
			}
		}

		// She reads all of it.
		var all List[Row]
		rose.Get("/api/tickets?view=all", &all).Want(http.StatusOK)
		if len(all.Items) != 3 {
			t.Errorf("she lists %d records", len(all.Items))
		}
		for _, x := range []struct{ at, kind string }{{"/api/incidents/" + i.ID, "incident"}, {m.At(), "request"}, {h.At(), "change"}} {
			var seen struct {
				Actions []string
				Moves   []string
			}
			rose.Get(x.at, &seen).Want(http.StatusOK)
			if strings.Join(seen.Actions, " ") != "inside" || len(seen.Moves) != 0 {
				t.Errorf("of the %s she is offered %v, %v", x.kind, seen.Actions, seen.Moves)
			}
		}
		words := string(rose.Get("/api/incidents/"+i.ID+"/timeline", nil).Want(http.StatusOK).Body)
		if !strings.Contains(words, "concentrateur chauffe") || !strings.Contains(words, "journal.txt") {
			t.Error("she does not read the notes")
		}
		rose.Get("/api/attachments/"+file, nil).Want(http.StatusOK)
		rose.Get("/api/tickets/"+i.ID+"/history", nil).Want(http.StatusOK)
		if found := rose.Finds("concentrateur"); len(found) == 0 {
			t.Error("she finds nothing by the words of a note")
		}
		csv := string(rose.Get("/api/tickets/export?view=all", nil).Want(http.StatusOK).Body)
		if !strings.Contains(csv, i.Reference) || !strings.Contains(csv, h.Reference) {
			t.Errorf("her file:\n%s", csv)
		}

		// She changes nothing, and each try is written down.
		version := karim.Reads(i).Version
		at := "/api/incidents/" + i.ID
		for _, no := range []struct {
			method, path string
			body         Map
		}{
			{http.MethodPatch, at, Map{"version": version, "title": "Autre"}},
			{http.MethodPost, at + "/assignment", Map{"version": version, "team_id": d.Team(Network)}},
			{http.MethodPost, at + "/state", Map{"version": version, "to": "in_progress"}},
			{http.MethodPost, at + "/replies", Map{"text": "Bonjour."}},
			{http.MethodPost, at + "/notes", Map{"text": "Vu."}},
			{http.MethodPost, "/api/tickets/" + i.ID + "/watchers", Map{}},
			{http.MethodPost, "/api/tickets/" + i.ID + "/conversion", Map{"version": version, "to": "request", "type": "access"}},
			{http.MethodPost, "/api/bulk", bulk(Map{"note": "x"}, i.Row)},
			{http.MethodPost, m.At() + "/state", Map{"version": m.Version, "to": "in_fulfilment"}},
			{http.MethodPost, h.At() + "/decision", Map{"version": h.Version, "authorised": true}},
			{http.MethodGet, "/api/canned-replies", nil},
			{http.MethodGet, "/api/administration/people", nil},
		} {
			rose.Do(no.method, no.path, no.body, nil).Want(http.StatusForbidden)
		}
		if now := karim.Reads(i).Version; now != version {
			t.Errorf("something changed: version %d after %d", now, version)
		}
		logged := refusals(d, "&person="+d.ID("rose"))
		if len(logged) < 12 {
			t.Errorf("%d refusals are written down: %+v", len(logged), logged)
		}

		// A limit is one for her as for an agent.
		admin := d.As("admin")
		var p administered
		admin.Get(people+"/"+d.ID("rose"), &p).Want(http.StatusOK)
		admin.Delete(p.at() + "/roles?role=reader").Want(http.StatusOK)
		rose.Get("/api/incidents/"+i.ID, nil).Want(http.StatusNotFound)
		admin.Post(p.at()+"/roles", Map{"role": "reader", "kind": "request", "team_id": d.Team(ServiceDesk)}, nil).Want(http.StatusOK)
		rose.Get("/api/incidents/"+i.ID, nil).Want(http.StatusNotFound)
		rose.Get(m.At(), nil).Want(http.StatusOK)
		rose.Get(h.At(), nil).Want(http.StatusNotFound)
	})
}
