package desktest_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"guichet/internal/db"
	. "guichet/test/desktest"
)

type jobRow struct {
	ID, Kind, Label, State, Mistake string
	Attempts                        int64
}

const jobsAt = "/api/administration/jobs"

// dies has a job of a kind that nobody does die on the desk.
func dies(t *testing.T, d *Desk) string {
	t.Helper()
	var id string
	if err := d.DB.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		id = tx.ID()
		_, err := tx.Exec(ctx, `INSERT INTO job (id, kind, key, unique_key, place, state, due_at, leased_until, attempt, payload, mistake, created_at, ended_at)
			VALUES ($1, 'auth.link', '', '', 0, 'dead', $2, 0, 12, '{"purpose":"enter","address":"secret@solane.example"}', 'no such host', $2, $2)`, id, tx.Now)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return id
}

// What was given up is seen, tried again or discarded, with its history; what it
// was asked for is shown to nobody.
func TestDeadJobsAreLookedAfter(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		admin := d.As("admin")
		first, second := dies(t, d), dies(t, d)
		var l List[jobRow]
		admin.Get(jobsAt+"?state=dead", &l).Want(http.StatusOK).Silent("secret@solane.example")
		if len(l.Items) != 2 || l.Items[0].Label != "Écrire un lien de connexion" || l.Items[0].Mistake != "no such host" || l.Items[0].Attempts != 12 {
			t.Errorf("dead: %+v", l.Items)
		}
		if admin.Get(jobsAt+"?state=dead&kind=mail.arrived", &l); len(l.Items) != 0 {
			t.Errorf("of another kind: %+v", l.Items)
		}
		seen := map[string]bool{}
		for cursor := "start"; cursor != ""; {
			var page List[jobRow]
			at := jobsAt + "?state=dead&limit=1"
			if cursor != "start" {
				at += "&cursor=" + cursor
			}
			admin.Get(at, &page).Want(http.StatusOK)
			for _, j := range page.Items {
				seen[j.ID] = true
			}
			cursor = page.Next
		}
		if len(seen) != 2 {
			t.Errorf("page by page: %v", seen)
		}
		admin.Get(jobsAt+"?state=nonsense", nil).Want(http.StatusUnprocessableEntity)

		var again jobRow
		admin.Post(jobsAt+"/"+first+"/retry", nil, &again).Want(http.StatusOK)
		if again.State != "waiting" || again.Attempts != 0 {
			t.Errorf("tried again: %+v", again)
		}
		admin.Post(jobsAt+"/"+first+"/retry", nil, nil).Refused(http.StatusUnprocessableEntity, "job.not_dead", "id")
		admin.Delete(jobsAt+"/"+first).Refused(http.StatusUnprocessableEntity, "job.not_dead", "id")
		d.Clock.Forward(time.Second)
		admin.Delete(jobsAt + "/" + second).Want(http.StatusNoContent)
		admin.Delete(jobsAt+"/"+second).Refused(http.StatusNotFound, "not_found")
		for id, code := range map[string]string{first: "retried", second: "discarded"} {
			if h := historyOf(t, admin, "job", id); len(h) != 1 || h[0].Code != code || h[0].Actor == nil || h[0].Actor.Name != "Anne Keller" {
				t.Errorf("the history of %s is %+v", code, h)
			}
		}
		// One that was dropped is gone; what was done is told of all of them together.
		acts := historyOf(t, admin, "job", "")
		if len(acts) != 2 || acts[0].Code != "discarded" || acts[1].Code != "retried" || acts[0].Changes[0].OldLabel == "" {
			t.Errorf("what was done to jobs is %+v", acts)
		}
		for _, who := range []string{"karim", "sophie"} {
			d.As(who).Get("/api/administration/history?kind=job", nil).Refused(http.StatusForbidden, "forbidden")
			d.As(who).Get(jobsAt, nil).Refused(http.StatusForbidden, "forbidden")
			d.As(who).Post(jobsAt+"/"+first+"/retry", nil, nil).Refused(http.StatusForbidden, "forbidden")
		}
	})
}

