package desktest_test

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"guichet/internal/criteria"
	"guichet/internal/db"
	"guichet/internal/outbox"
	"guichet/internal/request"
	. "guichet/test/desktest"
)

// Sophie asks for an access in the portal: recorded, classified, prioritised,
// with a type and a reference of its own, and each thing done stands on it.
func TestARequestIsFulfilled(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "REQ-06", "REQ-08")
	Both(t, func(t *testing.T, d *Desk) {
		sophie, karim := d.As("sophie"), d.As("karim")
		m := sophie.Raises("/api/requests", Map{"title": "Accès au dossier Études", "type": "access", "urgency": 1})
		if !regexp.MustCompile(`^REQ-\d{6}$`).MatchString(m.Reference) || m.State != "submitted" || m.Type != "access" || m.Priority != 2 || m.Team == nil {
			t.Errorf("it opened as %+v", m)
		}
		if !slices.Equal(m.Actions, []string{"reply", "withdraw"}) || len(m.Moves) != 0 {
			t.Errorf("Sophie may %q and move it to %q", m.Actions, m.Moves)
		}
		sophie.Takes(m, "fulfilled", Map{"result": "x"}).Refused(http.StatusForbidden, "forbidden")
		karim.Post("/api/requests", Map{"title": "Inconnue", "description": "x", "type": "wish"}, nil).
			Refused(http.StatusUnprocessableEntity, "unknown_value", "type")
		karim.Takes(m, "resolved", nil).Refused(http.StatusUnprocessableEntity, "unknown_value", "to")
		karim.Takes(m, "closed", nil).Refused(http.StatusUnprocessableEntity, "ticket.move_refused", "to")
		karim.Takes(m, "in_fulfilment", nil).Want(http.StatusOK)
		karim.Takes(m, "on_hold", nil).Refused(http.StatusUnprocessableEntity, "ticket.hold_reason_required", "hold_reason")
		karim.Takes(m, "on_hold", Map{"hold_reason": "user"}).Want(http.StatusOK)
		sophie.Post(m.At()+"/replies", Map{"text": "En lecture seule."}, nil).Want(http.StatusCreated)
		if now := karim.Sees(m); now.State != "in_fulfilment" || now.HoldReason != "" {
			t.Errorf("her answer left it %s", now.State)
		}
		karim.Takes(m, "fulfilled", nil).Refused(http.StatusUnprocessableEntity, "required", "result")
		karim.Post(m.At()+"/replies", Map{"text": "C’est ouvert.", "state": Map{"to": "fulfilled", "result": "Lecture sur Études."}}, nil).Want(http.StatusCreated)
		if now := sophie.Sees(m); now.State != "fulfilled" || now.Result != "Lecture sur Études." || !contains(now.Actions, "confirm") {
			t.Errorf("Sophie sees %+v", now)
		}
		sophie.Post(m.At()+"/confirmation", Map{"confirmed": false}, nil).Refused(http.StatusUnprocessableEntity, "required", "text")
		sophie.Post(m.At()+"/confirmation", Map{"confirmed": false, "text": "Pas encore."}, nil).Want(http.StatusOK)
		karim.Takes(m, "fulfilled", Map{"result": "Cette fois."}).Want(http.StatusOK)
		sophie.Post(m.At()+"/confirmation", Map{"confirmed": true}, nil).Want(http.StatusOK)
		if now := karim.Sees(m); now.State != "closed" || now.Confirmed != "user" || now.ReopenCount != 1 {
			t.Errorf("it ended as %+v", now)
		}
		var codes []string
		for _, e := range karim.Items(m.At()) {
			codes = append(codes, e.Code)
		}
		want := []string{"created/1", "moved/1", "moved/1", "heard/1", "replied/1", "moved/1", "reopened/1", "moved/1", "confirmed/1"}
		if !slices.Equal(codes, want) {
			t.Errorf("its history is %q", codes)
		}
	})
}

