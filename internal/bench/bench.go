// Package bench measures the desk: it makes data sets of a given size through
// the verbs, starts this same program as a server of its own with durable
// commits, drives it over HTTP, and puts beside every figure, in the same run,
// what the machine can do without us: the same rows in raw SQL, a bare handler
// that answers as many bytes, one sync of the disk. It prints ratios, because a
// figure alone says more about the machine than about the program.
//
// It owns the data sets, the loads, the floors and the report. What it measures
// belongs to the other rooms; that the counts hold (statements, transactions,
// syncs) is for tests to say, which never look at a clock.
package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"guichet"
	"guichet/internal/backup"
	"guichet/internal/db"
	"guichet/internal/setting"
)

// Config says what to measure.
type Config struct {
	Program  string // this program
	Folder   string // for what is made, and removed at the end
	Records  []int  // two sizes, the smaller first
	Engines  []string
	Postgres string // a database from which others may be made; with the engine postgres
	Clients  int
	Spell    time.Duration // of one load
	Load     time.Duration // of the mixed load
	Settle   time.Duration // after a start, until memory and idling are looked at
	Profiles string        // a folder for processor profiles; empty: none
	Sets     string        // a folder for the data sets, which stay there; those of a run before are used again
	Only     string        // a part, or one row of it ("rates/view of any record"): it is said and not reported
	Log      io.Writer     // what is being done
}

type bench struct {
	Config
	began     time.Time
	part, row string // of Only
}

// wants tells whether a row of a part is to be measured.
func (b *bench) wants(part, row string) bool {
	return (b.part == "" || b.part == part) && strings.Contains(row, b.row)
}

// Run measures everything and gives the report.
func Run(ctx context.Context, c Config) (Report, error) {
	if len(c.Records) != 2 || c.Records[0] < 1000 || c.Records[1] <= c.Records[0] {
		return Report{}, errors.New("two sizes are needed, of a thousand records at least, the smaller first")
	}
	b := &bench{Config: c, began: time.Now()}
	b.part, b.row, _ = strings.Cut(c.Only, "/")
	report := Report{Machine: thisMachine(), Config: c, Began: b.began}
	var err error
	if report.Sync, err = syncCost(c.Folder); err != nil {
		return report, err
	}
	b.say("one sync of the disk: %v", report.Sync)
	// While the data sets are made, a server of the sample company idles.
	var resting *resting
	if b.wants("rest", b.row) {
		if resting, err = b.rest(ctx); err != nil {
			return report, err
		}
	}
	sets, err := b.sets(ctx)
	if resting != nil {
		if err != nil {
			return report, errors.Join(err, resting.server.stop())
		}
		report.Rest, err = resting.wait()
	}
	if err != nil {
		return report, err
	}
	for _, engine := range c.Engines {
		ready := b.copied
		if engine == db.Postgres {
			ready = b.transferred
		}
		made, err := ready(ctx, sets)
		if err != nil {
			return report, errors.Join(err, b.drop(ctx, made))
		}
		e, err := b.measure(ctx, engine, made)
		report.Engines = append(report.Engines, e)
		report.Took = time.Since(b.began)
		if err = errors.Join(err, b.drop(ctx, made)); err != nil {
			return report, guichet.Doing("measure "+engine, err)
		}
	}
	return report, nil
}

func (b *bench) say(format string, args ...any) {
	fmt.Fprintf(b.Log, "%6.1fs  "+format+"\n", append([]any{time.Since(b.began).Seconds()}, args...)...)
}

// sets are the databases that are measured: the smaller size, the same with as
// many closed records added, the larger size, and one to write raw rows into.
type sets struct{ small, closed, large, raw string }

func (s sets) all() []string { return []string{s.small, s.closed, s.large, s.raw} }

// sets makes the data sets on SQLite, once for both engines.
func (b *bench) sets(ctx context.Context) (sets, error) {
	folder := b.Folder
	if b.Sets != "" {
		folder = b.Sets
	}
	url := func(name string) string { return "sqlite:" + filepath.Join(folder, name+".db") }
	s := sets{small: url("small"), closed: url("closed"), large: url("large")}
	whole := filepath.Join(folder, "whole")
	if _, err := os.Stat(whole); err == nil {
		return s, errors.Join(hurry(ctx, s.small), hurry(ctx, s.closed), hurry(ctx, s.large))
	}
	b.say("making %d records through the verbs", b.Records[0])
	if err := b.grown(ctx, s.small, 0, b.Records[0], false); err != nil {
		return s, err
	}
	for _, name := range []string{s.closed, s.large} {
		if err := copyFile(s.small, name); err != nil {
			return s, err
		}
	}
	b.say("adding as many closed ones")
	if err := b.grown(ctx, s.closed, b.Records[0], 2*b.Records[0], true); err != nil {
		return s, err
	}
	b.say("making %d records", b.Records[1])
	if err := b.grown(ctx, s.large, b.Records[0], b.Records[1], false); err != nil {
		return s, err
	}
	for _, url := range []string{s.small, s.closed, s.large} {
		if err := sealed(ctx, url); err != nil {
			return s, guichet.Doing("seal the past", err)
		}
	}
	b.say("made")
	if err := errors.Join(hurry(ctx, s.small), hurry(ctx, s.closed), hurry(ctx, s.large)); err != nil {
		return s, err
	}
	return s, os.WriteFile(whole, nil, 0o600)
}

