package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"guichet"
	"guichet/internal/blob"
	"guichet/internal/db"
	"guichet/internal/db/dump"
)

// Restore fills an empty database and a folder of files from an archive, and
// reads all of it again to prove that it is the same. The schema stays that of
// the archive: whoever opens the desk next migrates it. key is given the key.
func Restore(ctx context.Context, r *Reader, url string, blobs blob.Store, key func(text []byte) error, log *slog.Logger) (End, error) {
	if r.head.Kind != Whole {
		return End{}, errors.New("this is an export: secrets were left out of it, so no desk can be restored from it; take a backup")
	}
	end, err := fill(ctx, url, r.head.Steps, r.head.Tables, log, func(to *dump.Target) (End, error) {
		return r.Read(Visitor{
			Rows: func(t dump.Table, next func() ([]any, error)) error {
				return guichet.Doing("fill "+t.Name, to.Load(ctx, t, next))
			},
			File: func(digest string, size int64, from io.Reader) error {
				kept, _, err := blobs.Put(ctx, from, size)
				if err == nil && string(kept) != digest {
					err = broken("the file %s has other bytes", digest)
				}
				return err
			},
			Key: key,
		})
	})
	return end, guichet.Doing("restore", err)
}

// Move fills an empty database with all records of another, whose rows nobody
// changes meanwhile, and reads them again to prove that they are the same.
func Move(ctx context.Context, from *db.DB, url string, log *slog.Logger) (End, error) {
	var end End
	err := from.Snapshot(ctx, func(ctx context.Context, tx *db.Tx) error {
		schema, err := dump.Read(ctx, tx)
		if err != nil {
			return err
		}
		end, err = fill(ctx, url, schema.Steps, schema.Tables, log, func(to *dump.Target) (End, error) {
			return copyAll(ctx, tx, schema.Tables, to)
		})
		return err
	})
	return end, guichet.Doing("move", err)
}

func copyAll(ctx context.Context, tx *db.Tx, tables []dump.Table, to *dump.Target) (End, error) {
	var end End
	for _, t := range tables {
		cursor, err := dump.Rows(ctx, tx, t)
		if err != nil {
			return end, err
		}
		var content dump.Content
		var line []byte
		err = to.Load(ctx, t, func() ([]any, error) {
			values, err := cursor.Next()
			if err != nil {
				return nil, err
			}
			if line, err = dump.AppendLine(line[:0], t.Columns, values); err != nil {
				return nil, err
			}
			content.Add(line)
			return values, nil
		})
		if err := errors.Join(err, cursor.Close()); err != nil {
			return end, guichet.Doing("copy "+t.Name, err)
		}
		end.Tables = append(end.Tables, Held{Name: t.Name, Rows: content.Rows, Sum: content.Sum()})
	}
	var err error
	end.Sequences, err = dump.Sequences(ctx, tx)
	return end, err
}

// fill makes the schema, fills it in one transaction, and compares what is there
// with what should be.
func fill(ctx context.Context, url string, steps []int64, tables []dump.Table, log *slog.Logger, load func(*dump.Target) (End, error)) (end End, err error) {
	if err := withDB(ctx, url, log, func(d *db.DB) error { return d.MigrateTo(ctx, steps) }); err != nil {
		return end, err
	}
	to, err := dump.Fill(ctx, url)
	if err != nil {
		return end, err
	}
	err = to.Clear(ctx, tables)
	if err == nil {
		end, err = load(to)
	}
	if err == nil {
		err = to.Sequences(ctx, end.Sequences)
	}
	if err == nil {
		err = to.Commit(ctx)
	}
	if err := errors.Join(err, to.Close(ctx)); err != nil {
		return end, err
	}
	return end, withDB(ctx, url, log, func(d *db.DB) error { return Same(ctx, d, tables, end) })
}

func withDB(ctx context.Context, url string, log *slog.Logger, f func(*db.DB) error) error {
	d, err := db.Open(ctx, db.Config{URL: url, Logger: log})
	if err != nil {
		return err
	}
	return errors.Join(f(d), d.Close())
}

// Same compares every row of a database with what was written down of another.
func Same(ctx context.Context, d *db.DB, tables []dump.Table, want End) error {
	held := map[string]Held{}
	for _, h := range want.Tables {
		held[h.Name] = h
	}
	return d.Snapshot(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, t := range tables {
			got, err := dump.Contents(ctx, tx, t)
			if err != nil {
				return err
			}
			if h := held[t.Name]; got.Rows != h.Rows || got.Sum() != h.Sum {
				return fmt.Errorf("the rows of %s are not the same: %d here, %d there", t.Name, got.Rows, h.Rows)
			}
		}
		return nil
	})
}

// IsEmpty tells that a database holds no desk.
func IsEmpty(ctx context.Context, url string, log *slog.Logger) (empty bool, err error) {
	err = withDB(ctx, url, log, func(d *db.DB) error {
		return d.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
			empty, err = dump.IsEmpty(ctx, tx)
			return err
		})
	})
	return empty, err
}
