package desktest_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"guichet/internal/criteria"
	"guichet/internal/db"
	"guichet/internal/outbox"
	"guichet/internal/setting"
	. "guichet/test/desktest"
)

// What somebody says by phone or at the counter is taken down as their words: it is
// their answer, and wakes what waited for it. Nobody sends it back to them.
func TestWordsAreTakenDown(t *testing.T) {
	t.Parallel()
	criteria.ProvesPart(t, "INC-26", "an answer by chat, which comes with its channel")
	Both(t, func(t *testing.T, d *Desk) {
		d.Mailbox()
		sophie, karim := d.As("sophie"), d.As("karim")
		m := sophie.Raises("/api/requests", Map{"title": "Un badge", "type": "access"})
		i := sophie.Reports("Lecteur en panne", "Il clignote.")
		hears := func(at, text, by string) *Response {
			return karim.Post(at+"/replies", Map{"text": text, "heard": by}, nil)
		}
		at := "/api/incidents/" + i.ID
		karim.Moves(i, "on_hold", Map{"hold_reason": "user"}).Want(http.StatusOK)
		karim.Takes(m, "on_hold", Map{"hold_reason": "user"}).Want(http.StatusOK)
		d.Settle()
		before := len(d.LettersTo("sophie@solane.example"))
		d.Forward(time.Minute)
		hears(at, "Il clignote en orange tapir.", "phone").Want(http.StatusCreated)
		hears(m.At(), "Pour le troisième étage.", "walk_in").Want(http.StatusCreated)
		if now := karim.Reads(i); now.State != "in_progress" || now.HoldReason != "" || now.Last.Direction != "in" {
			t.Errorf("her words left %s, last said %s", now.State, now.Last.Direction)
		}
		if now := karim.Sees(m); now.State != "in_fulfilment" {
			t.Errorf("her words left the request %s", now.State)
		}
		entry := last(karim.Timeline(i))
		if entry.Code != "heard/1" || entry.Actor.Name != "Karim Benali" || entry.Message.Author.Name != "Sophie Lacroix" || entry.Message.Direction != "in" || entry.Message.Channel != "phone" {
			t.Errorf("the history says %+v, %+v", entry, entry.Message)
		}
		if hers := last(sophie.Timeline(i)); hers.Message == nil || hers.Message.Text != "Il clignote en orange tapir." || hers.Message.Author.Name != "Sophie Lacroix" {
			t.Errorf("Sophie reads %+v", hers)
		}
		if got := sophie.Finds("tapir"); !slices.Equal(got, []string{i.Reference}) {
			t.Errorf("she finds her words in %q", got)
		}
		if letters := d.LettersTo("sophie@solane.example"); len(letters) != before {
			t.Errorf("her own words were sent to her: %+v", letters[before:])
		}
		// A file that she brought goes with them.
		file := karim.Attach("photo.txt", []byte("orange"))
		karim.Post(at+"/replies", Map{"text": "Voici la photo.", "heard": "walk_in", "attachment_ids": []string{file}}, nil).Want(http.StatusCreated)
		sophie.Get("/api/attachments/"+file, nil).Want(http.StatusOK)

		// Her no by phone reopens; long after the end her words begin a new record.
		karim.Resolves(i, "Lecteur changé.")
		hears(at, "Toujours pareil.", "phone").Want(http.StatusCreated)
		if now := karim.Reads(i); now.State != "in_progress" || now.ReopenCount != 1 {
			t.Errorf("her no left %s", now.State)
		}
		karim.Resolves(i, "Changé encore.")
		karim.Moves(i, "closed", nil).Want(http.StatusOK)
		d.Forward(30 * day)
		karim, sophie = d.As("karim"), d.As("sophie")
		hears(at, "Cela revient.", "phone").Want(http.StatusCreated)
		var l List[Row]
		sophie.Get("/api/incidents", &l).Want(http.StatusOK)
		if len(l.Items) != 2 || l.Items[0].State != "new" || l.Items[0].Channel != "phone" || l.Items[0].Requester.Name != "Sophie Lacroix" {
			t.Errorf("Sophie has %+v", l.Items)
		}

		// Only the desk takes words down, of somebody else, and nothing with them.
		sophie.Post(at+"/replies", Map{"text": "Moi.", "heard": "phone"}, nil).Refused(http.StatusUnprocessableEntity, "ticket.heard", "heard")
		karim.Post(at+"/replies", Map{"text": "Elle.", "heard": "phone", "state": Map{"to": "in_progress"}}, nil).Refused(http.StatusUnprocessableEntity, "ticket.heard", "heard")
		hears(at, "Elle.", "pigeon").Want(http.StatusUnprocessableEntity)
		d.As("julien").Post(at+"/replies", Map{"text": "Lui.", "heard": "phone"}, nil).Refused(http.StatusNotFound, "not_found")
	})
}

