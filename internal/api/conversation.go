package api

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/activity"
	"guichet/internal/api/contract"
	"guichet/internal/api/record"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/history"
	"guichet/internal/intake"
	"guichet/internal/mention"
	"guichet/internal/outbox"
	"guichet/internal/person"
	"guichet/internal/phrase"
	"guichet/internal/relation"
	"guichet/internal/stem"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// TimelineItem is one thing that was said or done.
type TimelineItem struct {
	ID         string         `json:"id"`
	Kind       string         `json:"kind" enum:"message,note,activity"`
	Code       string         `json:"code" doc:"The kind of entry, with its number: moved/1."`
	Version    int64          `json:"version"`
	At         time.Time      `json:"at" doc:"When it happened."`
	RecordedAt time.Time      `json:"recorded_at" doc:"When it was written down."`
	Actor      *ActorBody     `json:"actor" doc:"Null for the program itself."`
	Via        string         `json:"via"`
	Reason     string         `json:"reason"`
	Changes    []FieldChange  `json:"changes" nullable:"false"`
	Message    *MessageBody   `json:"message"`
	Activity   *ActivityBody  `json:"activity" doc:"Of a note: the action that it writes down."`
	Erased     bool           `json:"erased" doc:"Its content was erased for a person's right."`
	Links      []TimelineLink `json:"links" nullable:"false"`
	From       string         `json:"from" doc:"The record that a message was said on, where that was merged into this one."`
	LeavesAt   *time.Time     `json:"leaves_at" doc:"Of the desk's words on their way out: until then only the desk sees them, and their author may take them back."`
}

// ActivityBody is an action that was written down.
type ActivityBody struct {
	Kind      string     `json:"kind" doc:"Empty: not told."`
	Label     string     `json:"label"`
	Outcome   string     `json:"outcome"`
	Late      bool       `json:"late" doc:"Written down after the fact."`
	StartedAt *time.Time `json:"started_at"`
	EndedAt   *time.Time `json:"ended_at"`
}

func activityBody(l guichet.Language, a activity.Activity) *ActivityBody {
	if a == (activity.Activity{}) {
		return nil
	}
	label := ""
	if a.Kind != "" {
		label = phrase.For(l).Say("activity."+a.Kind, nil)
	}
	return &ActivityBody{
		Kind: a.Kind, Label: label, Outcome: a.Outcome, Late: a.IsLate(), StartedAt: contract.MomentOrNil(a.Started), EndedAt: contract.MomentOrNil(a.Ended),
	}
}

// ActorBody is who acted, and for which team.
type ActorBody struct {
	ID     string        `json:"id"`
	Name   string        `json:"name"`
	Team   *contract.Ref `json:"team"`
	Claims bool          `json:"claims" doc:"Somebody who says they are this person, by a mail that nothing vouches for."`
}

func actorBody(h history.History, a guichet.Actor) *ActorBody {
	if a.ID == "" {
		return nil
	}
	return &ActorBody{ID: a.ID, Name: h.People[a.ID], Team: contract.RefOrNil(a.TeamID, h.Teams[a.TeamID]), Claims: a.Kind == guichet.ActorClaims}
}

// leavingItems are the desk's words on their way out, for the desk alone.
func leavingItems(ctx context.Context, tx *db.Tx, t ticket.Ticket) ([]TimelineItem, error) {
	leaving, err := conversation.LeavingOf(ctx, tx, t.ID)
	if err != nil {
		return nil, err
	}
	items := make([]TimelineItem, 0, len(leaving))
	for _, l := range leaving {
		author, err := person.Get(ctx, tx, l.AuthorID)
		if err != nil {
			return nil, err
		}
		files, err := conversation.Held(ctx, tx, conversation.Holder{Kind: conversation.HeldByMessage, ID: l.ID})
		if err != nil {
			return nil, err
		}
		copies, err := conversation.Copies(ctx, tx, l.ID)
		if err != nil {
			return nil, err
		}
		at := l.LeavesAt
		items = append(items, TimelineItem{
			ID: l.ID, Kind: "message", Code: "leaving/1", Version: t.Version, At: l.Created, RecordedAt: l.Created,
			Actor: &ActorBody{ID: author.ID, Name: author.Name}, Via: string(l.Via), Changes: []FieldChange{}, Links: []TimelineLink{},
			LeavesAt: &at, Message: &MessageBody{
				ID: l.ID, Direction: string(conversation.Out), Channel: string(l.Channel), Author: contract.Ref{ID: author.ID, Name: author.Name},
				Text: l.Text, Copies: copies, Attachments: attachmentBodies(files), Deliveries: []DeliveryBody{}, Mentions: []MentionBody{},
			},
		})
	}
	return items, nil
}

