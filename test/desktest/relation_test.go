package desktest_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"guichet/internal/criteria"
	. "guichet/test/desktest"
)

// Relation is a link as it is told from one of its ends.
type Relation struct {
	Kind      string
	Record    Row
	By        *Ref
	At        string
	Removable bool
}

func relations(c *Client, ref string) []Relation {
	var l List[Relation]
	c.Get("/api/tickets/"+ref+"/links", &l).Want(http.StatusOK)
	return l.Items
}

func told(links []Relation) []string {
	all := []string{}
	for _, l := range links {
		all = append(all, l.Kind+" "+l.Record.Reference)
	}
	return all
}

// Records of any kinds are linked by what they are to each other, and both ends
// tell it, with who and when; taking a link away is told too.
func TestAnyTwoRecordsAreLinked(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "G-12")
	Both(t, func(t *testing.T, d *Desk) {
		sophie, karim := d.As("sophie"), d.As("karim")
		i := sophie.Reports("VPN coupé", "Erreur 691.")
		h := karim.Raises("/api/changes", Map{"title": "Mise à jour du concentrateur"})
		m := karim.Raises("/api/requests", Map{"title": "Jeton VPN"})
		link := func(ref, kind, to string) *Response {
			return karim.Post("/api/tickets/"+ref+"/links", Map{"kind": kind, "to": to}, nil)
		}
		link(i.Reference, "caused_by", h.Reference).Want(http.StatusOK)
		link(m.ID, "relates_to", i.Reference).Want(http.StatusOK)
		for ref, want := range map[string][]string{
			i.ID: {"caused_by " + h.Reference, "relates_to " + m.Reference}, h.ID: {"causes " + i.Reference}, m.ID: {"relates_to " + i.Reference},
		} {
			if got := told(relations(karim, ref)); !same(got, want) {
				t.Errorf("%s tells %q, not %q", ref, got, want)
			}
		}
		first := relations(karim, h.ID)[0]
		if first.By == nil || first.By.Name != "Karim Benali" || first.At == "" || !first.Removable || first.Record.Title != "VPN coupé" || first.Record.State != "new" {
			t.Errorf("the change tells %+v", first)
		}
		last := func(at string) TimelineItem { all := karim.Items(at); return all[len(all)-1] }
		if e := last(h.At()); e.Code != "linked/1" || e.Actor.Name != "Karim Benali" || e.Changes[0].NewLabel != "Cause "+i.Reference {
			t.Errorf("the change's history ends with %+v", e)
		}
		// The same once more, in the other's words; with itself; in a circle; nonsense.
		link(h.ID, "causes", i.ID).Refused(http.StatusUnprocessableEntity, "ticket.link_exists", "to")
		link(i.ID, "relates_to", m.ID).Refused(http.StatusUnprocessableEntity, "ticket.link_exists", "to")
		link(i.ID, "blocks", i.Reference).Refused(http.StatusUnprocessableEntity, "ticket.link_self", "to")
		link(i.ID, "child_of", h.ID).Want(http.StatusOK)
		link(h.ID, "child_of", m.ID).Want(http.StatusOK)
		link(m.ID, "child_of", i.ID).Refused(http.StatusUnprocessableEntity, "ticket.link_circle", "to")
		link(i.ID, "parent_of", m.ID).Refused(http.StatusUnprocessableEntity, "ticket.link_circle", "to")
		link(i.ID, "follows", h.ID).Refused(http.StatusUnprocessableEntity, "unknown_value", "kind")
		link(i.ID, "friend_of", h.ID).Refused(http.StatusUnprocessableEntity, "unknown_value", "kind")
		link(i.ID, "blocks", "INC-999999").Refused(http.StatusUnprocessableEntity, "unknown_value", "to")
		link("INC-999999", "blocks", i.ID).Refused(http.StatusNotFound, "not_found")

		// Taken away from the other end, and told on both.
		karim.Delete("/api/tickets/" + h.Reference + "/links/causes/" + i.Reference).Want(http.StatusNoContent)
		karim.Delete("/api/tickets/"+h.Reference+"/links/causes/"+i.Reference).Refused(http.StatusNotFound, "not_found")
		for at, was := range map[string]string{"/api/incidents/" + i.ID: "Causé par " + h.Reference, h.At(): "Cause " + i.Reference} {
			if e := last(at); e.Code != "unlinked/1" || e.Changes[0].OldLabel != was || e.Changes[0].NewLabel != "" {
				t.Errorf("%s ends with %+v", at, e)
			}
		}
		if got := told(relations(karim, i.ID)); !same(got, []string{"relates_to " + m.Reference, "child_of " + h.Reference}) {
			t.Errorf("it still tells %q", got)
		}
	})
}