// Nobody answers about what was given: the request closes by itself after its days,
// its requester is told so, and it says that nobody confirmed.
func TestARequestClosesByItself(t *testing.T) {
	t.Parallel()
	criteria.ProvesPart(t, "REQ-27", "the check that a model of request asks for")
	Both(t, func(t *testing.T, d *Desk) {
		d.Mailbox()
		karim, sophie := d.As("karim"), d.As("sophie")
		m := sophie.Raises("/api/requests", Map{"title": "Un casque", "type": "resource"})
		missing := sophie.Raises("/api/requests", Map{"title": "Une souris", "type": "resource"})
		for _, x := range []Matter{m, missing} {
			karim.Takes(x, "fulfilled", Map{"result": "Déposé à l’accueil."}).Want(http.StatusOK)
			if now := karim.Sees(x); now.ClosesAt == nil || !now.ClosesAt.Equal(d.Clock.Now().Add(5*day)) {
				t.Errorf("it closes by itself at %v", now.ClosesAt)
			}
		}
		told := func(kind, words string) bool {
			return slices.ContainsFunc(d.LettersTo("sophie@solane.example"), func(l outbox.Letter) bool { return l.Kind == kind && strings.Contains(l.Text, words) })
		}
		if !told("resolved", "la demande se clôt d’elle-même le") {
			t.Error("Sophie is not told when it closes")
		}
		d.Forward(4 * day)
		// Not received: it is taken up again, and closes no more.
		sophie.Post(missing.At()+"/confirmation", Map{"confirmed": false, "text": "Rien à l’accueil."}, nil).Want(http.StatusOK)
		if now := karim.Sees(missing); now.State != "in_fulfilment" || now.ClosesAt != nil || now.ReopenCount != 1 {
			t.Errorf("her no left %s, which closes at %v", now.State, now.ClosesAt)
		}
		d.Forward(day - time.Minute)
		if now := karim.Sees(m); now.State != "fulfilled" {
			t.Errorf("a minute before its time it is %s", now.State)
		}
		d.Forward(time.Minute)
		d.Forward(10 * day)
		if now := karim.Sees(m); now.State != "closed" || now.Confirmed != "nobody" || now.ClosesAt != nil {
			t.Errorf("after five days it is %s, confirmed by %q", now.State, now.Confirmed)
		}
		if entry := last(karim.Items(m.At())); entry.Code != "lapsed/1" || entry.Actor != nil {
			t.Errorf("the history says %+v", entry)
		}
		if !told("lapsed", "nous avons clos votre demande "+m.Reference) {
			t.Error("Sophie is not told that it closed")
		}
		if now := karim.Sees(missing); now.State != "in_fulfilment" {
			t.Errorf("what she sent back is %s", now.State)
		}
		if err := d.DB.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			return setting.RequestCloseDays().Put(ctx, tx, 0)
		}); err != nil {
			t.Fatal(err)
		}
		karim.Takes(missing, "fulfilled", Map{"result": "Remise en main propre."}).Want(http.StatusOK)
		if now := karim.Sees(missing); now.ClosesAt != nil {
			t.Errorf("set to never, it closes at %v", now.ClosesAt)
		}
	})
}

// What is over too long to be reopened goes on in a new record, linked to it: by the
// agent for the requester, and by the requester themselves.
func TestANewRecordContinuesAnOldOne(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		sophie, karim := d.As("sophie"), d.As("karim")
		i := sophie.Reports("Ventilateur bruyant", "Il siffle.")
		sophie.Post("/api/tickets/"+i.ID+"/watchers", Map{"address": "julien@solane.example"}, nil).Want(http.StatusOK)
		again := func(c *Client, from Incident) *Response {
			return c.Post("/api/incidents", Map{"title": "Ventilateur bruyant", "description": "Cela recommence.", "follows": from.Reference}, nil)
		}
		again(karim, i).Refused(http.StatusUnprocessableEntity, "ticket.follows_open", "follows")
		karim.Resolves(i, "Graissé.")
		karim.Moves(i, "closed", nil).Want(http.StatusOK)
		for _, c := range []*Client{sophie, karim} {
			if now := c.Reads(i); contains(now.Actions, "follow") {
				t.Errorf("%s is offered a new one while it can be reopened", c.Key)
			}
		}
		d.Forward(8 * day)
		sophie, karim = d.As("sophie"), d.As("karim")
		julien := d.As("julien")
		for c, offered := range map[*Client]bool{sophie: true, karim: true, julien: false} {
			if now := c.Reads(i); contains(now.Actions, "follow") != offered {
				t.Errorf("%s may %q", c.Key, now.Actions)
			}
		}
		var byDesk, byUser Incident
		again(karim, i).Want(http.StatusCreated).Into(&byDesk)
		again(sophie, i).Want(http.StatusCreated).Into(&byUser)
		for _, next := range []Incident{byDesk, byUser} {
			if next.Requester.Name != "Sophie Lacroix" || next.State != "new" {
				t.Errorf("the new one is %+v", next.Row)
			}
			if got := told(relations(karim, next.ID)); !slices.Equal(got, []string{"follows " + i.Reference}) {
				t.Errorf("%s tells %q", next.Reference, got)
			}
		}
		if got := told(relations(sophie, i.ID)); !same(got, []string{"followed_by " + byDesk.Reference, "followed_by " + byUser.Reference}) {
			t.Errorf("the old one tells %q", got)
		}
		// A follower, a stranger and another organisation's agent know of nothing to go on from.
		for _, c := range []*Client{julien, d.As("nora"), d.As("hugo")} {
			again(c, i).Refused(http.StatusUnprocessableEntity, "unknown_value", "follows")
		}
	})
}

