//go:build unix

package db_test

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/db/dbtest"
)

// TestADiskThatFailsToSyncIsNotTakenForASuccess has every sync of the log fail
// from a thread's third on, and then the process die: what was answered well is there,
// and nobody was told that the rest is not.
func TestADiskThatFailsToSyncIsNotTakenForASuccess(t *testing.T) {
	t.Parallel()
	const acts = 60
	if url := dbtest.Task(); url != "" {
		d, err := db.Open(t.Context(), db.Config{URL: url})
		if err != nil {
			t.Fatal(err)
		}
		for i := range acts {
			answer := "well"
			if err := d.Write(t.Context(), plain(i)); err != nil {
				answer = guichet.AsError(err).Code
			}
			fmt.Printf("\n%s %d\n", answer, i)
		}
		return // without Close: as in a crash
	}
	strace, err := exec.LookPath("strace")
	if err != nil {
		dbtest.Missing(t, "strace")
	}
	url := dbtest.URL(t, db.SQLite, dbtest.Durable())
	cmd := dbtest.Again(t, url, strace, "-f", "-o", "/dev/null", "-P", strings.TrimPrefix(url, "sqlite:")+"-wal",
		"-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO:when=3+")
	out, err := cmd.CombinedOutput()
	if err != nil {
		if strings.Contains(string(out), "ptrace") {
			dbtest.Missing(t, "the right to trace a process")
		}
		t.Fatalf("%v\n%s", err, out)
	}
	d := dbtest.OpenURL(t, url)
	var names []string
	err = d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		names, err = db.All(ctx, tx, func(s *string) []any { return []any{s} }, sqlAllSetting)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	there := " " + strings.Join(names, " ") + " "
	well, unknown := 0, 0
	for i := range acts {
		switch text := string(out); {
		case strings.Contains(text, fmt.Sprintf("\nwell %d\n", i)):
			well++
			if !strings.Contains(there, fmt.Sprintf(" %d ", i)) {
				t.Errorf("act %d was answered well and is not there", i)
			}
		case strings.Contains(text, fmt.Sprintf("\ncommit_unknown %d\n", i)):
			unknown++
		default:
			t.Errorf("act %d was answered otherwise:\n%s", i, text)
		}
	}
	if well == 0 || unknown == 0 {
		t.Errorf("%d well, %d unknown:\n%s", well, unknown, out)
	}
	t.Logf("%d well, %d unknown; there:%s", well, unknown, there)
}
