package desktest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	. "guichet/test/desktest"
)

type present struct {
	Person Ref    `json:"person"`
	Doing  string `json:"doing"`
}

func at(t *testing.T, c *Client, ref string) string {
	t.Helper()
	var l List[present]
	c.Get("/api/tickets/"+ref+"/presence", &l).Want(http.StatusOK)
	var all []string
	for _, p := range l.Items {
		all = append(all, p.Person.Name+" "+p.Doing)
	}
	return strings.Join(all, ", ")
}

// Karim and Claire have one record open. Each sees that the other is there and
// whether they write; Sophie, whose record it is, sees nothing of it.
func TestWhoElseIsAtARecord(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		karim, claire, sophie := d.As("karim"), d.As("claire"), d.As("sophie")
		i := sophie.Reports("À deux", "Depuis ce matin.")
		path := "/api/tickets/" + i.ID + "/presence"
		is := func(c *Client, screen, doing string) {
			t.Helper()
			c.Post(path, Map{"screen": screen, "doing": doing}, nil).Want(http.StatusOK)
		}
		hear := claire.Watches("presence:" + i.ID)
		deaf := sophie.Watches("presence:"+i.ID, "incident:"+i.ID)
		is(karim, "a", "reading")
		if kind, id := hear(); kind != "presence" || id != i.ID {
			t.Errorf("Claire hears of %s %s", kind, id)
		}
		if got := at(t, claire, i.Reference); got != "Karim Benali reading" {
			t.Errorf("Claire sees %q", got)
		}
		if got := at(t, karim, i.ID); got != "" {
			t.Errorf("Karim sees himself: %q", got)
		}
		is(karim, "b", "writing")
		hear()
		is(karim, "a", "reading")
		if got := at(t, claire, i.ID); got != "Karim Benali writing" {
			t.Errorf("Claire sees %q", got)
		}
		is(claire, "c", "reading")
		if got := at(t, karim, i.ID); got != "Claire Dumont reading" {
			t.Errorf("Karim sees %q", got)
		}
		// Nothing of it is Sophie's, nor Julien's, nor another organisation's.
		sophie.Get(path, nil).Refused(http.StatusForbidden, "forbidden")
		sophie.Post(path, Map{"screen": "s", "doing": "reading"}, nil).Refused(http.StatusForbidden, "forbidden")
		d.As("julien").Get(path, nil).Refused(http.StatusNotFound, "not_found")
		d.As("hugo").Post(path, Map{"screen": "h", "doing": "writing"}, nil).Refused(http.StatusNotFound, "not_found")
		karim.Post(path, Map{"screen": "a:b", "doing": "reading"}, nil).Refused(http.StatusUnprocessableEntity, "unknown_value", "screen")
		karim.Says(i, "Un mot.")
		if kind, _ := deaf(); kind != "incident" {
			t.Errorf("Sophie hears of %s", kind)
		}
		// Leaving one screen leaves the other; a screen that falls silent is forgotten.
		is(karim, "b", "gone")
		if got := at(t, claire, i.ID); got != "Karim Benali reading" {
			t.Errorf("Claire sees %q", got)
		}
		d.Forward(30 * time.Second)
		is(claire, "c", "reading")
		d.Forward(30 * time.Second)
		if got := at(t, claire, i.ID); got != "" {
			t.Errorf("Claire still sees %q", got)
		}
		if got := at(t, karim, i.ID); got != "Claire Dumont reading" {
			t.Errorf("Karim sees %q", got)
		}
	})
}

type cannedReply struct {
	ID       string `json:"id"`
	Version  int64  `json:"version"`
	Name     string `json:"name"`
	Reach    string `json:"reach"`
	Team     *Ref   `json:"team"`
	Text     string `json:"text"`
	Language string `json:"language"`
	Active   bool   `json:"active"`
	Editable bool   `json:"editable"`
}

func names(t *testing.T, c *Client, query string) string {
	t.Helper()
	var l List[cannedReply]
	c.Get("/api/canned-replies?"+query, &l).Want(http.StatusOK)
	var all []string
	for _, r := range l.Items {
		all = append(all, r.Name)
	}
	return strings.Join(all, ", ")
}

