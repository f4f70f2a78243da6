package mail

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/emersion/go-smtp"

	"guichet/internal/arrival"
	"guichet/internal/blob"
	"guichet/internal/db"
	"guichet/internal/job"
	"guichet/internal/mailbox"
	"guichet/internal/outbox"
)

// JobArrived is the kind of the job that reads one letter that came in.
const JobArrived = arrival.ReadJob

// Options are what the channel needs from the house.
type Options struct {
	Keys    *mailbox.Keys
	Receive func(ctx context.Context, a Arrival) error // makes a message of a letter; required
	Blobs   Blobs                                      // where files are, and letters too large for a row
	Roots   *x509.CertPool                             // who vouches for servers; nil: the system's
	Host    string                                     // how we present ourselves to SMTP servers
	Poll    time.Duration                              // how often to look without being told: 1 minute
	LMTP    string                                     // where a mail server brings letters by LMTP; '': nowhere
	SMTP    string                                     // the same, by SMTP
	Drop    string                                     // a folder in which letters are put; '': none
	Logger  *slog.Logger

	// TokenHosts are the hosts within one's own network that may be asked for
	// tokens; those of the Internet may, by TLS.
	TokenHosts []string
}

// Blobs keeps files, and opens them by their digest.
type Blobs interface {
	Put(ctx context.Context, r io.Reader, limit int64) (blob.Digest, int64, error)
	Open(ctx context.Context, d blob.Digest) (io.ReadCloser, error)
}

// Channel fetches and sends.
type Channel struct {
	db     *db.DB
	o      Options
	log    *slog.Logger
	secret []byte
	tokens tokens
	dial   func(ctx context.Context, m mailbox.Mailbox, password mailbox.Secret) (inbox, error)

	doors     []*smtp.Server
	listeners []net.Addr

	mu      sync.Mutex
	stop    context.CancelFunc
	stopped chan struct{}
}

// New readies the channel; nothing happens before Start, Fetch or a job.
func New(d *db.DB, o Options) (*Channel, error) {
	if o.Keys == nil || o.Receive == nil {
		return nil, errors.New("mail: keys and Receive are needed")
	}
	if o.Poll <= 0 {
		o.Poll = time.Minute
	}
	if o.Host == "" {
		o.Host = "localhost"
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	secret, err := o.Keys.Derive("mail address")
	if err != nil {
		return nil, err
	}
	c := &Channel{db: d, o: o, log: o.Logger, secret: secret}
	c.dial = c.dialIMAP
	return c, nil
}

// Handlers are the jobs that the channel does.
func (c *Channel) Handlers() map[string]job.Handler {
	return map[string]job.Handler{
		JobArrived:     c.arrived,
		outbox.JobSend: c.send,

		arrival.FetchJob: c.fetchLeft,
		mailbox.TrialJob: c.trial,
	}
}

// Start watches every mailbox that receives, until Stop. A second call does
// nothing.
func (c *Channel) Start(ctx context.Context) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stop != nil {
		return
	}
	watching, stop := context.WithCancel(context.WithoutCancel(ctx))
	c.stop, c.stopped = stop, make(chan struct{})
	hints, end := c.db.Hints()
	go func() {
		defer close(c.stopped)
		defer end()
		var dropping sync.WaitGroup
		defer dropping.Wait()
		if c.o.Drop != "" {
			dropping.Go(func() { c.watchDrop(watching) })
		}
		c.watchAll(watching, hints)
	}()
}

// Stop ends the watching. What was kept is kept; what was not is still unseen.
func (c *Channel) Stop(ctx context.Context) error {
	for _, s := range c.doors {
		if err := s.Shutdown(ctx); err != nil {
			c.log.WarnContext(ctx, "listening for mail ended late", "error", err)
		}
	}
	c.mu.Lock()
	stop, stopped := c.stop, c.stopped
	c.mu.Unlock()
	if stop == nil {
		return nil
	}
	stop()
	select {
	case <-stopped:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// watchAll keeps one watcher for each mailbox as it is now, and looks again at
// every hint that mailboxes changed.
func (c *Channel) watchAll(ctx context.Context, hints <-chan db.Hint) {
	type watcher struct {
		version int64
		end     context.CancelFunc
	}
	watchers := map[string]watcher{}
	var running sync.WaitGroup
	defer running.Wait()
	again := time.NewTicker(c.o.Poll)
	defer again.Stop()
	for {
		boxes, err := c.receiving(ctx)
		if err != nil && ctx.Err() == nil {
			c.log.ErrorContext(ctx, "mailboxes cannot be read", "error", err)
		}
		if err == nil {
			now := map[string]int64{}
			for _, m := range boxes {
				now[m.ID] = m.Version
			}
			for id, w := range watchers {
				if version, there := now[id]; !there || version != w.version {
					w.end()
					delete(watchers, id)
				}
			}
			for id, version := range now {
				if _, there := watchers[id]; !there {
					watching, end := context.WithCancel(ctx)
					watchers[id] = watcher{version, end}
					running.Go(func() { c.watch(watching, id, version) })
				}
			}
		}
		if !await(ctx, hints, again.C) {
			for _, w := range watchers {
				w.end()
			}
			return
		}
	}
}

// await returns when mailboxes may have changed; false when all is over.
func await(ctx context.Context, hints <-chan db.Hint, again <-chan time.Time) bool {
	for {
		select {
		case <-ctx.Done():
			return false
		case <-again:
			return true
		case h, open := <-hints:
			if !open {
				hints = nil
			} else if h.Kind == "mailbox" || h.Kind == "*" {
				return true
			}
		}
	}
}

func (c *Channel) receiving(ctx context.Context) ([]mailbox.Mailbox, error) {
	var all []mailbox.Mailbox
	err := c.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		boxes, err := mailbox.List(ctx, tx)
		if err != nil {
			return err
		}
		all = nil
		for _, m := range boxes {
			if m.Receives() {
				all = append(all, m)
			}
		}
		return nil
	})
	return all, err
}

// open reads a mailbox with what it signs in by: its passwords, or a token in
// their place.
func (c *Channel) open(ctx context.Context, id string) (m mailbox.Mailbox, s mailbox.Secrets, err error) {
	if m, s, err = c.read(ctx, id); err != nil {
		return m, s, failing(faultKey, err)
	}
	s, err = c.withToken(ctx, m, s)
	return m, s, err
}

// read reads a mailbox with its secrets.
func (c *Channel) read(ctx context.Context, id string) (m mailbox.Mailbox, s mailbox.Secrets, err error) {
	err = c.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if m, err = mailbox.Get(ctx, tx, id); err != nil {
			return err
		}
		s, err = mailbox.Open(ctx, tx, c.o.Keys, id)
		return err
	})
	return m, s, err
}
