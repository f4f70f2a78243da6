package db

import "time"

// lingerMost bounds how long a group waits for company.
const lingerMost = 2 * time.Millisecond

// pace decides how long a group waits for one more act before its commit. Those
// whom the last commit answered are likely to come back, each with its next act,
// and a commit costs a sync of the disk whether one comes along or eight: so the
// group waits for as many as there were, and in all no longer than a commit
// takes. A client who works alone never waits.
type pace struct {
	mean    time.Duration // what a commit takes
	last    int           // how many acts the last one carried
	timer   *time.Timer
	waiting bool // the present group has begun to wait
	spent   bool // and has waited enough
}

// took notes how long a commit took.
func (p *pace) took(commit time.Duration) { p.mean += (commit - p.mean) / 8 }

// committed notes how many acts the commit carried.
func (p *pace) committed(acts int) { p.last = acts }

// linger waits for one more act, or gives nil when the group should commit.
func (p *pace) linger(queue <-chan *waiting, acts int) *waiting {
	if p.spent || acts >= p.last {
		return nil
	}
	if !p.waiting {
		p.waiting = true
		if p.timer == nil {
			p.timer = time.NewTimer(0)
		}
		p.timer.Reset(min(p.mean, lingerMost))
	}
	select {
	case a := <-queue:
		return a
	case <-p.timer.C:
		p.spent = true
		return nil
	}
}

// begin starts a new group.
func (p *pace) begin() { p.waiting, p.spent = false, false }
