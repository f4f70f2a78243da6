package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/emersion/go-sasl"
	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"guichet/internal/db"
	"guichet/internal/mailbox"
	"guichet/internal/reach"
)

const (
	tokenPatience = 20 * time.Second
	tokenAhead    = time.Minute     // how long before its end a token is renewed
	tokenUsual    = 5 * time.Minute // of a token that says nothing of its end
	tokenMost     = 24 * time.Hour
)

// tokens are those that mailboxes sign in with, until they end. Each node has its
// own.
type tokens struct {
	mu  sync.Mutex
	all map[string]*held
}

type held struct {
	mu      sync.Mutex
	token   mailbox.Secret
	version int64 // of the mailbox it was asked for
	until   time.Time
}

func (t *tokens) of(id string) *held {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.all == nil {
		t.all = map[string]*held{}
	}
	if t.all[id] == nil {
		t.all[id] = &held{}
	}
	return t.all[id]
}

// withToken puts a token in the place of the passwords of a mailbox that signs in
// by one, asking for it when the last is about to end.
func (c *Channel) withToken(ctx context.Context, m mailbox.Mailbox, s mailbox.Secrets) (mailbox.Secrets, error) {
	if !m.SignIn.ByToken() {
		return s, nil
	}
	h := c.tokens.of(m.ID)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.token == "" || h.version != m.Version || !c.db.Now().Before(h.until) {
		h.token = ""
		t, err := c.ask(ctx, m, s)
		if isOver(err) {
			// Another node may have changed the refresh token meanwhile.
			if again, now, failed := c.read(ctx, m.ID); failed == nil && again.Version == m.Version && now.Refresh != s.Refresh {
				t, err = c.ask(ctx, m, now)
				s = now
			}
		}
		if err != nil {
			return s, err
		}
		if next := mailbox.Secret(t.RefreshToken); next != "" && next != s.Refresh && m.SignIn.Grant == mailbox.ByRefreshToken {
			if err := c.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
				return mailbox.NextRefresh(ctx, tx, c.o.Keys, m.ID, s, next)
			}); err != nil {
				return s, err
			}
		}
		h.token, h.version, h.until = mailbox.Secret(t.AccessToken), m.Version, c.db.Now().Add(lasting(t))
	}
	s.Receive, s.Send = h.token, h.token
	return s, nil
}

// forget drops a token that a server did not let us in by: the next attempt asks
// for another.
func (c *Channel) forget(m mailbox.Mailbox, err error) {
	var f *fault
	if errors.As(err, &f) && f.code == faultTokenUse {
		h := c.tokens.of(m.ID)
		h.mu.Lock()
		h.token = ""
		h.mu.Unlock()
	}
}

// lasting is how long a token is used.
func lasting(t *oauth2.Token) time.Duration {
	seconds := 0.0
	switch said := t.Extra("expires_in").(type) {
	case float64:
		seconds = said
	case string: // some providers write it so
		seconds, _ = strconv.ParseFloat(said, 64)
	}
	if seconds <= 0 {
		return tokenUsual
	}
	whole := time.Duration(min(seconds, tokenMost.Seconds()) * float64(time.Second))
	return whole - min(tokenAhead, whole/2)
}

// ask asks the provider for a token (RFC 6749).
func (c *Channel) ask(ctx context.Context, m mailbox.Mailbox, s mailbox.Secrets) (*oauth2.Token, error) {
	ctx, cancel := context.WithTimeout(ctx, tokenPatience)
	defer cancel()
	conf := clientcredentials.Config{
		ClientID: m.SignIn.ClientID, ClientSecret: string(s.Client), TokenURL: m.SignIn.TokenURL, Scopes: strings.Fields(m.SignIn.Scope),
	}
	if m.SignIn.Grant == mailbox.ByRefreshToken {
		conf.EndpointParams = url.Values{"grant_type": {"refresh_token"}, "refresh_token": {string(s.Refresh)}}
	}
	client, err := c.tokenClient(m.SignIn.TokenURL)
	if err != nil {
		return nil, failing(faultTokenWay, err)
	}
	t, err := conf.Token(context.WithValue(ctx, oauth2.HTTPClient, client))
	var refused *oauth2.RetrieveError
	switch {
	case err == nil:
		return t, nil
	case errors.As(err, &refused) && refused.ErrorCode == "invalid_grant":
		return nil, failing(faultTokenOver, said(refused))
	case errors.As(err, &refused) && refused.Response != nil && refused.Response.StatusCode >= 500:
		return nil, failing(faultTokenWay, said(refused))
	case errors.As(err, &refused):
		return nil, failing(faultToken, said(refused))
	}
	var way *url.Error
	if errors.As(err, &way) {
		return nil, failing(faultTokenWay, way.Err)
	}
	return nil, failing(faultToken, err)
}

