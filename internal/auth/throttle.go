package auth

import (
	"context"
	"encoding/hex"
	"time"

	"guichet"
	"guichet/internal/db"
)

// throttleKept is for how long a bucket that nobody draws from is remembered: by
// then it is full again.
const throttleKept = 24 * time.Hour

const (
	sqlAddThrottle = `INSERT INTO auth_throttle (id, left_milli, at) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING`

	sqlThrottle = `SELECT left_milli, at FROM auth_throttle WHERE id = $1`

	sqlSetThrottle = `UPDATE auth_throttle SET left_milli = $2, at = $3 WHERE id = $1`

	sqlSweepThrottle = `DELETE FROM auth_throttle WHERE id IN (SELECT id FROM auth_throttle WHERE at < $1 ORDER BY at LIMIT $2)`
)

// bucketOf is a bucket in the records, where every node draws from it: so many at
// once, and one more after each refill.
type bucketOf struct {
	name   string
	burst  int64
	refill time.Duration
}

// mayDraw tells whether draw would answer too_many, and changes nothing.
func mayDraw(ctx context.Context, tx *db.Tx, b bucketOf) error {
	kept, err := db.One(ctx, tx, func(l *level) []any { return []any{&l.milli, &l.at} }, sqlThrottle, hex.EncodeToString(digest(Secret(b.name))))
	if guichet.IsKind(err, guichet.KindNotFound) {
		return nil
	}
	if err != nil {
		return guichet.Doing("read a throttle", err)
	}
	have := bucket{left: float64(kept.milli) / 1000, at: kept.at}
	if have.fillTo(tx.Now, float64(b.burst), b.refill); have.left < 1 {
		return tooMany(time.Duration((1 - have.left) * float64(b.refill)))
	}
	return nil
}

type level struct {
	milli int64
	at    time.Time
}

// draw takes one of each bucket, or answers too_many and takes none: the act it is
// part of then rolls back.
func draw(ctx context.Context, tx *db.Tx, buckets ...bucketOf) error {
	for _, b := range buckets {
		id := hex.EncodeToString(digest(Secret(b.name)))
		if _, err := tx.Exec(ctx, sqlAddThrottle, id, b.burst*1000, tx.Now); err != nil {
			return guichet.Doing("begin a throttle", err)
		}
		if err := tx.Lock(ctx, "auth_throttle", id); err != nil {
			return err
		}
		kept, err := db.One(ctx, tx, func(l *level) []any { return []any{&l.milli, &l.at} }, sqlThrottle, id)
		if err != nil {
			return guichet.Doing("read a throttle", err)
		}
		have := bucket{left: float64(kept.milli) / 1000, at: kept.at}
		have.fillTo(tx.Now, float64(b.burst), b.refill)
		if have.left < 1 {
			return tooMany(time.Duration((1 - have.left) * float64(b.refill)))
		}
		if _, err := tx.Exec(ctx, sqlSetThrottle, id, int64((have.left-1)*1000), tx.Now); err != nil {
			return guichet.Doing("draw from a throttle", err)
		}
	}
	return nil
}
