package desktest_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"guichet/internal/conversation"
	"guichet/internal/intake"
	. "guichet/test/desktest"
)

// An agent sends one answer to somebody else in copy: they are named in the head of
// each letter, what became of each is shown, and the history holds it. Whoever
// answers from there is not the requester.
func TestAnAnswerGoesInCopy(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		sophie, karim := d.As("sophie"), d.As("karim")
		i := sophie.Logs(Map{"title": "VPN refusé"})
		at := "/api/incidents/" + i.ID + "/replies"
		says := func(c *Client, copies ...string) *Response {
			return c.Post(at, Map{"text": "Le fournisseur regarde.", "copies": copies}, nil)
		}
		const supplier = "hotline@supplier.example"
		says(karim, supplier).Refused(http.StatusUnprocessableEntity, "mail.no_mailbox", "copies")
		d.Mailbox()
		says(karim, "hotline").Refused(http.StatusUnprocessableEntity, "mail.address", "copies")
		says(karim, "Hotline <hotline@supplier.example>").Refused(http.StatusUnprocessableEntity, "mail.address", "copies")
		says(karim, "a@b.example\r\nBcc: c@d.example").Refused(http.StatusUnprocessableEntity, "mail.address", "copies")
		says(karim, "support+x@solane.example").Refused(http.StatusUnprocessableEntity, "mail.own_address", "copies")
		says(sophie, supplier).Refused(http.StatusForbidden, "forbidden")

		before := len(d.Letters(i))
		says(karim, supplier, "HOTLINE@supplier.example", "boss@supplier.example").Want(http.StatusCreated)
		d.Forward(time.Minute)
		letters := d.Letters(i)[before:]
		var to []string
		copied, hers := letters[0], addressOf(d, "sophie")
		for _, l := range letters {
			if to = append(to, l.Address); l.PersonID == "" {
				copied = l
			}
			if !slices.Equal(l.HeadCopies, []string{"boss@supplier.example", supplier}) {
				t.Errorf("the head of the letter to %s has in copy %v", l.Address, l.HeadCopies)
			}
			if l.PersonID == "" && l.HeadTo != hers {
				t.Errorf("the copy to %s is written to %q", l.Address, l.HeadTo)
			}
		}
		if slices.Sort(to); !slices.Equal(to, []string{"boss@supplier.example", supplier, hers}) {
			t.Fatalf("letters to %v", to)
		}
		var shown *struct {
			Copies     []string
			Deliveries []struct{ Address, State string }
		}
		var all List[struct {
			Code    string
			Message *struct {
				Copies     []string
				Deliveries []struct{ Address, State string }
			}
		}]
		karim.Get("/api/incidents/"+i.ID+"/timeline", &all).Want(http.StatusOK)
		for _, item := range all.Items {
			if item.Code == "replied/1" {
				shown = item.Message
			}
		}
		if shown == nil || len(shown.Copies) != 2 || len(shown.Deliveries) != 3 {
			t.Errorf("shown: %+v", shown)
		}
		// Who got a copy answers: added, unverified, and not the requester.
		karim.Resolves(i, "Réparé par le fournisseur.")
		writes(t, d, intake.Mail{
			From: copied.Address, Subject: "Re: " + copied.Subject, Text: "Oui, parfait.", TaggedFor: copied.PersonID,
			Clues: conversation.Clues{Tagged: copied.ConversationID},
		})
		if now := karim.Reads(i); now.State == "closed" {
			t.Error("who got a copy closed the record")
		}
		last := mailsOf(karim, i)
		if len(last) != 1 || last[0].Message.Mail.Proof != "none" {
			t.Errorf("kept as %+v", last)
		}
	})
}

// Words that are taken back go in copy to nobody.
func TestATakenBackAnswerGoesToNobody(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		d.Mailbox()
		wait(t, d, 10)
		sophie, karim := d.As("sophie"), d.As("karim")
		i := sophie.Logs(Map{"title": "VPN refusé"})
		before := len(d.Letters(i))
		var sent struct {
			ID      string
			Message struct{ Copies []string }
		}
		karim.Post("/api/incidents/"+i.ID+"/replies", Map{"text": "Trop tôt.", "copies": []string{"hotline@supplier.example"}}, &sent).Want(http.StatusCreated)
		if len(sent.Message.Copies) != 1 {
			t.Errorf("on its way: %+v", sent)
		}
		// Whom it was to go to is in the draft again, with what was typed since, on any screen.
		at := "/api/tickets/" + i.ID + "/drafts"
		karim.Do(http.MethodPut, at+"/reply", Map{"text": "Et aussi ceci.", "copies": "boss@supplier.example; hotline@supplier.example", "version": 0}, nil).Want(http.StatusOK)
		var back Draft
		karim.Post("/api/tickets/"+i.ID+"/replies/"+sent.ID+"/undo", nil, &back).Want(http.StatusOK)
		var there List[Draft]
		d.Again("karim").Get(at, &there).Want(http.StatusOK)
		if want := "hotline@supplier.example, boss@supplier.example"; back.Copies != want || len(there.Items) != 1 || there.Items[0].Copies != want || back.Text != "Trop tôt.\n\nEt aussi ceci." {
			t.Errorf("taken back: %+v, elsewhere %+v", back, there.Items)
		}
		karim.Do(http.MethodPut, at+"/reply", Map{"text": "", "version": back.Version}, nil).Want(http.StatusOK)
		karim.Get(at, &there).Want(http.StatusOK).Silent("supplier")
		karim.Post("/api/incidents/"+i.ID+"/replies", Map{"text": "Maintenant."}, nil).Want(http.StatusCreated)
		d.Forward(time.Minute)
		for _, l := range d.Letters(i)[before:] {
			if l.Address == "hotline@supplier.example" || len(l.HeadCopies) > 0 {
				t.Errorf("a letter to %s, in copy %v", l.Address, l.HeadCopies)
			}
		}
	})
}