// How the desk fares is on one page: queues, mailboxes, size, what is still to do.
func TestHowTheDeskFares(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		type health struct {
			Engine, Version string
			Database        int64
			Jobs            struct{ Waiting, Dead int64 }
			Letters         struct {
				Waiting int64
				Oldest  *time.Time `json:"oldest_at"`
			}
			Mailboxes []struct{ Address, Error string }
			Steps     []struct {
				Code string
				Done bool
			}
		}
		read := func() (h health) { d.As("admin").Get("/api/administration/health", &h).Want(http.StatusOK); return h }
		h := read()
		if h.Engine == "" || h.Database < 10_000 || h.Version != "test" || len(h.Mailboxes) != 0 || len(h.Steps) != 4 {
			t.Errorf("the desk fares as %+v", h)
		}
		d.Mailbox()
		gone := dies(t, d)
		d.Anybody().Post("/api/session/links", Map{"address": sophieAt}, nil).Want(http.StatusOK)
		d.Settle()
		sets(t, d, "auth.second_factor", true).Want(http.StatusOK)
		h = read()
		if h.Jobs.Dead != 1 || h.Letters.Waiting != 1 || h.Letters.Oldest == nil || len(h.Mailboxes) != 1 {
			t.Errorf("later it fares as %+v", h)
		}
		for _, s := range h.Steps {
			if s.Code == "second_factor" && !s.Done || s.Code == "people" && !s.Done {
				t.Errorf("still to do: %+v", s)
			}
		}
		d.As("karim").Get("/api/administration/health", nil).Refused(http.StatusForbidden, "forbidden")
		d.As("admin").Delete(jobsAt + "/" + gone).Want(http.StatusNoContent)
	})
}

// A trial is asked for by who looks after the mailboxes, of one that does both
// ways, and told step by step. The way itself is tried with true servers elsewhere.
func TestAskingForATrialOfAMailbox(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		admin := d.As("admin")
		server := Map{"host": "127.0.0.1", "port": 1, "tls": "none", "user": "u", "password": "p"}
		var box struct {
			ID      string
			Version int64
		}
		admin.Post("/api/mailboxes", Map{"name": "Essai", "address": "essai@solane.example", "enabled": true, "send": server}, &box).Want(http.StatusCreated)
		at := "/api/mailboxes/" + box.ID + "/trial"
		var trial struct {
			State string
			Steps []struct{ Code, State, Error string }
		}
		if admin.Get(at, &trial).Want(http.StatusOK); trial.State != "none" {
			t.Errorf("before any: %+v", trial)
		}
		admin.Post(at, nil, nil).Refused(http.StatusUnprocessableEntity, "mailbox.one_way", "send")
		admin.Patch("/api/mailboxes/"+box.ID, Map{"version": box.Version, "receive": server}, nil).Want(http.StatusOK)
		if h := historyOf(t, admin, "mailbox", box.ID); len(h) != 2 || h[0].Code != "changed" || h[1].Code != "created" {
			t.Errorf("the history of the mailbox is %+v", h)
		}
		admin.Post(at, nil, &trial).Want(http.StatusCreated)
		if trial.State != "running" || len(trial.Steps) != 3 || trial.Steps[0].State != "waiting" {
			t.Errorf("begun: %+v", trial)
		}
		d.Clock.Forward(4 * time.Minute)
		if admin.Get(at, &trial).Want(http.StatusOK); trial.State != "failed" || trial.Steps[2].Error == "" {
			t.Errorf("never back: %+v", trial)
		}
		d.As("karim").Post(at, nil, nil).Refused(http.StatusForbidden, "forbidden")
		admin.Get("/api/mailboxes/"+d.ID("sophie")+"/trial", nil).Refused(http.StatusNotFound, "not_found")
		// The story's desk has nobody who does this job.
		if err := d.DB.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `DELETE FROM job WHERE kind = 'mailbox.trial'`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}
