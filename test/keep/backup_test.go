package keep_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"guichet/internal/db"
	"guichet/internal/db/dbtest"
)

// archive is what lies in one, read without any code of the product's.
type archive struct {
	rows  map[string][]string // by table, each row with its columns in order, sorted
	files map[string]string
	key   string
	end   map[string]any
}

func readArchive(t *testing.T, path string) archive {
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
	a := archive{rows: map[string][]string{}, files: map[string]string{}}
	for members := tar.NewReader(packed); ; {
		member, err := members.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(members)
		if err != nil {
			t.Fatal(err)
		}
		a.add(t, member.Name, content)
	}
	for _, rows := range a.rows {
		slices.Sort(rows)
	}
	return a
}

func (a *archive) add(t *testing.T, name string, content []byte) {
	t.Helper()
	folder, base, _ := strings.Cut(name, "/")
	switch {
	case folder == "tables":
		table, _, _ := strings.Cut(base, ".")
		for line := range bytes.Lines(content) {
			d := json.NewDecoder(bytes.NewReader(line))
			d.UseNumber()
			var row map[string]any
			if err := d.Decode(&row); err != nil {
				t.Fatalf("%s: %v: %s", name, err, line)
			}
			a.rows[table] = append(a.rows[table], fmt.Sprint(row)) // a map is printed in the order of its keys
		}
	case folder == "files":
		a.files[filepath.Base(name)] = string(content)
	case name == "key":
		a.key = string(content)
	case name == "end.json":
		if err := json.Unmarshal(content, &a.end); err != nil {
			t.Fatal(err)
		}
	}
}

// TestABackupUnderLoadIsRestoredEqual: people write while the desk is backed up.
// What was acknowledged before is in it; restored on either engine it is the same
// row by row, file by file, and goes on.
func TestABackupUnderLoadIsRestoredEqual(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			d := place(t, engine)
			d.start()
			sophie, karim := d.as("sophie"), d.as("karim")
			done := make(chan struct{})
			var writing sync.WaitGroup
			var mu sync.Mutex
			var acknowledged []string
			for i := range 4 {
				writing.Go(func() {
					for n := 0; ; n++ {
						select {
						case <-done:
							return
						default:
						}
						made, err := sophie.logs(fmt.Sprintf("Écran noir %d.%d", i, n))
						if err == nil {
							_, err = karim.asks("POST", "/api/incidents/"+made.Reference+"/notes", map[string]any{"text": "Vu."}, nil)
						}
						if err != nil {
							t.Error(err)
							return
						}
						mu.Lock()
						acknowledged = append(acknowledged, made.Reference)
						mu.Unlock()
					}
				})
			}
			known := func() []string { mu.Lock(); defer mu.Unlock(); return slices.Clone(acknowledged) }
			var path string
			for i := range 3 {
				eventually(t, "people write", func() error {
					if n := len(known()); n < 5*(i+1) {
						return fmt.Errorf("%d so far", n)
					}
					return nil
				})
				before := known()
				path = filepath.Join(t.TempDir(), "desk.tar.gz")
				d.does("backup", path)
				rows := strings.Join(readArchive(t, path).rows["ticket"], "\n")
				for _, reference := range before {
					if !strings.Contains(rows, reference+" ") {
						t.Errorf("%s was acknowledged before the backup and is not in it", reference)
					}
				}
			}
			close(done)
			writing.Wait()
			d.stop()

			want := readArchive(t, path)
			if len(want.files) == 0 || want.key == "" || len(want.rows["timeline_entry"]) < 400 {
				t.Fatalf("the backup holds %d files and %d entries", len(want.files), len(want.rows["timeline_entry"]))
			}
			for _, to := range dbtest.Engines() {
				restoredEqual(t, place(t, to), path, want)
			}
		})
	}
}

