package desktest_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

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