// Karim writes an answer once and gives it to Sophie in French, to Emma in
// English, each with their own name in it.
func TestACannedReplyIsFilledIn(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		karim, claire, admin := d.As("karim"), d.As("claire"), d.As("admin")
		const all = "/api/canned-replies"
		var both cannedReply
		admin.Post(all, Map{
			"name": "Réinitialiser le réseau", "shortcut": "rz", "reach": "shared",
			"text_fr": "Bonjour {{requester.name}}, au sujet de {{ reference }} ({{state}}) : redémarrez. {{agent.name}}, {{desk.name}}",
			"text_en": "Hello {{requester.name}}, about {{reference}}: restart.",
		}, &both).Want(http.StatusCreated)
		var own cannedReply
		karim.Post(all, Map{"name": "Ma formule", "text_fr": "Cordialement"}, &own).Want(http.StatusCreated)
		karim.Post(all, Map{"name": "De l’équipe", "reach": "team", "team_id": d.Team(ServiceDesk), "text_fr": "Équipe {{team.name}}"}, nil).Want(http.StatusCreated)

		fr, en := d.As("sophie").Reports("Wi-Fi", "…"), d.As("emma").Reports("Wi-Fi", "…")
		var l List[cannedReply]
		karim.Get(all+"?q=rez&for="+fr.Reference, nil).Want(http.StatusOK)
		karim.Get(all+"?q=reseau&for="+fr.Reference, &l).Want(http.StatusOK)
		if len(l.Items) != 1 || l.Items[0].Language != "fr" ||
			l.Items[0].Text != "Bonjour Sophie Lacroix, au sujet de "+fr.Reference+" (Nouveau) : redémarrez. Karim Benali, Centre de services" {
			t.Errorf("for Sophie: %+v", l.Items)
		}
		karim.Get(all+"?q=RZ&for="+en.ID, &l).Want(http.StatusOK)
		if len(l.Items) != 1 || l.Items[0].Language != "en" || l.Items[0].Text != "Hello Emma Clarke, about "+en.Reference+": restart." {
			t.Errorf("for Emma: %+v", l.Items)
		}
		karim.Get(all+"?q=formule&for="+en.ID, &l).Want(http.StatusOK)
		if len(l.Items) != 1 || l.Items[0].Language != "fr" || l.Items[0].Text != "Cordialement" {
			t.Errorf("one without English, for Emma: %+v", l.Items)
		}

		// Whose it is.
		if got := names(t, karim, ""); got != "De l’équipe, Ma formule, Réinitialiser le réseau" {
			t.Errorf("Karim has %q", got)
		}
		if got := names(t, claire, ""); got != "Réinitialiser le réseau" {
			t.Errorf("Claire has %q", got)
		}
		if got := names(t, admin, ""); got != "De l’équipe, Réinitialiser le réseau" {
			t.Errorf("the administrator looks after %q", got)
		}
		d.As("sophie").Get(all, nil).Refused(http.StatusForbidden, "forbidden")
		d.As("hugo").Get(all+"?for="+fr.ID, nil).Refused(http.StatusNotFound, "not_found")
		claire.Patch(all+"/"+own.ID, Map{"version": 1, "name": "Volée"}, nil).Refused(http.StatusNotFound, "not_found")
		claire.Patch(all+"/"+both.ID, Map{"version": 1, "name": "Changée"}, nil).Refused(http.StatusForbidden, "forbidden")
		karim.Post(all, Map{"name": "x", "reach": "shared", "text_fr": "x"}, nil).Refused(http.StatusForbidden, "forbidden")
		karim.Post(all, Map{"name": "x", "reach": "team", "team_id": d.Team(Network), "text_fr": "x"}, nil).
			Refused(http.StatusUnprocessableEntity, "canned.other_team", "team_id")
	})
}

