package contract

import (
	"cmp"
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/refusal"
)

// How many refusals are written down for themselves; more are counted with the
// next. A flood then costs what a drizzle costs.
const (
	refusedBurst  = 60 // of one network
	refusedRefill = time.Second
	refusedAll    = 600 // of all of them
	refusedEach   = 50 * time.Millisecond
)

// paceKeys bounds what a pace remembers.
const paceKeys = 20_000

// pace lets so many of a kind pass at once, and one more after each refill.
type pace struct {
	mu         sync.Mutex
	young, old map[string]*gauge
}

type gauge struct {
	left    float64
	at      time.Time
	refused int64 // since one passed
}

// take lets one pass, with how many were not let before it, or says how long to
// wait.
func (p *pace) take(key string, burst float64, refill time.Duration, now time.Time) (missed int64, wait time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	g := p.young[key]
	if g == nil {
		if g = p.old[key]; g == nil {
			g = &gauge{left: burst, at: now}
		}
		if len(p.young) >= paceKeys/2 || p.young == nil {
			p.old, p.young = p.young, map[string]*gauge{}
		}
		p.young[key] = g
	}
	if gone := now.Sub(g.at); gone > 0 {
		g.left = min(burst, g.left+float64(gone)/float64(refill))
	}
	if g.at = now; g.left < 1 {
		g.refused++
		return 0, max(time.Millisecond, time.Duration((1-g.left)*float64(refill)))
	}
	g.left--
	missed, g.refused = g.refused, 0
	return missed, 0
}

// OutOfReach is written down of what is there and was answered not to be.
const OutOfReach = "out_of_reach"

// refused is what a request was answered, where that is to be written down.
type refused struct {
	code       string
	permission string
}

// remember writes a refusal down, after the answer was made and before it is
// whole: who reads it finds it noted.
func (d *Door) remember(r *http.Request, req *Request, status int) {
	switch {
	case req.refused.code == "":
		return
	case status == http.StatusForbidden, status == http.StatusTooManyRequests:
	case status == http.StatusUnauthorized:
		// That nobody is signed in, or no longer, is every morning's.
		if code := req.refused.code; code == "session_over" || code == "code_needed" ||
			code == "unauthenticated" && !strings.HasPrefix(r.Header.Get("Authorization"), "Bearer ") {
			return
		}
	case status == http.StatusNotFound:
		if req.Who.PersonID == "" || d.Hides == nil || req.refused.code != "not_found" {
			return
		}
	default:
		return
	}
	now := d.Clock()
	if _, wait := d.noted.take("", refusedAll, refusedEach, now); wait > 0 {
		return
	}
	missed, wait := d.noted.take("from "+req.Address, refusedBurst, refusedRefill, now)
	if wait > 0 {
		return
	}
	one := refusal.Refusal{
		Status: int64(status), Code: req.refused.code, Permission: req.refused.permission, Method: r.Method, Path: r.URL.Path,
		PersonID: cmp.Or(req.Who.PersonID, req.Tried), TokenID: req.Identity.TokenID, Address: req.Address, RequestID: req.id, Times: missed + 1,
	}
	ctx, end := context.WithTimeout(context.WithoutCancel(r.Context()), 5*time.Second)
	defer end()
	err := d.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		one := one
		if status == http.StatusNotFound {
			// Both are written: what takes longer would tell which it was.
			there, err := d.Hides(ctx, tx, r.URL.Path)
			if err != nil {
				return err
			}
			if there {
				one.Code = OutOfReach
			}
		}
		return refusal.Keep(ctx, tx, one)
	})
	if err != nil && !guichet.IsKind(err, guichet.KindUnavailable) {
		d.Logger.WarnContext(ctx, "write down a refusal", "request", req.id, "error", err.Error())
	}
	d.Logger.InfoContext(ctx, "refused", "status", status, "code", one.Code, "permission", one.Permission, "method", one.Method, "path", one.Path,
		"person", one.PersonID, "address", one.Address, "request", one.RequestID)
}