// Who followed a duplicate follows the record that goes on, as far as they could read
// it before, and no longer when the merge is undone.
func TestAMergeCarriesWhoFollows(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		d.Mailbox()
		sophie, julien, karim, claire := d.As("sophie"), d.As("julien"), d.As("karim"), d.As("claire")
		watch := func(c *Client, i Incident, body Map) {
			t.Helper()
			c.Post("/api/tickets/"+i.ID+"/watchers", body, nil).Want(http.StatusOK)
		}
		following := func(i Incident) string {
			t.Helper()
			var w watchers
			karim.Get("/api/tickets/"+i.ID+"/watchers", &w).Want(http.StatusOK)
			return w.names()
		}
		one, two := sophie.Reports("Wifi", "Coupé."), sophie.Reports("Wifi encore", "Coupé toujours.")
		theirs := d.As("emma").Reports("Wifi in Montréal", "Down, and a word of my own: kakapo.")
		watch(sophie, one, Map{"address": "julien@solane.example"})
		d.Forward(time.Minute)
		watch(claire, one, Map{})
		watch(sophie, two, Map{"address": "emma@solane.example"})
		merge := func(from, into Incident) {
			t.Helper()
			d.Forward(time.Minute)
			karim.Post("/api/tickets/"+from.ID+"/merge", Map{"version": karim.Reads(from).Version, "into": into.ID}, nil).Want(http.StatusOK)
		}
		var looked struct{ Watchers int }
		karim.Post("/api/tickets/"+one.ID+"/merge/preview", Map{"version": karim.Reads(one).Version, "into": two.ID}, &looked).Want(http.StatusOK)
		if looked.Watchers != 2 || following(two) != "Emma Clarke" {
			t.Errorf("%d would follow; now %s do", looked.Watchers, following(two))
		}
		merge(one, two)
		if got := following(two); got != "Emma Clarke, Julien Roche, Claire Dumont" && got != "Emma Clarke, Claire Dumont, Julien Roche" {
			t.Errorf("followed by %s", got)
		}
		// Each follower reads what they were let read, the requester all that is hers.
		for c, want := range map[*Client]int{julien: 2, sophie: 2, d.As("emma"): 1} {
			if got := words(c.Timeline(two)); len(got) != want {
				t.Errorf("%s reads %q", c.Key, got)
			}
		}
		var carried []string
		for _, e := range karim.Timeline(two) {
			if e.Code == "watched/1" && e.Actor.Name == "Karim Benali" {
				carried = append(carried, find(t, e, "watcher").NewLabel)
			}
		}
		if !same(carried, []string{"Julien Roche", "Claire Dumont"}) {
			t.Errorf("its history tells of %q", carried)
		}
		karim.Post("/api/tickets/"+one.ID+"/merge/undo", nil, nil).Want(http.StatusOK)
		if got := following(two); got != "Emma Clarke" {
			t.Errorf("parted, it is followed by %s", got)
		}
		if got := following(one); got != "Julien Roche, Claire Dumont" {
			t.Errorf("the other by %s", got)
		}
		julien.Get("/api/incidents/"+two.ID, nil).Refused(http.StatusNotFound, "not_found")

		// Into somebody else's record only who may read it anyway; the others go on
		// following under the reference they know, and are told there what the desk says.
		merge(one, theirs)
		if got := following(theirs); got != "Claire Dumont" {
			t.Errorf("Emma's is followed by %s", got)
		}
		julien.Get("/api/incidents/"+theirs.ID, nil).Refused(http.StatusNotFound, "not_found")
		d.Forward(time.Minute)
		karim.Says(theirs, "La borne est changée.")
		var to []string
		for _, l := range d.LettersTo("julien@solane.example") {
			if strings.Contains(l.Text, "La borne est changée") {
				to = append(to, l.Subject)
			}
			if strings.Contains(l.Text+l.Subject, "kakapo") || strings.Contains(l.Text+l.Subject, theirs.Reference) {
				t.Errorf("Julien was sent %s", l.Text)
			}
		}
		if len(to) != 1 || !strings.Contains(to[0], one.Reference) {
			t.Errorf("Julien was told %q", to)
		}
		if got := words(julien.Timeline(one)); !slices.Equal(got, []string{"Coupé.", "La borne est changée."}) {
			t.Errorf("Julien reads %q", got)
		}
	})
}
