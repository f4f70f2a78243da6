package desktest_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"guichet/internal/outbox"
	. "guichet/test/desktest"
)

// SplitState is where a record was split from, and which were split from it.
type SplitState struct {
	From *Row
	Undo bool
	Into []Row
}

// saying finds the message that says something.
func saying(t *testing.T, items []TimelineItem, words string) TimelineItem {
	t.Helper()
	for _, item := range items {
		if item.Message != nil && strings.Contains(item.Message.Text, words) {
			return item
		}
	}
	t.Fatalf("nobody says %q", words)
	return TimelineItem{}
}

// In one conversation two matters: the agent chooses the messages that leave, looks
// at what will be, and the second matter has a record of its own. Each thing said is
// read, found and sent once; both ends tell of each other.
func TestARecordIsSplit(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		d.Mailbox()
		sophie, julien, karim := d.As("sophie"), d.As("julien"), d.As("karim")
		i := sophie.Reports("VPN coupé", "Erreur 691 depuis ce matin.")
		file := sophie.Attach("badge.txt", []byte("numéro"))
		d.Forward(time.Minute)
		sophie.Post("/api/incidents/"+i.ID+"/replies", Map{"text": "Il me faudrait aussi un badge quokka.", "attachment_ids": []string{file}}, nil).Want(http.StatusCreated)
		d.Forward(time.Minute)
		karim.Says(i, "Pour le badge, quel étage ?")
		karim.Notes(i, "Deux sujets ici.")
		d.Forward(time.Minute)
		sophie.Says(i, "Le badge : le troisième. Le VPN marche par moments.")
		d.Forward(time.Minute)
		before := len(d.LettersTo("sophie@solane.example"))
		items := karim.Timeline(i)
		badge, floor, third := saying(t, items, "quokka"), saying(t, items, "quel étage"), saying(t, items, "troisième")
		at := "/api/tickets/" + i.Reference + "/split"
		body := func(of ...TimelineItem) Map {
			ids := []string{}
			for _, x := range of {
				ids = append(ids, x.Message.ID)
			}
			return Map{"messages": ids, "kind": "request", "type": "access", "title": "Un badge"}
		}

		// What cannot be is refused with the reason, and looking changes nothing.
		for code, wrong := range map[string]Map{
			"ticket.split_opening": body(items[0]), "ticket.split_nothing": body(floor), "unknown_value": {"messages": []string{i.ID}, "kind": "request", "title": "Un badge"},
		} {
			karim.Post(at+"/preview", wrong, nil).Refused(http.StatusUnprocessableEntity, code, "messages")
			karim.Post(at, wrong, nil).Refused(http.StatusUnprocessableEntity, code, "messages")
		}
		karim.Post(at+"/preview", Map{"messages": []string{badge.Message.ID}, "kind": "wish", "title": "Un badge"}, nil).Refused(http.StatusUnprocessableEntity, "unknown_value", "kind")
		karim.Post(at, Map{"messages": []string{badge.Message.ID}, "kind": "request", "title": "x"}, nil).Refused(http.StatusUnprocessableEntity, "too_short", "title")
		sophie.Post(at, body(badge), nil).Refused(http.StatusForbidden, "forbidden")
		julien.Post(at, body(badge), nil).Refused(http.StatusNotFound, "not_found")
		d.As("hugo").Post(at, body(badge), nil).Refused(http.StatusNotFound, "not_found")
		var looked struct {
			Record        Row
			Requester     Ref
			SameRequester bool `json:"same_requester"`
			Messages      int
			Files         int
			Excerpt       string
		}
		karim.Post(at+"/preview", body(badge, floor), &looked).Want(http.StatusOK)
		if looked.Requester.Name != "Sophie Lacroix" || !looked.SameRequester || looked.Messages != 2 || looked.Files != 1 || !strings.Contains(looked.Excerpt, "quokka") {
			t.Errorf("it would do %+v", looked)
		}
		if len(karim.Timeline(i)) != len(items) {
			t.Error("looking changed it")
		}

		var made Row
		karim.Post(at, body(badge, floor), &made).Want(http.StatusCreated)
		m := karim.Sees(Matter{Row: made})
		if m.Kind != "request" || m.Type != "access" || m.Title != "Un badge" || m.State != "submitted" || m.Requester.Name != "Sophie Lacroix" || m.ConversationID == i.ConversationID || m.Channel != "api" && m.Channel != "portal" {
			t.Errorf("it became %+v", m)
		}
		for who, c := range map[string]*Client{"the desk": karim, "Sophie": sophie} {
			stays, left := words(c.Timeline(i)), words(c.Items(m.At()))
			if who == "the desk" {
				stays = slices.DeleteFunc(stays, func(s string) bool { return s == "Deux sujets ici." })
			}
			if !slices.Equal(stays, []string{"Erreur 691 depuis ce matin.", third.Message.Text}) || !slices.Equal(left, []string{badge.Message.Text, floor.Message.Text}) {
				t.Errorf("%s reads %q there and %q here", who, stays, left)
			}
		}
		first := sophie.Items(m.At())[0]
		if first.From != i.Reference || first.Message.Author.Name != "Sophie Lacroix" || len(first.Message.Attachments) != 1 || !first.At.Equal(badge.At) {
			t.Errorf("it begins with %+v", first)
		}
		// Both ends tell of each other, in links and in the history.
		if got := told(relations(karim, i.ID)); !slices.Equal(got, []string{"split_into " + m.Reference}) {
			t.Errorf("it tells %q", got)
		}
		if got := told(relations(sophie, m.ID)); !slices.Equal(got, []string{"split_from " + i.Reference}) {
			t.Errorf("the new one tells %q", got)
		}
		for _, c := range []*Client{karim, sophie} {
			if entry := last(c.Timeline(i)); entry.Code != "split/1" || len(entry.Links) != 1 || entry.Links[0].Reference != m.Reference {
				t.Errorf("%s reads in its history %+v", c.Key, entry)
			}
		}
		var state SplitState
		karim.Get(at, &state).Want(http.StatusOK)
		if len(state.Into) != 1 || state.Into[0].Reference != m.Reference || state.From != nil {
			t.Errorf("it says %+v", state)
		}
		// Found once, and where it is.
		for who, c := range map[string]*Client{"the desk": karim, "Sophie": sophie} {
			if got := c.Finds("quokka"); !slices.Equal(got, []string{m.Reference}) {
				t.Errorf("%s finds it in %q", who, got)
			}
		}
		if got := julien.Finds("quokka"); len(got) != 0 {
			t.Errorf("Julien finds %q", got)
		}
		sophie.Get("/api/attachments/"+file, nil).Want(http.StatusOK)
		julien.Get("/api/attachments/"+file, nil).Refused(http.StatusNotFound, "not_found")
		// One letter tells of the new number; nothing that was said is sent again.
		letters := d.LettersTo("sophie@solane.example")[before:]
		if len(letters) != 1 || letters[0].Kind != "separated" || !strings.Contains(letters[0].Text, m.Reference) || !strings.Contains(letters[0].Text, i.Reference) || strings.Contains(letters[0].Text, "étage") {
			t.Errorf("Sophie was written %+v", letters)
		}
		// Each goes on by itself.
		sophie.Post(m.At()+"/replies", Map{"text": "Merci pour le badge."}, nil).Want(http.StatusCreated)
		if got := words(karim.Timeline(i)); len(got) != 3 || karim.Reads(i).Last.Excerpt != third.Message.Text {
			t.Errorf("in the old one is %q", got)
		}
		if now := karim.Sees(m); now.Last.Excerpt != "Merci pour le badge." {
			t.Errorf("the new one says last %q", now.Last.Excerpt)
		}
	})
}

