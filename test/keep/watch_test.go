package keep_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"guichet/internal/db/dbtest"
)

func fetch(t *testing.T, url string, headers ...string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

var sample = regexp.MustCompile(`^([a-z_]+)(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? (\S+)$`)

// readMetrics reads the text as Prometheus does: every sample has its type before
// it, and a number.
func readMetrics(t *testing.T, text string) map[string]float64 {
	t.Helper()
	all := map[string]float64{}
	typed := map[string]bool{}
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if rest, is := strings.CutPrefix(line, "# TYPE "); is {
			name, _, _ := strings.Cut(rest, " ")
			if typed[name] {
				t.Errorf("%s has its type twice", name)
			}
			typed[name] = true
		}
		if strings.HasPrefix(line, "#") {
			continue
		}
		parts := sample.FindStringSubmatch(line)
		if parts == nil {
			t.Errorf("no sample: %q", line)
			continue
		}
		family := parts[1]
		for _, end := range []string{"_bucket", "_sum", "_count"} {
			if base, is := strings.CutSuffix(family, end); is && typed[base] {
				family = base
			}
		}
		value, err := strconv.ParseFloat(parts[4], 64)
		if err != nil || !typed[family] {
			t.Errorf("%q: its type is said: %v, %v", line, typed[family], err)
		}
		all[parts[1]+parts[2]] = value
	}
	return all
}

// TestADeskIsWatched: it says that it lives, that it is ready, and how it fares;
// the last to its own machine alone, or for the token.
func TestADeskIsWatched(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			d := place(t, engine)
			d.env = append(d.env, "GUICHET_METRICS_TOKEN=the-token-of-the-watch")
			d.start()
			at := "http://" + d.address
			for path, want := range map[string]string{"/healthz": "ok\n", "/readyz": "ready\n"} {
				if status, text := fetch(t, at+path); status != http.StatusOK || text != want {
					t.Errorf("%s: %d %q", path, status, text)
				}
			}
			if _, err := d.as("sophie").logs("Vu par la surveillance"); err != nil {
				t.Fatal(err)
			}
			status, text := fetch(t, at+"/metrics")
			if status != http.StatusOK {
				t.Fatalf("%d %s", status, text)
			}
			all := readMetrics(t, text)
			for name, least := range map[string]float64{
				"guichet_database_up": 1, "guichet_database_bytes": 100_000, "guichet_acts_total": 1, "guichet_disk_free_bytes": 1,
				`guichet_http_requests_total{area="api",status="2xx"}`: 3, `guichet_http_request_seconds_count{area="api"}`: 3,
				`guichet_http_request_seconds_bucket{area="api",le="+Inf"}`: 3, "process_resident_memory_bytes": 1e6,
			} {
				if all[name] < least {
					t.Errorf("%s is %v", name, all[name])
				}
			}
			// By route: a pattern of the program's, whatever was asked for.
			logged := `guichet_route_seconds_count{route="POST /api/incidents"}`
			if all[logged] < 1 || all[`guichet_route_seconds_bucket{route="POST /api/incidents",le="+Inf"}`] != all[logged] {
				t.Errorf("%s is %v", logged, all[logged])
			}
			for _, odd := range []string{"/api/incidents/INC-inconnu-des-services", "/api/persons/../invente", "/api//invente", "/api/invente?q=invente", "/api/people/invente/invente"} {
				fetch(t, at+odd)
			}
			_, text = fetch(t, at+"/metrics")
			routes := 0
			for name := range readMetrics(t, text) {
				if strings.HasPrefix(name, "guichet_route_seconds_count") {
					routes++
				}
			}
			if strings.Contains(text, "invente") || strings.Contains(text, "inconnu") || routes == 0 || routes > 300 {
				t.Errorf("%d routes, among them what a stranger asked for:\n%s", routes, text)
			}
			if strings.Contains(text, "solane") || strings.Contains(text, "Vu par") {
				t.Errorf("the metrics speak of people:\n%s", text)
			}
			for _, header := range []string{"X-Forwarded-For", "Forwarded", "Via"} {
				if status, text := fetch(t, at+"/metrics", header, "192.0.2.1"); status != http.StatusForbidden || strings.Contains(text, "guichet_") {
					t.Errorf("to a stranger behind a proxy (%s) it says %d %s", header, status, text)
				}
			}
			if status, _ := fetch(t, at+"/metrics", "X-Forwarded-For", "192.0.2.1", "Authorization", "Bearer the-token-of-the-watch"); status != http.StatusOK {
				t.Errorf("to who has the token it says %d", status)
			}
			if status, _ := fetch(t, at+"/metrics", "Authorization", "Bearer another"); status != http.StatusForbidden {
				t.Errorf("to who has another token it says %d", status)
			}
			if _, text := fetch(t, at+"/metrics", "Via", "192.0.2.1", "Accept-Language", "fr"); !strings.Contains(text, "Les mesures se lisent sur cette machine") {
				t.Errorf("to who reads French it says %s", text)
			}
			d.stop()
			d.env = append(d.env, "GUICHET_METRICS_TOKEN=short")
			d.refuses("16 characters", "serve")
		})
	}
}

