package contract

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"guichet"
	"guichet/internal/db"
)

// keptFor is how long a repeated POST gets the first one's answer.
const keptFor = 24 * time.Hour

const (
	sqlTakeKey = `INSERT INTO idempotency_key (actor_id, key, digest, status, body, created) VALUES ($1, $2, $3, 0, '', $4)
		ON CONFLICT (actor_id, key) DO NOTHING`

	sqlKey = `SELECT digest, body FROM idempotency_key WHERE actor_id = $1 AND key = $2`

	sqlKeepAnswer = `UPDATE idempotency_key SET status = 200, body = $3 WHERE actor_id = $1 AND key = $2`

	sqlForgetKeys = `DELETE FROM idempotency_key WHERE created < $1`
)

// Write runs an act once for each key of the actor. The key is taken first: one
// that is in flight elsewhere makes this wait for its end. The answer is kept in
// the act's own transaction, so it is there exactly when the act is.
func Write[T any](ctx context.Context, d *Door, f func(ctx context.Context, tx *db.Tx) (T, error)) (T, error) {
	req := RequestOf(ctx)
	var out T
	err := d.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if req.key == "" {
			out, err = f(ctx, tx)
			return err
		}
		taken, err := tx.Exec(ctx, sqlTakeKey, req.Who.PersonID, req.key, req.digest, tx.Now)
		if err != nil {
			return guichet.Doing("take an idempotency key", err)
		}
		if taken == 0 {
			out, err = repeated[T](ctx, tx, req)
			return err
		}
		if out, err = f(ctx, tx); err != nil {
			return err
		}
		body, err := json.Marshal(out)
		if err != nil {
			return fmt.Errorf("keep an answer: %w", err)
		}
		_, err = tx.Exec(ctx, sqlKeepAnswer, req.Who.PersonID, req.key, string(body))
		return guichet.Doing("keep an answer", err)
	})
	return out, err
}

type kept struct {
	digest []byte
	body   string
}

func repeated[T any](ctx context.Context, tx *db.Tx, req *Request) (T, error) {
	var out T
	k, err := db.One(ctx, tx, func(k *kept) []any { return []any{&k.digest, &k.body} }, sqlKey, req.Who.PersonID, req.key)
	if err != nil {
		return out, guichet.Doing("read an idempotency key", err)
	}
	if !bytes.Equal(k.digest, req.digest) {
		return out, guichet.Invalid("Idempotency-Key", "idempotency_mismatch", nil)
	}
	if err := json.Unmarshal([]byte(k.body), &out); err != nil {
		return out, fmt.Errorf("read a kept answer: %w", err)
	}
	return out, nil
}

// ForgetKeysJob deletes the answers that are older than a day.
const ForgetKeysJob = "api.forget_keys"

// ForgetKeys does the job.
func ForgetKeys(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, sqlForgetKeys, tx.Now.Add(-keptFor))
	return guichet.Doing("forget idempotency keys", err)
}
