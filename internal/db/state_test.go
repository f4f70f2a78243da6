package db_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"

	"guichet/internal/db"
	"guichet/internal/db/dbtest"
)

// Two equal states saw the same: whoever read a number under one of them reads it
// again under the other, however many write meanwhile, here or on another node.
func TestAStateIsExact(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			url := dbtest.URL(t, engine)
			d := dbtest.OpenURL(t, url)
			writers := []*db.DB{d}
			if engine == db.Postgres {
				writers = append(writers, dbtest.OpenURL(t, url))
			}
			seen := sync.Map{} // of each state, the number read under it
			var done atomic.Bool
			var reading, writing sync.WaitGroup
			for range 4 {
				reading.Go(func() {
					for !done.Load() {
						before, err := d.State(t.Context())
						if err != nil {
							t.Error(err)
							return
						}
						number, err := settings(t.Context(), d)
						if err != nil {
							t.Error(err)
							return
						}
						after, err := d.State(t.Context())
						if err != nil {
							t.Error(err)
							return
						}
						if before != after {
							continue
						}
						if known, was := seen.LoadOrStore(before, number); was && known != number {
							t.Errorf("state %s saw %v and %v", before, known, number)
							return
						}
					}
				})
			}
			for _, w := range writers {
				writing.Go(func() {
					for range 150 {
						was, err := w.State(t.Context())
						if err == nil {
							err = w.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
								_, err := tx.Exec(ctx, "INSERT INTO setting (name, value, version, updated) VALUES ($1, '1', 1, 0)", tx.ID())
								return err
							})
						}
						is, again := w.State(t.Context())
						if err != nil || again != nil || is == was {
							t.Errorf("a commit leaves the state at %s: %v %v", is, err, again)
							return
						}
					}
				})
			}
			writing.Wait()
			done.Store(true)
			reading.Wait()
		})
	}
}

func settings(ctx context.Context, d *db.DB) (n int64, err error) {
	err = d.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		n, err = db.Value[int64](ctx, tx, "SELECT COUNT(*) FROM setting")
		return err
	})
	return n, err
}
