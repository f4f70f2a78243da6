package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"guichet"
	"guichet/internal/backup"
	"guichet/internal/blob"
	"guichet/internal/db"
	"guichet/internal/db/dump"
)

// moment is how the time stands in a file's name.
const moment = "20060102-150405"

// secrets are the columns that an export leaves out; of a table with none named,
// everything. What an export holds, whoever reads it may read.
func secrets() map[string][]string {
	return map[string][]string{
		"account":         {"password_hash"},
		"auth_factor":     {},
		"auth_link":       {},
		"auth_recovery":   {},
		"auth_throttle":   {},
		"idempotency_key": {},
		"job":             {}, // a letter with a link that opens may wait in it
		"mailbox":         {"imap_password", "smtp_password"},
		"mailbox_oauth":   {"client_secret", "refresh_token"},
		"outbox_letter":   {"body_text", "body_html"}, // links that open; what was said is in message
		"search_document": {},                         // made of the others
		"session":         {},
		"token":           {"hash"},
	}
}

// sqliteFile is the file of the records, when they are in one.
func (c Config) sqliteFile() (string, bool) {
	path, is := strings.CutPrefix(c.database(), "sqlite:")
	path, _, _ = strings.Cut(strings.TrimPrefix(path, "//"), "?")
	if absolute, err := filepath.Abs(path); is && err == nil {
		path = absolute
	}
	return path, is
}

// desk is all that there is to keep.
func (c Config) desk(d *db.DB) (backup.Desk, error) {
	key, err := os.ReadFile(filepath.Join(c.Data, "key"))
	if err != nil {
		return backup.Desk{}, fmt.Errorf("read the key of the desk: %w", err)
	}
	blobs, err := blob.OpenFolder(filepath.Join(c.Data, "blobs"))
	return backup.Desk{DB: d, Blobs: blobs, Key: key, Program: c.Version, Without: secrets()}, err
}

// Taken is an archive that was taken.
type Taken struct {
	Path string
	Head backup.Head
	End  backup.End
	Gone []string // older ones, removed
}

// Backup takes an archive of the desk, of the kind backup or export, whether it
// runs or not. to is a file, or a folder in which it gets a name of its own; of
// those in the folder, keep stay (0: all). What was written is read again before
// it gets its name.
func Backup(ctx context.Context, c Config, kind, to string, keep int) (Taken, error) {
	var t Taken
	inFolder := isFolder(to)
	t.Path = to
	if inFolder {
		t.Path = filepath.Join(to, "guichet-"+kind+"-"+time.Now().UTC().Format(moment)+".tar.gz")
	}
	if _, err := os.Lstat(t.Path); err == nil {
		return t, fmt.Errorf("%s is there already", t.Path)
	}
	var err error
	if t.Head, t.End, err = written(t.Path, func(out io.Writer) error { return c.archive(ctx, out, kind) }); err != nil {
		return t, err
	}
	if inFolder && keep > 0 {
		t.Gone, err = dropOlder(to, kind, keep)
	}
	return t, err
}

// written writes an archive under another name, reads it again, and gives it its
// name once it is on the disk.
func written(path string, write func(io.Writer) error) (head backup.Head, end backup.End, err error) {
	half := path + ".part"
	out, err := os.OpenFile(half, os.O_CREATE|os.O_RDWR|os.O_TRUNC, 0o600)
	if err != nil {
		return head, end, err
	}
	if err = write(out); err == nil {
		err = out.Sync()
	}
	if err == nil {
		_, err = out.Seek(0, io.SeekStart)
	}
	if err == nil {
		head, end, err = backup.Check(out)
	}
	if err = errors.Join(err, out.Close()); err != nil {
		return head, end, errors.Join(err, os.Remove(half))
	}
	return head, end, errors.Join(os.Rename(half, path), syncFolder(filepath.Dir(path)))
}

// copiesMost is how many copies from before a migration are kept.
const copiesMost = 3

