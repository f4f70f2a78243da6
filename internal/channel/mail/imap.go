package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"mime"
	"net"
	"strconv"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-message/charset"

	"guichet/internal/mailbox"
)

// inbox is what the channel needs of a mail server. The library behind it is a
// beta: nothing else knows it.
type inbox interface {
	// Unseen lists what nobody has marked seen, oldest first, without the bytes.
	Unseen(ctx context.Context) ([]fetched, error)
	// Fetch reads the bytes of one message, which stays unseen.
	Fetch(ctx context.Context, uid uint32) ([]byte, error)
	// Part reads some of the bytes of one message, fewer at its end, none behind it.
	Part(ctx context.Context, uid uint32, from, most int64) ([]byte, error)
	// Era is the number that the server gives the folder: uids hold while it stays.
	Era() uint32
	// Seen marks messages as seen, and those of them that need eyes with a flag.
	Seen(ctx context.Context, uids []uint32, flagged bool) error
	// Wait returns when the server says that something changed, or after the time.
	Wait(ctx context.Context, d time.Duration) error
	Close()
}

const (
	dialTimeout    = 20 * time.Second
	greetTimeout   = 15 * time.Second // a server on its way down takes a connection and says nothing
	commandTimeout = 90 * time.Second // a search or a mark; reading a body has its own limit in the library
	bodyTimeout    = 10 * time.Minute
)

type imapInbox struct {
	client  *imapclient.Client
	told    chan struct{} // something changed
	valid   uint32        // UIDVALIDITY of the folder
	canIdle bool
}

// dialIMAP opens the folder of a mailbox.
func (c *Channel) dialIMAP(ctx context.Context, m mailbox.Mailbox, password mailbox.Secret) (inbox, error) {
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	conn, err := c.connect(ctx, m.Receive)
	if err != nil {
		return nil, err
	}
	b := &imapInbox{told: make(chan struct{}, 1)}
	options := &imapclient.Options{
		TLSConfig:   c.tlsFor(m.Receive),
		WordDecoder: &mime.WordDecoder{CharsetReader: charset.Reader},
		UnilateralDataHandler: &imapclient.UnilateralDataHandler{
			Mailbox: func(*imapclient.UnilateralDataMailbox) { b.tell() },
			Expunge: func(uint32) { b.tell() },
		},
	}
	if m.Receive.TLS == mailbox.StartTLS {
		end := context.AfterFunc(ctx, func() { conn.Close() })
		b.client, err = imapclient.NewStartTLS(conn, options)
		end()
		if err != nil {
			conn.Close()
			return nil, connecting(err)
		}
	} else {
		b.client = imapclient.New(conn, options)
	}
	if err := b.enter(ctx, m, password); err != nil {
		b.client.Close()
		c.forget(m, err)
		return nil, err
	}
	return b, nil
}

func (b *imapInbox) enter(ctx context.Context, m mailbox.Mailbox, password mailbox.Secret) error {
	greeting, cancel := context.WithTimeout(ctx, greetTimeout)
	defer cancel()
	if err := b.do(greeting, b.client.WaitGreeting); err != nil {
		return connecting(err)
	}
	if err := b.do(ctx, func() error { return b.signIn(m, password) }); err != nil {
		var known *fault
		switch {
		case errors.As(err, &known):
			return err
		case isAnswer(err) && m.SignIn.ByToken():
			return failing(faultTokenUse, err)
		case isAnswer(err):
			return failing(faultRefused, err)
		}
		return connecting(err)
	}
	return b.do(ctx, func() error {
		data, err := b.client.Select(m.Folder, nil).Wait()
		if err != nil {
			if isAnswer(err) {
				return failing(faultFolder, err)
			}
			return connecting(err)
		}
		b.valid = data.UIDValidity
		b.canIdle = b.client.Caps().Has(imap.CapIdle)
		return nil
	})
}

func (b *imapInbox) signIn(m mailbox.Mailbox, password mailbox.Secret) error {
	if !m.SignIn.ByToken() {
		return b.client.Login(m.Receive.User, string(password)).Wait()
	}
	caps := b.client.Caps()
	who, err := bearerOf(m, m.Receive, password, func(mechanism string) bool { return caps.Has(imap.AuthCap(mechanism)) })
	if err != nil {
		return err
	}
	return b.client.Authenticate(who)
}

