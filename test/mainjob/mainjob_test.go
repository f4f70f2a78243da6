package mainjob_test

import (
	"crypto/tls"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"guichet/internal/criteria"
	"guichet/test/post"
)

func (d *desk) tls() *tls.Config {
	return &tls.Config{ServerName: post.Host, RootCAs: d.office.Roots, MinVersion: tls.VersionTLS12}
}

// TestTheMainJobByMail is one matter from its first word to its end.
func TestTheMainJobByMail(t *testing.T) {
	t.Parallel()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			mainJobByMail(t, openDesk(t, engine))
		})
	}
	criteria.ProvesPart(t, "SD-03", "chat and phone, with their channels")
	criteria.ProvesPart(t, "SD-22", "requests and notifications in the portal")
	criteria.ProvesPart(t, "INC-37", "the portal's word is another test's")
}

func mainJobByMail(t *testing.T, d *desk) {
	karim := d.as("karim@solane.example")
	support := d.office.Address("support")

	// Hélène, whom nobody knows yet, writes to the desk.
	first := d.send(letter{
		from: "helene", name: "Hélène Garnier", to: support, subject: "Wi-Fi coupé en salle Rhône",
		text: "Bonjour,\n\nle Wi-Fi se coupe pendant les visioconférences. Code 0x80070035.\n\nHélène",
	})
	i := karim.awaits("an incident of the mail", func(i incident) bool { return i.Title == "Wi-Fi coupé en salle Rhône" })
	if i.State != "new" || i.Channel != "mail" || i.Requester.Name != "Hélène Garnier" || i.Team == nil {
		t.Fatalf("the mail became %+v", i)
	}

	// She is told its number, in French, by a letter that answers hers.
	ack := d.receives("helene", i.Reference, "Nous avons bien reçu votre message")
	if ack.InReplyTo != first || !ack.Auto || ack.HTML == "" || ack.Language != "fr" {
		t.Errorf("acknowledgement: answers %q, auto %v, language %q, html %d bytes", ack.InReplyTo, ack.Auto, ack.Language, len(ack.HTML))
	}
	if ack.From.Address == "" || len(ack.ReplyTo) != 1 || !strings.Contains(ack.ReplyTo[0].Address, "+") {
		t.Errorf("acknowledgement: from %v, answers go to %v", ack.From, ack.ReplyTo)
	}

	// Karim takes it and asks; she gets his words, and nothing of his note.
	var me struct{ ID string }
	karim.get("/api/me", &me)
	path := "/api/incidents/" + i.Reference
	karim.get(path, &i)
	var teams struct{ Items []struct{ ID, Name string } }
	karim.get("/api/teams", &teams)
	reseau := ""
	for _, team := range teams.Items {
		if team.Name == "Réseau" {
			reseau = team.ID
		}
	}
	karim.post(path+"/assignment", map[string]any{"version": i.Version, "team_id": reseau, "person_id": me.ID}, &i)
	karim.post(path+"/notes", map[string]any{"text": "Borne AP-RHONE-2, mot secret : PERROQUET."}, nil)
	karim.post(path+"/replies", map[string]any{
		"text": "Bonjour Madame Garnier,\nà quelle heure cela se produit-il ?", "state": map[string]any{"to": "on_hold", "hold_reason": "user"},
	}, nil)
	answer := d.receives("helene", "à quelle heure cela se produit-il")
	if answer.Auto || !strings.Contains(answer.Text, "Nous attendons votre réponse") {
		t.Errorf("the answer: auto %v, text %q", answer.Auto, answer.Text)
	}

	// She answers with another subject, to the address she was given: it wakes.
	d.send(letter{
		from: "helene", name: "Hélène Garnier", to: answer.ReplyTo[0].Address, subject: "tout autre chose",
		text: "Tous les jours à 14 h.\n\nLe mar. 17 nov. 2026 à 14:04, Support a écrit :\n> à quelle heure cela se produit-il ?",
	})
	i = karim.awaits("her answer wakes the incident", func(x incident) bool { return x.ID == i.ID && x.State == "in_progress" })
	text := timelineText(karim, path)
	if !strings.Contains(text, "Tous les jours à 14 h.") {
		t.Errorf("her words are not on the record: %s", text)
	}

	// It is resolved; she says no, by mail to the plain address; it is reopened
	// with her words. Then it holds, and is closed.
	resolve := map[string]any{"text": "Borne AP-RHONE-2 remplacée.", "code": "replaced", "kind": "fix"}
	karim.get(path, &i)
	karim.post(path+"/state", map[string]any{"version": i.Version, "to": "resolved", "resolution": resolve, "closing_category_id": karim.category()}, &i)
	resolved := d.receives("helene", "est résolu", "Borne AP-RHONE-2 remplacée.")
	d.send(letter{
		from: "helene", name: "Hélène Garnier", to: support, subject: "Re: " + resolved.Subject, inReplyTo: resolved.MessageID,
		text: "Non, cela coupe encore.",
	})
	i = karim.awaits("her no reopens the incident", func(x incident) bool { return x.ID == i.ID && x.State == "in_progress" })
	d.receives("helene", i.Reference, "est rouvert")
	karim.get(path, &i)
	if i.ReopenCount != 1 {
		t.Errorf("reopened %d times, want 1", i.ReopenCount)
	}
	karim.post(path+"/state", map[string]any{"version": i.Version, "to": "resolved", "resolution": resolve, "closing_category_id": karim.category()}, &i)
	karim.post(path+"/state", map[string]any{"version": i.Version, "to": "closed"}, &i)
	d.receives("helene", i.Reference, "est clos")

	// Nothing of the note ever left, and the mails made one record.
	for _, raw := range d.office.Letters(t, "helene") {
		if strings.Contains(string(raw), "PERROQUET") {
			t.Errorf("the note left the desk:\n%s", raw)
		}
	}
	var found struct{ Items []incident }
	karim.get("/api/incidents?view=all&requester="+i.Requester.ID, &found)
	if len(found.Items) != 1 {
		t.Errorf("one matter became %d records", len(found.Items))
	}
	// Each letter of the record was delivered, and the record says so.
	karim.reads(path, "that its letters left", `"state":"sent"`)
	if text := timelineText(karim, path); strings.Contains(text, `"state":"failed"`) {
		t.Errorf("a letter failed: %s", text)
	}
}

