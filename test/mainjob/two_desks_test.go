package mainjob_test

import (
	"strings"
	"testing"

	"guichet/internal/mime"
	"guichet/test/post"
)

// TestTwoDesksFallSilent: two programs, each with records and a mailbox of its own,
// write to each other through Postfix and Dovecot. One copies the other on an
// answer; the other acknowledges it as it acknowledges anybody, and answers; each
// keeps what the other said, and neither answers a machine. Then nothing more is
// said.
func TestTwoDesksFallSilent(t *testing.T) {
	t.Parallel()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			office := post.Start(t)
			here := openDeskAt(t, engine, office, "support", "Support Solane")
			there := openDeskAt(t, engine, office, "autre", "Autre centre")
			karim, karla := here.as("karim@solane.example"), there.as("karim@solane.example")

			here.send(letter{from: "helene", name: "Hélène Garnier", to: office.Address("autre"), subject: "Écran noir", text: "Mon écran reste noir."})
			theirs := karla.awaits("her incident at the other desk", func(i incident) bool { return i.Title == "Écran noir" })
			karla.post("/api/incidents/"+theirs.Reference+"/replies", map[string]any{
				"text": "Le centre voisin regarde aussi.", "copies": []string{office.Address("support")},
			}, nil)
			ours := karim.awaits("an incident of the other desk", func(i incident) bool { return i.Requester.Name == "Autre centre" })

			// Our acknowledgement lies on their record, as a machine's word.
			if x := karla.awaitsWords(theirs, ours.Reference); x.Message == nil || !x.Message.Automatic {
				t.Errorf("our acknowledgement is %+v there", x)
			}
			// Karim answers whom he takes for a requester.
			karim.post("/api/incidents/"+ours.Reference+"/replies", map[string]any{"text": "Nous n’avons rien changé ici."}, nil)
			if x := karla.awaitsWords(theirs, "Nous n’avons rien changé ici."); x.Message.Automatic {
				t.Errorf("our answer is %+v there", x.Message)
			}
			karim.resolves(ours, "Rien à faire chez nous.")
			karla.awaitsWords(theirs, "Rien à faire chez nous.")
			karla.resolves(theirs, "Câble changé.")
			here.receives("helene", "Câble changé.")

			// What comes after it all has been read has been read at both, twice over.
			for _, subject := range []string{"Une fin", "La fin"} {
				for user, reader := range map[string]*someone{"support": karim, "autre": karla} {
					here.send(letter{from: "fin", name: "La Fin", to: office.Address(user), subject: subject + " à " + user, text: "Fin."})
					i := reader.awaits("the last letter", func(i incident) bool { return i.Title == subject+" à "+user })
					here.receives("fin", i.Reference, "bien reçu")
				}
			}
			// They were copied once; we acknowledged, answered, and said that it is resolved.
			for _, box := range []struct {
				of, from string
				most     int
			}{{"support", "autre", 1}, {"autre", "support", 3}} {
				n := 0
				for _, raw := range office.Letters(t, box.of) {
					l, err := mime.Parse(raw)
					if err != nil {
						t.Fatal(err)
					}
					if strings.EqualFold(l.From.Address, office.Address(box.from)) {
						n++
					}
				}
				if n != box.most {
					t.Errorf("%s wrote to %s %d times, want %d", box.from, box.of, n, box.most)
				}
			}
			for who, reader := range map[string]*someone{"the first": karim, "the other": karla} {
				var all struct{ Items []incident }
				reader.get("/api/incidents?view=all&limit=200", &all)
				n := 0
				for _, i := range all.Items {
					if strings.Contains(i.Title, "noir") && (i.Requester.Name == "Autre centre" || i.Requester.Name == "Support Solane" || i.Requester.Name == "Hélène Garnier") {
						n++
					}
				}
				if n != 1 {
					t.Errorf("%s desk has %d records of the matter", who, n)
				}
			}
		})
	}
}
