// Package history reads what a record's page shows of its past: the entries of
// its timeline, the rows they point to, and the names of whom and what they
// mention. It writes nothing; what a reader may see of it is the door's to say.
package history

import (
	"context"
	"slices"

	"guichet"
	"guichet/internal/category"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/person"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// History is all that a record page shows: the entries, and the rows they point
// to.
type History struct {
	Entries     []timeline.Entry
	Messages    map[string]conversation.Message
	Notes       map[string]ticket.Note
	Attachments map[conversation.Holder][]conversation.Attachment
	People      map[string]string // names by id
	Teams       map[string]string
	Tree        category.Tree // where some entry names a category
	Language    guichet.Language
	Places      map[string]string // the organisation and the site
}

const (
	sqlNamed = `SELECT p.id, p.name FROM person p WHERE p.id IN
		(SELECT e.actor_id FROM timeline_entry e WHERE e.subject_kind = $1 AND e.subject_id = $2
		UNION SELECT s.value FROM timeline_span s WHERE s.subject_kind = $1 AND s.subject_id = $2 AND s.field = 'assignee'
		UNION SELECT m.author_id FROM message m WHERE m.conversation_id = $3)`

	sqlTeamsNamed = `SELECT id, name FROM team WHERE id IN (SELECT s.value FROM timeline_span s
		WHERE s.subject_kind = $1 AND s.subject_id = $2 AND s.field = 'team'
		UNION SELECT e.team_id FROM timeline_entry e WHERE e.subject_kind = $1 AND e.subject_id = $2)
		UNION ALL SELECT o.id, o.name FROM organisation o WHERE o.id = $3
		UNION ALL SELECT s.id, s.name FROM site s WHERE s.id = $4`

	sqlNoteAttachments = `SELECT a.id, a.holder_kind, a.holder_id, a.uploader_id, a.name, a.type, a.size, a.digest, a.content_id,
		a.created FROM attachment a JOIN note n ON n.id = a.holder_id WHERE a.holder_kind = 'note' AND n.ticket_id = $1 ORDER BY a.id`
)

type named struct{ id, name string }

// Read reads what happened to a ticket after a version. Without internal,
// the notes are not even read.
func Read(ctx context.Context, tx *db.Tx, t ticket.Ticket, after int64, internal bool) (History, error) {
	h := History{
		Messages: map[string]conversation.Message{}, Notes: map[string]ticket.Note{},
		Attachments: map[conversation.Holder][]conversation.Attachment{}, People: map[string]string{}, Teams: map[string]string{}, Places: map[string]string{},
	}
	var err error
	if h.Entries, err = timeline.After(ctx, tx, t.Subject(), after, timeline.Everything); err != nil {
		return h, err
	}
	messages, err := conversation.Messages(ctx, tx, t.ConversationID)
	if err != nil {
		return h, err
	}
	for _, m := range messages {
		h.Messages[m.ID] = m
	}
	files, err := conversation.Attachments(ctx, tx, t.ConversationID)
	if err != nil {
		return h, err
	}
	if internal {
		notes, err := ticket.Notes(ctx, tx, t.ID)
		if err != nil {
			return h, err
		}
		for _, n := range notes {
			h.Notes[n.ID] = n
		}
		noted, err := conversation.OfQuery(ctx, tx, sqlNoteAttachments, t.ID)
		if err != nil {
			return h, err
		}
		files = append(files, noted...)
	}
	for _, f := range files {
		h.Attachments[f.Holder] = append(h.Attachments[f.Holder], f)
	}
	return h, h.name(ctx, tx, t)
}

func (h *History) name(ctx context.Context, tx *db.Tx, t ticket.Ticket) error {
	dest := func(n *named) []any { return []any{&n.id, &n.name} }
	people, err := db.All(ctx, tx, dest, sqlNamed, t.Origin, t.ID, t.ConversationID)
	if err != nil {
		return guichet.Doing("name people", err)
	}
	teams, err := db.All(ctx, tx, dest, sqlTeamsNamed, t.Origin, t.ID, t.OrganisationID, t.SiteID)
	if err != nil {
		return guichet.Doing("name teams", err)
	}
	for _, p := range people {
		h.People[p.id] = p.name
	}
	for _, x := range teams {
		if x.id == t.OrganisationID || x.id == t.SiteID {
			h.Places[x.id] = x.name
			continue
		}
		h.Teams[x.id] = x.name
	}
	if err := h.nameOthers(ctx, tx); err != nil {
		return err
	}
	if !slices.ContainsFunc(h.Entries, names("category", "opening_category", "closing_category")) {
		return nil
	}
	h.Tree, err = category.Read(ctx, tx)
	return err
}

// names tells whether an entry changes one of the fields.
func names(fields ...string) func(timeline.Entry) bool {
	return func(e timeline.Entry) bool {
		return slices.ContainsFunc(e.Changes, func(c timeline.Change) bool { return slices.Contains(fields, c.Field) })
	}
}

// nameOthers names those who follow the record or whose it is, or once did or was,
// and where it stood with them.
func (h *History) nameOthers(ctx context.Context, tx *db.Tx) error {
	for _, e := range h.Entries {
		for _, c := range e.Changes {
			for _, v := range []any{c.Old, c.New} {
				id, _ := v.(string)
				if id == "" {
					continue
				}
				var err error
				switch c.Field {
				case "watcher", "requester":
					err = name(h.People, id, func() (string, error) {
						p, err := person.Get(ctx, tx, id)
						return p.Name, err
					})
				case "organisation":
					err = name(h.Places, id, func() (string, error) {
						o, err := person.GetOrganisation(ctx, tx, id)
						return o.Name, err
					})
				case "site":
					err = name(h.Places, id, func() (string, error) {
						s, err := person.GetSite(ctx, tx, id)
						return s.Name, err
					})
				}
				if err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// name keeps what something is called, unless that is known.
func name(known map[string]string, id string, read func() (string, error)) (err error) {
	if _, ok := known[id]; !ok {
		known[id], err = read()
	}
	return err
}
