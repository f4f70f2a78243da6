package desktest_test

import (
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"guichet/internal/conversation"
	"guichet/internal/criteria"
	"guichet/internal/intake"
	. "guichet/test/desktest"
)

// What has been closed for long leaves the queues by itself. It is still read,
// found and counted, its history whole; nothing changes it before somebody who
// works on it brings it back, and both are written down. An answer to it begins a
// new record: nothing said is lost.
func TestWhatIsClosedForLongIsArchived(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "G-10")
	criteria.ProvesPart(t, "G-06", "reports, which are not there yet")
	const day = 24 * time.Hour
	Both(t, func(t *testing.T, d *Desk) {
		d.Mailbox()
		sophie, karim := d.As("sophie"), d.As("karim")
		old := sophie.Reports("Imprimante du couloir", "Elle n’imprime plus.")
		karim.Resolves(old, "Toner changé.")
		letter := d.Letters(old)[len(d.Letters(old))-1]
		sophie.Post("/api/incidents/"+old.ID+"/confirmation", Map{"confirmed": true}, nil).Want(http.StatusOK)
		open := sophie.Reports("Écran noir", "Il ne s’allume plus.")

		lists := func(c *Client, view, f string) []string {
			t.Helper()
			var l List[Row]
			c.Get("/api/tickets?view="+view+"&f="+url.QueryEscape(f), &l).Want(http.StatusOK)
			all := []string{}
			for _, r := range l.Items {
				all = append(all, r.Reference)
			}
			slices.Sort(all)
			return all
		}
		listed := func(c *Client, view, f string, want ...string) {
			t.Helper()
			if got := lists(c, view, f); !slices.Equal(got, want) {
				t.Errorf("%s %q lists %v, want %v", view, f, got, want)
			}
		}
		state := func() (now struct {
			State    string
			Archived bool
			Moves    []string
			Actions  []string
			Version  int64
		},
		) {
			t.Helper()
			karim.Get("/api/incidents/"+old.ID, &now).Want(http.StatusOK)
			return now
		}

		d.Forward(400 * day)
		listed(karim, "all", "", old.Reference, open.Reference) // off, unless somebody sets it
		sets(t, d, "records.archive_days", 365).Want(http.StatusOK)
		d.Forward(day)

		listed(karim, "all", "", open.Reference)
		listed(karim, "all", "état:clos")
		listed(karim, "open", "", open.Reference)
		listed(karim, "to_process", "archivé:oui", old.Reference)
		listed(karim, "to_process", "archived:yes", old.Reference)
		listed(karim, "all", "archived:all", old.Reference, open.Reference)
		listed(karim, "all", "archivé:oui état:clos", old.Reference)
		listed(karim, "all", "archivé:peut-être")
		listed(sophie, "all", "", old.Reference, open.Reference) // one's own stay at hand
		if found := karim.Finds("imprimante"); !slices.Contains(found, old.Reference) {
			t.Errorf("search finds %v", found)
		}
		now := state()
		if !now.Archived || now.State != "closed" || len(now.Moves) != 0 || !slices.Contains(now.Actions, "unarchive") || slices.Contains(now.Actions, "change") || slices.Contains(now.Actions, "reply") {
			t.Errorf("it is read as %+v", now)
		}
		if entry := last(karim.Timeline(old)); entry.Code != "archived/1" || entry.Actor != nil || entry.Via != "job" {
			t.Errorf("the history says %+v", entry)
		}
		at := "/api/incidents/" + old.ID
		refused := func(r *Response) { t.Helper(); r.Refused(http.StatusUnprocessableEntity, "ticket.archived", "version") }
		refused(karim.Post(at+"/notes", Map{"text": "Un mot."}, nil))
		refused(karim.Post(at+"/replies", Map{"text": "Bonjour."}, nil))

		// An answer by mail, a year later, is a new matter that knows of the old one.
		out := writes(t, d, intake.Mail{
			From: letter.Address, Subject: "Re: " + letter.Subject, Text: "Elle est de nouveau en panne.", Vouched: true,
			Clues: conversation.Clues{MailIDs: []string{letter.InternetID}},
		})
		if !out.New || out.Ticket.ID == old.ID || !state().Archived {
			t.Errorf("an answer to it is on %s, new %t", out.Ticket.Reference, out.New)
		}
		thanks := writes(t, d, intake.Mail{
			From: letter.Address, Subject: "Re: " + letter.Subject, Text: "Merci !", Vouched: true,
			Clues: conversation.Clues{MailIDs: []string{letter.InternetID}},
		})
		if thanks.Ticket.ID == "" {
			t.Error("a word of thanks is lost")
		}

		sophie.Post("/api/tickets/"+old.Reference+"/unarchive", nil, nil).Refused(http.StatusForbidden, "forbidden")
		karim.Post("/api/tickets/"+old.Reference+"/unarchive", nil, nil).Want(http.StatusOK)
		karim.Post("/api/tickets/"+old.Reference+"/unarchive", nil, nil).Refused(http.StatusUnprocessableEntity, "ticket.not_archived", "version")
		if entry := last(karim.Timeline(old)); entry.Code != "unarchived/1" || entry.Actor == nil || entry.Actor.ID != d.ID("karim") {
			t.Errorf("brought back by %+v", entry)
		}
		if now := state(); now.Archived || now.State != "closed" {
			t.Errorf("brought back: %+v", now)
		}
		d.Forward(day)
		if !slices.Contains(lists(karim, "all", "état:clos"), old.Reference) {
			t.Error("what was brought back is archived again at once")
		}
		karim.Post(at+"/notes", Map{"text": "Revu."}, nil).Want(http.StatusCreated)
	})
}
