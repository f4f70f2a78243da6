package desktest_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"guichet/internal/criteria"
	. "guichet/test/desktest"
)

// Sophie reports in the portal; Karim logs the call of Julien. Each has its
// reference at once, and each later reads their own words again.
func TestAnIncidentOpensByHand(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "INC-01", "INC-02", "INC-05")
	criteria.ProvesPart(t, "INC-04", "events as a source")
	criteria.ProvesPart(t, "INC-06", "symptoms as parameters of an event")
	reference := regexp.MustCompile(`^INC-\d{6}$`)
	Both(t, func(t *testing.T, d *Desk) {
		sophie, karim := d.As("sophie"), d.As("karim")
		own := sophie.Logs(Map{
			"title": "VPN : connexion refusée", "description": "« Erreur 691 » depuis ce matin.", "contact": "+33 4 65 71 01 18",
			"callback": "Téléphone portable, après 14 h", "symptoms": "Erreur 691, client 5.2",
		})
		called := karim.Logs(Map{
			"title": "Écran noir", "description": "Julien appelle : l’écran reste noir.", "requester_id": d.ID("julien"), "channel": "phone",
			"contact": "Poste 0122",
		})
		if !reference.MatchString(own.Reference) || !reference.MatchString(called.Reference) || own.Reference == called.Reference {
			t.Errorf("references %q and %q", own.Reference, called.Reference)
		}
		if own.State != "new" || own.Team == nil || own.Team.Name != ServiceDesk || own.Channel != "portal" {
			t.Errorf("Sophie's opened as %+v", own.Row)
		}
		if called.Requester.Name != "Julien Roche" || called.Channel != "phone" || called.LoggedBy == nil || called.LoggedBy.Name != "Karim Benali" {
			t.Errorf("Julien's call was logged as %+v", called)
		}
		if own.Requester.Name != "Sophie Lacroix" || own.Organisation == nil || own.Organisation.Name != Solane {
			t.Errorf("Sophie's is from %+v", own.Row)
		}

		seen := karim.Reads(own)
		for field, got := range map[string][2]string{
			"contact":  {seen.Contact, "+33 4 65 71 01 18"},
			"callback": {seen.Callback, "Téléphone portable, après 14 h"},
			"symptoms": {seen.Symptoms, "Erreur 691, client 5.2"},
		} {
			if got[0] != got[1] {
				t.Errorf("%s reads %q, not %q", field, got[0], got[1])
			}
		}
		var byReference Incident
		karim.Get("/api/incidents/"+own.Reference, &byReference).Want(http.StatusOK)
		if byReference.ID != own.ID {
			t.Errorf("%s leads to another record", own.Reference)
		}
		first := sophie.Timeline(own)[0]
		if first.Message == nil || first.Message.Text != "« Erreur 691 » depuis ce matin." || first.Message.Author.Name != "Sophie Lacroix" {
			t.Errorf("Sophie reads %+v", first)
		}
		changed := karim.Changes(own, Map{"callback": "Courriel"})
		if changed.Callback != "Courriel" {
			t.Errorf("the way to call back is %q", changed.Callback)
		}
	})
}

// Nobody moves the stamps: they are the desk's own. When it began is told apart.
func TestNobodyBackdatesAStamp(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "INC-03")
	Both(t, func(t *testing.T, d *Desk) {
		karim, opened := d.As("karim"), d.Clock.Now()
		for _, stamp := range []string{"created_at", "updated_at", "resolved_at", "closed_at", "recorded_at", "at"} {
			karim.Post("/api/incidents", Map{
				"title": "Antidaté", "description": "x", stamp: "2020-01-01T00:00:00Z",
			}, nil).Refused(http.StatusUnprocessableEntity, "unknown_field", stamp)
		}
		occurred := opened.Add(-3 * time.Hour)
		i := karim.Logs(Map{"title": "Wi-Fi coupé", "occurred_at": occurred.Format(time.RFC3339)})
		if !i.CreatedAt.Equal(opened) || !i.UpdatedAt.Equal(opened) || i.OccurredAt == nil || !i.OccurredAt.Equal(occurred) {
			t.Errorf("created %s, updated %s, occurred %v; it was %s", i.CreatedAt, i.UpdatedAt, i.OccurredAt, opened)
		}
		karim.Patch("/api/incidents/"+i.ID, Map{"version": i.Version, "created_at": "2020-01-01T00:00:00Z"}, nil).
			Refused(http.StatusUnprocessableEntity, "unknown_field", "created_at")
		karim.Patch("/api/incidents/"+i.ID, Map{"version": i.Version, "occurred_at": opened.Add(time.Hour).Format(time.RFC3339)}, nil).
			Refused(http.StatusUnprocessableEntity, "in_future", "occurred_at")

		d.Forward(25 * time.Minute)
		changed := karim.Changes(i, Map{"title": "Wi-Fi coupé en salle Rhône", "occurred_at": occurred.Add(-time.Hour).Format(time.RFC3339)})
		if !changed.CreatedAt.Equal(opened) || !changed.UpdatedAt.Equal(d.Clock.Now()) || !changed.OccurredAt.Equal(occurred.Add(-time.Hour)) {
			t.Errorf("created %s, updated %s, occurred %v after the change", changed.CreatedAt, changed.UpdatedAt, changed.OccurredAt)
		}
		for _, e := range karim.Timeline(i) {
			if e.RecordedAt.Before(opened) || !e.At.Equal(e.RecordedAt) {
				t.Errorf("%s happened at %s and was recorded at %s", e.Code, e.At, e.RecordedAt)
			}
		}
	})
}