// copyBefore keeps the records of PostgreSQL in an archive of the data folder
// before their schema is changed: by the backup of ours, so that nothing else need
// be installed. Attachments are not in it: a migration leaves them as they are.
func (c Config) copyBefore(ctx context.Context, d *db.DB, last int64) error {
	// Two nodes that share the folder may start in the same second.
	now := time.Now().UTC()
	path := filepath.Join(c.Data, fmt.Sprintf("guichet-before-%05d-%s-%09d.tar.gz", last, now.Format(moment), now.Nanosecond()))
	desk, err := c.desk(d)
	if err == nil {
		desk.Blobs = nil
		_, _, err = written(path, func(out io.Writer) error {
			_, err := backup.Write(ctx, out, backup.Whole, desk)
			return err
		})
	}
	if err != nil {
		return guichet.Unavailable("storage", fmt.Errorf("the records are not migrated, because they could not be copied to %s first: %w", path, err))
	}
	c.Logger.InfoContext(ctx, "the records were copied before the schema is changed", "copy", path)
	_, err = dropOlder(c.Data, "before", copiesMost)
	return err
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// dropOlder removes all but the youngest archives of a folder.
func dropOlder(folder, kind string, keep int) ([]string, error) {
	all, err := filepath.Glob(filepath.Join(folder, "guichet-"+kind+"-[0-9]*-[0-9]*.tar.gz"))
	if err != nil {
		return nil, err
	}
	slices.Sort(all)
	var gone []string
	for _, path := range all[:max(0, len(all)-keep)] {
		if err := os.Remove(path); err != nil {
			return gone, err
		}
		gone = append(gone, path)
	}
	return gone, nil
}

func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// archive writes an archive, through the server that has the file or alone.
func (c Config) archive(ctx context.Context, out io.Writer, kind string) error {
	if file, is := c.sqliteFile(); is {
		if _, err := os.Stat(file); err != nil {
			return fmt.Errorf("there is no desk: %w", err)
		}
		answer, err := throughServer(ctx, file, kind)
		if err == nil {
			_, err = io.Copy(out, answer.Body)
			return errors.Join(err, answer.Body.Close())
		}
		if !errors.Is(err, errNoServer) {
			return err
		}
	}
	d, err := c.openAsItIs(ctx)
	if err != nil {
		return err
	}
	desk, err := c.desk(d)
	if err == nil {
		_, err = backup.Write(ctx, out, kind, desk)
	}
	return errors.Join(err, d.Close())
}

// Export lays everything but secrets into a new folder, in an open format.
func Export(ctx context.Context, c Config, folder string) (Taken, error) {
	if err := os.Mkdir(folder, 0o700); err != nil {
		return Taken{}, err
	}
	t, err := Backup(ctx, c, backup.Export, folder, 0)
	if err != nil {
		return t, errors.Join(err, os.Remove(folder))
	}
	packed, err := os.Open(t.Path)
	if err != nil {
		return t, err
	}
	err = errors.Join(backup.Unpack(packed, folder), packed.Close(), os.Remove(t.Path))
	t.Path = folder
	return t, err
}

// Restored is what was brought back.
type Restored struct {
	Head  backup.Head
	End   backup.End
	Aside []string // where that is which was there before
}

// Restore brings a desk back from an archive. A place that is not empty is
// refused, unless replace is said: what was there is set aside then, never
// removed. The schema is that of the archive; the next start brings it up to date.
func Restore(ctx context.Context, c Config, path string, replace bool) (back Restored, err error) {
	file, err := os.Open(path)
	if err != nil {
		return back, err
	}
	defer file.Close()
	// All of it, before anything is touched.
	if back.Head, _, err = backup.Check(file); err != nil {
		return back, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return back, err
	}
	reader, err := backup.Open(file)
	if err != nil {
		return back, err
	}
	place, err := c.clear(ctx, replace)
	if err != nil {
		return back, err
	}
	defer func() { err = errors.Join(err, place.leave(ctx, err)) }()
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return back, err
	}
	blobs, err := blob.OpenFolder(filepath.Join(c.Data, "blobs"))
	if err != nil {
		return back, err
	}
	var key []byte
	back.End, err = backup.Restore(ctx, reader, place.url, blobs, func(text []byte) error { key = text; return place.keyFits(text, replace) }, c.Logger)
	if err == nil {
		back.Aside, err = place.take(ctx, key)
	}
	return back, err
}

// Moved is what came of a move.
type Moved struct {
	End          backup.End
	Verification Verification
	Aside        string // the file that was moved from
}

// Move brings all records into another database, which is empty, and proves there
// that nothing is missing: every row, every chain of history, every record
// against its history. Attachments and key stay in the data folder. The old file
// is set aside, so that nobody starts it by mistake.
func Move(ctx context.Context, c Config, to string) (Moved, error) {
	var m Moved
	target := c
	target.Database, target.Sample = to, false
	if target.database() == c.database() {
		return m, errors.New("the desk is there already")
	}
	if file, is := c.sqliteFile(); is {
		if _, err := os.Stat(file); err != nil {
			return m, fmt.Errorf("there is no desk: %w", err)
		}
	}
	if err := dump.Alone(ctx, c.database()); err != nil {
		return m, err
	}
	a := &App{config: c}
	from, err := a.openDB(ctx, nil)
	if err != nil {
		return m, err
	}
	place, err := target.clear(ctx, false)
	if err != nil {
		return m, errors.Join(err, from.Close())
	}
	m.End, err = backup.Move(ctx, from, place.url, c.Logger)
	if err = errors.Join(err, from.Close()); err == nil {
		_, err = place.take(ctx, nil)
	}
	if err = errors.Join(err, place.leave(ctx, err)); err != nil {
		return m, err
	}
	if m.Verification, err = target.verified(ctx); err != nil {
		return m, err
	}
	if file, is := c.sqliteFile(); is {
		m.Aside = file + ".moved-" + time.Now().UTC().Format(moment)
		err = os.Rename(file, m.Aside)
	}
	return m, err
}

func (c Config) verified(ctx context.Context) (Verification, error) {
	a, err := Open(ctx, c)
	if err != nil {
		return Verification{}, err
	}
	v, err := a.Verify(ctx, true)
	if err == nil && len(v.Faults) > 0 {
		err = fmt.Errorf("the history does not hold there: %v", v.Faults[0])
	}
	return v, errors.Join(err, a.Close(context.WithoutCancel(ctx)))
}
