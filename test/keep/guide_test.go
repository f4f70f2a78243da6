package keep_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"guichet/internal/criteria"
	"guichet/internal/db/dbtest"
)

var (
	shownRow = regexp.MustCompile(`(?m)^\| ([A-Z]+-[0-9]+) \| [MKSC] \| .* \| (proven|part \(.*\)) \| .* \|$`)
	anchored = regexp.MustCompile(`<a id="([A-Z]+-[0-9]+)"></a>`)
)

// TestTheGuideTellsHow: what the product is proven to show, even in part, the
// guide tells how to do, in each language: a line `<a id="INC-08"></a>` stands
// before the section that tells it.
func TestTheGuideTellsHow(t *testing.T) {
	t.Parallel()
	criteria.ProvesPart(t, "G-27", "the criteria that are not proven yet")
	ledger, err := os.ReadFile("../../docs/criteria.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := shownRow.FindAllStringSubmatch(string(ledger), -1)
	if len(rows) < 50 {
		t.Fatalf("docs/criteria.md has %d rows that are proven: the test tests nothing", len(rows))
	}
	for _, language := range []string{"en", "fr"} {
		told := anchors(t, filepath.Join("../../docs/guide", language))
		for _, row := range rows {
			if told[row[1]] == "" {
				t.Errorf("%s is proven, and docs/guide/%s tells nowhere how it is done: put <a id=%q></a> and a blank line before the section that does", row[1], language, row[1])
			}
		}
		known := map[string]bool{}
		for _, c := range criteria.All() {
			known[c.ID] = true
		}
		for id, page := range told {
			if !known[id] {
				t.Errorf("%s has an anchor %s, which is no criterion", page, id)
			}
		}
	}
}

// anchors are the pages by the anchors in them; each stands once, before a
// section of some words.
func anchors(t *testing.T, folder string) map[string]string {
	t.Helper()
	pages, err := filepath.Glob(filepath.Join(folder, "*.md"))
	if err != nil || len(pages) == 0 {
		t.Fatalf("%s has no pages: %v", folder, err)
	}
	all := map[string]string{}
	for _, page := range pages {
		content, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		text := string(content)
		for _, at := range anchored.FindAllStringSubmatchIndex(text, -1) {
			id := text[at[2]:at[3]]
			if all[id] != "" {
				t.Errorf("%s stands in %s and in %s", id, all[id], page)
			}
			all[id] = page
			heading := strings.Index(text[at[1]:], "\n## ")
			if heading < 0 {
				t.Errorf("%s: no section follows the anchor %s", page, id)
				continue
			}
			section, _, _ := strings.Cut(text[at[1]+heading+4:], "\n## ")
			if len(strings.Fields(section)) < 20 {
				t.Errorf("%s: the section of %s says next to nothing", page, id)
			}
		}
	}
	return all
}

// TestTheExampleOfTheAPIWorks: what docs/api.md invites to paste is run as it
// stands.
func TestTheExampleOfTheAPIWorks(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("curl"); err != nil {
		dbtest.Missing(t, "curl")
	}
	text, err := os.ReadFile("../../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	_, script, _ := strings.Cut(string(text), "```sh\n")
	script, _, found := strings.Cut(script, "```\n")
	if !found {
		t.Fatal("docs/api.md has no example")
	}
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			d := place(t, engine)
			d.start()
			command := exec.CommandContext(t.Context(), "sh", "-eu")
			command.Stdin, command.Dir = strings.NewReader(script), t.TempDir()
			command.Env = append(os.Environ(), "DESK=http://"+d.address, "TOKEN="+d.as("sophie").token)
			out, err := command.CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			said := regexp.MustCompile(`reported (INC-\d+), and the same once more: (INC-\d+)`).FindStringSubmatch(string(out))
			if said == nil || said[1] != said[2] || !strings.Contains(string(out), `"reference":"`+said[1]+`"`) {
				t.Errorf("it says: %s", out)
			}
			d.stop()
		})
	}
}
