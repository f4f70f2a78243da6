package keep_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"guichet/internal/db"
	"guichet/internal/db/dbtest"
)

// program is the one that ships, built once.
var program = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp("", "guichet-keep-")
	if err != nil {
		return "", err
	}
	binary := filepath.Join(folder, "guichet")
	out, err := exec.Command("go", "build", "-o", binary, "guichet/cmd/guichet").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build: %w\n%s", err, out)
	}
	return binary, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if binary, err := program(); err == nil {
		_ = os.RemoveAll(filepath.Dir(binary)) // the system would clean it too
	}
	os.Exit(code)
}

// desk is a place where a desk lies, and the server that may run on it.
type desk struct {
	t        *testing.T
	data     string
	database string
	address  string
	env      []string
	patience time.Duration // how long a command may take; 0: five minutes

	process *exec.Cmd
	out     *output // what it says to people
	log     *output
}

// output is what a server said so far.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) { o.mu.Lock(); defer o.mu.Unlock(); return o.b.Write(p) }

func (o *output) String() string { o.mu.Lock(); defer o.mu.Unlock(); return o.b.String() }

// place is an empty place for a desk on an engine.
func place(t *testing.T, engine string) *desk {
	t.Helper()
	if engine == db.SQLite {
		folder := t.TempDir()
		return placeAt(t, folder, "sqlite:"+filepath.Join(folder, "guichet.db"))
	}
	return placeAt(t, t.TempDir(), dbtest.URL(t, engine, dbtest.Unmigrated()))
}

func placeAt(t *testing.T, folder, database string) *desk {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	d := &desk{t: t, data: folder, database: database, address: l.Addr().String(), out: &output{}, log: &output{}}
	d.env = append(os.Environ(), "GUICHET_DATA="+d.data, "GUICHET_DATABASE="+d.database, "GUICHET_LISTEN="+d.address, "GUICHET_LOG=info")
	t.Cleanup(func() {
		if d.process != nil {
			d.kill()
		}
		if t.Failed() {
			text := d.out.String() + d.log.String()
			t.Logf("the server said:\n%s", text[max(0, len(text)-6000):])
		}
	})
	return d
}

// runs runs a command of the program to its end.
func (d *desk) runs(args ...string) (string, error) {
	d.t.Helper()
	binary, err := program()
	if err != nil {
		d.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), max(d.patience, 5*time.Minute))
	defer cancel()
	command := exec.CommandContext(ctx, binary, args...)
	command.Env = d.env
	out, err := command.CombinedOutput()
	return string(out), err
}

