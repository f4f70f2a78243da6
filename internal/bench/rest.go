package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"time"
)

// Rest is what a server of the sample company takes while nobody uses it.
type Rest struct {
	Filled    time.Duration // from the first start, which fills the desk, to readiness
	FirstPage time.Duration // from a start to the first page
	Page      time.Duration // of the page alone, once the server runs
	PageBytes int64
	Memory    int64   // after the settling time
	Idle      float64 // share of a core, over the same time again
	Settle    time.Duration
}

type resting struct {
	bench  *bench
	server *server
	rest   Rest
	err    error
	done   chan struct{}
}

// rest starts a server of the sample company for the second time, and leaves it
// alone.
func (b *bench) rest(ctx context.Context) (*resting, error) {
	r := &resting{bench: b, rest: Rest{Settle: b.Settle}, done: make(chan struct{})}
	folder := filepath.Join(b.Folder, "sample")
	first, err := b.start(ctx, folder, "--sample")
	if err != nil {
		return nil, err
	}
	r.rest.Filled = first.ready
	if err := first.stop(); err != nil {
		return nil, err
	}
	if r.server, err = b.start(ctx, folder, "--sample"); err != nil {
		return nil, err
	}
	if r.rest.PageBytes, err = page(ctx, r.server.address); err != nil {
		return nil, errors.Join(err, r.server.stop())
	}
	r.rest.FirstPage = time.Since(r.server.began)
	began := time.Now()
	if _, err = page(ctx, r.server.address); err != nil {
		return nil, errors.Join(err, r.server.stop())
	}
	r.rest.Page = time.Since(began)
	go r.watch(ctx)
	b.say("the first page came %v after the start", r.rest.FirstPage)
	return r, nil
}

func page(ctx context.Context, address string) (int64, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/", nil)
	if err != nil {
		return 0, err
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	n, err := io.Copy(io.Discard, answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("the first page answers %s", answer.Status)
	}
	return n, err
}

// watch looks at the server when it has settled, and again after as much time.
func (r *resting) watch(ctx context.Context) {
	defer close(r.done)
	if r.err = sleep(ctx, r.rest.Settle-time.Since(r.server.began)); r.err != nil {
		return
	}
	r.rest.Memory = r.server.memory()
	cpu, from := r.server.cpu(), time.Now()
	r.err = sleep(ctx, r.rest.Settle)
	r.rest.Idle = (r.server.cpu() - cpu).Seconds() / time.Since(from).Seconds()
}

// wait gives what was seen.
func (r *resting) wait() (Rest, error) {
	<-r.done
	r.bench.say("at rest: %.1f MB, %.2f %% of a core", float64(r.rest.Memory)/1e6, 100*r.rest.Idle)
	return r.rest, errors.Join(r.err, r.server.stop())
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
