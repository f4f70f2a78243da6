package mime_test

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"guichet/internal/mime"
)

var update = flag.Bool("update", false, "write testdata/reports.txt anew; read every line that changes")

// summary is what a report comes down to: its kind and who did not get the
// message.
func summary(l mime.Letter) string {
	if l.Report == nil {
		if l.Auto {
			return "automatic"
		}
		return "letter"
	}
	words := []string{string(l.Report.Kind)}
	for _, r := range l.Report.Recipients {
		words = append(words, r.Address)
	}
	return strings.Join(words, " ")
}

// TestCorpusReports reads every report of the corpus and compares it with what a
// reader found in it: testdata/reports.txt, a line for each file. It prints the
// counts that docs/mail.md shows.
func TestCorpusReports(t *testing.T) {
	t.Parallel()
	all := letters(t, "bounce")
	const file = "testdata/reports.txt"
	known := map[string]string{}
	raw, err := os.ReadFile(file)
	if err != nil && !*update {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(string(raw), "\n") {
		if name, want, ok := strings.Cut(line, ": "); ok {
			known[name] = want
		}
	}
	var out bytes.Buffer
	kinds := map[string]int{}
	naming, given, status, id := 0, 0, 0, 0
	for _, name := range slices.Sorted(maps.Keys(all)) {
		l, err := mime.Parse(all[name])
		if err != nil {
			t.Fatal(err)
		}
		got := summary(l)
		fmt.Fprintf(&out, "%s: %s\n", name, got)
		kind, _, _ := strings.Cut(got, " ")
		kinds[kind]++
		if l.Report != nil {
			if l.Report.MessageID != "" {
				id++
			}
			if slices.ContainsFunc(l.Report.Recipients, func(r mime.Recipient) bool { return r.Status != "" }) {
				status++
			}
		}
		want := known[name]
		if _, addresses, ok := strings.Cut(want, " "); ok {
			naming++
			if _, found, _ := strings.Cut(got, " "); found == addresses {
				given++
			}
		}
		if got != want && !*update {
			t.Logf("%s:\n got %s\nwant %s", name, got, want)
			if strings.HasPrefix(want, "failed") || strings.HasPrefix(want, "delayed") {
				continue // counted below
			}
			t.Errorf("%s is %s, not %s", name, got, want)
		}
	}
	if *update {
		if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Logf("%d files: %v", len(all), kinds)
	t.Logf("%d name an address that failed; %d of them (%.1f %%) give it; %d give a status code, %d the Message-ID", naming, given, 100*float64(given)/float64(naming), status, id)
	if given*100 < naming*98 {
		t.Errorf("%d of %d reports give the address that failed", given, naming)
	}
}

// TestReportsWithoutTheirForm takes from the reports what is made for machines
// (the fields of RFC 3464, X-Failed-Recipients) and reads them by their words
// alone: how well dialects are understood for which there is no rule.
func TestReportsWithoutTheirForm(t *testing.T) {
	t.Parallel()
	blind := strings.NewReplacer(
		"message/delivery-status", "application/x-nothing", "message/global-delivery-status", "application/x-nothing",
		"-Recipient:", "-Nobody:", "-recipient:", "-nobody:", "X-Failed-Recipients", "X-Nothing",
	)
	files, same, kinds := 0, 0, 0
	for name, raw := range letters(t, "bounce") {
		l, err := mime.Parse(raw)
		if err != nil || l.Report == nil || len(l.Report.Recipients) == 0 || !bytes.Contains(raw, []byte("ecipient")) || l.Report.Kind == mime.ReportAbuse {
			continue
		}
		less := blind.Replace(string(raw))
		if less == string(raw) {
			continue
		}
		files++
		b, err := mime.Parse([]byte(less))
		if err != nil || b.Report == nil {
			t.Logf("%s: no report any more", name)
			continue
		}
		if b.Report.Kind == l.Report.Kind {
			kinds++
		}
		want, got := strings.ToLower(after(summary(l))), strings.ToLower(after(summary(b)))
		if got == want {
			same++
			continue
		}
		t.Logf("%s:\n by its words %s\n by its fields %s", name, got, want)
	}
	t.Logf("%d reports read by their words alone: %d (%.1f %%) give the same addresses, %d the same kind", files, same, 100*float64(same)/float64(files), kinds)
	if same*100 < files*90 {
		t.Errorf("%d of %d reports are understood by their words", same, files)
	}
}

func after(s string) string {
	_, rest, _ := strings.Cut(s, " ")
	return rest
}
