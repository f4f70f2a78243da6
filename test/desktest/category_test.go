package desktest_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"guichet/internal/criteria"
	. "guichet/test/desktest"
)

// paths are the tree in its order.
func paths(all []Category) string {
	var p []string
	for _, c := range all {
		p = append(p, c.Path)
	}
	return strings.Join(p, " | ")
}

// Anne makes the tree by which records are sorted; each reads it in their own
// language, and in the other where there is no word in theirs.
func TestATreeOfCategories(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		anne, karim, claire := d.As("admin"), d.As("karim"), d.As("claire").With("Accept-Language", "en")
		mail := anne.Sorts(Map{"name_fr": "Messagerie", "name_en": "E-mail", "kinds": []string{"request", "incident", "incident"}})
		network := anne.Sorts(Map{"name_fr": "Réseau", "name_en": "Network"})
		outlook := anne.Sorts(Map{"name_fr": "Outlook", "parent_id": mail.ID})
		vpn := anne.Sorts(Map{"name_en": "VPN", "parent_id": network.ID})
		if got := paths(karim.Categories()); got != "Messagerie | Messagerie › Outlook | Réseau | Réseau › VPN" {
			t.Errorf("Karim reads %s", got)
		}
		if got := paths(claire.Categories()); got != "E-mail | E-mail › Outlook | Network | Network › VPN" {
			t.Errorf("Claire reads %s", got)
		}
		if !slices.Equal(mail.Kinds, []string{"incident", "request"}) || !mail.Active || !mail.Offered {
			t.Errorf("made as %+v", mail)
		}
		d.As("sophie").Get("/api/categories", nil).Refused(http.StatusForbidden, "forbidden")

		// Order, and another place in the tree.
		change := func(c Category, with Map) *Response {
			for _, now := range anne.Categories() {
				if now.ID == c.ID {
					with["version"] = now.Version
				}
			}
			return anne.Patch("/api/categories/"+c.ID, with, nil)
		}
		change(network, Map{"after": ""}).Want(http.StatusOK)
		change(vpn, Map{"parent_id": "", "after": mail.ID}).Want(http.StatusOK)
		if got := paths(karim.Categories()); got != "Réseau | Messagerie | Messagerie › Outlook | VPN" {
			t.Errorf("moved to %s", got)
		}
		for range 25 { // as often as leaves nothing between two
			change(vpn, Map{"after": network.ID}).Want(http.StatusOK)
			change(mail, Map{"after": network.ID}).Want(http.StatusOK)
		}
		if got := paths(karim.Categories()); got != "Réseau | Messagerie | Messagerie › Outlook | VPN" {
			t.Errorf("after many moves: %s", got)
		}

		// What is no tree is refused, field by field.
		change(mail, Map{"parent_id": outlook.ID}).Refused(http.StatusUnprocessableEntity, "category.above_itself", "parent_id")
		change(mail, Map{"parent_id": mail.ID}).Refused(http.StatusUnprocessableEntity, "category.above_itself", "parent_id")
		change(vpn, Map{"name_en": "", "name_fr": " "}).Refused(http.StatusUnprocessableEntity, "required", "name_fr")
		change(vpn, Map{"name_fr": "messagerie"}).Refused(http.StatusUnprocessableEntity, "category.name_taken", "name_fr")
		change(vpn, Map{"kinds": []string{}}).Refused(http.StatusUnprocessableEntity, "required", "kinds")
		change(vpn, Map{"kinds": []string{"weather"}}).Refused(http.StatusUnprocessableEntity, "unknown_value", "kinds")
		change(vpn, Map{"after": outlook.ID}).Refused(http.StatusUnprocessableEntity, "unknown_value", "after")
		change(vpn, Map{"name_fr": strings.Repeat("é", 101)}).Refused(http.StatusUnprocessableEntity, "too_long", "name_fr")
		anne.Post("/api/categories", Map{"name_fr": "Perdue", "parent_id": "nowhere", "kinds": []string{"incident"}}, nil).
			Refused(http.StatusUnprocessableEntity, "unknown_value", "parent_id")
		deep := outlook
		for range 2 {
			deep = anne.Sorts(Map{"name_fr": "Plus bas", "parent_id": deep.ID})
		}
		anne.Post("/api/categories", Map{"name_fr": "Trop bas", "parent_id": deep.ID, "kinds": []string{"incident"}}, nil).
			Refused(http.StatusUnprocessableEntity, "category.too_deep", "parent_id")
		change(mail, Map{"parent_id": network.ID}).Refused(http.StatusUnprocessableEntity, "category.too_deep", "parent_id")

		// Retired with all below it, and never deleted.
		change(mail, Map{"active": false}).Want(http.StatusOK)
		for _, c := range karim.Categories() {
			if below := c.ID == mail.ID || strings.HasPrefix(c.Path, mail.Path); c.Offered == below {
				t.Errorf("%s is offered: %v", c.Path, c.Offered)
			}
		}
		anne.Delete("/api/categories/" + vpn.ID).Want(http.StatusMethodNotAllowed)

		// Two who change the same at a time are told.
		anne.Patch("/api/categories/"+network.ID, Map{"version": network.Version, "name_en": "LAN"}, nil).Want(http.StatusOK)
		anne.Patch("/api/categories/"+network.ID, Map{"version": network.Version, "name_en": "WAN"}, nil).Refused(http.StatusConflict, "conflict")

		// The history says who changed what, in words.
		var h List[amendment]
		anne.Get("/api/administration/history?kind=category&id="+outlook.ID, &h).Want(http.StatusOK)
		if len(h.Items) != 1 || h.Items[0].Actor == nil || h.Items[0].Actor.Name != "Anne Keller" {
			t.Fatalf("the history says %+v", h.Items)
		}
		for _, c := range h.Items[0].Changes {
			if c.Field == "parent" && c.NewLabel != "Messagerie" || c.Field == "kinds" && c.NewLabel != "Incident" {
				t.Errorf("%s reads %q", c.Field, c.NewLabel)
			}
		}
		karim.Get("/api/administration/history?kind=category&id="+outlook.ID, nil).Refused(http.StatusForbidden, "forbidden")
	})
}

