package desktest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	. "guichet/test/desktest"
)

// Whoever may authorise changes is told when one waits for them, and finds it in
// their list until somebody decided: within their scope, and never their own.
func TestWhoeverMayAuthoriseIsToldAndFindsIt(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		d.Mailbox()
		karim, paul, julien, admin := d.As("karim"), d.As("paul"), d.As("julien"), d.As("admin")
		roles := "/api/administration/people/" + d.ID("julien") + "/roles"
		admin.Post(roles, Map{"role": "authority", "organisation_id": d.Cast.Organisations[Atelier]}, nil).Want(http.StatusOK)
		waiting := func(c *Client) []string {
			var l List[struct {
				Reference, State string
				Requester        Ref
			}]
			c.Get("/api/decisions", &l).Want(http.StatusOK)
			all := []string{}
			for _, x := range l.Items {
				all = append(all, x.Reference+" of "+x.Requester.Name)
			}
			return all
		}
		told := func(c *Client) string {
			all := []string{}
			for _, n := range noticesOf(d, c) {
				if n.Reason == "deciding" {
					all = append(all, n.Record.Reference)
				}
			}
			return strings.Join(all, " ")
		}
		paul.Patch("/api/me/preferences", Map{"name": "notices", "value": Map{"deciding": Map{"page": true, "mail": true}}}, nil).Want(http.StatusOK)
		own := karim.Raises("/api/changes", Map{"title": "Pare-feu pour Paul", "requester_id": d.ID("paul")})
		d.Clock.Forward(time.Second) // each is older than the next
		vpn := karim.Raises("/api/changes", Map{"title": "Mise à jour du VPN", "requester_id": d.ID("sophie")})
		d.Clock.Forward(time.Second)
		north := karim.Raises("/api/changes", Map{"title": "Commutateur de Lille", "requester_id": d.ID("nora")})
		if got := waiting(paul); len(got) != 0 || told(paul) != "" {
			t.Errorf("nothing is assessed, and Paul is to decide %v", got)
		}
		letters := len(d.LettersTo("paul@solane.example"))
		for _, m := range []Matter{own, vpn, north} {
			d.Clock.Forward(time.Minute)
			karim.Takes(m, "assessed", Map{"risk": "low", "assessment": "Un seul service."}).Want(http.StatusOK)
			d.Settle()
		}
		if got := strings.Join(waiting(paul), ", "); got != vpn.Reference+" of Sophie Lacroix, "+north.Reference+" of Nora Lindqvist" {
			t.Errorf("Paul is to decide %s", got)
		}
		if got := told(paul); got != north.Reference+" "+vpn.Reference {
			t.Errorf("Paul is told of %s", got)
		}
		// Julien decides for the workshop alone.
		if got := strings.Join(waiting(julien), ", "); got != north.Reference+" of Nora Lindqvist" || told(julien) != north.Reference {
			t.Errorf("Julien is to decide %s, and told of %s", got, told(julien))
		}
		// By mail as he chose: which one, and not what it says.
		fresh := d.LettersTo("paul@solane.example")[letters:]
		about := 0
		for _, l := range fresh {
			if strings.Contains(l.Text, "attend votre décision") && !strings.Contains(l.Text, "Un seul service") {
				about++
			}
		}
		if about != 2 {
			t.Errorf("Paul is written %+v", fresh)
		}
		// Once somebody decided it waits for nobody.
		julien.Post(north.At()+"/decision", Map{"version": karim.Sees(north).Version, "authorised": true}, nil).Want(http.StatusOK)
		if got := strings.Join(waiting(paul), ", "); got != vpn.Reference+" of Sophie Lacroix" || len(waiting(julien)) != 0 {
			t.Errorf("decided by Julien; Paul is to decide %s, Julien %v", got, waiting(julien))
		}
		for _, who := range []string{"karim", "sophie", "admin"} {
			d.As(who).Get("/api/decisions", nil).Refused(http.StatusForbidden, "forbidden")
			if told(d.As(who)) != "" {
				t.Errorf("%s, who decides nothing, is told", who)
			}
		}
	})
}
