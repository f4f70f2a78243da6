package desktest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"guichet/internal/criteria"
	. "guichet/test/desktest"
)

// Karim opens Sophie's incident and sees those like it, of every kind he may
// read, in either language's words; one more act links one of them.
func TestSimilarRecordsAreOffered(t *testing.T) {
	t.Parallel()
	criteria.ProvesPart(t, "INC-22", "open problems, known errors and articles, and CIs in common")
	Both(t, func(t *testing.T, d *Desk) {
		karim, sophie := d.As("karim"), d.As("sophie")
		old := d.As("julien").Reports("VPN : connexions refusées depuis lundi", "…")
		d.Forward(time.Hour)
		like := d.As("emma").Reports("Connexion VPN refusée au bureau", "…")
		other := d.As("emma").Reports("Imprimante du bureau en panne", "Rien à voir avec le VPN.")
		request := sophie.Raises("/api/requests", Map{"title": "Ouvrir une connexion VPN"})
		secret := d.As("nora").Reports("VPN : connexion refusée à Lille", "…")
		d.Forward(time.Hour)
		i := sophie.Reports("VPN : connexion refusée depuis la mise à jour", "…")
		got := func(c *Client, ref string) string {
			t.Helper()
			var l List[struct{ Reference string }]
			c.Get("/api/tickets/"+ref+"/similar", &l).Want(http.StatusOK)
			var all []string
			for _, x := range l.Items {
				all = append(all, x.Reference)
			}
			return strings.Join(all, " ")
		}
		all := got(karim, i.Reference)
		for _, want := range []string{old.Reference, like.Reference, request.Reference, secret.Reference} {
			if !strings.Contains(all, want) {
				t.Errorf("like %q are %q, without %s", i.Title, all, want)
			}
		}
		if strings.Contains(all, other.Reference) || strings.Contains(all, i.Reference) {
			t.Errorf("like %q are %q", i.Title, all)
		}
		if got := got(d.As("hugo"), secret.Reference); got != "" {
			t.Errorf("Hugo sees %q", got)
		}
		sophie.Get("/api/tickets/"+i.ID+"/similar", nil).Refused(http.StatusForbidden, "forbidden")
		d.As("hugo").Get("/api/tickets/"+i.ID+"/similar", nil).Refused(http.StatusNotFound, "not_found")
		karim.Post("/api/tickets/"+i.ID+"/links", Map{"kind": "relates_to", "to": like.Reference}, nil).Want(http.StatusOK)
	})
}
