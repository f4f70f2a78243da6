package desktest_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"guichet/internal/db"
	"guichet/internal/setting"
	. "guichet/test/desktest"
)

// patient is a desk whose answers can be taken back for ten seconds.
func patient(t *testing.T, d *Desk) {
	t.Helper()
	d.Mailbox()
	wait(t, d, setting.UndoSeconds().Default)
}

// wait says for how many seconds an answer can be taken back.
func wait(t *testing.T, d *Desk, seconds int64) {
	t.Helper()
	if err := d.DB.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		return setting.UndoSeconds().Put(ctx, tx, seconds)
	}); err != nil {
		t.Fatal(err)
	}
}

// undoAt is where an answer is taken back.
func undoAt(i Incident, e TimelineItem) string {
	return "/api/tickets/" + i.ID + "/replies/" + e.ID + "/undo"
}

// Karim answers and waits for Sophie. For ten seconds only the desk sees it: no
// letter, nothing on the portal, nothing to be found, the record where it was.
// Then all of it happens at once.
func TestAnAnswerLeavesTenSecondsLater(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		patient(t, d)
		karim, claire, sophie := d.As("karim"), d.As("claire"), d.As("sophie")
		i := sophie.Reports("VPN refusé", "Depuis ce matin.")
		karim.Assigns(i, Map{"person_id": d.ID("karim")})
		letters := len(d.Letters(i))
		before := karim.Reads(i)
		file := karim.Attach("profil-molybdene.txt", []byte("IKEv2"))
		var sent TimelineItem
		karim.Post("/api/incidents/"+i.ID+"/replies", Map{
			"text": "Choisissez le profil chrysanthème.", "attachment_ids": []string{file}, "state": Map{"to": "on_hold", "hold_reason": "user"},
		}, &sent).Want(http.StatusCreated)
		if sent.LeavesAt == nil || !sent.LeavesAt.Equal(d.Clock.Now().Add(10*time.Second)) {
			t.Fatalf("it leaves at %v, it is %s", sent.LeavesAt, d.Clock.Now())
		}
		for _, agent := range []*Client{karim, claire} {
			if e := last(agent.Timeline(i)); e.LeavesAt == nil || e.Message == nil || e.Message.Text != "Choisissez le profil chrysanthème." ||
				e.Message.Author.Name != "Karim Benali" || len(e.Message.Attachments) != 1 {
				t.Errorf("%s sees %+v", agent.Key, e)
			}
		}
		d.Forward(9 * time.Second)
		const words, name = "chrysanth", "molybdene"
		for _, at := range []string{"/api/incidents/" + i.ID, "/api/incidents/" + i.ID + "/timeline", "/api/incidents", "/api/tickets?view=all", "/api/tickets/" + i.ID + "/drafts"} {
			sophie.Get(at, nil).Want(http.StatusOK).Silent(words, name, sent.ID)
		}
		sophie.Get("/api/attachments/"+file, nil).Refused(http.StatusNotFound, "not_found")
		karim.Get("/api/attachments/"+file, nil).Want(http.StatusOK)
		sophie.Post(undoAt(i, sent), nil, nil).Refused(http.StatusNotFound, "not_found")
		for _, who := range []*Client{sophie, karim} {
			if found := who.Finds("chrysanthème"); len(found) != 0 {
				t.Errorf("%s finds %q before it left", who.Key, found)
			}
		}
		if n := len(d.Letters(i)); n != letters {
			t.Errorf("%d letters before it left", n-letters)
		}
		if now := karim.Reads(i); now.State != before.State || now.Version != before.Version || now.Last.Direction != "in" {
			t.Errorf("the record moved already: %+v", now.Row)
		}

		d.Forward(time.Second)
		now := karim.Reads(i)
		if now.State != "on_hold" || now.HoldReason != "user" || now.Last == nil || now.Last.Direction != "out" {
			t.Errorf("it left and the record is %+v", now.Row)
		}
		told := sophie.Timeline(i)
		said := TimelineItem{}
		for _, e := range told {
			if e.Code == "replied/1" {
				said = e
			}
		}
		if said.Message == nil || said.Message.Text != "Choisissez le profil chrysanthème." || said.LeavesAt != nil || len(said.Message.Attachments) != 1 ||
			!said.At.Equal(d.Clock.Now()) || said.Actor == nil || said.Actor.Name != "Karim Benali" || teamOf(said) != ServiceDesk {
			t.Errorf("Sophie reads %+v", said)
		}
		sophie.Get("/api/attachments/"+file, nil).Want(http.StatusOK)
		if all := d.Letters(i); len(all) != letters+1 || len(all[letters].Attachments) != 1 {
			t.Errorf("%d letters left", len(all)-letters)
		}
		if found := sophie.Finds("chrysanthème"); !same(found, []string{i.Reference}) {
			t.Errorf("Sophie finds %q", found)
		}
		karim.Post(undoAt(i, sent), nil, nil).Refused(http.StatusNotFound, "not_found")
	})
}

