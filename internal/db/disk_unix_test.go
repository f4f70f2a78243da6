//go:build unix

package db_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/db/dbtest"
)

// TestAFullDiskAtTheCommitOfAGroup: the group does not fit on the disk. In a
// process of its own, which may not make a file larger than the limit.
func TestAFullDiskAtTheCommitOfAGroup(t *testing.T) {
	t.Parallel()
	if file := dbtest.Task(); file != "" {
		fullAtCommit(t, file)
		return
	}
	out, err := dbtest.Again(t, filepath.Join(t.TempDir(), "guichet.db")).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

func fullAtCommit(t *testing.T, file string) {
	t.Helper()
	signal.Ignore(syscall.SIGXFSZ) // the system answers EFBIG instead
	d := dbtest.OpenURL(t, "sqlite:"+file)
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	// From here on the log is written from its beginning.
	if err := d.Write(t.Context(), put("first", strings.Repeat("x", 5<<20))); err != nil {
		t.Fatal(err)
	}
	limit := func(bytes uint64) {
		var now syscall.Rlimit
		if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &now); err != nil {
			t.Fatal(err)
		}
		now.Cur = min(bytes, now.Max)
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &now); err != nil {
			t.Fatal(err)
		}
	}
	log, err := os.Stat(file + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { limit(1 << 62) }) // before the database closes
	runs := [groupSize]int{}
	// The large act runs well: its pages wait in memory for the commit.
	answers := eight(t, d, func(i int) (context.Context, func(context.Context, *db.Tx) error) {
		return t.Context(), func(ctx context.Context, tx *db.Tx) error {
			if i == 0 {
				limit(uint64(log.Size()))
			}
			value := ""
			if i == culprit {
				value = strings.Repeat("x", int(log.Size())+1<<20)
			}
			runs[i]++
			err := put(fmt.Sprint(i), value)(ctx, tx)
			if err != nil {
				t.Errorf("act %d: %v: found out before the commit", i, err)
			}
			return err
		}
	})
	if runs != [groupSize]int{2, 2, 2, 2, 2, 2, 2, 2} {
		t.Errorf("the acts ran %v times", runs)
	}
	limit(1 << 62)
	if err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM setting WHERE name = 'first'")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	onceOrNever(t, d, answers, culprit)
	if e := guichet.AsError(answers[culprit]); e.Kind != guichet.KindUnavailable || e.Code != "storage" {
		t.Errorf("answered %v", answers[culprit])
	}
}

// TestTheDiskIsSyncedBeforeTheAnswer looks at the system calls of a process that
// writes and says so: a kill alone would not prove it.
func TestTheDiskIsSyncedBeforeTheAnswer(t *testing.T) {
	t.Parallel()
	const acts = 5
	say := func(text string) { _, _ = os.Stdout.WriteString(text + "\n") }
	if file := dbtest.Task(); file != "" {
		d := dbtest.OpenURL(t, "sqlite:"+file)
		if err := d.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		for i := range acts {
			say(fmt.Sprintf("asked %d", i))
			if err := d.Write(t.Context(), put(fmt.Sprint(i), "")); err != nil {
				t.Fatal(err)
			}
			say(fmt.Sprintf("answered %d", i))
		}
		return
	}
	strace, err := exec.LookPath("strace")
	if err != nil {
		dbtest.Missing(t, "strace")
	}
	dir := t.TempDir()
	trace := filepath.Join(dir, "trace")
	cmd := dbtest.Again(t, filepath.Join(dir, "guichet.db"),
		strace, "-f", "-y", "-o", trace, "-e", "trace=fsync,fdatasync,write,pwrite64")
	if out, err := cmd.CombinedOutput(); err != nil {
		if strings.Contains(string(out), "ptrace") {
			dbtest.Missing(t, "the right to trace a process")
		}
		t.Fatalf("%v\n%s", err, out)
	}
	calls, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	wrote := regexp.MustCompile(`pwrite64\(\d+<[^>]*/guichet\.db-wal>`)
	synced := regexp.MustCompile(`f(data)?sync\(\d+<[^>]*/guichet\.db-wal>`)
	for i := range acts {
		_, after, _ := strings.Cut(string(calls), fmt.Sprintf(`"asked %d\n"`, i))
		between, _, found := strings.Cut(after, fmt.Sprintf(`"answered %d\n"`, i))
		last := wrote.FindAllStringIndex(between, -1)
		sync := synced.FindAllStringIndex(between, -1)
		if !found || len(last) == 0 || len(sync) == 0 || sync[len(sync)-1][0] < last[len(last)-1][0] {
			t.Errorf("act %d was answered before the log was on the disk:\n%s", i, between)
		}
	}
}

