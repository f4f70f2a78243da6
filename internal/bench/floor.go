package bench

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"guichet/internal/db"
)

// sqlNarrow is the least that a record can be asked for: one column by its key.
const sqlNarrow = `SELECT title FROM ticket WHERE reference = $1`

// Bare is a handler that answers so many bytes as our own answers are written,
// and does nothing for them: /1234 gives 1234 bytes. /1234/INC-000001 first reads
// one column of that record, on one of the connections given.
func Bare(connections ...*db.Raw) http.Handler {
	text := []byte(strings.Repeat("x", 1<<20))
	free := make(chan *db.Raw, len(connections))
	for _, c := range connections {
		free <- c
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		size, reference, asked := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
		n, err := strconv.Atoi(size)
		if err != nil || n < 0 || n > len(text) || asked && len(connections) == 0 {
			http.NotFound(w, r)
			return
		}
		if asked {
			c := <-free
			found, err := c.Read(context.WithoutCancel(r.Context()), db.Statement{Query: sqlNarrow, Args: []any{reference}})
			if free <- c; err != nil || found != 1 {
				http.Error(w, "no such row", http.StatusInternalServerError)
				return
			}
		}
		w.Header().Set("Content-Type", "application/json")
		if _, err := w.Write(text[:n]); err != nil {
			return // the caller is gone
		}
	})
}

// syncCost is the median time that a small write to the disk takes until it is
// there.
func syncCost(folder string) (time.Duration, error) {
	f, err := os.Create(filepath.Join(folder, "sync"))
	if err != nil {
		return 0, err
	}
	defer f.Close()
	page := make([]byte, 4096)
	times := make([]time.Duration, 200)
	for i := range times {
		began := time.Now()
		if _, err := f.WriteAt(page, int64(i)*4096); err != nil {
			return 0, err
		}
		if err := f.Sync(); err != nil {
			return 0, err
		}
		times[i] = time.Since(began)
	}
	slices.Sort(times)
	return times[len(times)/2], nil
}

// rawCost is what the engine asks for rows when nobody stands between.
type rawCost struct {
	acts       int
	statements float64 // of one act
	rate       float64
	cpu        time.Duration // of one act
}

// replay writes the rows of the acts again, one durable transaction each, on one
// bare connection.
func replay(ctx context.Context, url string, acts [][]db.Statement) (cost rawCost, err error) {
	cost.acts = len(acts)
	if len(acts) == 0 {
		return cost, errors.New("there is nothing to write again")
	}
	raw, err := db.OpenRaw(ctx, url)
	if err != nil {
		return cost, err
	}
	defer func() { err = errors.Join(err, raw.Close()) }()
	postmaster := 0
	if !strings.HasPrefix(url, "sqlite:") {
		if postmaster, err = postmasterOf(ctx, url); err != nil {
			return cost, err
		}
	}
	used := func() time.Duration { return cpuOf(os.Getpid()) + cpuOfPostgres(postmaster) }
	runtime.GC()
	before, began := used(), time.Now()
	count := 0
	for _, act := range acts {
		if err := raw.Act(ctx, act); err != nil {
			return cost, err
		}
		count += len(act)
	}
	took := time.Since(began)
	cost.cpu = (used() - before) / time.Duration(len(acts))
	cost.rate = float64(len(acts)) / took.Seconds()
	cost.statements = float64(count) / float64(len(acts))
	return cost, nil
}

// writesOnly leaves out what an act only reads: the floor is the rows.
func writesOnly(act []db.Statement) []db.Statement {
	var out []db.Statement
	for _, s := range act {
		if first, _, _ := strings.Cut(strings.TrimSpace(s.Query), " "); first != "SELECT" {
			out = append(out, s)
		}
	}
	return out
}

// creates picks, of what a server ran, the acts that wrote a record.
func creates(all []script) [][]db.Statement {
	var out [][]db.Statement
	for _, s := range all {
		wrote := slices.ContainsFunc(s.Statements, func(s db.Statement) bool {
			return strings.HasPrefix(strings.TrimSpace(s.Query), "INSERT INTO ticket ")
		})
		if s.Write && wrote {
			out = append(out, writesOnly(s.Statements))
		}
	}
	return out
}
