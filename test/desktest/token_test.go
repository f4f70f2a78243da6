package desktest_test

import (
	"net/http"
	"testing"
	"time"

	"guichet/internal/criteria"
	. "guichet/test/desktest"
)

// A program with a token does what a screen does: the same defaults, rules and
// history; only the way by which it came is another.
func TestAProgramDoesWhatAScreenDoes(t *testing.T) {
	t.Parallel()
	criteria.ProvesPart(t, "G-21", "the practices to come, and their clocks")
	Both(t, func(t *testing.T, d *Desk) {
		program := func(who string) *Client {
			var made struct{ ID, Token string }
			d.As(who).Post("/api/tokens", Map{"name": "programme"}, &made).Want(http.StatusCreated)
			return d.Anybody().With("Authorization", "Bearer "+made.Token)
		}
		tell := func(user, agent *Client) (Incident, []TimelineItem) {
			i := user.Reports("Imprimante muette", "Rien ne sort.")
			agent.Assigns(i, Map{"person_id": d.ID("karim")})
			agent.Moves(i, "in_progress", nil).Want(http.StatusOK)
			agent.Says(i, "Nous venons.")
			user.Says(i, "Merci.")
			agent.Notes(i, "Toner vide.")
			agent.Resolves(i, "Toner changé.")
			user.Post("/api/incidents/"+i.ID+"/confirmation", Map{"confirmed": true}, nil).Want(http.StatusOK)
			agent.Patch("/api/incidents/"+i.ID, Map{"version": 1, "title": "Trop tard"}, nil).Refused(http.StatusUnprocessableEntity, "ticket.over", "version")
			return agent.Reads(i), agent.Timeline(i)
		}
		byScreen, screenStory := tell(d.As("sophie"), d.As("karim"))
		byProgram, programStory := tell(program("sophie"), program("karim"))

		if byProgram.Channel != "api" || byScreen.Channel != "portal" {
			t.Errorf("they came by %s and %s", byProgram.Channel, byScreen.Channel)
		}
		for name, pair := range map[string][2]any{
			"state":    {byScreen.State, byProgram.State},
			"priority": {byScreen.Priority, byProgram.Priority},
			"team":     {*byScreen.Team, *byProgram.Team},
			"assignee": {*byScreen.Assignee, *byProgram.Assignee},
			"confirm":  {byScreen.Confirmed, byProgram.Confirmed},
			"closed":   {byScreen.ClosedAt.Equal(*byProgram.ClosedAt), true},
			"version":  {byScreen.Version, byProgram.Version},
		} {
			if pair[0] != pair[1] {
				t.Errorf("%s is %v by the screen and %v by the program", name, pair[0], pair[1])
			}
		}
		if len(screenStory) != len(programStory) {
			t.Fatalf("%d lines of history by the screen, %d by the program", len(screenStory), len(programStory))
		}
		for k, s := range screenStory {
			p := programStory[k]
			if s.Code != p.Code || s.Actor.Name != p.Actor.Name || teamOf(s) != teamOf(p) || len(s.Changes) != len(p.Changes) {
				t.Errorf("line %d is %+v by the screen and %+v by the program", k+1, s, p)
			}
			if p.Via != "api" || s.Via == "api" {
				t.Errorf("line %d came by %q and %q", k+1, s.Via, p.Via)
			}
		}
	})
}

// A token opens until it is revoked or its time is over, and makes no other.
func TestATokenEnds(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		karim := d.As("karim")
		var made struct{ ID, Token string }
		karim.Post("/api/tokens", Map{"name": "un jour", "expires_at": d.Clock.Now().Add(24 * time.Hour).Format(time.RFC3339)}, &made).Want(http.StatusCreated)
		program := d.Anybody().With("Authorization", "Bearer "+made.Token)
		program.Get("/api/me", nil).Want(http.StatusOK)
		program.Post("/api/tokens", Map{"name": "encore"}, nil).Refused(http.StatusForbidden, "forbidden")
		karim.Get("/api/tokens", nil).Want(http.StatusOK).Silent(made.Token)
		d.As("claire").Delete("/api/tokens/" + made.ID).Want(http.StatusNotFound)
		program.Get("/api/me", nil).Want(http.StatusOK)
		d.Forward(25 * time.Hour)
		program.Get("/api/me", nil).Refused(http.StatusUnauthorized, "unauthenticated")

		karim.Post("/api/tokens", Map{"name": "révoqué"}, &made).Want(http.StatusCreated)
		program = d.Anybody().With("Authorization", "Bearer "+made.Token)
		program.Get("/api/me", nil).Want(http.StatusOK)
		karim.Delete("/api/tokens/" + made.ID).Want(http.StatusNoContent)
		program.Get("/api/me", nil).Refused(http.StatusUnauthorized, "unauthenticated")
	})
}

// The whole way of a password: wrong, right, in, out.
func TestSigningIn(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		nobody := d.Anybody()
		for _, in := range []Map{
			{"login": "sophie", "password": "faux"}, {"login": "personne", "password": Password}, {"login": "sophie", "password": ""}, {"login": "", "password": Password},
		} {
			nobody.Post("/api/session", in, nil).Refused(http.StatusUnauthorized, "sign_in_failed")
		}
		r := nobody.Post("/api/session", Map{"login": "Sophie", "password": Password}, nil).Want(http.StatusOK).Silent(Password)
		answer := http.Response{Header: r.Header}
		var secret *http.Cookie
		for _, c := range answer.Cookies() {
			if c.Name == "guichet_session" {
				secret = c
			}
		}
		if secret == nil || !secret.HttpOnly || secret.SameSite != http.SameSiteLaxMode || secret.Path != "/" {
			t.Fatalf("signed in with the cookies %q", r.Header["Set-Cookie"])
		}
		sophie := nobody.With("Cookie", "guichet_session="+secret.Value)
		var me struct {
			Name  string
			Roles []string
		}
		sophie.Get("/api/me", &me).Want(http.StatusOK)
		if me.Name != "Sophie Lacroix" || !same(me.Roles, []string{"user"}) {
			t.Errorf("signed in as %+v", me)
		}
		sophie.Delete("/api/session").Want(http.StatusNoContent)
		sophie.Get("/api/me", nil).Want(http.StatusUnauthorized)
	})
}
