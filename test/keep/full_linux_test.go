package keep_test

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// TestAFullDiskInMidWork: the disk is full while people write. They are told so
// with 503 and a sentence, nothing is half done, reading goes on, and with room
// again work goes on by itself. On a file system of its own where this process
// may mount one, and everywhere by a limit on how large a file may become.
func TestAFullDiskInMidWork(t *testing.T) {
	t.Parallel()
	t.Run("a file system that is full", func(t *testing.T) {
		t.Parallel()
		folder := t.TempDir()
		if err := syscall.Mount("none", folder, "tmpfs", 0, "size=24m,mode=700"); err != nil {
			t.Skipf("a file system cannot be mounted here: %v", err)
		}
		t.Cleanup(func() {
			if err := syscall.Unmount(folder, syscall.MNT_DETACH); err != nil {
				t.Error(err)
			}
		})
		ballast := filepath.Join(folder, "ballast")
		d := placeAt(t, folder, "sqlite:"+filepath.Join(folder, "guichet.db"))
		fullDisk(t, d, func() {
			f, err := os.Create(ballast)
			if err != nil {
				t.Fatal(err)
			}
			block := bytes.Repeat([]byte{1}, 4096)
			for {
				if _, err := f.Write(block); err != nil {
					break
				}
			}
			if err := f.Close(); err != nil {
				t.Log(err) // it is full
			}
		}, func() {
			if err := os.Remove(ballast); err != nil {
				t.Fatal(err)
			}
		})
	})
	t.Run("a limit that is reached", func(t *testing.T) {
		t.Parallel()
		folder := t.TempDir()
		d := placeAt(t, folder, "sqlite:"+filepath.Join(folder, "guichet.db"))
		limit := func(bytes uint64) {
			t.Helper()
			var now unix.Rlimit
			if err := unix.Prlimit(d.process.Process.Pid, unix.RLIMIT_FSIZE, nil, &now); err != nil {
				t.Fatal(err)
			}
			now.Cur = min(bytes, now.Max)
			if err := unix.Prlimit(d.process.Process.Pid, unix.RLIMIT_FSIZE, &now, nil); err != nil {
				t.Fatal(err)
			}
		}
		fullDisk(t, d, func() { limit(1 << 10) }, func() { limit(1 << 62) })
	})
}

func fullDisk(t *testing.T, d *desk, fill, free func()) {
	t.Helper()
	d.start()
	sophie, karim := d.as("sophie"), d.as("karim")
	before, err := sophie.logs("Avant le disque plein")
	if err != nil {
		t.Fatal(err)
	}
	fill()
	refused, made := 0, map[string]bool{before.Reference: true}
	for n := 0; refused < 20 && n < 2000; n++ {
		var it ticket
		status, err := sophie.asks("POST", "/api/incidents", map[string]any{"title": fmt.Sprintf("Pendant %d", n), "description": strings.Repeat("long ", 500)}, &it)
		switch {
		case err == nil:
			made[it.Reference] = true // there was room for it
		case status == http.StatusServiceUnavailable && strings.Contains(err.Error(), `"storage"`):
			refused++
		default:
			t.Fatalf("refused otherwise: %d %v", status, err)
		}
	}
	if refused < 20 {
		t.Fatalf("only %d were refused: the disk was not full", refused)
	}
	if _, err := sophie.attaches("trop.bin", bytes.Repeat([]byte("0123456789abcdef"), 1<<16)); err == nil || !strings.Contains(err.Error(), `"storage"`) {
		t.Errorf("a file on a full disk: %v", err)
	}
	var shown ticket
	if _, err := karim.asks("GET", "/api/incidents/"+before.Reference, nil, &shown); err != nil || shown.ID != before.ID {
		t.Errorf("reading stopped: %+v, %v", shown, err)
	}
	if err := d.answers("/readyz", http.StatusOK); err != nil {
		t.Error(err)
	}
	free()
	after, err := sophie.logs("Après le disque plein")
	if err != nil {
		t.Fatalf("with room again: %v", err)
	}
	made[after.Reference] = true
	d.stop()
	if out := d.does("verify", "--fold"); !strings.Contains(out, " 0 faults") {
		t.Errorf("verify: %s", out)
	}
	path := filepath.Join(t.TempDir(), "after.tar.gz")
	d.does("backup", path)
	rows := readArchive(t, path).rows["ticket"]
	titles := 0
	for _, row := range rows {
		if strings.Contains(row, "Pendant ") || strings.Contains(row, " le disque plein") {
			titles++
		}
	}
	if titles != len(made) {
		t.Errorf("%d were acknowledged and %d are there", len(made), titles)
	}
}
