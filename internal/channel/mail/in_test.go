package mail

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"guichet"
	"guichet/internal/arrival"
	"guichet/internal/db"
	"guichet/internal/db/dbtest"
	"guichet/internal/mailbox"
	"guichet/internal/setting"
	"guichet/test/post"
)

// TestALetterIsKnownAsSoonAsItComes: with an hour between two looks, only the
// server's word (IDLE) can bring it.
func TestALetterIsKnownAsSoonAsItComes(t *testing.T) {
	t.Parallel()
	office := post.Start(t)
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		name := "desk-" + d.Engine()
		p := desk(office)
		p.Address, p.Receive.User = new(name+"@"+post.Domain), new(name)
		h := newHouse(t, d, office.Roots, func(o *Options) { o.Poll = time.Hour })
		m := h.mailbox(p)
		h.start()
		submit(t, office, "camille@example.org", name+"@"+post.Domain, "From: camille@example.org\r\nSubject: first\r\n\r\nx\r\n")
		if a := h.await(); a.Letter.Subject != "first" || a.Mailbox.ID != m.ID || a.ID == "" {
			t.Errorf("arrived %+v", a)
		}
		// Now the watcher waits to be told.
		sent := time.Now()
		submit(t, office, "camille@example.org", name+"@"+post.Domain, "From: camille@example.org\r\nSubject: second\r\n\r\nx\r\n")
		if a := h.await(); a.Letter.Subject != "second" {
			t.Errorf("arrived %q", a.Letter.Subject)
		}
		t.Logf("from Postfix to Receive in %v", time.Since(sent))
	})
}

func TestWithoutIdleTheChannelLooksByItself(t *testing.T) {
	t.Parallel()
	office := post.Boxes(t)
	h := newHouse(t, dbtest.Open(t, db.SQLite), office.Roots, func(o *Options) { o.Poll = 20 * time.Millisecond })
	dial := h.channel.dial
	h.channel.dial = func(ctx context.Context, m mailbox.Mailbox, password mailbox.Secret) (inbox, error) {
		box, err := dial(ctx, m, password)
		if err == nil {
			box.(*imapInbox).canIdle = false
		}
		return box, err
	}
	h.mailbox(desk(office))
	h.start()
	for _, subject := range []string{"first", "second"} {
		office.Deliver(t, "desk", plain(subject))
		if a := h.await(); a.Letter.Subject != subject {
			t.Errorf("arrived %q", a.Letter.Subject)
		}
	}
}

func TestEveryWayToTheServer(t *testing.T) {
	t.Parallel()
	office := post.Boxes(t)
	for name, port := range map[mailbox.TLS]int{mailbox.Implicit: office.IMAPS, mailbox.StartTLS: office.IMAP, mailbox.None: office.IMAP} {
		t.Run(string(name), func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, dbtest.Open(t, db.SQLite), office.Roots, nil)
			user := "desk-" + string(name)
			office.Deliver(t, user, plain(user))
			p := desk(office)
			p.Receive = mailbox.ServerPatch{Host: new("127.0.0.1"), Port: new(int64(port)), TLS: new(name), User: new(user)}
			m := h.mailbox(p)
			if err := h.channel.Fetch(t.Context()); err != nil {
				t.Fatal(err)
			}
			h.runDue()
			if got := h.subjects(); !slices.Equal(got, []string{user}) {
				t.Errorf("arrived %v", got)
			}
			if s := h.status(m.ID).ReceiveStatus; s.Error != "" || s.At.IsZero() {
				t.Errorf("it fares %+v", s)
			}
		})
	}
}

// TestAFailureIsShownOnTheMailbox: with the code that people get a sentence for.
func TestAFailureIsShownOnTheMailbox(t *testing.T) {
	t.Parallel()
	office := post.Boxes(t)
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := int64(closed.Addr().(*net.TCPAddr).Port)
	closed.Close()
	for name, c := range map[string]struct {
		change func(*mailbox.Patch)
		roots  bool
		code   string
	}{
		"a wrong password":       {func(p *mailbox.Patch) { p.ReceivePassword = new(mailbox.Secret("wrong")) }, true, "mailbox.refused"},
		"nobody there":           {func(p *mailbox.Patch) { p.Receive.Port = &nobody }, true, "mailbox.unreachable"},
		"nobody vouches for it":  {func(*mailbox.Patch) {}, false, "mailbox.tls"},
		"TLS where there is not": {func(p *mailbox.Patch) { p.Receive.Port = new(int64(office.IMAP)) }, true, "mailbox.tls"},
		"no such folder":         {func(p *mailbox.Patch) { p.Folder = new("Nulle part") }, true, "mailbox.folder"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Both(t, func(t *testing.T, d *db.DB) {
				roots := office.Roots
				if !c.roots {
					roots = nil
				}
				h := newHouse(t, d, roots, nil)
				p := desk(office)
				c.change(&p)
				m := h.mailbox(p)
				if err := h.channel.Fetch(t.Context()); err == nil {
					t.Error("fetched")
				}
				if s := h.status(m.ID).ReceiveStatus; s.Error != c.code || s.Cause == "" || strings.Contains(s.Cause, post.Password) {
					t.Errorf("it fares %+v", s)
				}
			})
		})
	}
}

