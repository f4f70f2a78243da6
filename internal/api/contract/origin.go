package contract

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// origin is where a request comes from. What a header says of it is believed
// from the proxies that were named, and from nobody else; but it always tells
// that the other end is not on this machine.
func (d *Door) origin(r *http.Request) (address string, loopback bool) {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr, false
	}
	from, err := netip.ParseAddr(host)
	if err != nil {
		return host, false
	}
	told := r.Header.Values("X-Forwarded-For")
	if len(told) == 0 {
		return host, from.IsLoopback() && r.Header.Get("Forwarded") == ""
	}
	if !d.trusts(from) {
		return host, false
	}
	// Each proxy adds on the right whom it heard: what stands further left than
	// the first that is none of ours may be invented.
	hops := strings.Split(strings.Join(told, ","), ",")
	for _, hop := range slices.Backward(hops) {
		heard, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			break
		}
		address = heard.Unmap().String()
		if !d.trusts(heard) {
			return address, false
		}
	}
	if address == "" {
		address = host
	}
	return address, false
}

func (d *Door) trusts(a netip.Addr) bool {
	return slices.ContainsFunc(d.Proxies, func(p netip.Prefix) bool { return p.Contains(a.Unmap()) })
}