// A no says why, to whoever asked; and it is no fulfilment.
func TestARequestIsRefusedOrTakenBack(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "REQ-18")
	criteria.ProvesPart(t, "SD-32", "reports")
	Both(t, func(t *testing.T, d *Desk) {
		sophie, karim := d.As("sophie"), d.As("karim")
		d.Mailbox()
		m := sophie.Raises("/api/requests", Map{"title": "Deux écrans de plus", "type": "resource"})
		karim.Takes(m, "refused", nil).Refused(http.StatusUnprocessableEntity, "required", "reason")
		karim.Takes(m, "refused", Map{"reason": "Le poste n’en pilote que deux."}).Want(http.StatusOK)
		now := sophie.Sees(m)
		if now.State != "refused" || now.Refusal != "Le poste n’en pilote que deux." || now.Result != "" || len(karim.Sees(m).Moves) != 0 {
			t.Errorf("it ended as %+v", now)
		}
		d.Settle()
		told := letters(t, d, m.ConversationID)
		if !slices.ContainsFunc(told, func(l outbox.Letter) bool { return strings.Contains(l.Text, "n’en pilote que deux") }) {
			t.Errorf("Sophie was told %+v", told)
		}
		d.Clock.Forward(time.Minute)
		// Her word on it is heard: a new request goes on from the refused one.
		sophie.Post(m.At()+"/replies", Map{"text": "Alors un seul ?"}, nil).Want(http.StatusCreated)
		var l List[Row]
		sophie.Get("/api/requests", &l).Want(http.StatusOK)
		if len(l.Items) != 2 || l.Items[0].State != "submitted" || karim.Sees(m).State != "refused" {
			t.Errorf("after her words: %+v", l.Items)
		}

		for _, kind := range []string{"complaint", "compliment", "information", "advice"} {
			c := sophie.Raises("/api/requests", Map{"title": "Au sujet du comptoir", "type": kind})
			if c.Type != kind || c.Team == nil {
				t.Errorf("%s became %+v", kind, c)
			}
			sophie.Post(c.At()+"/withdrawal", Map{"text": "Ce n’est plus utile."}, nil).Want(http.StatusOK)
			if now := karim.Sees(c); now.State != "cancelled" || now.CancelReason != "withdrawn" {
				t.Errorf("taken back: %+v", now)
			}
		}
		late := sophie.Raises("/api/requests", Map{"title": "Un badge"})
		karim.Takes(late, "in_fulfilment", nil).Want(http.StatusOK)
		sophie.Post(late.At()+"/withdrawal", Map{}, nil).Refused(http.StatusUnprocessableEntity, "request.withdraw_late", "text")
	})
}