// Every cell of the matrix: impact down, urgency across.
func TestImpactAndUrgencyGiveThePriority(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "INC-13")
	Both(t, func(t *testing.T, d *Desk) {
		karim := d.As("karim")
		matrix := [3][3]int64{{1, 2, 3}, {2, 3, 4}, {3, 4, 5}}
		for impact := range matrix {
			for urgency, want := range matrix[impact] {
				i := karim.Logs(Map{"title": fmt.Sprintf("Cellule %d %d", impact+1, urgency+1), "impact": impact + 1, "urgency": urgency + 1})
				if i.Priority != want || i.Impact != int64(impact+1) || i.Urgency != int64(urgency+1) {
					t.Errorf("impact %d, urgency %d give %d, not %d", impact+1, urgency+1, i.Priority, want)
				}
				// The same when they are changed later, from the middle.
				j := karim.Logs(Map{"title": "Du milieu"})
				if j.Priority != 3 {
					t.Errorf("medium and medium give %d", j.Priority)
				}
				j = karim.Changes(j, Map{"impact": impact + 1, "urgency": urgency + 1, "reason": "Vu avec le site"})
				if j.Priority != want {
					t.Errorf("changed to impact %d, urgency %d: %d, not %d", impact+1, urgency+1, j.Priority, want)
				}
			}
		}
		for _, level := range []int{-1, 4, 9} {
			karim.Post("/api/incidents", Map{"title": "Hors matrice", "description": "x", "impact": level}, nil).
				Refused(http.StatusUnprocessableEntity, "unknown_value", "impact")
		}
	})
}

// A priority is not moved without a word why.
func TestAPriorityChangesWithItsReason(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "INC-12")
	Both(t, func(t *testing.T, d *Desk) {
		karim := d.As("karim")
		i := d.As("sophie").Reports("Paie bloquée", "180 bulletins en quarantaine.")
		karim.Patch("/api/incidents/"+i.ID, Map{"version": i.Version, "impact": 1}, nil).
			Refused(http.StatusUnprocessableEntity, "ticket.reason_required", "reason")
		if now := karim.Reads(i); now.Priority != 3 || now.Version != i.Version {
			t.Errorf("a refused change left priority %d, version %d", now.Priority, now.Version)
		}
		karim.Changes(i, Map{"impact": 1, "urgency": 1, "reason": "Échéance légale aujourd’hui"})
		entry := last(karim.Timeline(i))
		change := find(t, entry, "priority")
		if entry.Actor == nil || entry.Actor.Name != "Karim Benali" || entry.Reason != "Échéance légale aujourd’hui" ||
			fmt.Sprint(change.Old) != "3" || fmt.Sprint(change.New) != "1" {
			t.Errorf("the history says %+v", entry)
		}
	})
}

