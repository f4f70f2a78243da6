package contract

import (
	"context"
	"sync"
	"time"

	"guichet/internal/db"
	"guichet/internal/setting"
)

// limitsKept is how late a limit that was set on another node is heeded here.
const limitsKept = 5 * time.Second

// limits remembers what is let in, so that not every request reads it.
type limits struct {
	mu   sync.Mutex
	now  setting.Limits
	read time.Time
}

// Limits are those that hold now. When they cannot be read, those of before hold:
// a limit is no reason to refuse.
func (d *Door) Limits(ctx context.Context) setting.Limits {
	d.limits.mu.Lock()
	defer d.limits.mu.Unlock()
	now := d.Clock()
	if !d.limits.read.IsZero() && now.Sub(d.limits.read) < limitsKept {
		return d.limits.now
	}
	if d.limits.read.IsZero() {
		d.limits.now = setting.UsualLimits()
	}
	err := d.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		l, err := setting.ReadLimits(ctx, tx)
		if err == nil {
			d.limits.now = l
		}
		return err
	})
	if err != nil {
		d.Logger.WarnContext(ctx, "read the limits", "error", err.Error())
	}
	d.limits.read = now
	return d.limits.now
}

// ForgetLimits has them read again: one was set here.
func (d *Door) ForgetLimits() {
	d.limits.mu.Lock()
	defer d.limits.mu.Unlock()
	d.limits.read = time.Time{}
}