func (b *bench) grown(ctx context.Context, url string, from, to int, closedOnly bool) error {
	k, err := openDesk(ctx, url, from, daysWork/time.Duration(max(b.Records[1], 2*b.Records[0])))
	if err != nil {
		return err
	}
	return errors.Join(k.grow(ctx, to, closedOnly), k.close())
}

// needed lists the sets that the wanted parts measure.
func (b *bench) needed(from sets) []struct{ from, name string } {
	all := []struct{ from, name, parts string }{
		{from.small, "small", "reads writes letters"},
		{from.closed, "closed", "reads"},
		{from.large, "large", "reads rates day"},
		{from.small, "raw", "writes"},
	}
	var out []struct{ from, name string }
	for _, each := range all {
		if strings.Contains(each.parts, b.part) {
			out = append(out, struct{ from, name string }{each.from, each.name})
		}
	}
	return out
}

// hurry lets a token call as often as it likes: the desk is measured, not its
// limits.
func hurry(ctx context.Context, url string) error {
	d, err := db.Open(ctx, db.Config{URL: url})
	if err != nil {
		return err
	}
	if err = d.Migrate(ctx); err == nil {
		err = d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return setting.TokenCalls().Put(ctx, tx, 0) })
	}
	return errors.Join(err, d.Close())
}

// copied gives an engine files of its own, so that the next one finds the sets
// as they were made.
func (b *bench) copied(_ context.Context, from sets) (sets, error) {
	var to sets
	for _, each := range b.needed(from) {
		folder := filepath.Join(b.Folder, "sqlite-"+each.name)
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return to, err
		}
		url := "sqlite:" + filepath.Join(folder, "guichet.db")
		if err := copyFile(each.from, url); err != nil {
			return to, err
		}
		to.put(each.name, url)
	}
	return to, nil
}

func (s *sets) put(name, url string) {
	switch name {
	case "small":
		s.small = url
	case "closed":
		s.closed = url
	case "large":
		s.large = url
	case "raw":
		s.raw = url
	}
}

func copyFile(from, to string) error {
	in, err := os.Open(strings.TrimPrefix(from, "sqlite:"))
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(strings.TrimPrefix(to, "sqlite:"))
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

// transferred makes databases of PostgreSQL with the same rows.
func (b *bench) transferred(ctx context.Context, from sets) (sets, error) {
	var to sets
	for _, each := range b.needed(from) {
		name := fmt.Sprintf("guichet_bench_%d_%s", os.Getpid(), each.name)
		b.say("copying %s into PostgreSQL", each.name)
		if err := b.admin(ctx, `CREATE DATABASE "`+name+`" TEMPLATE template0 ENCODING 'UTF8'`); err != nil {
			return to, err
		}
		u, err := url.Parse(b.Postgres)
		if err != nil {
			return to, errors.New("the PostgreSQL URL cannot be read")
		}
		u.Path = "/" + name
		to.put(each.name, u.String())
		d, err := db.Open(ctx, db.Config{URL: each.from})
		if err != nil {
			return to, err
		}
		_, err = backup.Move(ctx, d, u.String(), nil)
		if err := errors.Join(err, d.Close()); err != nil {
			return to, err
		}
	}
	return to, nil
}

// admin runs a statement that no transaction may hold.
func (b *bench) admin(ctx context.Context, statement string) error {
	raw, err := db.OpenRaw(ctx, b.Postgres)
	if err != nil {
		return err
	}
	return errors.Join(raw.Exec(ctx, statement), raw.Close())
}

func (b *bench) drop(ctx context.Context, s sets) error {
	var errs []error
	for _, each := range s.all() {
		if each == "" {
			continue
		}
		if strings.HasPrefix(each, "sqlite:") {
			errs = append(errs, os.RemoveAll(filepath.Dir(strings.TrimPrefix(each, "sqlite:"))))
			continue
		}
		u, err := url.Parse(each)
		if err != nil {
			return err
		}
		errs = append(errs, b.admin(ctx, `DROP DATABASE "`+strings.TrimPrefix(u.Path, "/")+`"`))
	}
	return errors.Join(errs...)
}
