package keep_test

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"guichet/internal/db"
	"guichet/internal/db/dbtest"
)

// held is how many rows of each table an archive has, and their sum.
func held(t *testing.T, path string) map[string][2]any {
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
	for members := tar.NewReader(packed); ; {
		member, err := members.Next()
		if err != nil {
			t.Fatalf("%s has no end: %v", path, err)
		}
		if member.Name != "end.json" {
			continue
		}
		var end struct {
			Tables []struct {
				Name string
				Rows int64
				Sum  string
			}
		}
		if err := json.NewDecoder(members).Decode(&end); err != nil {
			t.Fatal(err)
		}
		all := map[string][2]any{}
		for _, table := range end.Tables {
			all[table.Name] = [2]any{table.Rows, table.Sum}
		}
		return all
	}
}

// TestAHundredThousandRecordsMove from SQLite to PostgreSQL: every row of every
// table is the same there, and every record agrees with its history. It is run by
// `make soak-move`, on the data set of the bench.
func TestAHundredThousandRecordsMove(t *testing.T) {
	t.Parallel()
	set := os.Getenv("GUICHET_MOVE")
	if set == "" {
		t.Skip("GUICHET_MOVE names no file of records: `make soak-move` does")
	}
	from := place(t, db.SQLite)
	from.patience = time.Hour
	if out, err := exec.CommandContext(t.Context(), "cp", set, filepath.Join(from.data, "guichet.db")).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	from.does("migrate")
	before := filepath.Join(t.TempDir(), "before.tar.gz")
	from.does("backup", before)
	there := placeAt(t, from.data, dbtest.URL(t, db.Postgres, dbtest.Unmigrated()))
	there.patience = time.Hour
	began := time.Now()
	out := from.does("move", there.database)
	took := time.Since(began)
	if !strings.Contains(out, " 0 faults") {
		t.Errorf("it says: %s", out)
	}
	after := filepath.Join(t.TempDir(), "after.tar.gz")
	there.does("backup", after)
	want, got := held(t, before), held(t, after)
	for table, rows := range want {
		if got[table] != rows {
			t.Errorf("%s has %v there, and had %v", table, got[table], rows)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d tables there, %d before", len(got), len(want))
	}
	if records, ok := want["ticket"][0].(int64); !ok || records < 100_000 {
		t.Errorf("only %v records were moved", want["ticket"][0])
	}
	t.Logf("%v records, %v entries of history: moved and compared in %s", want["ticket"][0], want["timeline_entry"][0], took.Round(time.Second))
	t.Log(out)
}
