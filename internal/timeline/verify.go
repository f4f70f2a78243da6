package timeline

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"guichet"
	"guichet/internal/db"
)

// Fault is one thing that a verification found wrong.
type Fault struct {
	Subject Subject
	Version int64
	What    string
}

func (f Fault) String() string {
	return fmt.Sprintf("%s %s, version %d: %s", f.Subject.Kind, f.Subject.ID, f.Version, f.What)
}

// Report is what a verification saw of one subject.
type Report struct {
	Entries []Entry
	Erased  int
	Faults  []Fault
}

// Verify follows the chain of one subject from its first entry to its head, and
// compares its spans with the fold of its entries.
func Verify(ctx context.Context, tx *db.Tx, s Subject) (Report, error) {
	var r Report
	fault := func(version int64, format string, args ...any) {
		r.Faults = append(r.Faults, Fault{Subject: s, Version: version, What: fmt.Sprintf(format, args...)})
	}
	rows, err := after(ctx, tx, s, 0, Everything)
	if err != nil {
		return r, err
	}
	var previous []byte
	for i := range rows {
		x := &rows[i]
		if want := int64(i + 1); x.Version != want {
			fault(x.Version, "expected version %d: an entry is missing", want)
		}
		if x.Erased {
			r.Erased++
		} else if !bytes.Equal(digest(x.salt, x.data), x.digest) {
			fault(x.Version, "its data was altered")
		}
		if !bytes.Equal(link(previous, &x.Entry, x.digest), x.hash) {
			fault(x.Version, "its header was altered, or the entry before it")
		}
		previous = x.hash
		r.Entries = append(r.Entries, x.Entry)
	}
	h, err := db.One(ctx, tx, func(h *head) []any { return []any{&h.version, &h.hash} }, sqlHead, s.Kind, s.ID)
	switch {
	case guichet.IsKind(err, guichet.KindNotFound):
		fault(0, "it has no head")
	case err != nil:
		return r, err
	case h.version != int64(len(rows)) || !bytes.Equal(h.hash, previous):
		fault(h.version, "the head is not the last entry: the tail was cut")
	}
	if r.Erased == 0 {
		have, err := StoredSpans(ctx, tx, s)
		if err != nil {
			return r, err
		}
		if want := Spans(r.Entries); !slices.EqualFunc(have, want, sameSpan) {
			fault(int64(len(rows)), "its spans are not the fold of its entries: stored %v, folded %v", have, want)
		}
	}
	return r, nil
}

func sameSpan(a, b Span) bool {
	return a.Field == b.Field && a.Version == b.Version && a.Value == b.Value && a.Since.Equal(b.Since) && a.Until.Equal(b.Until)
}

const sqlSubjects = `SELECT subject_kind, subject_id FROM timeline_head
	WHERE (subject_kind, subject_id) > ($1, $2) ORDER BY subject_kind, subject_id LIMIT $3`

// Subjects lists the subjects that have a timeline, in order, after the one
// given.
func Subjects(ctx context.Context, tx *db.Tx, beyond Subject, limit int) ([]Subject, error) {
	return db.All(ctx, tx, func(s *Subject) []any { return []any{&s.Kind, &s.ID} },
		sqlSubjects, beyond.Kind, beyond.ID, limit)
}

const sqlOrphans = `SELECT e.subject_kind, e.subject_id FROM timeline_entry e
	WHERE e.version = 1 AND NOT EXISTS (SELECT 1 FROM timeline_head h
		WHERE h.subject_kind = e.subject_kind AND h.subject_id = e.subject_id)
	ORDER BY e.subject_kind, e.subject_id LIMIT 100`

// Orphans lists subjects whose head is gone while their entries stand.
func Orphans(ctx context.Context, tx *db.Tx) ([]Fault, error) {
	subjects, err := db.All(ctx, tx, func(s *Subject) []any { return []any{&s.Kind, &s.ID} }, sqlOrphans)
	if err != nil {
		return nil, err
	}
	faults := make([]Fault, len(subjects))
	for i, s := range subjects {
		faults[i] = Fault{Subject: s, What: "it has no head"}
	}
	return faults, nil
}
