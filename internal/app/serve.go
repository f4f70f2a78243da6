package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"guichet/internal/api"
)

// Times of the server. Answers have no limit of their own: a stream of hints
// lasts as long as somebody looks.
const (
	headTime = 10 * time.Second
	bodyTime = time.Minute
	idleTime = 2 * time.Minute
	stopTime = 20 * time.Second
)

// Serve answers until ctx ends, then lets what runs come to its end.
func (a *App) Serve(ctx context.Context) error {
	sample, err := a.isSample(ctx)
	if err != nil {
		return err
	}
	if err := a.config.checkReach(sample); err != nil {
		return err
	}
	secured, err := a.config.tls()
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", a.config.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	if secured != nil {
		listener = tls.NewListener(listener, secured)
	}
	return a.ServeOn(ctx, listener)
}

// ServeOn is Serve on a listener that is open already.
func (a *App) ServeOn(ctx context.Context, listener net.Listener) error {
	if err := a.start(ctx); err != nil {
		return errors.Join(err, listener.Close())
	}
	// Streams of hints end with the program, not with the patience of Shutdown; what
	// else is asked is answered.
	streams, endStreams := context.WithCancel(context.WithoutCancel(ctx))
	defer endStreams()
	server := &http.Server{
		Handler: endingStreams(streams.Done(), a.handler), ReadHeaderTimeout: headTime, ReadTimeout: bodyTime, IdleTimeout: idleTime,
		ErrorLog:       slog.NewLogLogger(a.config.Logger.Handler(), slog.LevelWarn),
		MaxHeaderBytes: 64 << 10, BaseContext: func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}
	server.RegisterOnShutdown(endStreams)
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	a.config.Logger.InfoContext(ctx, "serving", "address", listener.Addr().String(), "engine", a.db.Engine(), "version", a.config.Version)

	var err error
	select {
	case err = <-served:
	case <-ctx.Done():
		a.config.Logger.InfoContext(ctx, "stopping")
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
		defer cancel()
		err = server.Shutdown(grace)
		if ended := <-served; !errors.Is(ended, http.ErrServerClosed) {
			err = errors.Join(err, ended)
		}
	}
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return err
}

// endingStreams ends the streams of hints when stop is closed.
func endingStreams(stop <-chan struct{}, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == api.LivePath {
			ctx, end := context.WithCancel(r.Context())
			defer end()
			go func() {
				select {
				case <-stop:
					end()
				case <-ctx.Done():
				}
			}()
			r = r.WithContext(ctx)
		}
		next.ServeHTTP(w, r)
	})
}
