package blob

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"guichet"
)

// Folder keeps blobs as files: ab/cd/abcd…, written under another name first, so
// that a file with its own name is always whole. Several processes may share it.
type Folder struct{ dir string }

const incoming = "incoming"

// abandoned is the age at which an unfinished file is nobody's any more.
const abandoned = 24 * time.Hour

// OpenFolder makes the folder if need be and clears what was left unfinished in
// it long ago.
func OpenFolder(dir string) (*Folder, error) {
	f := &Folder{dir: dir}
	if err := os.MkdirAll(filepath.Join(dir, incoming), 0o700); err != nil {
		return nil, guichet.Doing("open the folder of attachments", err)
	}
	if err := syncFolder(dir); err != nil {
		return nil, guichet.Doing("open the folder of attachments", err)
	}
	return f, guichet.Doing("clear the folder of attachments", f.clear())
}

// clear asks the file system for the time, by a file made now: the folder may be
// another machine's, with another clock.
func (f *Folder) clear() error {
	probe, err := os.CreateTemp(filepath.Join(f.dir, incoming), "now-*")
	if err != nil {
		return err
	}
	defer os.Remove(probe.Name())
	now, err := probe.Stat()
	if err = errors.Join(err, probe.Close()); err != nil {
		return err
	}
	left, err := os.ReadDir(filepath.Join(f.dir, incoming))
	if err != nil {
		return err
	}
	for _, entry := range left {
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // another process clears too
		}
		if err != nil {
			return err
		}
		if now.ModTime().Sub(info.ModTime()) > abandoned {
			if err := os.Remove(filepath.Join(f.dir, incoming, entry.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	return nil
}

// Put implements Store.
func (f *Folder) Put(ctx context.Context, r io.Reader, limit int64) (Digest, int64, error) {
	source := &limited{ctx: ctx, r: r, left: limit, limit: limit}
	d, size, err := f.put(source)
	switch {
	case source.failed != nil:
		return "", 0, fmt.Errorf("read the file to keep: %w", source.failed)
	case err != nil:
		return "", 0, guichet.Unavailable("storage", fmt.Errorf("keep a file: %w", err))
	}
	return d, size, nil
}

func (f *Folder) put(source io.Reader) (d Digest, size int64, err error) {
	temp, err := os.CreateTemp(filepath.Join(f.dir, incoming), "put-*")
	if err != nil {
		return "", 0, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, ignoreMissing(os.Remove(temp.Name())))
		}
	}()
	sum := sha256.New()
	size, err = io.Copy(io.MultiWriter(temp, sum), source)
	if err == nil {
		err = temp.Sync()
	}
	if err = errors.Join(err, temp.Close()); err != nil {
		return "", 0, err
	}
	d = digestOf(sum.Sum(nil))
	return d, size, f.place(temp.Name(), d)
}

// place gives the file its name. The folders are synced upwards: a name that is
// not on the disk is lost with the power, its bytes with it. Renaming over the
// same blob, put meanwhile by somebody else, changes nothing.
func (f *Folder) place(temp string, d Digest) error {
	path := f.path(d)
	second := filepath.Dir(path)
	first := filepath.Dir(second)
	if err := os.MkdirAll(second, 0o700); err != nil {
		return err
	}
	if err := os.Rename(temp, path); err != nil {
		return err
	}
	for _, dir := range []string{second, first, f.dir} {
		if err := syncFolder(dir); err != nil {
			return err
		}
	}
	return nil
}

// Open implements Store.
func (f *Folder) Open(ctx context.Context, d Digest) (io.ReadCloser, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if !IsDigest(string(d)) {
		return nil, guichet.NotFound()
	}
	file, err := os.Open(f.path(d))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, guichet.NotFound().Because(err)
	case err != nil:
		return nil, guichet.Unavailable("storage", fmt.Errorf("read a file: %w", err))
	}
	return file, nil
}

// Has implements Store.
func (f *Folder) Has(ctx context.Context, d Digest) (bool, error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	if !IsDigest(string(d)) {
		return false, nil
	}
	_, err := os.Stat(f.path(d))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, guichet.Unavailable("storage", fmt.Errorf("look for a file: %w", err))
	}
	return true, nil
}

// Each names every blob that is kept, with its size.
func (f *Folder) Each(ctx context.Context, each func(d Digest, size int64) error) error {
	return filepath.WalkDir(f.dir, func(path string, entry fs.DirEntry, err error) error {
		if err = errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		if entry.IsDir() && entry.Name() == incoming {
			return fs.SkipDir
		}
		if !entry.Type().IsRegular() || !IsDigest(entry.Name()) {
			return nil
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		return each(Digest(entry.Name()), info.Size())
	})
}

func (f *Folder) path(d Digest) string {
	return filepath.Join(f.dir, string(d[:2]), string(d[2:4]), string(d))
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
