package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"strings"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/auth"
	"guichet/internal/person"
)

// request is what the locks of the door found out about a request.
type request struct {
	id       string
	address  string // of the other end
	loopback bool   // it comes from this machine, and through no proxy
	language guichet.Language
	secret   auth.Secret
	identity auth.Identity
	who      access.Who
	person   person.Person
	mistake  error // why nobody is identified although a credential was shown
	key      string
	digest   []byte
	via      guichet.Channel
}

type requestKey struct{}

func requestOf(ctx context.Context) *request {
	if r, ok := ctx.Value(requestKey{}).(*request); ok {
		return r
	}
	return &request{language: guichet.French}
}

// may lets a signed-in person pass who has the permission at all; which records
// it opens is for their scope to say.
func may(ctx context.Context, p access.Permission) (*request, error) {
	r, err := signedIn(ctx)
	if err != nil {
		return r, err
	}
	if !r.who.May(p) {
		slog.InfoContext(ctx, "refused", "permission", string(p), "person", r.who.PersonID)
		return r, guichet.Forbidden(string(p))
	}
	return r, nil
}

func signedIn(ctx context.Context) (*request, error) {
	r := requestOf(ctx)
	if r.mistake != nil {
		return r, r.mistake
	}
	if r.who.PersonID == "" {
		return r, guichet.Unauthenticated("unauthenticated")
	}
	return r, nil
}

// actor is who the request acts as, and for which team.
func (r *request) actor() guichet.Actor {
	a := guichet.Person(r.who.PersonID, r.via)
	if len(r.who.TeamIDs) > 0 {
		a.TeamID = r.who.TeamIDs[0]
	}
	return a
}

// isDesk tells that the request comes from somebody who works at the desk.
func (r *request) isDesk() bool { return r.who.May(access.IncidentHandle) }

// observed gives each request an id, writes one line about it, and turns a panic
// into an error that says nothing of our insides.
func (a *API) observed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, err := guichet.NewID(a.Clock(), a.Random)
		if err != nil {
			http.Error(w, "no randomness", http.StatusInternalServerError)
			return
		}
		req := &request{id: id, language: guichet.ParseLanguage(r.Header.Get("Accept-Language"), guichet.French)}
		req.address, req.loopback = origin(r)
		r = r.WithContext(context.WithValue(r.Context(), requestKey{}, req))
		h := w.Header()
		h.Set("X-Request-Id", id)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-store")
		started := a.Clock()
		seen := &statusWriter{ResponseWriter: w}
		defer func() {
			if p := recover(); p != nil {
				if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
					panic(p)
				}
				a.Logger.ErrorContext(r.Context(), "panic", "request", id, "what", fmt.Sprint(p), "stack", string(debug.Stack()))
				if seen.status == 0 {
					a.refuse(seen, r, fmt.Errorf("panic: %v", p))
				}
			}
			a.Logger.DebugContext(r.Context(), "request", "request", id, "method", r.Method, "path", r.URL.Path,
				"status", seen.status, "took", a.Clock().Sub(started), "person", req.who.PersonID)
		}()
		next.ServeHTTP(seen, r)
	})
}

// origin is where a request comes from. A header that a proxy may have added is
// never believed here; but it tells that the other end is not on this machine.
func origin(r *http.Request) (address string, loopback bool) {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr, false
	}
	ip := net.ParseIP(host)
	forwarded := r.Header.Get("X-Forwarded-For") != "" || r.Header.Get("Forwarded") != ""
	return host, ip != nil && ip.IsLoopback() && !forwarded
}

type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap lets a stream be flushed.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// attachmentsPath takes bodies of its own size and reads them as they come.
const attachmentsPath = "/api/attachments"

// limited bounds every body, and reads those of JSON whole: a repeated POST is
// known by what it said.
func (a *API) limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		req := requestOf(r.Context())
		req.key = r.Header.Get("Idempotency-Key")
		if r.Method == http.MethodGet || r.Method == http.MethodHead || r.URL.Path == attachmentsPath {
			next.ServeHTTP(w, r)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyMost))
		if err != nil {
			var large *http.MaxBytesError
			if errors.As(err, &large) {
				err = &guichet.Error{Kind: guichet.KindTooLarge, Code: "too_large", Field: "body", Args: guichet.Args{"max": bodyMost}}
			} else {
				err = guichet.Invalid("body", "unreadable", nil).Because(err)
			}
			a.refuse(w, r, err)
			return
		}
		h := sha256.New()
		h.Write([]byte(r.Method + " " + r.URL.Path + "\n"))
		h.Write(body)
		req.digest = h.Sum(nil)
		r.Body = io.NopCloser(bytes.NewReader(body))
		if len(req.key) > 200 || strings.ContainsFunc(req.key, func(c rune) bool { return c < ' ' || c > '~' }) {
			a.refuse(w, r, guichet.Invalid("Idempotency-Key", "bad_key", nil))
			return
		}
		next.ServeHTTP(w, r)
	})
}
