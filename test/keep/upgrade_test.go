package keep_test

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"guichet/internal/db"
	"guichet/internal/db/dbtest"
	"guichet/internal/db/migrations"
)

var update = flag.Bool("update", false, "keep a desk of the present schema (make landed)")

// landed lists the desks that were kept, one for each schema that ever shipped,
// the oldest first: a file is named after how many steps its schema has.
func landed(t *testing.T) []string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join("testdata", "landed", "*.tar.gz"))
	if err != nil || len(all) == 0 {
		t.Fatalf("there are no desks of landed schemas: %v", err)
	}
	slices.Sort(all)
	return all
}

// stepsOf are the steps of the schema that an archive was written under.
func stepsOf(t *testing.T, path string) []int64 {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	packed, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	members := tar.NewReader(packed)
	if _, err := members.Next(); err != nil {
		t.Fatal(err)
	}
	var head struct{ Steps []int64 }
	if err := json.NewDecoder(members).Decode(&head); err != nil {
		t.Fatal(err)
	}
	return head.Steps
}

var reference = regexp.MustCompile(`reference:((?:INC|REQ|CHG)-\d+)`)

// TestEveryLandedSchemaIsUpgraded: a desk of every schema that ever shipped is
// brought to the present one, on either engine. Its records are there, every
// history holds, people sign in and work goes on.
func TestEveryLandedSchemaIsUpgraded(t *testing.T) {
	t.Parallel()
	for _, path := range landed(t) {
		for _, engine := range dbtest.Engines() {
			t.Run(strings.TrimSuffix(filepath.Base(path), ".tar.gz")+"/"+engine, func(t *testing.T) {
				t.Parallel()
				old := readArchive(t, path)
				d := place(t, engine)
				d.does("restore", path)
				d.does("migrate")
				pattern := "guichet.db.before-*"
				if engine == db.Postgres {
					pattern = "guichet-before-*.tar.gz"
				}
				copies, err := filepath.Glob(filepath.Join(d.data, pattern))
				changed := !slices.Equal(stepsOf(t, path), migrations.Versions())
				if err != nil || changed != (len(copies) == 1) {
					t.Errorf("copies laid beside it: %v, %v", copies, err)
				}
				if engine == db.Postgres && len(copies) == 1 {
					goesBack(t, d, copies[0], old)
				}
				if out := d.does("verify", "--fold"); !strings.Contains(out, " 0 faults") {
					t.Errorf("verify: %s", out)
				}
				after := filepath.Join(t.TempDir(), "after.tar.gz")
				d.does("backup", after)
				now := readArchive(t, after)
				if got := stepsOf(t, after); !slices.Equal(got, migrations.Versions()) {
					t.Errorf("upgraded it has the steps %v", got)
				}
				for _, table := range []string{"ticket", "message", "person", "timeline_entry", "note", "account"} {
					if len(now.rows[table]) != len(old.rows[table]) || len(old.rows[table]) == 0 {
						t.Errorf("%s had %d rows and has %d", table, len(old.rows[table]), len(now.rows[table]))
					}
				}
				was := references(old)
				if got := references(now); !slices.Equal(got, was) {
					t.Errorf("the references were %v and are %v", was, got)
				}
				d.start()
				sophie, karim := d.as("sophie"), d.as("karim")
				for _, r := range was[:3] {
					var shown ticket
					if _, err := karim.asks("GET", "/api/incidents/"+r, nil, &shown); err != nil || shown.Reference != r {
						t.Errorf("%s is shown as %+v: %v", r, shown, err)
					}
				}
				if made, err := sophie.logs("Après la mise à niveau"); err != nil || slices.Contains(was, made.Reference) {
					t.Errorf("logged after: %+v, %v", made, err)
				}
				d.stop()
			})
		}
	}
}

// goesBack brings back what was copied before the migration, in another place: it
// is what was there, without a program of PostgreSQL's; its attachments are those
// of the data folder, which a migration leaves as they are.
func goesBack(t *testing.T, d *desk, copied string, old archive) {
	t.Helper()
	back := place(t, db.Postgres)
	if err := os.CopyFS(filepath.Join(back.data, "blobs"), os.DirFS(filepath.Join(d.data, "blobs"))); err != nil {
		t.Fatal(err)
	}
	back.does("restore", copied)
	again := filepath.Join(t.TempDir(), "again.tar.gz")
	back.does("backup", again)
	got := readArchive(t, again)
	if diff := cmp.Diff(old.rows, got.rows); diff != "" || got.key != old.key || !slices.Equal(stepsOf(t, again), stepsOf(t, copied)) {
		t.Errorf("what was copied before the migration is other:\n%s", diff)
	}
	if diff := cmp.Diff(old.files, got.files); diff != "" {
		t.Errorf("the attachments are other:\n%s", diff)
	}
}

// references are those of the incidents, in order.
func references(a archive) []string {
	var all []string
	for _, row := range a.rows["ticket"] {
		if found := reference.FindStringSubmatch(row); found != nil && strings.HasPrefix(found[1], "INC") {
			all = append(all, found[1])
		}
	}
	slices.Sort(all)
	return all
}

// TestEveryLandedStepHasItsDesk: a schema that ships leaves a desk behind, and its
// steps are never changed afterwards. `make landed` keeps one of the present
// schema; it is run before the schema ships, and CI asks for it.
func TestEveryLandedStepHasItsDesk(t *testing.T) {
	t.Parallel()
	digests := migrations.Digests()
	ours := migrations.Versions()
	list := filepath.Join("testdata", "landed", "steps.txt")
	if *update {
		keepOne(t, list, digests)
	}
	text, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	known := map[int64]bool{}
	for line := range strings.Lines(string(text)) {
		var version int64
		var digest string
		if _, err := fmt.Sscanf(line, "%d %s", &version, &digest); err != nil {
			t.Fatalf("%s: %v", list, err)
		}
		known[version] = true
		if digests[version] != digest {
			t.Errorf("step %05d has shipped, and is now changed or gone: put it back, and write another step", version)
		}
	}
	all := landed(t)
	newest := stepsOf(t, all[len(all)-1])
	for version := range known {
		if !slices.Contains(newest, version) {
			t.Errorf("step %05d has shipped, and the newest desk of testdata/landed does not have it", version)
		}
	}
	if slices.Equal(newest, ours) {
		return
	}
	if os.Getenv("GUICHET_TEST_ALL") == "1" {
		t.Errorf("the schema has steps %v that no desk in testdata/landed has: run `make landed`, and commit what it makes", without(ours, newest))
	}
}

func without(all, some []int64) []int64 {
	return slices.DeleteFunc(slices.Clone(all), func(v int64) bool { return slices.Contains(some, v) })
}

// keepOne keeps a desk of the present schema.
func keepOne(t *testing.T, list string, digests map[int64]string) {
	t.Helper()
	d := place(t, db.SQLite)
	d.does("seed", "--small")
	path := filepath.Join("testdata", "landed", fmt.Sprintf("%03d.tar.gz", len(digests)))
	whole, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(whole); err == nil {
		if err := os.Remove(whole); err != nil {
			t.Fatal(err)
		}
	}
	d.does("backup", whole)
	var text strings.Builder
	for _, version := range migrations.Versions() {
		fmt.Fprintf(&text, "%05d %s\n", version, digests[version])
	}
	if err := os.WriteFile(list, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}