// connect opens the way to a server, safe from the first byte where it is to be.
func (c *Channel) connect(ctx context.Context, s mailbox.Server) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	address := net.JoinHostPort(s.Host, strconv.FormatInt(s.Port, 10))
	if s.TLS == mailbox.None && !mailbox.IsLoopback(s.Host) {
		return nil, failing(faultTLS, errors.New("in clear is for this machine only"))
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, failing(faultUnreachable, err)
	}
	if s.TLS != mailbox.Implicit {
		return conn, nil
	}
	safe := tls.Client(conn, c.tlsFor(s))
	if err := safe.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, connecting(err)
	}
	return safe, nil
}

func (c *Channel) tlsFor(s mailbox.Server) *tls.Config {
	return &tls.Config{ServerName: s.Host, RootCAs: c.o.Roots, MinVersion: tls.VersionTLS12}
}

func (b *imapInbox) tell() {
	select {
	case b.told <- struct{}{}:
	default:
	}
}

// do runs a command and gives up the connection when the context ends first: a
// command of the library cannot be called back.
func (b *imapInbox) do(ctx context.Context, command func() error) error {
	end := context.AfterFunc(ctx, func() { b.client.Close() })
	err := command()
	if !end() {
		return context.Cause(ctx)
	}
	return err
}

func (b *imapInbox) Unseen(ctx context.Context) ([]fetched, error) {
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	var all []fetched
	err := b.do(ctx, func() error {
		found, err := b.client.UIDSearch(&imap.SearchCriteria{NotFlag: []imap.Flag{imap.FlagSeen}}, nil).Wait()
		if err != nil {
			return err
		}
		uids := found.AllUIDs()
		if len(uids) == 0 {
			return nil
		}
		// What did not fit in one look is there at the next.
		sizes, err := b.client.Fetch(imap.UIDSetNum(uids[:min(len(uids), lookMost)]...), &imap.FetchOptions{UID: true, RFC822Size: true}).Collect()
		for _, s := range sizes {
			all = append(all, fetched{uid: uint32(s.UID), size: s.RFC822Size})
		}
		return err
	})
	return all, err
}

func (b *imapInbox) Fetch(ctx context.Context, uid uint32) ([]byte, error) {
	return b.body(ctx, uid, nil)
}

func (b *imapInbox) Part(ctx context.Context, uid uint32, from, most int64) ([]byte, error) {
	return b.body(ctx, uid, &imap.SectionPartial{Offset: from, Size: most})
}

func (b *imapInbox) Era() uint32 { return b.valid }

func (b *imapInbox) body(ctx context.Context, uid uint32, part *imap.SectionPartial) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, bodyTimeout)
	defer cancel()
	var raw []byte
	err := b.do(ctx, func() error {
		section := &imap.FetchItemBodySection{Peek: true, Partial: part}
		messages, err := b.client.Fetch(imap.UIDSetNum(imap.UID(uid)), &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{section}}).Collect()
		if err != nil {
			return err
		}
		for _, m := range messages {
			if m.UID == imap.UID(uid) {
				raw = m.FindBodySection(section)
			}
		}
		return nil
	})
	return raw, err
}

func (b *imapInbox) Seen(ctx context.Context, uids []uint32, flagged bool) error {
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	var set imap.UIDSet
	for _, uid := range uids {
		set.AddNum(imap.UID(uid))
	}
	flags := []imap.Flag{imap.FlagSeen}
	if flagged {
		flags = append(flags, imap.FlagFlagged)
	}
	return b.do(ctx, func() error {
		return b.client.Store(set, &imap.StoreFlags{Op: imap.StoreFlagsAdd, Flags: flags, Silent: true}, nil).Close()
	})
}

func (b *imapInbox) Wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-b.told: // while we were reading
		return nil
	default:
	}
	if !b.canIdle {
		return b.pause(ctx, timer.C)
	}
	var idle *imapclient.IdleCommand
	beginning, cancel := context.WithTimeout(ctx, commandTimeout)
	err := b.do(beginning, func() (err error) {
		idle, err = b.client.Idle()
		return err
	})
	cancel()
	if err != nil {
		return err
	}
	if err := b.pause(ctx, timer.C); err != nil {
		return err
	}
	ending, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	return b.do(ending, func() error {
		if err := idle.Close(); err != nil {
			return err
		}
		return idle.Wait()
	})
}

func (b *imapInbox) pause(ctx context.Context, over <-chan time.Time) error {
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-b.client.Closed():
		return errors.New("the server closed the connection")
	case <-b.told:
		return nil
	case <-over:
		return nil
	}
}

func (b *imapInbox) Close() { b.client.Close() }
