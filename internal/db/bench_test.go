package db_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"guichet/internal/db"
	"guichet/internal/db/dbtest"
)

const (
	sqlBenchRow    = `INSERT INTO setting (name, value, version, updated) VALUES ($1, $2, 1, $3)`
	sqlBenchUpdate = `UPDATE setting SET value = $2, version = version + 1 WHERE name = $1`
	sqlBenchRead   = `SELECT version FROM setting WHERE name = $1`
)

// benchAct is an act of the usual size: some reads, some writes.
func benchAct(i int64) func(context.Context, *db.Tx) error {
	return func(ctx context.Context, tx *db.Tx) error {
		name := fmt.Sprintf("bench-%d", i)
		for j := range 3 {
			if _, err := tx.Exec(ctx, sqlBenchRow, fmt.Sprintf("%s-%d", name, j), "some text of a usual length, such as a title has", tx.Now); err != nil {
				return err
			}
		}
		if _, err := db.Value[int64](ctx, tx, sqlBenchRead, name+"-1"); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, sqlBenchUpdate, name+"-1", "another text")
		return err
	}
}

// BenchmarkWrite runs acts in closed loops, each waiting for its answer, on
// databases that wait for the disk.
func BenchmarkWrite(b *testing.B) {
	for _, engine := range dbtest.Engines() {
		b.Run(engine, func(b *testing.B) {
			var d *db.DB
			if engine == db.SQLite {
				d = dbtest.Open(b, engine, dbtest.Durable(), dbtest.Lenient())
			} else {
				d = dbtest.OpenURL(b, dbtest.DurableCluster(b), dbtest.Lenient())
			}
			var last atomic.Int64
			for _, clients := range []int{1, 2, 8, 32} {
				b.Run(fmt.Sprint(clients), func(b *testing.B) { closedLoops(b, d, clients, &last) })
			}
		})
	}
}

func closedLoops(b *testing.B, d *db.DB, clients int, last *atomic.Int64) {
	b.Helper()
	before := d.Stats()
	var left atomic.Int64
	left.Store(int64(b.N))
	var all sync.WaitGroup
	b.ReportAllocs()
	b.ResetTimer()
	for range clients {
		all.Go(func() {
			for left.Add(-1) >= 0 {
				if err := d.Write(context.Background(), benchAct(last.Add(1))); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	b.StopTimer()
	after := d.Stats()
	acts := float64(after.Acts - before.Acts)
	b.ReportMetric(acts/float64(after.Commits-before.Commits), "acts/commit")
	b.ReportMetric(acts/b.Elapsed().Seconds(), "acts/s")
}

// BenchmarkRawWriter runs the same statements on one bare connection: what the
// engine can do when nobody waits.
func BenchmarkRawWriter(b *testing.B) {
	file := filepath.Join(b.TempDir(), "raw.db")
	pool, err := sql.Open("sqlite", "file:"+file+"?_pragma=journal_mode(wal)&_pragma=synchronous(full)&_txlock=immediate")
	if err != nil {
		b.Fatal(err)
	}
	defer pool.Close()
	pool.SetMaxOpenConns(1)
	if _, err := pool.Exec("CREATE TABLE setting (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL, version INTEGER NOT NULL, updated INTEGER NOT NULL) STRICT"); err != nil {
		b.Fatal(err)
	}
	i := 0
	for b.Loop() {
		i++
		tx, err := pool.Begin()
		if err != nil {
			b.Fatal(err)
		}
		name := fmt.Sprintf("bench-%d", i)
		for j := range 3 {
			if _, err := tx.Exec(sqlBenchRow, fmt.Sprintf("%s-%d", name, j), "some text of a usual length, such as a title has", time.Now().UnixMilli()); err != nil {
				b.Fatal(err)
			}
		}
		var version int64
		if err := tx.QueryRow(sqlBenchRead, name+"-1").Scan(&version); err != nil {
			b.Fatal(err)
		}
		if _, err := tx.Exec(sqlBenchUpdate, name+"-1", "another text"); err != nil {
			b.Fatal(err)
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(i)/b.Elapsed().Seconds(), "acts/s")
}