func restoredEqual(t *testing.T, to *desk, path string, want archive) {
	t.Helper()
	to.does("restore", path)
	again := filepath.Join(t.TempDir(), "again.tar.gz")
	to.does("backup", again)
	got := readArchive(t, again)
	if diff := cmp.Diff(want.rows, got.rows); diff != "" {
		t.Errorf("restored into %s, rows are other (-kept +restored):\n%s", to.database, diff)
	}
	if diff := cmp.Diff(want.files, got.files); diff != "" || want.key != got.key {
		t.Errorf("restored into %s, files or key are other:\n%s", to.database, diff)
	}
	if diff := cmp.Diff(sequences(want), sequences(got)); diff != "" {
		t.Errorf("restored into %s, counters are other:\n%s", to.database, diff)
	}
	if out := to.does("verify", "--fold"); !strings.Contains(out, " 0 faults") {
		t.Errorf("verify: %s", out)
	}
	// It goes on, with the number that follows.
	to.start()
	made, err := to.as("sophie").logs("Après la reprise")
	if err != nil {
		t.Fatal(err)
	}
	rows := strings.Join(want.rows["ticket"], "\n")
	last := slices.Max(regexp.MustCompile(`INC-\d+`).FindAllString(rows, -1))
	if made.Reference <= last {
		t.Errorf("%s follows %s", made.Reference, last)
	}
	to.stop()
}

// sequences are the counters by name; those that never counted are left out.
func sequences(a archive) map[string]any {
	all := map[string]any{}
	list, _ := a.end["sequences"].([]any)
	for _, s := range list {
		if one, ok := s.(map[string]any); ok && one["last"] != float64(0) {
			all[fmt.Sprint(one["name"])] = one["last"]
		}
	}
	return all
}

// kept is a small desk of the sample company, its backup, and what is in it.
func kept(t *testing.T, engine string) (d *desk, path string, held archive) {
	t.Helper()
	d, path = place(t, engine), filepath.Join(t.TempDir(), "desk.tar.gz")
	d.does("seed", "--small")
	d.does("backup", path)
	return d, path, readArchive(t, path)
}

// TestAPlaceThatIsNotEmptyIsRefused: unless it is told to be replaced; then what
// was there is set aside.
func TestAPlaceThatIsNotEmptyIsRefused(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			d, path, want := kept(t, engine)
			d.refuses("is there already", "backup", path)
			d.start()
			if engine == db.SQLite {
				d.refuses("--replace", "restore", path)
				d.refuses("already using this database", "restore", "--replace", path)
			} else {
				d.refuses("stop it first", "restore", path)
				d.refuses("stop it first", "restore", "--replace", path)
			}
			if _, err := d.as("sophie").logs("Il sera mis de côté"); err != nil {
				t.Fatal(err)
			}
			d.stop()
			d.refuses("--replace", "restore", path)
			out := d.does("restore", "--replace", path)
			if engine == db.SQLite && !strings.Contains(out, "what was there before is now") {
				t.Errorf("it says nothing of what was there: %s", out)
			}
			again := filepath.Join(t.TempDir(), "again.tar.gz")
			d.does("backup", again)
			if diff := cmp.Diff(want.rows, readArchive(t, again).rows); diff != "" {
				t.Errorf("replaced, rows are other:\n%s", diff)
			}

			other := place(t, engine)
			other.does("seed", "--small")
			key := []byte(strings.Repeat("A", 43) + "=\n")
			empty := place(t, engine)
			if err := os.WriteFile(filepath.Join(empty.data, "key"), key, 0o600); err != nil {
				t.Fatal(err)
			}
			empty.refuses("the key of another desk", "restore", path)
		})
	}
}

// TestAFillingThatFailsLeavesNothing: a restore that fails midway leaves an empty
// place empty, and what was there as it was, under its own name.
func TestAFillingThatFailsLeavesNothing(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			_, path, want := kept(t, engine)

			// The key comes after the records: they were filled in when it does not fit.
			empty := place(t, engine)
			key := filepath.Join(empty.data, "key")
			if err := os.WriteFile(key, []byte(strings.Repeat("A", 43)+"=\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			empty.refuses("the key of another desk", "restore", path)
			if err := os.Remove(key); err != nil {
				t.Fatal(err)
			}
			empty.does("restore", path) // without --replace: nothing is there
			again := filepath.Join(t.TempDir(), "again.tar.gz")
			empty.does("backup", again)
			if diff := cmp.Diff(want.rows, readArchive(t, again).rows); diff != "" {
				t.Errorf("restored, rows are other:\n%s", diff)
			}

			other := place(t, engine)
			other.does("seed", "--small")
			before := filepath.Join(t.TempDir(), "before.tar.gz")
			other.does("backup", before)
			blobs := filepath.Join(other.data, "blobs")
			if err := errors.Join(os.Rename(blobs, blobs+".away"), os.WriteFile(blobs, []byte("in the way"), 0o600)); err != nil {
				t.Fatal(err)
			}
			other.refuses("blobs", "restore", "--replace", path)
			if err := errors.Join(os.Remove(blobs), os.Rename(blobs+".away", blobs)); err != nil {
				t.Fatal(err)
			}
			after := filepath.Join(t.TempDir(), "after.tar.gz")
			other.does("backup", after)
			if diff := cmp.Diff(readArchive(t, before).rows, readArchive(t, after).rows); diff != "" {
				t.Errorf("what was there is other after a restore that failed:\n%s", diff)
			}
		})
	}
}

