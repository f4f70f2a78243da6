package bench

import (
	"bufio"
	"context"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"guichet"
)

// server is a process of this program that the bench started and drives.
type server struct {
	command *exec.Cmd
	orders  io.WriteCloser
	answers *bufio.Reader
	address string
	folder  string
	began   time.Time
	ready   time.Duration // from its start to the first word
}

// start starts a server: the same program, with a data folder of its own, on a
// port of the loopback.
func (b *bench) start(ctx context.Context, folder string, arguments ...string) (*server, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	s := &server{folder: folder, began: time.Now()}
	s.command = exec.CommandContext(ctx, b.Program, append([]string{"bench-server", "--data", folder, "--log", "warn"}, arguments...)...)
	s.command.Stderr = b.Log
	var err error
	if s.orders, err = s.command.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := s.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	s.answers = bufio.NewReader(out)
	if err := s.command.Start(); err != nil {
		return nil, fmt.Errorf("start a server: %w", err)
	}
	first, err := s.answer()
	if err != nil {
		return nil, errors.Join(guichet.Doing("start a server", err), s.stop())
	}
	s.address, s.ready = first.Address, time.Since(s.began)
	return s, nil
}

// stop ends the server and waits for it.
func (s *server) stop() error {
	return errors.Join(s.orders.Close(), s.command.Wait())
}

func (s *server) answer() (counters, error) {
	line, err := s.answers.ReadBytes('\n')
	if err != nil {
		return counters{}, err
	}
	var c counters
	if err := json.Unmarshal(line, &c); err != nil {
		return c, err
	}
	if c.Error != "" {
		return c, errors.New(c.Error)
	}
	return c, nil
}

func (s *server) ask(o order) (counters, error) {
	text, err := json.Marshal(o)
	if err != nil {
		return counters{}, err
	}
	if _, err := s.orders.Write(append(text, '\n')); err != nil {
		return counters{}, err
	}
	return s.answer()
}

func (s *server) stats() (counters, error) { return s.ask(order{Do: "stats"}) }

// recorded runs f and gives what the server ran meanwhile.
func (s *server) recorded(f func() error) ([]script, error) {
	if _, err := s.ask(order{Do: "record"}); err != nil {
		return nil, err
	}
	if err := f(); err != nil {
		return nil, err
	}
	file := filepath.Join(s.folder, "recorded")
	if _, err := s.ask(order{Do: "recorded", File: file}); err != nil {
		return nil, err
	}
	in, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	var all []script
	return all, gob.NewDecoder(in).Decode(&all)
}

// cpu is the processor time that the server has used, with that of the database
// server when there is one on this machine.
func (s *server) cpu() time.Duration { return cpuOf(s.command.Process.Pid) }

func (s *server) memory() int64 { return memoryOf(s.command.Process.Pid) }

// tick is the unit of processor time in /proc.
const tick = 10 * time.Millisecond

// cpuOf reads from /proc the processor time, user and system, that a process
// has used; 0 where there is no /proc.
func cpuOf(pid int) time.Duration {
	text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	if err != nil {
		return 0
	}
	// The second field is a name in parentheses that may hold blanks.
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
	const user, system = 11, 12
	if len(fields) <= system {
		return 0
	}
	u, _ := strconv.ParseInt(fields[user], 10, 64)
	k, _ := strconv.ParseInt(fields[system], 10, 64)
	return time.Duration(u+k) * tick
}

// cpuOfPostgres adds up the processor time of all processes of PostgreSQL on
// this machine, with that of those that have ended.
func cpuOfPostgres() time.Duration {
	names, err := filepath.Glob("/proc/[0-9]*/comm")
	if err != nil {
		return 0
	}
	var sum time.Duration
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil || strings.TrimSpace(string(text)) != "postgres" {
			continue
		}
		if pid, err := strconv.Atoi(filepath.Base(filepath.Dir(name))); err == nil {
			sum += cpuOf(pid)
		}
	}
	return sum
}

// memoryOf reads the resident memory of a process, in bytes.
func memoryOf(pid int) int64 {
	text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if rest, found := strings.CutPrefix(line, "VmRSS:"); found {
			kb, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			return kb << 10
		}
	}
	return 0
}
