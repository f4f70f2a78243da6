package desktest

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/auth"
	"guichet/internal/db"
	"guichet/internal/outbox"
	"guichet/internal/person"
)

// The everyday acts of a story. Each ends it when the desk refuses.

// Reports is what somebody tells the desk.
func (c *Client) Reports(title, description string) Incident {
	c.t.Helper()
	return c.Logs(Map{"title": title, "description": description})
}

// Logs records an incident with all that is known of it.
func (c *Client) Logs(what Map) Incident {
	c.t.Helper()
	if what["description"] == nil {
		what["description"] = "Depuis ce matin."
	}
	var i Incident
	c.Post("/api/incidents", what, &i).Want(http.StatusCreated)
	return i
}

// Reads is the incident as the reader sees it now.
func (c *Client) Reads(i Incident) Incident {
	c.t.Helper()
	var now Incident
	c.Get("/api/incidents/"+i.ID, &now).Want(http.StatusOK)
	return now
}

// Timeline is what was said and done, as the reader sees it.
func (c *Client) Timeline(i Incident) []TimelineItem {
	c.t.Helper()
	var l List[TimelineItem]
	c.Get("/api/incidents/"+i.ID+"/timeline", &l).Want(http.StatusOK)
	return l.Items
}

// Says writes into the conversation.
func (c *Client) Says(i Incident, text string) TimelineItem {
	c.t.Helper()
	var item TimelineItem
	c.Post("/api/incidents/"+i.ID+"/replies", Map{"text": text}, &item).Want(http.StatusCreated)
	return item
}

// Notes writes for the desk alone.
func (c *Client) Notes(i Incident, text string, attachments ...string) TimelineItem {
	c.t.Helper()
	body := Map{"text": text}
	if len(attachments) > 0 {
		body["attachment_ids"] = attachments
	}
	var item TimelineItem
	c.Post("/api/incidents/"+i.ID+"/notes", body, &item).Want(http.StatusCreated)
	return item
}

// Changes edits fields at the version that stands now.
func (c *Client) Changes(i Incident, what Map) Incident {
	c.t.Helper()
	what["version"] = c.Reads(i).Version
	var now Incident
	c.Patch("/api/incidents/"+i.ID, what, &now).Want(http.StatusOK)
	return now
}

// Assigns gives it to a team or a person at the version that stands now.
func (c *Client) Assigns(i Incident, what Map) Incident {
	c.t.Helper()
	what["version"] = c.Reads(i).Version
	var now Incident
	c.Post("/api/incidents/"+i.ID+"/assignment", what, &now).Want(http.StatusOK)
	return now
}

// Moves asks for a state at the version that stands now.
func (c *Client) Moves(i Incident, to string, with Map) *Response {
	c.t.Helper()
	body := Map{"version": c.Reads(i).Version, "to": to}
	for k, v := range with {
		body[k] = v
	}
	return c.Post("/api/incidents/"+i.ID+"/state", body, nil)
}

// Resolves ends it well.
func (c *Client) Resolves(i Incident, text string) Incident {
	c.t.Helper()
	c.Moves(i, "resolved", Map{"resolution": Map{"text": text, "code": "solved", "kind": "fix"}}).Want(http.StatusOK)
	return c.Reads(i)
}

// Finds lists what a search answers, by reference.
func (c *Client) Finds(q string) []string {
	c.t.Helper()
	var l List[struct{ Reference string }]
	c.Get("/api/search?q="+url.QueryEscape(q), &l).Want(http.StatusOK)
	found := []string{}
	for _, hit := range l.Items {
		found = append(found, hit.Reference)
	}
	return found
}

// Counts is how many each view holds.
func (c *Client) Counts() map[string]int64 {
	c.t.Helper()
	var l struct {
		Views []struct {
			View  string
			Count int64
		}
	}
	c.Get("/api/incidents/counts", &l).Want(http.StatusOK)
	counts := map[string]int64{}
	for _, v := range l.Views {
		counts[v.View] = v.Count
	}
	return counts
}

// Mailbox connects a mailbox that can send, so that letters are written. They
// wait in the outbox: no story of the API sends them.
func (d *Desk) Mailbox() {
	d.T.Helper()
	d.As("admin").Post("/api/mailboxes", Map{
		"name": "Support", "address": "support@solane.example", "enabled": true,
		"send": Map{"host": "127.0.0.1", "port": 2525, "tls": "none"},
	}, nil).Want(http.StatusCreated)
}

// Letters is what was written to people about an incident, the oldest first.
func (d *Desk) Letters(i Incident) []outbox.Letter {
	d.T.Helper()
	d.Settle()
	var letters []outbox.Letter
	if err := d.DB.Read(context.Background(), func(ctx context.Context, tx *db.Tx) (err error) {
		letters, err = outbox.OfConversation(ctx, tx, i.ConversationID)
		return err
	}); err != nil {
		d.T.Fatal(err)
	}
	return letters
}