// TestAnArchiveThatIsNotWholeIsRefused: cut off, changed, or not an archive;
// nothing is touched then.
func TestAnArchiveThatIsNotWholeIsRefused(t *testing.T) {
	t.Parallel()
	d := place(t, db.SQLite)
	d.does("seed", "--small")
	path := filepath.Join(t.TempDir(), "desk.tar.gz")
	d.does("backup", path)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	repacked := func(change func(name string, content []byte) []byte) []byte {
		var out bytes.Buffer
		z := gzip.NewWriter(&out)
		w := tar.NewWriter(z)
		in, err := gzip.NewReader(bytes.NewReader(whole))
		if err != nil {
			t.Fatal(err)
		}
		for members := tar.NewReader(in); ; {
			m, err := members.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			content, err2 := io.ReadAll(members)
			if err := errors.Join(err, err2); err != nil {
				t.Fatal(err)
			}
			if content = change(m.Name, content); content == nil {
				continue
			}
			m.Size = int64(len(content))
			if err := w.WriteHeader(m); err != nil {
				t.Fatal(err)
			}
			if _, err := w.Write(content); err != nil {
				t.Fatal(err)
			}
		}
		if err := errors.Join(w.Close(), z.Close()); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	for name, content := range map[string][]byte{
		"nothing":     {},
		"other bytes": []byte("PK\x03\x04 something else"),
		"cut off":     whole[:len(whole)/2],
		"its end missing": repacked(func(name string, c []byte) []byte {
			if name == "end.json" {
				return nil
			}
			return c
		}),
		"a row missing": repacked(func(name string, c []byte) []byte {
			if name == "tables/message.0001.jsonl" {
				_, c, _ = bytes.Cut(c, []byte("\n"))
			}
			return c
		}),
		"a word changed": repacked(func(name string, c []byte) []byte {
			if name == "tables/message.0001.jsonl" {
				c = bytes.Replace(c, []byte("VPN"), []byte("VPM"), 1)
			}
			return c
		}),
		"a table too many": repacked(func(name string, c []byte) []byte {
			if name == "end.json" {
				c = bytes.Replace(c, []byte(`"sequences"`), []byte(`"counters"`), 1)
				c = bytes.Replace(c, []byte(`"tables": [`), []byte(`"tables": [{"name": "attic", "rows": 0, "sum": ""},`), 1)
			}
			return c
		}),
	} {
		bad := filepath.Join(t.TempDir(), "bad.tar.gz")
		if err := os.WriteFile(bad, content, 0o600); err != nil {
			t.Fatal(err)
		}
		empty := place(t, db.SQLite)
		empty.refuses("the archive is not whole", "restore", bad)
		if left, err := filepath.Glob(filepath.Join(empty.data, "*")); err != nil || len(left) != 0 {
			t.Errorf("%s: it left %v, %v", name, left, err)
		}
	}
}

// TestTheOldestBackupsOfAFolderGo: as many stay as were asked for.
func TestTheOldestBackupsOfAFolderGo(t *testing.T) {
	t.Parallel()
	d := place(t, db.SQLite)
	d.does("seed", "--small")
	folder := t.TempDir()
	for _, day := range []string{"20260101", "20260102", "20260103"} {
		if err := os.WriteFile(filepath.Join(folder, "guichet-backup-"+day+"-010000.tar.gz"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "guichet-export-20260101-010000.tar.gz"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	d.does("backup", "--keep", "2", folder)
	left, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(left) != 3 || !strings.Contains(strings.Join(left, " "), "guichet-backup-20260103") || !strings.Contains(strings.Join(left, " "), "guichet-export-20260101") {
		t.Errorf("there are %v, %v", left, err)
	}
}

// TestAnExportHoldsEverythingButSecrets: any program can read it, and nobody can
// enter by it.
func TestAnExportHoldsEverythingButSecrets(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			d := place(t, engine)
			d.start()
			sophie := d.as("sophie")
			made, err := sophie.logs("Un écran pour l’export")
			if err != nil {
				t.Fatal(err)
			}
			folder := filepath.Join(t.TempDir(), "export")
			d.does("export", folder)
			d.refuses("file exists", "export", folder)
			text, err := os.ReadFile(filepath.Join(folder, "tables", "ticket.jsonl"))
			if err != nil || !bytes.Contains(text, []byte(made.Reference)) {
				t.Errorf("%s is not in the export: %v", made.Reference, err)
			}
			if files, err := filepath.Glob(filepath.Join(folder, "files", "*", "*", "*")); err != nil || len(files) != 1 {
				t.Errorf("%d files, %v", len(files), err)
			}
			secrets := []string{"argon2", "password_hash", "imap_password", "body_html", "session.jsonl"}
			if key, err := os.ReadFile(filepath.Join(d.data, "key")); err != nil || len(key) < 40 {
				t.Fatalf("the key is %d bytes, %v", len(key), err)
			} else {
				secrets = append(secrets, strings.TrimSpace(string(key)))
			}
			err = filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
				if err != nil || entry.IsDir() || entry.Name() == "head.json" || entry.Name() == "layout.md" {
					return err
				}
				content, err := os.ReadFile(path)
				for _, secret := range secrets {
					if bytes.Contains(content, []byte(secret)) || entry.Name() == secret || entry.Name() == "key" {
						t.Errorf("%s holds %q", path, secret)
					}
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			d.stop()
		})
	}
}

// TestADeskIsMoved: with all it has, from one engine to the other and back.
func TestADeskIsMoved(t *testing.T) {
	t.Parallel()
	d := place(t, db.SQLite)
	d.refuses("there is no desk", "move", dbtest.URL(t, db.Postgres, dbtest.Unmigrated()))
	d.refuses("there is no desk", "backup", filepath.Join(t.TempDir(), "nothing.tar.gz"))
	d.start()
	sophie := d.as("sophie")
	for range 3 {
		if _, err := sophie.logs("Avant le déménagement"); err != nil {
			t.Fatal(err)
		}
	}
	before, err := sophie.logs("Le dernier avant")
	if err != nil {
		t.Fatal(err)
	}
	there := placeAt(t, d.data, dbtest.URL(t, db.Postgres, dbtest.Unmigrated()))
	d.refuses("already using this database", "move", there.database)
	d.stop()
	path := filepath.Join(t.TempDir(), "before.tar.gz")
	d.does("backup", path)
	want := readArchive(t, path)
	full := dbtest.URL(t, db.Postgres)
	d.refuses("there is a desk already", "move", full)

	out := d.does("move", there.database)
	if !strings.Contains(out, " 0 faults") || !strings.Contains(out, "the old file is now") {
		t.Errorf("it says: %s", out)
	}
	after := filepath.Join(t.TempDir(), "after.tar.gz")
	there.does("backup", after)
	if diff := cmp.Diff(want.rows, readArchive(t, after).rows); diff != "" {
		t.Errorf("moved, rows are other:\n%s", diff)
	}
	if _, err := os.Stat(filepath.Join(d.data, "guichet.db")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the old file is still started by whoever forgets the address: %v", err)
	}
	there.start()
	made, err := there.as("sophie").logs("Le premier après")
	if err != nil {
		t.Fatal(err)
	}
	if made.Reference <= before.Reference {
		t.Errorf("%s follows %s", made.Reference, before.Reference)
	}
	back := placeAt(t, d.data, "sqlite:"+filepath.Join(t.TempDir(), "back.db"))
	there.refuses("stop it first", "move", back.database)
	there.stop()
	there.does("move", back.database)
	if out := back.does("verify", "--fold"); !strings.Contains(out, " 0 faults") {
		t.Errorf("moved back: %s", out)
	}
}
