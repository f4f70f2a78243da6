package api

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/db"
	"guichet/internal/history"
	"guichet/internal/outbox"
	"guichet/internal/relation"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

func sharingOf(ctx context.Context, tx *db.Tx, r *contract.Request, t ticket.Ticket, desk bool) (relation.Sharing, error) {
	return relation.SharingOf(ctx, tx, t, relation.Reader{ID: r.Who.PersonID, Desk: desk, Sees: func(other ticket.Ticket) bool {
		return r.Who.MayOn(access.On(other.Kind).Read, other.Place(), other.RequesterID)
	}})
}

// shown tells whether the reader sees an entry as far as it points to words. Of one
// whose words left the record it tells what it changed besides.
func shown(h history.History, s relation.Sharing, e timeline.Entry, item *TimelineItem) bool {
	for _, row := range e.Rows {
		if row.Kind != "message" {
			continue
		}
		m, here := h.Messages[row.ID]
		if !here {
			item.Message, item.Kind = nil, "activity"
			return len(item.Changes) > 0
		}
		if !s.Shows(m) {
			return false
		}
	}
	return true
}

// splitFrom is the record in which the first words of one were said, as far as
// the reader sees it.
func splitFrom(links []relation.Link) string {
	for _, l := range links {
		if l.Kind == relation.SplitFrom {
			return l.Other.Reference
		}
	}
	return ""
}

// saidIn tells of the first words of a record where and when they were said, if
// that was in another.
func (item *TimelineItem) saidIn(other string, h history.History) {
	if other != "" && item.Version == 1 && item.Message != nil {
		m := h.Messages[item.Message.ID]
		item.From, item.At, item.RecordedAt = other, m.Recorded, m.Recorded
	}
}

// others are the messages of the common conversation that no entry of the
// record's own points to: what was said in its duplicates, or, of a duplicate,
// what was said since where it goes on.
func othersOf(s relation.Sharing, desk bool, h history.History, letters []outbox.Letter, own []timeline.Entry, split string) []TimelineItem {
	pointed := map[string]bool{}
	for _, e := range own {
		for _, row := range e.Rows {
			pointed[row.ID] = true
		}
	}
	items := []TimelineItem{}
	for _, m := range h.Messages {
		duplicate := s.Merge.FromID != ""
		if pointed[m.ID] || !s.Shows(m) || duplicate && !m.Recorded.After(s.Merge.Created) || !duplicate && m.Origin == "" {
			continue
		}
		items = append(items, TimelineItem{
			ID: m.ID, Kind: "message", Code: "said/1", At: m.Recorded, RecordedAt: m.Recorded, Via: string(m.Channel),
			Actor: &ActorBody{ID: m.AuthorID, Name: h.People[m.AuthorID]}, Changes: []FieldChange{}, Links: []TimelineLink{},
			Message: messageBody(h, letters, m, desk), From: cmp.Or(s.Origins[m.Origin], split),
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
