package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"sync"
	"time"

	"guichet"
	"guichet/internal/api/plain"
	"guichet/internal/db"
	"guichet/internal/setting"
)

// Why the desk does not begin to answer. Each says what to do.
var (
	errPlain = errors.New("beyond this machine the desk is not served in plain HTTP: give --tls-cert and --tls-key, " +
		"or put a proxy with TLS before it and name its address with --proxy, or listen on 127.0.0.1")
	errHalfTLS = errors.New("--tls-cert and --tls-key go together: give both or none")
	errSample  = errors.New("the sample company is served to this machine alone, for everybody knows its passwords: " +
		"listen on 127.0.0.1, without --url, --proxy and --tls-cert, or begin with an empty data folder")
)

// checkReach refuses what would lay the desk open.
func (c Config) checkReach(sample bool) error {
	switch {
	case (c.TLSCert == "") != (c.TLSKey == ""):
		return errHalfTLS
	case sample && !(c.listensHere() && c.urlIsLocal() && len(c.Proxies) == 0 && c.TLSCert == ""):
		return errSample
	case c.plainBeyond() && len(c.Proxies) == 0:
		return errPlain
	default:
		return nil
	}
}

// plainBeyond tells that plain HTTP is spoken where others can reach it.
func (c Config) plainBeyond() bool { return c.TLSCert == "" && !c.listensHere() }

// listensHere tells that this machine alone is answered, or nobody: not every
// command listens.
func (c Config) listensHere() bool { return c.Listen == "" || isLocal(c.Listen) }

func (c Config) urlIsLocal() bool {
	if c.URL == "" {
		return true
	}
	u, err := url.Parse(c.URL)
	return err == nil && isLocal(net.JoinHostPort(u.Hostname(), "0"))
}

func isLocal(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// isSample tells that the records are those of the sample company.
func (a *App) isSample(ctx context.Context) (is bool, err error) {
	err = a.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		is, err = setting.Sample().Get(ctx, tx)
		return err
	})
	return is, err
}

// guarded is the handler behind what the way here demands: by plain HTTP beyond
// this machine only the proxies are answered, and over TLS browsers are told to
// stay there.
func (c Config) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c.plainBeyond() && !c.isProxy(r.RemoteAddr) && !isLocal(r.RemoteAddr) {
			elsewhere := &guichet.Error{Kind: guichet.KindForbidden, Code: "reach.elsewhere", Args: guichet.Args{"address": c.url()}}
			plain.Refuse(w, r, http.StatusForbidden, pageNames(), c.url(), elsewhere)
			return
		}
		if c.secure() {
			w.Header().Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

func (c Config) isProxy(remote string) bool {
	from, err := netip.ParseAddrPort(remote)
	if err != nil {
		return false
	}
	for _, p := range c.Proxies {
		if p.Contains(from.Addr().Unmap()) {
			return true
		}
	}
	return false
}

// certificate is the one of the files, read anew when they have changed: who
// renews it need not stop the desk.
type certificate struct {
	cert, key string
	log       *slog.Logger

	mu     sync.Mutex
	loaded *tls.Certificate
	at     [2]time.Time
}

// tls is the configuration to listen with; nil for plain HTTP.
func (c Config) tls() (*tls.Config, error) {
	if c.TLSCert == "" {
		return nil, nil
	}
	files := &certificate{cert: c.TLSCert, key: c.TLSKey, log: c.Logger}
	if _, err := files.get(nil); err != nil {
		return nil, err
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: files.get, NextProtos: []string{"h2", "http/1.1"}}, nil
}

func (f *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	at, err := f.changed()
	if err == nil && f.loaded != nil && at == f.at {
		return f.loaded, nil
	}
	var read tls.Certificate
	if err == nil {
		read, err = tls.LoadX509KeyPair(f.cert, f.key)
	}
	if err == nil {
		f.loaded, f.at = &read, at
		return f.loaded, nil
	}
	if f.loaded == nil {
		return nil, fmt.Errorf("read the certificate: %w", err)
	}
	// Half written, perhaps: the old one goes on.
	f.log.Warn("read the new certificate", "error", err)
	return f.loaded, nil
}

func (f *certificate) changed() (at [2]time.Time, err error) {
	for i, name := range []string{f.cert, f.key} {
		info, err := os.Stat(name)
		if err != nil {
			return at, err
		}
		at[i] = info.ModTime()
	}
	return at, nil
}
