package desktest_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"guichet/internal/intake"
	"guichet/internal/outbox"
	. "guichet/test/desktest"
)

type whose struct {
	Requester Ref
	Version   int64
	Forwarded *struct {
		Name, Address string
		Person        *Ref
		May           bool
	}
}

// written tells whether one of some letters holds the words.
func written(letters []outbox.Letter, words string) bool {
	return slices.ContainsFunc(letters, func(l outbox.Letter) bool { return strings.Contains(l.Text, words) })
}

// Karim took Emma's call and logged it for Sophie by mistake. He puts it right:
// it stands where Emma is, in her list and not in Sophie's search as her own, and
// Sophie follows it until she leaves.
func TestARecordIsPutInTheNameOfWhomItIsFor(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		d.Mailbox()
		karim, sophie, emma, hugo := d.As("karim"), d.As("sophie"), d.As("emma"), d.As("hugo")
		i := karim.Logs(Map{"title": "Clavier quokka muet", "requester_id": d.ID("sophie")})
		at := "/api/tickets/" + i.Reference + "/requester"
		to := func(key string) Map {
			return Map{"version": karim.Reads(i).Version, "requester_id": d.ID(key), "reason": "C’était Emma au téléphone"}
		}
		sophie.Post(at, to("emma"), nil).Refused(http.StatusForbidden, "forbidden")
		emma.Post(at, to("emma"), nil).Refused(http.StatusNotFound, "not_found")
		hugo.Post(at, to("nora"), nil).Refused(http.StatusNotFound, "not_found")
		karim.Post(at, Map{"version": i.Version, "requester_id": "nobody"}, nil).Refused(http.StatusUnprocessableEntity, "unknown_value", "requester_id")
		karim.Post(at, Map{"version": i.Version, "forwarded": true}, nil).Refused(http.StatusUnprocessableEntity, "unknown_value", "forwarded")

		d.Settle()
		hers, theirs := len(d.LettersTo("emma@solane.example")), len(d.LettersTo("sophie@solane.example"))
		var w whose
		karim.Post(at, to("emma"), &w).Want(http.StatusOK)
		d.Settle()
		if w.Requester.ID != d.ID("emma") {
			t.Errorf("it is %+v", w)
		}
		now := emma.Reads(i)
		if now.Requester.ID != d.ID("emma") || now.Site.Name != "Montréal" || karim.Reads(i).Requester.Name != "Emma Clarke" {
			t.Errorf("it stands with %+v at %+v", now.Requester, now.Site)
		}
		if got := d.LettersTo("emma@solane.example"); len(got) != hers+1 || !written(got, "Karim Benali put "+i.Reference+" in your name") {
			t.Errorf("Emma was written %d letters: %+v", len(got)-hers, got)
		}
		if got := d.LettersTo("sophie@solane.example"); len(got) != theirs+1 || !written(got, "vous invite à suivre "+i.Reference) {
			t.Errorf("Sophie was written %d letters", len(got)-theirs)
		}
		for _, c := range []*Client{emma, sophie, karim} {
			if got := c.Finds("quokka"); !same(got, []string{i.Reference}) {
				t.Errorf("%s finds %q", c.Key, got)
			}
		}
		for _, e := range karim.Timeline(i) {
			if e.Code != "handed/1" {
				continue
			}
			c := find(t, e, "requester")
			if c.OldLabel != "Sophie Lacroix" || c.NewLabel != "Emma Clarke" || e.Reason != "C’était Emma au téléphone" || e.Actor.Name != "Karim Benali" {
				t.Errorf("its history says %+v", e)
			}
			if s := find(t, e, "site"); s.OldLabel != "Lyon" || s.NewLabel != "Montréal" {
				t.Errorf("its site went from %+v", s)
			}
		}
		for _, e := range emma.Timeline(i) {
			if e.Code == "handed/1" && (e.Reason != "" || len(e.Changes) != 1 || find(t, e, "requester").NewLabel != "Emma Clarke") {
				t.Errorf("Emma reads %+v", e)
			}
		}

		// Sophie follows: she reads and leaves. Only Emma has a say on the end.
		if sophie.Reads(i).Requester.Name != "Emma Clarke" {
			t.Error("Sophie reads another requester")
		}
		karim.Resolves(i, "Clavier changé.")
		sophie.Post("/api/incidents/"+i.ID+"/confirmation", Map{"confirmed": true}, nil).Refused(http.StatusForbidden, "forbidden")
		sophie.Delete("/api/tickets/" + i.ID + "/watchers").Want(http.StatusOK)
		sophie.Get("/api/incidents/"+i.ID, nil).Refused(http.StatusNotFound, "not_found")
		if got := sophie.Finds("quokka"); len(got) != 0 {
			t.Errorf("Sophie still finds %q", got)
		}

		// Given back to somebody who follows it, who then follows it no more; and
		// two who do it at once are told of each other.
		karim.Post("/api/tickets/"+i.ID+"/watchers", Map{"person_id": d.ID("julien")}, nil).Want(http.StatusOK)
		stale := to("sophie")
		karim.Post(at, to("julien"), nil).Want(http.StatusOK)
		var follow watchers
		karim.Get("/api/tickets/"+i.ID+"/watchers", &follow).Want(http.StatusOK)
		if follow.names() != "Emma Clarke" {
			t.Errorf("it is followed by %s", follow.names())
		}
		d.As("claire").Post(at, stale, nil).Want(http.StatusConflict)
		d.As("julien").Post("/api/incidents/"+i.ID+"/confirmation", Map{"confirmed": true}, nil).Want(http.StatusOK)
		karim.Post(at, to("sophie"), nil).Refused(http.StatusUnprocessableEntity, "ticket.over", "requester_id")
	})
}

