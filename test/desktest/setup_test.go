package desktest_test

import (
	"net/http"
	"strings"
	"testing"

	. "guichet/test/desktest"
)

func installation(code string) Map {
	return Map{
		"code": code, "organisation": "Mairie d’Aubrac", "language": "fr", "zone": "Europe/Paris", "team": "Support informatique",
		"name": "Anne Keller", "address": "anne@aubrac.example", "password": "une phrase pour commencer",
	}
}

// Nobody becomes administrator by being first: it takes the code that the console
// of the server shows, once.
func TestTheFirstAdministratorHasSeenTheConsole(t *testing.T) {
	t.Parallel()
	Empty(t, func(t *testing.T, d *Desk) {
		var desk struct {
			Setup bool
			Name  string
		}
		nobody := d.Anybody()
		if nobody.Get("/api/desk", &desk).Want(http.StatusOK); !desk.Setup {
			t.Fatal("an empty desk does not ask to be set up")
		}
		old, code := d.SetupCode(), d.SetupCode()
		for _, wrong := range []string{"", "AAAA-BBBB-CCCC-DDDD"} {
			nobody.Post("/api/setup", installation(wrong), nil).Refused(http.StatusUnprocessableEntity, "setup.code", "code")
		}
		for field, value := range map[string]string{
			"organisation": "", "team": "", "name": "", "address": "anne", "password": "court", "zone": "Lune/Mer",
		} {
			in := installation(code)
			in[field] = value
			nobody.Post("/api/setup", in, nil).Want(http.StatusUnprocessableEntity)
		}
		typed := strings.ToLower(strings.ReplaceAll(code, "-", " "))
		r := nobody.Post("/api/setup", installation(typed), nil).Want(http.StatusCreated).Silent("une phrase")
		anne := nobody.With("Cookie", "guichet_session="+cookie(t, r))
		var me struct {
			Name         string
			Roles        []string
			Organisation Ref
			DeskName     string `json:"desk_name"`
			Teams        []Ref
		}
		anne.Get("/api/me", &me).Want(http.StatusOK)
		if !same(me.Roles, []string{"user", "agent", "administrator"}) || me.Organisation.Name != "Mairie d’Aubrac" ||
			me.DeskName != "Support informatique" || len(me.Teams) != 1 {
			t.Errorf("set up by %+v", me)
		}
		for _, again := range []string{code, old} {
			nobody.Post("/api/setup", installation(again), nil).Refused(http.StatusUnprocessableEntity, "setup.over", "code")
		}
		if nobody.Get("/api/desk", &desk).Want(http.StatusOK); desk.Setup {
			t.Error("the desk still asks to be set up")
		}
		if code := d.SetupCode(); code != "" {
			t.Errorf("the console shows another code %q", code)
		}
		enters(t, nobody, "anne@aubrac.example", "une phrase pour commencer", "Firefox")
		i := anne.Reports("Première panne", "…")
		if i.Team == nil || i.Team.Name != "Support informatique" {
			t.Errorf("the first record belongs to %+v", i.Team)
		}
	})
}

// The code cannot be tried again and again.
func TestTheSetupCodeIsThrottled(t *testing.T) {
	t.Parallel()
	Empty(t, func(t *testing.T, d *Desk) {
		code := d.SetupCode()
		for range 5 {
			d.Anybody().Post("/api/setup", installation("AAAA-BBBB-CCCC-DDDD"), nil).Refused(http.StatusUnprocessableEntity, "setup.code", "code")
		}
		d.Anybody().Post("/api/setup", installation(code), nil).Refused(http.StatusTooManyRequests, "too_many")
	})
}

// A desk with people is not set up again.
func TestADeskIsSetUpOnce(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		if code := d.SetupCode(); code != "" {
			t.Errorf("the console shows %q", code)
		}
		d.Anybody().Post("/api/setup", installation("AAAA-BBBB-CCCC-DDDD"), nil).Refused(http.StatusUnprocessableEntity, "setup.over", "code")
	})
}
