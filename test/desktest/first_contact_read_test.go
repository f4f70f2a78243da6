package desktest_test

import (
	"strings"
	"testing"

	. "guichet/test/desktest"
)

// Among a hundred thousand records the few that were solved at the first contact are
// led to.
func TestTheFirstContactIsLedToByAnIndex(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		karim := d.As("karim")
		karim.Logs(Map{"title": "Mot de passe", "requester_id": d.ID("sophie")})
		for _, path := range []string{"/api/incidents?view=all&f=first_contact:yes", "/api/tickets?view=all&f=first_contact:yes"} {
			led := false
			reads, _ := ran(d, func() { karim.Get(path, nil).Want(200) })
			for _, s := range reads {
				for _, line := range plan(t, d.DB, s) {
					led = led || strings.Contains(line, "ticket_first_contact")
				}
			}
			if !led {
				t.Errorf("%s on %s is not led to them", path, d.DB.Engine())
			}
		}
	})
}
