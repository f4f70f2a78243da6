package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"guichet/internal/api/contract"
	"guichet/internal/api/plain"
	"guichet/internal/backup"
	"guichet/internal/db"
)

// The server that has the SQLite file lets the other commands of the same user
// through, by a socket beside the file: one process owns the file, and a backup
// is taken while it works.

// socketMost is how long the path of a socket may be, with some room.
const socketMost = 100

// socket is the control socket of a SQLite file.
type socket struct {
	folder *os.File // kept open: the path may lead through it
	path   string
}

func openSocket(file string) (*socket, error) {
	folder, err := os.Open(filepath.Dir(file))
	if err != nil {
		return nil, err
	}
	s := &socket{folder: folder, path: file + ".control"}
	if len(s.path) > socketMost {
		s.path = fmt.Sprintf("/proc/self/fd/%d/%s", folder.Fd(), filepath.Base(file)+".control")
	}
	return s, nil
}

// control answers the other commands while the server runs.
type control struct {
	app    *App
	socket *socket
	server *http.Server
	done   chan error
}

func (c *control) start(ctx context.Context) error {
	file, is := c.app.config.sqliteFile()
	if !is {
		return nil
	}
	var err error
	if c.socket, err = openSocket(file); err != nil {
		return err
	}
	// What a killed server left; nobody else has the file.
	if err := os.Remove(c.socket.path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "unix", c.socket.path)
	if err != nil {
		return err
	}
	if err := os.Chmod(c.socket.path, 0o600); err != nil {
		return errors.Join(err, listener.Close())
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /archive/{kind}", c.archive)
	c.server = &http.Server{Handler: mux, ReadHeaderTimeout: headTime, ErrorLog: slog.NewLogLogger(c.app.config.Logger.Handler(), slog.LevelWarn)}
	c.done = make(chan error, 1)
	go func() { c.done <- c.server.Serve(listener) }()
	return nil
}

func (c *control) stop(context.Context) error {
	if c.server == nil {
		return nil
	}
	err := c.server.Close() // an archive that is cut off says so
	if ended := <-c.done; !errors.Is(ended, http.ErrServerClosed) {
		err = errors.Join(err, ended)
	}
	return errors.Join(err, c.socket.folder.Close())
}

func (c *control) archive(w http.ResponseWriter, r *http.Request) {
	desk, err := c.app.config.desk(c.app.db)
	if err != nil {
		c.app.config.Logger.ErrorContext(r.Context(), "an archive was not begun", "error", err)
		plain.Refuse(w, r, http.StatusInternalServerError, pageNames(), "", err)
		return
	}
	began := time.Now()
	kind := backup.Whole
	if r.PathValue("kind") == backup.Export {
		kind = backup.Export
	}
	end, err := backup.Write(r.Context(), w, kind, desk)
	if err != nil {
		c.app.config.Logger.WarnContext(r.Context(), "an archive was not finished", "kind", kind, "error", err)
		panic(http.ErrAbortHandler) // the other side sees that it is cut off
	}
	c.app.config.Logger.InfoContext(r.Context(), "an archive was taken", "kind", kind, "rows", end.Rows(), "files", end.Files, "took", time.Since(began).Round(time.Millisecond))
}

// throughServer asks the server that runs on the file for an archive; errNoServer
// when none does.
func throughServer(ctx context.Context, file, kind string) (*http.Response, error) {
	s, err := openSocket(file)
	if err != nil {
		return nil, errNoServer
	}
	defer s.folder.Close()
	client := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(ctx, "unix", s.path)
		if err != nil {
			return nil, errors.Join(errNoServer, err)
		}
		return conn, nil
	}}}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://guichet/archive/"+kind, http.NoBody)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept-Language", "en") // as our commands speak
	answer, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusOK {
		var p contract.Problem
		err := json.NewDecoder(io.LimitReader(answer.Body, 64<<10)).Decode(&p)
		said := fmt.Errorf("the server answers %s: %s %s (request %s)", answer.Status, p.Title, p.Detail, p.RequestID)
		return nil, errors.Join(said, err, answer.Body.Close())
	}
	return answer, nil
}

var errNoServer = errors.New("no server runs on this file")

// openAsItIs opens the database without bringing it up to date.
func (c Config) openAsItIs(ctx context.Context) (*db.DB, error) {
	return db.Open(ctx, db.Config{URL: c.database(), Logger: c.Logger})
}
