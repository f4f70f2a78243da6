package mail

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/emersion/go-smtp"

	"guichet/internal/db"
	"guichet/internal/db/dbtest"
	"guichet/internal/mailbox"
)

// TestAMailServerBringsLetters: by LMTP and by SMTP, for the desk's own mailboxes;
// anybody else's letter is refused, so nothing is ever passed on.
func TestAMailServerBringsLetters(t *testing.T) {
	t.Parallel()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, nil, func(o *Options) { o.LMTP, o.SMTP = "127.0.0.1:0", ":0" })
		h.mailbox(mailbox.Patch{Name: new("Centre"), Address: new("desk@example.org")})
		if err := h.channel.Listen(t.Context()); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := h.channel.Stop(t.Context()); err != nil {
				t.Log(err)
			}
		})
		if len(h.channel.listeners) != 2 || !strings.HasPrefix(h.channel.listeners[1].String(), "127.0.0.1:") {
			t.Fatalf("it listens on %v", h.channel.listeners)
		}
		for i, way := range []string{"LMTP", "SMTP"} {
			dial := smtp.Dial
			if way == "LMTP" {
				dial = func(address string) (*smtp.Client, error) {
					c, err := net.Dial("tcp", address)
					if err != nil {
						return nil, err
					}
					return smtp.NewClientLMTP(c), nil
				}
			}
			c, err := dial(h.channel.listeners[i].String())
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			if err := c.Mail("camille@example.com", nil); err != nil {
				t.Fatal(err)
			}
			for _, stranger := range []string{"client@ailleurs.example", "desk@example.com", "desk%ailleurs.example@example.org"} {
				if err := c.Rcpt(stranger, nil); smtpCode(err) != 550 {
					t.Errorf("%s takes a letter for %s: %v", way, stranger, err)
				}
			}
			if err := c.Rcpt("Desk+x1@example.org", nil); err != nil {
				t.Fatal(err)
			}
			w, err := c.Data()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.Write([]byte("From: camille@example.com\r\nSubject: " + way + "\r\n\r\nx\r\n")); err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			h.runDue()
			a := h.await()
			if a.Letter.Subject != way || a.Letter.ReturnPath != "camille@example.com" || len(a.Letter.Delivered) != 1 || a.Letter.Delivered[0] != "Desk+x1@example.org" {
				t.Errorf("%s brought %+v", way, a.Letter)
			}
		}
	})
}

// TestLettersAreDropped: a file a letter, taken once and then gone; what is still
// being written stays.
func TestLettersAreDropped(t *testing.T) {
	t.Parallel()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		drop := t.TempDir()
		h := newHouse(t, d, nil, func(o *Options) { o.Drop = drop })
		h.mailbox(mailbox.Patch{Name: new("Centre"), Address: new("desk@example.org")})
		for name, raw := range map[string][]byte{"desk@example.org/1.eml": plain("dropped"), "desk@example.org/.2.eml": plain("half"), "autre@example.org/1.eml": plain("strange")} {
			if err := os.MkdirAll(filepath.Dir(filepath.Join(drop, name)), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(drop, name), raw, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 {
			if err := h.channel.lookDrop(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		h.runDue()
		if got := h.subjects(); len(got) != 1 || got[0] != "dropped" {
			t.Errorf("arrived %v", got)
		}
		left, err := filepath.Glob(filepath.Join(drop, "*", "*"))
		if err != nil || len(left) != 2 {
			t.Errorf("left there: %v, %v", left, err)
		}
	})
}
