package app

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"errors"
	"io/fs"
	"log/slog"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"

	"guichet"
	"guichet/internal/api/plain"
)

// pagePolicy lets a page run our own scripts and nothing else. Styles may stand
// in the page because the component library writes some; scripts may not.
const pagePolicy = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
	"connect-src 'self'; font-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// pages serves the screens: files with a name made from their content are kept
// for ever, everything else that is no file is the page whose script shows it.
func pages(files fs.FS, named func() string, logger *slog.Logger) http.Handler {
	serve := http.FileServerFS(files)
	packed := &packed{files: files, made: map[string][]byte{}}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", pagePolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			h.Set("Allow", "GET, HEAD")
			plain.Refuse(w, r, http.StatusMethodNotAllowed, named(), "", &guichet.Error{Kind: guichet.KindForbidden, Code: "method_not_allowed"})
			return
		}
		name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
		if isFile(files, name) {
			if strings.HasPrefix(name, "assets/") {
				h.Set("Cache-Control", "public, max-age=31536000, immutable")
				h.Set("Vary", "Accept-Encoding")
				if packed.serve(w, r, name) {
					return
				}
			}
			serve.ServeHTTP(w, r)
			return
		}
		text, err := fs.ReadFile(files, "index.html")
		id := named()
		if errors.Is(err, fs.ErrNotExist) {
			plain.Refuse(w, r, http.StatusServiceUnavailable, id, "", guichet.Unavailable("page.not_built", err))
			return
		}
		if err != nil {
			logger.ErrorContext(r.Context(), "a page cannot be read", "request", id, "error", err)
			plain.Refuse(w, r, http.StatusInternalServerError, id, "", guichet.Doing("read a page", err))
			return
		}
		logger.DebugContext(r.Context(), "page", "request", id, "path", r.URL.Path)
		h.Set("X-Request-Id", id)
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Cache-Control", "no-cache")
		h.Set("Vary", "Accept-Encoding")
		text = bytes.ReplaceAll(text, []byte(pageID), []byte(id))
		if takesGzip(r) {
			if short, err := compressed(text); err == nil {
				h.Set("Content-Encoding", "gzip")
				text = short
			}
		}
		h.Set("Content-Length", strconv.Itoa(len(text)))
		if _, err := w.Write(text); err != nil {
			return // the reader left
		}
	})
}

// pageID stands in the page where the id of the request is to be read, by a script
// or, without one, by a person.
const pageID = "__REQUEST__"

// pageNames gives each page that is asked for an id.
func pageNames() string {
	id, err := guichet.NewID(time.Now(), rand.Reader)
	if err != nil {
		return ""
	}
	return id
}

func isFile(files fs.FS, name string) bool {
	if name == "" || strings.HasSuffix(name, ".html") || !fs.ValidPath(name) {
		return false
	}
	info, err := fs.Stat(files, name)
	return err == nil && !info.IsDir()
}

// packed keeps the compressed form of the files that compress well. The files are
// part of the program, so there are only so many.
type packed struct {
	files fs.FS
	mu    sync.Mutex
	made  map[string][]byte
}

// serve answers with the compressed form, if the reader takes it and there is
// one.
func (p *packed) serve(w http.ResponseWriter, r *http.Request, name string) bool {
	kind := mime.TypeByExtension(path.Ext(name))
	text := strings.HasPrefix(kind, "text/") || strings.HasPrefix(kind, "image/svg")
	if !text || !takesGzip(r) {
		return false
	}
	body, err := p.gzip(name)
	if err != nil {
		return false
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Encoding", "gzip")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodHead {
		return true
	}
	if _, err := w.Write(body); err != nil {
		return true // the reader left
	}
	return true
}

func (p *packed) gzip(name string) ([]byte, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if body, ok := p.made[name]; ok {
		return body, nil
	}
	plain, err := fs.ReadFile(p.files, name)
	if err != nil {
		return nil, err
	}
	body, err := compressed(plain)
	if err != nil {
		return nil, err
	}
	p.made[name] = body
	return body, nil
}

func takesGzip(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept-Encoding"), "gzip")
}

func compressed(text []byte) ([]byte, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	_, err = z.Write(text)
	if err := errors.Join(err, z.Close()); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
