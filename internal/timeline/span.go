package timeline

import (
	"context"
	"fmt"
	"slices"
	"time"

	"guichet/internal/db"
)

// Span is a stretch of time over which a field had one value. A field without a
// value has no span.
type Span struct {
	Field   string
	Version int64 // of the entry that opened it
	Value   string
	Since   time.Time
	Until   time.Time
}

// Open tells whether the span still lasts.
func (s Span) Open() bool { return s.Until.Equal(far) }

// Measured lists the fields that time is measured on.
func Measured() []string {
	return []string{"state", "hold_reason", "team", "assignee", "desk", "priority"}
}

func measured(field string) bool { return slices.Contains(Measured(), field) }

func empty(v any) bool { return v == nil || v == "" || v == int64(0) || v == 0 || v == float64(0) }

func spanValue(v any) string {
	switch v := v.(type) {
	case float64:
		return fmt.Sprint(int64(v))
	default:
		return fmt.Sprint(v)
	}
}

// Spans folds the entries of one subject, in order, into its spans: the pure
// truth that the stored ones must equal.
func Spans(entries []Entry) []Span {
	spans := []Span{}
	open := map[string]int{}
	for _, e := range entries {
		for _, c := range e.Changes {
			if !measured(c.Field) {
				continue
			}
			if i, ok := open[c.Field]; ok {
				spans[i].Until = e.At
				delete(open, c.Field)
			}
			if !empty(c.New) {
				open[c.Field] = len(spans)
				spans = append(spans, Span{Field: c.Field, Version: e.Version, Value: spanValue(c.New), Since: e.At, Until: far})
			}
		}
	}
	slices.SortFunc(spans, compareSpans)
	return spans
}

func compareSpans(a, b Span) int {
	if a.Field != b.Field {
		if a.Field < b.Field {
			return -1
		}
		return 1
	}
	return int(a.Version - b.Version)
}

const sqlSpans = `SELECT field, version, value, since, until FROM timeline_span
	WHERE subject_kind = $1 AND subject_id = $2 ORDER BY field, version`

// StoredSpans reads the spans of a subject, ordered like those of Spans.
func StoredSpans(ctx context.Context, tx *db.Tx, s Subject) ([]Span, error) {
	return db.All(ctx, tx, func(x *Span) []any {
		return []any{&x.Field, &x.Version, &x.Value, &x.Since, &x.Until}
	}, sqlSpans, s.Kind, s.ID)
}
