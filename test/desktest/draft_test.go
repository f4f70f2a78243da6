package desktest_test

import (
	"net/http"
	"strings"
	"testing"

	. "guichet/test/desktest"
)

// Karim begins an answer at his desk and finishes it elsewhere. Nobody else ever
// sees it.
func TestADraftIsOnEveryScreenOfItsAuthor(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		karim, phone := d.As("karim"), d.Again("karim")
		i := d.As("sophie").Reports("Écran noir", "Depuis ce matin.")
		at := "/api/tickets/" + i.ID + "/drafts"
		file := karim.Attach("capture.txt", []byte("texte"))
		var kept Draft
		karim.Do(http.MethodPut, at+"/reply", Map{"text": "Bonjour Sophie, iridium", "attachment_ids": []string{file}, "version": 0}, &kept).Want(http.StatusOK)
		karim.Do(http.MethodPut, at+"/note", Map{"text": "Note osmium", "version": 0}, nil).Want(http.StatusOK)
		var there List[Draft]
		phone.Get("/api/tickets/"+i.Reference+"/drafts", &there).Want(http.StatusOK)
		if len(there.Items) != 2 || there.Items[1].Text != "Bonjour Sophie, iridium" || len(there.Items[1].Files) != 1 || there.Items[1].Files[0].Name != "capture.txt" ||
			there.Items[1].Version != kept.Version || there.Items[1].SavedAt == nil || !there.Items[1].SavedAt.Equal(d.Clock.Now()) {
			t.Fatalf("on the phone: %+v", there.Items)
		}
		// Two screens do not eat each other's words.
		var longer Draft
		phone.Do(http.MethodPut, at+"/reply", Map{"text": "Bonjour Sophie, iridium et platine", "version": kept.Version}, &longer).Want(http.StatusOK)
		karim.Do(http.MethodPut, at+"/reply", Map{"text": "Bonjour, je", "version": kept.Version}, nil).Refused(http.StatusConflict, "draft.moved_on", "version")
		karim.Do(http.MethodPut, at+"/reply", Map{"text": "x", "version": 0}, nil).Refused(http.StatusConflict, "draft.moved_on", "version")

		for _, other := range []string{"claire", "sophie"} {
			var theirs List[Draft]
			d.As(other).Get(at, &theirs).Want(http.StatusOK).Silent("iridium", "osmium", "platine")
			if len(theirs.Items) != 0 {
				t.Errorf("%s has %+v", other, theirs.Items)
			}
			if found := d.As(other).Finds("iridium"); len(found) != 0 {
				t.Errorf("%s finds %q", other, found)
			}
		}
		d.As("sophie").Do(http.MethodPut, at+"/note", Map{"text": "x", "version": 0}, nil).Refused(http.StatusForbidden, "forbidden")
		d.As("hugo").Get(at, nil).Refused(http.StatusNotFound, "not_found")
		d.As("julien").Do(http.MethodPut, at+"/reply", Map{"text": "x", "version": 0}, nil).Refused(http.StatusNotFound, "not_found")
		karim.Do(http.MethodPut, at+"/reply", Map{"text": strings.Repeat("a", 100_001), "version": longer.Version}, nil).
			Refused(http.StatusUnprocessableEntity, "too_long", "text")

		// Sent, it is gone; a save that was still on its way brings nothing back.
		karim.Says(i, "Bonjour Sophie.")
		karim.Do(http.MethodPut, at+"/reply", Map{"text": "Bonjour Soph", "version": longer.Version}, nil).Refused(http.StatusConflict, "draft.moved_on", "version")
		karim.Get(at, &there).Want(http.StatusOK)
		if len(there.Items) != 1 || there.Items[0].Mode != "note" {
			t.Errorf("left of the drafts: %+v", there.Items)
		}
		// Emptied, it is forgotten.
		karim.Do(http.MethodPut, at+"/note", Map{"text": "", "version": there.Items[0].Version}, &kept).Want(http.StatusOK)
		karim.Get(at, &there).Want(http.StatusOK)
		if len(there.Items) != 0 || kept.Version != 0 {
			t.Errorf("left of the drafts: %+v, %+v", there.Items, kept)
		}
	})
}
