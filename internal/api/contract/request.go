package contract

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"unicode/utf8"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/auth"
	"guichet/internal/person"
)

// Request is what the locks of the door found out about a request.
type Request struct {
	id       string
	Address  string // of the other end
	Loopback bool   // it comes from this machine, and through no proxy
	Language guichet.Language
	Secret   auth.Secret
	Identity auth.Identity
	Who      access.Who
	Person   person.Person
	Tried    string      // whose account somebody tried to enter
	shown    auth.Secret // the credential that came with it, whatever it is worth
	mistake  error       // why nobody is identified although a credential was shown
	log      *slog.Logger
	key      string
	digest   []byte
	Via      guichet.Channel

	refused    refused
	recallable bool // the answer may be kept in memory
}

type requestKey struct{}

// RequestOf is the request that a context belongs to.
func RequestOf(ctx context.Context) *Request {
	if r, ok := ctx.Value(requestKey{}).(*Request); ok {
		return r
	}
	return &Request{Language: guichet.French, log: slog.New(slog.DiscardHandler)}
}

// May lets a signed-in person pass who has the permission at all; which records
// it opens is for their scope to say.
func May(ctx context.Context, p access.Permission) (*Request, error) {
	r, err := SignedIn(ctx)
	if err != nil {
		return r, err
	}
	if !r.Who.May(p) {
		return r, r.Deny(ctx, p)
	}
	return r, nil
}

// MayAll lets pass who has the permission everywhere: for what belongs to no
// organisation, such as a setting.
func MayAll(ctx context.Context, p access.Permission) (*Request, error) {
	r, err := SignedIn(ctx)
	if err != nil {
		return r, err
	}
	if !r.Who.Scope(p).All {
		return r, r.Deny(ctx, p)
	}
	return r, nil
}

// Deny refuses a right; the door writes down that it did.
func (r *Request) Deny(_ context.Context, p access.Permission) error {
	return guichet.Forbidden(string(p))
}

// SignedIn lets anybody pass who is signed in.
func SignedIn(ctx context.Context) (*Request, error) {
	r := RequestOf(ctx)
	if r.mistake != nil {
		return r, r.mistake
	}
	if r.Who.PersonID == "" {
		return r, guichet.Unauthenticated("unauthenticated")
	}
	return r, nil
}

// Actor is who the request acts as, and for which team.
func (r *Request) Actor() guichet.Actor {
	a := guichet.Person(r.Who.PersonID, r.Via)
	if len(r.Who.TeamIDs) > 0 {
		a.TeamID = r.Who.TeamIDs[0]
	}
	return a
}

// IsDesk tells that the request comes from somebody who works at the desk.
func (r *Request) IsDesk() bool {
	return r.Who.WorksHere()
}

// observed gives each request an id, writes one line about it, and turns a panic
// into an error that says nothing of our insides.
func (d *Door) observed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, err := guichet.NewID(d.Clock(), d.Random)
		if err != nil {
			d.Refuse(w, r, guichet.Doing("name a request", err))
			return
		}
		req := &Request{id: id, log: d.Logger, Language: Spoken(r)}
		req.Address, req.Loopback = d.origin(r)
		req.shown, req.Via = credential(r)
		r = r.WithContext(context.WithValue(r.Context(), requestKey{}, req))
		h := w.Header()
		h.Set("X-Request-Id", id)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-store")
		started := d.Clock()
		seen := &statusWriter{ResponseWriter: w}
		defer func() {
			if p := recover(); p != nil {
				if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
					panic(p)
				}
				d.Logger.ErrorContext(r.Context(), "panic", "request", id, "what", fmt.Sprint(p), "stack", string(debug.Stack()))
				if seen.status == 0 {
					d.Refuse(seen, r, fmt.Errorf("panic: %v", p))
				}
			}
			if !d.Logger.Enabled(r.Context(), slog.LevelDebug) {
				return
			}
			d.Logger.DebugContext(r.Context(), "request", "request", id, "method", r.Method, "path", r.URL.Path,
				"status", seen.status, "took", d.Clock().Sub(started), "person", req.Who.PersonID)
		}()
		next.ServeHTTP(seen, r)
		d.remember(r, req, seen.status)
	})
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

// AttachmentsPath takes bodies of its own size and reads them as they come.
const AttachmentsPath = "/api/attachments"

// limited bounds every body, and reads those of JSON whole: a repeated POST is
// known by what it said.
func (d *Door) limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		req := RequestOf(r.Context())
		req.key = r.Header.Get("Idempotency-Key")
		if r.Method == http.MethodGet || r.Method == http.MethodHead || r.URL.Path == AttachmentsPath {
			next.ServeHTTP(w, r)
			return
		}
		most := d.Limits(r.Context()).JSON
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most))
		if err != nil {
			var large *http.MaxBytesError
			if errors.As(err, &large) {
				err = &guichet.Error{Kind: guichet.KindTooLarge, Code: "too_large", Field: "body", Args: guichet.Args{"max": most}}
			} else {
				err = guichet.Invalid("body", "unreadable", nil).Because(err)
			}
			d.Refuse(w, r, err)
			return
		}
		if !utf8.Valid(body) {
			// The decoder would put another character there, and say nothing.
			d.Refuse(w, r, guichet.Invalid("body", "not_utf8", nil))
			return
		}
		h := sha256.New()
		h.Write([]byte(r.Method + " " + r.URL.Path + "\n"))
		h.Write(body)
		req.digest = h.Sum(nil)
		r.Body = io.NopCloser(bytes.NewReader(body))
		if len(req.key) > 200 || strings.ContainsFunc(req.key, func(c rune) bool { return c < ' ' || c > '~' }) {
			d.Refuse(w, r, guichet.Invalid("Idempotency-Key", "bad_key", nil))
			return
		}
		next.ServeHTTP(w, r)
	})
}