// A watcher wrote about a matter of their own in somebody's record: split, it is
// theirs, and the two read nothing of each other's from then on.
func TestASplitIsForWhoSaidIt(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		sophie, julien, karim := d.As("sophie"), d.As("julien"), d.As("karim")
		i := sophie.Reports("Imprimante", "Elle bourre.")
		sophie.Post("/api/tickets/"+i.ID+"/watchers", Map{"address": "julien@solane.example"}, nil).Want(http.StatusOK)
		d.Forward(time.Minute)
		julien.Says(i, "Au fait, mon salaire wombat est faux.")
		mine := saying(t, karim.Timeline(i), "wombat")
		sophie.Says(i, "Cela ne me regarde pas.")
		hers := saying(t, karim.Timeline(i), "regarde pas")
		at := "/api/tickets/" + i.ID + "/split"
		var made Row
		karim.Post(at, Map{"messages": []string{mine.Message.ID}, "kind": "incident", "title": "Paie fausse"}, &made).Want(http.StatusCreated)
		if made := karim.Reads(Incident{Row: made}); made.Requester.Name != "Julien Roche" {
			t.Errorf("it is %s's", made.Requester.Name)
		}
		for _, path := range []string{"/api/incidents/" + i.ID + "/timeline", "/api/incidents", "/api/search?q=wombat", "/api/tickets/" + i.ID + "/links", at} {
			sophie.Get(path, nil).Want(http.StatusOK).Silent("wombat", made.Reference, "paie fausse")
		}
		sophie.Get("/api/incidents/"+made.ID, nil).Refused(http.StatusNotFound, "not_found")
		if got := words(julien.Timeline(Incident{Row: made})); !slices.Equal(got, []string{mine.Message.Text}) {
			t.Errorf("Julien reads %q", got)
		}
		// Both of them said something: it stays with whose record it is.
		julien.Says(i, "Encore un mot.")
		word := saying(t, karim.Timeline(i), "Encore un mot")
		karim.Post(at, Map{"messages": []string{hers.Message.ID, word.Message.ID}, "kind": "incident", "title": "Le reste"}, &made).Want(http.StatusCreated)
		if made := karim.Reads(Incident{Row: made}); made.Requester.Name != "Sophie Lacroix" {
			t.Errorf("it is %s's", made.Requester.Name)
		}
	})
}

