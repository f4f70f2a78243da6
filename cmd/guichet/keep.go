package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"guichet/internal/app"
	"guichet/internal/backup"
)

type backupCommand struct {
	To   string `arg:"" help:"A new file, or a folder in which it gets a name of its own." type:"path"`
	Keep int    `help:"In a folder: how many stay, the older ones are removed; 0: all." default:"0"`
}

func (b backupCommand) Run(ctx context.Context, out io.Writer, c app.Config) error {
	began := time.Now()
	t, err := app.Backup(ctx, c, backup.Whole, b.To, b.Keep)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s: %s, in %s\n", t.Path, t.End, time.Since(began).Round(time.Millisecond))
	for _, path := range t.Gone {
		fmt.Fprintf(out, "%s: removed, it was older than the %d to keep\n", path, b.Keep)
	}
	return nil
}

type restoreCommand struct {
	From    string `arg:"" help:"The file of a backup." type:"path"`
	Replace bool   `help:"Also where there is a desk already: it is set aside."`
}

func (r restoreCommand) Run(ctx context.Context, out io.Writer, c app.Config) error {
	began := time.Now()
	back, err := app.Restore(ctx, c, r.From, r.Replace)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "restored the desk of %s: %s, in %s\n", back.Head.MadeAt.Format(time.DateTime+" UTC"), back.End, time.Since(began).Round(time.Millisecond))
	for _, path := range back.Aside {
		fmt.Fprintf(out, "what was there before is now %s\n", path)
	}
	return nil
}

type exportCommand struct {
	To string `arg:"" help:"A new folder." type:"path"`
}

func (e exportCommand) Run(ctx context.Context, out io.Writer, c app.Config) error {
	t, err := app.Export(ctx, c, e.To)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s: %s; layout.md says what lies where\n", t.Path, t.End)
	return nil
}

type moveCommand struct {
	To string `arg:"" help:"The database to move to, which is empty: postgres://... or sqlite:FILE."`
}

func (m moveCommand) Run(ctx context.Context, out io.Writer, c app.Config) error {
	began := time.Now()
	moved, err := app.Move(ctx, c, m.To)
	v := moved.Verification
	for _, f := range v.Faults {
		fmt.Fprintln(out, f)
	}
	if err != nil {
		return errors.Join(err, errors.New("nothing was changed where the desk is now"))
	}
	fmt.Fprintf(out, "moved: %s\nthere: %d subjects, %d entries, %d seals, 0 faults; all in %s\n",
		moved.End, v.Subjects, v.Entries, v.Seals, time.Since(began).Round(time.Millisecond))
	if moved.Aside != "" {
		fmt.Fprintf(out, "the old file is now %s\n", moved.Aside)
	}
	fmt.Fprintln(out, "start the desk with the new --database, and with the same --data")
	return nil
}
