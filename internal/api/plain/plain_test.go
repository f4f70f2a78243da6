package plain_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"guichet/internal/api/plain"
)

func ask(h http.Handler, accept, language string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, "http://desk.example/api/attachments/x", nil)
	r.Header.Set("Accept", accept)
	r.Header.Set("Accept-Language", language)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

const (
	asPage = "text/html,application/xhtml+xml,*/*;q=0.8"
	asData = "application/json"
)

// A problem is a page for who opened the address as one, and stays a problem for
// programs; what is no problem is left as it is.
func TestProblemsArePagesForPeople(t *testing.T) {
	t.Parallel()
	missing := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/problem+json")
		w.Header().Set("Content-Language", "en")
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte(`{"title":"Not <b>found</b>","detail":"There is no such file.","status":404,"code":"not_found","request_id":"r-1"}`))
	})
	w := ask(plain.Pages(missing), asPage, "fr")
	text := w.Body.String()
	if w.Code != 404 || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") || !strings.Contains(w.Header().Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	for _, part := range []string{`<html lang="en">`, "Not &lt;b&gt;found", "There is no such file.", "Request r-1", `href="/"`, "Back to the start"} {
		if !strings.Contains(text, part) {
			t.Errorf("the page does not hold %s:\n%s", part, text)
		}
	}
	if w := ask(plain.Pages(missing), asData, "en"); !strings.HasPrefix(w.Body.String(), "{") || w.Code != 404 {
		t.Errorf("a program is answered %d %s", w.Code, w.Body)
	}
	file := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/csv")
		_, _ = w.Write([]byte("a,b"))
	})
	if w := ask(plain.Pages(file), asPage, "en"); w.Body.String() != "a,b" || w.Code != 200 || w.Header().Get("Content-Type") != "text/csv" {
		t.Errorf("a file came as %d %v %s", w.Code, w.Header(), w.Body)
	}
}

// What went wrong inside is told to nobody.
func TestARefusalSaysNothingOfTheInside(t *testing.T) {
	t.Parallel()
	refuse := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		plain.Refuse(w, r, http.StatusInternalServerError, "r-2", "https://desk.example", errors.New("secret"))
	})
	for _, c := range []struct{ accept, language, kind, says string }{
		{asPage, "fr-FR,fr;q=0.9,en;q=0.8", "text/html", "Une erreur est survenue"},
		{asPage, "en,fr;q=0.5", "text/html", "Something went wrong"},
		{asData, "de,en;q=0.5", "application/problem+json", `"code":"internal"`},
		{asData, "de", "application/problem+json", "Une erreur est survenue"},
	} {
		w := ask(refuse, c.accept, c.language)
		text := w.Body.String()
		if w.Code != 500 || !strings.HasPrefix(w.Header().Get("Content-Type"), c.kind) || !strings.Contains(text, c.says) || !strings.Contains(text, "r-2") {
			t.Errorf("%s %s: %d %v %s", c.accept, c.language, w.Code, w.Header(), text)
		}
		if strings.Contains(text, "secret") {
			t.Errorf("the inside is told: %s", text)
		}
	}
	if w := ask(refuse, asPage, "en"); !strings.Contains(w.Body.String(), `href="https://desk.example"`) {
		t.Errorf("the way back: %s", w.Body)
	}
}