// TimelineLink names another record, and how the entry is about it.
type TimelineLink struct {
	Kind      string `json:"kind"`
	Reference string `json:"reference"`
}

// FieldChange is a field before and after.
type FieldChange struct {
	Field    string `json:"field"`
	Name     string `json:"name,omitempty" doc:"What a field that an administrator added is called."`
	Old      any    `json:"old"`
	New      any    `json:"new"`
	OldLabel string `json:"old_label"`
	NewLabel string `json:"new_label"`
}

// MessageBody is what was said, or noted.
type MessageBody struct {
	ID          string           `json:"id" doc:"Of the message, or of the note."`
	Direction   string           `json:"direction"`
	Channel     string           `json:"channel"`
	Author      contract.Ref     `json:"author"`
	Text        string           `json:"text"`
	HTML        string           `json:"html" doc:"Sanitised; empty when there is only text."`
	Quoted      string           `json:"quoted" doc:"What it repeats of earlier messages."`
	Automatic   bool             `json:"automatic"`
	Attachments []AttachmentBody `json:"attachments" nullable:"false"`
	Copies      []string         `json:"copies,omitempty" nullable:"false" doc:"Of the desk's words: addresses that got a copy; for who works on the record."`
	Deliveries  []DeliveryBody   `json:"deliveries" nullable:"false"`
	Mail        *record.MailBody `json:"mail" doc:"Of a message that came in by mail."`
	Mentions    []MentionBody    `json:"mentions" nullable:"false" doc:"Whom a note names."`
}

// MentionBody is somebody whom a note names, by the name it calls them.
type MentionBody struct {
	Kind string `json:"kind" enum:"person,team"`
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
}

// namedIn are those whom the notes of a record name, by note, for who reads notes.
func namedIn(ctx context.Context, tx *db.Tx, t ticket.Ticket, internal bool) (map[string][]mention.Mention, error) {
	byNote := map[string][]mention.Mention{}
	if !internal {
		return byNote, nil
	}
	all, err := mention.OfTicket(ctx, tx, t.ID)
	for _, m := range all {
		byNote[m.NoteID] = append(byNote[m.NoteID], m)
	}
	return byNote, err
}

func mentionBodies(all []mention.Mention) []MentionBody {
	out := make([]MentionBody, len(all))
	for i, m := range all {
		out[i] = MentionBody{Kind: m.Kind, ID: m.ID, Name: m.Name}
	}
	return out
}

// DeliveryBody is what became of a letter to one address.
type DeliveryBody struct {
	ID      string     `json:"id"`
	Address string     `json:"address"`
	State   string     `json:"state" enum:"waiting,sent,failed"`
	SentAt  *time.Time `json:"sent_at"`
	Reason  string     `json:"reason" doc:"What a server said of it: why it was refused or is late; '' nothing."`
}

type timelineIn struct {
	contract.RefIn
	After int64 `query:"after" minimum:"0" doc:"Only what came after this version."`
}

