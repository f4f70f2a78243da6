package desktest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"guichet/internal/auth"
	"guichet/internal/db"
)

// Client is somebody of the cast at their screen, or nobody in particular.
type Client struct {
	Key    string
	t      *testing.T
	url    string
	header http.Header
}

// As is the screen of somebody of the cast, signed in.
func (d *Desk) As(key string) *Client {
	d.T.Helper()
	if c, signedIn := d.clients[key]; signedIn {
		return c
	}
	c := d.Again(key)
	d.clients[key] = c
	return c
}

// Again is another screen of somebody of the cast.
func (d *Desk) Again(key string) *Client {
	d.T.Helper()
	c := d.Anybody()
	c.Key = key
	d.signIn(c)
	return c
}

func (d *Desk) signIn(c *Client) {
	d.T.Helper()
	var session auth.Session
	if err := d.DB.Write(context.Background(), func(ctx context.Context, tx *db.Tx) (err error) {
		session, err = auth.OpenSession(ctx, tx, d.ID(c.Key), "desktest")
		return err
	}); err != nil {
		d.T.Fatal(err)
	}
	c.header.Set("Cookie", "guichet_session="+string(session.Secret))
}

// Anybody is a caller who has not signed in.
func (d *Desk) Anybody() *Client {
	return &Client{t: d.T, url: d.URL, header: http.Header{}}
}

// With is the same caller, sending a header.
func (c *Client) With(name, value string) *Client {
	other := *c
	other.header = maps.Clone(c.header)
	other.header.Set(name, value)
	return &other
}

// Response is what the desk answered.
type Response struct {
	Status int
	Header http.Header
	Body   []byte

	t    *testing.T
	what string
}

// Get reads; a success is decoded into out unless it is nil.
func (c *Client) Get(path string, out any) *Response {
	c.t.Helper()
	return c.Do(http.MethodGet, path, nil, out)
}

// Post sends a body as JSON.
func (c *Client) Post(path string, body, out any) *Response {
	c.t.Helper()
	return c.Do(http.MethodPost, path, body, out)
}

// Patch sends a change as JSON.
func (c *Client) Patch(path string, body, out any) *Response {
	c.t.Helper()
	return c.Do(http.MethodPatch, path, body, out)
}

// Delete asks to remove.
func (c *Client) Delete(path string) *Response {
	c.t.Helper()
	return c.Do(http.MethodDelete, path, nil, nil)
}

// Map is a body of JSON.
type Map map[string]any

// Do asks anything; a success is decoded into out unless it is nil.
func (c *Client) Do(method, path string, body, out any) *Response {
	c.t.Helper()
	if body == nil {
		return c.Raw(method, path, "", nil).Into(out)
	}
	text, err := json.Marshal(body)
	if err != nil {
		c.t.Fatal(err)
	}
	return c.Raw(method, path, "application/json", bytes.NewReader(text)).Into(out)
}

// Raw sends bytes as they are, well formed or not.
func (c *Client) Raw(method, path, contentType string, body io.Reader) *Response {
	c.t.Helper()
	r, err := c.Sends(method, path, contentType, body)
	if err != nil {
		c.t.Fatalf("%s %s as %q: %v", method, path, c.Key, err)
	}
	return r
}

// patience is how long a story waits for an answer: the desk hangs, or it streams.
const patience = time.Minute

// Sends is Raw for who expects to be cut off, and for goroutines, which may not
// end the story.
func (c *Client) Sends(method, path, contentType string, body io.Reader) (*Response, error) {
	request, err := http.NewRequestWithContext(context.Background(), method, c.url+path, body)
	if err != nil {
		return nil, err
	}
	request.Header = maps.Clone(c.header)
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	patient := http.Client{Timeout: patience}
	response, err := patient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return &Response{
		Status: response.StatusCode, Header: response.Header, Body: text, t: c.t,
		what: method + " " + path + " as " + c.Key,
	}, err
}

// Status asks and reads no further than the status: what answers may be a stream
// without an end.
func (c *Client) Status(method, path string) int {
	c.t.Helper()
	ctx, end := context.WithTimeout(context.Background(), patience)
	defer end()
	request, err := http.NewRequestWithContext(ctx, method, c.url+path, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	request.Header = maps.Clone(c.header)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		c.t.Fatalf("%s %s as %q: %v", method, path, c.Key, err)
	}
	defer response.Body.Close()
	return response.StatusCode
}

// Upload sends a file.
func (c *Client) Upload(name string, content []byte) *Response {
	c.t.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		c.t.Fatal(err)
	}
	if _, err := part.Write(content); err != nil {
		c.t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		c.t.Fatal(err)
	}
	return c.Raw(http.MethodPost, "/api/attachments", w.FormDataContentType(), &form)
}

// Attach uploads a file and gives its id.
func (c *Client) Attach(name string, content []byte) string {
	c.t.Helper()
	var file Attachment
	c.Upload(name, content).Want(http.StatusCreated).Into(&file)
	return file.ID
}

// Into decodes a success.
func (r *Response) Into(out any) *Response {
	r.t.Helper()
	if out == nil || r.Status >= http.StatusMultipleChoices {
		return r
	}
	if err := json.Unmarshal(r.Body, out); err != nil {
		r.t.Fatalf("%s: %v in %s", r.what, err, r.Body)
	}
	return r
}

