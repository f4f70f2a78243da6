//go:build unix

package dbtest

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"sort"
	"strconv"
	"syscall"
	"testing"
)

var errNoPostgres = errors.New("PostgreSQL is not installed")

// Nothing of a test outlives the run, so the cluster does not wait for the disk.
const (
	clusterSettings = plainSettings + `
fsync = off
full_page_writes = off
max_connections = 300
max_wal_size = 1GB
checkpoint_timeout = 30min
autovacuum = off
`
	plainSettings = `
listen_addresses = ''
shared_buffers = 128MB
logging_collector = off
log_min_messages = fatal
`
)

// startCluster starts the shared cluster unless it runs, and keeps a share of
// it for the life of this process. A watcher stops it when nobody has one.
func startCluster() (running, error) {
	bin, err := findPostgres()
	if err != nil {
		return running{}, err
	}
	dir := clusterDir(bin)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return running{}, err
	}
	// The share: the system gives it back however the process ends.
	share, err := os.OpenFile(filepath.Join(dir, "shares"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return running{}, err
	}
	if err := syscall.Flock(int(share.Fd()), syscall.LOCK_SH); err != nil {
		return running{}, err
	}
	gate, err := os.OpenFile(filepath.Join(dir, "gate"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return running{}, err
	}
	defer gate.Close()
	if err := syscall.Flock(int(gate.Fd()), syscall.LOCK_EX); err != nil {
		return running{}, err
	}
	s := server{bin: bin, dir: dir, data: filepath.Join(dir, "data"), settings: clusterSettings}
	if err := s.asPostgres(); err != nil {
		return running{}, err
	}
	started, err := s.start()
	if err != nil {
		return running{}, err
	}
	if started {
		if err := s.watch(); err != nil {
			return running{}, err
		}
	}
	return running{url: s.url(), share: share}, nil
}

// DurableCluster starts a PostgreSQL server for this test alone, which waits for
// the disk as one does in production, and gives the URL of a migrated database.
func DurableCluster(t testing.TB) string {
	t.Helper()
	bin, err := findPostgres()
	if err != nil {
		Missing(t, "PostgreSQL")
	}
	dir, err := os.MkdirTemp("", "guichet-durable-") // not t.TempDir: another user enters it
	if err != nil {
		t.Fatal(err)
	}
	s := server{bin: bin, dir: dir, data: filepath.Join(dir, "data"), settings: plainSettings}
	t.Cleanup(func() {
		_ = s.command("pg_ctl", "-D", s.data, "-m", "immediate", "stop").Run() // it may not have started
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	if err := s.asPostgres(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.start(); err != nil {
		t.Fatal(err)
	}
	if err := migrated(s.url()); err != nil {
		t.Fatal(err)
	}
	return s.url()
}

func (s *server) url() string {
	return "postgres:///postgres?user=postgres&sslmode=disable&host=" + s.dir
}

func findPostgres() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	sort.Strings(found)
	if len(found) > 0 {
		return filepath.Dir(found[len(found)-1]), nil
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	return "", errNoPostgres
}

type server struct {
	bin, dir, data string
	settings       string
	credential     *syscall.Credential // PostgreSQL refuses to run as root
}

func (s *server) asPostgres() error {
	if os.Getuid() != 0 {
		return nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return errNoPostgres
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return err
	}
	s.credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return os.Chown(s.dir, int(uid), int(gid))
}

func (s *server) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(s.bin, name), args...)
	cmd.Dir = s.dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.credential, Setsid: true}
	return cmd
}

// start starts the server; false when it runs already.
func (s *server) start() (bool, error) {
	if s.command("pg_ctl", "-D", s.data, "status").Run() == nil {
		return false, nil
	}
	if _, err := os.Stat(filepath.Join(s.data, "ready")); err != nil {
		if err := s.initialise(); err != nil {
			return false, err
		}
	}
	log := filepath.Join(s.dir, "log")
	start := s.command("pg_ctl", "-D", s.data, "-l", log, "-w", "-t", "60", "-o", "-k "+s.dir, "start")
	if out, err := start.CombinedOutput(); err != nil {
		return false, fmt.Errorf("start PostgreSQL: %w: %s", err, out)
	}
	return true, nil
}

func (s *server) initialise() error {
	if err := os.RemoveAll(s.data); err != nil {
		return err
	}
	initdb := s.command("initdb", "-D", s.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, bytes.TrimSpace(out))
	}
	conf, err := os.OpenFile(filepath.Join(s.data, "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer conf.Close()
	if _, err := conf.WriteString(s.settings); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(s.data, "ready"), nil, 0o600)
}

// watch starts the process that stops the cluster when it has been without users
// for a while.
func (s *server) watch() error {
	shell, err := exec.LookPath("sh")
	if err != nil {
		return err
	}
	const script = `while sleep 60; do
	[ -f "$2/postmaster.pid" ] || exit 0
	flock -n -x "$1/shares" "$3/pg_ctl" -D "$2" -m immediate stop && exit 0
done`
	// The files of this process are not the watcher's: it would hold a share.
	cmd := exec.Command(shell, "-c", script, "watch", s.dir, s.data, s.bin)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.credential, Setsid: true}
	if err := os.Chmod(filepath.Join(s.dir, "shares"), 0o666); err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	return cmd.Process.Release()
}