func (a *API) timelineOf(kind string) func(context.Context, *timelineIn) (*contract.List[TimelineItem], error) {
	return func(ctx context.Context, in *timelineIn) (*contract.List[TimelineItem], error) {
		r, err := contract.May(ctx, access.On(kind).Read)
		if err != nil {
			return nil, err
		}
		var items []TimelineItem
		err = a.DB.Read(db.Brief(ctx), func(ctx context.Context, tx *db.Tx) error {
			t, err := ticket.Get(ctx, tx, r.Who.Scope(access.On(kind).Read), kind, in.Ref)
			if err != nil {
				return err
			}
			if items, err = timelineItems(ctx, tx, r, t, in.After); err != nil || !r.Who.MayIn(access.On(kind).Inside, t.Place()) {
				return err
			}
			leaving, err := leavingItems(ctx, tx, t)
			items = append(items, leaving...)
			return err
		})
		return contract.Listed(items, ""), err
	}
}

// userFields are what a user sees change on their own record.
func userFields() []string {
	return []string{"state", "team", "assignee", "title", "file", "reference", "watcher", "requester"}
}

// timelineItems is the history as the reader may see it. A user sees what was
// said and where it stands; notes and the desk's inner work are not read for
// them at all.
func timelineItems(ctx context.Context, tx *db.Tx, r *contract.Request, t ticket.Ticket, after int64) ([]TimelineItem, error) {
	internal := r.Who.MayIn(access.On(t.Kind).Inside, t.Place())
	h, err := history.Read(ctx, tx, t, after, internal)
	if err != nil {
		return nil, err
	}
	h.Language = r.Language
	custom, err := record.ReadHistory(ctx, tx, r, t, &h)
	if err != nil {
		return nil, err
	}
	// Words that left by a split are read where they are now.
	maps.DeleteFunc(h.Messages, func(_ string, m conversation.Message) bool { return m.ConversationID != t.ConversationID })
	letters, err := outbox.OfConversation(ctx, tx, t.ConversationID)
	if err != nil {
		return nil, err
	}
	reach := record.Reach(r, intake.Kinds())
	links, err := relation.Links(ctx, tx, reach, t.ID)
	if err != nil {
		return nil, err
	}
	others, err := relation.Briefs(ctx, tx, reach, pointed(h.Entries))
	if err != nil {
		return nil, err
	}
	named, err := namedIn(ctx, tx, t, internal)
	if err != nil {
		return nil, err
	}
	shared, err := sharingOf(ctx, tx, r, t, internal)
	if err != nil {
		return nil, err
	}
	say := phrase.For(r.Language)
	items := []TimelineItem{}
	for _, e := range h.Entries {
		item, seen := itemOf(h, custom, letters, e, internal)
		seen = seen && shown(h, shared, e, &item)
		if item.Kind == "note" && seen {
			item.Message.Mentions = mentionBodies(named[e.Rows[0].ID])
		}
		if seen {
			seen = item.nameOther(say, others, e)
			item.saidIn(splitFrom(links), h)
		}
		if seen {
			if e.Version == 1 {
				for _, l := range links {
					item.Links = append(item.Links, TimelineLink{Kind: l.Kind, Reference: l.Other.Reference})
				}
			}
			items = append(items, item)
		}
	}
	if after > 0 {
		return items, nil
	}
	return woven(items, othersOf(shared, internal, h, letters, h.Entries, splitFrom(links))), nil
}

