package desktest_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"guichet/internal/criteria"
	. "guichet/test/desktest"
)

// MergeState is what became of a record, and of others in it.
type MergeState struct {
	Into   *Row
	Undo   bool
	Merged []Row
}

func words(items []TimelineItem) []string {
	all := []string{}
	for _, item := range items {
		if item.Message != nil {
			all = append(all, item.Message.Text)
		}
	}
	return all
}

// Two people report one matter by two ways. The agent looks at what a merge does,
// merges, and goes on in one record: both requesters get the answers, neither reads
// the other's words, and it counts once.
func TestADuplicateIsMerged(t *testing.T) {
	t.Parallel()
	criteria.ProvesPart(t, "SD-15", "the warning that the same matter came twice")
	Both(t, func(t *testing.T, d *Desk) {
		d.Mailbox()
		sophie, julien, karim := d.As("sophie"), d.As("julien"), d.As("karim")
		i := sophie.Reports("Messagerie en panne", "Outlook ne répond plus, rien de privé.")
		file := julien.Attach("capture.txt", []byte("écran"))
		twin := julien.Logs(Map{"title": "Plus de courriel", "description": "Mon dossier médical attend une réponse.", "channel": "mail", "attachment_ids": []string{file}})
		karim.Says(i, "Nous regardons.")
		before := karim.Counts()["to_process"]
		at := "/api/tickets/" + twin.Reference + "/merge"
		body := func(into string) Map { return Map{"version": karim.Reads(twin).Version, "into": into} }

		var looked struct {
			Record, Into  Row
			Requester     Ref
			Same          bool `json:"same_requester"`
			Messages      int
			Files         int
			SameRequester bool
		}
		karim.Post(at+"/preview", body(i.Reference), &looked).Want(http.StatusOK)
		if looked.Requester.Name != "Julien Roche" || looked.Messages != 1 || looked.Files != 1 || looked.Into.Reference != i.Reference || looked.Same {
			t.Errorf("it would do %+v", looked)
		}
		if now := karim.Reads(twin); now.State != "new" || len(karim.Timeline(i)) != 2 {
			t.Errorf("looking left it %s", now.State)
		}
		var into Row
		karim.Post(at, body(i.ID), &into).Want(http.StatusOK)
		if now := karim.Reads(twin); into.ID != i.ID || now.State != "cancelled" || now.CancelReason != "duplicate" || now.ConversationID != i.ConversationID {
			t.Errorf("merged into %s, it is %s (%s)", into.Reference, now.State, now.CancelReason)
		}
		if got := karim.Counts()["to_process"]; got != before-1 {
			t.Errorf("%d records to process after %d: it does not count once", got, before)
		}
		if got := told(relations(karim, i.ID)); !slices.Equal(got, []string{"has_duplicate " + twin.Reference}) {
			t.Errorf("it tells %q", got)
		}
		desk := words(karim.Timeline(i))
		if !same(desk, []string{"Outlook ne répond plus, rien de privé.", "Mon dossier médical attend une réponse.", "Nous regardons."}) {
			t.Errorf("the desk reads %q", desk)
		}
		if items := karim.Timeline(i); items[1].Message.Attachments == nil && items[2].Message.Attachments == nil {
			t.Error("its file is not there")
		}
		d.Forward(time.Minute)
		// An answer reaches both, each under the reference that they know.
		karim.Says(i, "C’est réparé à midi.")
		var to []string
		d.Settle()
		for _, address := range []string{"sophie@solane.example", "julien@solane.example"} {
			for _, l := range d.LettersTo(address) {
				if strings.Contains(l.Text, "réparé à midi") {
					to = append(to, address+" "+l.Subject)
				}
				if l.PersonID == d.ID("julien") && strings.Contains(l.Text, "Nous regardons") {
					t.Error("Julien was told what was said to Sophie alone")
				}
			}
		}
		if len(to) != 2 || !strings.Contains(to[0], i.Reference) || !strings.Contains(to[1], twin.Reference) {
			t.Errorf("told %q", to)
		}
		d.Forward(time.Minute)
		julien.Says(twin, "Merci, et mon dossier ?")
		if got := words(julien.Timeline(twin)); !slices.Equal(got, []string{"Mon dossier médical attend une réponse.", "C’est réparé à midi.", "Merci, et mon dossier ?"}) {
			t.Errorf("Julien reads %q", got)
		}
		if got := words(sophie.Timeline(i)); !slices.Equal(got, []string{"Outlook ne répond plus, rien de privé.", "Nous regardons.", "C’est réparé à midi."}) {
			t.Errorf("Sophie reads %q", got)
		}
		if got := words(karim.Timeline(i)); len(got) != 5 || karim.Reads(i).Last.Excerpt != "Merci, et mon dossier ?" {
			t.Errorf("the desk reads %q", got)
		}
		// Of his words, Sophie finds and reads nothing anywhere; the desk does.
		for _, path := range []string{"/api/incidents", "/api/incidents/" + i.ID, "/api/search?q=dossier", "/api/search?q=merci", "/api/incidents/" + i.ID + "/timeline"} {
			sophie.Get(path, nil).Want(http.StatusOK).Silent("mon dossier", "médical", "capture.txt", twin.Reference)
		}
		if got := sophie.Finds("merci"); len(got) != 0 {
			t.Errorf("Sophie finds %q by Julien's words", got)
		}
		if got := karim.Finds("merci"); !slices.Equal(got, []string{i.Reference}) {
			t.Errorf("the desk finds %q by Julien's words", got)
		}
		julien.Get("/api/incidents/"+i.ID, nil).Refused(http.StatusNotFound, "not_found")
		sophie.Get("/api/attachments/"+file, nil).Refused(http.StatusNotFound, "not_found")
		julien.Get("/api/attachments/"+file, nil).Want(http.StatusOK)
		karim.Post("/api/incidents/"+twin.ID+"/replies", Map{"text": "Ici ?"}, nil).Refused(http.StatusUnprocessableEntity, "ticket.merged", "text")

		// Too late to take it back: they have talked.
		var state MergeState
		karim.Get(at, &state).Want(http.StatusOK)
		if state.Into == nil || state.Into.Reference != i.Reference || state.Undo {
			t.Errorf("it says %+v", state)
		}
		karim.Post(at+"/undo", nil, nil).Refused(http.StatusUnprocessableEntity, "ticket.merge_said", "version")
		karim.Get("/api/tickets/"+i.ID+"/merge", &state).Want(http.StatusOK)
		if len(state.Merged) != 1 || state.Merged[0].Reference != twin.Reference {
			t.Errorf("merged into it: %+v", state.Merged)
		}
		// Long after the end his words begin a matter of his own, not of Sophie's.
		karim.Resolves(i, "Serveur remplacé.")
		sophie.Post("/api/incidents/"+i.ID+"/confirmation", Map{"confirmed": true}, nil).Want(http.StatusOK)
		d.Forward(10 * 24 * time.Hour)
		julien, sophie = d.As("julien"), d.As("sophie")
		julien.Says(twin, "Mon dossier revient.")
		var mine List[Row]
		julien.Get("/api/incidents", &mine).Want(http.StatusOK)
		if len(mine.Items) != 2 || mine.Items[0].Requester.Name != "Julien Roche" || mine.Items[0].State != "new" {
			t.Errorf("Julien has %+v", mine.Items)
		}
		sophie.Get("/api/incidents", nil).Want(http.StatusOK).Silent("revient")
	})
}