func TestTheLogIsWrittenAgainFromItsBeginning(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t, db.SQLite)
	file := strings.TrimPrefix(strings.TrimSuffix(url, "?synchronous=off"), "sqlite:")
	d := dbtest.OpenURL(t, url)
	var most int64
	for i := range 400 {
		if err := d.Write(t.Context(), put(fmt.Sprint(i), strings.Repeat("x", 50_000))); err != nil {
			t.Fatal(err)
		}
		log, err := os.Stat(file + "-wal")
		if err != nil {
			t.Fatal(err)
		}
		most = max(most, log.Size())
	}
	all, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	if all.Size() < 15<<20 || most > 6<<20 {
		t.Errorf("a file of %d bytes was written through a log of %d", all.Size(), most)
	}
}

// TestPostgreSQLSyncsBeforeItAnswersUs looks at the system calls of the server's
// process that serves us.
func TestPostgreSQLSyncsBeforeItAnswersUs(t *testing.T) {
	t.Parallel()
	strace, err := exec.LookPath("strace")
	if err != nil {
		dbtest.Missing(t, "strace")
	}
	d := dbtest.OpenURL(t, dbtest.DurableCluster(t))
	var pid int
	err = d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		pid, err = db.Value[int](ctx, tx, "SELECT pg_backend_pid()")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "trace")
	trace := exec.Command(strace, "-y", "-o", file, "-e", "trace=fsync,fdatasync,pwrite64,sendto", "-p", fmt.Sprint(pid))
	said, err := trace.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := trace.Start(); err != nil {
		t.Fatal(err)
	}
	first, err := bufio.NewReader(said).ReadString('\n')
	if err != nil || !strings.Contains(first, "attached") {
		_ = trace.Wait()
		dbtest.Missing(t, "the right to trace the server")
	}
	if err := d.Write(t.Context(), put("1", "")); err != nil {
		t.Fatal(err)
	}
	if err := trace.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = trace.Wait() // it was interrupted
	calls, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	answer := strings.Index(string(calls), "COMMIT")
	sync := regexp.MustCompile(`f(data)?sync\(\d+<[^>]*/pg_wal/`).FindStringIndex(string(calls))
	if answer < 0 || sync == nil || sync[0] > answer {
		t.Errorf("answered before the log was on the disk:\n%s", calls)
	}
}

// TestWhatWasAnsweredSurvivesAKill kills a process that writes with eight
// clients, again and again on one file, and looks for what it had answered.
func TestWhatWasAnsweredSurvivesAKill(t *testing.T) {
	t.Parallel()
	const clients, kills = 8, 5
	if task := dbtest.Task(); task != "" {
		round, file, _ := strings.Cut(task, " ")
		d := dbtest.OpenURL(t, "sqlite:"+file)
		var all sync.WaitGroup
		for client := range clients {
			all.Go(func() {
				for i := 0; ; i++ {
					name := fmt.Sprintf("%s-%d-%d", round, client, i)
					if err := d.Write(t.Context(), put(name, "")); err != nil {
						t.Error(err)
						return
					}
					_, _ = os.Stdout.WriteString("answered " + name + "\n")
				}
			})
		}
		all.Wait()
		return
	}
	url := dbtest.URL(t, db.SQLite, dbtest.Durable())
	answered := map[string]bool{}
	for round := range kills {
		cmd := dbtest.Again(t, fmt.Sprint(round)+" "+strings.TrimPrefix(url, "sqlite:"))
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for n := 0; lines.Scan(); n++ {
			if name, ok := strings.CutPrefix(lines.Text(), "answered "); ok {
				answered[name] = true
			} else {
				t.Log(lines.Text())
			}
			if n == 100+37*round {
				if err := cmd.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			}
		}
		_ = cmd.Wait() // it was killed
	}
	d := dbtest.OpenURL(t, url)
	found := map[string]int{}
	err := d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		names, err := db.All(ctx, tx, func(s *string) []any { return []any{s} }, sqlAllSetting)
		for _, name := range names {
			found[name]++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range answered {
		if found[name] != 1 {
			t.Errorf("%s was answered and is there %d times", name, found[name])
		}
	}
	if len(answered) < kills*100 || len(found) > len(answered)+kills*clients {
		t.Errorf("%d answered, %d found", len(answered), len(found))
	}
}