// pointed are the other records that entries name.
func pointed(entries []timeline.Entry) []string {
	var ids []string
	for _, e := range entries {
		for _, row := range e.Rows {
			if row.Kind == "ticket" {
				ids = append(ids, row.ID)
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// nameOther says in words which other record an entry is about. Of one that the
// reader may not see, the entry says nothing, and is not shown.
func (item *TimelineItem) nameOther(say phrase.Book, others map[string]ticket.Ticket, e timeline.Entry) bool {
	for _, row := range e.Rows {
		if row.Kind != "ticket" {
			continue
		}
		other, visible := others[row.ID]
		if !visible {
			// What became of this record is told all the same; what ties it, is not.
			return len(item.Changes) > 0 && e.Kind != "linked/1" && e.Kind != "unlinked/1"
		}
		item.Links = append(item.Links, TimelineLink{Kind: "about", Reference: other.Reference})
		for i, c := range item.Changes {
			if c.Field != "link" {
				continue
			}
			for _, side := range []struct {
				kind  any
				label *string
			}{{c.Old, &item.Changes[i].OldLabel}, {c.New, &item.Changes[i].NewLabel}} {
				if kind, _ := side.kind.(string); kind != "" {
					*side.label = say.Say("relation."+kind, nil) + " " + other.Reference
				}
			}
		}
	}
	return true
}

func itemOf(h history.History, custom record.History, letters []outbox.Letter, e timeline.Entry, internal bool) (TimelineItem, bool) {
	item := TimelineItem{
		ID: e.ID, Kind: "activity", Code: e.Kind, Version: e.Version, At: e.At, RecordedAt: e.Recorded,
		Actor: actorBody(h, e.Actor), Via: string(e.Actor.Via), Changes: []FieldChange{}, Links: []TimelineLink{},
		Erased: e.Erased,
	}
	if internal || e.Kind == "reopened/1" {
		item.Reason = e.Reason
	}
	for _, row := range e.Rows {
		switch row.Kind {
		case "letter":
			for _, l := range letters {
				if l.ID == row.ID && internal {
					item.Reason = strings.TrimSuffix(l.Address+" – "+l.Error, " – ")
				}
			}
		case "note":
			if !internal {
				return item, false
			}
			n := h.Notes[row.ID]
			item.Kind = "note"
			item.Activity = activityBody(h.Language, n.Activity)
			item.Message = &MessageBody{
				ID: n.ID, Author: contract.Ref{ID: n.AuthorID, Name: h.People[n.AuthorID]}, Text: n.Text, Deliveries: []DeliveryBody{},
				Mentions:    []MentionBody{},
				Attachments: attachmentBodies(h.Attachments[conversation.Holder{Kind: conversation.HeldByNote, ID: n.ID}]),
			}
		case "message":
			item.Kind = "message"
			item.Message = messageBody(h, letters, h.Messages[row.ID], internal)
		}
	}
	for _, c := range e.Changes {
		if name, old, now, is := custom.Tell(c); is {
			item.Changes = append(item.Changes, FieldChange{Field: c.Field, Name: name, Old: c.Old, New: c.New, OldLabel: old, NewLabel: now})
			continue
		}
		if record.Quiet(c.Field) || !internal && !slices.Contains(userFields(), c.Field) {
			continue
		}
		item.Changes = append(item.Changes, FieldChange{
			Field: c.Field, Old: c.Old, New: c.New, OldLabel: label(h, c.Field, c.Old), NewLabel: label(h, c.Field, c.New),
		})
	}
	return item, item.Message != nil || len(item.Changes) > 0 || internal || e.Erased || e.Kind == "split/1" || e.Kind == "unsplit/1"
}

func label(h history.History, field string, v any) string {
	id, _ := v.(string)
	switch field {
	case "team":
		return h.Teams[id]
	case "category", "opening_category", "closing_category":
		return h.Tree.Path(id, h.Language)
	case "assignee", "requester", "watcher", "logged_by", "decided_by":
		return h.People[id]
	case "organisation", "site":
		return h.Places[id]
	default:
		return ""
	}
}

func messageBody(h history.History, letters []outbox.Letter, m conversation.Message, internal bool) *MessageBody {
	b := &MessageBody{
		ID: m.ID, Direction: string(m.Direction), Channel: string(m.Channel), Author: contract.Ref{ID: m.AuthorID, Name: h.People[m.AuthorID]},
		Text: m.Text, HTML: m.HTML, Quoted: m.Quoted, Automatic: m.Automatic, Deliveries: []DeliveryBody{},
		Mentions: []MentionBody{}, Mail: record.MailOf(m, internal),
		Attachments: attachmentBodies(h.Attachments[conversation.Holder{Kind: conversation.HeldByMessage, ID: m.ID}]),
	}
	for _, l := range letters {
		if internal && l.MessageID == m.ID && l.PersonID == "" {
			b.Copies = append(b.Copies, l.Address)
		}
		if internal && l.MessageID == m.ID {
			b.Deliveries = append(b.Deliveries, DeliveryBody{ID: l.ID, Address: l.Address, State: string(l.State), SentAt: contract.MomentOrNil(l.SentAt), Reason: l.Error})
		}
	}
	return b
}

// NewNote is an internal note.
type NewNote struct {
	Text          string        `json:"text"`
	AttachmentIDs []string      `json:"attachment_ids,omitempty" nullable:"false"`
	Activity      string        `json:"activity,omitempty" doc:"The kind of action it writes down: routing, diagnosis, contact, recovery, verification or other."`
	Outcome       string        `json:"outcome,omitempty" doc:"What came of it."`
	StartedAt     *time.Time    `json:"started_at,omitempty" doc:"Written down after the fact: when it was really begun. Needs a right, and ended_at."`
	EndedAt       *time.Time    `json:"ended_at,omitempty" doc:"When it was really done."`
	Mentions      []MentionBody `json:"mentions,omitempty" nullable:"false" doc:"Whom it names: they are told. Their name is filled in."`
}

func (a *API) noteOn(kind string) func(context.Context, *contract.WithRef[NewNote]) (*contract.Item[TimelineItem], error) {
	return func(ctx context.Context, in *contract.WithRef[NewNote]) (*contract.Item[TimelineItem], error) {
		right := access.On(kind).Note
		r, err := contract.May(ctx, right)
		if err != nil {
			return nil, err
		}
		text := guichet.Clean(in.Body.Text)
		if err := checkWords(text, in.Body.AttachmentIDs); err != nil {
			return nil, err
		}
		note := ticket.NewNote{Text: text, AttachmentIDs: in.Body.AttachmentIDs, Stems: stem.Text(text+"\n"+in.Body.Outcome, stem.Unknown)}
		note.Activity = activity.Activity{
			Kind: in.Body.Activity, Outcome: guichet.Clean(in.Body.Outcome), Started: moment(in.Body.StartedAt), Ended: moment(in.Body.EndedAt),
		}
		if (in.Body.StartedAt != nil || in.Body.EndedAt != nil) && !r.Who.May(access.LateEntry) {
			return nil, r.Deny(ctx, access.LateEntry)
		}
		var named []mention.Mention
		for _, m := range in.Body.Mentions {
			named = append(named, mention.Mention{Kind: m.Kind, ID: m.ID})
		}
		body, err := contract.Write(ctx, a.door, func(ctx context.Context, tx *db.Tx) (TimelineItem, error) {
			t, err := intake.Note(ctx, tx, kind, record.Act(r, right, in.Ref, 0), note, named...)
			if err != nil {
				return TimelineItem{}, err
			}
			if err := conversation.DropDraft(ctx, tx, conversation.DraftOf{PersonID: r.Who.PersonID, TicketID: t.ID, Mode: conversation.ForNote}); err != nil {
				return TimelineItem{}, err
			}
			return newest(ctx, tx, r, t, "note")
		})
		return &contract.Item[TimelineItem]{Body: body}, err
	}
}

// newest is the item that an act of words has just added: a reply that also moves
// the record leaves two entries, and the words are the first.
func newest(ctx context.Context, tx *db.Tx, r *contract.Request, t ticket.Ticket, kind string) (TimelineItem, error) {
	items, err := timelineItems(ctx, tx, r, t, max(0, t.Version-2))
	if err != nil {
		return TimelineItem{}, err
	}
	slices.Reverse(items)
	for _, item := range items {
		if strings.EqualFold(item.Kind, kind) {
			return item, nil
		}
	}
	return TimelineItem{}, guichet.NotFound()
}
