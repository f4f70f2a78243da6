package contract

import (
	"net/http"
	"strings"

	"guichet"
)

// routed answers what no route does as a problem like any other, and says how a
// path may be asked when only the method is wrong.
func (d *Door) routed(w http.ResponseWriter, r *http.Request) {
	answer := unrouted{ResponseWriter: w, asked: r}
	d.Mux.ServeHTTP(&answer, r)
	if r.Pattern != "" {
		return // a route answered
	}
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

// RouteOf names the route that a request takes, as the table of routes writes it;
// empty: none. A path that only would be tidied is none either: it is the caller's
// word, and no pattern of ours begins with it.
func (d *Door) RouteOf(r *http.Request) string {
	_, pattern := d.Mux.Handler(r)
	if strings.HasPrefix(pattern, "/") {
		return ""
	}
	return pattern
}

// unrouted keeps what the routes themselves would say where none answers.
type unrouted struct {
	http.ResponseWriter
	asked  *http.Request
	header http.Header
	status int
}

// Header is that of the answer.
func (u *unrouted) Header() http.Header {
	if u.asked.Pattern != "" {
		return u.ResponseWriter.Header()
	}
	if u.header == nil {
		u.header = http.Header{}
	}
	return u.header
}

// WriteHeader keeps the status.
func (u *unrouted) WriteHeader(status int) {
	if u.asked.Pattern != "" {
		u.ResponseWriter.WriteHeader(status)
	}
	u.status = status
}

// Write says nothing to nobody, unless a route does.
func (u *unrouted) Write(b []byte) (int, error) {
	if u.asked.Pattern != "" {
		return u.ResponseWriter.Write(b)
	}
	return len(b), nil
}

// Unwrap lets a stream be flushed.
func (u *unrouted) Unwrap() http.ResponseWriter { return u.ResponseWriter }
