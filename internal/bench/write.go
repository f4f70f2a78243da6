package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"sync/atomic"
	"time"

	"guichet/internal/db"
)

// writes measures what a create and a reply take at the door, without the jobs
// that follow, and then the same rows raw.
func (b *bench) writes(ctx context.Context, e *Engine, s sets) error {
	d, err := b.serve(ctx, s.small, "--door-only")
	if err != nil {
		return err
	}
	scripts, err := b.written(ctx, e, d)
	if err = errors.Join(err, d.server.stop()); err != nil {
		return err
	}
	if e.Raw, err = replay(ctx, s.raw, creates(scripts)); err != nil {
		return fmt.Errorf("write the same rows raw: %w", err)
	}
	b.say("%s raw: %.0f/s, CPU %v, %.0f statements", e.Name, e.Raw.rate, e.Raw.cpu, e.Raw.statements)
	return nil
}

func (b *bench) written(ctx context.Context, e *Engine, d desks) ([]script, error) {
	requester, err := requesterOf(d)
	if err != nil {
		return nil, err
	}
	var counter atomic.Int64
	log := create("door", requester)
	scripts, err := d.server.recorded(func() error {
		got, err := load(ctx, d.server.address, d.who.session, b.Clients, 0, recordedMost, &counter, log)
		if err == nil && got.errors > 0 {
			err = errors.New(got.mistake)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	err = b.profiled(d, e.Name+"-create", func() error {
		e.Create, err = b.write(ctx, e, d, &counter, log)
		return err
	})
	if err != nil {
		return nil, err
	}
	b.say("%s create: %.0f/s, %.2f acts and %.1f statements a create, %.1f acts a sync, CPU %v", e.Name,
		e.Create.Result.rate(), e.Create.Acts, e.Create.Statements, e.Create.PerSync, e.Create.CPU)
	e.Reply, err = b.write(ctx, e, d, &counter, reply("door", b.Records[0]))
	b.say("%s reply: %.0f/s, %.1f statements, CPU %v", e.Name, e.Reply.Result.rate(), e.Reply.Statements, e.Reply.CPU)
	return scripts, err
}

// write runs one kind of write with all clients.
func (b *bench) write(ctx context.Context, e *Engine, d desks, counter *atomic.Int64, ask operation) (Writes, error) {
	before, err := b.synced(ctx, e, d)
	if err != nil {
		return Writes{}, err
	}
	cpu := d.server.used()
	w := Writes{}
	if w.Result, err = load(ctx, d.server.address, d.who.session, b.Clients, b.Spell, 0, counter, ask); err != nil {
		return w, err
	}
	if w.Result.errors > 0 {
		return w, errors.New(w.Result.mistake)
	}
	calls := float64(w.Result.calls)
	w.CPU = (d.server.used() - cpu) / time.Duration(w.Result.calls)
	after, err := b.synced(ctx, e, d)
	if err != nil {
		return w, err
	}
	w.Acts = float64(after.Acts-before.Acts) / calls
	w.Statements = float64(after.Statements-before.Statements) / calls
	w.PerSync = float64(after.Acts-before.Acts) / float64(max(1, after.syncs-before.syncs))
	return w, nil
}

type synced struct {
	counters
	syncs int64
}

// synced tells the counters with the number of syncs: on SQLite a commit is one,
// on PostgreSQL the server counts its own.
func (b *bench) synced(ctx context.Context, e *Engine, d desks) (synced, error) {
	c, err := d.server.stats()
	if err != nil || e.Name != db.Postgres {
		return synced{c, c.Commits}, err
	}
	raw, err := db.OpenRaw(ctx, d.url)
	if err != nil {
		return synced{}, err
	}
	n, err := raw.Syncs(ctx)
	return synced{c, n}, errors.Join(err, raw.Close())
}

// requesterOf finds somebody for whom to log.
func requesterOf(d desks) (string, error) {
	c, err := dial(d.server.address, d.who.session)
	if err != nil {
		return "", err
	}
	defer c.conn.Close()
	_, text, err := c.do(call{method: http.MethodGet, path: "/api/people?q=" + fmt.Sprintf("Personne+%04d", agents+7)})
	if err != nil {
		return "", err
	}
	var people struct {
		Items []struct {
			ID string `json:"id"`
		} `json:"items"`
	}
	if err := json.Unmarshal(text, &people); err != nil || len(people.Items) == 0 {
		return "", fmt.Errorf("nobody is found to log for: %.200s", text)
	}
	return people.Items[0].ID, nil
}

// following measures a create and a letter with all that follows them: the jobs,
// the letters to people, the end of each job.
func (b *bench) following(ctx context.Context, e *Engine, s sets) (err error) {
	d, err := b.serve(ctx, s.small)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.server.stop()) }()
	requester, err := requesterOf(d)
	if err != nil {
		return err
	}
	if err := b.quiet(ctx, d); err != nil {
		return err
	}
	var counter atomic.Int64
	cpu := d.server.used()
	got, err := load(ctx, d.server.address, d.who.session, b.Clients, 0, lettersRead, &counter, create("followed", requester))
	if err != nil || got.errors > 0 {
		return errors.Join(err, errors.New(got.mistake))
	}
	if err := b.quiet(ctx, d); err != nil {
		return err
	}
	e.After = (d.server.used() - cpu) / lettersRead

	cpu = d.server.used()
	if err := b.profiled(d, e.Name+"-letter", func() error { return b.letters(ctx, d) }); err != nil {
		return err
	}
	e.Letter = (d.server.used() - cpu) / lettersRead
	e.Letters = lettersRead
	b.say("%s with what follows: a create %v, a letter %v", e.Name, e.After, e.Letter)
	return nil
}

// letters has the server take letters that are kept already, until all that
// follows them is done.
func (b *bench) letters(ctx context.Context, d desks) error {
	if _, err := d.server.ask(order{Do: "letters", Raw: letterBody(), From: 0, To: lettersRead}); err != nil {
		return err
	}
	if err := b.none(ctx, d, "arrived"); err != nil {
		return err
	}
	return b.quiet(ctx, d)
}

// none waits until the server has nothing left of something.
func (b *bench) none(ctx context.Context, d desks, of string) error {
	for {
		c, err := d.server.ask(order{Do: of})
		if err != nil || c.Left == 0 {
			return err
		}
		if err := sleep(ctx, 100*time.Millisecond); err != nil {
			return err
		}
	}
}

// profiled runs f under a processor profile of the server, if a folder for it
// was given.
func (b *bench) profiled(d desks, name string, f func() error) error {
	if b.Profiles == "" {
		return f()
	}
	if _, err := d.server.ask(order{Do: "profile", File: filepath.Join(b.Profiles, name+".pprof")}); err != nil {
		return err
	}
	err := f()
	_, ended := d.server.ask(order{Do: "profiled"})
	return errors.Join(err, ended)
}

// quiet waits until the server has nothing left to do: no answer either that
// waits for the moment in which it could be taken back.
func (b *bench) quiet(ctx context.Context, d desks) error {
	if err := b.none(ctx, d, "leaving"); err != nil {
		return err
	}
	last := int64(-1)
	for {
		c, err := d.server.stats()
		if err != nil {
			return err
		}
		if c.Acts == last {
			return nil
		}
		last = c.Acts
		if err := sleep(ctx, 400*time.Millisecond); err != nil {
			return err
		}
	}
}

// day runs the mixed load at the larger size, and watches the memory.
func (b *bench) day(ctx context.Context, e *Engine, s sets) (err error) {
	d, err := b.serve(ctx, s.large)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.server.stop()) }()
	requester, err := requesterOf(d)
	if err != nil {
		return err
	}
	var counter atomic.Int64
	work := day("day", requester, b.Records[1])
	// A sixth to fill the caches, which are bounded; then memory is to stay.
	if _, err := load(ctx, d.server.address, d.who.session, b.Clients, b.Load/6, 0, &counter, work); err != nil {
		return err
	}
	before, err := d.server.ask(order{Do: "live"})
	if err != nil {
		return err
	}
	e.Mixed.LiveBefore = before.Live
	var resident []int64
	done := make(chan struct{})
	go func() {
		defer close(done)
		for sleep(ctx, b.Load/60) == nil && len(resident) < 60 {
			resident = append(resident, d.server.memory())
		}
	}()
	e.Mixed.Result, err = load(ctx, d.server.address, d.who.session, b.Clients, b.Load, 0, &counter, work)
	<-done
	if err != nil {
		return err
	}
	e.Mixed.Settled, e.Mixed.Ended = mean(resident[10:20]), mean(resident[len(resident)-10:])
	after, err := d.server.ask(order{Do: "live"})
	e.Mixed.LiveAfter = after.Live
	b.say("%s day: %.0f/s, %d errors, memory %.1f then %.1f MB, live %.1f then %.1f MB %s", e.Name, e.Mixed.Result.rate(), e.Mixed.Result.errors,
		e.Mixed.Settled/1e6, e.Mixed.Ended/1e6, float64(e.Mixed.LiveBefore)/1e6, float64(e.Mixed.LiveAfter)/1e6, e.Mixed.Result.mistake)
	return err
}

func mean(values []int64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += float64(v)
	}
	return sum / float64(max(1, len(values)))
}