// A split that was a mistake is taken back whole, while nothing was said since.
func TestASplitIsTakenBack(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		d.Mailbox()
		sophie, karim := d.As("sophie"), d.As("karim")
		i := sophie.Reports("Écran noir", "Tout est noir.")
		d.Forward(time.Minute)
		sophie.Says(i, "Et le clavier numbat.")
		said := saying(t, karim.Timeline(i), "numbat")
		before := words(karim.Timeline(i))
		split := func() Incident {
			t.Helper()
			d.Forward(time.Minute)
			var made Row
			karim.Post("/api/tickets/"+i.ID+"/split", Map{"messages": []string{said.Message.ID}, "kind": "incident", "title": "Clavier"}, &made).Want(http.StatusCreated)
			return karim.Reads(Incident{Row: made})
		}
		made := split()
		undo := "/api/tickets/" + made.ID + "/split/undo"
		karim.Post("/api/tickets/"+i.ID+"/split/undo", nil, nil).Refused(http.StatusUnprocessableEntity, "ticket.not_split", "messages")
		sophie.Post(undo, nil, nil).Refused(http.StatusForbidden, "forbidden")
		d.As("hugo").Post(undo, nil, nil).Refused(http.StatusNotFound, "not_found")
		var state SplitState
		karim.Get("/api/tickets/"+made.ID+"/split", &state).Want(http.StatusOK)
		if state.From == nil || state.From.Reference != i.Reference || !state.Undo {
			t.Errorf("it says %+v", state)
		}
		d.Forward(time.Minute)
		var back Row
		karim.Post(undo, nil, &back).Want(http.StatusOK)
		if got := words(karim.Timeline(i)); back.ID != i.ID || !slices.Equal(got, before) {
			t.Errorf("back in %s: %q", back.Reference, got)
		}
		if now := karim.Reads(i); now.Last.Excerpt != said.Message.Text || len(relations(karim, i.ID)) != 0 {
			t.Errorf("its last word is %q", now.Last.Excerpt)
		}
		if now := karim.Reads(made); now.State != "cancelled" || now.CancelReason != "mistake" || len(words(karim.Timeline(made))) != 0 {
			t.Errorf("the other is %s, and says %q", now.State, words(karim.Timeline(made)))
		}
		if got := karim.Finds("numbat"); !slices.Equal(got, []string{i.Reference}) {
			t.Errorf("found in %q", got)
		}
		if !slices.ContainsFunc(d.LettersTo("sophie@solane.example"), func(l outbox.Letter) bool {
			return l.Kind == "rejoined" && strings.Contains(l.Text, i.Reference) && strings.Contains(l.Text, made.Reference)
		}) {
			t.Error("Sophie is not told that it goes on in the first")
		}
		karim.Post(undo, nil, nil).Refused(http.StatusUnprocessableEntity, "ticket.not_split", "messages")

		// Once something was said there, it stays; and so it does when it is over.
		again := split()
		d.Forward(time.Minute)
		karim.Says(again, "Je regarde le clavier.")
		karim.Post("/api/tickets/"+again.ID+"/split/undo", nil, nil).Refused(http.StatusUnprocessableEntity, "ticket.split_said", "messages")
		karim.Resolves(again, "Changé.")
		karim.Post("/api/tickets/"+again.ID+"/split/undo", nil, nil).Refused(http.StatusUnprocessableEntity, "ticket.split_over", "messages")
		karim.Get("/api/tickets/"+again.ID+"/split", &state).Want(http.StatusOK)
		if state.Undo {
			t.Error("it says that it can be taken back")
		}
	})
}

