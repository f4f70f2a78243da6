package desktest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"guichet/internal/criteria"
	. "guichet/test/desktest"
)

// Effects is what a change does to each of many records.
type Effects struct {
	ID      string
	Effects []struct {
		ID      string
		Record  *Row
		Outcome string
		Changes []FieldChange
		Code    string
		Message string
		Version int64
	}
}

func (e Effects) count() map[string]int {
	n := map[string]int{}
	for _, x := range e.Effects {
		n[x.Outcome]++
	}
	return n
}

// bulk asks for one change to records, as the asker sees them now.
func bulk(change Map, records ...Row) Map {
	picks := []Map{}
	for _, r := range records {
		picks = append(picks, Map{"id": r.ID, "version": r.Version})
	}
	return Map{"records": picks, "change": change}
}

// Fifty records are changed at once: looked at before, each with its own line of
// history and its letter by the rules of a single act, and taken back after where
// nothing has changed since.
func TestFiftyRecordsAreChangedAtOnce(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "G-24")
	Both(t, func(t *testing.T, d *Desk) {
		d.Mailbox()
		sophie, karim, claire := d.As("sophie"), d.As("karim"), d.As("claire")
		var rows []Row
		var first Incident
		for n := range 50 {
			i := sophie.Reports(fmt.Sprintf("Doublon %02d", n), "La messagerie.")
			if n == 0 {
				first = i
			}
			rows = append(rows, i.Row)
		}
		over := rows[7]
		karim.Moves(Incident{Row: over}, "cancelled", Map{"reason": "mistake"}).Want(http.StatusOK)
		letters := len(d.Letters(first))

		cancel := Map{"state": Map{"to": "cancelled", "reason": "duplicate"}}
		var looked Effects
		karim.Post("/api/bulk/preview", bulk(cancel, rows...), &looked).Want(http.StatusOK)
		if n := looked.count(); n["changed"] != 49 || n["refused"] != 1 || looked.ID != "" {
			t.Fatalf("it would do %+v", n)
		}
		no := looked.Effects[7]
		if no.Outcome != "refused" || no.Code != "ticket.move_refused" || !strings.Contains(no.Message, "Annulé") || no.Record.Reference != over.Reference {
			t.Errorf("of the one that is over it says %+v", no)
		}
		if c := looked.Effects[0].Changes; len(c) != 1 || c[0].Field != "state" || c[0].Old != "new" || c[0].New != "cancelled" {
			t.Errorf("of the first it says %+v", c)
		}
		if now := karim.Reads(first); now.State != "new" || now.Version != first.Version || len(d.Letters(first)) != letters {
			t.Errorf("looking changed it to %s at version %d", now.State, now.Version)
		}

		var done Effects
		karim.Post("/api/bulk", bulk(cancel, rows...), &done).Want(http.StatusOK)
		if n := done.count(); n["changed"] != 49 || n["refused"] != 1 || done.ID == "" {
			t.Fatalf("it did %+v", n)
		}
		for _, r := range rows {
			now := karim.Timeline(Incident{Row: r})
			last := now[len(now)-1]
			if last.Code != "moved/1" || last.Actor == nil || last.Actor.Name != "Karim Benali" {
				t.Fatalf("the history of %s ends with %+v", r.Reference, last)
			}
		}
		if now := sophie.Reads(first); now.State != "cancelled" || now.CancelReason != "duplicate" {
			t.Errorf("Sophie sees it %s", now.State)
		}
		// The same letter as for one alone.
		if got := d.Letters(first); len(got) != letters+1 {
			t.Errorf("%d letters about the first, after %d", len(got), letters)
		}

		// One of them has moved on since; another was only written to.
		karim.Post("/api/incidents/"+rows[3].ID+"/notes", Map{"text": "Vu."}, nil).Want(http.StatusCreated)
		claire.Post("/api/bulk/"+done.ID+"/undo", nil, nil).Refused(http.StatusNotFound, "not_found")
		var undone Effects
		karim.Post("/api/bulk/"+done.ID+"/undo", nil, &undone).Want(http.StatusOK)
		if n := undone.count(); n["changed"] != 49 {
			t.Errorf("taking it back did %+v", n)
		}
		if now := sophie.Reads(first); now.State != "new" || now.CancelReason != "" || now.ClosedAt != nil {
			t.Errorf("Sophie sees it %s again, %+v", now.State, now)
		}
		if got := d.Letters(first); len(got) != letters+2 {
			t.Errorf("%d letters about the first: she was not told that it goes on", len(got))
		}
		karim.Post("/api/bulk/"+done.ID+"/undo", nil, nil).Refused(http.StatusUnprocessableEntity, "bulk.undone", "id")
	})
}

