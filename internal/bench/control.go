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
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"sync"

	"guichet/internal/db"
	"guichet/internal/intake"
	"guichet/internal/job"
)

// order is what the bench asks of a server that it started, a line of JSON on
// the server's standard input. The answer is a line on its standard output.
type order struct {
	Do   string `json:"do"` // stats, record, recorded, letters, arrived, leaving, profile, profiled
	File string `json:"file,omitempty"`
	Raw  []byte `json:"raw,omitempty"`
	From int    `json:"from,omitempty"`
	To   int    `json:"to,omitempty"`
}

// counters is what a server tells of itself.
type counters struct {
	Address    string `json:"address,omitempty"`
	Acts       int64  `json:"acts"`
	Commits    int64  `json:"commits"`
	Statements int64  `json:"statements"`
	Live       uint64 `json:"live"` // bytes of the heap in use after a collection
	Left       int64  `json:"left"` // letters not yet read, answers that have not left
	Error      string `json:"error,omitempty"`
}

// script is what one Write or Read of a server ran.
type script struct {
	Write      bool
	Statements []db.Statement
}

// Control answers the orders of the bench that started this server, until there
// are no more: then the server is to stop. d is nil for a bare handler.
func Control(ctx context.Context, d *db.DB, address string, in io.Reader, out io.Writer) error {
	c := controlled{db: d}
	answer := json.NewEncoder(out)
	if err := answer.Encode(counters{Address: address}); err != nil {
		return err
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var o order
		if err := json.Unmarshal(lines.Bytes(), &o); err != nil {
			return fmt.Errorf("read an order: %w", err)
		}
		said, err := c.obey(ctx, o)
		if err != nil {
			said.Error = err.Error()
		}
		if err := answer.Encode(said); err != nil {
			return err
		}
	}
	return lines.Err()
}

type controlled struct {
	db      *db.DB
	mu      sync.Mutex
	scripts []script
	profile *os.File
}

func (c *controlled) obey(ctx context.Context, o order) (counters, error) {
	switch o.Do {
	case "stats":
		if c.db == nil {
			return counters{}, nil
		}
		s := c.db.Stats()
		return counters{Acts: s.Acts, Commits: s.Commits, Statements: s.Statements}, nil
	case "live":
		// Twice: what a finalizer held is free only after the second.
		runtime.GC()
		debug.FreeOSMemory()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return counters{Live: m.HeapAlloc}, nil
	case "record":
		c.scripts = nil
		c.db.Record(func(write bool, statements []db.Statement) {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.scripts = append(c.scripts, script{write, statements})
		})
		return counters{}, nil
	case "recorded":
		c.db.Record(nil)
		return counters{}, c.keep(o.File)
	case "letters":
		return counters{}, c.letters(ctx, o)
	case "arrived":
		left, err := c.count(ctx, sqlLeft)
		return counters{Left: left}, err
	case "leaving":
		left, err := c.count(ctx, sqlLeaving, intake.LeaveJob)
		return counters{Left: left}, err
	case "profile":
		f, err := os.Create(o.File)
		if err != nil {
			return counters{}, err
		}
		c.profile = f
		return counters{}, pprof.StartCPUProfile(f)
	case "profiled":
		pprof.StopCPUProfile()
		return counters{}, c.profile.Close()
	default:
		return counters{}, errors.New("an unknown order")
	}
}

// keep writes what was recorded to a file.
func (c *controlled) keep(file string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	return errors.Join(gob.NewEncoder(f).Encode(c.scripts), f.Close())
}

const (
	sqlMailbox = `INSERT INTO mailbox (id, version, name, address, address_key, language, team_id, enabled, imap_host,
		imap_port, imap_tls, imap_user, imap_password, imap_folder, smtp_host, smtp_port, smtp_tls, smtp_user,
		smtp_password, receive_error, receive_cause, received_at, send_error, send_cause, sent_at, created_at, updated_at)
		VALUES ($1, 1, 'Bench', 'desk@bench.example', 'desk@bench.example', 'fr', '', $2, '', 0, 'none', '', $3, 'INBOX', '', 0,
		'none', '', $3, '', '', 0, '', '', 0, $4, $4) ON CONFLICT (id) DO NOTHING`

	sqlArrive = `INSERT INTO mail_arrival (id, mailbox_id, digest, size, raw, state, reason, kept_at, settled_at)
		VALUES ($1, $2, $3, $4, $5, 'kept', '', $6, 0)`

	sqlLeft = `SELECT COUNT(*) FROM mail_arrival WHERE state = 'kept'`

	sqlLeaving = `SELECT COUNT(*) FROM job WHERE kind = $1 AND state = 'waiting'`

	benchMailbox = "00000000-0000-7000-8000-00000000bec4"
)

// letters keeps letters as the channel does that fetched them, and asks for them
// to be read.
func (c *controlled) letters(ctx context.Context, o order) error {
	return c.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, sqlMailbox, benchMailbox, false, []byte{}, tx.Now); err != nil {
			return err
		}
		for n := o.From; n < o.To; n++ {
			raw := letter(o.Raw, n)
			id := tx.ID()
			if _, err := tx.Exec(ctx, sqlArrive, id, benchMailbox, id, len(raw), raw, tx.Now); err != nil {
				return err
			}
			arrival := struct {
				ID string `json:"arrival_id"`
			}{id}
			if err := job.Add(ctx, tx, job.New{Kind: "mail.arrived", Unique: id, Payload: arrival}); err != nil {
				return err
			}
		}
		return nil
	})
}

func (c *controlled) count(ctx context.Context, query string, args ...any) (n int64, err error) {
	err = c.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err = db.Value[int64](ctx, tx, query, args...)
		return err
	})
	return n, err
}
