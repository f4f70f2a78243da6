package mail

import (
	"context"
	"errors"
	"time"

	"guichet/internal/db"
	"guichet/internal/mailbox"
	"guichet/internal/mime"
	"guichet/internal/setting"
)

const (
	lookMost  = 500     // messages in one look
	batchMost = 20      // messages kept in one transaction
	batchSize = 4 << 20 // bytes of them
)

// pauses between attempts to reach a server that failed.
func pause(failures int) time.Duration {
	pauses := []time.Duration{time.Second, 2 * time.Second, 5 * time.Second, 15 * time.Second, 30 * time.Second, time.Minute}
	return pauses[min(max(failures, 1), len(pauses))-1]
}

// watch keeps a connection to one mailbox until ctx ends: it fetches, waits to
// be told, and comes back after whatever breaks.
func (c *Channel) watch(ctx context.Context, id string, version int64) {
	failures := 0
	for ctx.Err() == nil {
		worked, err := c.session(ctx, id, version, -1)
		if ctx.Err() != nil {
			return
		}
		if worked {
			failures = 0
		}
		failures++
		c.log.WarnContext(ctx, "a mailbox cannot be watched", "mailbox", id, "failures", failures, "error", err)
		rest := time.NewTimer(pause(failures))
		select {
		case <-ctx.Done():
		case <-rest.C:
		}
		rest.Stop()
	}
}

// Fetch looks once into every mailbox that receives, in this goroutine, and
// keeps what is new. The errors of all are joined; each is noted on its mailbox.
func (c *Channel) Fetch(ctx context.Context) error {
	boxes, err := c.receiving(ctx)
	if err != nil {
		return err
	}
	var failures []error
	for _, m := range boxes {
		if _, err := c.session(ctx, m.ID, m.Version, 1); err != nil {
			failures = append(failures, err)
		}
	}
	return errors.Join(failures...)
}

var errChanged = errors.New("the mailbox was changed")

// session opens a mailbox and fetches from it, for a number of looks or, when
// that is negative, until something breaks. It tells whether the server let us
// in.
func (c *Channel) session(ctx context.Context, id string, version int64, looks int) (worked bool, err error) {
	m, secrets, err := c.open(ctx, id)
	if err != nil {
		if m.ID != "" {
			c.note(ctx, m, err)
		}
		return false, err
	}
	if m.Version != version || !m.Receives() {
		return false, errChanged // whoever watches all mailboxes sees it too
	}
	box, err := c.dial(ctx, m, secrets.Receive)
	if err != nil {
		c.note(ctx, m, err)
		return false, err
	}
	defer box.Close()
	for {
		err := c.look(ctx, box, m)
		if err == nil || isAnswer(err) {
			c.note(ctx, m, err) // of a connection that broke, the next attempt tells
		}
		if err != nil {
			return true, err
		}
		if looks--; looks == 0 {
			return true, nil
		}
		if err := box.Wait(ctx, c.o.Poll); err != nil {
			return true, err
		}
	}
}

// look keeps all that is new and then marks it seen. A crash between the two
// leaves it to be fetched again, and kept once.
func (c *Channel) look(ctx context.Context, box inbox, m mailbox.Mailbox) error {
	most, keeps, err := c.largest(ctx)
	if err != nil {
		return err
	}
	unseen, err := box.Unseen(ctx)
	if err != nil {
		return err
	}
	var batch []fetched
	size := int64(0)
	for i, f := range unseen {
		if f.size > mime.SizeMost {
			if err := c.takeLarge(ctx, box, m, f, keeps); err != nil && !isAnswer(err) {
				return err
			} else if err != nil {
				c.log.WarnContext(ctx, "a large letter cannot be fetched", "mailbox", m.ID, "uid", f.uid, "error", err)
			}
			continue
		}
		raw, err := box.Fetch(ctx, f.uid)
		if err != nil && !isAnswer(err) {
			return err
		}
		if err != nil || raw == nil {
			// Gone meanwhile, or one that the server cannot give: the others wait
			// for no one.
			c.log.WarnContext(ctx, "a letter cannot be fetched", "mailbox", m.ID, "uid", f.uid, "error", err)
			continue
		}
		f.raw, f.size, f.most = raw, int64(len(raw)), most
		size += f.size
		batch = append(batch, f)
		if len(batch) == batchMost || size >= batchSize || i == len(unseen)-1 {
			if err := c.keep(ctx, box, m, batch); err != nil {
				return err
			}
			batch, size = nil, 0
		}
	}
	return c.keep(ctx, box, m, batch)
}

// largest are the sizes in bytes of the largest letter that is read without
// asking, and of the largest that is kept at all: one between them waits, with its
// bytes, for somebody to let it in.
func (c *Channel) largest(ctx context.Context) (most, keeps int64, err error) {
	err = c.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		l, err := setting.ReadLimits(ctx, tx)
		most, keeps = min(l.Mail, mime.SizeMost), l.MailKept
		return err
	})
	return most, keeps, err
}

func (c *Channel) keep(ctx context.Context, box inbox, m mailbox.Mailbox, batch []fetched) error {
	if len(batch) == 0 {
		return nil
	}
	if err := c.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return keep(ctx, tx, m.ID, batch) }); err != nil {
		return err
	}
	read := make([]uint32, 0, len(batch))
	for _, f := range batch {
		read = append(read, f.uid)
	}
	return box.Seen(ctx, read, false)
}

// note writes on the mailbox how fetching went.
func (c *Channel) note(ctx context.Context, m mailbox.Mailbox, err error) {
	if ctx.Err() != nil {
		return
	}
	code, cause := "", ""
	if err != nil {
		code, cause = describe(err)
	}
	if err := c.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		now, err := mailbox.Get(ctx, tx, m.ID)
		if err != nil {
			return err
		}
		return mailbox.NoteReceived(ctx, tx, now, code, cause)
	}); err != nil && ctx.Err() == nil {
		c.log.ErrorContext(ctx, "how a mailbox fares cannot be noted", "mailbox", m.ID, "error", err)
	}
}
