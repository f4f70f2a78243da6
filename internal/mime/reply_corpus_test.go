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
// it quotes and from the signature, and compares it with where two readers ended
// it, who knew nothing of each other: testdata/replies.txt and replies-second.txt,
// which has the ends alone.
func TestCorpusReplies(t *testing.T) {
	t.Parallel()
	all := letters(t, "reply")
	const file = "testdata/replies.txt"
	first, second := ends(t, file), ends(t, "testdata/replies-second.txt")
	var out bytes.Buffer
	right, rightToo := 0, 0
	for _, name := range slices.Sorted(maps.Keys(all)) {
		l, err := mime.Parse(all[name])
		if err != nil {
			t.Fatal(err)
		}
		got := extent(l.New)
		fmt.Fprintf(&out, "%s: %s\n", name, got)
		if got == first[name] {
			right++
		} else {
			t.Logf("%s: %s, not %s", name, got, first[name])
		}
		if strings.HasSuffix(got, second[name]) {
			rightToo++
		} else {
			t.Logf("%s: %s, not %s to the second reader", name, got, second[name])
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
	t.Logf("%d and %d of %d answers (%.1f %% and %.1f %%) end where two readers end them", right, rightToo, len(all),
		100*float64(right)/float64(len(all)), 100*float64(rightToo)/float64(len(all)))
	if min(right, rightToo)*100 < len(all)*95 {
		t.Errorf("%d and %d of %d answers are parted right", right, rightToo, len(all))
	}
}

// ends reads what a reader wrote down: a line a file.
func ends(t *testing.T, file string) map[string]string {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil && !*update {
		t.Fatal(err)
	}
	all := map[string]string{}
	for line := range strings.SplitSeq(string(raw), "\n") {
		if name, want, ok := strings.Cut(line, ": "); ok {
			all[name] = want
		}
	}
	return all
}
