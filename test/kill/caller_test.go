package kill_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"guichet/test/post"
)

// caller is a program that speaks to the API with somebody's token.
type caller struct {
	t     *testing.T
	s     *server
	token string
}

// signIn becomes the first sample person of a role, with a token of theirs.
func signIn(t *testing.T, s *server, role string) *caller {
	t.Helper()
	c := &caller{t: t, s: s}
	var desk struct {
		Sample []struct{ Login, Password, Role string }
	}
	c.insist("GET", "/api/desk", "", nil, &desk)
	for _, account := range desk.Sample {
		if account.Role != role {
			continue
		}
		body, err := json.Marshal(map[string]string{"login": account.Login, "password": account.Password})
		if err != nil {
			t.Fatal(err)
		}
		r, err := http.Post("http://"+s.address+"/api/session", "application/json", bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+s.address+"/api/tokens", strings.NewReader(`{"name":"story"}`))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/json")
		for _, cookie := range r.Cookies() {
			request.AddCookie(cookie)
		}
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		var made struct{ Token string }
		if err := json.NewDecoder(answer.Body).Decode(&made); err != nil || made.Token == "" {
			t.Fatalf("make a token for %s: %s, %v", account.Login, answer.Status, err)
		}
		c.token = made.Token
		return c
	}
	t.Fatalf("no sample account is a %s: %+v", role, desk.Sample)
	return nil
}

// insist asks until the server has answered: a program that got no answer does
// not know whether it was heard, and repeats itself under the same key.
func (c *caller) insist(method, path, key string, in, out any) {
	c.t.Helper()
	body, err := json.Marshal(in)
	if err != nil {
		c.t.Errorf("%s %s: %v", method, path, err)
		return
	}
	eventually(c.t, method+" "+path, func() error {
		request, err := http.NewRequestWithContext(c.t.Context(), method, "http://"+c.s.address+path, bytes.NewReader(body))
		if err != nil {
			return err
		}
		if in != nil {
			request.Header.Set("Content-Type", "application/json")
		}
		if c.token != "" {
			request.Header.Set("Authorization", "Bearer "+c.token)
		}
		if key != "" {
			request.Header.Set("Idempotency-Key", key)
		}
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			return err
		}
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		if err != nil {
			return err
		}
		if refused := answer.StatusCode >= 400 && answer.StatusCode < 500 && answer.StatusCode != http.StatusTooManyRequests; refused {
			c.t.Fatalf("%s %s: %s: %s", method, path, answer.Status, text)
		}
		if answer.StatusCode >= 300 {
			return fmt.Errorf("%s: %s", answer.Status, text)
		}
		if out == nil {
			return nil
		}
		return json.Unmarshal(text, out)
	})
}

// mailbox opens the desk's mailbox: read by IMAP, answered by SMTP.
func (c *caller) mailbox(office *post.Office, smtp int) {
	c.t.Helper()
	var teams struct{ Items []struct{ ID string } }
	c.insist("GET", "/api/teams", "", nil, &teams)
	c.insist("POST", "/api/mailboxes", "mailbox", map[string]any{
		"name": "Support", "address": office.Address("support"), "team_id": teams.Items[0].ID, "enabled": true,
		"receive": map[string]any{"host": post.Host, "port": office.IMAPS, "tls": "implicit", "user": "support", "password": post.Password},
		"send":    map[string]any{"host": post.Host, "port": smtp, "tls": "starttls", "user": "support", "password": post.Password},
	}, nil)
}

// expectIncidents waits until all incidents are there, then sees that each is
// there once.
func (c *caller) expectIncidents(made map[string]string, mailed []string) {
	c.t.Helper()
	var all map[string][]string // title -> references
	eventually(c.t, "every letter became an incident", func() error {
		all = c.incidents()
		for _, subject := range mailed {
			if len(all[subject]) == 0 {
				return fmt.Errorf("no incident %q among %d", subject, len(all))
			}
		}
		return nil
	})
	for _, subject := range mailed {
		if len(all[subject]) != 1 {
			c.t.Errorf("the letter %q became %d incidents: %v", subject, len(all[subject]), all[subject])
		}
	}
	for title, reference := range made {
		if got := all[title]; len(got) != 1 || got[0] != reference {
			c.t.Errorf("%q was acknowledged as %s and is there as %v", title, reference, got)
		}
	}
}

// incidents reads every incident, page by page.
func (c *caller) incidents() map[string][]string {
	c.t.Helper()
	all := map[string][]string{}
	for cursor := ""; ; {
		var page struct {
			Items []struct{ Title, Reference string }
			Next  string
		}
		c.insist("GET", "/api/incidents?view=all&sort=-created&limit=100&cursor="+url.QueryEscape(cursor), "", nil, &page)
		for _, i := range page.Items {
			all[i.Title] = append(all[i.Title], i.Reference)
		}
		if cursor = page.Next; cursor == "" {
			return all
		}
	}
}

// expectReplies sees that each acknowledged answer is on its incident, once.
func (c *caller) expectReplies(told *ledger) {
	c.t.Helper()
	for reference, words := range told.replies() {
		var history struct {
			Items []struct {
				Message *struct{ Text string }
			}
		}
		c.insist("GET", "/api/incidents/"+reference+"/timeline", "", nil, &history)
		times := 0
		for _, item := range history.Items {
			if item.Message != nil && strings.TrimSpace(item.Message.Text) == words {
				times++
			}
		}
		if times != 1 {
			c.t.Errorf("%s holds the answer %q %d times", reference, words, times)
		}
	}
}

// ledger is what the server acknowledged.
type ledger struct {
	mu         sync.Mutex
	references map[string]string // by title
	words      map[string]string // by reference
}

func newLedger() *ledger {
	return &ledger{references: map[string]string{}, words: map[string]string{}}
}

func (l *ledger) made(title, reference string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.references[title] = reference
}

func (l *ledger) said(reference, words string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.words[reference] = words
}

func (l *ledger) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.references) + len(l.words)
}

func (l *ledger) incidents() map[string]string { return l.references }

func (l *ledger) replies() map[string]string { return l.words }