// Words that were split off and then merged into yet another record are read there
// once, and a second split of a split record leaves nothing behind.
func TestASplitAndAMerge(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		sophie, karim := d.As("sophie"), d.As("karim")
		i := sophie.Reports("Dossier un", "Le premier mot.")
		other := sophie.Reports("Dossier deux", "Le second mot.")
		d.Forward(time.Minute)
		sophie.Says(i, "Le mot qui part.")
		d.Forward(time.Minute)
		sophie.Says(i, "Le mot qui repart.")
		leaves, again := saying(t, karim.Timeline(i), "qui part."), saying(t, karim.Timeline(i), "qui repart.")
		split := func(from Incident, of ...TimelineItem) Incident {
			t.Helper()
			ids := []string{}
			for _, x := range of {
				ids = append(ids, x.Message.ID)
			}
			var made Row
			karim.Post("/api/tickets/"+from.ID+"/split", Map{"messages": ids, "kind": "incident", "title": "Trois"}, &made).Want(http.StatusCreated)
			d.Forward(time.Minute)
			return karim.Reads(Incident{Row: made})
		}
		three := split(i, leaves, again)
		four := split(three, again)
		karim.Post("/api/tickets/"+three.ID+"/merge", Map{"version": karim.Reads(three).Version, "into": other.ID}, nil).Want(http.StatusOK)
		for _, x := range []struct {
			of   Incident
			want []string
		}{
			{i, []string{"Le premier mot."}},
			{other, []string{"Le second mot.", "Le mot qui part."}},
			{three, []string{"Le mot qui part."}},
			{four, []string{"Le mot qui repart."}},
		} {
			if got := words(karim.Timeline(x.of)); !same(got, x.want) {
				t.Errorf("%s says %q, not %q", x.of.Title, got, x.want)
			}
		}
		karim.Post("/api/tickets/"+three.ID+"/split", Map{"messages": []string{leaves.Message.ID}, "kind": "incident", "title": "Cinq"}, nil).
			Refused(http.StatusUnprocessableEntity, "ticket.merged", "text")
		karim.Post("/api/tickets/"+other.ID+"/split", Map{"messages": []string{leaves.Message.ID}, "kind": "incident", "title": "Cinq"}, nil).
			Refused(http.StatusUnprocessableEntity, "ticket.split_merged", "messages")
		karim.Post("/api/tickets/"+three.ID+"/split/undo", nil, nil).Refused(http.StatusUnprocessableEntity, "ticket.split_over", "messages")
		karim.Post("/api/tickets/"+four.ID+"/split/undo", nil, nil).Refused(http.StatusUnprocessableEntity, "ticket.split_over", "messages")
	})
}

// goodSplitting is good for the routes of splitting; false for any other.
func goodSplitting(t *testing.T, d *Desk, c *Client, operation string, i Incident) (int, bool) {
	t.Helper()
	method, path, _ := strings.Cut(operation, " ")
	if !strings.Contains(path, "/{ref}/split") {
		return 0, false
	}
	at := strings.ReplaceAll(path, "{ref}", i.ID)
	if method == http.MethodGet {
		return c.Get(at, nil).Status, true
	}
	d.As("sophie").Says(i, "Un autre sujet.")
	said := saying(t, d.As("karim").Timeline(i), "autre sujet")
	body := Map{"messages": []string{said.Message.ID}, "kind": "incident", "title": "Un autre sujet"}
	if strings.HasSuffix(path, "/undo") {
		var made Row
		d.As("karim").Post("/api/tickets/"+i.ID+"/split", body, &made).Want(http.StatusCreated)
		return c.Post(strings.ReplaceAll(path, "{ref}", made.ID), nil, nil).Status, true
	}
	return c.Post(at, body, nil).Status, true
}