// A record that moves out of an agent's sight is not theirs any more: its team has it.
func TestNobodyHasInHandWhatTheyCannotRead(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		karim, admin := d.As("karim"), d.As("admin")
		// Hugo is of another organisation, and works for it alone.
		i := karim.Logs(Map{"title": "Presse à l’arrêt", "requester_id": d.ID("nora"), "team_id": d.Team(Workshop)})
		karim.Assigns(i, Map{"person_id": d.ID("hugo")})
		at := "/api/tickets/" + i.ID
		karim.Post(at+"/requester", Map{"version": karim.Reads(i).Version, "requester_id": d.ID("sophie")}, nil).Want(http.StatusOK)
		if now := karim.Reads(i); now.Assignee != nil || now.Team.ID != d.Team(Workshop) {
			t.Errorf("put in Sophie's name it is with %+v of %+v", now.Assignee, now.Team)
		}
		d.As("hugo").Get("/api/incidents/"+i.ID, nil).Refused(http.StatusNotFound, "not_found")

		// Claire works on incidents alone: what becomes a request is hers no more.
		roles := people + "/" + d.ID("claire") + "/roles"
		admin.Post(roles, Map{"role": "agent", "kind": "incident"}, nil).Want(http.StatusOK)
		admin.Delete(roles + "?role=agent").Want(http.StatusOK)
		j := karim.Logs(Map{"title": "Un second écran", "requester_id": d.ID("sophie"), "team_id": d.Team(Network)})
		karim.Assigns(j, Map{"person_id": d.ID("claire")})
		var row Row
		karim.Post("/api/tickets/"+j.ID+"/conversion", Map{"version": karim.Reads(j).Version, "to": "request", "type": "resource"}, &row).Want(http.StatusOK)
		if row.Assignee != nil || row.Team == nil || row.Team.ID != d.Team(Network) {
			t.Errorf("a request it is with %+v of %+v", row.Assignee, row.Team)
		}
		// Who still reads it keeps it.
		k := karim.Logs(Map{"title": "Un troisième", "requester_id": d.ID("sophie")})
		karim.Assigns(k, Map{"person_id": d.ID("karim")})
		karim.Post("/api/tickets/"+k.ID+"/conversion", Map{"version": karim.Reads(k).Version, "to": "request", "type": "resource"}, &row).Want(http.StatusOK)
		if row.Assignee == nil || row.Assignee.ID != d.ID("karim") {
			t.Errorf("Karim's is with %+v", row.Assignee)
		}
	})
}

// Nobody says yes to their own change by putting it in another's name.
func TestAChangeIsNotPassedOnToBeAuthorised(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		karim := d.As("karim")
		m := karim.Raises("/api/changes", Map{"title": "Remplacer le pare-feu"})
		at := "/api/tickets/" + m.ID + "/requester"
		karim.Post(at, Map{"version": m.Version, "requester_id": d.ID("sophie")}, nil).Refused(http.StatusUnprocessableEntity, "change.own", "requester_id")
		d.As("claire").Post(at, Map{"version": m.Version, "requester_id": d.ID("sophie")}, nil).Want(http.StatusOK)
	})
}