func TestItIsWellAgainOnceMended(t *testing.T) {
	t.Parallel()
	office := post.Boxes(t)
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, office.Roots, nil)
		p := desk(office)
		user := "desk-" + d.Engine()
		p.ReceivePassword, p.Receive.User = new(mailbox.Secret("wrong")), new(user)
		hints, end := d.Hints()
		defer end()
		m := h.mailbox(p)
		h.start()
		office.Deliver(t, user, plain("mended"))
		for h.status(m.ID).ReceiveStatus.Error != "mailbox.refused" {
			<-hints
		}
		if err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := mailbox.Update(ctx, tx, h.keys, guichet.System(guichet.Desk), m.ID, m.Version, mailbox.Patch{ReceivePassword: new(mailbox.Secret(post.Password))})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		h.await()
		if s := h.status(m.ID).ReceiveStatus; s.Error != "" {
			t.Errorf("it fares %+v", s)
		}
	})
}

// forgetful is a mail server whose marks are lost: what a kill between keeping a
// letter and marking it seen looks like.
type forgetful struct{ inbox }

var errKilled = errors.New("killed")

func (forgetful) Seen(context.Context, []uint32, bool) error { return errKilled }

// TestKilledBetweenKeptAndSeen: the letter is fetched again and yet is there
// once.
func TestKilledBetweenKeptAndSeen(t *testing.T) {
	t.Parallel()
	office := post.Boxes(t)
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, office.Roots, nil)
		p := desk(office)
		user := "desk-" + d.Engine()
		p.Receive.User = &user
		h.mailbox(p)
		for i := range 3 {
			office.Deliver(t, user, plain(fmt.Sprintf("letter %d", i)))
		}
		dial := h.channel.dial
		h.channel.dial = func(ctx context.Context, m mailbox.Mailbox, password mailbox.Secret) (inbox, error) {
			box, err := dial(ctx, m, password)
			return forgetful{box}, err
		}
		for range 3 {
			if err := h.channel.Fetch(t.Context()); !errors.Is(err, errKilled) {
				t.Fatal(err)
			}
		}
		h.channel.dial = dial
		if err := h.channel.Fetch(t.Context()); err != nil {
			t.Fatal(err)
		}
		h.runDue()
		if err := h.channel.Fetch(t.Context()); err != nil {
			t.Fatal(err)
		}
		h.runDue()
		got := h.subjects()
		slices.Sort(got)
		if !slices.Equal(got, []string{"letter 0", "letter 1", "letter 2"}) {
			t.Errorf("arrived %v", got)
		}
		if n := h.count(countJobs, JobArrived); n != 3 {
			t.Errorf("%d jobs for 3 letters", n)
		}
		if n := h.count(countArrivals, "done"); n != 3 {
			t.Errorf("%d letters are done", n)
		}
	})
}

// TestTheSameLetterInTwoMailboxes is two arrivals: each mailbox answers for what
// it was given.
func TestTheSameLetterInTwoMailboxes(t *testing.T) {
	t.Parallel()
	office := post.Boxes(t)
	h := newHouse(t, dbtest.Open(t, db.SQLite), office.Roots, nil)
	for _, user := range []string{"one", "two"} {
		p := desk(office)
		p.Address, p.Receive.User = new(user+"@"+post.Domain), new(user)
		h.mailbox(p)
		office.Deliver(t, user, plain("to both"))
	}
	if err := h.channel.Fetch(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.runDue()
	if got := h.subjects(); len(got) != 2 {
		t.Errorf("arrived %v", got)
	}
}

// TestTheMailServerStopsAndComesBack: what people send meanwhile waits at
// Postfix, and the watcher finds its way back by itself.
func TestTheMailServerStopsAndComesBack(t *testing.T) {
	t.Parallel()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		office := post.Start(t) // each stops its own
		h := newHouse(t, d, office.Roots, nil)
		h.mailbox(desk(office))
		h.start()
		office.Deliver(t, "desk", plain("before"))
		h.await()
		camille := signedIn(t, office) // Postfix asks Dovecot who people are
		office.StopBoxes()
		for i := range 5 {
			raw := fmt.Sprintf("From: camille@example.org\r\nSubject: while away %d\r\n\r\nx\r\n", i)
			if err := camille.SendMail("camille@example.org", []string{"desk@" + post.Domain}, strings.NewReader(raw)); err != nil {
				t.Fatal(err)
			}
		}
		office.StartBoxes()
		for range 5 {
			h.await()
		}
		office.Deliver(t, "desk", plain("after"))
		h.await()
		got := h.subjects()
		slices.Sort(got)
		want := []string{"after", "before", "while away 0", "while away 1", "while away 2", "while away 3", "while away 4"}
		if !slices.Equal(got, want) {
			t.Errorf("arrived %v", got)
		}
	})
}

