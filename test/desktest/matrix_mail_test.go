package desktest_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"guichet"
	"guichet/internal/arrival"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/outbox"
	. "guichet/test/desktest"
)

// goodMail is good for the routes of mail; false for any other.
func goodMail(t *testing.T, d *Desk, c *Client, operation string, i Incident) (int, bool) {
	t.Helper()
	method, path, _ := strings.Cut(operation, " ")
	ids := func() Map { return Map{"ids": []string{putAside(t, d, i)}} }
	switch operation {
	case "GET /api/arrivals", "GET /api/arrivals/counts", "GET /api/mail-blocks":
		return c.Do(method, path, nil, nil).Status, true
	case "GET /api/arrivals/{id}", "GET /api/arrivals/{id}/bytes":
		return c.Do(method, strings.ReplaceAll(path, "{id}", putAside(t, d, i)), nil, nil).Status, true
	case "GET /api/mailboxes/{id}/letters", "PUT /api/mailboxes/{id}/letters":
		var box struct{ ID string }
		d.As("admin").Post("/api/mailboxes", Map{"name": "Boîte", "address": i.Reference + "-l@solane.example"}, &box).Want(http.StatusCreated)
		var body any
		if method == http.MethodPut {
			body = Map{"version": 0, "signature_fr": "Le centre", "signature_en": "", "opens": "incident"}
		}
		return c.Do(method, strings.ReplaceAll(path, "{id}", box.ID), body, nil).Status, true
	case "POST /api/arrivals/release", "POST /api/arrivals/discard":
		return c.Do(method, path, ids(), nil).Status, true
	case "DELETE /api/mail-blocks/{id}":
		id := ""
		inWrite(t, d, func(ctx context.Context, tx *db.Tx) error {
			if err := arrival.BlockSender(ctx, tx, guichet.System(guichet.Desk), "a@"+i.Reference+".example"); err != nil {
				return err
			}
			all, err := arrival.Blocks(ctx, tx)
			id = all[0].ID
			return err
		})
		return c.Do(method, strings.ReplaceAll(path, "{id}", id), nil, nil).Status, true
	case "POST /api/letters/{id}/resend":
		id := ""
		inWrite(t, d, func(ctx context.Context, tx *db.Tx) error {
			l, err := outbox.Write(ctx, tx, outbox.Letter{TicketKind: "incident", TicketID: i.ID, Address: "a@b.example", Text: "x"}, "desk.example")
			if err == nil {
				err = outbox.MarkFailed(ctx, tx, l, "no")
			}
			id = l.ID
			return err
		})
		return c.Do(method, strings.ReplaceAll(path, "{id}", id), nil, nil).Status, true
	case "GET /api/messages/{id}/bytes", "GET /api/messages/{id}/pictures/{number}":
		arrived, said := putAside(t, d, i), ""
		inWrite(t, d, func(ctx context.Context, tx *db.Tx) error {
			m, err := conversation.Say(ctx, tx, conversation.Message{
				ConversationID: i.ConversationID, Direction: conversation.In, Channel: guichet.Mail, AuthorID: d.ID("sophie"), Text: "x", ArrivalID: arrived, HTML: `<img data-remote="http://127.0.0.1/">`,
			})
			said = m.ID
			return err
		})
		return c.Do(method, strings.NewReplacer("{id}", said, "{number}", "0").Replace(path), nil, nil).Status, true
	}
	return 0, false
}

// putAside keeps a letter that is put aside, and gives its id.
func putAside(t *testing.T, d *Desk, i Incident) string {
	t.Helper()
	id := ""
	inWrite(t, d, func(ctx context.Context, tx *db.Tx) error {
		if err := arrival.Keep(ctx, tx, arrival.New{MailboxID: "m", Raw: []byte("From: a@b.example\r\n\r\n" + i.ID), Subject: i.ID, Aside: "mail.unreadable"}); err != nil {
			return err
		}
		all, _, err := arrival.List(ctx, tx, arrival.Filter{State: arrival.Quarantined}, guichet.Page{Limit: 200})
		for _, s := range all {
			if s.Subject == i.ID {
				id = s.ID
			}
		}
		return err
	})
	return id
}

func inWrite(t *testing.T, d *Desk, f func(context.Context, *db.Tx) error) {
	t.Helper()
	if err := d.DB.Write(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}
