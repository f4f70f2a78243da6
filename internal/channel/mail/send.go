package mail

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"guichet"
	"guichet/internal/blob"
	"guichet/internal/db"
	"guichet/internal/intake"
	"guichet/internal/job"
	"guichet/internal/mailbox"
	"guichet/internal/mime"
	"guichet/internal/outbox"
)

// send puts one letter on the wire: it reads, talks and writes. Killed between
// the last two it will talk again, with the same bytes and the same Message-ID.
func (c *Channel) send(ctx context.Context, j job.Job) error {
	var t outbox.Task
	if err := j.Decode(&t); err != nil {
		return err
	}
	var l outbox.Letter
	if err := c.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		l, err = outbox.Get(ctx, tx, t.LetterID)
		return err
	}); err != nil {
		return err
	}
	if l.State == outbox.Sent {
		return nil
	}
	m, secrets, err := c.sender(ctx, l)
	if err != nil {
		return c.unsent(ctx, j, l, m, err)
	}
	raw, err := c.compose(ctx, l, m)
	if err != nil {
		return c.unsent(ctx, j, l, mailbox.Mailbox{}, err)
	}
	if err := c.submit(ctx, m, secrets.Send, l.Address, raw); err != nil {
		return c.unsent(ctx, j, l, m, err)
	}
	return c.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := outbox.MarkSent(ctx, tx, l); err != nil {
			return err
		}
		if err := c.noteSent(ctx, tx, m.ID, nil); err != nil {
			return err
		}
		return job.Done(ctx, tx, j)
	})
}

// sender reads the mailbox that a letter leaves by.
func (c *Channel) sender(ctx context.Context, l outbox.Letter) (m mailbox.Mailbox, s mailbox.Secrets, err error) {
	err = c.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if m, err = mailbox.Sender(ctx, tx, l.MailboxID); err != nil {
			return guichet.Doing("find a mailbox to send from", err)
		}
		s, err = mailbox.Open(ctx, tx, c.o.Keys, m.ID)
		return err
	})
	if err != nil {
		return m, s, err
	}
	s, err = c.withToken(ctx, m, s)
	return m, s, err
}

// errRefused marks what the server refused for good: this letter, not the
// mailbox.
var errRefused = errors.New("refused for good")

// unsent notes that a letter did not leave. What may pass is tried again; what
// the server refused for good, and what was tried too often, has failed, and its
// record says so.
func (c *Channel) unsent(ctx context.Context, j job.Job, l outbox.Letter, m mailbox.Mailbox, cause error) error {
	if ctx.Err() != nil {
		return cause // the program stops: nothing was learnt of the letter
	}
	forGood := errors.Is(cause, errRefused) || guichet.IsKind(cause, guichet.KindInvalid)
	tooOften := j.Attempt >= job.Attempts
	if err := c.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		var f *fault
		if m.ID != "" && errors.As(cause, &f) {
			if err := c.noteSent(ctx, tx, m.ID, cause); err != nil {
				return err
			}
		}
		_, words := describe(cause)
		if !forGood && !tooOften {
			return outbox.MarkTried(ctx, tx, l, words)
		}
		if err := outbox.MarkFailed(ctx, tx, l, words); err != nil {
			return err
		}
		if err := intake.Undelivered(ctx, tx, l, words, errors.Is(cause, errRefused) && smtpCode(cause) >= 500); err != nil {
			return err
		}
		if forGood {
			return job.Done(ctx, tx, j)
		}
		return nil
	}); err != nil {
		return err
	}
	if forGood {
		c.log.WarnContext(ctx, "a letter was refused", "letter", l.ID, "error", cause)
		return nil
	}
	return cause
}

func (c *Channel) noteSent(ctx context.Context, tx *db.Tx, id string, cause error) error {
	m, err := mailbox.Get(ctx, tx, id)
	if err != nil {
		return err
	}
	code, words := "", ""
	if cause != nil {
		code, words = describe(cause)
	}
	return mailbox.NoteSent(ctx, tx, m, code, words)
}

// compose writes the bytes of a letter. An answer to it comes to an address that
// names the letter and that only we can sign.
func (c *Channel) compose(ctx context.Context, l outbox.Letter, m mailbox.Mailbox) ([]byte, error) {
	from := mime.Address{Name: m.Name, Address: m.Address}
	o := mime.Outgoing{
		From: from, To: mime.Address{Name: l.Name, Address: l.Address}, Subject: l.Subject, Text: l.Text, HTML: l.HTML,
		MessageID: l.InternetID, InReplyTo: l.InReplyTo, References: l.References, Language: l.Language, Date: l.WrittenAt,
		AutoSubmitted: l.Auto,
	}
	if l.HeadTo != "" {
		o.To = mime.Address{Address: l.HeadTo}
	}
	for _, a := range l.HeadCopies {
		o.Copies = append(o.Copies, mime.Address{Address: a})
	}
	if tag, ok := mime.Sign(c.secret, l.ID); ok {
		o.ReplyTo = mime.Address{Name: m.Name, Address: mime.WithTag(m.Address, tag)}
	}
	for _, a := range l.Attachments {
		data, err := c.file(ctx, a)
		if err != nil {
			return nil, err
		}
		o.Attachments = append(o.Attachments, mime.File{Name: a.Name, Type: a.Type, Data: data})
	}
	return mime.Compose(o)
}

func (c *Channel) file(ctx context.Context, a outbox.Attachment) ([]byte, error) {
	if c.o.Blobs == nil {
		return nil, errors.New("no place where files are")
	}
	r, err := c.o.Blobs.Open(ctx, blob.Digest(a.Blob))
	if err != nil {
		return nil, guichet.Doing("open a file of a letter", err)
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, mime.SizeMost+1))
	if err != nil {
		return nil, guichet.Doing("read a file of a letter", err)
	}
	if len(data) > mime.SizeMost {
		return nil, guichet.Invalid("attachments", "mail.too_large", nil)
	}
	return data, nil
}

// submit gives a letter to the mailbox's server, for one person.
func (c *Channel) submit(ctx context.Context, m mailbox.Mailbox, password mailbox.Secret, to string, raw []byte) error {
	to, err := mime.ASCII(to)
	if err != nil {
		return fmt.Errorf("%w: %w", errRefused, err)
	}
	from, err := mime.ASCII(m.Address)
	if err != nil {
		return failing(faultServer, err)
	}
	client, err := c.dialSMTP(ctx, m, password)
	if err != nil {
		return err
	}
	defer client.Close()
	end := context.AfterFunc(ctx, func() { client.Close() })
	defer end()
	if err := client.Mail(from, nil); err != nil {
		return failing(faultServer, err) // it will not take this mailbox's letters
	}
	if err := client.Rcpt(to, nil); err != nil {
		return refused(err)
	}
	data, err := client.Data()
	if err != nil {
		return refused(err)
	}
	if _, err := io.Copy(data, bytes.NewReader(raw)); err != nil {
		return connecting(err)
	}
	if err := data.Close(); err != nil {
		return refused(err)
	}
	// It is taken; whatever comes of the goodbye does not change that.
	_ = client.Quit()
	return nil
}

// refused sorts what a server said of one letter.
func refused(err error) error {
	switch code := smtpCode(err); {
	case code >= 500:
		return fmt.Errorf("%w: %w", errRefused, err)
	case code >= 400:
		return err
	default:
		return connecting(err)
	}
}
