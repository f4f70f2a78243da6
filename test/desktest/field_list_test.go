package desktest_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"guichet/internal/criteria"
	"guichet/internal/db"
	. "guichet/test/desktest"
)

// listed are the titles of a list, in its order.
func listed(c *Client, query string) string {
	var l List[Row]
	c.Get("/api/incidents?view=all&"+query, &l).Want(http.StatusOK)
	var titles []string
	for _, r := range l.Items {
		titles = append(titles, r.Title)
	}
	return strings.Join(titles, ", ")
}

func narrowed(c *Client, text string) string {
	all := strings.Split(listed(c, "sort=created&f="+url.QueryEscape(text)), ", ")
	slices.Sort(all)
	return strings.Join(all, ", ")
}

// stocked is a desk with four incidents and what they hold.
func stocked(d *Desk) map[string]Incident {
	anne, karim := d.As("admin"), d.As("karim")
	every(anne)
	made := map[string]Incident{}
	for title, fields := range map[string]Map{
		"Alpha": {
			"cost_centre": "47110", "estimated_cost": 12.5, "promised_for": "2026-12-01", "appointment": "2026-12-01T09:00:00Z", "under_warranty": true,
			"building": "head_office", "software": []string{"erp", "crm"}, "business_owner": d.ID("julien"), "contexte": "Le commutateur fume.",
		},
		"Bravo":   {"cost_centre": "47220", "estimated_cost": -3, "promised_for": "2026-11-30", "under_warranty": false, "building": "plant", "software": []string{"crm"}},
		"Charlie": {"cost_centre": "Équipe Nord", "estimated_cost": 1000000},
		"Delta":   nil,
	} {
		made[title] = karim.Logs(Map{"title": title, "requester_id": d.ID("sophie"), "fields": fields})
	}
	return made
}

// Lists are narrowed and sorted by fields in both languages, searched by their
// words, and given as a file; a saved view keeps all of it.
func TestListsKnowTheFields(t *testing.T) {
	t.Parallel()
	criteria.ProvesPart(t, "G-13", "reports, which come with measures")
	Both(t, func(t *testing.T, d *Desk) {
		stocked(d)
		karim, claire := d.As("karim"), d.As("claire").With("Accept-Language", "en")
		for text, want := range map[string]string{
			"centre_de_coût:47": "Alpha, Bravo", "cost_centre:47110": "Alpha", `centre_de_coût:"équipe nord"`: "Charlie", "cost_centre:équipe": "Charlie",
			"coût_estimé>12": "Alpha, Charlie", "estimated_cost<=12.5": "Alpha, Bravo", "coût_estimé:12,5": "Alpha", "estimated_cost<0": "Bravo",
			"promis_pour:2026-12-01": "Alpha", "promised_for<01/12/2026": "Bravo", "promis_pour>=2026-11-30": "Alpha, Bravo",
			"rendez-vous:2026-12-01": "Alpha", "sous_garantie:oui": "Alpha", "under_warranty:no": "Bravo",
			"bâtiment:siège": "Alpha", "building:head_office,plant": "Alpha, Bravo", "logiciels:crm": "Alpha, Bravo", "software:erp": "Alpha", "logiciels:mail": "",
			`responsable_métier:"Julien Roche"`: "Alpha", "bâtiment:vide": "Charlie, Delta", "building:none": "Charlie, Delta", "cost_centre:47 building:plant": "Bravo",
			"bâtiment:ailleurs": "", "coût_estimé:beaucoup": "",
			"commutateur": "Alpha", "47220": "Bravo",
		} {
			if got := narrowed(karim, text); got != want {
				t.Errorf("%s finds %q, not %q", text, got, want)
			}
		}
		if got := narrowed(claire, "bâtiment:plant"); got != "Bravo" {
			t.Errorf("Claire finds %q", got)
		}
		for sort, want := range map[string]string{
			"field.estimated_cost": "Delta, Bravo, Alpha, Charlie", "-field.estimated_cost": "Charlie, Alpha, Bravo, Delta",
			"field.cost_centre": "Delta, Alpha, Bravo, Charlie", "field.promised_for,-created": "Bravo, Alpha",
		} {
			got := listed(karim, "sort="+sort)
			if !strings.Contains(got, want) && !strings.HasSuffix(got, want) {
				t.Errorf("by %s: %s, not %s", sort, got, want)
			}
			// Page by page it is the same.
			var paged []string
			for cursor := ""; ; {
				var l List[Row]
				karim.Get("/api/incidents?view=all&limit=1&sort="+sort+"&cursor="+url.QueryEscape(cursor), &l).Want(http.StatusOK)
				for _, r := range l.Items {
					paged = append(paged, r.Title)
				}
				if cursor = l.Next; cursor == "" {
					break
				}
			}
			if strings.Join(paged, ", ") != got {
				t.Errorf("by %s, page by page: %s, not %s", sort, strings.Join(paged, ", "), got)
			}
		}
		if got := listed(karim, "sort=field.estimated_cost&f="+url.QueryEscape("cost_centre:47")); got != "Bravo, Alpha" {
			t.Errorf("narrowed and sorted: %s", got)
		}
		if found := karim.Finds("commutateur"); len(found) != 1 {
			t.Errorf("searched: %v", found)
		}

		// The file has them as columns.
		file := string(karim.Get("/api/tickets/export?view=all&sort=-field.estimated_cost&columns=title,field.estimated_cost,field.building,field.business_owner,field.promised_for", nil).Want(http.StatusOK).Body)
		for _, line := range []string{"Bâtiment", "Charlie;1000000;;;", "Alpha;12,5;Siège;Julien Roche;2026-12-01"} {
			if !strings.Contains(file, line) {
				t.Errorf("the file lacks %q:\n%s", line, file)
			}
		}
		// A saved view keeps them, and goes on when the field has another name.
		var v struct{ ID string }
		karim.Post("/api/views", Map{"name": "Siège", "view": "all", "filter": "bâtiment:siège", "sort": "-field.estimated_cost", "columns": []string{"title", "field.building"}}, &v).Want(http.StatusCreated)
		d.As("admin").Alters(Field{ID: "building"}, Map{"name_fr": "Immeuble"}).Want(http.StatusOK)
		var counts List[struct {
			ID    string
			Count int64
		}]
		karim.Get("/api/views/counts?ids="+v.ID, &counts).Want(http.StatusOK)
		if len(counts.Items) != 1 || counts.Items[0].Count != 1 {
			t.Errorf("the view counts %+v", counts.Items)
		}
	})
}