// TestTheLogHoldsNoSecret: every line is an object of JSON, and none holds a
// password, a token, a link that opens or the key, however much is said.
func TestTheLogHoldsNoSecret(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			d := place(t, engine)
			d.env = append(d.env, "GUICHET_LOG=debug", "GUICHET_LOG_FORM=json", "GUICHET_METRICS_TOKEN=metrics-token-secret")
			d.start()
			admin := d.as("admin")
			secrets := []string{admin.token, "guichet-sample-2026", "metrics-token-secret", "mailbox-secret-1", "wrong-secret-2", "bearer-secret-3", "voudrion"}
			var made struct{ ID string }
			server := map[string]any{"host": "127.0.0.1", "port": 1, "tls": "none", "user": "u", "password": "mailbox-secret-1"}
			if _, err := admin.asks("POST", "/api/mailboxes", map[string]any{"name": "Essai", "address": "essai@solane.example", "enabled": true, "receive": server, "send": server}, &made); err != nil {
				t.Fatal(err)
			}
			// The stemmer of French prints such words, by a log of its own.
			if _, err := d.as("sophie").logs("Nous voudrions travailler"); err != nil {
				t.Fatal(err)
			}
			for _, body := range []string{`{"login":"sophie@solane.example","password":"wrong-secret-2"}`, `{"login":"sophie@solane.example","password":"wrong-secret-2"`} {
				r, err := http.Post("http://"+d.address+"/api/session", "application/json", strings.NewReader(body))
				if err != nil {
					t.Fatal(err)
				}
				r.Body.Close()
			}
			fetch(t, "http://"+d.address+"/api/me", "Authorization", "Bearer bearer-secret-3", "Cookie", "guichet_session=bearer-secret-3")
			fetch(t, "http://"+d.address+"/metrics", "Authorization", "Bearer metrics-token-secret")
			r, err := http.Post("http://"+d.address+"/api/session/links", "application/json", strings.NewReader(`{"address":"sophie@solane.example"}`))
			if err != nil {
				t.Fatal(err)
			}
			r.Body.Close()
			eventually(t, "the mailbox that cannot be reached is logged", func() error {
				if !strings.Contains(d.log.String(), "mailbox") {
					return fmt.Errorf("nothing so far")
				}
				return nil
			})
			d.stop()
			lines := 0
			for scan := bufio.NewScanner(strings.NewReader(d.log.String())); scan.Scan(); lines++ {
				var line struct{ Time, Level, Msg string }
				if err := json.Unmarshal(scan.Bytes(), &line); err != nil || line.Time == "" || line.Level == "" || line.Msg == "" {
					t.Errorf("no structured line: %s", scan.Text())
				}
			}
			if lines < 5 {
				t.Errorf("only %d lines were logged", lines)
			}
			for _, secret := range secrets {
				if strings.Contains(d.log.String(), secret) {
					t.Errorf("the log holds %q", secret)
				}
			}
		})
	}
}

// TestWhoIsAtWorkIsLetFinish: asked to stop in the middle of a request, the server
// answers it, takes no other, and ends well.
func TestWhoIsAtWorkIsLetFinish(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			d := place(t, engine)
			d.start()
			sophie := d.as("sophie")
			conn, err := net.Dial("tcp", d.address)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			body := []byte(`{"title":"Pendant l’arrêt","description":"x"}`)
			fmt.Fprintf(conn, "POST /api/incidents HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
				d.address, sophie.token, len(body), body[:10])
			eventually(t, "the request is under way", func() error {
				_, text := fetch(t, "http://"+d.address+"/metrics")
				if n := readMetrics(t, text)["guichet_http_requests_open"]; n < 1 {
					return fmt.Errorf("%v are", n)
				}
				return nil
			})
			if err := d.process.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			eventually(t, "no other is taken", func() error {
				if other, err := net.DialTimeout("tcp", d.address, time.Second); err == nil {
					return errors.Join(errors.New("one was"), other.Close())
				}
				return nil
			})
			if _, err := io.Copy(conn, bytes.NewReader(body[10:])); err != nil {
				t.Fatal(err)
			}
			answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil || answer.StatusCode != http.StatusCreated {
				t.Fatalf("answered %+v, %v", answer, err)
			}
			var made ticket
			if err := json.NewDecoder(answer.Body).Decode(&made); err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
			if err := d.process.Wait(); err != nil {
				t.Errorf("it ended with %v", err)
			}
			d.process = nil
			d.start()
			var shown ticket
			if _, err := d.as("karim").asks("GET", "/api/incidents/"+made.Reference, nil, &shown); err != nil || shown.ID != made.ID {
				t.Errorf("after the stop %s is %+v, %v", made.Reference, shown, err)
			}
			d.stop()
		})
	}
}
