package desktest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"guichet/internal/criteria"
	. "guichet/test/desktest"
)

// What an administrator makes mandatory, for a kind or to come into a state, is
// asked for at once, of screens and of programs alike, by its name.
func TestAFieldIsMandatory(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "G-04")
	Both(t, func(t *testing.T, d *Desk) {
		anne, karim, claire, sophie := d.As("admin"), d.As("karim"), d.As("claire").With("Accept-Language", "en"), d.As("sophie")
		mail := anne.Sorts(Map{"name_fr": "Messagerie"})
		cost := anne.Adds(Map{"type": "text", "name_fr": "Centre de coût", "name_en": "Cost centre", "kinds": []string{"incident", "request"}})
		before := karim.Logs(Map{"title": "Avant"})

		// For a kind: who logs one is asked, with the field and its name.
		anne.Alters(cost, Map{"required": []string{"incident"}}).Want(http.StatusOK)
		p := karim.Post("/api/incidents", Map{"title": "Sans", "description": "x"}, nil).
			Refused(http.StatusUnprocessableEntity, "custom.required", "fields.cost_centre")
		if !strings.Contains(p.Detail, "« Centre de coût »") && !strings.Contains(p.Detail, "Centre de coût") {
			t.Errorf("refused with %q", p.Detail)
		}
		if p := claire.Post("/api/incidents", Map{"title": "Without", "description": "x", "fields": Map{"cost_centre": " "}}, nil).Problem(); !strings.Contains(p.Detail, "Cost centre") {
			t.Errorf("refused with %q", p.Detail)
		}
		i := karim.Logs(Map{"title": "Avec", "fields": Map{"cost_centre": "47110"}})
		karim.Patch("/api/incidents/"+i.ID, Map{"version": i.Version, "fields": Map{"cost_centre": nil}}, nil).
			Refused(http.StatusUnprocessableEntity, "custom.required", "fields.cost_centre")
		karim.Post("/api/requests", Map{"title": "Demande sans", "description": "x"}, nil).Want(http.StatusCreated)
		// Who asks is not asked for what is the desk's; what came before or by mail is
		// asked for it when it is done.
		mine := sophie.Reports("Le mien", "x")
		for _, late := range []Incident{before, mine} {
			karim.Moves(late, "in_progress", nil).Want(http.StatusOK)
			karim.Moves(late, "resolved", Map{"resolution": fixed, "closing_category_id": mail.ID}).
				Refused(http.StatusUnprocessableEntity, "custom.required_state", "fields.cost_centre")
			karim.Moves(late, "resolved", Map{"resolution": fixed, "closing_category_id": mail.ID, "fields": Map{"cost_centre": "1"}}).Want(http.StatusOK)
			if karim.Reads(late).Fields["cost_centre"] != "1" {
				t.Error("what came with the move is not kept")
			}
		}

		// For a state: only to come into it.
		anne.Alters(cost, Map{"required": []string{"incident:on_hold", "incident:resolved"}}).Want(http.StatusOK)
		j := karim.Logs(Map{"title": "Écran noir", "requester_id": d.ID("sophie")})
		karim.Moves(j, "in_progress", nil).Want(http.StatusOK)
		p = karim.Moves(j, "on_hold", Map{"hold_reason": "user"}).Refused(http.StatusUnprocessableEntity, "custom.required_state", "fields.cost_centre")
		if !strings.Contains(p.Detail, "Centre de coût") || !strings.Contains(p.Detail, "En attente") {
			t.Errorf("refused with %q", p.Detail)
		}
		// An answer that would leave it so is refused before it is held back.
		wait(t, d, 10)
		karim.Post("/api/incidents/"+j.ID+"/replies", Map{"text": "Bonjour", "state": Map{"to": "on_hold", "hold_reason": "user"}}, nil).
			Refused(http.StatusUnprocessableEntity, "custom.required_state", "fields.cost_centre")
		wait(t, d, 0)
		// Many at once: each is told.
		var effects Effects
		karim.Post("/api/bulk", bulk(Map{"state": Map{"to": "on_hold", "hold_reason": "user"}}, karim.Reads(j).Row), &effects).Want(http.StatusOK)
		if effects.Effects[0].Outcome != "refused" || effects.Effects[0].Code != "custom.required_state" || !strings.Contains(effects.Effects[0].Message, "Centre de coût") {
			t.Errorf("of many: %+v", effects.Effects[0])
		}
		karim.Changes(j, Map{"fields": Map{"cost_centre": "2"}})
		karim.Moves(j, "on_hold", Map{"hold_reason": "user"}).Want(http.StatusOK)
		karim.Patch("/api/incidents/"+j.ID, Map{"version": karim.Reads(j).Version, "fields": Map{"cost_centre": nil}}, nil).
			Refused(http.StatusUnprocessableEntity, "custom.required", "fields.cost_centre")

		// Only where the record has the field; and what closes by itself closes.
		anne.Alters(cost, Map{"required": []string{"incident:resolved", "incident:closed"}, "category_ids": []string{mail.ID}}).Want(http.StatusOK)
		k := karim.Logs(Map{"title": "Réseau"})
		karim.Moves(k, "resolved", Map{"resolution": fixed, "closing_category_id": mail.ID}).Want(http.StatusOK)
		d.Forward(6 * 24 * time.Hour)
		if now := karim.Reads(k); now.State != "closed" {
			t.Errorf("it is %s", now.State)
		}
		// Filled in by who asks, it is asked of them too.
		anne.Alters(cost, Map{"required": []string{"incident"}, "category_ids": []string{}, "portal": "write"}).Want(http.StatusOK)
		sophie.Post("/api/incidents", Map{"title": "Le mien", "description": "x"}, nil).
			Refused(http.StatusUnprocessableEntity, "custom.required", "fields.cost_centre")
		sophie.Logs(Map{"title": "Le mien", "fields": Map{"cost_centre": "3"}})
	})
}