// does runs a command that must work.
func (d *desk) does(args ...string) string {
	d.t.Helper()
	out, err := d.runs(args...)
	if err != nil {
		d.t.Fatalf("guichet %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return out
}

// refuses runs a command that must fail, and say why.
func (d *desk) refuses(why string, args ...string) {
	d.t.Helper()
	out, err := d.runs(args...)
	if err == nil || !strings.Contains(out, why) {
		d.t.Errorf("guichet %s: %v, and says nothing of %q:\n%s", strings.Join(args, " "), err, why, out)
	}
}

// start starts the server, with the sample company, and waits until it answers.
func (d *desk) start(args ...string) {
	d.t.Helper()
	d.launch(append([]string{"--sample"}, args...)...)
	eventually(d.t, "the server answers", func() error { return d.answers("/api/desk", http.StatusOK) })
}

func (d *desk) launch(args ...string) {
	d.t.Helper()
	binary, err := program()
	if err != nil {
		d.t.Fatal(err)
	}
	d.process = exec.Command(binary, append([]string{"serve"}, args...)...)
	d.process.Env, d.process.Stdout, d.process.Stderr = d.env, d.out, d.log
	if err := d.process.Start(); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) answers(path string, status int) error {
	r, err := http.Get("http://" + d.address + path)
	if err != nil {
		return err
	}
	defer r.Body.Close()
	if r.StatusCode != status {
		return fmt.Errorf("%s: %s", path, r.Status)
	}
	return nil
}

// stop asks the server to end, and expects it to end well.
func (d *desk) stop() {
	d.t.Helper()
	if err := d.process.Process.Signal(syscall.SIGTERM); err != nil {
		d.t.Fatal(err)
	}
	if err := d.process.Wait(); err != nil {
		d.t.Errorf("asked to stop, the server ended with: %v", err)
	}
	d.process = nil
}

func (d *desk) kill() {
	_ = d.process.Process.Kill() // it may have ended
	_ = d.process.Wait()
	d.process = nil
}

// eventually tries until what is expected holds.
func eventually(t *testing.T, what string, holds func() error) {
	t.Helper()
	end := time.Now().Add(2 * time.Minute)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		err := holds()
		if err == nil {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%s: %v", what, err)
		}
		<-tick.C
	}
}

// caller is a program that speaks to a desk with somebody's token.
type caller struct {
	t     *testing.T
	d     *desk
	token string
}

// as is somebody of the sample company.
func (d *desk) as(login string) *caller {
	d.t.Helper()
	body := strings.NewReader(fmt.Sprintf(`{"login":%q,"password":"guichet-sample-2026"}`, login+"@solane.example"))
	r, err := http.Post("http://"+d.address+"/api/session", "application/json", body)
	if err != nil {
		d.t.Fatal(err)
	}
	r.Body.Close()
	return d.token(r.Cookies())
}

// token is one of whoever was given the cookies.
func (d *desk) token(cookies []*http.Cookie) *caller {
	d.t.Helper()
	request, err := http.NewRequestWithContext(d.t.Context(), http.MethodPost, "http://"+d.address+"/api/tokens", strings.NewReader(`{"name":"story"}`))
	if err != nil {
		d.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	for _, cookie := range cookies {
		request.AddCookie(cookie)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		d.t.Fatal(err)
	}
	defer answer.Body.Close()
	var made struct{ Token string }
	if err := json.NewDecoder(answer.Body).Decode(&made); err != nil || made.Token == "" {
		d.t.Fatalf("make a token: %s, %v", answer.Status, err)
	}
	return &caller{d.t, d, made.Token}
}

// asks asks once and gives the status; out is read when it was done.
func (c *caller) asks(method, path string, in, out any) (int, error) {
	body, err := json.Marshal(in)
	if err != nil {
		return 0, err
	}
	var reader io.Reader = http.NoBody
	if in != nil {
		reader = bytes.NewReader(body)
	}
	return c.send(method, path, "application/json", reader, out)
}

func (c *caller) send(method, path, kind string, body io.Reader, out any) (int, error) {
	request, err := http.NewRequestWithContext(context.Background(), method, "http://"+c.d.address+path, body)
	if err != nil {
		return 0, err
	}
	request.Header.Set("Content-Type", kind)
	request.Header.Set("Authorization", "Bearer "+c.token)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode >= 300 {
		err = fmt.Errorf("%s %s: %s: %s", method, path, answer.Status, text)
	}
	if err == nil && out != nil {
		err = json.Unmarshal(text, out)
	}
	return answer.StatusCode, err
}

// attaches gives a file to the desk.
func (c *caller) attaches(name string, content []byte) (string, error) {
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		return "", err
	}
	if _, err := part.Write(content); err != nil {
		return "", err
	}
	if err := w.Close(); err != nil {
		return "", err
	}
	var made struct{ ID string }
	_, err = c.send(http.MethodPost, "/api/attachments", w.FormDataContentType(), &form, &made)
	return made.ID, err
}

type ticket struct {
	ID, Reference, State, Title string
	Version                     int64
}

// logs reports an incident, with a file.
func (c *caller) logs(title string) (ticket, error) {
	var made ticket
	file, err := c.attaches("note.txt", []byte("Ce que dit l'écran : "+title))
	if err != nil {
		return made, err
	}
	_, err = c.asks(http.MethodPost, "/api/incidents", map[string]any{"title": title, "description": "Il ne s’allume plus. « é » 漢字", "attachment_ids": []string{file}}, &made)
	return made, err
}
