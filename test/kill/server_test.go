package kill_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"
)

// build makes the program that is killed: the one that ships.
func build(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "guichet")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "guichet/cmd/guichet").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return binary
}

// server is the program as a process of its own.
type server struct {
	t       *testing.T
	binary  string
	address string
	env     []string

	mu      sync.Mutex
	process *exec.Cmd
	out     bytes.Buffer
}

func newServer(t *testing.T, binary, database, caFile string) *server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	s := &server{t: t, binary: binary, address: address, env: append(os.Environ(),
		"GUICHET_DATABASE="+database, "GUICHET_DATA="+t.TempDir(), "GUICHET_LISTEN="+address,
		"GUICHET_LOG=warn", "SSL_CERT_FILE="+caFile,
	)}
	t.Cleanup(func() {
		if s.process != nil {
			s.kill()
		}
		if t.Failed() {
			text := s.out.Bytes()
			t.Logf("the server said:\n%s", text[max(0, len(text)-8000):])
		}
	})
	return s
}

// start starts the server and waits until it answers.
func (s *server) start() {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.process = exec.Command(s.binary, "serve", "--sample")
	s.process.Env, s.process.Stdout, s.process.Stderr = s.env, &s.out, &s.out
	s.process.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := s.process.Start(); err != nil {
		s.t.Fatal(err)
	}
	eventually(s.t, "the server answers", func() error {
		r, err := http.Get("http://" + s.address + "/api/desk")
		if err != nil {
			return err
		}
		defer r.Body.Close()
		if r.StatusCode != http.StatusOK {
			return fmt.Errorf("%s", r.Status)
		}
		return nil
	})
}

// kill is kill -9.
func (s *server) kill() {
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = s.process.Process.Kill()
	_ = s.process.Wait()
	s.process = nil
}

// stop asks the server to end, and expects it to end well.
func (s *server) stop() {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.process.Process.Signal(syscall.SIGTERM); err != nil {
		s.t.Fatal(err)
	}
	if err := s.process.Wait(); err != nil {
		s.t.Errorf("asked to stop, the server ended with: %v", err)
	}
	s.process = nil
}

// verify proves that no history was altered, cut off or lost, and that each
// record is the fold of its history.
func (s *server) verify() {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), 2*time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, s.binary, "verify", "--fold")
	command.Env = s.env
	out, err := command.CombinedOutput()
	if err != nil {
		s.t.Errorf("verify --fold: %v\n%s", err, out)
	}
	lines := bytes.Split(bytes.TrimSpace(out), []byte("\n"))
	s.t.Logf("verify --fold: %s", lines[len(lines)-1])
}

// eventually tries until what is expected holds. What a killed server was busy
// with is taken up again when its lease is over, so this may take its minute.
func eventually(t *testing.T, what string, holds func() error) {
	t.Helper()
	end := time.Now().Add(3 * time.Minute)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		err := holds()
		if err == nil {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%s: %v", what, err)
		}
		<-tick.C
	}
}