func TestWhatCannotBeReadIsInQuarantineWithItsBytes(t *testing.T) {
	t.Parallel()
	office := post.Boxes(t)
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, office.Roots, func(o *Options) {
			receive := o.Receive
			o.Receive = func(ctx context.Context, a Arrival) error {
				if a.Letter.Subject == "impossible" {
					return guichet.Invalid("text", "too_long", nil)
				}
				return receive(ctx, a)
			}
		})
		p := desk(office)
		user := "desk-" + d.Engine()
		p.Receive.User = &user
		h.mailbox(p)
		bombs := map[string][]byte{
			"mail.no_sender":      []byte("Subject: nobody\r\n\r\nx\r\n"),
			"mail.too_many_parts": append([]byte("From: a@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"), bytes.Repeat([]byte("--b\r\n\r\nx\r\n"), 2000)...),
			"mail.failed":         plain("impossible"),
		}
		for _, raw := range bombs {
			office.Deliver(t, user, raw)
		}
		office.Deliver(t, user, plain("well"))
		if err := h.channel.Fetch(t.Context()); err != nil {
			t.Fatal(err)
		}
		h.runDue()
		if got := h.subjects(); !slices.Equal(got, []string{"well"}) {
			t.Errorf("arrived %v", got)
		}
		if err := d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			page, _, err := arrival.List(ctx, tx, arrival.Filter{State: arrival.Quarantined}, guichet.Page{})
			if err != nil {
				return err
			}
			if len(page) != len(bombs) {
				t.Errorf("%d in quarantine", len(page))
			}
			for _, s := range page {
				whole, err := arrival.Get(ctx, tx, s.ID)
				if err != nil {
					return err
				}
				if !bytes.Equal(whole.Raw, bombs[s.Reason]) {
					t.Errorf("%s: %d bytes of %d", s.Reason, len(whole.Raw), len(bombs[s.Reason]))
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}

// TestAFailureThatPassesIsTriedAgain: the letter waits, and becomes a message
// when it can.
func TestAFailureThatPassesIsTriedAgain(t *testing.T) {
	t.Parallel()
	office := post.Boxes(t)
	bothEngines(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		broken := true
		h := newHouse(t, d, office.Roots, func(o *Options) {
			receive := o.Receive
			o.Receive = func(ctx context.Context, a Arrival) error {
				if broken {
					return errors.New("the disk is full")
				}
				return receive(ctx, a)
			}
		})
		p := desk(office)
		user := "desk-" + d.Engine()
		p.Receive.User = &user
		h.mailbox(p)
		office.Deliver(t, user, plain("patient"))
		if err := h.channel.Fetch(t.Context()); err != nil {
			t.Fatal(err)
		}
		h.runDue()
		if got := h.subjects(); len(got) != 0 {
			t.Errorf("arrived %v", got)
		}
		broken = false
		clock.Forward(2 * time.Second)
		h.runDue()
		if got := h.subjects(); !slices.Equal(got, []string{"patient"}) {
			t.Errorf("arrived %v", got)
		}
	})
}

// TestTheLargestLetterIsASetting: the desk may take less than it could.
func TestTheLargestLetterIsASetting(t *testing.T) {
	t.Parallel()
	office := post.Boxes(t)
	h := newHouse(t, dbtest.Open(t, db.SQLite), office.Roots, nil)
	h.mailbox(desk(office))
	if err := h.d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := setting.Change(ctx, tx, guichet.System(guichet.Desk), setting.MailMegabytes().Name, 0, []byte("1"))
		return err
	}); err != nil {
		t.Fatal(err)
	}
	office.Deliver(t, "desk", append(plain("large"), bytes.Repeat([]byte("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcd\r\n"), 1<<20/64+1)...))
	office.Deliver(t, "desk", plain("small"))
	if err := h.channel.Fetch(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.runDue()
	if got := h.subjects(); !slices.Equal(got, []string{"small"}) {
		t.Errorf("arrived %v", got)
	}
	if n := h.count(countArrivals, "quarantined"); n != 1 {
		t.Errorf("%d are put aside", n)
	}
}

// TestLettersOfOneSenderAreReadInOrder: what answers a letter of one's own must
// not come before it.
func TestLettersOfOneSenderAreReadInOrder(t *testing.T) {
	t.Parallel()
	office := post.Boxes(t)
	h := newHouse(t, dbtest.Open(t, db.SQLite), office.Roots, nil)
	h.mailbox(desk(office))
	var want []string
	for i := range 30 {
		want = append(want, fmt.Sprintf("letter %02d", i))
		office.Deliver(t, "desk", plain(want[i]))
	}
	h.start()
	for range want {
		h.await()
	}
	if got := h.subjects(); !slices.Equal(got, want) {
		t.Errorf("arrived %v", got)
	}
}
