package db

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"slices"
	"time"

	"guichet"
)

// Rows are the rows of a query. Close them before the next statement.
type Rows struct {
	*sql.Rows
	place <-chan struct{} // of a reader, given back at the end
}

func rowsOf(rows *sql.Rows, err error) (*Rows, error) {
	if err != nil {
		return nil, err
	}
	return &Rows{Rows: rows}, nil
}

// Close ends the query.
func (r *Rows) Close() error {
	err := r.Rows.Close()
	if r.place != nil {
		<-r.place
		r.place = nil
	}
	return err
}

// Tx is a transaction, or the statements of a Read. It belongs to one goroutine
// and ends with the function it was given to.
type Tx struct {
	// Now is the moment of the transaction: UTC, to the millisecond.
	Now time.Time

	d      *DB
	run    runner
	ctx    context.Context // tells a limit of ours from a cancel of the caller
	writes bool
	ended  bool
	failed error // the first statement that failed: nothing runs after it

	hints []Hint
	wakes []string
	after []func()
	ran   []Statement // while somebody records
}

var (
	errEnded    = errors.New("db: a Tx is used after its end")
	errReadOnly = errors.New("db: a Read cannot write")
)

// Exec runs a statement and tells how many rows it changed.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (rowsAffected int64, err error) {
	args, err = tx.before(query, args)
	if err != nil {
		return 0, err
	}
	if !tx.writes {
		return 0, errReadOnly
	}
	res, err := tx.run.exec(ctx, query, args)
	if err != nil {
		return 0, tx.fail(err)
	}
	n, err := res.RowsAffected()
	return n, tx.fail(err)
}

// Query runs a statement that gives rows. Close them before the next statement.
func (tx *Tx) Query(ctx context.Context, query string, args ...any) (*Rows, error) {
	args, err := tx.before(query, args)
	if err != nil {
		return nil, err
	}
	rows, err := tx.run.query(ctx, query, args)
	if err != nil {
		return nil, tx.fail(err)
	}
	return rows, nil
}

// before says whether a statement may run, and readies its arguments.
func (tx *Tx) before(query string, args []any) ([]any, error) {
	switch {
	case tx.ended:
		return nil, errEnded
	case tx.failed != nil:
		return nil, tx.failed
	}
	tx.d.statements.Add(1)
	args, err := readied(args)
	if err == nil && tx.d.recording.Load() != nil {
		tx.ran = append(tx.ran, Statement{Query: query, Args: slices.Clone(args)})
	}
	return args, err
}

// fail notes that a statement failed and names the failure.
func (tx *Tx) fail(err error) error {
	if err == nil {
		return nil
	}
	err = tx.d.named(tx.ctx, err)
	if tx.writes && tx.failed == nil {
		tx.failed = err
	}
	return err
}

// end makes the Tx unusable.
func (tx *Tx) end() {
	tx.ended = true
	if !tx.writes {
		tx.d.recorded(tx)
	}
}

// Lock waits for the row of table with the id and holds it until the end of the
// transaction: the subject of an act is locked first. On SQLite, which has one
// writer, there is nothing to wait for. A missing row is not an error here: the
// read that follows says so.
func (tx *Tx) Lock(ctx context.Context, table, id string) error {
	if !tx.writes {
		return errReadOnly
	}
	if tx.Engine() == SQLite {
		return nil
	}
	if !isName(table) {
		return errors.New("db: not a table name")
	}
	rows, err := tx.Query(ctx, "SELECT 1 FROM "+table+" WHERE id = $1 FOR UPDATE", id)
	if err != nil {
		return err
	}
	for rows.Next() {
	}
	return tx.fail(errors.Join(rows.Err(), rows.Close()))
}

// Next gives the next number of a sequence. Numbers are never given twice; a
// transaction that is rolled back may leave a hole.
func (tx *Tx) Next(ctx context.Context, sequence string) (int64, error) {
	if !tx.writes {
		return 0, errReadOnly
	}
	if tx.Engine() == SQLite {
		return Value[int64](ctx, tx, sqliteNext, sequence)
	}
	if !isName(sequence) {
		return 0, errors.New("db: not a sequence name")
	}
	return Value[int64](ctx, tx, "SELECT nextval('"+sequencePrefix+sequence+"')")
}

// isName tells whether s may stand in a statement as the name of a table.
func isName(s string) bool {
	for i := range len(s) {
		c := s[i]
		if c != '_' && (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}

// Hint tells, after the commit, whoever shows the thing that it changed. Equal
// hints of one transaction are told once.
func (tx *Tx) Hint(kind, id string) {
	h := Hint{Kind: kind, ID: id}
	for _, known := range tx.hints {
		if known == h {
			return
		}
	}
	tx.hints = append(tx.hints, h)
}

// Wake tells, after the commit, whoever works off the queue that there is work.
func (tx *Tx) Wake(queue string) {
	for _, known := range tx.wakes {
		if known == queue {
			return
		}
	}
	tx.wakes = append(tx.wakes, queue)
}

// AfterCommit runs f once the transaction is committed: for what lives in memory
// only, since a crash may come before it.
func (tx *Tx) AfterCommit(f func()) { tx.after = append(tx.after, f) }

// committed tells what the transaction has to tell.
func (tx *Tx) committed() {
	tx.d.recorded(tx)
	for _, h := range tx.hints {
		tx.d.hints.publish(h)
	}
	for _, w := range tx.wakes {
		tx.d.wakes.publish(w)
	}
	if len(tx.hints)+len(tx.wakes) > 0 {
		tx.d.engine.announce(tx.hints, tx.wakes)
	}
	for _, f := range tx.after {
		f()
	}
}

// ID makes an id: a UUIDv7 of tx.Now.
func (tx *Tx) ID() string {
	id, err := guichet.NewID(tx.Now, tx.d.random)
	if err != nil {
		panic(err) // there is no randomness: nothing may be made
	}
	return id
}

// Random gives n random bytes.
func (tx *Tx) Random(n int) []byte {
	b := make([]byte, n)
	if _, err := io.ReadFull(tx.d.random, b); err != nil {
		panic(err) // there is no randomness: nothing may be made
	}
	return b
}

// Engine names the engine: SQLite or Postgres.
func (tx *Tx) Engine() string { return tx.d.engine.name() }
