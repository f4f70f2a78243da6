package picture

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
)

// Nothing within is reached for, however it is written.
func TestNothingWithinIsReachedFor(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"93.184.216.34:80": true, "93.184.216.34:443": true, "[2606:4700::1111]:443": true,
		"93.184.216.34:8080": false, "93.184.216.34:25": false, "127.0.0.1:80": false, "[::1]:80": false, "10.0.0.1:80": false, "172.16.3.4:443": false,
		"192.168.1.1:80": false, "169.254.169.254:80": false, "100.64.0.1:80": false, "0.0.0.0:80": false, "[::]:80": false, "[::ffff:127.0.0.1]:80": false,
		"[::ffff:10.0.0.1]:80": false, "[fe80::1%eth0]:80": false, "[fd00::1]:443": false, "[64:ff9b::7f00:1]:80": false, "[2002:7f00:1::]:80": false,
		"224.0.0.1:80": false, "255.255.255.255:80": false, "198.18.0.1:80": false, "[ff02::1]:80": false, "192.0.0.192:80": false,
	} {
		if got := Public(netip.MustParseAddrPort(address)); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
}

const pixel = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"

// What a name or a redirection leads to is asked at the connection itself; only
// pictures come back.
func TestPicturesAreFetchedForTheReader(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Cookie") != "" || r.Header.Get("Referer") != "" {
			t.Error("it tells who reads")
		}
		switch r.URL.Path {
		case "/on":
			http.Redirect(w, r, "/logo", http.StatusFound)
		case "/round":
			http.Redirect(w, r, "/round", http.StatusFound)
		case "/file":
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
		case "/page":
			w.Header().Set("Content-Type", "image/png")
			_, _ = w.Write([]byte("<svg><script>alert(1)</script></svg>"))
		case "/large":
			_, _ = w.Write([]byte(pixel + strings.Repeat("x", sizeMost)))
		default:
			_, _ = w.Write([]byte(pixel))
		}
	}))
	defer server.Close()
	here := &door{client: client(func(netip.AddrPort) bool { return true })}
	outside := &door{client: client(Public)}
	fetch := func(d *door, path string) error {
		u, err := url.Parse(server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = d.fetch(context.Background(), u)
		return err
	}
	for path, want := range map[string]bool{"/logo": true, "/on": true, "/round": false, "/file": false, "/page": false, "/large": false} {
		if err := fetch(here, path); (err == nil) != want {
			t.Errorf("%s: %v", path, err)
		}
		if err := fetch(outside, path); err == nil {
			t.Errorf("%s: this machine is reached for", path)
		}
	}
	if err := func() error {
		u, err := url.Parse("http://localhost:80/")
		if err != nil {
			return err
		}
		_, _, err = outside.fetch(context.Background(), u)
		return err
	}(); err == nil || !strings.Contains(err.Error(), "not reached for") {
		t.Errorf("by a name: %v", err)
	}
}

func TestPicturesAreThoseOfTheLetter(t *testing.T) {
	t.Parallel()
	got := Named(`<p><img alt="" data-inline="a"><img alt="x" data-remote="https://a.example/1.png"><img data-remote="https://b.example/2?x=1&amp;y=2"></p>`)
	if strings.Join(got, " ") != "https://a.example/1.png https://b.example/2?x=1&y=2" {
		t.Errorf("it names %q", got)
	}
}
