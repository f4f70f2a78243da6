package desktest_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	. "guichet/test/desktest"
)

// says is JSON, to compare what a record holds.
func says(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// fieldNames are the fields in their order.
func fieldNames(all []Field) string {
	var names []string
	for _, f := range all {
		names = append(names, f.Name)
	}
	return strings.Join(names, ", ")
}

// every has one field of each type.
func every(anne *Client) map[string]Field {
	fields := map[string]Field{}
	for _, what := range []Map{
		{"type": "text", "name_fr": "Centre de coût", "name_en": "Cost centre", "help_fr": "Cinq chiffres."},
		{"type": "long_text", "name_fr": "Contexte"},
		{"type": "number", "name_fr": "Coût estimé", "name_en": "Estimated cost"},
		{"type": "date", "name_fr": "Promis pour", "name_en": "Promised for"},
		{"type": "date_time", "name_fr": "Rendez-vous", "name_en": "Appointment"},
		{"type": "yes_no", "name_fr": "Sous garantie", "name_en": "Under warranty"},
		{"type": "choice", "name_fr": "Bâtiment", "name_en": "Building", "options": []Map{{"name_fr": "Siège", "name_en": "Head office"}, {"name_fr": "Usine", "name_en": "Plant"}}},
		{"type": "choices", "name_fr": "Logiciels", "name_en": "Software", "options": []Map{{"name_en": "ERP"}, {"name_en": "CRM"}, {"name_en": "Mail"}}},
		{"type": "person", "name_fr": "Responsable métier", "name_en": "Business owner"},
		{"type": "link", "name_fr": "Fiche", "name_en": "Sheet"},
	} {
		f := anne.Adds(what)
		fields[f.Type] = f
	}
	return fields
}

// Anne adds fields without a program; Karim fills them in on a record, each with
// its type, and the history says what they were and are.
func TestAnAdministratorAddsFields(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		anne, karim, claire, sophie := d.As("admin"), d.As("karim"), d.As("claire").With("Accept-Language", "en"), d.As("sophie")
		fields := every(anne)
		if got := fields["text"]; got.ID != "cost_centre" || got.Name != "Centre de coût" || got.Help != "Cinq chiffres." {
			t.Errorf("made as %+v", got)
		}
		if got := fieldNames(claire.Fields()); got != "Cost centre, Contexte, Estimated cost, Promised for, Appointment, Under warranty, Building, Software, Business owner, Sheet" {
			t.Errorf("Claire knows of %s", got)
		}
		if got := sophie.Fields(); len(got) != 0 {
			t.Errorf("Sophie knows of %s", fieldNames(got))
		}

		i := karim.Logs(Map{"title": "Écran noir", "requester_id": d.ID("sophie"), "fields": Map{"cost_centre": " 47110 "}})
		if got := says(t, i.Fields); got != `{"cost_centre":"47110"}` {
			t.Errorf("logged with %s", got)
		}
		values := Map{
			"contexte": "Poste du hall.\nÀ rendre vendredi.", "estimated_cost": 1250.5, "promised_for": "2026-12-01",
			"appointment": "2026-11-30T10:30:00+01:00", "under_warranty": false, "building": "plant",
			"software": []string{"mail", "erp"}, "business_owner": d.ID("julien"), "sheet": "https://wiki.solane.example/hall",
		}
		i = karim.Changes(i, Map{"fields": values, "title": "Écran noir au hall"})
		want := Map{
			"cost_centre": "47110", "contexte": values["contexte"], "estimated_cost": 1250.5, "promised_for": "2026-12-01",
			"appointment": "2026-11-30T09:30:00Z", "under_warranty": false, "building": "plant", "software": []string{"erp", "mail"},
			"business_owner": Map{"id": d.ID("julien"), "name": "Julien Roche"}, "sheet": "https://wiki.solane.example/hall",
		}
		if got := says(t, karim.Reads(i).Fields); got != says(t, want) {
			t.Errorf("it holds %s, not %s", got, says(t, want))
		}
		var l List[Row]
		karim.Get("/api/incidents?view=all", &l).Want(http.StatusOK)
		if got := says(t, l.Items[0].Fields); got != says(t, want) {
			t.Errorf("the list shows %s", got)
		}

		// One act, one line of history, with the title; each field by its name and its
		// value as people say it.
		entry := last(karim.Timeline(i))
		if entry.Code != "changed/1" || find(t, entry, "title").Old != "Écran noir" {
			t.Errorf("the history says %+v", entry)
		}
		for field, want := range map[string][2]string{
			"field.estimated_cost": {"Coût estimé", "1250,5"}, "field.under_warranty": {"Sous garantie", "non"}, "field.building": {"Bâtiment", "Usine"},
			"field.software": {"Logiciels", "ERP, Mail"}, "field.business_owner": {"Responsable métier", "Julien Roche"},
		} {
			if c := find(t, entry, field); c.Name != want[0] || c.NewLabel != want[1] {
				t.Errorf("%s reads %q: %q", field, c.Name, c.NewLabel)
			}
		}
		karim.Changes(i, Map{"fields": Map{"building": "head_office", "cost_centre": nil}})
		entry = last(claire.Timeline(i))
		if c := find(t, entry, "field.building"); c.Name != "Building" || c.OldLabel != "Plant" || c.NewLabel != "Head office" {
			t.Errorf("Claire reads %+v", c)
		}
		if now := karim.Reads(i); now.Fields["cost_centre"] != nil || now.Fields["building"] != "head_office" {
			t.Errorf("emptied: %v", now.Fields)
		}

		// Sophie knows nothing of it.
		if now := sophie.Reads(i); len(now.Fields) != 0 {
			t.Errorf("Sophie reads %v", now.Fields)
		}
		sophie.Get("/api/incidents/"+i.ID+"/timeline", nil).Silent("Siège", "building", "47110", "Bâtiment")

		// What is of no use is refused, by name and with the field.
		wrong := func(fields Map) *Response {
			return karim.Patch("/api/incidents/"+i.ID, Map{"version": karim.Reads(i).Version, "fields": fields}, nil)
		}
		for _, c := range []struct {
			field string
			value any
			code  string
		}{
			{"cost_centre", 12, "custom.wrong_type.text"},
			{"cost_centre", "a\nb", "custom.control_characters"},
			{"cost_centre", strings.Repeat("é", 301), "custom.too_long"},
			{"estimated_cost", "douze", "custom.wrong_type.number"},
			{"estimated_cost", 1e15, "custom.out_of_range"},
			{"promised_for", "01/12/2026", "custom.wrong_type.date"},
			{"appointment", "demain", "custom.wrong_type.date_time"},
			{"under_warranty", "oui", "custom.wrong_type.yes_no"},
			{"building", "moon", "custom.unknown_option"},
			{"software", []string{"erp", "moon"}, "custom.unknown_option"},
			{"business_owner", "00000000-0000-7000-8000-000000000000", "custom.wrong_type.person"},
			{"sheet", "javascript:alert(1)", "custom.wrong_type.link"},
			{"weather", "fine", "custom.unknown"},
		} {
			wrong(Map{c.field: c.value}).Refused(http.StatusUnprocessableEntity, c.code, "fields."+c.field)
		}
		if p := wrong(Map{"estimated_cost": "douze"}).Problem(); !strings.Contains(p.Detail, "Coût estimé") {
			t.Errorf("refused with %q", p.Detail)
		}
		sophie.Patch("/api/incidents/"+i.ID, Map{"version": 1, "fields": Map{"building": "plant"}}, nil).Refused(http.StatusForbidden, "forbidden")
		sophie.Post("/api/incidents", Map{"title": "À moi", "description": "x", "fields": Map{"building": "plant"}}, nil).
			Refused(http.StatusUnprocessableEntity, "custom.unknown", "fields.building")

		// Two who change one field at a time are told; of two fields, both hold.
		seen := karim.Reads(i).Version
		claire.Patch("/api/incidents/"+i.ID, Map{"version": seen, "fields": Map{"estimated_cost": 10}}, nil).Want(http.StatusOK)
		karim.Patch("/api/incidents/"+i.ID, Map{"version": seen, "fields": Map{"estimated_cost": 20}}, nil).Refused(http.StatusConflict, "conflict")
		karim.Patch("/api/incidents/"+i.ID, Map{"version": seen, "fields": Map{"building": "plant"}}, nil).Want(http.StatusOK)
		if now := karim.Reads(i).Fields; now["estimated_cost"] != 10.0 || now["building"] != "plant" {
			t.Errorf("after both: %v", now)
		}
	})
}

