package timeline

import (
	"encoding/json"
	"fmt"
	"time"

	"guichet"
)

// Subject is the thing that a timeline is about.
type Subject struct {
	Kind string
	ID   string
}

// Change is one field of the subject, before and after. Values are strings,
// whole numbers, booleans or moments in Unix milliseconds.
type Change struct {
	Field string `json:"field"`
	Old   any    `json:"old,omitempty"`
	New   any    `json:"new,omitempty"`
}

// Pointer names a row in which personal text lives, with the digest of what it
// held when the entry was written.
type Pointer struct {
	Kind   string `json:"kind"`
	ID     string `json:"id"`
	Digest string `json:"digest,omitempty"`
}

// Entry is one act. Who decides gives Kind, Changes, Reason, Rows, Cause and At;
// the rest is filled in when it is appended.
type Entry struct {
	ID       string
	Subject  Subject
	Version  int64
	Kind     string // with its number: "assigned/1"; a shipped kind never changes
	Recorded time.Time
	At       time.Time // when it happened; zero: when it was recorded
	Actor    guichet.Actor
	Cause    string // the entry or rule it follows from
	Changes  []Change
	Reason   string
	Rows     []Pointer
	Erased   bool // data was erased for a person's right
}

// data is what is stored of an entry beyond its header.
type data struct {
	Changes []Change  `json:"changes,omitempty"`
	Reason  string    `json:"reason,omitempty"`
	Rows    []Pointer `json:"rows,omitempty"`
}

func (e *Entry) encode() (string, error) {
	b, err := json.Marshal(data{Changes: e.Changes, Reason: e.Reason, Rows: e.Rows})
	if err != nil {
		return "", fmt.Errorf("encode entry %s: %w", e.Kind, err)
	}
	return string(b), nil
}

func (e *Entry) decode(text string) error {
	var d data
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		return fmt.Errorf("decode entry %s: %w", e.ID, err)
	}
	e.Changes, e.Reason, e.Rows = d.Changes, d.Reason, d.Rows
	return nil
}

// Text is the new value of a change to a field of text.
func (c Change) Text() string {
	s, _ := c.New.(string)
	return s
}

// Number is the new value of a change to a field of whole numbers, as it was
// given or as JSON reads it back.
func (c Change) Number() int64 {
	switch n := c.New.(type) {
	case int64:
		return n
	case int:
		return int64(n)
	case float64:
		return int64(n)
	default:
		return 0
	}
}

// Moment is the new value of a change to a field of time; zero for none.
func (c Change) Moment() time.Time {
	if ms := c.Number(); ms != 0 {
		return time.UnixMilli(ms).UTC()
	}
	return time.Time{}
}

// Millis writes a moment as a value of a change; zero for none.
func Millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}
