package backup

import (
	"archive/tar"
	"bufio"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"guichet/internal/db/dump"
)

// Reader reads an archive, once, from its beginning to its end.
type Reader struct {
	head   Head
	tables map[string]dump.Table
	tar    *tar.Reader
	at     *tar.Header // the member that is next, or being read; nil: ask for it
	held   map[string]*dump.Content
	files  int64
	bytes  int64
}

// Visitor is handed what an archive holds; what it does not ask for is read and
// proven all the same.
type Visitor struct {
	// Rows reads all rows of a table: next gives them until io.EOF.
	Rows func(t dump.Table, next func() ([]any, error)) error
	// File reads a file to its end.
	File func(digest string, size int64, r io.Reader) error
	// Key is the text of the key file.
	Key func(text []byte) error
}

// ErrBroken says that an archive is not what was written.
var ErrBroken = errors.New("the archive is not whole")

func broken(why string, args ...any) error {
	return fmt.Errorf("%w: %w", ErrBroken, fmt.Errorf(why, args...))
}

// Open reads the head of an archive.
func Open(from io.Reader) (*Reader, error) {
	packed, err := gzip.NewReader(from)
	if err != nil {
		return nil, broken("this is no archive of Guichet: %w", err)
	}
	r := &Reader{tar: tar.NewReader(packed), tables: map[string]dump.Table{}, held: map[string]*dump.Content{}}
	if err := r.next(); err != nil {
		return nil, broken("this is no archive of Guichet: %w", err)
	}
	if r.at.Name != headName {
		return nil, broken("this is no archive of Guichet: it begins with %s", r.at.Name)
	}
	if err := json.NewDecoder(r.tar).Decode(&r.head); err != nil {
		return nil, broken("the head cannot be read: %w", err)
	}
	if r.head.Format != format {
		return nil, broken("the archive has format %d, this program knows %d: use a newer program", r.head.Format, format)
	}
	for _, t := range r.head.Tables {
		r.tables[t.Name] = t
		r.held[t.Name] = &dump.Content{}
	}
	r.at = nil
	return r, nil
}

// Head says what the archive is.
func (r *Reader) Head() Head { return r.head }

// next goes to the next member, unless it is there already.
func (r *Reader) next() (err error) {
	if r.at == nil {
		r.at, err = r.tar.Next()
	}
	return err
}

// Read hands everything to the visitor and proves that it is whole.
func (r *Reader) Read(v Visitor) (End, error) {
	for {
		err := r.next()
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return End{}, broken("the archive was cut off")
		case err != nil:
			return End{}, broken("the archive cannot be read: %w", err)
		}
		name := r.at.Name
		switch {
		case name == endName:
			var end End
			if err := json.NewDecoder(r.tar).Decode(&end); err != nil {
				return End{}, broken("the end cannot be read: %w", err)
			}
			if _, err := r.tar.Next(); !errors.Is(err, io.EOF) {
				return End{}, broken("something follows the end")
			}
			return end, r.prove(end)
		case name == keyName:
			err = r.key(v)
		case strings.HasPrefix(name, tablesIn):
			err = r.rows(v) // it leaves the next member at hand
			if err != nil {
				return End{}, err
			}
			continue
		case strings.HasPrefix(name, filesIn):
			err = r.file(v)
		}
		if err != nil {
			return End{}, err
		}
		r.at = nil
	}
}

func (r *Reader) key(v Visitor) error {
	text, err := io.ReadAll(r.tar)
	if err != nil {
		return broken("the key cannot be read: %w", err)
	}
	if v.Key == nil {
		return nil
	}
	return v.Key(text)
}

// tableOf is the table that a member belongs to.
func (r *Reader) tableOf(name string) (dump.Table, bool) {
	name, isPart := strings.CutPrefix(name, tablesIn)
	name, _, _ = strings.Cut(name, ".")
	t, known := r.tables[name]
	return t, isPart && known
}

// rows reads one table, part by part.
func (r *Reader) rows(v Visitor) error {
	t, known := r.tableOf(r.at.Name)
	if !known {
		return broken("%s belongs to no table of the head", r.at.Name)
	}
	lines := bufio.NewReaderSize(r.tar, 64<<10)
	line := func() ([]byte, error) {
		for {
			text, err := lines.ReadBytes('\n')
			if err == nil {
				r.held[t.Name].Add(text)
				return text, nil
			}
			if !errors.Is(err, io.EOF) || len(text) > 0 {
				return nil, broken("%s is cut off", t.Name)
			}
			r.at = nil
			if err := r.next(); err != nil {
				return nil, broken("the archive was cut off: %w", err)
			}
			if of, known := r.tableOf(r.at.Name); !known || of.Name != t.Name {
				return nil, io.EOF
			}
			lines.Reset(r.tar)
		}
	}
	ended := false
	next := func() ([]any, error) {
		text, err := line()
		if err != nil {
			ended = errors.Is(err, io.EOF)
			return nil, err
		}
		return dump.ParseLine(text, t.Columns)
	}
	if v.Rows != nil {
		if err := v.Rows(t, next); err != nil {
			return err
		}
	}
	for !ended {
		_, err := line()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *Reader) file(v Visitor) error {
	want, size := path.Base(r.at.Name), r.at.Size
	sum := sha256.New()
	from := io.TeeReader(r.tar, sum)
	if v.File != nil {
		if err := v.File(want, size, from); err != nil {
			return err
		}
	}
	if _, err := io.Copy(io.Discard, from); err != nil {
		return broken("%s cannot be read: %w", r.at.Name, err)
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != want {
		return broken("the file %s has other bytes", want)
	}
	r.files++
	r.bytes += size
	return nil
}

// prove compares what was read with what was written.
func (r *Reader) prove(end End) error {
	if len(end.Tables) != len(r.tables) {
		return broken("the archive has %d tables and should have %d", len(r.tables), len(end.Tables))
	}
	for _, t := range end.Tables {
		held, known := r.held[t.Name]
		if !known || held.Rows != t.Rows || held.Sum() != t.Sum {
			return broken("the rows of %s are not those that were written", t.Name)
		}
	}
	if r.files != end.Files || r.bytes != end.Bytes {
		return broken("the archive has %d files of %d bytes and should have %d of %d", r.files, r.bytes, end.Files, end.Bytes)
	}
	return nil
}

// Check reads an archive and proves that it is whole.
func Check(from io.Reader) (Head, End, error) {
	r, err := Open(from)
	if err != nil {
		return Head{}, End{}, err
	}
	end, err := r.Read(Visitor{})
	return r.Head(), end, err
}

// String says in short what there is.
func (e End) String() string {
	return fmt.Sprintf("%d rows in %d tables, %d files of %d bytes", e.Rows(), len(e.Tables), e.Files, e.Bytes)
}
