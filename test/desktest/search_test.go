package desktest_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"guichet/internal/criteria"
	. "guichet/test/desktest"
)

// With accents or without, by an error code, by a reference, by what was said
// last: whoever may see a record finds it, and nobody else.
func TestSearch(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "G-23")
	Both(t, func(t *testing.T, d *Desk) {
		karim, sophie := d.As("karim"), d.As("sophie")
		lent := sophie.Logs(Map{"title": "Réseau lent au 3e étage", "description": "Le partage Études met une minute à s’ouvrir."})
		code := sophie.Logs(Map{"title": "Partage inaccessible", "description": "Le chemin réseau n’a pas été trouvé, code 0x80070035 sur FS-LYO-01."})
		english := d.As("emma").Logs(Map{"title": "Printers keep jamming", "description": "Error E-1022 since the network upgrade.", "symptoms": "Rollers of tray 2 slip"})
		other := d.As("nora").Logs(Map{"title": "Réseau de l’atelier", "description": "Erreur 0x80070035 aussi."})
		karim.Says(lent, "Le commutateur du troisième est saturé.")

		for _, c := range []struct {
			q    string
			want []string
		}{
			{"réseau", []string{lent.Reference, code.Reference, other.Reference}},
			{"reseau", []string{lent.Reference, code.Reference, other.Reference}},
			{"RÉSEAUX", []string{lent.Reference, code.Reference, other.Reference}},
			{"etudes", []string{lent.Reference}},
			{"0x80070035", []string{code.Reference, other.Reference}},
			{"0X80070035", []string{code.Reference, other.Reference}},
			{"fs-lyo-01", []string{code.Reference}},
			{"E-1022", []string{english.Reference}},
			{"rollers", []string{english.Reference}},
			{"printer jam", []string{english.Reference}},
			{"commutateur sature", []string{lent.Reference}},
			{"commut", []string{lent.Reference}},
			{lent.Reference, []string{lent.Reference}},
			{code.Reference, []string{code.Reference}},
			{"rien de tel", []string{}},
		} {
			if found := karim.Finds(c.q); !same(found, c.want) {
				t.Errorf("Karim searches %q and finds %q, not %q", c.q, found, c.want)
			}
			var l List[Row]
			karim.Get("/api/incidents?view=all&q="+url.QueryEscape(c.q), &l).Want(http.StatusOK)
			var listed []string
			for _, row := range l.Items {
				listed = append(listed, row.Reference)
			}
			if !same(listed, c.want) {
				t.Errorf("Karim lists %q and sees %q, not %q", c.q, listed, c.want)
			}
		}
		// Half remembered: where no record holds every word, those whose title holds
		// some; to whoever may see them, as ever.
		if found := karim.Finds("réseau si lent mardi"); !same(found, []string{lent.Reference}) {
			t.Errorf("half remembering Karim finds %q", found)
		}
		if found := d.As("julien").Finds("réseau si lent mardi"); len(found) != 0 {
			t.Errorf("half remembering Julien finds %q", found)
		}
		if found := sophie.Finds("reseau"); !same(found, []string{lent.Reference, code.Reference}) {
			t.Errorf("Sophie finds %q", found)
		}
		if found := d.As("nora").Finds("reseau"); !same(found, []string{other.Reference}) {
			t.Errorf("Nora finds %q", found)
		}
		if found := d.As("julien").Finds(lent.Reference); len(found) != 0 {
			t.Errorf("Julien finds %q", found)
		}
		karim.Changes(other, Map{"symptoms": "Câble débranché du commutateur vert"})
		if found := karim.Finds("cable debranche"); !same(found, []string{other.Reference}) {
			t.Errorf("by its symptoms Karim finds %q", found)
		}
		// A new title is found at once.
		karim.Changes(english, Map{"title": "Multifunction device keeps stopping"})
		if found := karim.Finds("multifunction"); !same(found, []string{english.Reference}) {
			t.Errorf("by its new title Karim finds %q", found)
		}
	})
}

// One instant, whoever looks from wherever: the API says UTC, and each person's
// zone beside it.
func TestTwoTimeZones(t *testing.T) {
	t.Parallel()
	criteria.ProvesPart(t, "G-25", "the two local displays: a story in the browser")
	Both(t, func(t *testing.T, d *Desk) {
		emma, karim := d.As("emma"), d.As("karim")
		i := emma.Logs(Map{"title": "Clock", "occurred_at": "2026-03-02T02:30:00-05:00"})
		for _, c := range []*Client{emma, karim} {
			var raw struct {
				CreatedAt  string `json:"created_at"`
				OccurredAt string `json:"occurred_at"`
			}
			c.Get("/api/incidents/"+i.ID, &raw).Want(http.StatusOK)
			if raw.CreatedAt != "2026-03-02T08:00:00Z" || raw.OccurredAt != "2026-03-02T07:30:00Z" {
				t.Errorf("%s reads %+v", c.Key, raw)
			}
		}
		local := map[string]string{}
		for who, want := range map[string]string{"emma": "03:00", "karim": "09:00"} {
			var me struct{ Zone string }
			d.As(who).Get("/api/me", &me).Want(http.StatusOK)
			zone, err := time.LoadLocation(me.Zone)
			if err != nil {
				t.Fatal(err)
			}
			if local[who] = i.CreatedAt.In(zone).Format("15:04"); local[who] != want {
				t.Errorf("for %s in %s it is %s, not %s", who, me.Zone, local[who], want)
			}
		}
		karim.Patch("/api/me", Map{"zone": "Asia/Tokyo"}, nil).Want(http.StatusOK)
		if again := karim.Reads(i); !again.CreatedAt.Equal(i.CreatedAt) || again.Version != i.Version {
			t.Error("moving to Tokyo changed the record")
		}
		karim.Patch("/api/me", Map{"zone": "Mars/Phobos"}, nil).Refused(http.StatusUnprocessableEntity, "unknown_value", "zone")
		karim.Patch("/api/me", Map{"zone": "Local"}, nil).Refused(http.StatusUnprocessableEntity, "unknown_value", "zone")
	})
}
