package api

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/history"
	"guichet/internal/outbox"
	"guichet/internal/relation"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// sharing is how a record shares its conversation with others that were merged.
type sharing struct {
	merge    relation.Merge    // that it was merged by, if it was
	origins  map[string]string // references of the records that were merged into it, by their own conversation
	absorbed map[string]bool   // their conversations
	guests   []string          // whoever brought those
	reader   string
	desk     bool
}

func sharingOf(ctx context.Context, tx *db.Tx, r *contract.Request, t ticket.Ticket, desk bool) (sharing, error) {
	s := sharing{origins: map[string]string{}, absorbed: map[string]bool{}, reader: r.Who.PersonID, desk: desk}
	var err error
	if s.merge, err = relation.MergeOf(ctx, tx, t.ID); err != nil && !guichet.IsKind(err, guichet.KindNotFound) {
		return s, err
	}
	merges, err := relation.MergesInto(ctx, tx, t.ID)
	if err != nil {
		return s, err
	}
	for _, m := range merges {
		other, err := ticket.ByID(ctx, tx, m.FromID)
		if err != nil {
			return s, err
		}
		s.guests, s.absorbed[m.ConversationID] = append(s.guests, other.RequesterID), true
		if r.Who.MayOn(access.On(other.Kind).Read, other.OrganisationID, other.RequesterID) {
			s.origins[m.ConversationID] = other.Reference
		}
	}
	return s, nil
}

// shows tells whether the reader may read a message of the common conversation:
// the desk all, a person what the desk said and what they said themselves, and
// whose record it is all but the words of those who brought its duplicates.
func (s sharing) shows(m conversation.Message) bool {
	switch {
	case s.desk || m.AuthorID == s.reader:
		return true
	case s.merge.FromID != "":
		return m.Origin == s.merge.ConversationID || m.Direction == conversation.Out && m.Recorded.After(s.merge.Created)
	}
	return !s.absorbed[m.Origin] && (m.Direction == conversation.Out || !slices.Contains(s.guests, m.AuthorID))
}

// others are the messages of the common conversation that no entry of the
// record's own points to: what was said in its duplicates, or, of a duplicate,
// what was said since where it goes on.
func (s sharing) others(h history.History, letters []outbox.Letter, own []timeline.Entry) []TimelineItem {
	pointed := map[string]bool{}
	for _, e := range own {
		for _, row := range e.Rows {
			pointed[row.ID] = true
		}
	}
	items := []TimelineItem{}
	for _, m := range h.Messages {
		duplicate := s.merge.FromID != ""
		if pointed[m.ID] || !s.shows(m) || duplicate && !m.Recorded.After(s.merge.Created) || !duplicate && m.Origin == "" {
			continue
		}
		items = append(items, TimelineItem{
			ID: m.ID, Kind: "message", Code: "said/1", At: m.Recorded, RecordedAt: m.Recorded, Via: string(m.Channel),
			Actor: &ActorBody{ID: m.AuthorID, Name: h.People[m.AuthorID]}, Changes: []FieldChange{}, Links: []TimelineLink{},
			Message: messageBody(h, letters, m, s.desk), From: s.origins[m.Origin],
		})
	}
	return items
}

// woven puts items among others by when they were written down.
func woven(items, more []TimelineItem) []TimelineItem {
	slices.SortFunc(more, func(a, b TimelineItem) int {
		return cmp.Or(a.RecordedAt.Compare(b.RecordedAt), strings.Compare(a.ID, b.ID))
	})
	items = append(items, more...)
	slices.SortStableFunc(items, func(a, b TimelineItem) int { return a.RecordedAt.Compare(b.RecordedAt) })
	return items
}