// A field is for the kinds and the categories that it is said to be for; what a
// record holds outlives the field, a conversion and a merge.
func TestAFieldIsForSomeRecords(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		anne, karim, sophie := d.As("admin"), d.As("karim"), d.As("sophie")
		mail := anne.Sorts(Map{"name_fr": "Messagerie", "kinds": []string{"incident", "request"}})
		outlook := anne.Sorts(Map{"name_fr": "Outlook", "parent_id": mail.ID, "kinds": []string{"incident", "request"}})
		anne.Adds(Map{"type": "number", "name_fr": "Taille", "kinds": []string{"incident"}, "category_ids": []string{mail.ID}})
		both := anne.Adds(Map{"type": "text", "name_fr": "Étiquette", "name_en": "Tag", "kinds": []string{"incident", "request"}, "portal": "write"})

		i := sophie.Logs(Map{"title": "Boîte pleine", "fields": Map{"tag": "Direction"}})
		if sophie.Reads(i).Fields["tag"] != "Direction" || fieldNames(sophie.Fields()) != "Étiquette" {
			t.Errorf("Sophie gave %v and knows of %s", i.Fields, fieldNames(sophie.Fields()))
		}
		give := func(fields Map) *Response {
			return karim.Patch("/api/incidents/"+i.ID, Map{"version": karim.Reads(i).Version, "fields": fields}, nil)
		}
		give(Map{"taille": 3}).Refused(http.StatusUnprocessableEntity, "custom.not_for", "fields.taille")
		karim.Changes(i, Map{"category_id": outlook.ID})
		give(Map{"taille": 3}).Want(http.StatusOK)

		// Retired, it is kept and no longer given; renamed, it is the same.
		anne.Alters(both, Map{"active": false}).Want(http.StatusOK)
		give(Map{"tag": "Autre"}).Refused(http.StatusUnprocessableEntity, "custom.not_for", "fields.tag")
		if karim.Reads(i).Fields["tag"] != "Direction" {
			t.Error("what it held is gone")
		}
		anne.Alters(both, Map{"active": true, "name_fr": "Repère"}).Want(http.StatusOK)
		give(Map{"tag": "Autre"}).Want(http.StatusOK)

		// A request has the one and keeps the other; made an incident again, both.
		var row Row
		karim.Post("/api/tickets/"+i.ID+"/conversion", Map{"version": karim.Reads(i).Version, "to": "request", "type": "access"}, &row).Want(http.StatusOK)
		var request Row
		karim.Get("/api/requests/"+i.ID, &request).Want(http.StatusOK)
		if says(t, request.Fields) != `{"tag":"Autre","taille":3}` {
			t.Errorf("as a request it holds %v", request.Fields)
		}
		karim.Post("/api/tickets/"+i.ID+"/conversion", Map{"version": request.Version, "to": "incident"}, nil).Want(http.StatusOK)

		// Of two that are merged, each keeps its own.
		other := karim.Logs(Map{"title": "Boîte pleine, encore", "requester_id": d.ID("julien"), "fields": Map{"tag": "Julien"}})
		karim.Post("/api/tickets/"+other.ID+"/merge", Map{"version": other.Version, "into": i.ID}, nil).Want(http.StatusOK)
		if karim.Reads(other).Fields["tag"] != "Julien" || karim.Reads(i).Fields["tag"] != "Autre" {
			t.Errorf("merged: %v and %v", karim.Reads(other).Fields, karim.Reads(i).Fields)
		}
	})
}

