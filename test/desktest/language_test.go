package desktest_test

import (
	"net/http"
	"strings"
	"testing"

	"guichet/internal/criteria"
	. "guichet/test/desktest"
)

// Sophie changes her language: what she reads, what she is told when something is
// wrong and what is written to her follow. What has no words in her language
// stands there in the other one, and never as a key.
func TestEverythingFollowsTheLanguage(t *testing.T) {
	t.Parallel()
	criteria.ProvesPart(t, "G-14", "the catalogue, with its practice")
	Both(t, func(t *testing.T, d *Desk) {
		anne, karim, sophie := d.As("admin"), d.As("karim"), d.As("sophie")
		d.Mailbox()
		network := anne.Sorts(Map{"name_fr": "Réseau", "name_en": "Network"})
		badges := anne.Sorts(Map{"name_fr": "Badges", "parent_id": network.ID}) // nobody said it in English
		anne.Adds(Map{
			"type": "choice", "name_fr": "Bâtiment", "name_en": "Building", "kinds": []string{"incident"}, "portal": "write",
			"options": []Map{{"name_fr": "Siège", "name_en": "Head office"}, {"name_fr": "Usine"}},
		})
		paragraphs := func(language string) string {
			sophie.Patch("/api/me", Map{"language": language}, nil).Want(http.StatusOK)
			i := sophie.Reports("Imprimante bloquée", "Le bac 2.")
			i = karim.Changes(i, Map{"category_id": badges.ID})
			karim.Assigns(i, Map{"person_id": d.ID("karim")})
			karim.Moves(karim.Reads(i), "resolved", Map{
				"resolution": Map{"text": "Rouleau changé.", "code": "solved", "kind": "fix"}, "closing_category_id": badges.ID,
			}).Want(http.StatusOK)
			all := string(sophie.Get("/api/fields", nil).Want(http.StatusOK).Body)
			all += string(sophie.Get("/api/incidents/"+i.Reference, nil).Want(http.StatusOK).Body)
			all += sophie.Post("/api/incidents", Map{"title": ""}, nil).Refused(http.StatusUnprocessableEntity, "required", "description").Detail
			letters := d.Letters(i)
			if len(letters) < 2 {
				t.Fatalf("%d letters", len(letters))
			}
			for _, l := range letters {
				if string(l.Language) != language {
					t.Errorf("a letter is written in %s, not %s: %s", l.Language, language, l.Subject)
				}
				all += l.Subject + l.Text
			}
			return all
		}
		holds := func(all string, words, not []string) {
			t.Helper()
			for _, w := range words {
				if !strings.Contains(all, w) {
					t.Errorf("it does not say %q: %s", w, all)
				}
			}
			for _, w := range not {
				if strings.Contains(all, w) {
					t.Errorf("it says %q", w)
				}
			}
		}
		holds(paragraphs("fr"), []string{"Bâtiment", "Siège", "Usine", "Bonjour", "est résolu", "mars", "Ce champ est nécessaire"}, []string{"Hello"})
		holds(paragraphs("en"), []string{"Building", "Head office", "Usine", "Hello", "is resolved", "March", "This field is required"}, []string{"Bonjour"})
		for language, want := range map[string]string{"fr": "Réseau | Réseau › Badges", "en": "Network | Network › Badges"} {
			karim.Patch("/api/me", Map{"language": language}, nil).Want(http.StatusOK)
			if got := paths(karim.Categories()); got != want {
				t.Errorf("in %s the tree reads %s", language, got)
			}
		}
	})
}
