package app_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The rooms that write the history of records.
var recordRooms = []string{"internal/ticket", "internal/incident", "internal/request", "internal/change", "internal/relation", "internal/intake"}

var entryKind = regexp.MustCompile(`^[a-z_]+/[0-9]+$`)

// TestEachKindOfEntryHasAnExample: what a record's history may hold is kept as it
// was first stored, so that a reader of today never loses what was written then.
func TestEachKindOfEntryHasAnExample(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("..", "timeline", "testdata", "entries.golden"))
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		kind, _, _ := strings.Cut(line, "\t")
		known[kind] = true
	}
	for _, s := range openHouse(t).sources {
		if s.test || !slices.Contains(recordRooms, s.room) {
			continue
		}
		for _, literal := range s.stringsIn(s.file) {
			if entryKind.MatchString(literal.value) && !known[literal.value] {
				t.Errorf("%s: %s has no example: add one, as it is stored, to internal/timeline/testdata/entries.golden", literal.position, literal.value)
			}
		}
	}
}