// What is wrong with a canned reply is told when it is saved, not when it is sent.
func TestACannedReplyIsCheckedAndKept(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		karim := d.As("karim")
		const all = "/api/canned-replies"
		karim.Post(all, Map{"name": "x", "text_en": "Dear {{requester.nom}}"}, nil).
			Refused(http.StatusUnprocessableEntity, "canned.unknown_variable", "text_en")
		karim.Post(all, Map{"name": " "}, nil).Refused(http.StatusUnprocessableEntity, "required", "name", "text_fr")
		karim.Post(all, Map{"name": "x", "reach": "everybody", "text_fr": "x"}, nil).Refused(http.StatusUnprocessableEntity, "unknown_value", "reach")
		var one cannedReply
		karim.Post(all, Map{"name": "Merci", "shortcut": "mer", "text_fr": "Merci."}, &one).Want(http.StatusCreated)
		karim.Post(all, Map{"name": "Merci bien", "shortcut": "MER", "text_fr": "Merci."}, nil).
			Refused(http.StatusUnprocessableEntity, "canned.shortcut_taken", "shortcut")
		d.Forward(time.Hour)
		karim.Patch(all+"/"+one.ID, Map{"version": one.Version, "text_fr": "Merci beaucoup."}, nil).Want(http.StatusOK)
		karim.Patch(all+"/"+one.ID, Map{"version": one.Version, "text_fr": "Merci mille fois."}, nil).Refused(http.StatusConflict, "conflict")
		var history List[struct {
			Actor   *Ref          `json:"actor"`
			At      time.Time     `json:"at"`
			Changes []FieldChange `json:"changes"`
		}]
		karim.Get(all+"/"+one.ID+"/history", &history).Want(http.StatusOK)
		if len(history.Items) != 2 || history.Items[0].Actor == nil || history.Items[0].Actor.Name != "Karim Benali" || !history.Items[0].At.Equal(d.Clock.Now()) ||
			history.Items[0].Changes[0].Old != "Merci." || history.Items[0].Changes[0].New != "Merci beaucoup." {
			t.Errorf("its history is %+v", history.Items)
		}
		d.As("claire").Get(all+"/"+one.ID+"/history", nil).Refused(http.StatusNotFound, "not_found")
		karim.Patch(all+"/"+one.ID, Map{"version": 2, "active": false}, nil).Want(http.StatusOK)
		if got := names(t, karim, ""); got != "" {
			t.Errorf("a retired one is offered: %q", got)
		}
		if got := names(t, karim, "all=true"); got != "Merci" {
			t.Errorf("of all: %q", got)
		}
	})
}

// A note names Claire and a team, by id; nobody who could not read it.
func TestANoteNamesPeople(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		karim := d.As("karim")
		i := d.As("sophie").Reports("Câble", "…")
		type who struct{ Kind, ID, Name string }
		offered := func(q string) string {
			t.Helper()
			var l List[who]
			karim.Get("/api/tickets/"+i.ID+"/mentionable?q="+q, &l).Want(http.StatusOK)
			var all []string
			for _, w := range l.Items {
				all = append(all, w.Kind+" "+w.Name)
			}
			return strings.Join(all, ", ")
		}
		if got := offered("dum"); got != "person Claire Dumont" {
			t.Errorf("offered %q", got)
		}
		if got := offered("RESEAU"); got != "team Réseau" {
			t.Errorf("offered %q", got)
		}
		for _, q := range []string{"sophie", "hugo", "Support", "anne"} {
			if got := offered(q); got != "" {
				t.Errorf("%q offers %q, who may not read it", q, got)
			}
		}
		note := func(mentions ...Map) *Response {
			return karim.Post("/api/incidents/"+i.ID+"/notes", Map{"text": "@Claire Dumont @Réseau à voir.", "mentions": mentions}, nil)
		}
		note(Map{"kind": "person", "id": d.ID("claire")}, Map{"kind": "team", "id": d.Team(Network)}).Want(http.StatusCreated)
		var l List[struct {
			Message *struct{ Mentions []who } `json:"message"`
		}]
		karim.Get("/api/incidents/"+i.ID+"/timeline", &l).Want(http.StatusOK)
		got := l.Items[len(l.Items)-1].Message.Mentions
		if len(got) != 2 || got[0] != (who{"person", d.ID("claire"), "Claire Dumont"}) || got[1] != (who{"team", d.Team(Network), Network}) {
			t.Errorf("the note names %+v", got)
		}
		for _, m := range []Map{
			{"kind": "person", "id": d.ID("sophie")},
			{"kind": "person", "id": d.ID("hugo")},
			{"kind": "team", "id": d.Team(Workshop)},
			{"kind": "team", "id": d.ID("claire")},
			{"kind": "person", "id": "x"},
		} {
			note(m).Refused(http.StatusUnprocessableEntity, "unknown_value", "mentions")
		}
		d.As("sophie").Get("/api/tickets/"+i.ID+"/mentionable", nil).Refused(http.StatusForbidden, "forbidden")
		d.As("sophie").Get("/api/incidents/"+i.ID+"/timeline", nil).Want(http.StatusOK).Silent("à voir", "Dumont")
	})
}
