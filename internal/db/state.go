package db

import (
	"context"
	"strconv"
	"sync"
	"sync/atomic"
)

// State names all that is committed, for whoever keeps in memory what was read:
// while two are equal, what was read after the first is still true.
type State string

// State tells the present state. Ask before you read what you want to keep. On
// PostgreSQL it asks the server, in one statement for all who ask at once.
func (d *DB) State(ctx context.Context) (State, error) {
	if d.closed.Load() {
		return "", errClosed
	}
	return d.engine.state(ctx)
}

// StateAtHand tells the present state where that costs nothing: where all
// commits are this process's own, and none is under way.
func (d *DB) StateAtHand() (State, bool) {
	e, own := d.engine.(*sqliteEngine)
	if !own {
		return "", false
	}
	return e.commits.state()
}

// commitCount counts the commits of the one process that has the file: even when
// none is under way, odd from before the commit until after it and before anybody
// is told of it. While it is odd nobody can say what a reader sees.
type commitCount struct{ n, unlike atomic.Int64 }

func (c *commitCount) begins() { c.n.Add(1) }
func (c *commitCount) ended()  { c.n.Add(1) }

func (c *commitCount) state() (State, bool) {
	n := c.n.Load()
	return State(strconv.FormatInt(n, 36)), n%2 == 0
}

func (e *sqliteEngine) state(context.Context) (State, error) {
	s, still := e.commits.state()
	if !still { // a state that equals no other
		s = State("-" + strconv.FormatInt(e.commits.unlike.Add(1), 36))
	}
	return s, nil
}

// A snapshot is named by the transactions it does not see yet: two of one name
// see the same.
const sqlSnapshot = `SELECT CAST(pg_current_snapshot() AS TEXT)`

func (e *postgresEngine) state(ctx context.Context) (State, error) { return e.asker.ask(ctx) }

func (e *postgresEngine) readState() (State, error) {
	ctx, cancel := context.WithTimeout(context.Background(), readLimit)
	defer cancel()
	var s State
	err := e.readers.QueryRowContext(ctx, sqlSnapshot).Scan(&s)
	e.d.statements.Add(1)
	return s, e.d.named(ctx, err)
}

// asker lets many share one question. Who comes while it is under way waits for
// the next: the answer to theirs must not be older than they are.
type asker struct {
	read func() (State, error)

	mu   sync.Mutex
	next *question  // nobody has begun to ask it
	turn sync.Mutex // one is asked at a time
}

type question struct {
	answered chan struct{}
	state    State
	err      error
}

func (a *asker) ask(ctx context.Context) (State, error) {
	a.mu.Lock()
	q := a.next
	if q == nil {
		q = &question{answered: make(chan struct{})}
		a.next = q
		go a.put(q)
	}
	a.mu.Unlock()
	select {
	case <-q.answered:
		return q.state, q.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func (a *asker) put(q *question) {
	a.turn.Lock()
	defer a.turn.Unlock()
	a.mu.Lock()
	a.next = nil
	a.mu.Unlock()
	q.state, q.err = a.read()
	close(q.answered)
}