// A link shows nothing of a record that its reader may not see.
func TestALinkLeaksNothing(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		sophie, nora, karim, hugo := d.As("sophie"), d.As("nora"), d.As("karim"), d.As("hugo")
		theirs := sophie.Reports("Projet Zéphyr arrêté", "Confidentiel.")
		ours := nora.Reports("Tour en panne", "Depuis lundi.")
		also := nora.Reports("Fraiseuse aussi", "Depuis mardi.")
		karim.Post("/api/tickets/"+ours.ID+"/links", Map{"kind": "caused_by", "to": theirs.ID}, nil).Want(http.StatusOK)
		hugo.Post("/api/tickets/"+ours.ID+"/links", Map{"kind": "relates_to", "to": also.Reference}, nil).Want(http.StatusOK)
		hugo.Post("/api/tickets/"+ours.ID+"/links", Map{"kind": "blocks", "to": theirs.Reference}, nil).Refused(http.StatusUnprocessableEntity, "unknown_value", "to")
		hugo.Delete("/api/tickets/"+ours.ID+"/links/caused_by/"+theirs.Reference).Refused(http.StatusUnprocessableEntity, "unknown_value", "to")
		hugo.Get("/api/tickets/"+theirs.ID+"/links", nil).Refused(http.StatusNotFound, "not_found")
		sophie.Get("/api/tickets/"+ours.ID+"/links", nil).Refused(http.StatusNotFound, "not_found")
		for _, c := range []*Client{hugo, nora} {
			if got := told(relations(c, ours.ID)); !slices.Equal(got, []string{"relates_to " + also.Reference}) {
				t.Errorf("%s reads %q", c.Key, got)
			}
			c.Get("/api/tickets/"+ours.ID+"/links", nil).Silent("zéphyr", theirs.Reference, theirs.ID)
			c.Get("/api/incidents/"+ours.ID+"/timeline", nil).Silent("zéphyr", theirs.Reference, theirs.ID, "caused_by", "Causé par")
		}
		if links := relations(nora, ours.ID); links[0].Removable {
			t.Error("Nora could take a link away")
		}
		nora.Delete("/api/tickets/"+ours.ID+"/links/relates_to/"+also.ID).Refused(http.StatusForbidden, "forbidden")
		nora.Post("/api/tickets/"+ours.ID+"/links", Map{"kind": "blocks", "to": also.ID}, nil).Refused(http.StatusForbidden, "forbidden")
		d.Anybody().Get("/api/tickets/"+ours.ID+"/links", nil).Refused(http.StatusUnauthorized, "unauthenticated")
	})
}

// goodLinking is good for the routes of links; false for any other.
func goodLinking(d *Desk, c *Client, operation string, i Incident) (int, bool) {
	method, path, _ := strings.Cut(operation, " ")
	at := strings.NewReplacer("{ref}", i.ID, "{kind}", "blocks").Replace(path)
	if !strings.HasSuffix(at, "/links") && !strings.Contains(at, "/links/") {
		return 0, false
	}
	other := d.As("sophie").Reports("Un autre dossier", "Des mots")
	switch method {
	case http.MethodPost:
		return c.Post(at, Map{"kind": "blocks", "to": other.Reference}, nil).Status, true
	case http.MethodDelete:
		d.As("karim").Post("/api/tickets/"+i.ID+"/links", Map{"kind": "blocks", "to": other.ID}, nil).Want(http.StatusOK)
		return c.Delete(strings.ReplaceAll(at, "{other}", other.ID)).Status, true
	default:
		return c.Get(at, nil).Status, true
	}
}