// Taken back, it is a draft again with its file; nobody was told of anything and
// the history says what happened.
func TestAnAnswerIsTakenBack(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		patient(t, d)
		karim, sophie := d.As("karim"), d.As("sophie")
		i := sophie.Reports("VPN refusé", "Depuis ce matin.")
		karim.Moves(i, "in_progress", nil).Want(http.StatusOK)
		letters := len(d.Letters(i))
		file := karim.Attach("mauvais-fichier.txt", []byte("secret"))
		var sent TimelineItem
		karim.Post("/api/incidents/"+i.ID+"/replies", Map{
			"text": "Bonjour Juilen,", "attachment_ids": []string{file},
			"state": Map{"to": "resolved", "resolution": Map{"text": "Fait.", "code": "solved", "kind": "fix"}},
		}, &sent).Want(http.StatusCreated)
		d.As("claire").Post(undoAt(i, sent), nil, nil).Refused(http.StatusNotFound, "not_found")
		var draft Draft
		karim.Post(undoAt(i, sent), nil, &draft).Want(http.StatusOK)
		if draft.Mode != "reply" || draft.Text != "Bonjour Juilen," || len(draft.Files) != 1 || draft.Files[0].ID != file || draft.Version == 0 {
			t.Errorf("given back as %+v", draft)
		}
		d.Forward(time.Minute)
		if now := karim.Reads(i); now.State != "in_progress" || now.ResolvedAt != nil {
			t.Errorf("the record is %+v", now.Row)
		}
		sophie.Get("/api/incidents/"+i.ID+"/timeline", nil).Want(http.StatusOK).Silent("Juilen", "taken_back", file)
		if n := len(d.Letters(i)); n != letters {
			t.Errorf("%d letters of an answer that was taken back", n-letters)
		}
		if e := last(karim.Timeline(i)); e.Code != "taken_back/1" || e.Actor == nil || e.Actor.Name != "Karim Benali" {
			t.Errorf("the history ends with %+v", e)
		}
		// It can be mended and sent, with the same file.
		var again TimelineItem
		karim.Post("/api/incidents/"+i.ID+"/replies", Map{"text": "Bonjour Julien,", "attachment_ids": []string{file}}, &again).Want(http.StatusCreated)
		d.Forward(10 * time.Second)
		if e := last(sophie.Timeline(i)); e.Message == nil || e.Message.Text != "Bonjour Julien," || len(e.Message.Attachments) != 1 {
			t.Errorf("Sophie reads %+v", e)
		}
	})
}

// What changed meanwhile loses no word: a state that cannot be had is left out,
// and an answer that cannot be given goes back to its author.
func TestWhatChangedBeforeItLeft(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		patient(t, d)
		karim, claire := d.As("karim"), d.As("claire")
		i := d.As("sophie").Reports("Deux mains", "…")
		j := d.As("sophie").Reports("Annulé sous la main", "…")
		for _, at := range []Incident{i, j} {
			karim.Post("/api/incidents/"+at.ID+"/replies", Map{"text": "Je reprends.", "state": Map{"to": "in_progress"}}, nil).Want(http.StatusCreated)
		}
		claire.Moves(i, "in_progress", nil).Want(http.StatusOK)
		claire.Moves(j, "cancelled", Map{"reason": "mistake"}).Want(http.StatusOK)
		d.Forward(10 * time.Second)
		if e := last(claire.Timeline(i)); e.Code != "replied/1" || e.Message == nil || e.Message.Text != "Je reprends." {
			t.Errorf("the words did not leave without their state: %+v", e)
		}
		if e := last(claire.Timeline(j)); e.Code != "returned/1" || e.Actor != nil {
			t.Errorf("the history ends with %+v", e)
		}
		var drafts List[Draft]
		karim.Get("/api/tickets/"+j.ID+"/drafts", &drafts).Want(http.StatusOK)
		if len(drafts.Items) != 1 || drafts.Items[0].Text != "Je reprends." {
			t.Errorf("Karim's words came back as %+v", drafts.Items)
		}
		// What could not be given now is refused now, and not ten seconds later.
		karim.Post("/api/incidents/"+j.ID+"/replies", Map{"text": "Trop tard."}, nil).Refused(http.StatusUnprocessableEntity, "ticket.over", "text")
		karim.Post("/api/incidents/"+i.ID+"/replies", Map{"text": "x", "state": Map{"to": "resolved"}}, nil).
			Refused(http.StatusUnprocessableEntity, "required", "state.resolution.text", "state.resolution.code", "state.resolution.kind")
	})
}

// Requests and changes have the same ten seconds.
func TestAnswersOfEveryKindCanBeTakenBack(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		patient(t, d)
		karim, sophie := d.As("karim"), d.As("sophie")
		for _, m := range []Matter{
			sophie.Raises("/api/requests", Map{"title": "Un accès"}),
			karim.Raises("/api/changes", Map{"title": "Un changement", "requester_id": d.ID("sophie")}),
		} {
			for _, undo := range []bool{true, false} {
				var sent TimelineItem
				karim.Post(m.At()+"/replies", Map{"text": "Un mot rare : ylang."}, &sent).Want(http.StatusCreated)
				sophie.Get(m.At()+"/timeline", nil).Want(http.StatusOK).Silent("ylang")
				if undo {
					karim.Post("/api/tickets/"+m.ID+"/replies/"+sent.ID+"/undo", nil, nil).Want(http.StatusOK)
				}
				d.Forward(10 * time.Second)
				if undo {
					sophie.Get(m.At()+"/timeline", nil).Want(http.StatusOK).Silent("ylang")
				}
			}
			if e := last(sophie.Items(m.At())); e.Message == nil || e.Message.Text != "Un mot rare : ylang." {
				t.Errorf("Sophie reads %+v about a %s", e, m.Kind)
			}
		}
	})
}