// said is what a provider answered, without the body: it may hold anything.
func said(e *oauth2.RetrieveError) error {
	words := []string{}
	if e.Response != nil {
		words = append(words, e.Response.Status)
	}
	for _, w := range []string{e.ErrorCode, e.ErrorDescription} {
		if w != "" {
			words = append(words, w)
		}
	}
	return errors.New(strings.Join(words, ": "))
}

func isOver(err error) bool {
	var f *fault
	return errors.As(err, &f) && f.code == faultTokenOver
}

// tokenClient speaks to one provider and to nobody else: what is asked is the
// address that the connection really goes to.
func (c *Channel) tokenClient(address string) (*http.Client, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("the address of tokens: %w", err)
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !mailbox.IsLoopback(u.Hostname())) {
		return nil, errors.New("tokens are asked for by https")
	}
	dialer := &net.Dialer{Timeout: dialTimeout, Control: func(_, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err == nil && c.mayAsk(u.Hostname(), to.Addr()) {
			return nil
		}
		return errors.New("this address is not reached for")
	}}
	return &http.Client{
		Timeout: tokenPatience,
		Transport: &http.Transport{
			Proxy: nil, DialContext: dialer.DialContext, TLSHandshakeTimeout: greetTimeout, ResponseHeaderTimeout: tokenPatience,
			MaxResponseHeaderBytes: 64 << 10, DisableKeepAlives: true, ForceAttemptHTTP2: true,
			TLSClientConfig: &tls.Config{RootCAs: c.o.Roots, MinVersion: tls.VersionTLS12},
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, nil
}

// mayAsk tells whether a host may be asked for tokens at the address that its
// name leads to.
func (c *Channel) mayAsk(host string, at netip.Addr) bool {
	named := slices.ContainsFunc(c.o.TokenHosts, func(h string) bool { return strings.EqualFold(h, host) })
	return named || reach.Public(at) || mailbox.IsLoopback(host) && at.Unmap().IsLoopback()
}

// xoauth2 is the mechanism of Google and Microsoft that RFC 7628 grew out of.
const xoauth2 = "XOAUTH2"

// bearerOf is the proof of a mailbox by its token, in the words that the server
// takes.
func bearerOf(m mailbox.Mailbox, s mailbox.Server, token mailbox.Secret, takes func(mechanism string) bool) (sasl.Client, error) {
	user := s.User
	if user == "" {
		user = m.Address
	}
	switch {
	case takes(sasl.OAuthBearer):
		return &bearer{sasl.NewOAuthBearerClient(&sasl.OAuthBearerOptions{Username: user, Token: string(token), Host: s.Host, Port: int(s.Port)}), []byte{1}}, nil
	case takes(xoauth2):
		return &bearer{&xoauth2Client{user, token}, []byte{}}, nil
	}
	return nil, failing(faultNoToken, errors.New("neither OAUTHBEARER nor XOAUTH2 is offered"))
}

// bearer ends the talk as both mechanisms do: the server says in a challenge what
// is wrong, gets an empty word, and then refuses.
type bearer struct {
	sasl.Client
	nothing []byte
}

// Next implements sasl.Client.
func (b *bearer) Next([]byte) ([]byte, error) { return b.nothing, nil }

type xoauth2Client struct {
	user  string
	token mailbox.Secret
}

// Start implements sasl.Client.
func (x *xoauth2Client) Start() (string, []byte, error) {
	return xoauth2, []byte("user=" + x.user + "\x01auth=Bearer " + string(x.token) + "\x01\x01"), nil
}

// Next implements sasl.Client.
func (x *xoauth2Client) Next([]byte) ([]byte, error) { return nil, sasl.ErrUnexpectedServerChallenge }
