package desktest_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"guichet"
	"guichet/internal/arrival"
	"guichet/internal/db"
	. "guichet/test/desktest"
)

// keptAside keeps a letter and puts it aside.
func keptAside(t *testing.T, d *Desk, sender, subject, reason string, state arrival.State) {
	t.Helper()
	raw := fmt.Appendf(nil, "From: %s\r\nSubject: %s\r\n\r\nBonjour.\r\n", sender, subject)
	inWrite(t, d, func(ctx context.Context, tx *db.Tx) error {
		if err := arrival.Keep(ctx, tx, arrival.New{MailboxID: "m", Size: int64(len(raw)), Raw: raw, Sender: sender, Subject: subject, Aside: reason}); err != nil {
			return err
		}
		id := ""
		for _, from := range []arrival.State{arrival.Quarantined, arrival.Kept} {
			all, _, err := arrival.List(ctx, tx, arrival.Filter{State: from, Sender: sender}, guichet.Page{Limit: 100})
			if err != nil {
				return err
			}
			for _, s := range all {
				if s.Subject == subject {
					id = s.ID
				}
			}
		}
		return arrival.Settle(ctx, tx, id, state, reason)
	})
}

// What is put aside is listed the latest first, narrowed to a reason and a sender,
// and acted on together: each act stays, with who did it and on which letter.
func TestLettersPutAsideAreFoundAndActedOnTogether(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		admin := d.As("admin")
		for n := range 5 {
			d.Clock.Forward(1e9)
			keptAside(t, d, "robot@loin.example", fmt.Sprintf("alerte %d", n), arrival.ReasonOften, arrival.Held)
		}
		d.Clock.Forward(1e9)
		keptAside(t, d, "marc@loin.example", "question", arrival.ReasonMany, arrival.Held)
		subjects := func(query string) []string {
			t.Helper()
			var l List[aside]
			admin.Get("/api/arrivals?state=held"+query, &l).Want(http.StatusOK)
			var all []string
			for _, a := range l.Items {
				all = append(all, a.Subject)
			}
			return all
		}
		for query, want := range map[string]string{
			"":                          "question, alerte 4, alerte 3, alerte 2, alerte 1, alerte 0",
			"&reason=mail.too_often":    "alerte 4, alerte 3, alerte 2, alerte 1, alerte 0",
			"&reason=mail.too_many":     "question",
			"&sender=Marc@loin.example": "question",
			"&sender=marc@loin.example&reason=mail.too_often": "",
			"&sender=robot@loin.example&limit=2":              "alerte 4, alerte 3",
			"&sender=%25@loin.example":                        "",
		} {
			if got := strings.Join(subjects(query), ", "); got != want {
				t.Errorf("%s lists %s; want %s", query, got, want)
			}
		}
		// A page goes on where it ended, narrowed as it was.
		var first List[aside]
		admin.Get("/api/arrivals?state=held&sender=robot@loin.example&limit=2", &first).Want(http.StatusOK)
		if rest := subjects("&sender=robot@loin.example&cursor=" + first.Next); strings.Join(rest, ", ") != "alerte 2, alerte 1, alerte 0" {
			t.Errorf("it goes on with %v", rest)
		}

		var all List[aside]
		admin.Get("/api/arrivals?state=held&sender=robot@loin.example", &all).Want(http.StatusOK)
		ids := func(subjects ...string) []string {
			var some []string
			for _, a := range all.Items {
				if slices.Contains(subjects, a.Subject) {
					some = append(some, a.ID)
				}
			}
			return some
		}
		var n struct{ Count int64 }
		admin.Post("/api/arrivals/release", Map{"ids": ids("alerte 1", "alerte 2")}, &n).Want(http.StatusOK)
		if n.Count != 2 {
			t.Errorf("%d were let in", n.Count)
		}
		// All of them or none: one of these is in already.
		admin.Post("/api/arrivals/discard", Map{"ids": ids("alerte 3", "alerte 2")}, nil).Refused(http.StatusUnprocessableEntity, "mail.not_aside", "id")
		admin.Post("/api/arrivals/discard", Map{"ids": ids("alerte 0", "alerte 3", "alerte 4"), "block": true}, &n).Want(http.StatusOK)
		if n.Count != 3 || strings.Join(subjects(""), ", ") != "question" {
			t.Errorf("%d were put away; held are %v", n.Count, subjects(""))
		}
		var blocks List[struct{ Address string }]
		admin.Get("/api/mail-blocks", &blocks).Want(http.StatusOK)
		if len(blocks.Items) != 1 || blocks.Items[0].Address != "robot@loin.example" {
			t.Errorf("blocked: %+v", blocks.Items)
		}
		did := historyOf(t, admin, "arrival", "")
		var said []string
		for _, a := range did {
			said = append(said, a.Label+" "+a.Changes[0].NewLabel)
			if a.Actor.Name != "Anne Keller" || a.Changes[1].NewLabel != "robot@loin.example" {
				t.Errorf("the history says %+v", a)
			}
		}
		slices.Sort(said)
		if want := "Courriel laissé entrer alerte 1, Courriel laissé entrer alerte 2, Courriel écarté alerte 0, Courriel écarté alerte 3, Courriel écarté alerte 4"; strings.Join(said, ", ") != want {
			t.Errorf("the history says %s", strings.Join(said, ", "))
		}
	})
}

