package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"guichet/internal/app"
	"guichet/internal/bench"
	"guichet/internal/db"
)

type benchCommand struct {
	Records  []int    `help:"The two sizes, in records." default:"10000,100000"`
	Engine   []string `help:"Which engines: sqlite, postgres." default:"sqlite" enum:"sqlite,postgres"`
	Postgres string   `help:"A PostgreSQL database from which others may be made." env:"GUICHET_BENCH_POSTGRES"`
	Clients  int      `help:"How many ask at once." default:"8"`
	Seconds  float64  `help:"How long one load lasts." default:"2.4"`
	Load     float64  `help:"How long the mixed load lasts, in seconds." default:"60"`
	Settle   float64  `help:"After how many seconds a server counts as settled." default:"60"`
	Profiles string   `help:"A folder for processor profiles." type:"path"`
	Folder   string   `help:"Where the data sets are made; they are removed at the end." type:"path"`
	Sets     string   `help:"A folder in which the data sets stay, to be used again by a run of the same sizes." type:"path"`
	Only     string   `help:"One part alone, or one row of it, said on standard error: rest, reads, rates, writes, letters, day; such as \"rates/view of any record\"."`
	Out      string   `help:"Where the report goes; standard output when left out." type:"path"`
}

func (b benchCommand) Run(ctx context.Context, out io.Writer, _ app.Config) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp(b.Folder, "guichet-bench-")
	if err != nil {
		return err
	}
	seconds := func(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
	report, err := bench.Run(ctx, bench.Config{
		Program: program, Folder: folder, Records: b.Records, Engines: b.Engine, Postgres: b.Postgres, Clients: b.Clients,
		Spell: seconds(b.Seconds), Load: seconds(b.Load), Settle: seconds(b.Settle), Profiles: b.Profiles, Sets: b.Sets, Only: b.Only, Log: os.Stderr,
	})
	err = errors.Join(err, os.RemoveAll(folder))
	if len(report.Engines) == 0 || b.Only != "" {
		return err
	}
	// What was measured before something went wrong is worth reading too.
	if b.Out == "" {
		_, writing := io.WriteString(out, report.Markdown())
		return errors.Join(err, writing)
	}
	return errors.Join(err, os.WriteFile(filepath.Clean(b.Out), []byte(report.Markdown()), 0o644))
}

// benchServerCommand is the server that the bench measures: the house as it is,
// with a line to the bench.
type benchServerCommand struct {
	Sample   bool `help:"Fill an empty desk with a made-up company."`
	DoorOnly bool `help:"Do no jobs."`
	Bare     bool `help:"Not the desk, but a bare handler."`

	Connections int `help:"How many bare connections the bare handler has."`
}

func (b benchServerCommand) Run(ctx context.Context, in io.Reader, out io.Writer, c app.Config) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	c.Listen = listener.Addr().String()
	if b.Bare {
		var connections []*db.Raw
		for range b.Connections {
			raw, err := db.OpenRaw(ctx, c.Database)
			if err != nil {
				return err
			}
			defer func() { _ = raw.Close() }() // it only reads
			if err := raw.Reads(ctx); err != nil {
				return err
			}
			connections = append(connections, raw)
		}
		server := &http.Server{Handler: bench.Bare(connections...), ReadHeaderTimeout: time.Minute}
		go func() {
			if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
				slog.ErrorContext(ctx, "the bare handler", "error", err)
			}
		}()
		return errors.Join(bench.Control(ctx, nil, c.Listen, in, out), server.Close())
	}
	c.Sample, c.DoorOnly = b.Sample, b.DoorOnly
	house, err := app.Open(ctx, c)
	if err != nil {
		return err
	}
	served := make(chan error, 1)
	go func() { served <- house.ServeOn(ctx, listener) }()
	err = bench.Control(ctx, house.DB(), c.Listen, in, out)
	stop()
	return errors.Join(err, <-served, house.Close(context.WithoutCancel(ctx)))
}