// sorting is the three categories of an incident by name.
func sorting(i Incident) [3]string {
	name := func(r *Ref) string {
		if r == nil {
			return ""
		}
		return r.Name
	}
	if i.Sorted == nil {
		return [3]string{}
	}
	return [3]string{name(i.Sorted.Opening), name(i.Sorted.Now), name(i.Sorted.Closing)}
}

// Karim sorts a call as mail; it turns out to be the network, and ends as a
// password. All three are kept, in the history too, and the queue is cut by them.
func TestThreeCategories(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "INC-09")
	criteria.ProvesPart(t, "INC-14", "problem and known error, which come with problems")
	Both(t, func(t *testing.T, d *Desk) {
		anne, karim, sophie := d.As("admin"), d.As("karim"), d.As("sophie")
		mail := anne.Sorts(Map{"name_fr": "Messagerie", "name_en": "E-mail"})
		outlook := anne.Sorts(Map{"name_fr": "Outlook", "parent_id": mail.ID})
		network := anne.Sorts(Map{"name_fr": "Réseau", "name_en": "Network"})
		access := anne.Sorts(Map{"name_fr": "Compte", "name_en": "Account"})
		orders := anne.Sorts(Map{"name_fr": "Commande", "kinds": []string{"request"}})

		i := karim.Logs(Map{"title": "Outlook ne répond plus", "category_id": outlook.ID, "requester_id": d.ID("sophie")})
		if got := sorting(i); got != [3]string{"Messagerie › Outlook", "Messagerie › Outlook", ""} || i.Category.Name != "Outlook" {
			t.Errorf("opened as %q", got)
		}
		karim.Changes(i, Map{"category_id": network.ID})
		if got := sorting(karim.Reads(i)); got != [3]string{"Messagerie › Outlook", "Réseau", ""} {
			t.Errorf("on the way: %q", got)
		}
		change := find(t, last(karim.Timeline(i)), "category")
		if change.OldLabel != "Messagerie › Outlook" || change.NewLabel != "Réseau" {
			t.Errorf("the history says %+v", change)
		}
		karim.Moves(i, "resolved", Map{"resolution": fixed, "closing_category_id": access.ID}).Want(http.StatusOK)
		if got := sorting(karim.Reads(i)); got != [3]string{"Messagerie › Outlook", "Réseau", "Compte"} {
			t.Errorf("ended as %q", got)
		}
		if got := sorting(d.As("claire").With("Accept-Language", "en").Reads(i)); got != [3]string{"E-mail › Outlook", "Network", "Account"} {
			t.Errorf("Claire reads %q", got)
		}
		// How the desk sorts is the desk's.
		if now := sophie.Reads(i); now.Sorted != nil || now.Category != nil {
			t.Errorf("Sophie reads %+v", now.Sorted)
		}
		sophie.Get("/api/incidents/"+i.ID+"/timeline", nil).Silent("Outlook ›", "Réseau", "Compte")
		sophie.Post("/api/incidents", Map{"title": "À moi", "description": "x", "category_id": mail.ID}, nil).Refused(http.StatusForbidden, "forbidden")

		// What came without one, gets its first on the way; that is its opening one.
		j := sophie.Reports("Messages en double", "Depuis lundi.")
		karim.Changes(j, Map{"category_id": outlook.ID})
		karim.Changes(j, Map{"category_id": mail.ID})
		if got := sorting(karim.Reads(j)); got != [3]string{"Messagerie › Outlook", "Messagerie", ""} {
			t.Errorf("sorted later: %q", got)
		}

		cut := func(query string) []string {
			var l List[Row]
			karim.Get("/api/incidents?view=all&category="+query, &l).Want(http.StatusOK)
			var titles []string
			for _, r := range l.Items {
				titles = append(titles, r.Title)
			}
			return titles
		}
		for query, want := range map[string]string{mail.ID: j.Title, outlook.ID: "", network.ID: i.Title, "none": "", "nowhere": ""} {
			if got := strings.Join(cut(query), ", "); got != want {
				t.Errorf("cut by %s: %q, not %q", query, got, want)
			}
		}
		typed := func(f string) int {
			var l List[Row]
			karim.Get("/api/incidents?view=all&f="+url.QueryEscape(f), &l).Want(http.StatusOK)
			return len(l.Items)
		}
		for f, want := range map[string]int{
			"catégorie:messagerie": 1, "category:network": 1, `categorie:"Messagerie › Outlook"`: 0, "category:e-mail,network": 2,
			"catégorie:aucune": 0, "category:nowhere": 0,
		} {
			if got := typed(f); got != want {
				t.Errorf("%s finds %d, not %d", f, got, want)
			}
		}
		sophie.Get("/api/incidents?category="+mail.ID, nil).Refused(http.StatusForbidden, "forbidden")
		karim.Changes(j, Map{"category_id": outlook.ID})
		if got := cut(mail.ID); len(got) != 1 {
			t.Errorf("what is below is not found: %q", got)
		}
		var used struct{ Used int64 }
		anne.Get("/api/categories/"+outlook.ID, &used).Want(http.StatusOK)
		if used.Used != 1 {
			t.Errorf("%d records are sorted by Outlook", used.Used)
		}

		// Neither unknown ones, nor those of others, nor retired ones; who has one keeps it.
		for _, wrong := range []string{"nowhere", orders.ID} {
			karim.Patch("/api/incidents/"+j.ID, Map{"version": karim.Reads(j).Version, "category_id": wrong}, nil).
				Refused(http.StatusUnprocessableEntity, "unknown_value", "category_id")
		}
		anne.Patch("/api/categories/"+mail.ID, Map{"version": 1, "active": false}, nil).Want(http.StatusOK)
		karim.Patch("/api/incidents/"+j.ID, Map{"version": karim.Reads(j).Version, "category_id": mail.ID}, nil).
			Refused(http.StatusUnprocessableEntity, "category.retired", "category_id")
		karim.Post("/api/incidents", Map{"title": "Un autre", "description": "x", "category_id": outlook.ID}, nil).
			Refused(http.StatusUnprocessableEntity, "category.retired", "category_id")
		if got := sorting(karim.Reads(j)); got[1] != "Messagerie › Outlook" {
			t.Errorf("after it was retired: %q", got)
		}
	})
}