// Resolved means: how, by which code, a cure or a way round. The moment is
// stamped.
func TestAResolutionIsComplete(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "INC-36")
	criteria.ProvesPart(t, "INC-14", "problem and known error, which come with problems")
	Both(t, func(t *testing.T, d *Desk) {
		karim := d.As("karim")
		i := d.As("sophie").Reports("Imprimante en panne", "Bourrage à chaque page.")
		whole := Map{"text": "Rouleau changé.", "code": "replaced", "kind": "workaround"}
		karim.Moves(i, "resolved", nil).Refused(http.StatusUnprocessableEntity, "required", "resolution.text", "resolution.code", "resolution.kind")
		for _, part := range []string{"text", "code", "kind"} {
			broken := Map{}
			for k, v := range whole {
				if k != part {
					broken[k] = v
				} else {
					broken[k] = ""
				}
			}
			karim.Moves(i, "resolved", Map{"resolution": broken}).Refused(http.StatusUnprocessableEntity, "required", "resolution."+part)
		}
		karim.Moves(i, "resolved", Map{"resolution": Map{"text": "x", "code": "magic", "kind": "fix"}}).
			Refused(http.StatusUnprocessableEntity, "unknown_value", "resolution.code")
		if now := karim.Reads(i); now.State != "new" || now.ResolvedAt != nil {
			t.Errorf("a refused resolution left %+v", now.Row)
		}
		karim.Assigns(i, Map{"person_id": d.ID("karim")})
		d.Forward(10 * time.Minute)
		karim.Moves(i, "resolved", Map{"resolution": whole}).Want(http.StatusOK)
		now := karim.Reads(i)
		if now.Resolution == nil || *now.Resolution != (Resolution{Text: "Rouleau changé.", Code: "replaced", Kind: "workaround"}) {
			t.Errorf("resolved by %+v", now.Resolution)
		}
		if now.ResolvedAt == nil || !now.ResolvedAt.Equal(d.Clock.Now()) || now.State != "resolved" || now.ClosedAt != nil {
			t.Errorf("resolved at %v, it is %s", now.ResolvedAt, d.Clock.Now())
		}
		if now.Team == nil || now.Team.Name != ServiceDesk || now.Assignee == nil || now.Assignee.Name != "Karim Benali" {
			t.Errorf("it belongs to %+v, %+v", now.Team, now.Assignee)
		}
		karim.Moves(i, "closed", nil).Want(http.StatusOK)
		if now := karim.Reads(i); now.ClosedAt == nil || !now.ClosedAt.Equal(d.Clock.Now()) || now.Confirmed != "desk" {
			t.Errorf("closed at %v, confirmed by %q", now.ClosedAt, now.Confirmed)
		}
	})
}

// The user has the last word: yes closes, no goes back to work with their words.
func TestTheUserConfirmsOrRefuses(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "INC-37")
	Both(t, func(t *testing.T, d *Desk) {
		karim, sophie := d.As("karim"), d.As("sophie")
		i := sophie.Reports("Calendrier vide", "Les réunions manquent.")
		at := "/api/incidents/" + i.ID + "/confirmation"
		sophie.Post(at, Map{"confirmed": true}, nil).Refused(http.StatusUnprocessableEntity, "ticket.not_resolved", "confirmed")
		karim.Resolves(i, "Calendrier synchronisé.")
		if now := sophie.Reads(i); !contains(now.Actions, "confirm") || now.Resolution == nil || now.Resolution.Text != "Calendrier synchronisé." {
			t.Errorf("Sophie may %q, and reads the resolution %+v", now.Actions, now.Resolution)
		}
		// Nobody says it in her place.
		d.As("julien").Post(at, Map{"confirmed": true}, nil).Refused(http.StatusNotFound, "not_found")
		karim.Post(at, Map{"confirmed": true}, nil).Refused(http.StatusForbidden, "forbidden")

		sophie.Post(at, Map{"confirmed": false}, nil).Refused(http.StatusUnprocessableEntity, "required", "text")
		sophie.Post(at, Map{"confirmed": false, "text": "Les réunions de mardi manquent encore."}, nil).Want(http.StatusOK)
		now := karim.Reads(i)
		said := last(karim.Timeline(i))
		if now.State != "in_progress" || now.ReopenCount != 1 || now.ResolvedAt != nil || now.Last == nil || now.Last.Excerpt != "Les réunions de mardi manquent encore." {
			t.Errorf("after no: %+v", now)
		}
		if said.Message == nil || said.Message.Text != "Les réunions de mardi manquent encore." || said.Actor.Name != "Sophie Lacroix" {
			t.Errorf("the desk reads %+v", said)
		}

		karim.Resolves(i, "Mardi aussi.")
		d.Forward(time.Hour)
		sophie.Post(at, Map{"confirmed": true, "text": "Parfait, merci !"}, nil).Want(http.StatusOK)
		now = karim.Reads(i)
		if now.State != "closed" || now.Confirmed != "user" || now.ClosedAt == nil || !now.ClosedAt.Equal(d.Clock.Now()) {
			t.Errorf("after yes: %+v", now)
		}
	})
}

