package post

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// Provider gives tokens as RFC 6749 says, and tells Dovecot whose they are. What
// it knows of is one client and, at a time, one refresh token.
type Provider struct {
	URL    string // of the token endpoint
	Client string
	Secret string

	mu        sync.Mutex
	user      string // whose the tokens are
	refresh   string // '': consent was withdrawn
	lifetime  int
	good      map[string]string // token -> user
	asked     []string          // the grants that were asked for
	introduce int
}

func newProvider(tb testing.TB) *Provider {
	tb.Helper()
	p := &Provider{Client: "the-desk", Secret: "client-secret-of-the-desk", lifetime: 3600, good: map[string]string{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /token", p.give)
	mux.HandleFunc("GET /introspect", p.tell)
	mux.HandleFunc("POST /moved", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/token", http.StatusTemporaryRedirect)
	})
	s := httptest.NewServer(mux)
	tb.Cleanup(s.Close)
	p.URL = s.URL + "/token"
	return p
}

// Agree has somebody agree: from now on tokens are theirs. It gives the refresh
// token.
func (p *Provider) Agree(user string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.introduce++
	p.user, p.refresh = user, fmt.Sprintf("refresh-%s-%d", user, p.introduce)
	return p.refresh
}

// Withdraw takes the consent back: no more tokens.
func (p *Provider) Withdraw() { p.mu.Lock(); defer p.mu.Unlock(); p.refresh = "" }

// Spoil has every token that was given be worth nothing.
func (p *Provider) Spoil() { p.mu.Lock(); defer p.mu.Unlock(); clear(p.good) }

// Asked are the grants that were asked for, with the scope of each.
func (p *Provider) Asked() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string{}, p.asked...)
}

// granted is an answer of the token endpoint (RFC 6749, sections 5.1 and 5.2).
type granted struct {
	Token       string `json:"access_token,omitempty"`
	Type        string `json:"token_type,omitempty"`
	Lasts       int    `json:"expires_in,omitempty"`
	Refresh     string `json:"refresh_token,omitempty"`
	Error       string `json:"error,omitempty"`
	Description string `json:"error_description,omitempty"`
}

func (p *Provider) give(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	answer := func(status int, body granted) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		if err := json.NewEncoder(w).Encode(body); err != nil {
			panic(http.ErrAbortHandler) // whoever asked has gone
		}
	}
	if err := r.ParseForm(); err != nil {
		answer(http.StatusBadRequest, granted{Error: "invalid_request"})
		return
	}
	// By the body alone, as Microsoft has it.
	if r.PostForm.Get("client_id") != p.Client || r.PostForm.Get("client_secret") != p.Secret {
		answer(http.StatusUnauthorized, granted{Error: "invalid_client", Description: "who is this?"})
		return
	}
	grant := r.PostForm.Get("grant_type")
	p.asked = append(p.asked, grant+" "+r.PostForm.Get("scope"))
	p.introduce++
	token := fmt.Sprintf("token-%d", p.introduce)
	body := granted{Token: token, Type: "Bearer", Lasts: p.lifetime}
	switch {
	case grant == "refresh_token" && p.refresh != "" && r.PostForm.Get("refresh_token") == p.refresh:
		p.refresh = fmt.Sprintf("refresh-%s-%d", p.user, p.introduce) // each serves once
		body.Refresh = p.refresh
	case grant == "client_credentials":
	default:
		answer(http.StatusBadRequest, granted{Error: "invalid_grant", Description: "the consent is over"})
		return
	}
	p.good[token] = p.user
	answer(http.StatusOK, body)
}

// tell says whose a token is (RFC 7662).
func (p *Provider) tell(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	user, good := p.good[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")]
	p.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	body := struct {
		Active bool   `json:"active"`
		User   string `json:"username"`
	}{good, user}
	if err := json.NewEncoder(w).Encode(body); err != nil {
		panic(http.ErrAbortHandler) // whoever asked has gone
	}
}

func (o *Office) mechanisms() string {
	if o.provider == nil {
		return ""
	}
	return " oauthbearer xoauth2"
}

func (o *Office) tokenPassdb() string {
	if o.provider == nil {
		return ""
	}
	o.write("oauth2.conf", fmt.Sprintf(`
introspection_mode = auth
introspection_url = %s
username_attribute = username
active_attribute = active
active_value = true
`, strings.Replace(o.provider.URL, "/token", "/introspect", 1)))
	return fmt.Sprintf("passdb {\n  driver = oauth2\n  mechanisms = oauthbearer xoauth2\n  args = %s\n}\n", o.path("oauth2.conf"))
}
