package mail

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"guichet"
	"guichet/internal/arrival"
	"guichet/internal/blob"
	"guichet/internal/db"
	"guichet/internal/job"
	"guichet/internal/mailbox"
	"guichet/internal/mime"
)

// A letter larger than what is read unasked goes from where it lies into a file,
// a part at a time: it is never held in memory. One larger than what is kept stays
// there, and its place is noted, so that it can be fetched once the limit is raised.
const (
	partMost = 4 << 20
	headMost = 64 << 10
	leftMark = ".too-large-" // begins the name of a dropped letter that is left
)

var errNoLetter = errors.New("the letter is no longer there")

// parts reads a message of a mailbox from its beginning to its end.
type parts struct {
	ctx  context.Context
	box  inbox
	uid  uint32
	at   int64
	rest []byte
	over bool
}

// Read implements io.Reader.
func (p *parts) Read(into []byte) (int, error) {
	if len(p.rest) == 0 && !p.over {
		part, err := p.box.Part(p.ctx, p.uid, p.at, partMost)
		if err != nil {
			return 0, err
		}
		if len(part) == 0 && p.at == 0 {
			return 0, errNoLetter
		}
		p.at += int64(len(part))
		p.rest, p.over = part, len(part) < partMost
	}
	if len(p.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(into, p.rest)
	p.rest = p.rest[n:]
	return n, nil
}

// stored puts a letter into a file, and gives its beginning besides.
func (c *Channel) stored(ctx context.Context, from io.Reader, most int64) (digest blob.Digest, size int64, head []byte, err error) {
	head = make([]byte, headMost)
	n, err := io.ReadFull(from, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return "", 0, nil, err
	}
	head = head[:n]
	digest, size, err = c.o.Blobs.Put(ctx, io.MultiReader(strings.NewReader(string(head)), from), most)
	return digest, size, head, err
}

// takeLarge keeps a large letter of a mailbox, or notes that it is left there.
func (c *Channel) takeLarge(ctx context.Context, box inbox, m mailbox.Mailbox, f fetched, keeps int64) error {
	n := arrival.Large{MailboxID: m.ID, Size: f.size, Place: fmt.Sprintf("imap %d %d", box.Era(), f.uid)}
	stays := f.size > keeps || c.o.Blobs == nil
	var head []byte
	if !stays {
		digest, size, begins, err := c.stored(ctx, &parts{ctx: ctx, box: box, uid: f.uid}, keeps)
		switch {
		case guichet.IsKind(err, guichet.KindTooLarge):
			stays = true // larger than the server said
		case errors.Is(err, errNoLetter):
			return nil
		case err != nil:
			return err
		}
		head, n.Blob = begins, string(digest)
		if !stays {
			n.Size = size
		}
	}
	if stays {
		c.log.WarnContext(ctx, "a letter is too large to be kept", "mailbox", m.ID, "size", f.size)
		var err error
		if head, err = box.Part(ctx, f.uid, 0, headMost); err != nil {
			return err
		}
		n.Blob = ""
	}
	if err := c.keepLarge(ctx, n, head); err != nil {
		return err
	}
	return box.Seen(ctx, []uint32{f.uid}, stays)
}

func (c *Channel) keepLarge(ctx context.Context, n arrival.Large, head []byte) error {
	n.Sender, n.Subject = mime.Sender(head), mime.Subject(head)
	return c.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return arrival.KeepLarge(ctx, tx, n) })
}

// takeLargeFile does the same for a letter that was dropped. One that is left gets
// a name that is looked at no more.
func (c *Channel) takeLargeFile(ctx context.Context, m mailbox.Mailbox, folder string, info fs.FileInfo, keeps int64) error {
	name := filepath.Join(folder, info.Name())
	file, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("read a dropped letter: %w", err)
	}
	defer file.Close()
	// By the moment it was written too: another may come under the same name.
	aside := fmt.Sprintf("%s%d-%s", leftMark, info.ModTime().UnixMilli(), info.Name())
	n := arrival.Large{MailboxID: m.ID, Size: info.Size(), Place: "drop " + aside}
	if info.Size() <= keeps && c.o.Blobs != nil {
		digest, size, head, err := c.stored(ctx, file, keeps)
		if err != nil {
			return fmt.Errorf("keep a dropped letter: %w", err)
		}
		n.Blob, n.Size = string(digest), size
		if err := c.keepLarge(ctx, n, head); err != nil {
			return err
		}
		if err := os.Remove(name); err != nil {
			return fmt.Errorf("remove a dropped letter: %w", err)
		}
		return nil
	}
	c.log.WarnContext(ctx, "a dropped letter is too large to be kept", "mailbox", m.ID, "size", info.Size())
	head := make([]byte, headMost)
	read, err := io.ReadFull(file, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("read a dropped letter: %w", err)
	}
	if err := c.keepLarge(ctx, n, head[:read]); err != nil {
		return err
	}
	if err := os.Rename(name, filepath.Join(folder, aside)); err != nil {
		return fmt.Errorf("put a dropped letter aside: %w", err)
	}
	return nil
}

