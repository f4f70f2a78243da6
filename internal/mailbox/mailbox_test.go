package mailbox_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/db/dbtest"
	"guichet/internal/mailbox"
)

const key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=\n"

func keys(t *testing.T, text string) *mailbox.Keys {
	t.Helper()
	k, err := mailbox.ParseKeys(text)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func support() mailbox.Patch {
	return mailbox.Patch{
		Name: new("Support"), Address: new("support@desk.example"), TeamID: new("t1"),
		Receive: mailbox.ServerPatch{Host: new("imap.desk.example"), User: new("support")}, ReceivePassword: new(mailbox.Secret("très secret")),
		Send: mailbox.ServerPatch{Host: new("smtp.desk.example"), User: new("support")}, SendPassword: new(mailbox.Secret("autre")),
	}
}

func admin() guichet.Actor { return guichet.System(guichet.Desk) }

func create(t *testing.T, d *db.DB, p mailbox.Patch) (mailbox.Mailbox, error) {
	t.Helper()
	var m mailbox.Mailbox
	err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		m, err = mailbox.Create(ctx, tx, keys(t, key), admin(), p)
		return err
	})
	return m, err
}

func open(t *testing.T, d *db.DB, k *mailbox.Keys, id string) (s mailbox.Secrets, err error) {
	t.Helper()
	err = d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		s, err = mailbox.Open(ctx, tx, k, id)
		return err
	})
	return s, err
}

func TestAMailboxIsKept(t *testing.T) {
	t.Parallel()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		m, err := create(t, d, support())
		if err != nil {
			t.Fatal(err)
		}
		if m.Receive.Port != 993 || m.Send.Port != 587 || m.Receive.TLS != mailbox.Implicit || m.Folder != "INBOX" || !m.Receives() || !m.Sends() {
			t.Errorf("%+v", m)
		}
		var all []mailbox.Mailbox
		if err := d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
			all, err = mailbox.List(ctx, tx)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]mailbox.Mailbox{m}, all); diff != "" {
			t.Error(diff)
		}
		s, err := open(t, d, keys(t, key), m.ID)
		if err != nil || string(s.Receive) != "très secret" || string(s.Send) != "autre" {
			t.Errorf("opened %q %q: %v", string(s.Receive), string(s.Send), err)
		}
	})
}

func TestAChangeNeedsTheVersionSeen(t *testing.T) {
	t.Parallel()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		m, err := create(t, d, support())
		if err != nil {
			t.Fatal(err)
		}
		update := func(version int64, p mailbox.Patch) (u mailbox.Mailbox, err error) {
			err = d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
				u, err = mailbox.Update(ctx, tx, keys(t, key), admin(), m.ID, version, p)
				return err
			})
			return u, err
		}
		u, err := update(m.Version, mailbox.Patch{Name: new("Assistance"), SendPassword: new(mailbox.Secret(""))})
		if err != nil || u.Name != "Assistance" || u.Version != 2 || u.Receive != m.Receive {
			t.Errorf("%+v %v", u, err)
		}
		if s, err := open(t, d, keys(t, key), m.ID); err != nil || string(s.Receive) != "très secret" || s.Send != "" {
			t.Errorf("passwords: %v", err)
		}
		if _, err := update(m.Version, mailbox.Patch{Name: new("x")}); !guichet.IsKind(err, guichet.KindConflict) {
			t.Errorf("an old version: %v", err)
		}
		if again, err := update(u.Version, mailbox.Patch{Name: new("Assistance")}); err != nil || again.Version != u.Version {
			t.Errorf("nothing changed, version %d: %v", again.Version, err)
		}
	})
}

func TestWhatIsWrongIsNamed(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, db.SQLite)
	if _, err := create(t, d, support()); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*mailbox.Patch)
		field  string
	}{
		"no name":                  {func(p *mailbox.Patch) { p.Name = new(" ") }, "name"},
		"no address":               {func(p *mailbox.Patch) { p.Address = new("support") }, "address"},
		"an address with a header": {func(p *mailbox.Patch) { p.Address = new("a@b.example\r\nBcc: c@d.example") }, "address"},
		"an address taken":         {func(p *mailbox.Patch) { p.Address = new("Support@DESK.example") }, "address"},
		"an address with a tag":    {func(p *mailbox.Patch) { p.Address = new("a+b@c.example") }, "address"},
		"a language nobody speaks": {func(p *mailbox.Patch) { p.Language = new(guichet.Language("xx")) }, "language"},
		"a port too high":          {func(p *mailbox.Patch) { p.Receive.Port = new(int64(70000)) }, "receive.port"},
		"a host with a path":       {func(p *mailbox.Patch) { p.Receive.Host = new("a.example/x") }, "receive.host"},
		"in clear over the net":    {func(p *mailbox.Patch) { p.Send.TLS = new(mailbox.None) }, "send.tls"},
		"a way nobody knows":       {func(p *mailbox.Patch) { p.Send.TLS = new(mailbox.TLS("maybe")) }, "send.tls"},
		"a password of two lines":  {func(p *mailbox.Patch) { p.SendPassword = new(mailbox.Secret("a\nb")) }, "send.password"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := support()
			p.Address = new("other@desk.example")
			c.change(&p)
			_, err := create(t, d, p)
			if e := guichet.AsError(err); e.Kind != guichet.KindInvalid || e.Field != c.field {
				t.Errorf("%v, want a mistake in %s", err, c.field)
			}
		})
	}
	p := support()
	p.Address, p.Send.Host, p.Send.TLS = new("local@desk.example"), new("127.0.0.1"), new(mailbox.None)
	if _, err := create(t, d, p); err != nil {
		t.Errorf("in clear on this machine: %v", err)
	}
}