var fixed = Map{"text": "Fait.", "code": "solved", "kind": "fix"}

// Where the desk sorts, nothing ends unsorted: it is asked for when it is
// resolved, so that a user's yes closes.
func TestAnIncidentEndsWithItsCategory(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "INC-39")
	Both(t, func(t *testing.T, d *Desk) {
		anne, karim, sophie := d.As("admin"), d.As("karim"), d.As("sophie")
		before := sophie.Reports("D’avant", "Résolu quand rien ne se classait.")
		karim.Resolves(before, "Fait.")
		confirmed := sophie.Reports("D’avant aussi", "Et confirmé.")
		karim.Resolves(confirmed, "Fait.")

		mail := anne.Sorts(Map{"name_fr": "Messagerie", "name_en": "E-mail"})
		i := sophie.Reports("Boîte pleine", "Plus rien n’entre.")
		karim.Moves(i, "resolved", Map{"resolution": fixed}).Refused(http.StatusUnprocessableEntity, "ticket.closing_category_required", "closing_category_id")
		karim.Moves(i, "resolved", nil).Refused(http.StatusUnprocessableEntity, "required",
			"resolution.text", "resolution.code", "resolution.kind", "closing_category_id")
		karim.Post("/api/incidents/"+i.ID+"/replies", Map{"text": "Voilà.", "state": Map{"to": "resolved", "resolution": fixed}}, nil).
			Refused(http.StatusUnprocessableEntity, "ticket.closing_category_required", "state.closing_category_id")
		if now := karim.Reads(i); now.State != "new" || len(karim.Timeline(i)) != 1 {
			t.Errorf("a refused resolution left %s", now.State)
		}
		karim.Post("/api/incidents/"+i.ID+"/replies", Map{"text": "Voilà.", "state": Map{"to": "resolved", "resolution": fixed, "closing_category_id": mail.ID}}, nil).
			Want(http.StatusCreated)
		sophie.Post("/api/incidents/"+i.ID+"/confirmation", Map{"confirmed": true}, nil).Want(http.StatusOK)
		if now := karim.Reads(i); now.State != "closed" || sorting(now)[2] != "Messagerie" {
			t.Errorf("closed as %q", sorting(now))
		}
		// Reopened, it has to be asked for again.
		karim.Moves(i, "in_progress", Map{"reason": "Encore plein"}).Want(http.StatusOK)
		if got := sorting(karim.Reads(i))[2]; got != "" {
			t.Errorf("reopened, it still ends as %q", got)
		}
		karim.Moves(i, "resolved", Map{"resolution": fixed}).Refused(http.StatusUnprocessableEntity, "ticket.closing_category_required", "closing_category_id")

		// What was resolved before there were any, is asked for it when it is closed.
		karim.Moves(before, "closed", nil).Refused(http.StatusUnprocessableEntity, "ticket.closing_category_required", "closing_category_id")
		karim.Moves(before, "closed", Map{"closing_category_id": "nowhere"}).Refused(http.StatusUnprocessableEntity, "unknown_value", "closing_category_id")
		karim.Moves(before, "closed", Map{"closing_category_id": mail.ID}).Want(http.StatusOK)
		if got := sorting(karim.Reads(before))[2]; got != "Messagerie" {
			t.Errorf("closed as %q", got)
		}
		// The user is not asked how the desk sorts.
		sophie.Post("/api/incidents/"+confirmed.ID+"/confirmation", Map{"confirmed": true}, nil).Want(http.StatusOK)
	})
}
