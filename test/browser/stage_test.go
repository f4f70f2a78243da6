package browser_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"guichet/internal/db/dbtest"
	"guichet/internal/sample"
	"guichet/test/post"
	"guichet/web"
)

const (
	chromium = "/usr/bin/chromium"
	// patience is how long one story may take. On an idle machine it takes a
	// tenth of that.
	patience = 15 * time.Minute
	// morePatience is for the screens with their pictures, twice as many looks.
	morePatience = time.Hour
	// pictures asks for a picture of every screen in test-output/browser, and
	// for a look at each in both themes.
	pictures = "GUICHET_PICTURES"
)

// stage is a desk and a browser in which stories are told, one after the other.
type stage struct {
	desk   *desk
	doomed *desk // beside it, once a story asked for one
	engine string
	orders io.WriteCloser
	told   *bufio.Reader
	player *exec.Cmd
}

func openStage(t *testing.T, engine string) *stage {
	t.Helper()
	for _, needed := range []string{chromium, filepath.Join(root, "web/node_modules/playwright-core")} {
		if !fileExists(needed) {
			dbtest.Missing(t, needed)
		}
	}
	if !web.Built() {
		t.Fatal(web.NotBuilt)
	}
	s := &stage{desk: openDesk(t, engine), engine: engine}
	asks := httptest.NewServer(s.asks())
	t.Cleanup(asks.Close)
	out, err := filepath.Abs(filepath.Join(root, "test-output/browser", engine))
	if err != nil {
		t.Fatal(err)
	}
	given, err := json.Marshal(map[string]string{
		"address": s.desk.url(), "engine": engine, "out": out, "asks": asks.URL, "chromium": chromium, "password": sample.Password,
		"pictures": os.Getenv(pictures),
	})
	if err != nil {
		t.Fatal(err)
	}
	s.player = exec.CommandContext(context.Background(), "node", "stage.mjs")
	s.player.Env = append(os.Environ(), "GUICHET_STAGE="+string(given))
	s.player.Stderr = t.Output()
	s.orders, err = s.player.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	pipe, err := s.player.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	s.told = bufio.NewReader(pipe)
	if err := s.player.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.close(); err != nil {
			t.Errorf("the browser: %v", err)
		}
	})
	return s
}

// close lets the browser end, or ends it.
func (s *stage) close() error {
	s.orders.Close()
	ended := make(chan error, 1)
	go func() { ended <- s.player.Wait() }()
	select {
	case err := <-ended:
		return err
	case <-time.After(20 * time.Second):
		return errors.Join(errors.New("it did not end"), s.player.Process.Kill(), <-ended)
	}
}

// patience is how long a story of this run may take.
func (s *stage) patience() time.Duration {
	if os.Getenv(pictures) != "" {
		return morePatience
	}
	return patience
}

// tell tells a story to its end.
func (s *stage) tell(t *testing.T, story string) {
	t.Helper()
	if _, err := fmt.Fprintln(s.orders, story); err != nil {
		t.Fatalf("the browser is gone: %v", err)
	}
	type ending struct {
		Error string
		Said  []string
		Took  int64
	}
	ended := make(chan ending, 1)
	go func() {
		var e ending
		line, err := s.told.ReadBytes('\n')
		if err == nil {
			err = json.Unmarshal(line, &e)
		}
		if err != nil {
			e.Error = fmt.Sprintf("the browser went away: %v", err)
		}
		ended <- e
	}()
	select {
	case e := <-ended:
		for _, words := range e.Said {
			t.Log(words)
		}
		t.Logf("%s took %d ms", story, e.Took)
		if e.Error != "" {
			t.Fatal(e.Error)
		}
	case <-time.After(s.patience()):
		_ = s.player.Process.Kill() // nothing more can be told after it
		t.Fatalf("%s does not end", story)
	}
}

// asks answers what a story asks of the world outside the browser.
func (s *stage) asks() http.Handler {
	mux := http.NewServeMux()
	d := s.desk
	answer(mux, "send", func(l letter) (any, error) {
		id, err := d.send(l)
		return map[string]string{"message_id": id}, err
	})
	answer(mux, "receives", func(in struct {
		Name  string
		Words []string
	},
	) (any, error) {
		return d.receives(in.Name, in.Words)
	})
	answer(mux, "letters", func(in struct{ Name string }) (any, error) { return d.letters(in.Name) })
	answer(mux, "office", func(struct{}) (any, error) {
		return map[string]any{"host": post.Host, "imaps": d.office.IMAPS, "smtp": d.office.SMTP, "password": post.Password, "domain": post.Domain}, nil
	})
	answer(mux, "empty", func(struct{}) (any, error) {
		empty, code, err := d.openEmpty(s.engine)
		if err != nil {
			return nil, err
		}
		return map[string]any{"address": empty.url(), "code": code, "post": empty.office != nil}, nil
	})
	answer(mux, "doomed", func(struct{}) (_ any, err error) {
		if s.doomed, err = d.openDoomed(s.engine); err != nil {
			return nil, err
		}
		return map[string]string{"address": s.doomed.url()}, nil
	})
	answer(mux, "break", func(struct{}) (any, error) { return nil, s.doomed.breakDown() })
	answer(mux, "away", func(struct{}) (any, error) { return nil, s.doomed.goAway() })
	answer(mux, "stop", func(struct{}) (any, error) { return nil, d.down() })
	answer(mux, "start", func(struct{}) (any, error) { return nil, d.up() })
	return mux
}

// answer adds one question.
func answer[In any](mux *http.ServeMux, what string, do func(In) (any, error)) {
	mux.HandleFunc("POST /"+what, func(w http.ResponseWriter, r *http.Request) {
		var in In
		err := json.NewDecoder(r.Body).Decode(&in)
		var out any
		if err == nil {
			out, err = do(in)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		if err := json.NewEncoder(w).Encode(out); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
}
