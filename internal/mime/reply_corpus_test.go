package mime_test

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"guichet/internal/mime"
)

// extent says how far the new text of a letter goes: its lines, and how the last
// of them begins.
func extent(text string) string {
	lines := strings.Split(text, "\n")
	end := []rune(strings.TrimSpace(lines[len(lines)-1]))
	return fmt.Sprintf("%d lines, to %q", len(lines), string(end[:min(len(end), 40)]))
}

// TestCorpusReplies parts the new text of every answer of the corpus from what
// it quotes and from the signature, and compares it with where a reader ended it:
// testdata/replies.txt.
func TestCorpusReplies(t *testing.T) {
	t.Parallel()
	all := letters(t, "reply")
	const file = "testdata/replies.txt"
	raw, err := os.ReadFile(file)
	if err != nil && !*update {
		t.Fatal(err)
	}
	known := map[string]string{}
	for line := range strings.SplitSeq(string(raw), "\n") {
		if name, want, ok := strings.Cut(line, ": "); ok {
			known[name] = want
		}
	}
	var out bytes.Buffer
	right := 0
	for _, name := range slices.Sorted(maps.Keys(all)) {
		l, err := mime.Parse(all[name])
		if err != nil {
			t.Fatal(err)
		}
		got := extent(l.New)
		fmt.Fprintf(&out, "%s: %s\n", name, got)
		if got == known[name] {
			right++
		} else {
			t.Logf("%s: %s, not %s", name, got, known[name])
		}
		for _, part := range []string{l.New, l.Quoted, l.Signature} {
			if !strings.Contains(strings.Join(strings.Fields(l.Text), " "), strings.Join(strings.Fields(part), " ")) {
				t.Errorf("%s: words that were not in it: %q", name, part)
			}
		}
	}
	if *update {
		if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Logf("%d of %d answers (%.1f %%) end where a reader ends them", right, len(all), 100*float64(right)/float64(len(all)))
	if right*100 < len(all)*95 {
		t.Errorf("%d of %d answers are parted right", right, len(all))
	}
}