// A field that is hidden from a role is nowhere for it: not on the record, not in
// lists, columns, filters, orders, searches, history, files, refusals; and nothing
// can be told from what a list leaves out.
func TestAHiddenFieldIsNowhere(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "G-15")
	Both(t, func(t *testing.T, d *Desk) {
		made := stocked(d)
		anne, karim := d.As("admin"), d.As("karim")
		i := made["Alpha"]
		karim.Changes(i, Map{"fields": Map{"estimated_cost": 13}})
		karim.Changes(i, Map{"fields": Map{"building": "plant"}, "title": "Alpha, vu"})
		version := karim.Reads(i).Version
		shows := func(c *Client) []string {
			var seen []string
			look := func(where string, found bool) {
				if found {
					seen = append(seen, where)
				}
			}
			words := func(path string) string { return string(c.Get(path, nil).Want(http.StatusOK).Body) }
			look("definition", strings.Contains(words("/api/fields"), "stimated"))
			look("record", strings.Contains(words("/api/incidents/"+i.ID), "estimated_cost"))
			look("list", strings.Contains(words("/api/incidents?view=all"), "estimated_cost"))
			look("tickets", strings.Contains(words("/api/tickets?view=all"), "estimated_cost"))
			look("history", strings.Contains(words("/api/incidents/"+i.ID+"/timeline"), "estimated_cost"))
			look("whole history", strings.Contains(words("/api/tickets/"+i.ID+"/history"), "estimated_cost"))
			look("file", strings.Contains(words("/api/tickets/export?view=all"), "Coût estimé"))
			look("column", c.Get("/api/tickets/export?view=all&columns=field.estimated_cost", nil).Status == http.StatusOK)
			look("filter", narrowed(c, "estimated_cost>0") != "" || narrowed(c, "coût_estimé<0") != "" || narrowed(c, "estimated_cost:none") != "")
			look("order", listed(c, "sort=field.estimated_cost") != listed(c, "sort=") || listed(c, "sort=-field.estimated_cost") != listed(c, "sort="))
			look("change", c.Patch("/api/incidents/"+i.ID, Map{"version": version, "fields": Map{"estimated_cost": 14}}, nil).Status != http.StatusUnprocessableEntity)
			version = karim.Reads(i).Version
			return seen
		}
		everywhere := []string{"definition", "record", "list", "tickets", "history", "whole history", "file", "column", "filter", "order", "change"}
		if got := shows(karim); !slices.Equal(got, everywhere) {
			t.Fatalf("before it is hidden, Karim meets it at %v", got)
		}
		if len(karim.Finds("commutateur")) != 1 {
			t.Fatal("its words are not found")
		}
		lines := len(karim.Timeline(i))
		for _, id := range []string{"estimated_cost", "contexte"} {
			anne.Alters(Field{ID: id}, Map{"hidden_from": []string{"agent"}, "required": []string{"incident:resolved"}}).Want(http.StatusOK)
		}
		if got := shows(karim); len(got) != 0 {
			t.Errorf("hidden, Karim still meets it at %v", got)
		}
		if found := karim.Finds("commutateur"); len(found) != 0 {
			t.Errorf("its words are found: %v", found)
		}
		if got := narrowed(karim, "commutateur"); got != "" {
			t.Errorf("its words narrow to %s", got)
		}
		// An act that changed nothing else is no line; one that did, is.
		if got := len(karim.Timeline(i)); got >= lines {
			t.Errorf("%d lines of history, of %d", got, lines)
		}
		// What is hidden is not asked of whom it is hidden from, nor named in a refusal.
		p := karim.Patch("/api/incidents/"+i.ID, Map{"version": version, "fields": Map{"estimated_cost": "x"}}, nil).
			Refused(http.StatusUnprocessableEntity, "custom.unknown", "fields.estimated_cost")
		if strings.Contains(p.Detail, "Coût") {
			t.Errorf("the refusal says %q", p.Detail)
		}
		karim.Resolves(i, "Fait.")

		// Who has another role sees it there, and there alone.
		hire(t, d, "karim", "authority", "")
		if got := shows(karim); slices.Contains(got, "record") {
			t.Errorf("an authority over changes meets it on an incident: %v", got)
		}
		// A requester never met it, and a field for them is not hidden from them.
		sophie := d.As("sophie")
		if len(sophie.Fields()) != 0 || len(sophie.Reads(i).Fields) != 0 || listed(sophie, "f="+url.QueryEscape("coût_estimé>0")) != "" || len(sophie.Finds("commutateur")) != 0 {
			t.Error("Sophie meets it")
		}
		anne.Alters(Field{ID: "building"}, Map{"portal": "read", "hidden_from": []string{"agent"}}).Want(http.StatusOK)
		if sophie.Reads(i).Fields["building"] != "plant" || karim.Reads(i).Fields["building"] != nil {
			t.Errorf("Sophie reads %v and Karim %v", sophie.Reads(i).Fields, karim.Reads(i).Fields)
		}
	})
}