func TestPasswordsAreSealed(t *testing.T) {
	t.Parallel()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		m, err := create(t, d, support())
		if err != nil {
			t.Fatal(err)
		}
		type stored struct{ receive, send []byte }
		var s stored
		if err := d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
			s, err = db.One(ctx, tx, func(s *stored) []any { return []any{&s.receive, &s.send} }, "SELECT imap_password, smtp_password FROM mailbox WHERE id = $1", m.ID)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(s.receive, []byte("secret")) || bytes.Contains(s.send, []byte("autre")) {
			t.Error("a password lies in the table")
		}
		other := "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXowMTIzNDU=\n"
		if _, err := open(t, d, keys(t, other), m.ID); !guichet.IsKind(err, guichet.KindUnavailable) {
			t.Errorf("another key opens it: %v", err)
		}
		if got, err := open(t, d, keys(t, "# new\n"+other+key), m.ID); err != nil || string(got.Receive) != "très secret" {
			t.Errorf("after a new key came: %v", err)
		}
		// The two change places, as somebody with the table could make them.
		if err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE mailbox SET imap_password = $2 WHERE id = $1", m.ID, s.send)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := open(t, d, keys(t, key), m.ID); err == nil {
			t.Error("a password opens in another place")
		}
	})
}

func TestSecretsDoNotPrint(t *testing.T) {
	t.Parallel()
	s := mailbox.Secrets{Receive: "très secret", Send: "autre"}
	j, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{fmt.Sprint(s), fmt.Sprintf("%v %+v %#v %s %q", s, s, s, s.Send, s.Send), string(j), fmt.Sprintf("%v %#v", keys(t, key), keys(t, key))} {
		if strings.Contains(text, "secret") || strings.Contains(text, "autre") || strings.Contains(text, "0123456789") {
			t.Errorf("printed %s", text)
		}
	}
}

func TestTheKeyFileIsMadeOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "guichet.key")
	first, err := mailbox.OpenKeys(path, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	again, err := mailbox.OpenKeys(path, rand.Reader)
	if err != nil || again.ID() != first.ID() {
		t.Errorf("another key the second time: %v", err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read it: %v %v", info.Mode(), err)
	}
	one, err := first.Derive("mail address")
	if err != nil {
		t.Fatal(err)
	}
	two, err := again.Derive("mail address")
	if err != nil || !bytes.Equal(one, two) {
		t.Errorf("another secret the second time: %v", err)
	}
	for _, text := range []string{"", "x", "MDEy\n"} {
		if _, err := mailbox.ParseKeys(text); err == nil {
			t.Errorf("a key of %q", text)
		}
	}
}

func TestHowItFares(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			clock := dbtest.NewClock(time.Time{})
			d := dbtest.Open(t, engine, dbtest.WithClock(clock))
			m, err := create(t, d, support())
			if err != nil {
				t.Fatal(err)
			}
			note := func(code, cause string) {
				t.Helper()
				if err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
					if err := mailbox.NoteReceived(ctx, tx, m, code, cause); err != nil {
						return err
					}
					m, err = mailbox.Get(ctx, tx, m.ID)
					return err
				}); err != nil {
					t.Fatal(err)
				}
			}
			note("", "")
			well := m.ReceiveStatus.At
			if well.IsZero() {
				t.Error("not noted as well")
			}
			clock.Forward(10 * time.Second)
			note("", "")
			if m.ReceiveStatus.At != well {
				t.Error("noted again within a minute")
			}
			note("mailbox.refused", "NO [AUTHENTICATIONFAILED]\r\nno")
			if m.ReceiveStatus.Error != "mailbox.refused" || m.ReceiveStatus.At != well || strings.Contains(m.ReceiveStatus.Cause, "\n") {
				t.Errorf("%+v", m.ReceiveStatus)
			}
			note("", "")
			if m.ReceiveStatus.Error != "" || m.ReceiveStatus.At == well {
				t.Errorf("not well again: %+v", m.ReceiveStatus)
			}
			if m.Version != 1 {
				t.Errorf("version %d: how it fares is no change of it", m.Version)
			}
		})
	}
}

func TestWhoSends(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, db.SQLite)
	sender := func(id string) (m mailbox.Mailbox, err error) {
		err = d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
			m, err = mailbox.Sender(ctx, tx, id)
			return err
		})
		return m, err
	}
	if _, err := sender(""); !guichet.IsKind(err, guichet.KindNotFound) {
		t.Errorf("without any: %v", err)
	}
	a, b := support(), support()
	a.Address, b.Address, b.Enabled = new("z@desk.example"), new("a@desk.example"), new(false)
	first, err := create(t, d, a)
	if err != nil {
		t.Fatal(err)
	}
	off, err := create(t, d, b)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"", first.ID, off.ID} {
		if m, err := sender(id); err != nil || m.ID != first.ID {
			t.Errorf("%s %v", m.Address, err)
		}
	}
}