// Reopening is counted and explained; too late, a new record continues the old.
func TestReopening(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "INC-40")
	Both(t, func(t *testing.T, d *Desk) {
		karim, sophie := d.As("karim"), d.As("sophie")
		i := sophie.Reports("Session expirée", "Toutes les dix minutes.")
		karim.Resolves(i, "Durée rétablie.")
		karim.Moves(i, "closed", nil).Want(http.StatusOK)
		d.Forward(48 * time.Hour)
		karim.Moves(i, "in_progress", nil).Refused(http.StatusUnprocessableEntity, "required", "reason")
		karim.Moves(i, "in_progress", Map{"reason": "Revenu après la mise à jour"}).Want(http.StatusOK)
		now, entry := karim.Reads(i), last(karim.Timeline(i))
		if now.State != "in_progress" || now.ReopenCount != 1 || now.ClosedAt != nil || now.ResolvedAt != nil {
			t.Errorf("reopened as %+v", now)
		}
		if entry.Code != "reopened/1" || entry.Reason != "Revenu après la mise à jour" || entry.Actor.Name != "Karim Benali" {
			t.Errorf("the history says %+v", entry)
		}
		resolutions := 0
		for _, e := range karim.Timeline(i) {
			for _, c := range e.Changes {
				if c.Field == "resolution_text" && c.New == "Durée rétablie." {
					resolutions++
				}
			}
		}
		if resolutions != 1 {
			t.Error("the history lost the first resolution")
		}

		// The user's words reopen too, within the window.
		karim.Resolves(i, "Durée rétablie, pour de bon.")
		karim.Moves(i, "closed", nil).Want(http.StatusOK)
		d.Forward(6 * 24 * time.Hour)
		sophie.Says(i, "Encore ce matin.")
		if now := karim.Reads(i); now.State != "in_progress" || now.ReopenCount != 2 {
			t.Errorf("her words left %s, reopened %d times", now.State, now.ReopenCount)
		}

		karim.Resolves(i, "Serveur changé.")
		karim.Moves(i, "closed", nil).Want(http.StatusOK)
		d.Forward(8 * 24 * time.Hour)
		if now := karim.Reads(i); len(now.Moves) != 0 {
			t.Errorf("after the window it may still go to %q", now.Moves)
		}
		karim.Moves(i, "in_progress", Map{"reason": "Encore"}).Refused(http.StatusUnprocessableEntity, "ticket.reopen_window_over", "to")
		sophie.Says(i, "Cela recommence depuis hier.")
		if now := karim.Reads(i); now.State != "closed" || now.ReopenCount != 2 {
			t.Errorf("the old one is %s", now.State)
		}
		var l List[Row]
		sophie.Get("/api/incidents", &l).Want(http.StatusOK)
		if len(l.Items) != 2 {
			t.Fatalf("Sophie has %d records", len(l.Items))
		}
		follow := Incident{Row: l.Items[0]}
		if follow.State != "new" || follow.Title != i.Title || follow.Team == nil {
			t.Errorf("the new one is %+v", follow.Row)
		}
		for _, end := range []struct {
			of       Incident
			kind, to string
		}{{follow, "follows", i.Reference}, {i, "followed_by", follow.Reference}} {
			links := karim.Timeline(end.of)[0].Links
			if len(links) != 1 || links[0].Kind != end.kind || links[0].Reference != end.to {
				t.Errorf("%s is linked to %+v, not %s", end.of.Reference, links, end.to)
			}
		}
	})
}

// On hold names what it waits for; the user's answer wakes what waits for them,
// and nothing else.
func TestOnHold(t *testing.T) {
	t.Parallel()
	criteria.ProvesPart(t, "INC-26", "an answer by chat, which comes with its channel")
	Both(t, func(t *testing.T, d *Desk) {
		karim, sophie := d.As("karim"), d.As("sophie")
		i := sophie.Reports("Marché annulé", "Le fichier ne s’ouvre pas.")
		karim.Moves(i, "on_hold", nil).Refused(http.StatusUnprocessableEntity, "ticket.hold_reason_required", "hold_reason")
		karim.Moves(i, "on_hold", Map{"hold_reason": "weather"}).Refused(http.StatusUnprocessableEntity, "ticket.hold_reason_required", "hold_reason")
		for _, reason := range []string{"user", "supplier", "change", "problem", "appointment"} {
			karim.Moves(i, "on_hold", Map{"hold_reason": reason}).Want(http.StatusOK)
			sophie.Says(i, "Une réponse.")
			now := karim.Reads(i)
			if reason == "user" && (now.State != "in_progress" || now.HoldReason != "") {
				t.Errorf("her answer left %s, waiting for %q", now.State, now.HoldReason)
			}
			if reason != "user" {
				if now.State != "on_hold" || now.HoldReason != reason {
					t.Errorf("waiting for %s: her answer left %s, %q", reason, now.State, now.HoldReason)
				}
				karim.Moves(i, "in_progress", nil).Want(http.StatusOK)
			}
		}
	})
}

