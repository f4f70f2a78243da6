package app

import (
	"compress/gzip"
	"io"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func TestPagesGiveTheScreenForEveryAddressAndKeepNamedFilesForEver(t *testing.T) {
	t.Parallel()
	script := strings.Repeat("console.log('guichet');\n", 200)
	served := pages(fstest.MapFS{
		"index.html":         {Data: []byte("<!doctype html><title>Guichet</title>__REQUEST__")},
		"assets/main-ab.js":  {Data: []byte(script)},
		"assets/font.woff2":  {Data: []byte("font")},
		"favicon.svg":        {Data: []byte("<svg/>")},
		"assets/secret.html": {Data: []byte("no page of ours")},
	}, func() string { return "request-1" }, slog.Default())
	for _, c := range []struct {
		name, method, path, accept string
		status                     int
		cache, encoding, body      string
	}{
		{"the root is the page", "GET", "/", "", 200, "no-cache", "", "<!doctype"},
		{"a record's address is the page", "GET", "/desk/incidents/INC-000001", "", 200, "no-cache", "", "<!doctype"},
		{"the page travels compressed", "GET", "/desk/queue", "gzip, br", 200, "no-cache", "gzip", "<!doctype"},
		{"a named file is kept for ever", "GET", "/assets/main-ab.js", "", 200, "public, max-age=31536000, immutable", "", "console"},
		{"and travels compressed", "GET", "/assets/main-ab.js", "br, gzip", 200, "public, max-age=31536000, immutable", "gzip", "console"},
		{"a font is not packed twice", "GET", "/assets/font.woff2", "gzip", 200, "public, max-age=31536000, immutable", "", "font"},
		{"no page but ours", "GET", "/assets/secret.html", "", 200, "no-cache", "", "<!doctype"},
		{"no way out of the folder", "GET", "/../../etc/passwd", "", 200, "no-cache", "", "<!doctype"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(c.method, "http://desk.example"+c.path, nil)
			r.Header.Set("Accept-Encoding", c.accept)
			w := httptest.NewRecorder()
			served.ServeHTTP(w, r)
			res := w.Result()
			if res.StatusCode != c.status || res.Header.Get("Cache-Control") != c.cache || res.Header.Get("Content-Encoding") != c.encoding {
				t.Errorf("%d %q %q", res.StatusCode, res.Header.Get("Cache-Control"), res.Header.Get("Content-Encoding"))
			}
			for _, rule := range []string{
				"default-src 'self'", "script-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
			} {
				if !strings.Contains(res.Header.Get("Content-Security-Policy")+";", rule+";") {
					t.Errorf("the policy does not say %s", rule)
				}
			}
			for name, value := range map[string]string{
				"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
			} {
				if got := res.Header.Get(name); got != value {
					t.Errorf("%s: %q", name, got)
				}
			}
			var body io.Reader = res.Body
			if c.encoding == "gzip" {
				z, err := gzip.NewReader(body)
				if err != nil {
					t.Fatal(err)
				}
				body = z
			}
			text, err := io.ReadAll(body)
			if strings.HasPrefix(string(text), "<!doctype") && (!strings.Contains(string(text), "request-1") || res.Header.Get("X-Request-Id") != "request-1") {
				t.Errorf("the page does not say which request it answers: %s", text)
			}
			if err != nil || !strings.HasPrefix(string(text), c.body) {
				t.Errorf("body %.40q, %v", text, err)
			}
		})
	}
}

// Where there is no screen to show, people are told why on a page, programs in a
// problem, each in their language and with the id of the request.
func TestWithoutAScreenWhoAsksIsToldWhy(t *testing.T) {
	t.Parallel()
	none := pages(fstest.MapFS{}, func() string { return "request-2" }, slog.New(slog.DiscardHandler))
	for _, c := range []struct {
		name, method, accept, language, kind string
		status                               int
		says                                 string
	}{
		{"no screens, to a person", "GET", "text/html,*/*;q=0.8", "en-GB,en;q=0.9", "text/html", 503, "The screens are not built"},
		{"no screens, to a French one", "GET", "text/html,*/*;q=0.8", "fr", "text/html", 503, "Les écrans ne sont pas construits"},
		{"no screens, to a program", "GET", "*/*", "en", "application/problem+json", 503, "The screens are not built"},
		{"nothing is written to pages", "POST", "text/html", "de, en;q=0.5", "text/html", 405, "does not answer to this method"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(c.method, "http://desk.example/", nil)
			r.Header.Set("Accept", c.accept)
			r.Header.Set("Accept-Language", c.language)
			w := httptest.NewRecorder()
			none.ServeHTTP(w, r)
			h, text := w.Header(), w.Body.String()
			if w.Code != c.status || !strings.HasPrefix(h.Get("Content-Type"), c.kind) || !strings.Contains(text, c.says) {
				t.Errorf("%d %s %s", w.Code, h.Get("Content-Type"), text)
			}
			if h.Get("X-Request-Id") != "request-2" || !strings.Contains(text, "request-2") || h.Get("Cache-Control") != "no-store" {
				t.Errorf("%v %s", h, text)
			}
		})
	}
}