func letters(t *testing.T, d *Desk, conversationID string) (all []outbox.Letter) {
	t.Helper()
	if err := d.DB.Read(context.Background(), func(ctx context.Context, tx *db.Tx) (err error) {
		all, err = outbox.OfConversation(ctx, tx, conversationID)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

// Lists, references and counts of incidents and requests are apart; one queue
// shows them all, in one order.
func TestIncidentsAndRequestsAreApart(t *testing.T) {
	t.Parallel()
	criteria.ProvesPart(t, "INC-11", "targets and reports")
	Both(t, func(t *testing.T, d *Desk) {
		sophie, karim := d.As("sophie"), d.As("karim")
		i := sophie.Reports("Écran noir", "Depuis ce matin.")
		d.Clock.Forward(time.Minute)
		m := sophie.Raises("/api/requests", Map{"title": "Un écran noir de plus", "type": "resource"})
		for path, want := range map[string][]string{
			"/api/incidents":               {i.Reference},
			"/api/requests":                {m.Reference},
			"/api/changes":                 {},
			"/api/tickets":                 {m.Reference, i.Reference},
			"/api/tickets?kind=request":    {m.Reference},
			"/api/tickets?view=to_process": {i.Reference, m.Reference},
			"/api/tickets?state=submitted": {m.Reference},
			"/api/incidents?q=noir":        {i.Reference},
			"/api/tickets?q=noir":          {m.Reference, i.Reference},
		} {
			var l List[Row]
			karim.Get(path, &l).Want(http.StatusOK)
			got := []string{}
			for _, row := range l.Items {
				got = append(got, row.Reference)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s lists %q, not %q", path, got, want)
			}
		}
		// A page of one leads on to the other.
		var first, second List[Row]
		karim.Get("/api/tickets?limit=1", &first).Want(http.StatusOK)
		karim.Get("/api/tickets?limit=1&cursor="+first.Next, &second).Want(http.StatusOK)
		if first.Items[0].ID != m.ID || second.Items[0].ID != i.ID || second.Next != "" {
			t.Errorf("pages %+v and %+v", first, second)
		}
		karim.Get("/api/incidents?state=submitted", nil).Refused(http.StatusUnprocessableEntity, "unknown_value", "state")
		karim.Get("/api/incidents/"+m.ID, nil).Refused(http.StatusNotFound, "not_found")
		karim.Get("/api/requests/"+i.Reference, nil).Refused(http.StatusNotFound, "not_found")
		d.As("nora").Get("/api/requests/"+m.ID, nil).Refused(http.StatusNotFound, "not_found")
		d.As("nora").Get("/api/tickets/"+m.Reference, nil).Refused(http.StatusNotFound, "not_found")
	})
}

// Two kinds at once: every reference is unique and tells its kind.
func TestReferencesOfTwoKindsInParallel(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "G-11")
	Both(t, func(t *testing.T, d *Desk) {
		const each = 500
		karim := d.As("karim")
		var mutex sync.Mutex
		seen := map[string]string{}
		var done sync.WaitGroup
		for w := range 8 {
			done.Go(func() {
				path, prefix := "/api/incidents", "INC-"
				if w%2 == 1 {
					path, prefix = "/api/requests", "REQ-"
				}
				for range 2 * each / 8 {
					var row Row
					karim.Tries(http.MethodPost, path, Map{"title": "En parallèle", "description": "x"}).Into(&row)
					mutex.Lock()
					if seen[row.Reference] != "" || !strings.HasPrefix(row.Reference, prefix) {
						t.Errorf("%s got %q, which %q has", path, row.Reference, seen[row.Reference])
					}
					seen[row.Reference] = row.ID
					mutex.Unlock()
				}
			})
		}
		done.Wait()
		if len(seen) != 2*each {
			t.Errorf("%d references of %d", len(seen), 2*each)
		}
		last := karim.Raises("/api/requests", Map{"title": "Pour rien"})
		karim.Takes(last, "cancelled", Map{"reason": "mistake"}).Want(http.StatusOK)
		if next := karim.Raises("/api/requests", Map{"title": "La suivante"}); next.Reference <= last.Reference {
			t.Errorf("%s follows %s", next.Reference, last.Reference)
		}
	})
}

// From an incident the agent raises a request: no retyping of who, linked both
// ways.
func TestARequestIsRaisedFromAnIncident(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "INC-10")
	criteria.ProvesPart(t, "SD-04", "an interaction that is no record, which comes with its channels")
	Both(t, func(t *testing.T, d *Desk) {
		sophie, karim := d.As("sophie"), d.As("karim")
		i := sophie.Reports("VPN coupé", "Et il me faudrait un second jeton.")
		m := karim.Raises("/api/requests", Map{"title": "Second jeton VPN", "type": "resource", "from": i.Reference})
		h := karim.Raises("/api/changes", Map{"title": "Renouveler les jetons", "from": m.Reference})
		if m.Requester.Name != "Sophie Lacroix" || h.Requester.Name != "Sophie Lacroix" || !strings.HasPrefix(h.Reference, "CHG-") {
			t.Errorf("raised as %+v and %+v", m.Row, h.Row)
		}
		for at, want := range map[string][]string{
			"/api/incidents/" + i.ID: {"gave_rise_to " + m.Reference}, m.At(): {"raised_from " + i.Reference, "gave_rise_to " + h.Reference},
			h.At(): {"raised_from " + m.Reference},
		} {
			var got []string
			for _, l := range karim.Items(at)[0].Links {
				got = append(got, l.Kind+" "+l.Reference)
			}
			if !same(got, want) {
				t.Errorf("%s is linked to %q, not %q", at, got, want)
			}
		}
		sophie.Post("/api/requests", Map{"title": "De là", "description": "x", "from": i.Reference}, nil).Refused(http.StatusForbidden, "forbidden")
		d.As("hugo").Post("/api/requests", Map{"title": "De là", "description": "x", "from": i.Reference}, nil).
			Refused(http.StatusUnprocessableEntity, "unknown_value", "from")
	})
}

// A complaint goes to those who look into complaints, by whatever door; whoever names
// a team, or is at it already, knows better.
func TestARequestGoesToTheTeamOfItsType(t *testing.T) {
	t.Parallel()
	criteria.ProvesPart(t, "SD-32", "reports")
	Both(t, func(t *testing.T, d *Desk) {
		sophie, karim := d.As("sophie"), d.As("karim")
		desk, network := d.Team(ServiceDesk), d.Team(Network)
		for _, kind := range request.Types() {
			sets(t, d, "request.team_"+kind, "nobody").Refused(http.StatusUnprocessableEntity, "unknown_value", "value")
		}
		has := func(m Matter, team string) {
			t.Helper()
			if m.Team == nil || m.Team.ID != team {
				t.Errorf("%s, a %s, is with %+v", m.Reference, m.Type, m.Team)
			}
		}
		complaint := Map{"title": "Deux heures d’attente", "type": "complaint"}
		has(sophie.Raises("/api/requests", complaint), desk)
		sets(t, d, "request.team_complaint", network).Want(http.StatusOK)
		has(sophie.Raises("/api/requests", complaint), network)
		has(sophie.Raises("/api/requests", Map{"title": "Merci au comptoir", "type": "compliment"}), desk)
		has(karim.Raises("/api/requests", Map{"title": "Au téléphone", "type": "complaint", "requester_id": d.ID("sophie")}), network)
		has(karim.Raises("/api/requests", Map{"title": "Pour nous", "type": "complaint", "requester_id": d.ID("sophie"), "team_id": desk}), desk)

		turns := func(i Incident) Matter {
			t.Helper()
			var row Row
			to := Map{"version": karim.Reads(i).Version, "to": "request", "type": "complaint"}
			karim.Post("/api/tickets/"+i.ID+"/conversion", to, &row).Want(http.StatusOK)
			var m Matter
			karim.Get("/api/requests/"+row.ID, &m).Want(http.StatusOK)
			return m
		}
		has(turns(sophie.Logs(Map{"title": "Jamais rappelée"})), network)
		mine := sophie.Logs(Map{"title": "Rappelée trop tard"})
		karim.Assigns(mine, Map{"person_id": d.ID("karim")})
		has(turns(mine), desk)

		sets(t, d, "request.team_complaint", "").Want(http.StatusOK)
		has(sophie.Raises("/api/requests", complaint), desk)
	})
}

// Sorted wrongly: an incident becomes a request, and one again. Words, files and
// history stay, each reference it ever had leads to it, and each turn is counted.
func TestAnIncidentBecomesARequestAndBack(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "SD-08")
	criteria.ProvesPart(t, "REQ-24", "an item of the catalogue")
	Both(t, func(t *testing.T, d *Desk) {
		sophie, karim := d.As("sophie"), d.As("karim")
		file := sophie.Attach("formulaire.txt", []byte("à signer"))
		i := sophie.Logs(Map{"title": "Clavier silencieux", "description": "Le mien gêne tout le monde.", "attachment_ids": []string{file}, "symptoms": "clic clac"})
		karim.Notes(i, "C’est une demande.")
		karim.Says(i, "Je regarde ce que nous avons.")
		before := karim.Timeline(i)
		convert := func(version int64, to Map) (row Row) {
			t.Helper()
			to["version"] = version
			karim.Post("/api/tickets/"+i.ID+"/conversion", to, &row).Want(http.StatusOK)
			return row
		}
		sophie.Post("/api/tickets/"+i.ID+"/conversion", Map{"version": 1, "to": "request", "type": "resource"}, nil).Refused(http.StatusForbidden, "forbidden")
		karim.Post("/api/tickets/"+i.ID+"/conversion", Map{"version": 9, "to": "request"}, nil).Refused(http.StatusUnprocessableEntity, "required", "type")
		karim.Post("/api/tickets/"+i.ID+"/conversion", Map{"version": 9, "to": "incident"}, nil).Refused(http.StatusUnprocessableEntity, "unknown_value", "to")
		row := convert(karim.Reads(i).Version, Map{"to": "request", "type": "resource", "reason": "Rien n’est en panne"})
		if row.ID != i.ID || row.Kind != "request" || row.State != "submitted" || !strings.HasPrefix(row.Reference, "REQ-") || row.Retriaged != 1 {
			t.Errorf("converted into %+v", row)
		}
		m := Matter{Row: row}
		now := sophie.Sees(m)
		if now.Type != "resource" || !slices.Equal(now.Aliases, []string{i.Reference}) || now.ConversationID != i.ConversationID {
			t.Errorf("Sophie sees %+v", now)
		}
		after := karim.Items(m.At())
		if len(after) != len(before)+1 || after[0].Message.Attachments[0].ID != file || after[len(after)-1].Reason != "Rien n’est en panne" {
			t.Errorf("its history has %d entries after %d", len(after), len(before))
		}
		sophie.Get("/api/attachments/"+file, nil).Want(http.StatusOK)
		var found Row
		sophie.Get("/api/tickets/"+i.Reference, &found).Want(http.StatusOK)
		karim.Get("/api/requests/"+i.Reference, nil).Want(http.StatusOK)
		karim.Get("/api/incidents/"+i.ID, nil).Refused(http.StatusNotFound, "not_found")
		if found.ID != i.ID || !same(karim.Finds("silencieux"), []string{row.Reference}) || !same(karim.Finds(row.Reference), []string{row.Reference}) {
			t.Errorf("%s leads to %+v; the search finds %q", i.Reference, found, karim.Finds("silencieux"))
		}
		sophie.Post(m.At()+"/replies", Map{"text": "Merci."}, nil).Want(http.StatusCreated)

		back := convert(karim.Sees(m).Version, Map{"to": "incident"})
		if again := karim.Reads(i); again.State != "new" || again.Symptoms != "clic clac" || back.Retriaged != 2 || back.Reference == i.Reference {
			t.Errorf("back as %+v", again)
		}
		for _, reference := range []string{i.Reference, row.Reference, back.Reference} {
			karim.Get("/api/incidents/"+reference, &found).Want(http.StatusOK)
		}
		// And on to a change, which its requester goes on following.
		changed := convert(karim.Reads(i).Version, Map{"to": "change"})
		if changed.State != "registered" || !strings.HasPrefix(changed.Reference, "CHG-") {
			t.Errorf("it became %+v", changed)
		}
		sophie.Get("/api/changes/"+i.Reference, nil).Want(http.StatusOK)
		over := sophie.Reports("Réglé", "Tout seul.")
		karim.Resolves(over, "Réglé.")
		karim.Post("/api/tickets/"+over.ID+"/conversion", Map{"version": karim.Reads(over).Version, "to": "change"}, nil).
			Refused(http.StatusUnprocessableEntity, "ticket.cannot_convert", "to")
	})
}

