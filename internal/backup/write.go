package backup

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"guichet"
	"guichet/internal/blob"
	"guichet/internal/db"
	"guichet/internal/db/dump"
)

//go:embed layout.md
var layout []byte

// partSize is how many bytes of lines make a part of a table.
const partSize = 4 << 20

// Desk is what there is to keep.
type Desk struct {
	DB      *db.DB
	Blobs   *blob.Folder // nil: the files are not kept
	Key     []byte       // the text of the key file
	Program string
	// Without names the columns that an export leaves out, by table; of a table
	// with no columns named, everything.
	Without map[string][]string
}

// Write writes an archive of the desk at one moment, while it runs. The files are
// read after the rows: a file without a row does no harm.
func Write(ctx context.Context, out io.Writer, kind string, d Desk) (End, error) {
	packed, err := gzip.NewWriterLevel(out, gzip.BestSpeed)
	if err != nil {
		return End{}, err
	}
	w := &writer{ctx: ctx, tar: tar.NewWriter(packed), kind: kind, desk: d, at: d.DB.Now()}
	err = d.DB.Snapshot(ctx, w.records)
	if err == nil {
		err = w.files()
	}
	if err == nil && kind == Whole {
		err = w.member(keyName, d.Key)
	}
	if err == nil {
		err = w.json(endName, w.end)
	}
	if err != nil {
		return End{}, guichet.Doing("write the archive", err)
	}
	return w.end, guichet.Doing("write the archive", errors.Join(w.tar.Close(), packed.Close()))
}

type writer struct {
	ctx  context.Context
	tar  *tar.Writer
	kind string
	desk Desk
	at   time.Time
	end  End
}

func (w *writer) json(name string, value any) error {
	text, err := json.MarshalIndent(value, "", " ")
	if err != nil {
		return err
	}
	return w.member(name, append(text, '\n'))
}

func (w *writer) member(name string, content []byte) error {
	return w.from(name, int64(len(content)), bytes.NewReader(content))
}

func (w *writer) from(name string, size int64, r io.Reader) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	if err := w.tar.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: size, ModTime: w.at, Format: tar.FormatPAX}); err != nil {
		return err
	}
	n, err := io.Copy(w.tar, r)
	if err == nil && n != size {
		err = fmt.Errorf("%s had %d bytes and now has %d", name, size, n)
	}
	return err
}

// records writes every table as it is at one moment.
func (w *writer) records(ctx context.Context, tx *db.Tx) error {
	schema, err := dump.Read(ctx, tx)
	if err != nil {
		return err
	}
	head := Head{
		Format: format, Kind: w.kind, Program: w.desk.Program, MadeAt: w.at, Engine: tx.Engine(), Steps: schema.Steps, Tables: schema.Tables,
	}
	if w.kind == Export {
		head.Without = w.desk.Without
		head.Tables = without(schema.Tables, w.desk.Without)
	}
	if err := w.json(headName, head); err != nil {
		return err
	}
	if err := w.member(layoutName, layout); err != nil {
		return err
	}
	for _, t := range head.Tables {
		if err := w.table(ctx, tx, t); err != nil {
			return guichet.Doing("read "+t.Name, err)
		}
	}
	w.end.Sequences, err = dump.Sequences(ctx, tx)
	return err
}

// without leaves out columns, and tables.
func without(tables []dump.Table, out map[string][]string) []dump.Table {
	var kept []dump.Table
	for _, t := range tables {
		columns, named := out[t.Name]
		if named && len(columns) == 0 {
			continue
		}
		t.Columns = slices.DeleteFunc(slices.Clone(t.Columns), func(c dump.Column) bool { return slices.Contains(columns, c.Name) })
		kept = append(kept, t)
	}
	return kept
}

// table writes the rows of a table, in parts.
func (w *writer) table(ctx context.Context, tx *db.Tx, t dump.Table) error {
	var content dump.Content
	var part []byte
	parts := 0
	flush := func() error {
		if len(part) == 0 {
			return nil
		}
		parts++
		err := w.member(fmt.Sprintf("%s%s.%04d.jsonl", tablesIn, t.Name, parts), part)
		part = part[:0]
		return err
	}
	cursor, err := dump.Rows(ctx, tx, t)
	if err != nil {
		return err
	}
	for {
		values, err := cursor.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		from := len(part)
		if err == nil {
			part, err = dump.AppendLine(part, t.Columns, values)
		}
		if err != nil {
			return errors.Join(err, cursor.Close())
		}
		content.Add(part[from:])
		if len(part) >= partSize {
			if err := flush(); err != nil {
				return errors.Join(err, cursor.Close())
			}
		}
	}
	w.end.Tables = append(w.end.Tables, Held{Name: t.Name, Rows: content.Rows, Sum: content.Sum()})
	return errors.Join(cursor.Close(), flush())
}

// files writes every file that is kept.
func (w *writer) files() error {
	if w.desk.Blobs == nil {
		return nil
	}
	return w.desk.Blobs.Each(w.ctx, func(d blob.Digest, size int64) error {
		r, err := w.desk.Blobs.Open(w.ctx, d)
		if err != nil {
			return err
		}
		if err := errors.Join(w.from(filesIn+string(d[:2])+"/"+string(d[2:4])+"/"+string(d), size, r), r.Close()); err != nil {
			return err
		}
		w.end.Files++
		w.end.Bytes += size
		return nil
	})
}