// Want ends the story when the desk answered otherwise.
func (r *Response) Want(status int) *Response {
	r.t.Helper()
	if r.Status != status {
		r.t.Fatalf("%s: answered %d, not %d: %s", r.what, r.Status, status, r.Body)
	}
	return r
}

// Problem reads a refusal.
func (r *Response) Problem() Problem {
	r.t.Helper()
	if kind := r.Header.Get("Content-Type"); kind != "application/problem+json" {
		r.t.Errorf("%s: a refusal of type %q: %s", r.what, kind, r.Body)
	}
	var p Problem
	if err := json.Unmarshal(r.Body, &p); err != nil {
		r.t.Fatalf("%s: %v in %s", r.what, err, r.Body)
	}
	return p
}

// Refused wants a refusal that has the code and names the fields, no others.
func (r *Response) Refused(status int, code string, fields ...string) Problem {
	r.t.Helper()
	r.Want(status)
	p := r.Problem()
	var named []string
	for _, e := range p.Errors {
		named = append(named, e.Location)
		if e.Message == "" || e.Code == "" {
			r.t.Errorf("%s: says nothing about %s: %s", r.what, e.Location, r.Body)
		}
	}
	slices.Sort(named)
	slices.Sort(fields)
	if !slices.Equal(named, fields) {
		r.t.Errorf("%s: names %q, not %q: %s", r.what, named, fields, r.Body)
	}
	if p.Code != code {
		r.t.Errorf("%s: refused by %q, not %q: %s", r.what, p.Code, code, r.Body)
	}
	if p.Title == "" || p.Detail == "" || p.Status != status || p.RequestID == "" {
		r.t.Errorf("%s: an unfinished problem: %s", r.what, r.Body)
	}
	return p
}

// Silent wants an answer in which none of the words occur.
func (r *Response) Silent(words ...string) *Response {
	r.t.Helper()
	text := strings.ToLower(string(r.Body))
	for _, w := range words {
		if strings.Contains(text, strings.ToLower(w)) {
			r.t.Errorf("%s: gives %q away: %s", r.what, w, r.Body)
		}
	}
	return r
}

// Tries asks from a goroutine, which may not end the story: an answer that did
// not come has the status 0.
func (c *Client) Tries(method, path string, body any) *Response {
	text, err := json.Marshal(body)
	if err == nil {
		var r *Response
		if r, err = c.Sends(method, path, "application/json", bytes.NewReader(text)); err == nil {
			return r
		}
	}
	c.t.Errorf("%s %s as %s: %v", method, path, c.Key, err)
	return &Response{t: c.t, what: method + " " + path}
}

// TriesToRead is Reads from a goroutine.
func (c *Client) TriesToRead(i Incident) Incident {
	var now Incident
	c.tryGet("/api/incidents/"+i.ID, &now)
	return now
}

// TriesToList lists rows from a goroutine.
func (c *Client) TriesToList(query string) []Row {
	var l List[Row]
	c.tryGet("/api/incidents?"+query, &l)
	return l.Items
}

func (c *Client) tryGet(path string, out any) {
	r, err := c.Sends(http.MethodGet, path, "", nil)
	if err == nil && r.Status != http.StatusOK {
		err = fmt.Errorf("answered %d: %s", r.Status, r.Body)
	}
	if err == nil {
		err = json.Unmarshal(r.Body, out)
	}
	if err != nil {
		c.t.Errorf("GET %s as %s: %v", path, c.Key, err)
	}
}

// Watches opens a stream of hints. What it gives waits for the next one.
func (c *Client) Watches(topics ...string) (next func() (kind, id string)) {
	c.t.Helper()
	ctx, end := context.WithTimeout(context.Background(), patience)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.url+"/api/live?topics="+strings.Join(topics, ","), nil)
	if err != nil {
		c.t.Fatal(err)
	}
	request.Header = maps.Clone(c.header)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { end(); response.Body.Close() })
	if response.StatusCode != http.StatusOK {
		c.t.Fatalf("watch %q as %s: answered %d", topics, c.Key, response.StatusCode)
	}
	lines := bufio.NewScanner(response.Body)
	read := func(begins string) string {
		for lines.Scan() {
			if rest, found := strings.CutPrefix(lines.Text(), begins); found {
				return rest
			}
		}
		c.t.Fatalf("watch %q as %s: the stream ended: %v", topics, c.Key, lines.Err())
		return ""
	}
	read(": hello")
	return func() (kind, id string) {
		c.t.Helper()
		for { // the stream begins by saying what will not be heard on it
			var hint struct{ Kind, ID string }
			if err := json.Unmarshal([]byte(read("data: ")), &hint); err != nil {
				c.t.Fatal(err)
			}
			if hint.Kind != "" {
				return hint.Kind, hint.ID
			}
		}
	}
}

// Watching opens a stream of hints that is expected to be ended by the desk: what
// it gives waits for that, and is what was said until then.
func (c *Client) Watching(topics ...string) (rest func() string) {
	c.t.Helper()
	ctx, end := context.WithTimeout(context.Background(), patience)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.url+"/api/live?topics="+strings.Join(topics, ","), nil)
	if err != nil {
		c.t.Fatal(err)
	}
	request.Header = maps.Clone(c.header)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { end(); response.Body.Close() })
	return func() string {
		c.t.Helper()
		text, err := io.ReadAll(response.Body)
		if err != nil {
			c.t.Errorf("the stream of %q did not end: %v", c.Key, err)
		}
		return string(text)
	}
}