// Sophie passes a colleague's letter on: the record stays hers, and the desk takes
// whom the letter names with one click. Karim, of the desk, passes one on that his
// mail server vouches for: the record is the writer's at once. A From line that
// nothing vouches for gives nobody anything.
func TestAForwardedLetterGivesTheRealRequester(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		d.Mailbox()
		karim, hugo := d.As("karim"), d.As("hugo")
		emma := intake.Writer{Name: "Emma Clarke", Address: "emma@solane.example"}
		forwards := func(from string, vouched bool, w intake.Writer) Incident {
			out := writes(t, d, intake.Mail{From: addressOf(d, from), Vouched: vouched, Subject: "TR: panne", Text: "Pour vous.", Original: w})
			return karim.Reads(Incident{Row: Row{ID: out.Ticket.ID}})
		}
		takes := func(i Incident, want bool) whose {
			var w whose
			karim.Get("/api/tickets/"+i.ID+"/requester", &w).Want(http.StatusOK)
			if w.Forwarded == nil || w.Forwarded.May != want {
				t.Fatalf("of %s the desk is offered %+v", i.Requester.Name, w.Forwarded)
			}
			return w
		}

		i := forwards("sophie", true, emma)
		if i.Requester.Name != "Sophie Lacroix" {
			t.Errorf("a user's forward is %s's", i.Requester.Name)
		}
		if w := takes(i, true); w.Forwarded.Person == nil || w.Forwarded.Person.ID != d.ID("emma") {
			t.Errorf("it names %+v", w.Forwarded)
		}
		d.As("sophie").Get("/api/tickets/"+i.ID+"/requester", nil).Refused(http.StatusForbidden, "forbidden")
		hugo.Get("/api/tickets/"+i.ID+"/requester", nil).Refused(http.StatusNotFound, "not_found")
		karim.Post("/api/tickets/"+i.ID+"/requester", Map{"version": i.Version, "forwarded": true}, nil).Want(http.StatusOK)
		if now := karim.Reads(i); now.Requester.ID != d.ID("emma") {
			t.Errorf("it is %s's", now.Requester.Name)
		}
		takes(i, false)

		// Somebody whom nobody knows is made known by the click, not by the letter.
		zoe := intake.Writer{Name: "Zoé Martin", Address: "zoe@ailleurs.example"}
		i = forwards("sophie", true, zoe)
		if w := takes(i, true); w.Forwarded.Person != nil || w.Forwarded.Name != "Zoé Martin" {
			t.Errorf("an unknown writer is %+v", w.Forwarded)
		}
		karim.Post("/api/tickets/"+i.ID+"/requester", Map{"version": i.Version, "forwarded": true}, nil).Want(http.StatusOK)
		if now := karim.Reads(i); now.Requester.Name != "Zoé Martin" || now.Organisation != nil {
			t.Errorf("it is %+v's", now.Requester)
		}

		// The desk's own people.
		i = forwards("karim", true, emma)
		if i.Requester.Name != "Emma Clarke" || i.LoggedBy == nil || i.LoggedBy.Name != "Karim Benali" {
			t.Errorf("Karim's forward is %s's, logged by %+v", i.Requester.Name, i.LoggedBy)
		}
		if !written(d.LettersTo("emma@solane.example"), "its number is "+i.Reference) {
			t.Error("Emma was not told")
		}
		if e := last(karim.Timeline(i)); e.Code != "forwarded/1" || e.Reason != "Emma Clarke <emma@solane.example>" {
			t.Errorf("the desk reads %+v", e)
		}
		if i = forwards("karim", false, emma); i.Requester.Name != "Karim Benali" {
			t.Errorf("a From line gave it to %s", i.Requester.Name)
		}
		// Hugo works for one organisation: what he forwards opens nothing in another.
		i = forwards("hugo", true, emma)
		if i.Requester.Name != "Hugo Martel" {
			t.Errorf("Hugo's forward is %s's", i.Requester.Name)
		}
		var w whose
		hugo.Get("/api/tickets/"+i.ID+"/requester", &w).Want(http.StatusOK)
		if w.Forwarded == nil || w.Forwarded.May || w.Forwarded.Person != nil {
			t.Errorf("Hugo is offered %+v", w.Forwarded)
		}
		for _, body := range []Map{{"version": i.Version, "forwarded": true}, {"version": i.Version, "requester_id": d.ID("emma")}} {
			hugo.Post("/api/tickets/"+i.ID+"/requester", body, nil).Refused(http.StatusUnprocessableEntity, "unknown_value", "requester_id")
		}
	})
}
