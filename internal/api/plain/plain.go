// Package plain is what a browser shows where none of our screens can stand: an
// address of the API that was opened as a page, a file that is not there, a
// request that came by the wrong way. Programs are answered a problem by RFC
// 9457, people the same as a page, both in their language and with the id of the
// request.
package plain

import (
	"bytes"
	"cmp"
	_ "embed"
	"encoding/json"
	"html/template"
	"net/http"
	"strings"

	"guichet"
	"guichet/internal/api/contract"
	"guichet/internal/phrase"
)

//go:embed page.html
var page string

// policy lets the page have its own style, and nothing else.
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// wanted tells that a browser opens this address as a page: what scripts, pictures
// and programs ask for names another kind.
func wanted(r *http.Request) bool { return strings.Contains(r.Header.Get("Accept"), "text/html") }

// Refuse answers with an error: a page for people, a problem for programs. Home is
// where the way back leads; empty: the start.
func Refuse(w http.ResponseWriter, r *http.Request, status int, id, home string, err error) {
	l := contract.Spoken(r)
	e := guichet.AsError(err)
	title, detail := phrase.Error(l, e)
	p := contract.Problem{
		Type: "/api/docs#error-" + e.Code, Title: title, Detail: detail, Status: status,
		Code: contract.ErrorCode(e.Code), RequestID: id, Language: l,
	}
	h := w.Header()
	h.Set("X-Request-Id", id)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	if wanted(r) {
		show(w, &p, home)
		return
	}
	h.Set("Content-Type", p.ContentType(""))
	h.Set("Content-Language", string(l))
	w.WriteHeader(status)
	if text, err := json.Marshal(&p); err == nil { // words and numbers alone: it always is
		_, _ = w.Write(text) // the reader may have left
	}
}

// Pages shows the problems of next as pages where a browser opens an address of
// its as one: a link to a file leads away from our screens.
func Pages(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !wanted(r) {
			next.ServeHTTP(w, r)
			return
		}
		k := &keeper{ResponseWriter: w}
		next.ServeHTTP(k, r)
		k.end()
	})
}

// keeper holds a problem back, and lets anything else through.
type keeper struct {
	http.ResponseWriter
	said bool
	held bool
	body bytes.Buffer
}

func (k *keeper) WriteHeader(status int) {
	if k.said {
		return
	}
	h := k.Header()
	k.said = status >= http.StatusOK
	k.held = strings.HasPrefix(h.Get("Content-Type"), "application/problem+json") && h.Get("Content-Encoding") == ""
	if !k.held {
		k.ResponseWriter.WriteHeader(status)
	}
}

func (k *keeper) Write(b []byte) (int, error) {
	if !k.said {
		k.WriteHeader(http.StatusOK)
	}
	if k.held {
		return k.body.Write(b)
	}
	return k.ResponseWriter.Write(b)
}

// Unwrap lets a stream be flushed.
func (k *keeper) Unwrap() http.ResponseWriter { return k.ResponseWriter }

func (k *keeper) end() {
	if !k.held {
		return
	}
	p := contract.Problem{Status: http.StatusInternalServerError}
	if err := json.Unmarshal(k.body.Bytes(), &p); err != nil {
		p.Title = phrase.For(guichet.French).Say("kind.internal", nil)
	}
	p.Language = guichet.ParseLanguage(k.Header().Get("Content-Language"), guichet.French)
	k.Header().Del("Content-Length")
	show(k.ResponseWriter, &p, "")
}

func show(w http.ResponseWriter, p *contract.Problem, home string) {
	say := phrase.For(p.Language)
	// A template of ours that our own data do not fit would be a mistake that its
	// test finds.
	var b bytes.Buffer
	err := template.Must(template.New("page").Parse(page)).Execute(&b, map[string]string{
		"Language": string(say.Language()), "Title": p.Title, "Detail": p.Detail, "Home": cmp.Or(home, "/"),
		"Back": say.Say("page.back", nil), "Request": say.Say("page.request", guichet.Args{"id": p.RequestID}),
	})
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("Content-Language", string(say.Language()))
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Add("Vary", "Accept, Accept-Language")
	w.WriteHeader(p.Status)
	if err == nil {
		_, _ = w.Write(b.Bytes()) // the reader may have left
	}
}
