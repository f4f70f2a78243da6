package desktest_test

import (
	"context"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/html"
	"guichet/internal/outbox"
	. "guichet/test/desktest"
)

// A program in every word that a letter says, in both languages: the desk's name,
// the people's, the team's, the mailbox's signature, titles, messages, reasons,
// results. Each letter says them as words: nothing in it is an element of theirs.
func TestLettersSayProgramsAsWords(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		d.Mailbox()
		bad := func(what string) string {
			return `"'><img src=x onerror=ran()>` + what + `</title><script>ran()</script>`
		}
		admin, karim, sophie, emma := d.As("admin"), d.As("karim"), d.As("sophie"), d.As("emma")
		sets(t, d, "desk.name", bad("bureau")).Want(http.StatusOK)
		for _, key := range []string{"sophie", "emma", "karim", "paul"} {
			var p administered
			admin.Get(people+"/"+d.ID(key), &p).Want(http.StatusOK)
			admin.Patch(people+"/"+d.ID(key), Map{"version": p.Version, "name": bad(key)}, nil).Want(http.StatusOK)
		}
		var boxes List[struct{ ID string }]
		admin.Get("/api/mailboxes", &boxes).Want(http.StatusOK)
		admin.Do(http.MethodPut, "/api/mailboxes/"+boxes.Items[0].ID+"/letters", Map{
			"version": 0, "signature_fr": bad("signature") + " {{agent.name}}", "signature_en": bad("signature") + " {{desk.name}}", "opens": "incident",
		}, nil).Want(http.StatusOK)

		for _, c := range []*Client{sophie, emma} {
			i := c.Reports(bad("titre"), bad("description"))
			karim.Post("/api/tickets/"+i.ID+"/watchers", Map{"person_id": d.ID("julien"), "told": true}, nil).Want(http.StatusOK)
			karim.Assigns(i, Map{"person_id": d.ID("karim")})
			karim.Post("/api/incidents/"+i.ID+"/replies", Map{"text": bad("réponse") + "\nhttps://exemple.example/" + bad("lien"), "copies": []string{"ailleurs@exemple.example"}}, nil).Want(http.StatusCreated)
			karim.Moves(i, "on_hold", Map{"hold_reason": "user", "reason": bad("attente")}).Want(http.StatusOK)
			c.Says(i, bad("retour"))
			karim.Resolves(i, bad("solution"))
			c.Post("/api/incidents/"+i.ID+"/confirmation", Map{"confirmed": false, "text": bad("non")}, nil).Want(http.StatusOK)
			karim.Moves(i, "cancelled", Map{"reason": "mistake"}).Want(http.StatusOK)

			r := c.Raises("/api/requests", Map{"title": bad("demande")})
			karim.Takes(r, "refused", Map{"reason": bad("refus")}).Want(http.StatusOK)
			r = c.Raises("/api/requests", Map{"title": bad("demande")})
			karim.Takes(r, "fulfilled", Map{"result": bad("résultat")}).Want(http.StatusOK)
			m := karim.Raises("/api/changes", Map{"title": bad("changement"), "requester_id": d.ID(c.Key)})
			karim.Takes(m, "assessed", Map{"risk": "low", "assessment": bad("évaluation")}).Want(http.StatusOK)
			d.As("paul").Post(m.At()+"/decision", Map{"version": karim.Sees(m).Version, "authorised": false, "reason": bad("non")}, nil).Want(http.StatusOK)
			d.Anybody().Post("/api/session/links", Map{"address": c.Key + "@solane.example"}, nil)
			d.Anybody().Post("/api/password/links", Map{"address": c.Key + "@solane.example"}, nil)
			admin.Post(people+"/"+d.ID(c.Key)+"/invitation", nil, nil)
		}
		d.Forward(0)
		d.Settle()
		var letters []outbox.Letter
		var page guichet.Page
		for page.Limit = guichet.PageMost; ; {
			if err := d.DB.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				more, next, err := outbox.InState(ctx, tx, outbox.Waiting, page)
				letters, page.Cursor = append(letters, more...), next
				return err
			}); err != nil {
				t.Fatal(err)
			}
			if page.Cursor == "" {
				break
			}
		}
		kinds := map[string]bool{}
		for _, l := range letters {
			kinds[l.Kind+" "+string(l.Language)] = true
			for _, found := range acting.FindAllString(l.HTML, -1) {
				t.Errorf("the letter %q in %s to %s has %q: %s", l.Kind, l.Language, l.Address, found, l.HTML)
			}
			if strings.ContainsAny(l.Subject, "\r\n") {
				t.Errorf("the subject %q has two lines", l.Subject)
			}
			if read := html.Text(l.HTML); l.HTML != "" && !strings.Contains(read, "<img src=x onerror=ran()>") {
				t.Errorf("the letter %q in %s does not say the words as they were typed: %s", l.Kind, l.Language, read)
			}
		}
		if len(kinds) < 14 {
			t.Errorf("only these letters were looked at: %q", slices.Sorted(maps.Keys(kinds)))
		}
	})
}

// acting is what no letter of the desk has.
var acting = regexp.MustCompile(`(?i)<(img|script|svg|iframe|object|form|input|button|base|meta http-equiv)\b|href\s*=\s*["']?\s*(javascript|data):`)
