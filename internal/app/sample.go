package app

import (
	"context"
	"errors"
	"sync"
	"time"

	"guichet/internal/db"
	"guichet/internal/sample"
)

// stepped is a clock that stands still until it is moved: the sample company
// lives its week in a second, and every moment on its records is one of that
// week.
type stepped struct {
	mu  sync.Mutex
	now time.Time
}

func (s *stepped) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// Forward moves the clock.
func (s *stepped) Forward(by time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(by)
}

// loadSample fills an empty desk before anything runs, through a database whose
// clock begins in the past.
func (a *App) loadSample(ctx context.Context) error {
	span, load := sample.Span, sample.Load
	if a.config.Quarter {
		span, load = sample.QuarterSpan, sample.LoadQuarter
	}
	clock := &stepped{now: time.Now().Add(-span)}
	var d *db.DB
	d, err := a.openDB(ctx, clock.Now)
	if err != nil {
		return err
	}
	return errors.Join(load(ctx, d, clock, a.hasher), d.Close())
}

// Samples lists the accounts of the sample company.
func (a *App) Samples() []sample.Account { return sample.Accounts() }
