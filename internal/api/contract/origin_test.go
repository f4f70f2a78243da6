package contract

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
)

func TestWhereARequestComesFrom(t *testing.T) {
	t.Parallel()
	behind := &Door{Config: Config{Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/24"), netip.MustParsePrefix("127.0.0.1/32")}}}
	open := &Door{}
	for _, c := range []struct {
		name             string
		door             *Door
		remote           string
		forwarded        []string
		address          string
		fromThisMachines bool
	}{
		{"this machine", open, "127.0.0.1:9", nil, "127.0.0.1", true},
		{"this machine, by IPv6", open, "[::1]:9", nil, "::1", true},
		{"somebody", open, "192.0.2.7:9", nil, "192.0.2.7", false},
		{"somebody who says to be another", open, "192.0.2.7:9", []string{"127.0.0.1"}, "192.0.2.7", false},
		{"a proxy that nobody named", open, "127.0.0.1:9", []string{"192.0.2.7"}, "127.0.0.1", false},
		{"a proxy on this machine", behind, "127.0.0.1:9", []string{"192.0.2.7"}, "192.0.2.7", false},
		{"a proxy elsewhere", behind, "10.0.0.3:9", []string{"192.0.2.7"}, "192.0.2.7", false},
		{"two proxies", behind, "10.0.0.3:9", []string{"192.0.2.7, 10.0.0.4"}, "192.0.2.7", false},
		{"invented hops", behind, "10.0.0.3:9", []string{"127.0.0.1, 198.51.100.1, 192.0.2.7"}, "192.0.2.7", false},
		{"two headers", behind, "10.0.0.3:9", []string{"198.51.100.1", "192.0.2.7"}, "192.0.2.7", false},
		{"no address", behind, "10.0.0.3:9", []string{"unknown"}, "10.0.0.3", false},
		{"an IPv4 address written as IPv6", behind, "10.0.0.3:9", []string{"::ffff:192.0.2.7"}, "192.0.2.7", false},
		{"not a proxy, behind a desk that has some", behind, "192.0.2.9:9", []string{"192.0.2.7"}, "192.0.2.9", false},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.remote
		for _, f := range c.forwarded {
			r.Header.Add("X-Forwarded-For", f)
		}
		if address, local := c.door.origin(r); address != c.address || local != c.fromThisMachines {
			t.Errorf("%s: %s (%v), want %s (%v)", c.name, address, local, c.address, c.fromThisMachines)
		}
	}
}