// A letter too large for a row is read from its file as it came. One that was left
// has no bytes to give, and is let in once the limit allows for it.
func TestALargeLetterIsThereAsItCame(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		admin := d.As("admin")
		raw := append([]byte("From: marc@loin.example\r\nSubject: Plans\r\n\r\nVoici les plans.\r\n"), bytes.Repeat([]byte("plan\r\n"), 100_000)...)
		digest, size, err := d.Blobs.Put(t.Context(), bytes.NewReader(raw), 1<<30)
		if err != nil {
			t.Fatal(err)
		}
		inWrite(t, d, func(ctx context.Context, tx *db.Tx) error {
			if err := arrival.KeepLarge(ctx, tx, arrival.Large{MailboxID: "m", Size: size, Place: "imap 1 1", Blob: string(digest), Sender: "Marc@loin.example", Subject: "Plans"}); err != nil {
				return err
			}
			return arrival.KeepLarge(ctx, tx, arrival.Large{MailboxID: "m", Size: 200 << 20, Place: "imap 1 2", Sender: "marc@loin.example", Subject: "Film"})
		})
		one := func(state string) (a struct {
			aside
			Size     int64
			Code     string
			HasBytes bool `json:"has_bytes"`
		},
		) {
			t.Helper()
			var l List[struct{ ID string }]
			admin.Get("/api/arrivals?state="+state, &l).Want(http.StatusOK)
			if len(l.Items) != 1 {
				t.Fatalf("%s: %+v", state, l.Items)
			}
			admin.Get("/api/arrivals/"+l.Items[0].ID, &a).Want(http.StatusOK)
			return a
		}
		plans := one("quarantined")
		if !plans.HasBytes || !plans.Releasable || plans.Size != size || plans.Code != "mail.too_large" || !strings.HasPrefix(plans.Text, "Voici les plans.") {
			t.Errorf("it waits as %+v", plans.aside)
		}
		if r := admin.Get("/api/arrivals/"+plans.ID+"/bytes", nil).Want(http.StatusOK); !bytes.Equal(r.Body, raw) {
			t.Errorf("%d bytes of %d come back", len(r.Body), len(raw))
		}
		admin.Post("/api/arrivals/release", Map{"ids": []string{plans.ID}}, nil).Want(http.StatusOK)

		film := one("too_large")
		if film.HasBytes || film.Releasable || !strings.Contains(film.Reason, "150 Mo") {
			t.Errorf("what was left is %+v", film.aside)
		}
		admin.Get("/api/arrivals/"+film.ID+"/bytes", nil).Refused(http.StatusNotFound, "not_found")
		admin.Post("/api/arrivals/release", Map{"ids": []string{film.ID}}, nil).Refused(http.StatusUnprocessableEntity, "mail.beyond", "id")
		sets(t, d, "limit.mail_kept", 300).Want(http.StatusOK)
		if film = one("too_large"); !film.Releasable {
			t.Errorf("with the limit raised it is %+v", film.aside)
		}
		admin.Post("/api/arrivals/release", Map{"ids": []string{film.ID}}, nil).Want(http.StatusOK)
		if film = one("too_large"); film.Releasable || film.Code != "mail.asked" {
			t.Errorf("asked for it is %+v", film.aside)
		}
		sets(t, d, "limit.mail_kept", 501).Refused(http.StatusUnprocessableEntity, "setting.bounds", "value")
	})
}
