// Package picture is the part of the API by which the pictures of letters from
// elsewhere are seen: fetched by the desk, never by the reader's browser, and only
// those that a letter names which the reader may read. It reaches for nothing
// within: no private address, no other port than the web's, whatever a name or a
// redirection leads to.
package picture

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"

	dom "golang.org/x/net/html"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/reach"
	"guichet/internal/ticket"
)

const (
	sizeMost    = 5 << 20
	patience    = 10 * time.Second
	atOnce      = 4
	redirects   = 3
	picturesOne = 200 // pictures of one letter
)

type door struct {
	*contract.Door
	client *http.Client
	turns  chan struct{}
}

// Routes adds the route to the door. allowed tells which addresses may be reached;
// nil: those of the Internet, on the ports of the web.
func Routes(d *contract.Door, allowed func(netip.AddrPort) bool) {
	if allowed == nil {
		allowed = Public
	}
	a := &door{Door: d, turns: make(chan struct{}, atOnce), client: client(allowed)}
	contract.Route(d, contract.Get("get-letter-picture", "/api/messages/{id}/pictures/{number}", "A picture from elsewhere that a letter names, fetched by the desk"), a.get)
}

// client fetches from the addresses that are allowed: what is asked is the address
// that the connection really goes to, after every name and redirection.
func client(allowed func(netip.AddrPort) bool) *http.Client {
	dialer := &net.Dialer{Timeout: patience, Control: func(_, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil || !allowed(netip.AddrPortFrom(to.Addr().Unmap(), to.Port())) {
			return errors.New("this address is not reached for")
		}
		return nil
	}}
	return &http.Client{
		Timeout: patience,
		Transport: &http.Transport{
			Proxy: nil, DialContext: dialer.DialContext, TLSHandshakeTimeout: patience, ResponseHeaderTimeout: patience,
			MaxResponseHeaderBytes: 64 << 10, DisableKeepAlives: true, ForceAttemptHTTP2: true,
		},
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			if len(via) > redirects || !isWeb(r.URL) {
				return errors.New("it leads on too often, or elsewhere")
			}
			r.Header.Del("Referer") // nobody hears where one came from
			return nil
		},
	}
}

func isWeb(u *url.URL) bool {
	return (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil
}

// Public tells whether an address is one of the Internet, on a port of the web.
func Public(to netip.AddrPort) bool {
	return (to.Port() == 80 || to.Port() == 443) && reach.Public(to.Addr())
}

type pictureIn struct {
	contract.IDIn
	Number string `path:"number" maxLength:"40" doc:"Which of them, from 0."`
}

type pictureOut struct {
	Type    string `header:"Content-Type"`
	Policy  string `header:"Content-Security-Policy"`
	Caching string `header:"Cache-Control"`
	Body    []byte
}

func (a *door) get(ctx context.Context, in *pictureIn) (*pictureOut, error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	address := ""
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		m, err := conversation.GetMessage(ctx, tx, in.ID)
		if err != nil {
			return err
		}
		if err := mayRead(ctx, tx, r, m); err != nil {
			return err
		}
		// Only whoever may read it is told what is wrong with the question.
		if n, err := strconv.Atoi(in.Number); err == nil && n >= 0 {
			if all := Named(m.HTML); n < len(all) {
				address = all[n]
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	u, err := url.Parse(address)
	if address == "" || err != nil || !isWeb(u) {
		return nil, guichet.NotFound()
	}
	select {
	case a.turns <- struct{}{}:
		defer func() { <-a.turns }()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	kind, data, err := a.fetch(ctx, u)
	if err != nil {
		return nil, guichet.NotFound().Because(err)
	}
	return &pictureOut{kind, "sandbox; default-src 'none'", "private, max-age=86400", data}, nil
}

// mayRead lets those see the pictures who work on the record: fetching tells the
// sender that somebody read it, which is theirs to decide.
func mayRead(ctx context.Context, tx *db.Tx, r *contract.Request, m conversation.Message) error {
	tickets, err := ticket.OfConversation(ctx, tx, m.ConversationID)
	if err != nil {
		return err
	}
	for _, t := range tickets {
		if r.Who.MayIn(access.On(t.Kind).Inside, t.Place()) {
			return nil
		}
	}
	return guichet.NotFound()
}

// Named are the pictures from elsewhere that a cleaned letter names, in order.
func Named(markup string) []string {
	var all []string
	z := dom.NewTokenizer(strings.NewReader(markup))
	for {
		switch z.Next() {
		case dom.ErrorToken:
			return all
		case dom.StartTagToken, dom.SelfClosingTagToken:
			t := z.Token()
			if t.Data != "img" {
				continue
			}
			for _, at := range t.Attr {
				if at.Key == "data-remote" && len(all) < picturesOne {
					all = append(all, at.Val)
				}
			}
		}
	}
}

func (a *door) fetch(ctx context.Context, u *url.URL) (kind string, data []byte, err error) {
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return "", nil, fmt.Errorf("ask for a picture: %w", err)
	}
	q.Header.Set("User-Agent", "Guichet")
	q.Header.Set("Accept", "image/png, image/jpeg, image/gif, image/webp")
	res, err := a.client.Do(q)
	if err != nil {
		return "", nil, fmt.Errorf("fetch a picture: %w", err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return "", nil, fmt.Errorf("fetch a picture: %s", res.Status)
	}
	data, err = io.ReadAll(io.LimitReader(res.Body, sizeMost+1))
	if err != nil || len(data) > sizeMost {
		return "", nil, fmt.Errorf("read a picture: %d bytes, %w", len(data), err)
	}
	// What it is, its bytes say; never who sends it. SVG is none: it may act.
	switch kind = http.DetectContentType(data); kind {
	case "image/png", "image/jpeg", "image/gif", "image/webp":
		return kind, data, nil
	}
	return "", nil, fmt.Errorf("it is no picture but %s", kind)
}
