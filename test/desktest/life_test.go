package desktest_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"guichet/internal/criteria"
	"guichet/internal/db"
	"guichet/internal/setting"
	. "guichet/test/desktest"
)

const day = 24 * time.Hour

// Nobody answers: after the days that are set the incident closes by itself, the
// user is told so, and the record says that nobody confirmed.
func TestAnIncidentClosesByItself(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "INC-38")
	Both(t, func(t *testing.T, d *Desk) {
		d.Mailbox()
		karim, sophie := d.As("karim"), d.As("sophie")
		i := sophie.Reports("Micro muet", "En visioconférence.")
		answered := sophie.Reports("Écran muet", "Aussi.")
		reopened := sophie.Reports("Casque muet", "Aussi.")
		for _, x := range []Incident{i, answered, reopened} {
			now := karim.Resolves(x, "Pilote remplacé.")
			if now.ClosesAt == nil || !now.ClosesAt.Equal(d.Clock.Now().Add(5*day)) {
				t.Errorf("it closes by itself at %v", now.ClosesAt)
			}
		}
		told := func(kind, words string) bool {
			for _, l := range d.Letters(i) {
				if l.Kind == kind && strings.Contains(l.Text, words) {
					return true
				}
			}
			return false
		}
		if !told("resolved", "se clôt de lui-même le") {
			t.Error("Sophie is not told when it closes")
		}
		d.Forward(4 * day)
		sophie.Says(reopened, "Toujours muet.")
		if now := karim.Reads(reopened); now.State != "in_progress" || now.ClosesAt != nil {
			t.Errorf("her no left %s, which closes at %v", now.State, now.ClosesAt)
		}
		sophie.Post("/api/incidents/"+answered.ID+"/confirmation", Map{"confirmed": true}, nil).Want(http.StatusOK)
		if now := karim.Reads(i); now.State != "resolved" {
			t.Errorf("after four days it is %s", now.State)
		}
		d.Forward(day - time.Minute)
		if now := karim.Reads(i); now.State != "resolved" {
			t.Errorf("a minute before its time it is %s", now.State)
		}
		d.Forward(time.Minute)
		d.Forward(10 * day) // and once only
		now := karim.Reads(i)
		if now.State != "closed" || now.Confirmed != "nobody" || now.ClosedAt == nil || now.ClosesAt != nil {
			t.Errorf("after five days it is %s, confirmed by %q", now.State, now.Confirmed)
		}
		entry := last(karim.Timeline(i))
		if entry.Code != "lapsed/1" || entry.Actor != nil || entry.Via != "job" {
			t.Errorf("the history says %+v", entry)
		}
		if !told("lapsed", "Sans réponse de votre part, nous avons clos "+i.Reference) {
			t.Error("Sophie is not told that it closed")
		}
		if mine := sophie.Reads(i); mine.State != "closed" || mine.Confirmed != "nobody" {
			t.Errorf("in the portal it is %s, confirmed by %q", mine.State, mine.Confirmed)
		}
		if now := karim.Reads(answered); now.Confirmed != "user" {
			t.Errorf("what she confirmed is confirmed by %q", now.Confirmed)
		}
		if now := karim.Reads(reopened); now.State != "in_progress" {
			t.Errorf("what she reopened is %s", now.State)
		}

		// Set to never, it waits for somebody.
		if err := d.DB.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error { return setting.CloseDays().Put(ctx, tx, 0) }); err != nil {
			t.Fatal(err)
		}
		waits := sophie.Reports("Clavier muet", "Enfin, bloqué.")
		if now := karim.Resolves(waits, "Changé."); now.ClosesAt != nil {
			t.Errorf("set to never, it closes at %v", now.ClosesAt)
		}
		d.Forward(60 * day)
		if now := karim.Reads(waits); now.State != "resolved" {
			t.Errorf("set to never, it is %s", now.State)
		}
	})
}

