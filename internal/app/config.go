package app

import (
	"crypto/rand"
	"crypto/x509"
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"guichet/internal/mailbox"
)

// Config is what the program needs before it has a database. What people change
// while it runs lives in package setting.
type Config struct {
	Database string // "sqlite:/path/guichet.db" or "postgres://..."; empty: a file in Data
	Data     string // folder of the key, the attachments and, with SQLite, the database
	Listen   string // "127.0.0.1:8080"
	URL      string // how people reach it: stands in letters; empty: http://Listen
	TLSCert  string // files of the certificate and of its key; empty: plain HTTP
	TLSKey   string
	Proxies  []netip.Prefix // whose word on where a request comes from is taken
	Sample   bool           // fill an empty desk with a made-up company
	Quarter  bool           // the large company, with ninety days behind it
	DoorOnly bool           // only answer: jobs and mail are another node's, or a measurement's
	Version  string

	MetricsToken string // opens /metrics from other machines; empty: it is read on this one alone

	Logger *slog.Logger

	LMTP     string // where a mail server brings letters, on this machine unless it names another; empty: nowhere
	SMTP     string
	MailDrop string // folder in which letters are put, by address of the mailbox; empty: none

	// TokenHosts are hosts within one's own network that may be asked for tokens of
	// mailboxes.
	TokenHosts []string

	// MailRoots vouch for the mail servers; nil: the system's.
	MailRoots *x509.CertPool
}

func (c Config) database() string {
	if c.Database != "" {
		return c.Database
	}
	return "sqlite:" + filepath.Join(c.Data, "guichet.db")
}

func (c Config) url() string {
	if c.URL != "" {
		return strings.TrimSuffix(c.URL, "/")
	}
	if c.TLSCert != "" {
		return "https://" + c.Listen
	}
	return "http://" + c.Listen
}

// host is the name in that address: how we present ourselves to mail servers.
func (c Config) host() string {
	u, err := url.Parse(c.url())
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// secure tells that people reach the desk by TLS, ours or a proxy's.
func (c Config) secure() bool { return c.TLSCert != "" || strings.HasPrefix(c.URL, "https://") }

// keys are all secrets of this desk, each made from the one key in the data
// folder. Whoever restores a backup without that key cannot read the passwords
// of mailboxes, and neither tokens nor addresses in letters already sent are
// known any more.
type keys struct {
	seal  *mailbox.Keys
	token []byte // of personal tokens
}

// loadKeys reads the key of the desk, or makes it at the first start.
func loadKeys(folder string) (keys, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return keys{}, fmt.Errorf("make the data folder: %w", err)
	}
	seal, err := mailbox.OpenKeys(filepath.Join(folder, "key"), rand.Reader)
	if err != nil {
		return keys{}, err
	}
	token, err := seal.Derive("token")
	return keys{seal: seal, token: token}, err
}
