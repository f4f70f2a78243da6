package mail

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-smtp"

	"guichet/internal/db"
	"guichet/internal/mailbox"
	"guichet/internal/mime"
)

const (
	listenPatience = 5 * time.Minute
	recipientsMost = 50
	dropEvery      = 5 * time.Second
)

// Listen takes letters from a mail server in front of the desk, by LMTP or SMTP,
// where that is asked for: on this machine, unless an address says otherwise; for
// the desk's own mailboxes alone, so that it never passes anything on.
func (c *Channel) Listen(ctx context.Context) error {
	for _, way := range []struct {
		address string
		lmtp    bool
	}{{c.o.LMTP, true}, {c.o.SMTP, false}} {
		if way.address == "" {
			continue
		}
		listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", here(way.address))
		if err != nil {
			return fmt.Errorf("listen for mail: %w", err)
		}
		s := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &delivery{c: c}, nil }))
		s.LMTP, s.Domain, s.EnableSMTPUTF8 = way.lmtp, c.o.Host, true
		s.MaxMessageBytes, s.MaxRecipients = mime.SizeMost, recipientsMost
		s.ReadTimeout, s.WriteTimeout = listenPatience, listenPatience
		c.log.InfoContext(ctx, "listening for mail", "address", listener.Addr().String(), "lmtp", way.lmtp)
		c.listeners = append(c.listeners, listener.Addr())
		c.doors = append(c.doors, s)
		go func() {
			if err := s.Serve(listener); err != nil && !errors.Is(err, smtp.ErrServerClosed) {
				c.log.ErrorContext(ctx, "listening for mail ended", "error", err)
			}
		}()
	}
	return nil
}

// here is an address on this machine, unless it names another.
func here(address string) string {
	if host, port, err := net.SplitHostPort(address); err == nil && host == "" {
		return net.JoinHostPort("127.0.0.1", port)
	} else if err != nil {
		return net.JoinHostPort("127.0.0.1", address)
	}
	return address
}

// delivery is one connection of a mail server.
type delivery struct {
	c     *Channel
	from  string
	boxes []string // ids of mailboxes
	to    []string // the addresses they were named by
}

var errUnknown = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such mailbox here"}

// Mail implements smtp.Session.
func (d *delivery) Mail(from string, _ *smtp.MailOptions) error {
	d.Reset()
	d.from = from
	return nil
}

// Rcpt takes the desk's own mailboxes and nobody else.
func (d *delivery) Rcpt(to string, _ *smtp.RcptOptions) error {
	plain, _ := mime.CutTag(to)
	var boxes []mailbox.Mailbox
	if err := d.c.db.Read(context.Background(), func(ctx context.Context, tx *db.Tx) (err error) {
		boxes, err = mailbox.List(ctx, tx)
		return err
	}); err != nil {
		return later()
	}
	for _, m := range boxes {
		if m.Enabled && (strings.EqualFold(m.Address, plain) || strings.EqualFold(m.Address, to)) {
			if !slices.Contains(d.boxes, m.ID) {
				d.boxes, d.to = append(d.boxes, m.ID), append(d.to, to)
			}
			return nil
		}
	}
	return errUnknown
}

// Data keeps the letter for each mailbox: yes is said once it is on the disk.
func (d *delivery) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	ctx := context.Background()
	most, _, err := d.c.largest(ctx)
	if err != nil {
		return later()
	}
	if err := d.c.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		for i, id := range d.boxes {
			whole := slices.Concat([]byte("Return-Path: <"+line(d.from)+">\r\nDelivered-To: "+line(d.to[i])+"\r\n"), bytes.TrimLeft(raw, "\r\n"))
			if err := keep(ctx, tx, id, []fetched{{raw: whole, size: int64(len(whole)), most: most}}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		d.c.log.ErrorContext(ctx, "a letter cannot be kept", "error", err)
		return later()
	}
	return nil
}

// line is an address as it stands in a header.
func line(address string) string {
	return strings.Map(func(r rune) rune {
		if r <= ' ' || r == 0x7f || r == '<' || r == '>' {
			return -1
		}
		return r
	}, address)
}

func later() error {
	return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "try again later"}
}

// Reset implements smtp.Session.
func (d *delivery) Reset() { d.from, d.boxes, d.to = "", nil, nil }

// Logout implements smtp.Session.
func (d *delivery) Logout() error { return nil }

// watchDrop keeps what is put into the drop folder: a file a letter, in a folder
// named by the address of a mailbox. Whoever writes there writes under a name that
// begins with a point, and renames it when it is whole.
func (c *Channel) watchDrop(ctx context.Context) {
	again := time.NewTicker(dropEvery)
	defer again.Stop()
	for {
		if err := c.lookDrop(ctx); err != nil && ctx.Err() == nil {
			c.log.WarnContext(ctx, "the drop folder cannot be looked through", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-again.C:
		}
	}
}

// lookDrop keeps what lies there, and then removes it: a crash between the two
// finds it again, and it is kept once.
func (c *Channel) lookDrop(ctx context.Context) error {
	var boxes []mailbox.Mailbox
	if err := c.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		boxes, err = mailbox.List(ctx, tx)
		return err
	}); err != nil {
		return err
	}
	most, keeps, err := c.largest(ctx)
	if err != nil {
		return err
	}
	for _, m := range boxes {
		folder := c.dropOf(m)
		files, err := os.ReadDir(folder)
		if err != nil || !m.Enabled {
			continue // nobody made one for this mailbox
		}
		for _, f := range files {
			info, err := f.Info()
			if err != nil || !info.Mode().IsRegular() || strings.HasPrefix(f.Name(), ".") {
				continue
			}
			name := filepath.Join(folder, f.Name())
			if info.Size() > mime.SizeMost {
				if err := c.takeLargeFile(ctx, m, folder, info, keeps); err != nil {
					return err
				}
				continue
			}
			raw, err := os.ReadFile(name)
			if err != nil {
				return fmt.Errorf("read a dropped letter: %w", err)
			}
			if err := c.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
				return keep(ctx, tx, m.ID, []fetched{{raw: raw, size: int64(len(raw)), most: most}})
			}); err != nil {
				return err
			}
			if err := os.Remove(name); err != nil {
				return fmt.Errorf("remove a dropped letter: %w", err)
			}
		}
	}
	return nil
}