// What is known of how it was noticed and how far it reaches has its fields,
// outage and ticket times apart, all in the history.
func TestHowItWasNoticed(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "INC-17")
	criteria.ProvesPart(t, "INC-18", "the figures of availability that outages feed")
	criteria.ProvesPart(t, "INC-20", "“before users noticed” as a mark of its own")
	Both(t, func(t *testing.T, d *Desk) {
		karim, opened := d.As("karim"), d.Clock.Now()
		i := d.As("sophie").Reports("Paie lente", "Chaque écran prend une minute.")
		at := func(ago time.Duration) string { return opened.Add(-ago).Format(time.RFC3339) }
		known := Map{
			"first_symptom": "L’écran des bulletins reste blanc", "last_good_at": at(5 * time.Hour), "detected_at": at(3 * time.Hour),
			"detected_by": "monitoring", "location": "Lyon, 3e étage", "users_hit": 40, "extent": "Paie et congés",
			"still_working": "La comptabilité", "outage_start": at(4 * time.Hour), "outage_end": at(time.Hour),
		}
		now := karim.Changes(i, known)
		n := now.Findings
		if n == nil || n.FirstSymptom != known["first_symptom"] || n.DetectedBy != "monitoring" || n.Location != known["location"] ||
			n.UsersHit != 40 || n.Extent != known["extent"] || n.StillWorking != known["still_working"] {
			t.Fatalf("noticed as %+v", n)
		}
		for ago, got := range map[time.Duration]*time.Time{
			5 * time.Hour: n.LastGoodAt, 3 * time.Hour: n.DetectedAt, 4 * time.Hour: n.OutageStart, time.Hour: n.OutageEnd,
		} {
			if got == nil || !got.Equal(opened.Add(-ago)) {
				t.Errorf("%s ago became %v", ago, got)
			}
		}
		if !now.CreatedAt.Equal(opened) || now.ResolvedAt != nil {
			t.Error("the outage moved the record's own times")
		}
		entry := last(karim.Timeline(i))
		for _, field := range []string{"first_symptom", "last_good", "detected", "detected_by", "location", "users_hit", "extent", "still_working", "outage_start", "outage_end"} {
			if find(t, entry, field).New == nil {
				t.Errorf("the history says nothing of %s", field)
			}
		}
		if mine := d.As("sophie").Reads(i); mine.Findings != nil {
			t.Error("the desk's findings are shown to the user")
		}
		karim.Changes(i, Map{"outage_end": "0001-01-01T00:00:00Z"})
		if n := karim.Reads(i).Findings; n.OutageEnd != nil || n.OutageStart == nil {
			t.Errorf("emptied, the outage ends at %v", n.OutageEnd)
		}
		wrong := func(field string, value any, code string) {
			t.Helper()
			karim.Patch("/api/incidents/"+i.ID, Map{"version": karim.Reads(i).Version, field: value}, nil).
				Refused(http.StatusUnprocessableEntity, code, field)
		}
		wrong("detected_by", "a ghost", "unknown_value")
		wrong("users_hit", -1, "out_of_range")
		wrong("detected_at", opened.Add(time.Hour).Format(time.RFC3339), "in_future")
		wrong("outage_end", at(6*time.Hour), "change.ends_first")
		wrong("location", strings.Repeat("x", 301), "too_long")
	})
}

// Each action says who and for which team, of what kind it was, when, what and
// with which outcome. One told after the fact says when it really was.
func TestActionsAreWrittenDown(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "INC-15", "INC-16")
	Both(t, func(t *testing.T, d *Desk) {
		karim := d.As("karim")
		i := d.As("sophie").Reports("Serveur lent", "Depuis lundi.")
		at := "/api/incidents/" + i.ID + "/notes"
		d.Forward(3 * time.Hour)
		var noted TimelineItem
		karim.Post(at, Map{"text": "Journaux lus.", "activity": "diagnosis", "outcome": "Disque plein"}, &noted).Want(http.StatusCreated)
		a := noted.Activity
		if a == nil || a.Kind != "diagnosis" || a.Label != "Diagnostic" || a.Outcome != "Disque plein" || a.Late || !noted.At.Equal(noted.RecordedAt) {
			t.Errorf("written down as %+v", a)
		}
		if noted.Actor == nil || noted.Actor.Name != "Karim Benali" || noted.Actor.Team == nil || noted.Actor.Team.Name != ServiceDesk || noted.Message.Text != "Journaux lus." {
			t.Errorf("by %+v", noted.Actor)
		}

		began, done := d.Clock.Now().Add(-2*time.Hour), d.Clock.Now().Add(-90*time.Minute)
		late := Map{
			"text": "Disque vidé sur place.", "activity": "recovery", "outcome": "12 Go libres",
			"started_at": began.Format(time.RFC3339), "ended_at": done.Format(time.RFC3339),
		}
		karim.Post(at, late, &noted).Want(http.StatusCreated)
		if a := noted.Activity; a == nil || !a.Late || !a.StartedAt.Equal(began) || !a.EndedAt.Equal(done) {
			t.Errorf("told late as %+v", a)
		}
		if !noted.At.Equal(done) || !noted.RecordedAt.Equal(d.Clock.Now()) {
			t.Errorf("it was at %s and is recorded at %s", noted.At, noted.RecordedAt)
		}
		karim.Post(at, Map{"text": "x", "ended_at": done.Format(time.RFC3339)}, nil).Refused(http.StatusUnprocessableEntity, "required", "started_at")
		karim.Post(at, Map{"text": "x", "started_at": done.Format(time.RFC3339), "ended_at": began.Format(time.RFC3339)}, nil).
			Refused(http.StatusUnprocessableEntity, "change.ends_first", "ended_at")
		karim.Post(at, Map{"text": "x", "started_at": began.Format(time.RFC3339), "ended_at": d.Clock.Now().Add(time.Hour).Format(time.RFC3339)}, nil).
			Refused(http.StatusUnprocessableEntity, "in_future", "ended_at")
		karim.Post(at, Map{"text": "x", "activity": "magic"}, nil).Refused(http.StatusUnprocessableEntity, "unknown_value", "activity")
		d.As("sophie").Post(at, late, nil).Refused(http.StatusForbidden, "forbidden")
	})
}
