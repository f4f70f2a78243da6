package db_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/url"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/db/dbtest"
)

const (
	sqlForever     = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n WHERE i < 0`
	sqlPutTeam     = `INSERT INTO team (id, name, name_key, created) VALUES ($1, $1, $1, $2)`
	sqlTouchTeam   = `UPDATE team SET created = created + 1 WHERE id = $1`
	sqlSetTeamTime = `UPDATE team SET created = $2 WHERE id = $1`
	sqlTeamTime    = `SELECT created FROM team WHERE id = $1`
)

func TestNobodysChangeIsLost(t *testing.T) {
	t.Parallel()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		if err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, sqlPutTeam, "one", int64(0))
			return err
		}); err != nil {
			t.Fatal(err)
		}
		const clients, times = 8, 25
		var all sync.WaitGroup
		for range clients {
			all.Go(func() {
				for range times {
					err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
						if err := tx.Lock(ctx, "team", "one"); err != nil {
							return err
						}
						n, err := db.Value[int64](ctx, tx, sqlTeamTime, "one")
						if err != nil {
							return err
						}
						_, err = tx.Exec(ctx, sqlSetTeamTime, "one", n+1)
						return err
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		_ = d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			if n, err := db.Value[int64](ctx, tx, sqlTeamTime, "one"); err != nil || n != clients*times {
				t.Errorf("%d of %d changes are there (%v)", n, clients*times, err)
			}
			return nil
		})
	})
}

func TestActsThatStandInEachOthersWayAreRunAgain(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, db.Postgres)
	names := []string{"a", "b"}
	for _, name := range names {
		if err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, sqlPutTeam, name, int64(0))
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	var runs atomic.Int64
	var both, all sync.WaitGroup
	both.Add(2)
	for i := range names {
		first := true
		all.Go(func() {
			err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				runs.Add(1)
				if _, err := tx.Exec(ctx, sqlTouchTeam, names[i]); err != nil {
					return err
				}
				if first { // each has one row and wants the other: a deadlock
					first = false
					both.Done()
					both.Wait()
				}
				_, err := tx.Exec(ctx, sqlTouchTeam, names[1-i])
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if runs.Load() < 3 {
		t.Errorf("%d runs: there was no deadlock", runs.Load())
	}
	_ = d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		for _, name := range names {
			if n, err := db.Value[int64](ctx, tx, sqlTeamTime, name); err != nil || n != 2 {
				t.Errorf("%s was touched %d times (%v)", name, n, err)
			}
		}
		return nil
	})
}

func TestASerializationFailureIsRunAgainAndNotForEver(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, db.Postgres)
	const stumble = `DO $$ BEGIN RAISE EXCEPTION 'stumble' USING ERRCODE = '40001'; END $$`
	for _, c := range []struct{ stumbles, runs int }{{2, 3}, {1000, 10}} {
		runs := 0
		err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			runs++
			if runs <= c.stumbles {
				_, err := tx.Exec(ctx, stumble)
				return err
			}
			return nil
		})
		if runs != c.runs || (err == nil) != (c.runs > c.stumbles) {
			t.Errorf("%d stumbles: %d runs, %v", c.stumbles, runs, err)
		}
		if err != nil && guichet.AsError(err).Code != "busy" {
			t.Errorf("answered %v", err)
		}
	}
}

// TestALostConnectionDuringCommitIsAnsweredAsUnknown cuts the line when COMMIT has
// gone out and the answer has not come back.
func TestALostConnectionDuringCommitIsAnsweredAsUnknown(t *testing.T) {
	t.Parallel()
	direct := dbtest.URL(t, db.Postgres)
	config, err := pgx.ParseConfig(direct)
	if err != nil {
		t.Fatal(err)
	}
	cutter, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cutter.Close() })
	var armed atomic.Bool
	go func() {
		for {
			client, err := cutter.Accept()
			if err != nil {
				return
			}
			network, address := pgconn.NetworkAddress(config.Host, config.Port)
			server, err := net.Dial(network, address)
			if err != nil {
				client.Close()
				return
			}
			go between(client, server, &armed)
		}
	}()
	u, err := url.Parse(direct)
	if err != nil {
		t.Fatal(err)
	}
	u.Host, u.RawQuery = cutter.Addr().String(), "sslmode=disable"
	u.User = url.UserPassword(config.User, config.Password)
	d := dbtest.OpenURL(t, u.String())
	if err := d.Write(t.Context(), plain(1)); err != nil {
		t.Fatal(err)
	}
	err = d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		armed.Store(true)
		return plain(2)(ctx, tx)
	})
	if e := guichet.AsError(err); e.Kind != guichet.KindUnavailable || e.Code != "commit_unknown" {
		t.Errorf("answered %v", err)
	}
	// It was done all the same, as the caller finds out with the same key; and
	// the next act has a connection again.
	for count(t, d) != 2 {
		runtime.Gosched()
	}
	if err := d.Write(t.Context(), plain(3)); err != nil {
		t.Error(err)
	}
}

// between carries bytes both ways; once armed, it ends when a COMMIT has passed.
func between(client, server net.Conn, armed *atomic.Bool) {
	defer client.Close()
	defer server.Close()
	go func() {
		_, _ = io.Copy(client, server)
		client.Close()
	}()
	buffer := make([]byte, 1<<16)
	for {
		n, err := client.Read(buffer)
		if err != nil {
			return
		}
		cut := armed.Load() && bytes.Contains(bytes.ToLower(buffer[:n]), []byte("commit"))
		if cut {
			client.Close() // the answer finds nobody
		}
		if _, err := server.Write(buffer[:n]); err != nil {
			return
		}
		if cut {
			armed.Store(false)
			one := make([]byte, 1)
			_, _ = server.Read(one) // it has committed
			return
		}
	}
}

func TestAnActThatTakesTooLongIsEndedAlone(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, db.SQLite)
	d.Hurry(300 * time.Millisecond)
	runs := 0
	answers := eight(t, d, func(i int) (context.Context, func(context.Context, *db.Tx) error) {
		return t.Context(), func(ctx context.Context, tx *db.Tx) error {
			if err := plain(i)(ctx, tx); err != nil || i != culprit {
				return err
			}
			runs++
			_, err := db.Value[int64](ctx, tx, sqlForever)
			return err
		}
	})
	onceOrNever(t, d, answers, culprit)
	if guichet.AsError(answers[culprit]).Code != "timeout" || runs != 1 {
		t.Errorf("answered %v after %d runs", answers[culprit], runs)
	}
}

func TestLimitsAreOurs(t *testing.T) {
	t.Parallel()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		d.Hurry(300 * time.Millisecond)
		forever := func(ctx context.Context, tx *db.Tx) error {
			_, err := db.Value[int64](ctx, tx, sqlForever)
			return err
		}
		for what, run := range map[string]func(context.Context, func(context.Context, *db.Tx) error) error{"Read": d.Read, "Write": d.Write} {
			if err := run(t.Context(), forever); guichet.AsError(err).Code != "timeout" {
				t.Errorf("a %s for ever is answered %v", what, err)
			}
		}
		d.Hurry(time.Minute)
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		if err := d.Read(ctx, forever); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("the caller's own deadline is answered %v", err)
		}
		if err := d.Write(t.Context(), plain(1)); err != nil {
			t.Error(err)
		}
		if n := count(t, d); n != 1 {
			t.Errorf("%d rows", n)
		}
	})
}

func TestASnapshotSeesOneMoment(t *testing.T) {
	t.Parallel()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		err := d.Snapshot(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			if err := d.Write(t.Context(), plain(1)); err != nil {
				return err
			}
			n, err := db.Value[int](ctx, tx, sqlCountSetting)
			if err != nil || n != 0 {
				t.Errorf("it sees %d rows of later (%v)", n, err)
			}
			if _, err := tx.Exec(ctx, sqlPutTeam, "x", int64(0)); err == nil {
				t.Error("a Snapshot wrote")
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := count(t, d); n != 1 {
			t.Errorf("%d rows", n)
		}
	})
}

func TestTextThatPostgreSQLWouldRefuseIsRefusedOnBoth(t *testing.T) {
	t.Parallel()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		type name string
		for _, bad := range []any{"a\x00b", "a\xffb", name("\xff"), new("\x00")} {
			err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, sqlPutTeam, bad, int64(0))
				return err
			})
			if !guichet.IsKind(err, guichet.KindInvalid) {
				t.Errorf("%q is answered %v", bad, err)
			}
		}
	})
}
