package contract

import (
	"net/http"
	"strings"

	"guichet"
)

// routed answers what no route does as a problem like any other, and says how a
// path may be asked when only the method is wrong.
func (d *Door) routed(w http.ResponseWriter, r *http.Request) {
	if _, pattern := d.Mux.Handler(r); pattern != "" {
		d.Mux.ServeHTTP(w, r)
		return
	}
	answer := unrouted{header: http.Header{}}
	d.Mux.ServeHTTP(&answer, r)
	if answer.status != http.StatusMethodNotAllowed {
		d.Refuse(w, r, guichet.NotFound())
		return
	}
	w.Header().Set("Allow", answer.header.Get("Allow"))
	code := "method_not_allowed"
	if r.Method == http.MethodDelete && strings.HasPrefix(r.URL.Path, "/api/incidents/") {
		code = "ticket.cannot_delete"
	}
	p := d.problem(r.Context(), &guichet.Error{Kind: guichet.KindForbidden, Code: code})
	p.Status = http.StatusMethodNotAllowed
	d.send(w, r, p)
}

// unrouted is what the routes themselves would have said.
type unrouted struct {
	header http.Header
	status int
}

// Header is that of the answer.
func (r *unrouted) Header() http.Header { return r.header }

// WriteHeader keeps the status.
func (r *unrouted) WriteHeader(status int) { r.status = status }

// Write says nothing to nobody.
func (r *unrouted) Write(b []byte) (int, error) { return len(b), nil }
