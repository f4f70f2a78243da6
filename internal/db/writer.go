package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"guichet"
)

// Bounds of a group of acts that are committed together.
const (
	groupMost  = 64
	groupSpell = 20 * time.Millisecond
)

// writer owns the only connection that writes to the SQLite file. Its goroutine
// begins and commits; in between it lends the connection to one caller after the
// other, who runs its act in its own goroutine and gives it back. So a panic or
// a Goexit stays where it belongs, and one sync of the disk serves many acts.
type writer struct {
	e     *sqliteEngine
	queue chan *waiting
	back  chan struct{} // the connection is given back
	quit  chan struct{}
	spell time.Duration // groupSpell, but in tests
	done  chan struct{}
	once  sync.Once

	// Of whoever has the connection:
	pool       *sql.DB
	conn       *sql.Conn
	stmts      *prepared
	committing bool // the commit hook refuses any other commit
	gone       bool // the transaction was rolled back, by us or by SQLite
	group      []*waiting
	pace       pace
}

// Where an act stands.
const (
	inQueue int32 = iota
	taken
	withdrawn
)

// waiting is an act on its way through the writer.
type waiting struct {
	ctx   context.Context
	fn    act
	state atomic.Int32
	ch    chan message

	tx      *Tx
	err     error
	aborted bool // fn did not return: a panic or a Goexit goes its own way
}

// message tells a caller that it is its turn, or how its act ended.
type message struct {
	turn bool
	err  error
}

func newWriter(ctx context.Context, e *sqliteEngine) (*writer, error) {
	w := &writer{
		e:     e,
		queue: make(chan *waiting, 1024),
		back:  make(chan struct{}),
		quit:  make(chan struct{}),
		spell: groupSpell,
		done:  make(chan struct{}),
	}
	var err error
	// The log is folded into the file every 1,000 pages and written again from its
	// beginning; one that a long reader made grow is cut afterwards.
	if w.pool, err = e.pool("rwc", 1, "journal_mode(wal)", "synchronous("+e.sync+")", "cache_size(-32768)",
		"wal_autocheckpoint(1000)", "journal_size_limit(16777216)"); err != nil {
		return nil, err
	}
	if err := w.connect(ctx); err != nil {
		return nil, errors.Join(err, w.pool.Close())
	}
	go w.run()
	return w, nil
}

