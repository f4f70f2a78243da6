package db

import (
	"context"
	"sync"
	"time"
)

// Held keeps the writer busy until the func it gives is called, so that acts
// gather behind it. Groups have all the time they want from then on.
func (d *DB) Held(ctx context.Context) (release func() error) {
	w := d.engine.(*sqliteEngine).writer
	var once sync.Once
	holding, let, done := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		done <- d.Write(ctx, func(context.Context, *Tx) error {
			w.spell = time.Minute              // the writer's goroutine waits for us: it may be changed
			once.Do(func() { close(holding) }) // it runs again when the group fails
			<-let
			return nil
		})
	}()
	<-holding
	return func() error {
		close(let)
		return <-done
	}
}

// Queued is how many acts wait for the writer.
func (d *DB) Queued() int { return len(d.engine.(*sqliteEngine).writer.queue) }

// Hurry shortens the limits of an act and of a read.
func (d *DB) Hurry(limit time.Duration) { d.actLimit, d.readLimit = limit, limit }