// LettersTo is what waits to be sent to an address, the oldest first.
func (d *Desk) LettersTo(address string) []outbox.Letter {
	d.T.Helper()
	d.Settle()
	var found []outbox.Letter
	if err := d.DB.Read(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		all, _, err := outbox.InState(ctx, tx, outbox.Waiting, guichet.Page{Limit: 100})
		for _, l := range all {
			if l.Address == address {
				found = append(found, l)
			}
		}
		return err
	}); err != nil {
		d.T.Fatal(err)
	}
	return found
}

// LinkTo is what opens in the last letter with a link to an address: what stands
// after the #.
func (d *Desk) LinkTo(address string) string {
	d.T.Helper()
	letters := d.LettersTo(address)
	if len(letters) == 0 {
		d.T.Fatalf("nobody wrote to %s", address)
	}
	for i := len(letters) - 1; i >= 0; i-- {
		if _, link, found := strings.Cut(letters[i].Text, "#"); found {
			link, _, _ = strings.Cut(link, "\n")
			return link
		}
	}
	d.T.Fatalf("no link in %q", letters[len(letters)-1].Text)
	return ""
}

// SetupCode is what the console of the server shows at a start.
func (d *Desk) SetupCode() string {
	d.T.Helper()
	var code auth.Secret
	d.write(func(ctx context.Context, tx *db.Tx) (err error) {
		code, err = auth.OfferSetup(ctx, tx)
		return err
	})
	return string(code)
}

// MakeAgent gives the role of an agent to who is known by a mail address.
func (d *Desk) MakeAgent(address string) {
	d.T.Helper()
	d.write(func(ctx context.Context, tx *db.Tx) error {
		p, err := person.ByAddress(ctx, tx, address)
		if err != nil {
			return err
		}
		return auth.Grant(ctx, tx, guichet.System(guichet.JobRun), p.ID, access.Grant{Role: access.Agent})
	})
}

func (d *Desk) write(f func(context.Context, *db.Tx) error) {
	d.T.Helper()
	if err := d.DB.Write(context.Background(), f); err != nil {
		d.T.Fatal(err)
	}
}

// Raises records a request or a change: its path says which.
func (c *Client) Raises(path string, what Map) Matter {
	c.t.Helper()
	if what["description"] == nil {
		what["description"] = "Pour lundi, si possible."
	}
	var m Matter
	c.Post(path, what, &m).Want(http.StatusCreated)
	return m
}

// At is where a request or a change is.
func (m Matter) At() string { return "/api/" + m.Kind + "s/" + m.ID }

// Sees is a request or a change as the reader sees it now.
func (c *Client) Sees(m Matter) Matter {
	c.t.Helper()
	var now Matter
	c.Get(m.At(), &now).Want(http.StatusOK)
	return now
}

// Takes asks for another state of a request or a change.
func (c *Client) Takes(m Matter, to string, with Map) *Response {
	c.t.Helper()
	body := Map{"version": c.Sees(m).Version, "to": to}
	for k, v := range with {
		body[k] = v
	}
	return c.Post(m.At()+"/state", body, nil)
}

// Items is what was said and done about a record of any kind.
func (c *Client) Items(at string) []TimelineItem {
	c.t.Helper()
	var l List[TimelineItem]
	c.Get(at+"/timeline", &l).Want(http.StatusOK)
	return l.Items
}

// Sorts adds a category to the tree, for incidents unless it says otherwise.
func (c *Client) Sorts(what Map) Category {
	c.t.Helper()
	if what["kinds"] == nil {
		what["kinds"] = []string{"incident"}
	}
	var made Category
	c.Post("/api/categories", what, &made).Want(http.StatusCreated)
	return made
}

// Categories is the tree as the reader sees it.
func (c *Client) Categories() []Category {
	c.t.Helper()
	var l List[Category]
	c.Get("/api/categories", &l).Want(http.StatusOK)
	return l.Items
}

// Adds adds a field to records of a kind, incidents unless another is named.
func (c *Client) Adds(what Map) Field {
	c.t.Helper()
	if what["kinds"] == nil {
		what["kinds"] = []string{"incident"}
	}
	var made Field
	c.Post("/api/fields", what, &made).Want(http.StatusCreated)
	return made
}

// Fields are those that the reader knows of.
func (c *Client) Fields() []Field {
	c.t.Helper()
	var l List[Field]
	c.Get("/api/fields", &l).Want(http.StatusOK)
	return l.Items
}

// Alters changes a field as it now is.
func (c *Client) Alters(f Field, with Map) *Response {
	c.t.Helper()
	for _, now := range c.Fields() {
		if now.ID == f.ID {
			with["version"] = now.Version
		}
	}
	return c.Patch("/api/fields/"+f.ID, with, nil)
}