// connect opens the connection and hangs the two guards on it: SQLite tells us
// whenever the transaction is rolled back, and nothing commits but commit. A
// statement that ran after SQLite has rolled back by itself would otherwise be
// durable alone.
func (w *writer) connect(ctx context.Context) error {
	conn, err := w.pool.Conn(ctx)
	if err != nil {
		return err
	}
	err = conn.Raw(func(driverConn any) error {
		hooks, ok := driverConn.(sqlite.HookRegisterer)
		if !ok {
			return errors.New("the SQLite driver has no hooks")
		}
		hooks.RegisterRollbackHook(func() { w.gone = true })
		hooks.RegisterCommitHook(func() int32 {
			if w.committing {
				return 0
			}
			return 1
		})
		return nil
	})
	if err != nil {
		return errors.Join(err, conn.Close())
	}
	w.conn, w.stmts = conn, newPrepared(conn)
	// The connection opens its write-ahead log with its first transaction. One
	// that never did would leave the log behind when it closes.
	if err := w.control("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	return w.control("ROLLBACK")
}

// reconnect replaces a connection that no longer begins a transaction.
func (w *writer) reconnect() error {
	w.stmts.close()
	_ = w.conn.Close() // it is of no use
	return w.connect(context.Background())
}

// control runs a statement of the writer's own. It cannot be cancelled.
func (w *writer) control(statement string) error {
	_, err := w.stmts.exec(context.Background(), statement, nil)
	return err
}

// write puts the act into the queue, runs it when its turn comes and waits for
// the commit. The caller's ctx counts only until then.
func (e *sqliteEngine) write(ctx context.Context, fn act) (*Tx, error) {
	w := e.writer
	a := &waiting{ctx: ctx, fn: fn, ch: make(chan message, 1)}
	patience := time.NewTimer(queueLimit)
	defer patience.Stop()
	select {
	case w.queue <- a:
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-patience.C:
		return nil, guichet.Unavailable("busy", errors.New("db: too many acts wait to be written"))
	case <-w.quit:
		return nil, errClosed
	}
	m, err := a.first(ctx, patience, w.done)
	if err != nil {
		return nil, err
	}
	for m.turn {
		w.perform(a)
		m = <-a.ch
	}
	return a.tx, m.err
}

// first waits for the first word from the writer. An act that has not begun can
// still be withdrawn.
func (a *waiting) first(ctx context.Context, patience *time.Timer, stopped <-chan struct{}) (message, error) {
	var why error
	select {
	case m := <-a.ch:
		return m, nil
	case <-ctx.Done():
		why = ctx.Err()
	case <-patience.C:
		why = guichet.Unavailable("busy", errors.New("db: waited too long for a turn to write"))
	case <-stopped:
		why = errClosed
	}
	if a.state.CompareAndSwap(inQueue, withdrawn) {
		return message{}, why
	}
	return <-a.ch, nil
}

// perform runs fn with the connection and gives it back, also when fn panics.
func (w *writer) perform(a *waiting) {
	ctx, tx, over := w.e.d.begun(a.ctx, w.stmts)
	a.tx, a.err, a.aborted = tx, nil, true
	defer func() {
		over() // closes rows that fn left open, too
		w.back <- struct{}{}
	}()
	err := ran(ctx, a.fn, a.tx)
	a.aborted, a.err = false, err
}

// ran runs fn; a statement that failed fails the act, whatever fn made of it.
func ran(ctx context.Context, fn act, tx *Tx) error {
	if err := fn(ctx, tx); err != nil {
		return err
	}
	return tx.failed
}

// run is the writer's goroutine.
func (w *writer) run() {
	defer close(w.done)
	for {
		select {
		case a := <-w.queue:
			w.together(a)
		case <-w.quit:
			return
		}
	}
}

// together runs the act and those that wait behind it in one transaction.
func (w *writer) together(first *waiting) {
	if !first.take() {
		return
	}
	w.group = w.group[:0]
	w.pace.begin()
	began := time.Now()
	if err := w.begin(); err != nil {
		first.answer(w.e.classify(err))
		return
	}
	for a := first; a != nil; a = w.next(began) {
		w.group = append(w.group, a)
		if !w.turn(a) {
			w.apart(nil)
			return
		}
	}
	if err := w.commit(); err != nil {
		w.apart(err)
		return
	}
	w.pace.committed(len(w.group))
	for _, a := range w.group {
		a.settle(nil)
	}
}

// next takes one more act for the group, while there is room and time.
func (w *writer) next(began time.Time) *waiting {
	for len(w.group) < groupMost && time.Since(began) < w.spell {
		select {
		case a := <-w.queue:
			if a.take() {
				return a
			}
			continue
		default:
		}
		a := w.pace.linger(w.queue, len(w.group))
		if a == nil {
			return nil
		}
		if a.take() {
			return a
		}
	}
	return nil
}

// take makes the act ours: from now on its ctx counts no more. False when it was
// withdrawn, or is cancelled now.
func (a *waiting) take() bool {
	if !a.state.CompareAndSwap(inQueue, taken) {
		return false
	}
	if err := a.ctx.Err(); err != nil {
		a.answer(err)
		return false
	}
	return true
}

// turn lets the act run in a savepoint. False when the transaction is gone, or
// may be, or cannot be trusted: nothing more runs in it.
func (w *writer) turn(a *waiting) bool {
	if err := w.control("SAVEPOINT act"); err != nil {
		return false
	}
	a.ch <- message{turn: true}
	<-w.back
	if w.gone || a.tx.failed != nil && mayHaveRolledBack(a.tx.failed) {
		return false
	}
	if a.aborted || a.err != nil {
		if err := w.control("ROLLBACK TO act"); err != nil {
			return false
		}
	}
	return w.control("RELEASE act") == nil
}

// apart is what is left when a group has failed: every act of it runs again,
// alone, and is answered for itself. committing is why the commit failed, if it
// came to that.
func (w *writer) apart(committing error) {
	w.rollback()
	group := w.group
	if len(group) == 1 && (group[0].err != nil || committing != nil) {
		group[0].settle(committing) // it was alone already
		return
	}
	for _, a := range group {
		switch {
		case a.aborted:
		case guichet.IsKind(a.err, guichet.KindUnavailable) && guichet.AsError(a.err).Code == "timeout":
			a.settle(nil) // it had its time
		default:
			w.alone(a)
		}
	}
}

// alone runs one act in a transaction of its own.
func (w *writer) alone(a *waiting) {
	if err := w.begin(); err != nil {
		a.answer(w.e.classify(err))
		return
	}
	if !w.turn(a) || a.err != nil || a.aborted {
		w.rollback()
		a.settle(errTransactionLost)
		return
	}
	err := w.commit()
	if err != nil {
		w.rollback()
	}
	a.settle(err)
}

var errTransactionLost = guichet.Unavailable("storage", errors.New("db: the transaction was rolled back"))

// settle answers with the act's own error, or with lost when it had none.
func (a *waiting) settle(lost error) {
	if a.aborted {
		return // nobody listens any more
	}
	if a.err != nil {
		lost = a.err
	}
	a.answer(lost)
}

func (a *waiting) answer(err error) { a.ch <- message{err: err} }

// begin opens the transaction, with a new connection if the old one cannot.
func (w *writer) begin() error {
	w.gone = false
	err := w.control("BEGIN IMMEDIATE")
	if err == nil {
		return nil
	}
	w.rollback()
	if reconnecting := w.reconnect(); reconnecting != nil {
		return errors.Join(err, reconnecting)
	}
	w.gone = false
	return w.control("BEGIN IMMEDIATE")
}

// commit makes the transaction durable. When it fails, nothing of it is; but for
// a sync that failed, after which a crash may bring back what is in the log until
// the next act writes over it.
func (w *writer) commit() error {
	w.committing = true
	w.e.commits.begins()
	began := time.Now()
	err := w.control("COMMIT")
	w.committing = false
	w.e.commits.ended() // also when it failed: then it is not known what is there
	var lite *sqlite.Error
	switch {
	case errors.As(err, &lite) && lite.Code() == sqlite3.SQLITE_IOERR_FSYNC:
		return guichet.Unavailable("commit_unknown", err)
	case err != nil:
		return w.e.classify(fmt.Errorf("commit: %w", err))
	}
	w.pace.took(time.Since(began))
	w.e.d.commits.Add(1)
	return nil
}

// rollback ends the transaction if it still stands.
func (w *writer) rollback() {
	if !w.gone {
		_ = w.control("ROLLBACK") // it fails when there is none: as we want it
	}
}

// close lets the act that runs finish and closes the connection.
func (w *writer) close() error {
	w.once.Do(func() { close(w.quit) })
	<-w.done
	w.stmts.close()
	return errors.Join(w.conn.Close(), w.pool.Close())
}
