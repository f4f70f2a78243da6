// Package post is a post office for tests: a real Dovecot, which keeps the
// mailboxes, and a real Postfix, which takes letters with TLS and a password and
// brings them there. Both run as processes of the test, in a folder of their
// own, on free ports of this machine, and end with it. It knows nothing of
// Guichet: what is sent through it, and why, is the story's business.
package post

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// Domain is where everybody of the office has an address: any name before the @
// is a mailbox.
const Domain = "example.org"

// Password opens every mailbox, and lets one send.
const Password = "correct-horse-battery"

// Office is a running pair of mail servers.
type Office struct {
	IMAP   int // ports on 127.0.0.1: IMAP with STARTTLS,
	IMAPS  int // IMAP over TLS,
	SMTP   int // submission, with STARTTLS and a password
	Roots  *x509.CertPool
	CAFile string // the certificate that vouches for both, PEM

	provider *Provider

	folder  string
	tb      testing.TB
	dovecot *server
	postfix *server
}

// server is a running server, with all that it started.
type server struct{ stop func() }

// StopBoxes stops Dovecot, as a power cut would: what it was given stays on its
// disk.
func (o *Office) StopBoxes() { o.dovecot.stop() }

// StartBoxes starts Dovecot again, on the same ports.
func (o *Office) StartBoxes() { o.tb.Helper(); o.startDovecot() }

// StopSending stops Postfix, as a power cut would: its queue stays on its disk.
func (o *Office) StopSending() { o.postfix.stop() }

// StartSending starts Postfix again, on the same port.
func (o *Office) StartSending() { o.tb.Helper(); o.startPostfix() }

// Host is the name in the servers' certificate.
const Host = "localhost"

// Start starts both servers. They need root, as everywhere; without it, or
// without the packages, the test is skipped, unless everything must run.
func Start(tb testing.TB) *Office {
	tb.Helper()
	o := open(tb)
	o.startDovecot()
	o.startPostfix()
	return o
}

// StartWithTokens starts both, and lets people in by the tokens of a provider
// besides.
func StartWithTokens(tb testing.TB) (*Office, *Provider) {
	tb.Helper()
	o := open(tb)
	o.provider = newProvider(tb)
	o.startDovecot()
	o.startPostfix()
	return o, o.provider
}

// Boxes starts Dovecot alone: mailboxes to fetch from, filled by Deliver.
func Boxes(tb testing.TB) *Office {
	tb.Helper()
	o := open(tb)
	o.startDovecot()
	return o
}

func open(tb testing.TB) *Office {
	tb.Helper()
	for _, program := range []string{"dovecot", "postfix"} {
		if _, err := os.Stat("/usr/sbin/" + program); err != nil {
			unable(tb, program+" is not installed: tools/install-needs installs it")
		}
	}
	if os.Getuid() != 0 {
		unable(tb, "mail servers are started by root only")
	}
	// Not tb.TempDir: the servers' own users have to pass through it.
	folder, err := os.MkdirTemp(os.TempDir(), "guichet-post-")
	if err != nil {
		tb.Fatalf("post: %v", err)
	}
	o := &Office{folder: folder, tb: tb, IMAP: freePort(tb), IMAPS: freePort(tb), SMTP: freePort(tb)}
	tb.Cleanup(func() {
		if tb.Failed() {
			o.logs()
		}
		os.RemoveAll(folder)
	})
	if err := os.Chmod(folder, 0o755); err != nil {
		tb.Fatalf("post: %v", err)
	}
	o.certify()
	return o
}

// unable ends a test that cannot run here. `make test` asks for everything, and
// runs as root where the mail servers are to be tried.
func unable(tb testing.TB, why string) {
	tb.Helper()
	if os.Getenv("GUICHET_TEST_ALL") != "" && os.Getuid() == 0 {
		tb.Fatalf("post: %s", why)
	}
	tb.Skipf("post: %s", why)
}

func freePort(tb testing.TB) int {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatalf("post: %v", err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func (o *Office) path(parts ...string) string {
	return filepath.Join(append([]string{o.folder}, parts...)...)
}

func (o *Office) write(name, text string) {
	o.tb.Helper()
	if err := os.MkdirAll(filepath.Dir(o.path(name)), 0o755); err != nil {
		o.tb.Fatalf("post: %v", err)
	}
	if err := os.WriteFile(o.path(name), []byte(text), 0o644); err != nil {
		o.tb.Fatalf("post: %v", err)
	}
}

// certify makes the certificate of both servers, which vouches for itself.
func (o *Office) certify() {
	o.tb.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		o.tb.Fatalf("post: %v", err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: Host},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		DNSNames: []string{Host}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		o.tb.Fatalf("post: %v", err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		o.tb.Fatalf("post: %v", err)
	}
	public := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate})
	o.write("cert.pem", string(public))
	o.write("key.pem", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})))
	o.CAFile = o.path("cert.pem")
	o.Roots = x509.NewCertPool()
	o.Roots.AppendCertsFromPEM(public)
}

// run starts a server as a child that ends with the test, even when the test is
// killed.
func (o *Office) run(log string, program string, args ...string) *server {
	o.tb.Helper()
	out, err := os.OpenFile(o.path(log), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		o.tb.Fatalf("post: %v", err)
	}
	command := exec.Command(program, args...)
	command.Stdout, command.Stderr = out, out
	contain(command)
	if err := command.Start(); err != nil {
		o.tb.Fatalf("post: %s: %v", program, err)
	}
	stop := sync.OnceFunc(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
		out.Close()
	})
	o.tb.Cleanup(stop)
	return &server{stop}
}

// await waits until a port answers with a greeting that begins so.
func (o *Office) await(port int, greeting string) {
	o.tb.Helper()
	end := time.Now().Add(20 * time.Second)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for time.Now().Before(end) {
		if c, err := net.DialTimeout("tcp", fmt.Sprintf("127.0.0.1:%d", port), time.Second); err == nil {
			head := make([]byte, len(greeting))
			_ = c.SetReadDeadline(time.Now().Add(2 * time.Second))
			n, _ := c.Read(head)
			c.Close()
			if string(head[:n]) == greeting {
				return
			}
		}
		<-tick.C
	}
	o.logs()
	o.tb.Fatalf("post: nothing answers on port %d", port)
}

// logs shows what the servers wrote.
func (o *Office) logs() {
	for _, name := range []string{"dovecot.log", "dovecot.out", "postfix.log", "postfix.out"} {
		text, err := os.ReadFile(o.path(name))
		if err == nil && len(text) > 0 {
			lines := strings.Split(strings.TrimSpace(string(text)), "\n")
			o.tb.Logf("%s:\n%s", name, strings.Join(lines[max(0, len(lines)-30):], "\n"))
		}
	}
}