// Who keeps the fields, what they may be, and their history, which takes them
// back.
func TestFieldsHaveAHistory(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		anne, karim := d.As("admin"), d.As("karim")
		building := anne.Adds(Map{"type": "choice", "name_fr": "Bâtiment", "name_en": "Building", "options": []Map{{"name_fr": "Siège"}, {"name_fr": "Usine"}}})
		cost := anne.Adds(Map{"type": "number", "name_fr": "Coût"})
		add := func(with Map) *Response {
			what := Map{"type": "text", "name_fr": "Neuf", "kinds": []string{"incident"}}
			for k, v := range with {
				what[k] = v
			}
			return anne.Post("/api/fields", what, nil)
		}
		add(Map{"name_fr": ""}).Refused(http.StatusUnprocessableEntity, "required", "name_fr")
		add(Map{"name_fr": "bâtiment"}).Refused(http.StatusUnprocessableEntity, "custom.name_taken", "name_fr")
		add(Map{"name_fr": "Équipe"}).Refused(http.StatusUnprocessableEntity, "custom.name_reserved", "name_fr")
		add(Map{"kinds": []string{}}).Refused(http.StatusUnprocessableEntity, "required", "kinds")
		add(Map{"kinds": []string{"weather"}}).Refused(http.StatusUnprocessableEntity, "unknown_value", "kinds")
		add(Map{"category_ids": []string{"nowhere"}}).Refused(http.StatusUnprocessableEntity, "unknown_value", "category_ids")
		add(Map{"required": []string{"incident:asleep"}}).Refused(http.StatusUnprocessableEntity, "unknown_value", "required")
		add(Map{"hidden_from": []string{"user"}}).Refused(http.StatusUnprocessableEntity, "unknown_value", "hidden_from")
		add(Map{"type": "choice"}).Refused(http.StatusUnprocessableEntity, "custom.no_options", "options")
		add(Map{"options": []Map{{"name_fr": "Un"}}}).Refused(http.StatusUnprocessableEntity, "custom.no_list", "options")
		karim.Post("/api/fields", Map{"type": "text", "name_fr": "Neuf", "kinds": []string{"incident"}}, nil).Refused(http.StatusForbidden, "forbidden")
		karim.Patch("/api/fields/"+cost.ID, Map{"version": 1, "name_fr": "Prix"}, nil).Refused(http.StatusForbidden, "forbidden")
		anne.Delete("/api/fields/" + cost.ID).Want(http.StatusMethodNotAllowed)

		// An option that is left out is retired: records keep it, nobody gives it.
		i := karim.Logs(Map{"title": "Écran noir", "fields": Map{"building": "siege"}})
		if i.Fields["building"] != "siege" {
			t.Fatalf("logged with %v", i.Fields)
		}
		anne.Alters(building, Map{"options": []Map{{"id": "usine", "name_fr": "Usine"}}, "after": cost.ID}).Want(http.StatusOK)
		if got := fieldNames(karim.Fields()); got != "Coût, Bâtiment" {
			t.Errorf("in the order %s", got)
		}
		if now := karim.Reads(i); now.Fields["building"] != "siege" {
			t.Errorf("it holds %v", now.Fields)
		}
		j := karim.Logs(Map{"title": "Autre écran"})
		karim.Patch("/api/incidents/"+j.ID, Map{"version": j.Version, "fields": Map{"building": "siege"}}, nil).
			Refused(http.StatusUnprocessableEntity, "custom.retired_option", "fields.building")

		var h List[amendment]
		anne.Get("/api/administration/history?kind=field&id=building", &h).Want(http.StatusOK)
		if len(h.Items) != 2 || h.Items[0].Actor == nil || h.Items[0].Actor.Name != "Anne Keller" {
			t.Fatalf("the history says %+v", h.Items)
		}
		for _, c := range h.Items[0].Changes {
			if c.Field == "options" && (c.OldLabel != "Siège, Usine" || c.NewLabel != "Usine, (Siège)") {
				t.Errorf("the history says %+v", c)
			}
		}
		karim.Get("/api/administration/history?kind=field&id=building", nil).Refused(http.StatusForbidden, "forbidden")
		var back Field
		anne.Post("/api/fields/building/restoration", Map{"version": 2, "to": 1}, &back).Want(http.StatusOK)
		if back.Version != 3 || back.Options[0].Name != "Siège" || back.Options[0].Retired {
			t.Errorf("restored as %+v", back)
		}
		karim.Patch("/api/incidents/"+j.ID, Map{"version": j.Version, "fields": Map{"building": "siege"}}, nil).Want(http.StatusOK)
		anne.Patch("/api/fields/building", Map{"version": 2, "name_fr": "Immeuble"}, nil).Want(http.StatusOK)
		anne.Patch("/api/fields/building", Map{"version": 2, "name_fr": "Maison"}, nil).Refused(http.StatusConflict, "conflict")
	})
}

// goodField is good for the routes of fields; false for any other.
func goodField(d *Desk, c *Client, operation string, i Incident) (int, bool) {
	method, path, _ := strings.Cut(operation, " ")
	if !strings.HasPrefix(path, "/api/fields") {
		return 0, false
	}
	name := Map{"type": "text", "name_fr": i.Reference, "kinds": []string{"change"}}
	if !strings.Contains(path, "{id}") {
		return c.Do(method, path, bodyOf(method, name), nil).Status, true
	}
	f := d.As("admin").Adds(name)
	body := Map{"version": f.Version, "help_en": "Help"}
	if strings.HasSuffix(path, "restoration") {
		body = Map{"version": f.Version, "to": 1}
	}
	return c.Do(method, strings.ReplaceAll(path, "{id}", f.ID), bodyOf(method, body), nil).Status, true
}
