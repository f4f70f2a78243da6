package app

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"log/slog"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// What would lay the desk open is refused at its start, and says why.
func TestTheDeskIsNotLaidOpen(t *testing.T) {
	t.Parallel()
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/24")}
	for _, c := range []struct {
		name   string
		config Config
		sample bool
		want   error
	}{
		{"this machine", Config{Listen: "127.0.0.1:8080"}, false, nil},
		{"this machine by name", Config{Listen: "localhost:8080"}, false, nil},
		{"behind a proxy on this machine", Config{Listen: "127.0.0.1:8080", URL: "https://desk.example"}, false, nil},
		{"plain, to everybody", Config{Listen: "0.0.0.0:8080"}, false, errPlain},
		{"plain, on every address", Config{Listen: ":8080"}, false, errPlain},
		{"plain, although its address says otherwise", Config{Listen: "0.0.0.0:8080", URL: "https://desk.example"}, false, errPlain},
		{"plain, to a proxy", Config{Listen: "0.0.0.0:8080", Proxies: proxies}, false, nil},
		{"over TLS", Config{Listen: "0.0.0.0:443", TLSCert: "c", TLSKey: "k"}, false, nil},
		{"half of TLS", Config{Listen: "127.0.0.1:443", TLSCert: "c"}, false, errHalfTLS},
		{"the sample here", Config{Listen: "127.0.0.1:8080"}, true, nil},
		{"the sample here by its address", Config{Listen: "127.0.0.1:8080", URL: "http://localhost:8080"}, true, nil},
		{"the sample to everybody", Config{Listen: "0.0.0.0:443", TLSCert: "c", TLSKey: "k"}, true, errSample},
		{"the sample behind a proxy", Config{Listen: "127.0.0.1:8080", URL: "https://desk.example"}, true, errSample},
		{"the sample behind a named proxy", Config{Listen: "127.0.0.1:8080", Proxies: proxies}, true, errSample},
	} {
		if err := c.config.checkReach(c.sample); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

// By plain HTTP beyond this machine only the proxies are answered; over TLS
// browsers are told to stay there.
func TestOnlyProxiesAreAnsweredInPlain(t *testing.T) {
	t.Parallel()
	fine := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	ask := func(c Config, from string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = from
		w := httptest.NewRecorder()
		c.guarded(fine).ServeHTTP(w, r)
		return w
	}
	behind := Config{Listen: "0.0.0.0:80", URL: "https://desk.example", Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.3/32")}}
	for from, want := range map[string]int{"10.0.0.3:9": 204, "127.0.0.1:9": 204, "10.0.0.4:9": 403, "192.0.2.7:9": 403, "x": 403} {
		if w := ask(behind, from); w.Code != want {
			t.Errorf("%s is answered %d, not %d", from, w.Code, want)
		}
	}
	if said := ask(behind, "192.0.2.7:9"); !strings.Contains(said.Body.String(), "https://desk.example") || said.Header().Get("X-Request-Id") == "" {
		t.Errorf("who came another way is not told the address: %s", said.Body)
	}
	if ask(behind, "10.0.0.3:9").Header().Get("Strict-Transport-Security") == "" {
		t.Error("browsers are not told to stay with TLS")
	}
	if ask(Config{Listen: "127.0.0.1:80"}, "127.0.0.1:9").Header().Get("Strict-Transport-Security") != "" {
		t.Error("browsers are told to use TLS where there is none")
	}
}

// A renewed certificate is taken without a restart; half a one is not.
func TestARenewedCertificateIsRead(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	c := Config{TLSCert: filepath.Join(folder, "cert.pem"), TLSKey: filepath.Join(folder, "key.pem"), Logger: slog.New(slog.DiscardHandler)}
	if _, err := c.tls(); err == nil {
		t.Error("listens without a certificate")
	}
	issue(t, c, 1)
	secured, err := c.tls()
	if err != nil {
		t.Fatal(err)
	}
	serial := func() int64 {
		t.Helper()
		got, err := secured.GetCertificate(nil)
		if err != nil {
			t.Fatal(err)
		}
		leaf, err := x509.ParseCertificate(got.Certificate[0])
		if err != nil {
			t.Fatal(err)
		}
		return leaf.SerialNumber.Int64()
	}
	if n := serial(); n != 1 {
		t.Errorf("shows the certificate %d", n)
	}
	issue(t, c, 2)
	if n := serial(); n != 2 {
		t.Errorf("shows the certificate %d after it was renewed", n)
	}
	if err := os.WriteFile(c.TLSCert, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if n := serial(); n != 2 {
		t.Errorf("shows the certificate %d while another is written", n)
	}
}

func issue(t *testing.T, c Config, serial int64) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 3, 2, 8, int(serial), 0, 0, time.UTC)
	made := &x509.Certificate{SerialNumber: big.NewInt(serial), NotBefore: at, NotAfter: at.AddDate(1, 0, 0), DNSNames: []string{"desk.example"}}
	der, err := x509.CreateCertificate(rand.Reader, made, made, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{c.TLSCert: {Type: "CERTIFICATE", Bytes: der}, c.TLSKey: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(name, at, at); err != nil {
			t.Fatal(err)
		}
	}
}