// A record is never deleted. What is not to be worked on is cancelled, with its
// reason.
func TestNoRecordIsDeleted(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "G-26")
	Both(t, func(t *testing.T, d *Desk) {
		karim := d.As("karim")
		i := d.As("sophie").Reports("Essai", "Ne pas tenir compte.")
		for _, who := range []string{"karim", "admin", "sophie"} {
			for _, ref := range []string{i.ID, i.Reference} {
				d.As(who).Delete("/api/incidents/"+ref).Refused(http.StatusMethodNotAllowed, "ticket.cannot_delete")
			}
		}
		for _, a := range karim.Reads(i).Actions {
			if strings.Contains(a, "delete") {
				t.Error("deleting is offered")
			}
		}
		karim.Moves(i, "cancelled", nil).Refused(http.StatusUnprocessableEntity, "required", "reason")
		karim.Moves(i, "cancelled", Map{"reason": "bored"}).Refused(http.StatusUnprocessableEntity, "unknown_value", "reason")
		karim.Moves(i, "cancelled", Map{"reason": "mistake"}).Want(http.StatusOK)
		now := karim.Reads(i)
		if now.State != "cancelled" || now.CancelReason != "mistake" || len(now.Moves) != 0 {
			t.Errorf("cancelled as %+v", now)
		}
		// Its reference is not given again.
		if next := d.As("sophie").Reports("Autre chose", "…"); next.Reference == i.Reference {
			t.Error("the reference was given twice")
		}
	})
}

// The flow of the vocabulary, move by move: what it does not list is refused,
// and changes nothing.
func TestMovesNotListedAreRefused(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "INC-08")
	allowed := map[string][]string{
		"new":         {"assigned", "in_progress", "on_hold", "resolved", "cancelled"},
		"assigned":    {"in_progress", "on_hold", "resolved", "cancelled"},
		"in_progress": {"assigned", "on_hold", "resolved", "cancelled"},
		"on_hold":     {"in_progress", "resolved", "cancelled"},
		"resolved":    {"closed", "in_progress"},
		"closed":      {"in_progress"},
		"cancelled":   {},
	}
	Both(t, func(t *testing.T, d *Desk) {
		karim, sophie := d.As("karim"), d.As("sophie")
		bring := map[string]func(i Incident){
			"new":         func(Incident) {},
			"assigned":    func(i Incident) { karim.Assigns(i, Map{"person_id": d.ID("karim")}) },
			"in_progress": func(i Incident) { karim.Moves(i, "in_progress", nil).Want(http.StatusOK) },
			"on_hold":     func(i Incident) { karim.Moves(i, "on_hold", Map{"hold_reason": "supplier"}).Want(http.StatusOK) },
			"resolved":    func(i Incident) { karim.Resolves(i, "Fait.") },
			"closed":      func(i Incident) { karim.Resolves(i, "Fait."); karim.Moves(i, "closed", nil).Want(http.StatusOK) },
			"cancelled":   func(i Incident) { karim.Moves(i, "cancelled", Map{"reason": "duplicate"}).Want(http.StatusOK) },
		}
		for from, to := range allowed {
			i := sophie.Reports("De "+from, "…")
			bring[from](i)
			now := karim.Reads(i)
			if now.State != from {
				t.Fatalf("brought to %s, not %s", now.State, from)
			}
			if !same(now.Moves, to) {
				t.Errorf("%s offers %q, not %q", from, now.Moves, to)
			}
			for state := range allowed {
				if contains(to, state) {
					continue
				}
				karim.Moves(i, state, Map{
					"hold_reason": "user", "reason": "mistake", "resolution": Map{"text": "x", "code": "solved", "kind": "fix"},
				}).Refused(http.StatusUnprocessableEntity, "ticket.move_refused", "to")
			}
			if after := karim.Reads(i); after.State != from || after.Version != now.Version {
				t.Errorf("refused moves left %s, version %d", after.State, after.Version)
			}
		}
		karim.Moves(sophie.Reports("Nulle part", "…"), "limbo", nil).Refused(http.StatusUnprocessableEntity, "unknown_value", "to")
	})
}
