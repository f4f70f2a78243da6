package db

import (
	"context"
	"errors"
	"fmt"
	"time"

	"guichet"
)

// One reads the only row of a query; guichet.NotFound when there is none. dest
// gives pointers in the order of the columns; a *time.Time reads milliseconds,
// and 0 as the zero time.
func One[T any](ctx context.Context, tx *Tx, dest func(*T) []any, query string, args ...any) (T, error) {
	var v T
	rows, err := tx.Query(ctx, query, args...)
	if err != nil {
		return v, err
	}
	found := false
	for rows.Next() {
		if found {
			err = errors.New("db: more than one row")
			break
		}
		found = true
		if err = rows.Scan(received(dest(&v))...); err != nil {
			break
		}
	}
	if err = tx.drained(rows, err); err != nil {
		var none T
		return none, err
	}
	if !found {
		return v, guichet.NotFound()
	}
	return v, nil
}

// All reads every row of a query. It is never nil.
func All[T any](ctx context.Context, tx *Tx, dest func(*T) []any, query string, args ...any) ([]T, error) {
	rows, err := tx.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	all := make([]T, 0, 8)
	for rows.Next() {
		var v T
		all = append(all, v)
		if err = rows.Scan(received(dest(&all[len(all)-1]))...); err != nil {
			break
		}
	}
	if err = tx.drained(rows, err); err != nil {
		return nil, err
	}
	return all, nil
}

// Value reads one column of one row; guichet.NotFound when there is none.
func Value[T any](ctx context.Context, tx *Tx, query string, args ...any) (T, error) {
	return One(ctx, tx, func(v *T) []any { return []any{v} }, query, args...)
}

// drained closes the rows and gives the first thing that went wrong with them.
func (tx *Tx) drained(rows *Rows, scanned error) error {
	err := rows.Err()
	closing := rows.Close()
	switch {
	case err != nil:
		return tx.fail(err)
	case scanned != nil:
		return scanned
	default:
		return tx.fail(closing)
	}
}

// received replaces the destinations that need a conversion of ours.
func received(dest []any) []any {
	for i, p := range dest {
		if t, ok := p.(*time.Time); ok {
			dest[i] = (*moment)(t)
		}
	}
	return dest
}

// moment scans milliseconds into a time.
type moment time.Time

// Scan implements sql.Scanner.
func (m *moment) Scan(src any) error {
	ms, ok := src.(int64)
	if !ok {
		return fmt.Errorf("a moment is a number of milliseconds, not %T", src)
	}
	if ms == 0 {
		*m = moment{}
		return nil
	}
	*m = moment(time.UnixMilli(ms).UTC())
	return nil
}
