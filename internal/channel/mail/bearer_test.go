package mail

import (
	"context"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/db/dbtest"
	"guichet/internal/mailbox"
	"guichet/internal/outbox"
	"guichet/test/post"
)

func byToken(o *post.Office, p *post.Provider, user string) mailbox.Patch {
	in := desk(o)
	in.Address, in.Receive.User, in.Send.User = new(user+"@"+post.Domain), new(user), new(user)
	in.ReceivePassword, in.SendPassword = nil, nil
	in.SignIn = mailbox.SignInPatch{
		Grant: new(mailbox.ByRefreshToken), TokenURL: &p.URL, ClientID: &p.Client, Scope: new("mail.read  mail.send"),
		ClientSecret: new(mailbox.Secret(p.Secret)), RefreshToken: new(mailbox.Secret(p.Agree(user))),
	}
	return in
}

// A mailbox signs in by tokens at a real Dovecot, and at a Postfix that asks it:
// letters come and go, a token that ran out is followed by another, refresh tokens
// serve once each, and what goes wrong is told.
func TestAMailboxSignsInByTokens(t *testing.T) {
	t.Parallel()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		office, provider := post.StartWithTokens(t)
		h := newHouse(t, d, office.Roots, nil)
		user := "token-" + d.Engine()
		m := h.mailbox(byToken(office, provider, user))
		fetch := func(want string) {
			t.Helper()
			err := h.channel.Fetch(t.Context())
			if got := h.status(m.ID).ReceiveStatus.Error; got != want || want == "" && err != nil {
				t.Fatalf("fetched: %q, %v; want %q (%s)", got, err, want, h.status(m.ID).ReceiveStatus.Cause)
			}
		}
		office.Deliver(t, user, []byte("From: ada@example.net\r\nMessage-ID: <first@example.net>\r\n\r\nThe printer.\r\n"))
		fetch("")
		h.runDue()
		if n := len(h.arrivals); n != 1 {
			t.Fatalf("%d letters came in", n)
		}
		h.write(outbox.Letter{MailboxID: m.ID, Address: "ada-" + d.Engine() + "@" + post.Domain, Subject: "By token"})
		h.runDue()
		office.AwaitLetter(t, "ada-"+d.Engine(), "By token")
		if diff := cmp.Diff([]string{"refresh_token mail.read mail.send"}, provider.Asked()); diff != "" {
			t.Errorf("one token serves both ways until it ends: %s", diff)
		}

		provider.Spoil()
		fetch("mailbox.token_useless")
		fetch("") // with another token, got by the refresh token that came with the first
		if n := len(provider.Asked()); n != 2 {
			t.Errorf("asked %d times: %v", n, provider.Asked())
		}

		provider.Spoil()
		provider.Withdraw()
		fetch("mailbox.token_useless")
		fetch("mailbox.token_expired")
		if cause := h.status(m.ID).ReceiveStatus.Cause; !strings.Contains(cause, "the consent is over") {
			t.Errorf("told: %q", cause)
		}

		change := func(in mailbox.SignInPatch) {
			t.Helper()
			if err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				now, err := mailbox.Get(ctx, tx, m.ID)
				if err != nil {
					return err
				}
				_, err = mailbox.Update(ctx, tx, h.keys, guichet.System(guichet.NoSource), m.ID, now.Version, mailbox.Patch{SignIn: in})
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		change(mailbox.SignInPatch{RefreshToken: new(mailbox.Secret(provider.Agree(user)))})
		fetch("")
		change(mailbox.SignInPatch{Grant: new(mailbox.ByClient)})
		fetch("")
		change(mailbox.SignInPatch{ClientSecret: new(mailbox.Secret("wrong"))})
		fetch("mailbox.token_refused")
		change(mailbox.SignInPatch{ClientSecret: &[]mailbox.Secret{mailbox.Secret(provider.Secret)}[0], TokenURL: new(strings.Replace(provider.URL, "/token", "/moved", 1))})
		fetch("mailbox.token_refused") // nobody is followed elsewhere
	})
}

// The trial of a mailbox goes the whole way by tokens too, and tells at which step
// no token was given.
func TestATrialByTokens(t *testing.T) {
	t.Parallel()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		office, provider := post.StartWithTokens(t)
		h := newHouse(t, d, office.Roots, nil)
		user := "trial-" + d.Engine()
		m := h.mailbox(byToken(office, provider, user))
		try := func() mailbox.Trial {
			t.Helper()
			h.asks(m.ID)
			return h.tried(m.ID)
		}
		if now := try(); now.Sent.IsZero() || now.Opened.IsZero() || now.Failed != "" {
			t.Errorf("tried: %+v", now)
		}
		provider.Spoil()
		if now := try(); now.Failed != mailbox.StepSend || now.Code != "mailbox.token_useless" {
			t.Errorf("a token that is worth nothing: %+v", now)
		}
		if now := try(); now.Failed != "" || now.Opened.IsZero() {
			t.Errorf("with the next token: %+v", now)
		}
	})
}

// A server that takes passwords only is told apart from one that refuses.
func TestAServerThatTakesNoToken(t *testing.T) {
	t.Parallel()
	office, provider := post.StartWithTokens(t)
	plain := post.Boxes(t)
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, plain.Roots, nil)
		in := byToken(office, provider, "plain-"+d.Engine())
		in.Receive.Port = new(int64(plain.IMAPS))
		in.SignIn.Grant = new(mailbox.ByClient)
		m := h.mailbox(in)
		if err := h.channel.Fetch(t.Context()); err == nil {
			t.Error("let in without a token")
		}
		if got := h.status(m.ID).ReceiveStatus.Error; got != "mailbox.no_token" {
			t.Errorf("told %q", got)
		}
	})
}

// Tokens are asked for at the provider that is named, on the Internet: nobody
// within is reached for, whatever a name leads to, unless the desk was started so.
func TestTokensAreAskedForOutside(t *testing.T) {
	t.Parallel()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, nil, func(o *Options) { o.TokenHosts = []string{"SSO.example.org"} })
		for _, address := range []string{
			"https://10.1.2.3/token", "https://169.254.169.254/token", "https://[fd00::1]/token", "http://tokens.example/token", "https://100.64.0.1/token",
		} {
			m := mailbox.Mailbox{SignIn: mailbox.SignIn{Grant: mailbox.ByClient, TokenURL: address, ClientID: "x"}}
			_, err := h.channel.ask(t.Context(), m, mailbox.Secrets{Client: "y"})
			if code, cause := describe(err); code != faultTokenWay || !strings.Contains(cause, "not reached for") && !strings.Contains(cause, "by https") {
				t.Errorf("%s: %v", address, err)
			}
		}
		for _, c := range []struct {
			host, at string
			may      bool
		}{
			{"login.example.com", "93.184.215.14", true},
			{"login.example.com", "127.0.0.1", false},
			{"login.example.com", "::ffff:10.0.0.1", false},
			{"localhost", "127.0.0.1", true},
			{"localhost", "10.0.0.1", false},
			{"sso.example.org", "10.0.0.1", true},
			{"other.example.org", "10.0.0.1", false},
		} {
			if got := h.channel.mayAsk(c.host, netip.MustParseAddr(c.at)); got != c.may {
				t.Errorf("%s at %s: %t", c.host, c.at, got)
			}
		}
	})
}