// A list that hangs on a field reads few rows: the plans lead along its indexes.
func TestListsByFieldsHaveTheirIndexes(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		stocked(d)
		karim := d.As("karim")
		for _, query := range []string{
			"sort=field.estimated_cost", "sort=-field.cost_centre", "sort=created&f=cost_centre:47", "sort=priority&f=" + url.QueryEscape("estimated_cost>5"),
			"f=building:none", "q=commutateur", "sort=-updated&f=building:plant",
		} {
			reads, _ := ran(d, func() { karim.Get("/api/incidents?view=to_process&"+query, nil).Want(http.StatusOK) })
			if len(reads) > 8 {
				t.Errorf("%s takes %d statements", query, len(reads))
			}
			for _, s := range reads {
				for _, line := range plan(t, d.DB, s) {
					if whole := wholeTable(d, line); whole != "" {
						t.Errorf("%s goes through %s: %s\n%s", query, whole, line, s.Query)
					}
				}
			}
		}
	})
}

// wholeTable is the table that a line of a plan goes through whole, if it is one
// that grows.
func wholeTable(d *Desk, line string) string {
	line = strings.TrimSpace(line)
	found := sqliteScan.FindStringSubmatch(line)
	if d.DB.Engine() != db.SQLite {
		found = postgresScan.FindStringSubmatch(line)
	}
	if found == nil || sqliteOwn.MatchString(line) || slices.Contains([]string{"field", "f", "team", "tm"}, found[1]) {
		return ""
	}
	return fmt.Sprint(found[1])
}
