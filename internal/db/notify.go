package db

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Between the nodes on one PostgreSQL database, hints and wakes travel by NOTIFY.
// It is sent after the commit, by a connection of the pool, and not in the act's
// transaction: commits that notify take one lock for the whole server. A node
// that dies in between leaves the others' screens stale until their next look,
// and queues to their poll.

const (
	hintChannel = "guichet_hint"
	wakeChannel = "guichet_wake"

	notifyEvery  = 50 * time.Millisecond // and channel
	payloadMost  = 7900                  // bytes; the server takes 8,000
	connectFirst = 2 * time.Second       // how long a subscription waits for the line
	lineCheck    = 30 * time.Second      // silence after which the line is tried
)

// courier gathers what is to be told to the other nodes, and tells it.
type courier struct {
	send   func(channel, payload string) error
	node   string
	signal chan struct{}

	mu     sync.Mutex
	hints  map[string]struct{}
	wakes  map[string]struct{}
	listen sync.Once
	ready  chan struct{} // the line stands for the first time
	work   sync.WaitGroup
	ctx    context.Context
	stop   context.CancelFunc
}

func newCourier(node string, send func(channel, payload string) error) *courier {
	c := &courier{
		send:   send,
		node:   node,
		signal: make(chan struct{}, 1),
		hints:  map[string]struct{}{},
		wakes:  map[string]struct{}{},
		ready:  make(chan struct{}),
	}
	c.ctx, c.stop = context.WithCancel(context.Background())
	return c
}

// add notes what to tell; what is noted already is told once.
func (c *courier) add(hints []Hint, wakes []string) {
	c.mu.Lock()
	for _, h := range hints {
		c.hints[h.Kind+":"+h.ID] = struct{}{}
	}
	for _, w := range wakes {
		c.wakes[w] = struct{}{}
	}
	c.mu.Unlock()
	select {
	case c.signal <- struct{}{}:
	default: // it will look again anyway
	}
}

// run tells at once what comes after a pause, and then no more often than
// notifyEvery.
func (c *courier) run() {
	for {
		select {
		case <-c.signal:
		case <-c.ctx.Done():
			c.tell() // what came last
			return
		}
		c.tell()
		select {
		case <-time.After(notifyEvery):
		case <-c.ctx.Done():
			c.tell()
			return
		}
	}
}

// tell sends one message a channel. One that fails is lost: whoever missed it has
// its own net.
func (c *courier) tell() {
	c.mu.Lock()
	hints, wakes := c.payload(c.hints), c.payload(c.wakes)
	clear(c.hints)
	clear(c.wakes)
	c.mu.Unlock()
	if hints != "" {
		_ = c.send(hintChannel, hints)
	}
	if wakes != "" {
		_ = c.send(wakeChannel, wakes)
	}
}

// payload is the node and the messages, a line each; a star when they are too
// many to say.
func (c *courier) payload(messages map[string]struct{}) string {
	if len(messages) == 0 {
		return ""
	}
	size := len(c.node)
	lines := make([]string, 1, 1+len(messages))
	lines[0] = c.node
	for m := range messages {
		size += 1 + len(m)
		if size > payloadMost || strings.ContainsRune(m, '\n') {
			return c.node + "\n*"
		}
		lines = append(lines, m)
	}
	slices.Sort(lines[1:])
	return strings.Join(lines, "\n")
}

// heard hands a notification on to the subscribers of this node.
func (d *DB) heard(n *pgconn.Notification) {
	lines := strings.Split(n.Payload, "\n")
	if lines[0] == d.node {
		return // told in process already
	}
	for _, line := range lines[1:] {
		switch {
		case n.Channel == wakeChannel:
			d.wakes.publish(line)
		case line == "*":
			d.hints.publish(d.hints.star)
		default:
			kind, id, _ := strings.Cut(line, ":")
			d.hints.publish(Hint{Kind: kind, ID: id})
		}
	}
}

// missed tells every subscriber to look again.
func (d *DB) missed() {
	d.hints.publish(d.hints.star)
	d.wakes.publish(d.wakes.star)
}

func (e *postgresEngine) announce(hints []Hint, wakes []string) { e.courier.add(hints, wakes) }

// notify sends one notification.
func (e *postgresEngine) notify(channel, payload string) error {
	ctx, cancel := context.WithTimeout(context.Background(), readLimit)
	defer cancel()
	_, err := e.writers.ExecContext(ctx, "SELECT pg_notify($1, $2)", channel, payload)
	return err
}

// listen makes sure that this node hears the others: a subscription that has
// begun misses nothing, or is told so by a star.
func (e *postgresEngine) listen() {
	e.courier.listen.Do(func() { e.courier.work.Go(e.hear) })
	select {
	case <-e.courier.ready:
	case <-time.After(connectFirst):
	case <-e.courier.ctx.Done():
	}
}

// hear keeps a connection that listens, until the database is closed.
func (e *postgresEngine) hear() {
	ctx := e.courier.ctx
	pause := 100 * time.Millisecond
	started := time.Now()
	for ctx.Err() == nil {
		began := time.Now()
		err := e.hearOnce(ctx, started)
		if ctx.Err() != nil {
			return
		}
		e.d.log.WarnContext(ctx, "the line to the other nodes is lost, trying again", "error", err)
		if time.Since(began) > time.Minute {
			pause = 100 * time.Millisecond
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
		}
		pause = min(2*pause, 5*time.Second)
	}
}

// hearOnce listens until the connection fails. What was said while there was none
// is unknown, so everyone gets a star; but not when this is the first and the
// subscription that asked for it still waits.
func (e *postgresEngine) hearOnce(ctx context.Context, started time.Time) error {
	config := e.config.Copy()
	config.RuntimeParams["application_name"] = "guichet listen"
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	for _, channel := range []string{hintChannel, wakeChannel} {
		if _, err := conn.Exec(ctx, "LISTEN "+channel); err != nil {
			return err
		}
	}
	select {
	case <-e.courier.ready:
		e.d.missed()
	default:
		if time.Since(started) > connectFirst {
			e.d.missed()
		}
		close(e.courier.ready)
	}
	for {
		waiting, cancel := context.WithTimeout(ctx, lineCheck)
		n, err := conn.WaitForNotification(waiting)
		silent := waiting.Err() != nil && ctx.Err() == nil
		cancel()
		switch {
		case err == nil:
			e.d.heard(n)
		case !silent:
			return err
		default:
			if err := e.ping(ctx, conn); err != nil {
				return err
			}
		}
	}
}

// ping finds out whether a silent line still stands.
func (e *postgresEngine) ping(ctx context.Context, conn *pgx.Conn) error {
	ctx, cancel := context.WithTimeout(ctx, readLimit)
	defer cancel()
	return conn.Ping(ctx)
}
