package app

import (
	"compress/gzip"
	"io"
	"log/slog"
	"net/http"
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
		{"a named file is kept for ever", "GET", "/assets/main-ab.js", "", 200, "public, max-age=31536000, immutable", "", "console"},
		{"and travels compressed", "GET", "/assets/main-ab.js", "br, gzip", 200, "public, max-age=31536000, immutable", "gzip", "console"},
		{"a font is not packed twice", "GET", "/assets/font.woff2", "gzip", 200, "public, max-age=31536000, immutable", "", "font"},
		{"no page but ours", "GET", "/assets/secret.html", "", 200, "no-cache", "", "<!doctype"},
		{"no way out of the folder", "GET", "/../../etc/passwd", "", 200, "no-cache", "", "<!doctype"},
		{"nothing is written to pages", "POST", "/", "", 405, "no-store", "", "<!doctype"},
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
	if w := httptest.NewRecorder(); true {
		pages(fstest.MapFS{}, func() string { return "request-2" }, slog.Default()).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
		if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "make build") || !strings.Contains(w.Body.String(), "request-2") {
			t.Errorf("without screens: %d %q", w.Code, w.Body.String())
		}
	}
}
