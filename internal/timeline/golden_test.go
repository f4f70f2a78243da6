package timeline

import (
	_ "embed"
	"slices"
	"strings"
	"testing"
)

// One example of each kind of entry that a record may have, as it was stored when
// its kind first shipped. A line is added, never changed: what is stored stays.
//
//go:embed testdata/entries.golden
var examples string

// What was ever stored is read by today's reader, and nothing of it is lost.
func TestEachKindOfEntryIsReadAsItWasStored(t *testing.T) {
	t.Parallel()
	var kinds []string
	for line := range strings.Lines(examples) {
		kind, text, found := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !found {
			t.Fatalf("%q is no example", line)
		}
		kinds = append(kinds, kind)
		e := Entry{ID: "example", Kind: kind}
		if err := e.decode(text); err != nil {
			t.Errorf("%s: %v", kind, err)
			continue
		}
		again, err := e.encode()
		if err != nil || again != text {
			t.Errorf("%s was stored as %s and is read as %s (%v)", kind, text, again, err)
		}
	}
	if !slices.IsSorted(kinds) || len(slices.Compact(slices.Clone(kinds))) != len(kinds) {
		t.Errorf("the examples are not each once and in order: %q", kinds)
	}
}
