package bench

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// client is one connection that asks, waits for the answer and asks again. It
// does as little as it can, so that what is measured is the server.
type client struct {
	conn   net.Conn
	in     *bufio.Reader
	host   string
	header string // who asks
	out    bytes.Buffer
}

func dial(address, header string) (*client, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	return &client{conn: conn, in: bufio.NewReaderSize(conn, 64<<10), host: address, header: header}, nil
}

// call is a request. Key makes a POST safe to repeat, as our screens do.
type call struct {
	method, path string
	body         []byte
	key          string
}

// do sends a call and reads the answer whole.
func (c *client) do(k call) (status int, body []byte, err error) {
	c.out.Reset()
	c.out.WriteString(k.method + " " + k.path + " HTTP/1.1\r\nHost: " + c.host + "\r\n" + c.header)
	if k.key != "" {
		c.out.WriteString("Idempotency-Key: " + k.key + "\r\n")
	}
	if k.body != nil {
		c.out.WriteString("Content-Type: application/json\r\nContent-Length: " + strconv.Itoa(len(k.body)) + "\r\n")
	}
	c.out.WriteString("\r\n")
	c.out.Write(k.body)
	if _, err := c.conn.Write(c.out.Bytes()); err != nil {
		return 0, nil, err
	}
	answer, err := http.ReadResponse(c.in, nil)
	if err != nil {
		return 0, nil, err
	}
	c.out.Reset()
	_, err = io.Copy(&c.out, answer.Body)
	return answer.StatusCode, c.out.Bytes(), errors.Join(err, answer.Body.Close())
}

// operation makes the n-th call of a load.
type operation func(n int64) call

// result is what a load came to.
type result struct {
	calls, errors int64
	took          time.Duration
	waits         []time.Duration // of every call, sorted
	bytes         int64           // of the last answer
	mistake       string          // the first
}

func (r result) rate() float64 { return float64(r.calls) / r.took.Seconds() }

// at gives the wait that the share of calls did not exceed.
func (r result) at(share float64) time.Duration {
	if len(r.waits) == 0 {
		return 0
	}
	return r.waits[min(len(r.waits)-1, int(share*float64(len(r.waits))))]
}

// load runs clients in closed loops for a spell, or until count calls are made
// when count is not 0. counter numbers the calls over several loads.
func load(ctx context.Context, address, header string, clients int, spell time.Duration, count int64, counter *atomic.Int64, ask operation) (result, error) {
	connections := make([]*client, clients)
	for i := range connections {
		c, err := dial(address, header)
		if err != nil {
			return result{}, err
		}
		defer c.conn.Close()
		connections[i] = c
	}
	parts := make([]result, clients)
	var made atomic.Int64
	var all sync.WaitGroup
	began := time.Now()
	for i, c := range connections {
		all.Go(func() {
			p := &parts[i]
			for ctx.Err() == nil && (count > 0 || time.Since(began) < spell) && (count == 0 || made.Add(1) <= count) {
				sent := time.Now()
				status, body, err := c.do(ask(counter.Add(1)))
				p.waits = append(p.waits, time.Since(sent))
				p.calls++
				p.bytes = int64(len(body))
				if err == nil && status >= 200 && status < 300 {
					continue
				}
				p.errors++
				if p.mistake == "" {
					p.mistake = fmt.Sprintf("status %d: %v %.300s", status, err, body)
				}
				if err != nil {
					return
				}
			}
		})
	}
	all.Wait()
	sum := result{took: time.Since(began)}
	for _, p := range parts {
		sum.calls, sum.errors, sum.bytes = sum.calls+p.calls, sum.errors+p.errors, max(sum.bytes, p.bytes)
		sum.waits = append(sum.waits, p.waits...)
		if sum.mistake == "" {
			sum.mistake = p.mistake
		}
	}
	slices.Sort(sum.waits)
	return sum, ctx.Err()
}

// credentials are the two ways of one agent into the desk.
type credentials struct{ session, token string }

// signIn opens a session and makes a token.
func signIn(address string) (credentials, error) {
	body, err := json.Marshal(map[string]string{"login": login, "password": password})
	if err != nil {
		return credentials{}, err
	}
	answer, err := http.Post("http://"+address+"/api/session", "application/json", bytes.NewReader(body))
	if err != nil {
		return credentials{}, err
	}
	defer answer.Body.Close()
	var made credentials
	for _, cookie := range answer.Cookies() {
		made.session = "Cookie: " + cookie.Name + "=" + cookie.Value + "\r\n"
	}
	if made.session == "" {
		return made, fmt.Errorf("signing in answers %s", answer.Status)
	}
	c, err := dial(address, made.session)
	if err != nil {
		return made, err
	}
	defer c.conn.Close()
	_, text, err := c.do(call{method: http.MethodPost, path: "/api/tokens", body: []byte(`{"name":"bench"}`)})
	if err != nil {
		return made, err
	}
	var token struct {
		Token string `json:"token"`
	}
	if err := json.Unmarshal(text, &token); err != nil || token.Token == "" {
		return made, fmt.Errorf("making a token answers %.200s", text)
	}
	made.token = "Authorization: Bearer " + token.Token + "\r\n"
	return made, nil
}
