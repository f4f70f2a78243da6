package desktest_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"guichet/internal/criteria"
	. "guichet/test/desktest"
)

// Karim has Sophie on the telephone, and knows the answer: one form logs, answers
// and closes. That it was solved at first contact is the rule's word and not his;
// it stands on the record, in its history, in lists and in the file, and goes when
// the matter comes back.
func TestAMatterIsSolvedAtFirstContact(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "SD-10")
	criteria.ProvesPart(t, "SD-04", "an interaction that is no record, which comes with its channels")
	Both(t, func(t *testing.T, d *Desk) {
		d.Mailbox()
		karim, claire, sophie := d.As("karim"), d.As("claire"), d.As("sophie")
		asked := Map{
			"title": "Où changer mon mot de passe ?", "description": "Elle appelle.", "requester_id": d.ID("sophie"), "channel": "phone",
			"type": "information", "solution": Map{"text": "Dans Mon compte, sous Mot de passe.", "close": true},
		}
		m := karim.Raises("/api/requests", asked)
		if m.State != "closed" || !m.FirstContact || m.Result != "Dans Mon compte, sous Mot de passe." || m.Assignee == nil || m.Assignee.Name != "Karim Benali" || m.Requester.Name != "Sophie Lacroix" {
			t.Errorf("it is %+v", m)
		}
		// Sophie reads the answer, and is written to once.
		items := sophie.Items(m.At())
		said := ""
		for _, x := range items {
			if x.Message != nil {
				said += x.Message.Text + "\n"
			}
		}
		if !strings.Contains(said, "Elle appelle.") || !strings.Contains(said, "Dans Mon compte") {
			t.Errorf("Sophie reads %q", said)
		}
		if letters := d.LettersTo("sophie@solane.example"); len(letters) != 1 || letters[0].Kind != "replied" || !strings.Contains(letters[0].Subject, m.Reference) {
			t.Errorf("Sophie is sent %+v", letters)
		}
		// The history says it, of the very act that solved it.
		marked := 0
		for _, e := range claire.Items(m.At()) {
			for _, c := range e.Changes {
				if c.Field == "first_contact" {
					marked++
				}
			}
		}
		if marked != 1 {
			t.Errorf("the history marks it %d times", marked)
		}

		// The same of an incident, not closed: she is asked to confirm.
		i := karim.Logs(Map{
			"title": "Écran noir", "description": "x", "requester_id": d.ID("sophie"),
			"solution": Map{"text": "Le câble était débranché.", "code": "solved_remotely"},
		})
		if i.State != "resolved" || !i.FirstContact || i.Resolution.Code != "solved_remotely" || i.Resolution.Kind != "fix" {
			t.Errorf("the incident is %+v", i)
		}
		// A complaint too; a change is not solved by registering it.
		complaint := Map{"title": "Attente trop longue", "description": "x", "requester_id": d.ID("sophie"), "type": "complaint", "solution": Map{"text": "Nous vous présentons nos excuses.", "close": true}}
		if c := karim.Raises("/api/requests", complaint); c.State != "closed" || c.Type != "complaint" {
			t.Errorf("the complaint is %+v", c)
		}
		karim.Post("/api/changes", Map{"title": "Un changement", "description": "x", "solution": Map{"text": "Fait."}}, nil).Refused(http.StatusUnprocessableEntity, "solution.change", "solution")
		karim.Post("/api/incidents", Map{"title": "Écran noir", "description": "x", "solution": Map{"text": " "}}, nil).Refused(http.StatusUnprocessableEntity, "required", "solution.text")
		sophie.Post("/api/incidents", Map{"title": "Écran noir", "description": "x", "solution": Map{"text": "Fait."}}, nil).Refused(http.StatusForbidden, "forbidden")

		// By the ordinary way it counts as well, within the window and by who took it.
		logged := func(title string) Incident {
			return karim.Logs(Map{"title": title, "requester_id": d.ID("sophie"), "channel": "phone"})
		}
		quick, late, passed, hers, back := logged("Vite"), logged("Tard"), logged("Transmis"), logged("Par Claire"), logged("Relancé")
		reported := sophie.Reports("Par le portail", "x")
		sophie.Says(back, "Et aussi le clavier.")
		karim.Assigns(passed, Map{"team_id": d.Team(Network), "person_id": d.ID("claire")})
		claire.Assigns(passed, Map{"team_id": d.Team(ServiceDesk), "person_id": d.ID("karim")})
		claire.Resolves(hers, "Fait.")
		d.Forward(20 * time.Minute)
		for _, x := range []Incident{quick, passed, back, reported} {
			karim.Resolves(x, "Fait.")
		}
		d.Forward(20 * time.Minute)
		karim.Resolves(late, "Fait.")
		for x, want := range map[string]bool{quick.ID: true, late.ID: false, passed.ID: false, hers.ID: false, back.ID: false, reported.ID: false} {
			var now struct {
				Title        string
				FirstContact bool `json:"first_contact"`
			}
			karim.Get("/api/incidents/"+x, &now).Want(http.StatusOK)
			if now.FirstContact != want {
				t.Errorf("%s: at first contact %v", now.Title, now.FirstContact)
			}
		}
		list := func(c *Client, text string) int {
			var l List[Row]
			c.Get("/api/tickets?view=all&limit=100&f="+url.QueryEscape(text), &l).Want(http.StatusOK)
			return len(l.Items)
		}
		all := list(karim, "")
		if yes, no := list(karim, "premier_contact:oui"), list(claire, "first_contact:no"); yes != 4 || yes+no != all || list(karim, "premier_contact:peut-être") != 0 {
			t.Errorf("of %d, %d were solved at first contact and %d not", all, yes, no)
		}
		file := string(karim.Get("/api/tickets/export?view=all&columns=title,first_contact&f="+url.QueryEscape("premier_contact:oui"), nil).Want(http.StatusOK).Body)
		if !strings.Contains(file, "Vite;Oui") && !strings.Contains(file, "Vite;oui") {
			t.Errorf("the file says\n%s", file)
		}

		// It came back: so it was not.
		sophie.Post("/api/incidents/"+quick.ID+"/confirmation", Map{"confirmed": false, "text": "Toujours noir."}, nil).Want(http.StatusOK)
		if now := karim.Reads(quick); now.FirstContact || now.State != "in_progress" {
			t.Errorf("reopened it is %+v", now)
		}
		// The window is the desk's; with none only the one form counts.
		sets(t, d, "records.first_contact_minutes", 0).Want(http.StatusOK)
		slow := logged("Deux minutes")
		d.Forward(2 * time.Minute)
		karim.Resolves(slow, "Fait.")
		once := karim.Raises("/api/requests", asked)
		if now := karim.Reads(slow); now.FirstContact || !once.FirstContact {
			t.Errorf("without a window: %v, and in one form %v", now.FirstContact, once.FirstContact)
		}
	})
}
