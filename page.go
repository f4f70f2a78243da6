package guichet

import (
	"encoding/base64"
	"encoding/json"
)

// Page asks for a part of a list: at most Limit rows after the cursor.
type Page struct {
	Limit  int
	Cursor string
}

// Limits of a page.
const (
	PageDefault = 50
	PageMost    = 200
)

// Size is the number of rows to give.
func (p Page) Size() int {
	switch {
	case p.Limit <= 0:
		return PageDefault
	case p.Limit > PageMost:
		return PageMost
	default:
		return p.Limit
	}
}

// Cursor writes the sort keys of the last row of a page. It is opaque to
// callers and proves nothing: the rows behind it are scoped like any other.
func Cursor(keys ...any) string {
	b, err := json.Marshal(keys)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// ReadCursor reads the sort keys back into dest, in the order they were given;
// false when there is no cursor.
func ReadCursor(cursor string, dest ...any) (bool, error) {
	if cursor == "" {
		return false, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return false, Invalid("cursor", "cursor.unreadable", nil).Because(err)
	}
	var keys []json.RawMessage
	if err := json.Unmarshal(b, &keys); err != nil || len(keys) != len(dest) {
		return false, Invalid("cursor", "cursor.unreadable", nil).Because(err)
	}
	for i, k := range keys {
		if err := json.Unmarshal(k, dest[i]); err != nil {
			return false, Invalid("cursor", "cursor.unreadable", nil).Because(err)
		}
	}
	return true, nil
}
