package db

import (
	"context"
	"database/sql"
)

// reading runs the statements of Reads on a pool of SQLite connections.
type reading struct {
	*prepared
	places chan struct{} // one for each connection
}

func newReading(pool *sql.DB, size int) *reading {
	return &reading{newPrepared(pool), make(chan struct{}, size)}
}

func (r *reading) exec(context.Context, string, []any) (sql.Result, error) { return nil, errReadOnly }

// query waits for a connection as long as ctx lets it. A statement of a Brief Read
// then runs to its end: to be told of a cancel, the pool and the driver would each
// start a goroutine, which costs as much as looking a row up.
func (r *reading) query(ctx context.Context, query string, args []any) (*Rows, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case r.places <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if ctx.Value(briefKey{}) != nil {
		ctx = context.WithoutCancel(ctx)
	}
	rows, err := r.prepared.query(ctx, query, args)
	if err != nil {
		<-r.places
		return nil, err
	}
	rows.place = r.places
	return rows, nil
}