// fetchLeft fetches a letter that was left where it came to, and that somebody
// asked for.
func (c *Channel) fetchLeft(ctx context.Context, j job.Job) error {
	var t arrival.Task
	if err := j.Decode(&t); err != nil {
		return err
	}
	var s arrival.Stored
	if err := c.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		s, err = arrival.Get(ctx, tx, t.ArrivalID)
		return err
	}); err != nil {
		return err
	}
	if s.State != arrival.TooLarge || s.Reason != arrival.ReasonAsked {
		return nil
	}
	_, keeps, err := c.largest(ctx)
	if err != nil {
		return err
	}
	l, err := c.reach(ctx, s)
	if err == nil {
		var digest blob.Digest
		var size int64
		digest, size, _, err = c.stored(ctx, l.bytes, keeps)
		l.close()
		if err == nil {
			err = c.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
				if err := arrival.Fetched(ctx, tx, s.ID, string(digest), size); err != nil {
					return err
				}
				return job.Done(ctx, tx, j)
			})
			if err == nil && l.file != "" {
				// One that stays is in nobody's way: it is looked at no more.
				if err := os.Remove(l.file); err != nil {
					c.log.WarnContext(ctx, "a dropped letter that was taken cannot be removed", "error", err)
				}
			}
			return err
		}
	}
	reason := ""
	switch {
	case errors.Is(err, errNoLetter):
		reason = arrival.ReasonGone
	case guichet.IsKind(err, guichet.KindTooLarge) || j.Attempt >= job.Attempts:
		reason = arrival.ReasonLeft
	default:
		return guichet.Doing("fetch a large letter", err)
	}
	c.log.WarnContext(ctx, "a large letter cannot be fetched", "arrival", s.ID, "error", err)
	return c.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := arrival.Settle(ctx, tx, s.ID, arrival.TooLarge, reason); err != nil {
			return err
		}
		return job.Done(ctx, tx, j)
	})
}

// left is a letter where it was left.
type left struct {
	bytes io.Reader
	close func()
	file  string // that it was dropped in; '' it is in a mailbox
}

// reach opens a letter where it was left.
func (c *Channel) reach(ctx context.Context, s arrival.Stored) (left, error) {
	where := strings.SplitN(s.Place, " ", 2)
	m, secrets, err := c.open(ctx, s.MailboxID)
	switch {
	case guichet.IsKind(err, guichet.KindNotFound), len(where) != 2:
		return left{}, errNoLetter
	case where[0] == "drop":
		name := filepath.Join(c.dropOf(m), filepath.Base(where[1]))
		file, err := os.Open(name)
		if errors.Is(err, fs.ErrNotExist) {
			err = errNoLetter
		}
		return left{bytes: file, close: func() { _ = file.Close() }, file: name}, err
	case err != nil:
		return left{}, err
	}
	var era, uid uint64
	if numbers := strings.Fields(where[1]); len(numbers) == 2 {
		era, _ = strconv.ParseUint(numbers[0], 10, 32)
		uid, _ = strconv.ParseUint(numbers[1], 10, 32)
	}
	box, err := c.dial(ctx, m, secrets.Receive)
	if err != nil {
		return left{}, err
	}
	if uid == 0 || uint64(box.Era()) != era {
		box.Close()
		return left{}, errNoLetter
	}
	return left{bytes: &parts{ctx: ctx, box: box, uid: uint32(uid)}, close: box.Close}, nil
}

// dropOf is the folder in which letters for a mailbox are put.
func (c *Channel) dropOf(m mailbox.Mailbox) string {
	return filepath.Join(c.o.Drop, filepath.Base(strings.ToLower(m.Address)))
}

// parse reads a letter that came in. A large one is read because somebody let it
// in: it is taken into memory whole.
func (c *Channel) parse(ctx context.Context, s arrival.Stored) (mime.Letter, error) {
	if s.Blob == "" {
		return mime.Parse(s.Raw)
	}
	if c.o.Blobs == nil {
		return mime.Letter{}, guichet.Unavailable("storage", errors.New("no place where files are"))
	}
	file, err := c.o.Blobs.Open(ctx, blob.Digest(s.Blob))
	if err != nil {
		return mime.Letter{}, guichet.Unavailable("storage", err)
	}
	defer file.Close()
	raw := make([]byte, s.Size)
	if _, err := io.ReadFull(file, raw); err != nil {
		return mime.Letter{}, guichet.Unavailable("storage", err)
	}
	return mime.ParseLarge(raw)
}