// Each kind of change at once, over all kinds of record; what one refuses stops no
// other, and nothing is taken back over somebody else's change.
func TestManyRecordsOfAllKinds(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		sophie, karim, claire, hugo := d.As("sophie"), d.As("karim"), d.As("claire"), d.As("hugo")
		i := sophie.Reports("VPN coupé", "Erreur 691.")
		m := karim.Raises("/api/requests", Map{"title": "Jeton VPN", "requester_id": d.ID("sophie")})
		h := karim.Raises("/api/changes", Map{"title": "Concentrateur"})
		theirs := d.As("nora").Reports("Tour en panne", "Depuis lundi.")
		at := func(c *Client) []Row {
			var rows []Row
			for _, id := range []string{i.ID, m.ID, h.ID} {
				var row Row
				c.Get("/api/tickets/"+id, &row).Want(http.StatusOK)
				rows = append(rows, row)
			}
			return rows
		}
		ask := func(c *Client, change Map, rows ...Row) (e Effects) {
			t.Helper()
			c.Post("/api/bulk", bulk(change, rows...), &e).Want(http.StatusOK)
			return e
		}
		team := ask(karim, Map{"assign": Map{"team_id": d.Team(Network), "person_id": d.ID("claire")}}, at(karim)...)
		if c := team.Effects[1].Changes; team.count()["changed"] != 3 || c[0].Field != "team" || c[0].NewLabel != Network || c[1].NewLabel != "Claire Dumont" {
			t.Errorf("given to Claire: %+v", team)
		}
		if again := ask(karim, Map{"assign": Map{"team_id": d.Team(Network)}}, at(karim)...); again.count()["same"] != 3 || again.ID != "" {
			t.Errorf("given once more: %+v", again)
		}
		rank := ask(karim, Map{"priority": Map{"impact": 1, "urgency": 1, "reason": "Tout le site"}}, at(karim)...)
		if now := at(karim); rank.count()["changed"] != 3 || now[0].Priority != 1 || now[2].Priority != 1 {
			t.Errorf("ranked: %+v", rank)
		}
		if no := ask(karim, Map{"priority": Map{"impact": 3, "reason": ""}}, at(karim)...); no.count()["refused"] != 3 || no.Effects[0].Code != "ticket.reason_required" {
			t.Errorf("ranked without a reason: %+v", no)
		}
		hold := ask(karim, Map{"state": Map{"to": "on_hold", "hold_reason": "supplier"}}, at(karim)...)
		if hold.count()["changed"] != 2 || hold.Effects[2].Code != "unknown_value" {
			t.Errorf("on hold: %+v", hold)
		}
		said := ask(karim, Map{"reply": "Un technicien vient demain."}, at(karim)...)
		noted := ask(karim, Map{"note": "Même cause."}, at(karim)...)
		if said.count()["changed"] != 3 || noted.count()["changed"] != 3 || said.ID != "" || noted.ID != "" {
			t.Errorf("said %+v, noted %+v", said, noted)
		}
		if items := sophie.Items(m.At()); items[len(items)-1].Message.Text != "Un technicien vient demain." {
			t.Errorf("Sophie reads %+v", items[len(items)-1])
		}
		// Somebody else has since sent the incident on: that stays.
		claire.Assigns(i, Map{"team_id": d.Team(ServiceDesk)})
		var back Effects
		karim.Post("/api/bulk/"+team.ID+"/undo", nil, &back).Want(http.StatusOK)
		if back.count()["changed"] != 2 || back.Effects[0].Outcome != "refused" || back.Effects[0].Code != "conflict" {
			t.Errorf("taken back: %+v", back)
		}
		karim.Post("/api/bulk/"+rank.ID+"/undo", nil, &back).Want(http.StatusOK)
		if now := at(karim); now[0].Priority != 3 || now[1].Priority != 3 || now[0].Impact != 2 {
			t.Errorf("taken back to %+v", now)
		}
		// A version that is old, where the same field moved on.
		old := at(karim)
		karim.Assigns(i, Map{"team_id": d.Team(Network)})
		if e := ask(claire, Map{"assign": Map{"team_id": d.Team(Workshop)}}, old[0]); e.Effects[0].Code != "conflict" {
			t.Errorf("over an old version: %+v", e)
		}

		// Of records that one may not see, or not work on, nothing is told.
		var e Effects
		r := hugo.Post("/api/bulk", bulk(Map{"note": "x"}, i.Row, theirs.Row), &e).Want(http.StatusOK)
		r.Silent(i.Reference, "vpn")
		if e.Effects[0].Record != nil || e.Effects[0].Code != "not_found" || e.Effects[1].Outcome != "changed" {
			t.Errorf("Hugo: %+v", e)
		}
		sophie.Post("/api/bulk", bulk(Map{"note": "x"}, i.Row), nil).Refused(http.StatusForbidden, "forbidden")
		karim.Post("/api/bulk", bulk(Map{"note": "x", "reply": "y"}, i.Row), nil).Refused(http.StatusUnprocessableEntity, "bulk.one_change", "change")
		karim.Post("/api/bulk", bulk(Map{}, i.Row), nil).Refused(http.StatusUnprocessableEntity, "bulk.one_change", "change")
		karim.Post("/api/bulk", bulk(Map{"note": "x"}), nil).Refused(http.StatusUnprocessableEntity, "required", "records")
		karim.Post("/api/bulk", bulk(Map{"note": "x"}, i.Row, i.Row), nil).Refused(http.StatusUnprocessableEntity, "bulk.twice", "records")
		many := make([]Row, 101)
		for n := range many {
			many[n] = Row{ID: fmt.Sprintf("x%03d", n), Version: 1}
		}
		karim.Post("/api/bulk", bulk(Map{"note": "x"}, many...), nil).Refused(http.StatusUnprocessableEntity, "bulk.too_many", "records")
		karim.Post("/api/bulk/preview", bulk(Map{"note": "x"}, many...), &e).Want(http.StatusOK)
		if e.count()["refused"] != 101 {
			t.Errorf("of nothing: %+v", e.count())
		}
		late := ask(karim, Map{"assign": Map{"team_id": d.Team(Workshop)}}, at(karim)[2])
		d.Forward(2 * time.Hour)
		karim.Post("/api/bulk/"+late.ID+"/undo", nil, nil).Refused(http.StatusUnprocessableEntity, "bulk.too_late", "id")
	})
}

// goodBulk is good for the routes of bulk changes; false for any other.
func goodBulk(d *Desk, c *Client, operation string, i Incident) (int, bool) {
	change := bulk(Map{"note": "Un mot."}, i.Row)
	switch operation {
	case "POST /api/bulk/preview":
		return c.Post("/api/bulk/preview", change, nil).Status, true
	case "POST /api/bulk":
		return c.Post("/api/bulk", change, nil).Status, true
	case "POST /api/bulk/{id}/undo":
		var e Effects
		d.As("karim").Post("/api/bulk", bulk(Map{"assign": Map{"team_id": d.Team(Network)}}, i.Row), &e).Want(http.StatusOK)
		return c.Post("/api/bulk/"+e.ID+"/undo", nil, nil).Status, true
	}
	return 0, false
}
