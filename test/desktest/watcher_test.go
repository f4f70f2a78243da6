package desktest_test

import (
	"net/http"
	"strings"
	"testing"

	"guichet/internal/criteria"
	. "guichet/test/desktest"
)

type watchers struct {
	Items []struct {
		ID, Name        string
		Told, Removable bool
	}
}

func (w watchers) names() string {
	var names []string
	for _, x := range w.Items {
		names = append(names, x.Name)
	}
	return strings.Join(names, ", ")
}

// Sophie lets Julien follow her incident: he reads it and speaks about it, is
// told by mail, decides nothing, and leaves when he likes. Nobody else sees more.
func TestPeopleFollowARecord(t *testing.T) {
	t.Parallel()
	criteria.ProvesPart(t, "SD-09", "the rule, by another story")
	Both(t, func(t *testing.T, d *Desk) {
		d.Mailbox()
		karim, sophie, julien, nora, hugo := d.As("karim"), d.As("sophie"), d.As("julien"), d.As("nora"), d.As("hugo")
		i := sophie.Reports("Paie arrondie", "Les centimes manquent partout.")
		other := sophie.Reports("Autre affaire", "À moi seule.")
		karim.Notes(i, "Mot secret du centre")
		at := "/api/tickets/" + i.Reference + "/watchers"
		julien.Get(at, nil).Refused(http.StatusNotFound, "not_found")
		julien.Post(at, Map{}, nil).Refused(http.StatusNotFound, "not_found")

		// People of her own organisation by their address, and nobody else: not by
		// their id, not from elsewhere, and an unknown one is told no differently.
		sophie.Post(at, Map{"address": "nora@atelier-nord.example"}, nil).Refused(http.StatusUnprocessableEntity, "watcher.unknown", "address")
		sophie.Post(at, Map{"address": "nobody@solane.example"}, nil).Refused(http.StatusUnprocessableEntity, "watcher.unknown", "address")
		sophie.Post(at, Map{"person_id": d.ID("julien")}, nil).Refused(http.StatusUnprocessableEntity, "watcher.unknown", "person_id")
		sophie.Post(at, Map{"address": "sophie@solane.example"}, nil).Refused(http.StatusUnprocessableEntity, "watcher.requester", "person_id")
		var w watchers
		sophie.Post(at, Map{"address": "julien@solane.example"}, &w).Want(http.StatusOK)
		if w.names() != "Julien Roche" || !w.Items[0].Told || !w.Items[0].Removable {
			t.Fatalf("followed by %+v", w)
		}

		// He sees this one, in his list and by its words, and nothing else of hers.
		seen := julien.Reads(i)
		if seen.Title != i.Title || !contains(seen.Actions, "reply") || contains(seen.Actions, "confirm") || contains(seen.Actions, "change") {
			t.Errorf("Julien may %q", seen.Actions)
		}
		julien.Get("/api/incidents/"+i.ID+"/timeline", nil).Want(http.StatusOK).Silent("secret")
		julien.Get("/api/incidents/"+other.ID, nil).Refused(http.StatusNotFound, "not_found")
		var l List[Row]
		julien.Get("/api/incidents", &l).Want(http.StatusOK)
		if len(l.Items) != 1 || l.Items[0].ID != i.ID {
			t.Errorf("Julien's list holds %d", len(l.Items))
		}
		for words, want := range map[string]int{"centimes": 1, "secret": 0, "affaire": 0} {
			if got := julien.Finds(words); len(got) != want {
				t.Errorf("Julien finds %q by %s", got, words)
			}
		}
		julien.Says(i, "Chez moi aussi, par ticket restaurant.")
		if got := julien.Finds("restaurant"); len(got) != 1 {
			t.Errorf("what he said is found as %q", got)
		}
		for _, stranger := range []*Client{nora, hugo} {
			stranger.Get("/api/incidents/"+i.ID, nil).Refused(http.StatusNotFound, "not_found")
			stranger.Get(at, nil).Refused(http.StatusNotFound, "not_found")
			if got := stranger.Finds("centimes"); len(got) != 0 {
				t.Errorf("%s finds %q", stranger.Key, got)
			}
		}

		// He has no say: neither on the end, nor on who else follows.
		karim.Resolves(i, "Arrondi corrigé.")
		julien.Post("/api/incidents/"+i.ID+"/confirmation", Map{"confirmed": true}, nil).Refused(http.StatusForbidden, "forbidden")
		julien.Post(at, Map{"address": "emma@solane.example"}, nil).Refused(http.StatusForbidden, "forbidden")
		if now := karim.Reads(i); now.State != "resolved" {
			t.Errorf("his yes left %s", now.State)
		}
		kinds := map[string]bool{}
		for _, letter := range d.Letters(i) {
			if letter.Address == "julien@solane.example" {
				kinds[letter.Kind] = true
				if !strings.Contains(letter.Text, "parce que vous suivez") || strings.Contains(letter.Text, "secret") {
					t.Errorf("Julien reads %s", letter.Text)
				}
			}
		}
		if !kinds["watched"] || !kinds["resolved"] || len(kinds) != 2 {
			t.Errorf("Julien was written to of %v", kinds)
		}

		// Karim follows without mail; an agent of elsewhere cannot be given what he
		// may not know of, and whoever works on it takes anybody off.
		karim.Post(at, Map{"told": false}, &w).Want(http.StatusOK)
		karim.Post(at, Map{"person_id": d.ID("emma"), "told": false}, &w).Want(http.StatusOK)
		if names := w.names(); len(w.Items) != 3 || !strings.Contains(names, "Karim Benali") || !strings.Contains(names, "Emma Clarke") {
			t.Errorf("followed by %s", w.names())
		}
		for _, letter := range d.Letters(i) {
			if letter.Address == "emma@solane.example" {
				t.Errorf("Emma, who wants none, was sent %s", letter.Kind)
			}
		}
		sophie.Delete(at+"?person_id="+d.ID("emma")).Refused(http.StatusForbidden, "forbidden")
		karim.Delete(at + "?person_id=" + d.ID("emma")).Want(http.StatusOK)
		d.As("emma").Get("/api/incidents/"+i.ID, nil).Refused(http.StatusNotFound, "not_found")
		entry := last(karim.Timeline(i))
		if change := find(t, entry, "watcher"); entry.Code != "unwatched/1" || change.OldLabel != "Emma Clarke" {
			t.Errorf("the history says %+v", entry)
		}

		// He leaves, and sees no more of it.
		julien.Delete(at).Want(http.StatusOK)
		julien.Get("/api/incidents/"+i.ID, nil).Refused(http.StatusNotFound, "not_found")
		if got := julien.Finds("centimes"); len(got) != 0 {
			t.Errorf("Julien still finds %q", got)
		}
		julien.Delete(at).Refused(http.StatusNotFound, "not_found")
	})
}
