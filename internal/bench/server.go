package bench

import (
	"bufio"
	"bytes"
	"context"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"guichet"
	"guichet/internal/db"
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

	postmaster int // of the database server, when it is on this machine
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
	fields, err := procStat(pid)
	if err != nil {
		return 0
	}
	// User, system, and both of the children that have ended.
	var sum int64
	for _, field := range fields[11:15] {
		n, _ := strconv.ParseInt(field, 10, 64)
		sum += n
	}
	return time.Duration(sum) * tick
}

// procStat reads what the system says of a process, from its state on: the name
// before it stands in parentheses and may hold blanks.
func procStat(pid int) ([]string, error) {
	text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	if err != nil {
		return nil, err
	}
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	if len(fields) < 15 {
		return nil, errors.New("what the system says of a process cannot be read")
	}
	return fields, nil
}

// cpuOfPostgres adds up the processor time of all processes of the PostgreSQL
// server that has the database, with that of those that have ended; 0 when it
// runs elsewhere.
func cpuOfPostgres(postmaster int) time.Duration {
	if postmaster == 0 {
		return 0
	}
	sum := cpuOf(postmaster)
	text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(postmaster), "task", strconv.Itoa(postmaster), "children"))
	if err != nil {
		return 0
	}
	for name := range strings.FieldsSeq(string(text)) {
		if pid, err := strconv.Atoi(name); err == nil {
			sum += cpuOf(pid)
		}
	}
	return sum
}

// postmasterOf finds the process of the PostgreSQL server on this machine, by
// one of its own.
func postmasterOf(ctx context.Context, url string) (int, error) {
	raw, err := db.OpenRaw(ctx, url)
	if err != nil {
		return 0, err
	}
	pid, err := raw.Backend(ctx)
	if err = errors.Join(err, raw.Close()); err != nil {
		return 0, err
	}
	fields, err := procStat(int(pid))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil // it runs elsewhere
	}
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(fields[1])
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
