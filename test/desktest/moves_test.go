package desktest_test

import (
	"net/http"
	"testing"
	"time"

	. "guichet/test/desktest"
)

// step is one move on the way to a state.
type step struct {
	to   string
	with Map
	by   string // the authority's word; empty: the desk moves it
}

// Requests and changes too go where vocabulary.md lets them, and nowhere else: each
// state offers its moves, and refuses every other, whoever asks and whatever is said.
func TestRequestsAndChangesMoveAsListed(t *testing.T) {
	t.Parallel()
	start := time.Date(2030, 3, 14, 19, 0, 0, 0, time.UTC)
	window := Map{"starts_at": start, "ends_at": start.Add(time.Hour)}
	assessed := step{to: "assessed", with: Map{"risk": "low", "assessment": "Rien à craindre."}}
	planned := []step{assessed, {to: "authorised", by: "paul"}, {to: "planned", with: window}}
	kinds := map[string]struct {
		allowed map[string][]string
		ways    map[string][]step
		said    Map // whatever any move may ask
	}{
		"request": {
			allowed: map[string][]string{
				"submitted":     {"in_fulfilment", "on_hold", "fulfilled", "refused", "cancelled"},
				"in_fulfilment": {"on_hold", "fulfilled", "cancelled"},
				"on_hold":       {"in_fulfilment", "fulfilled", "refused", "cancelled"},
				"fulfilled":     {"closed", "in_fulfilment"},
				"closed":        {"in_fulfilment"},
				"refused":       {},
				"cancelled":     {},
			},
			ways: map[string][]step{
				"submitted":     {},
				"in_fulfilment": {{to: "in_fulfilment"}},
				"on_hold":       {{to: "on_hold", with: Map{"hold_reason": "appointment"}}},
				"fulfilled":     {{to: "fulfilled", with: Map{"result": "Fait."}}},
				"closed":        {{to: "fulfilled", with: Map{"result": "Fait."}}, {to: "closed"}},
				"refused":       {{to: "refused", with: Map{"reason": "Hors budget."}}},
				"cancelled":     {{to: "cancelled", with: Map{"reason": "not_needed"}}},
			},
			said: Map{"hold_reason": "user", "reason": "mistake", "result": "Fait."},
		},
		"change": {
			allowed: map[string][]string{
				"registered":  {"assessed", "cancelled"},
				"assessed":    {"cancelled"}, // yes and no are the authority's
				"authorised":  {"planned", "cancelled"},
				"planned":     {"implemented", "failed", "cancelled"},
				"implemented": {"closed"},
				"failed":      {"planned", "closed"},
				"refused":     {},
				"closed":      {},
				"cancelled":   {},
			},
			ways: map[string][]step{
				"registered":  {},
				"assessed":    {assessed},
				"authorised":  planned[:2],
				"planned":     planned,
				"implemented": append(planned[:3:3], step{to: "implemented", with: Map{"outcome": "Fait."}}),
				"failed":      append(planned[:3:3], step{to: "failed", with: Map{"outcome": "Retour arrière."}}),
				"refused":     {assessed, {to: "refused", by: "paul", with: Map{"reason": "Trop risqué."}}},
				"closed":      append(planned[:3:3], step{to: "implemented", with: Map{"outcome": "Fait."}}, step{to: "closed"}),
				"cancelled":   {{to: "cancelled", with: Map{"reason": "duplicate"}}},
			},
			said: Map{"reason": "mistake", "outcome": "Fait.", "risk": "low", "assessment": "x", "starts_at": start, "ends_at": start.Add(time.Hour)},
		},
	}
	Both(t, func(t *testing.T, d *Desk) {
		karim, paul := d.As("karim"), d.As("paul")
		for kind, k := range kinds {
			for from, to := range k.allowed {
				m := karim.Raises("/api/"+kind+"s", Map{"title": "Vers " + from, "requester_id": d.ID("sophie")})
				for _, s := range k.ways[from] {
					if s.by != "" {
						reason, _ := s.with["reason"].(string)
						paul.Post(m.At()+"/decision", Map{"version": karim.Sees(m).Version, "authorised": s.to == "authorised", "reason": reason}, nil).Want(http.StatusOK)
						continue
					}
					karim.Takes(m, s.to, s.with).Want(http.StatusOK)
				}
				now := karim.Sees(m)
				if now.State != from || !same(now.Moves, to) {
					t.Errorf("a %s is %s, and not %s; it offers %q, not %q", kind, now.State, from, now.Moves, to)
				}
				if kind == "change" {
					if may := paul.Sees(m).Actions; contains(may, "decide") != (from == "assessed") {
						t.Errorf("the authority may do %q with a change that is %s", may, from)
					}
				}
				for state := range k.allowed {
					if contains(to, state) {
						continue
					}
					r := karim.Takes(m, state, k.said)
					if kind == "change" && from == "assessed" && (state == "authorised" || state == "refused") {
						r.Refused(http.StatusUnprocessableEntity, "change.decide", "to")
						continue
					}
					r.Refused(http.StatusUnprocessableEntity, "ticket.move_refused", "to")
				}
				if after := karim.Sees(m); after.State != from || after.Version != now.Version {
					t.Errorf("refused moves left a %s %s, version %d", kind, after.State, after.Version)
				}
			}
			m := karim.Raises("/api/"+kind+"s", Map{"title": "Nulle part"})
			karim.Takes(m, "limbo", nil).Refused(http.StatusUnprocessableEntity, "unknown_value", "to")
		}
		// What a request may wait for, and nothing else.
		m := karim.Raises("/api/requests", Map{"title": "Un badge"})
		for _, reason := range []string{"", "problem", "weather"} {
			karim.Takes(m, "on_hold", Map{"hold_reason": reason}).Refused(http.StatusUnprocessableEntity, "ticket.hold_reason_required", "hold_reason")
		}
		for _, reason := range []string{"user", "supplier", "change", "appointment"} {
			karim.Takes(m, "on_hold", Map{"hold_reason": reason}).Want(http.StatusOK)
			karim.Takes(m, "in_fulfilment", nil).Want(http.StatusOK)
		}
	})
}
