package desktest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	. "guichet/test/desktest"
)

// A field of the desk's own is set on many records as on one: looked at before, by
// its rules, with its line of history, taken back after; and the list is shown in
// groups by it, in the order of what it offers, page by page.
func TestAFieldIsSetOnManyRecords(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		anne, karim, claire := d.As("admin"), d.As("karim"), d.As("claire").With("Accept-Language", "en")
		every(anne)
		var all []Row
		for _, title := range []string{"Alpha", "Bravo", "Charlie"} {
			d.Forward(time.Minute) // each has a moment of its own
			all = append(all, karim.Logs(Map{"title": title, "requester_id": d.ID("sophie")}).Row)
		}
		now := func() []Row {
			out := make([]Row, len(all))
			for n, row := range all {
				karim.Get("/api/tickets/"+row.ID, &out[n]).Want(http.StatusOK)
			}
			return out
		}
		ask := func(c *Client, path string, fields Map, rows ...Row) (e Effects) {
			t.Helper()
			c.Post(path, bulk(Map{"fields": fields}, rows...), &e).Want(http.StatusOK)
			return e
		}
		set := Map{"building": "plant"}
		looked := ask(claire, "/api/bulk/preview", set, now()[:2]...)
		if c := looked.Effects[1].Changes; looked.count()["changed"] != 2 || len(c) != 1 || c[0].Field != "field.building" || c[0].Name != "Building" || c[0].NewLabel != "Plant" || c[0].OldLabel != "" {
			t.Errorf("it would do %+v", looked.Effects)
		}
		if got := karim.Reads(Incident{Row: all[0]}).Fields; len(got) != 0 {
			t.Errorf("looking at it set %v", got)
		}
		done := ask(karim, "/api/bulk", set, now()[:2]...)
		if done.count()["changed"] != 2 || done.ID == "" {
			t.Fatalf("it did %+v", done)
		}
		if c := find(t, last(karim.Timeline(Incident{Row: all[1]})), "field.building"); c.Name != "Bâtiment" || c.NewLabel != "Usine" {
			t.Errorf("the history says %+v", c)
		}
		if again := ask(karim, "/api/bulk", set, now()[0]); again.count()["same"] != 1 || again.ID != "" {
			t.Errorf("once more: %+v", again)
		}
		// What the field refuses on one record it refuses here, and nothing else.
		bad := ask(karim, "/api/bulk", Map{"building": "tower"}, now()...)
		if bad.count()["refused"] != 3 || !strings.Contains(bad.Effects[0].Message, "Bâtiment") {
			t.Errorf("an option that is none: %+v", bad.Effects[0])
		}
		karim.Post("/api/bulk", bulk(Map{"fields": Map{"building": "plant"}, "note": "x"}, all[0]), nil).Refused(http.StatusUnprocessableEntity, "bulk.one_change", "change")
		karim.Post("/api/bulk", bulk(Map{"fields": Map{}}, all[0]), nil).Refused(http.StatusUnprocessableEntity, "bulk.one_change", "change")
		// A field that somebody does not see is none for them.
		anne.Alters(Field{ID: "estimated_cost"}, Map{"hidden_from": []string{"agent"}}).Want(http.StatusOK)
		hidden := ask(karim, "/api/bulk", Map{"estimated_cost": 5}, now()[0])
		if hidden.count()["refused"] != 1 || hidden.Effects[0].Code != "custom.unknown" {
			t.Errorf("a field that is hidden: %+v", hidden.Effects[0])
		}

		// In groups: nothing given, then as the list offers them, whatever their names.
		ask(karim, "/api/bulk", Map{"building": "head_office"}, now()[1])
		d.Forward(time.Minute)
		karim.Logs(Map{"title": "Delta", "requester_id": d.ID("sophie"), "fields": Map{"building": "plant"}})
		for query, want := range map[string]string{
			"group=field.building&sort=created":                             "Charlie, Bravo, Alpha, Delta",
			"group=field.building&sort=-created":                            "Charlie, Bravo, Delta, Alpha",
			"group=field.building&sort=-field.building,created":             "Alpha, Delta, Bravo, Charlie",
			"sort=field.building,-created":                                  "Charlie, Bravo, Delta, Alpha",
			"group=field.building&sort=created&requester=" + d.ID("sophie"): "Charlie, Bravo, Alpha, Delta",
		} {
			if got := listed(karim, query); got != want {
				t.Errorf("%s: %s, not %s", query, got, want)
			}
			var paged []string
			for cursor := ""; ; {
				var l List[Row]
				karim.Get("/api/incidents?view=all&limit=1&"+query+"&cursor="+cursor, &l).Want(http.StatusOK)
				for _, r := range l.Items {
					paged = append(paged, r.Title)
				}
				if cursor = l.Next; cursor == "" {
					break
				}
			}
			if got := strings.Join(paged, ", "); got != want {
				t.Errorf("%s, page by page: %s, not %s", query, got, want)
			}
		}
		var v struct{ ID, Group string }
		karim.Post("/api/views", Map{"name": "Par bâtiment", "view": "all", "group": "field.building"}, &v).Want(http.StatusCreated)
		if v.Group != "field.building" {
			t.Errorf("the view keeps the group %q", v.Group)
		}
		// A group of a field that the reader does not see is no group.
		if got := listed(karim, "group=field.estimated_cost&sort=created"); got != "Alpha, Bravo, Charlie, Delta" {
			t.Errorf("in groups of nothing: %s", got)
		}

		var back Effects
		karim.Post("/api/bulk/"+done.ID+"/undo", nil, &back).Want(http.StatusOK)
		if back.Effects[0].Outcome != "changed" || back.Effects[1].Outcome != "refused" || back.Effects[0].Changes[0].OldLabel != "Usine" {
			t.Errorf("taken back: %+v", back)
		}
		if got := karim.Reads(Incident{Row: all[0]}).Fields; len(got) != 0 {
			t.Errorf("it holds %v after", got)
		}
	})
}
