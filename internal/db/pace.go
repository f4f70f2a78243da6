package db

import "time"

// pace decides how long a group waits for one more act before its commit.
type pace struct {
	sync time.Duration // a mean of what a commit takes
}

func (p *pace) took(commit time.Duration) { p.sync += (commit - p.sync) / 8 }

func (p *pace) committed(int) {}

func (p *pace) linger(<-chan *waiting, int, time.Time) *waiting { return nil }