// TestAStoppedGatewayLosesNothing stops the mail servers in the middle of things.
func TestAStoppedGatewayLosesNothing(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "SD-17")
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			d := openDesk(t, engine)
			karim := d.as("karim@solane.example")
			support := d.office.Address("support")

			// The gateway is away while people write: their letters wait for it.
			d.office.StopBoxes()
			subjects := []string{"Imprimante en panne", "Écran noir", "Clavier muet"}
			for _, s := range subjects {
				_, raw := d.compose(letter{from: "marc", name: "Marc Delvaux", to: support, subject: s, text: "Bonjour, " + s + "."})
				d.office.Deliver(t, "support", raw)
			}
			d.office.StartBoxes()
			var last incident
			for _, s := range subjects {
				last = karim.awaits(s, func(i incident) bool { return i.Title == s })
			}

			// The way out is away while the desk answers: the answer waits.
			d.office.StopSending()
			karim.post("/api/incidents/"+last.Reference+"/replies", map[string]any{"text": "Nous passons vous voir."}, nil)
			karim.reads("/api/incidents/"+last.Reference, "that the letter waits", `"state":"waiting"`)
			d.office.StartSending()
			d.receives("marc", "Nous passons vous voir.")

			var all struct{ Items []incident }
			karim.get("/api/incidents?view=all&limit=200&requester="+last.Requester.ID, &all)
			if len(all.Items) != len(subjects) {
				t.Errorf("%d letters became %d incidents", len(subjects), len(all.Items))
			}
			answers := 0
			for _, raw := range d.office.Letters(t, "marc") {
				if strings.Contains(string(raw), "Nous passons vous voir.") && strings.Contains(string(raw), "text/plain") {
					answers++
				}
			}
			if answers != 1 {
				t.Errorf("the answer arrived %d times", answers)
			}
		})
	}
}

func timelineText(s *someone, path string) string {
	s.t.Helper()
	res, body := s.do(http.MethodGet, path+"/timeline", nil)
	if res.StatusCode != http.StatusOK {
		s.t.Fatalf("%s: %s", path, res.Status)
	}
	var compact map[string]any
	if err := json.Unmarshal(body, &compact); err != nil {
		s.t.Fatal(err)
	}
	return string(body)
}
