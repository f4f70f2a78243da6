package desktest_test

import (
	"context"
	"net/http"
	"testing"

	"guichet/internal/sample"
	. "guichet/test/desktest"
)

type example struct {
	Offered, Running bool
	Step, Steps      int64
	Finished         string `json:"finished_at"`
	Mistake          string
}

// Anne has just set her desk up, and wants to see it at work: a made-up company comes
// beside her own, once, and nobody of it can sign in.
func TestAMadeUpCompanyComesBesideAnEmptyDesk(t *testing.T) {
	t.Parallel()
	Empty(t, func(t *testing.T, d *Desk) {
		nobody := d.Anybody()
		r := nobody.Post("/api/setup", installation(d.SetupCode()), nil).Want(http.StatusCreated)
		anne := nobody.With("Cookie", "guichet_session="+cookie(t, r))
		const at = "/api/administration/sample"
		stands := func() (e example) {
			anne.Get(at, &e).Want(http.StatusOK)
			return e
		}
		if e := stands(); !e.Offered || e.Running || e.Finished != "" {
			t.Errorf("before, it stands at %+v", e)
		}
		anne.Post(at, nil, nil).Want(http.StatusOK)
		if e := stands(); e.Offered || !e.Running || e.Step != 0 || e.Mistake != "" {
			t.Errorf("begun, it stands at %+v", e)
		}
		anne.Post(at, nil, nil).Refused(http.StatusUnprocessableEntity, "sample.late")
		if err := sample.Rehearse(context.Background(), d.DB); err != nil {
			t.Fatal(err)
		}
		if e := stands(); e.Offered || e.Running || e.Finished == "" || e.Step != e.Steps {
			t.Errorf("in the end it stands at %+v", e)
		}
		var l List[Row]
		anne.Get("/api/tickets?view=all&limit=200", &l).Want(http.StatusOK)
		if len(l.Items) < 60 {
			t.Errorf("%d records", len(l.Items))
		}
		if got := historyOf(t, anne, "setting", "sample.run"); len(got) != 1 || got[0].Actor.Name != "Anne Keller" {
			t.Errorf("its history is %+v", got)
		}
		var desk struct{ Name string }
		if nobody.Get("/api/desk", &desk).Want(http.StatusOK); desk.Name != "Support informatique" {
			t.Errorf("the desk is called %q", desk.Name)
		}
		for _, login := range []string{"karim@solane.example", "admin@solane.example"} {
			nobody.Post("/api/session", Map{"login": login, "password": sample.Password}, nil).Want(http.StatusUnauthorized)
		}
		if got := d.LettersTo("sophie@solane.example"); len(got) != 0 {
			t.Errorf("Sophie was written %d letters", len(got))
		}
	})
}

// Beside records it is too late.
func TestAMadeUpCompanyDoesNotMixWithRecords(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		d.As("sophie").Reports("Une panne", "Des mots")
		admin := d.As("admin")
		var e example
		admin.Get("/api/administration/sample", &e).Want(http.StatusOK)
		if e.Offered {
			t.Error("it is offered beside a record")
		}
		admin.Post("/api/administration/sample", nil, nil).Refused(http.StatusUnprocessableEntity, "sample.late")
		d.As("karim").Post("/api/administration/sample", nil, nil).Refused(http.StatusForbidden, "forbidden")
	})
}