// A merge that was a mistake is taken back whole, while nothing was said since;
// what cannot be merged is refused with the reason.
func TestAMergeIsTakenBack(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		sophie, julien, karim, hugo := d.As("sophie"), d.As("julien"), d.As("karim"), d.As("hugo")
		i := sophie.Reports("VPN coupé", "Erreur 691.")
		m := karim.Raises("/api/requests", Map{"title": "Jeton VPN", "requester_id": d.ID("julien"), "type": "access", "description": "Il m’en faut un."})
		theirs := d.As("nora").Reports("Tour en panne", "Depuis lundi.")
		merge := func(c *Client, from Row, into string) *Response {
			var now Row
			karim.Get("/api/tickets/"+from.ID, &now).Want(http.StatusOK)
			return c.Post("/api/tickets/"+from.ID+"/merge", Map{"version": now.Version, "into": into}, nil)
		}
		// A request into an incident: any kinds.
		before := karim.Items(m.At())
		merge(karim, m.Row, i.Reference).Want(http.StatusOK)
		if now := karim.Sees(m); now.State != "cancelled" || now.CancelReason != "duplicate" {
			t.Errorf("the request is %s", now.State)
		}
		merge(karim, m.Row, i.ID).Refused(http.StatusUnprocessableEntity, "ticket.merge_ended", "into")
		merge(karim, i.Row, theirs.ID).Refused(http.StatusUnprocessableEntity, "ticket.merge_twins", "into")
		sophie.Post("/api/tickets/"+m.ID+"/merge/undo", nil, nil).Refused(http.StatusNotFound, "not_found")
		julien.Post("/api/tickets/"+m.ID+"/merge/undo", nil, nil).Refused(http.StatusForbidden, "forbidden")
		karim.Post("/api/tickets/"+m.ID+"/merge/undo", nil, nil).Want(http.StatusOK)
		now := karim.Sees(m)
		if now.State != "submitted" || now.CancelReason != "" || now.ConversationID != m.ConversationID || len(words(karim.Timeline(i))) != 1 {
			t.Errorf("taken back, it is %+v", now)
		}
		if got := words(julien.Items(m.At())); !slices.Equal(got, words(before)) || len(relations(karim, i.ID)) != 0 {
			t.Errorf("Julien reads %q", got)
		}
		julien.Post(m.At()+"/replies", Map{"text": "Toujours là ?"}, nil).Want(http.StatusCreated)
		if got := words(karim.Items(m.At())); len(got) != 2 {
			t.Errorf("his words went elsewhere: %q", got)
		}
		karim.Post("/api/tickets/"+m.ID+"/merge/undo", nil, nil).Refused(http.StatusUnprocessableEntity, "ticket.not_merged", "version")

		// Over, with itself, unknown, and across organisations without the right on both.
		over := sophie.Reports("Réglé", "Tout seul.")
		karim.Moves(over, "cancelled", Map{"reason": "mistake"}).Want(http.StatusOK)
		merge(karim, i.Row, over.ID).Refused(http.StatusUnprocessableEntity, "ticket.merge_over", "into")
		merge(karim, i.Row, i.ID).Refused(http.StatusUnprocessableEntity, "ticket.link_self", "into")
		merge(karim, i.Row, "INC-999999").Refused(http.StatusUnprocessableEntity, "unknown_value", "into")
		merge(hugo, theirs.Row, i.ID).Refused(http.StatusUnprocessableEntity, "unknown_value", "into")
		merge(hugo, i.Row, theirs.ID).Refused(http.StatusNotFound, "not_found")
		merge(sophie, i.Row, over.ID).Refused(http.StatusForbidden, "forbidden")
		hugo.Get("/api/tickets/"+i.ID+"/merge", nil).Refused(http.StatusNotFound, "not_found")
		karim.Post("/api/tickets/"+i.ID+"/merge/preview", Map{"version": 1, "into": over.ID}, nil).Refused(http.StatusUnprocessableEntity, "ticket.merge_over", "into")
		// Of a record that one may not see, the other tells nothing.
		merge(karim, i.Row, theirs.ID).Want(http.StatusOK)
		r := hugo.Get("/api/tickets/"+theirs.ID+"/merge", nil).Want(http.StatusOK)
		r.Silent(i.Reference, "vpn")
		hugo.Get("/api/incidents/"+theirs.ID+"/timeline", nil).Silent(i.Reference)
	})
}

// goodMerging is good for the routes of merging; false for any other.
func goodMerging(d *Desk, c *Client, operation string, i Incident) (int, bool) {
	method, path, _ := strings.Cut(operation, " ")
	if !strings.Contains(path, "/{ref}/merge") {
		return 0, false
	}
	at := strings.ReplaceAll(path, "{ref}", i.ID)
	if method == http.MethodGet {
		return c.Get(at, nil).Status, true
	}
	other := d.As("sophie").Reports("Le même dossier", "Des mots")
	body := Map{"version": i.Version, "into": other.ID}
	if strings.HasSuffix(path, "/undo") {
		d.As("karim").Post("/api/tickets/"+i.ID+"/merge", body, nil).Want(http.StatusOK)
		return c.Post(at, nil, nil).Status, true
	}
	return c.Post(at, body, nil).Status, true
}