// Who says yes or no to changes is made by the administrator, and unmade.
func TestTheAdministratorMakesAnAuthority(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		karim, julien, admin := d.As("karim"), d.As("julien"), d.As("admin")
		h := karim.Raises("/api/changes", Map{"title": "Fermer le port 23", "requester_id": d.ID("sophie")})
		karim.Takes(h, "assessed", Map{"risk": "low", "assessment": "Personne ne s’en sert."}).Want(http.StatusOK)
		decide := func() *Response {
			return julien.Post(h.At()+"/decision", Map{"version": karim.Sees(h).Version, "authorised": true}, nil)
		}
		decide().Refused(http.StatusForbidden, "forbidden")
		roles := "/api/administration/people/" + d.ID("julien") + "/roles"
		admin.Post(roles, Map{"role": "authority"}, nil).Want(http.StatusOK)
		// He reads the change and decides; he works on nothing.
		if now := julien.Sees(h); !contains(now.Actions, "decide") || len(now.Moves) != 0 || now.Assessment == "" {
			t.Errorf("an authority sees %+v", now)
		}
		julien.Takes(h, "cancelled", Map{"reason": "mistake"}).Refused(http.StatusForbidden, "forbidden")
		decide().Want(http.StatusOK)
		admin.Do(http.MethodDelete, roles+"?role=authority", nil, nil).Want(http.StatusOK)
		julien.Get(h.At(), nil).Refused(http.StatusNotFound, "not_found")
	})
}

