package desktest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"guichet/internal/intake"
	. "guichet/test/desktest"
)

func put(c *Client, path string, body, out any) *Response {
	return c.Do(http.MethodPut, path, body, out)
}

type manner struct {
	Version     int64  `json:"version"`
	SignatureFR string `json:"signature_fr"`
	SignatureEN string `json:"signature_en"`
	Opens       string `json:"opens"`
	Examples    []struct{ Variable, Says string }
}

// Anne says how the mailbox of the desk signs, and that what comes in by the
// accesses' own is a request for an access: Emma's letter becomes one, and the
// answer leaves under the signature in her language.
func TestAMailboxSignsAndSaysWhatItOpens(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		d.Mailbox()
		admin, karim := d.As("admin"), d.As("karim")
		var l List[struct{ ID, Address string }]
		admin.Get("/api/mailboxes", &l).Want(http.StatusOK)
		box := l.Items[0].ID
		at := "/api/mailboxes/" + box + "/letters"
		var now manner
		admin.Get(at, &now).Want(http.StatusOK)
		if now.Opens != "incident" || now.Version != 0 || len(now.Examples) != 3 || now.Examples[0].Says != "Anne Keller" {
			t.Errorf("at first it is %+v", now)
		}
		karim.Get(at, nil).Refused(http.StatusForbidden, "forbidden")
		put(admin, at, Map{"version": 0, "signature_fr": "{{requester.name}}", "signature_en": "", "opens": "incident"}, nil).
			Refused(http.StatusUnprocessableEntity, "canned.unknown_variable", "signature_fr")
		put(admin, at, Map{"version": 0, "signature_fr": "", "signature_en": "", "opens": "change"}, nil).
			Refused(http.StatusUnprocessableEntity, "unknown_value", "opens")
		own := Map{
			"version": 0, "opens": "access", "signature_fr": "Bien à vous,\n{{agent.name}}\n{{team.name}}, {{desk.name}}",
			"signature_en": "Kind regards,\n{{agent.name}}\nThe {{team.name}} team",
		}
		put(admin, at, own, &now).Want(http.StatusOK)
		if now.Version != 1 || now.Opens != "access" {
			t.Errorf("it is %+v", now)
		}
		put(admin, at, own, nil).Want(http.StatusConflict)

		out := writes(t, d, intake.Mail{MailboxID: box, From: addressOf(d, "emma"), Subject: "The accounting folder", Text: "May I read it?"})
		var m Matter
		karim.Get("/api/requests/"+out.Ticket.ID, &m).Want(http.StatusOK)
		if out.Ticket.Kind != "request" || m.Type != "access" || m.Requester.Name != "Emma Clarke" {
			t.Errorf("her letter opened %s of type %s", out.Ticket.Kind, m.Type)
		}
		got := d.LettersTo("emma@solane.example")
		if len(got) != 1 || !strings.Contains(got[0].Text, "Kind regards,\nThe "+ServiceDesk+" team") || strings.Contains(got[0].Text, "Karim") {
			t.Errorf("she is told: %+v", got)
		}
		karim.Post("/api/requests/"+m.ID+"/replies", Map{"text": "You may."}, nil).Want(http.StatusCreated)
		d.Forward(time.Minute)
		if !written(d.LettersTo("emma@solane.example"), "You may.\n\nKind regards,\nKarim Benali\nThe "+ServiceDesk+" team\n\n") {
			t.Errorf("the answer is %+v", d.LettersTo("emma@solane.example"))
		}

		var told List[struct {
			Actor   *Ref
			Changes []struct {
				Field, Label string
				OldLabel     string `json:"old_label"`
				NewLabel     string `json:"new_label"`
			}
		}]
		admin.Get("/api/administration/history?kind=mailbox&id="+box, &told).Want(http.StatusOK)
		fields := map[string]string{}
		for _, c := range told.Items[0].Changes {
			fields[c.Label] = c.OldLabel + " → " + c.NewLabel
		}
		if told.Items[0].Actor.Name != "Anne Keller" || len(fields) != 3 || fields["Ce que ses lettres ouvrent"] != "Incident → Accès" {
			t.Errorf("its history says %+v", fields)
		}
		// Back to incidents, without a signature: the names as before.
		put(admin, at, Map{"version": 1, "signature_fr": "", "signature_en": "", "opens": "incident"}, nil).Want(http.StatusOK)
		out = writes(t, d, intake.Mail{MailboxID: box, From: addressOf(d, "emma"), Subject: "The printer jams", Text: "Again."})
		if out.Ticket.Kind != "incident" {
			t.Errorf("a letter opened %s", out.Ticket.Kind)
		}
	})
}
