package kill_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"guichet/internal/db/dbtest"
)

// TestTheSyncComesBeforeTheAnswer shows by a trace of system calls what a kill
// alone cannot: when the server says 201, what it wrote has been brought to the
// disk. (On PostgreSQL the sync is PostgreSQL's own.)
func TestTheSyncComesBeforeTheAnswer(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("strace"); err != nil {
		dbtest.Missing(t, "strace")
	}
	binary := build(t)
	s := newServer(t, binary, dbtest.URL(t, "sqlite", dbtest.Durable()), "")
	s.start()
	user := signIn(t, s, "user")

	file := filepath.Join(t.TempDir(), "trace")
	strace := exec.CommandContext(t.Context(), "strace", "-f", "-y", "-s", "40",
		"-e", "trace=read,write,writev,pwrite64,pwritev,fsync,fdatasync", "-o", file, "-p", strconv.Itoa(s.process.Process.Pid))
	var said bytes.Buffer
	strace.Stderr = &said
	if err := strace.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "strace watches the server", func() error {
		user.insist("GET", "/api/me", "", nil, nil)
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if !bytes.Contains(text, []byte("GET /api/me")) {
			return fmt.Errorf("no trace yet: %s", said.String())
		}
		return nil
	})
	user.insist("POST", "/api/incidents", "once", map[string]any{"title": "Plus de réseau", "description": "Depuis ce matin."}, nil)
	if err := strace.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = strace.Wait() // it ends by the signal

	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := syncedBeforeAnswer(string(text)); err != nil {
		t.Errorf("%v\n%s", err, text)
	}
}

var (
	traceLine = regexp.MustCompile(`^(\d+) +(?:<\.\.\. )?(\w+)(?:\(| resumed>)(.*)$`)
	ended     = regexp.MustCompile(`= (-?\d+)`)
)

// syncedBeforeAnswer reads a trace: between the request and its answer the log
// of the database was written, and the last of what was written was synced.
func syncedBeforeAnswer(trace string) error {
	asked, written, synced := false, 0, 0
	syncing := map[string]bool{} // threads within a sync of the log
	unsynced := false
	for line := range strings.Lines(trace) {
		found := traceLine.FindStringSubmatch(strings.TrimSpace(line))
		if found == nil {
			continue
		}
		thread, call, rest := found[1], found[2], found[3]
		switch {
		case call == "read" && strings.Contains(rest, `OST /api/incidents`): // its first byte may come alone
			asked = true
		case !asked:
		case strings.HasPrefix(call, "pwrite") && strings.Contains(rest, "-wal>"):
			written++
			unsynced = true
		case call == "fdatasync" || call == "fsync":
			if strings.Contains(rest, "-wal>") {
				syncing[thread] = true
			}
			if result := ended.FindStringSubmatch(rest); syncing[thread] && result != nil {
				delete(syncing, thread)
				if result[1] == "0" {
					synced++
					unsynced = false
				}
			}
		case strings.HasPrefix(call, "write") && strings.Contains(rest, `"HTTP/1.1 201`):
			switch {
			case written == 0:
				return fmt.Errorf("answered 201 without having written the database's log")
			case synced == 0 || unsynced:
				return fmt.Errorf("answered 201 after %d writes of the database's log and %d syncs, the last write not synced", written, synced)
			}
			return nil
		}
	}
	return fmt.Errorf("no request and answer in the trace")
}

// TestASyncAfterTheAnswerIsSeen: the reader of traces is shown some.
func TestASyncAfterTheAnswerIsSeen(t *testing.T) {
	t.Parallel()
	const ask, wrote, sync, answer = `1 read(5<socket:[1]>, "POST /api/incidents HTTP", 40) = 40`,
		`2 pwrite64(7</d/guichet.db-wal>, "x", 40, 0) = 40`, `2 fdatasync(7</d/guichet.db-wal>) = 0`,
		`1 write(5<socket:[1]>, "HTTP/1.1 201 Created", 40) = 40`
	tests := []struct {
		name  string
		lines []string
		holds bool
	}{
		{"written, synced, answered", []string{ask, wrote, sync, answer}, true},
		{"a sync in two lines", []string{ask, wrote, `2 fdatasync(7</d/guichet.db-wal> <unfinished ...>`, `1 read(3, "", 1) = 0`, `2 <... fdatasync resumed>) = 0`, answer}, true},
		{"answered before the sync ended", []string{ask, wrote, `2 fdatasync(7</d/guichet.db-wal> <unfinished ...>`, answer, `2 <... fdatasync resumed>) = 0`}, false},
		{"answered, then synced", []string{ask, wrote, answer, sync}, false},
		{"written again after the sync", []string{ask, wrote, sync, wrote, answer}, false},
		{"a sync that failed", []string{ask, wrote, `2 fdatasync(7</d/guichet.db-wal>) = -1 EIO`, answer}, false},
		{"nothing written", []string{ask, answer}, false},
		{"another file synced", []string{ask, wrote, `2 fsync(9</d/key>) = 0`, answer}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if err := syncedBeforeAnswer(strings.Join(test.lines, "\n")); (err == nil) != test.holds {
				t.Errorf("got %v", err)
			}
		})
	}
}