// A change goes its way, and nobody says yes to their own.
func TestAChangeIsAuthorisedBySomebodyElse(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "CHG-01")
	criteria.ProvesPart(t, "CHG-02", "roles of one's own making")
	Both(t, func(t *testing.T, d *Desk) {
		karim, paul := d.As("karim"), d.As("paul")
		h := karim.Raises("/api/changes", Map{"title": "Pare-feu : règle pour dwh01", "requester_id": d.ID("paul")})
		mine := karim.Raises("/api/changes", Map{"title": "Mise à jour du VPN", "justification": "Erreur 691"})
		if !regexp.MustCompile(`^CHG-\d{6}$`).MatchString(h.Reference) || h.State != "registered" {
			t.Errorf("it opened as %+v", h)
		}
		d.As("sophie").Post("/api/changes", Map{"title": "Le mien", "description": "x"}, nil).Refused(http.StatusForbidden, "forbidden")
		karim.Takes(h, "assessed", nil).Refused(http.StatusUnprocessableEntity, "required", "risk", "assessment")
		assessment := Map{"risk": "low", "assessment": "Un seul service."}
		karim.Takes(h, "assessed", assessment).Want(http.StatusOK)
		karim.Takes(mine, "assessed", assessment).Want(http.StatusOK)
		karim.Takes(mine, "authorised", nil).Refused(http.StatusUnprocessableEntity, "change.decide", "to")
		karim.Takes(mine, "planned", nil).Refused(http.StatusUnprocessableEntity, "ticket.move_refused", "to")
		decide := func(c *Client, m Matter, yes bool, reason string) *Response {
			return c.Post(m.At()+"/decision", Map{"version": karim.Sees(m).Version, "authorised": yes, "reason": reason}, nil)
		}
		decide(karim, mine, true, "").Refused(http.StatusForbidden, "forbidden")
		decide(paul, h, true, "").Refused(http.StatusUnprocessableEntity, "change.own", "authorised")
		if contains(paul.Sees(h).Actions, "decide") || !contains(paul.Sees(mine).Actions, "decide") {
			t.Error("what Paul may decide is not what he may")
		}
		decide(paul, mine, false, "").Refused(http.StatusUnprocessableEntity, "required", "reason")
		decide(paul, mine, true, "Après la clôture.").Want(http.StatusOK)
		now := karim.Sees(mine)
		if now.State != "authorised" || now.Decision == nil || !now.Decision.Authorised || now.Decision.By.Name != "Paul Mercier" {
			t.Errorf("decided: %+v", now)
		}
		start := d.Clock.Now().Add(48 * time.Hour)
		window := Map{"starts_at": start, "ends_at": start.Add(time.Hour)}
		karim.Takes(mine, "planned", nil).Refused(http.StatusUnprocessableEntity, "required", "starts_at", "ends_at")
		karim.Takes(mine, "planned", Map{"starts_at": start, "ends_at": start}).Refused(http.StatusUnprocessableEntity, "change.ends_first", "ends_at")
		karim.Takes(mine, "planned", window).Want(http.StatusOK)
		karim.Takes(mine, "failed", Map{"outcome": "Retour arrière."}).Want(http.StatusOK)
		karim.Takes(mine, "planned", Map{"starts_at": start, "ends_at": start.Add(time.Hour), "reason": "Nouvelle version."}).Want(http.StatusOK)
		karim.Takes(mine, "implemented", Map{"outcome": "Fait."}).Want(http.StatusOK)
		karim.Takes(mine, "closed", nil).Want(http.StatusOK)
		if now := karim.Sees(mine); now.State != "closed" || now.Outcome != "Fait." || len(now.Moves) != 0 {
			t.Errorf("it ended as %+v", now)
		}
		// A no says why, and ends it.
		other := karim.Raises("/api/changes", Map{"title": "Supprimer le proxy", "requester_id": d.ID("sophie")})
		karim.Takes(other, "assessed", Map{"risk": "high", "assessment": "Tout le site."}).Want(http.StatusOK)
		decide(paul, other, false, "Trop risqué cette année.").Want(http.StatusOK)
		seen := d.As("sophie").Sees(other)
		if seen.State != "refused" || seen.Decision == nil || seen.Decision.Reason != "Trop risqué cette année." || seen.Assessment != "" {
			t.Errorf("Sophie sees %+v", seen)
		}
		last := last(karim.Items(other.At()))
		if last.Code != "decided/1" || last.Actor.Name != "Paul Mercier" {
			t.Errorf("the history says %+v", last)
		}
	})
}
