package desktest_test

import (
	"net/http"
	"net/url"
	"testing"

	. "guichet/test/desktest"
)

// alike are the open records that the portal shows to whoever is reporting, by
// reference.
func alike(c *Client, words string) []string {
	var l List[struct{ Reference, Title, State string }]
	c.Get("/api/search?own=true&limit=3&q="+url.QueryEscape(words), &l).Want(http.StatusOK)
	found := []string{}
	for _, hit := range l.Items {
		found = append(found, hit.Reference)
	}
	return found
}

// While Sophie says what is wrong, she is shown her own open records that look
// like it, and those that she follows: nothing that has ended, nothing of others,
// and no more than that to an agent who reports something of their own.
func TestWhoReportsIsShownTheirOwnOpenMatters(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		sophie, julien, karim, nora := d.As("sophie"), d.As("julien"), d.As("karim"), d.As("nora")
		printer := sophie.Reports("Imprimante du 3e étage : bourrage papier", "Elle avale deux feuilles.")
		ended := sophie.Reports("Imprimante du 3e étage sans encre", "Plus de noir.")
		karim.Resolves(ended, "Cartouche changée.")
		sophie.Post("/api/incidents/"+ended.ID+"/confirmation", Map{"confirmed": true}, nil).Want(http.StatusOK)
		sophie.Reports("Badge refusé à l’entrée", "Depuis lundi.")
		theirs := julien.Reports("Imprimante du 3e étage en panne", "Elle ne s’allume plus.")
		request := sophie.Raises("/api/requests", Map{"title": "Une imprimante pour l’étage", "type": "resource"})

		const words = "L’imprimante de l’étage bourre"
		if got := alike(sophie, words); !same(got, []string{printer.Reference, request.Reference}) {
			t.Errorf("Sophie is shown %q", got)
		}
		for _, c := range []*Client{karim, nora, d.As("hugo"), d.As("admin")} {
			if got := alike(c, words); len(got) != 0 {
				t.Errorf("%s is shown %q", c.Key, got)
			}
		}
		if got := alike(sophie, "Téléphone muet"); len(got) != 0 {
			t.Errorf("of another matter she is shown %q", got)
		}
		julien.Post("/api/tickets/"+theirs.ID+"/watchers", Map{"address": "sophie@solane.example"}, nil).Want(http.StatusOK)
		if got := alike(sophie, words); !same(got, []string{printer.Reference, request.Reference, theirs.Reference}) {
			t.Errorf("with what she follows she is shown %q", got)
		}
		d.Anybody().Get("/api/search?own=true&q=imprimante", nil).Refused(http.StatusUnauthorized, "unauthenticated")
	})
}
