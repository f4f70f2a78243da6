// Command guichet is the service desk: one program that serves it, and looks
// after it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	_ "time/tzdata" // a machine may have no zones of its own

	"github.com/alecthomas/kong"

	"guichet"
	"guichet/internal/app"
	"guichet/internal/phrase"
)

// version is set when the program is built.
var version = "development"

func main() {
	// What a library prints is nobody's to read: the stemmer shows words of letters.
	log.SetOutput(io.Discard)
	// Beyond a limit on the size of files a write fails, and is answered so.
	signal.Ignore(syscall.SIGXFSZ)
	if os.Getenv("GOGC") == "" {
		// What is in use is a few MB, and collected so often that it costs a tenth of
		// the processor: twenty MB more make that a third.
		debug.SetGCPercent(300)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "guichet:", said(err))
		os.Exit(1)
	}
}

// said is an error as a sentence, where there is one, with its cause.
func said(err error) string {
	var known *guichet.Error
	if !errors.As(err, &known) || !phrase.Has(known.Code) {
		return err.Error()
	}
	_, sentence := phrase.Error(guichet.English, known)
	if known.Cause != nil {
		sentence += "\n  " + known.Cause.Error()
	}
	return sentence
}

type settings struct {
	Database string `help:"Where the records are: sqlite:FILE or postgres://... A file in the data folder when left out." env:"GUICHET_DATABASE"`
	Data     string `help:"Folder of the key, the attachments and, with SQLite, the records." default:"data" env:"GUICHET_DATA" type:"path"`
	LogForm  string `name:"log-form" help:"The form of what is said: text or json, a line each." default:"text" enum:"text,json" env:"GUICHET_LOG_FORM"`
	Log      string `help:"How much to say: debug, info, warn or error." default:"info" enum:"debug,info,warn,error" env:"GUICHET_LOG"`
}

func (s settings) config(stderr io.Writer) app.Config {
	var level slog.Level
	if err := level.UnmarshalText([]byte(s.Log)); err != nil {
		level = slog.LevelInfo
	}
	options := &slog.HandlerOptions{Level: level}
	var handler slog.Handler = slog.NewTextHandler(stderr, options)
	if s.LogForm == "json" {
		handler = slog.NewJSONHandler(stderr, options)
	}
	return app.Config{Database: s.Database, Data: s.Data, Version: version, Logger: slog.New(handler)}
}

type commands struct {
	settings

	Serve   serveCommand   `cmd:"" help:"Serve the desk."`
	Account accountCommand `cmd:"" help:"Add somebody who can sign in; the password is read from standard input."`
	Seed    seedCommand    `cmd:"" help:"Fill an empty desk with a made-up company; one that is not empty stays as it is."`
	Migrate migrateCommand `cmd:"" help:"Bring the database up to this program's schema."`
	Backup  backupCommand  `cmd:"" help:"Keep the whole desk in one file, while it runs or not."`
	Restore restoreCommand `cmd:"" help:"Bring a desk back from a backup, into an empty place."`
	Move    moveCommand    `cmd:"" help:"Move the desk into another database, from SQLite to PostgreSQL or back."`
	Export  exportCommand  `cmd:"" help:"Lay everything but secrets into a folder, in an open format, while the desk runs or not."`
	Verify  verifyCommand  `cmd:"" help:"Prove that no history was altered, cut off or lost."`
	Letters lettersCommand `cmd:"" help:"Read a folder of letters as the desk would, and count what they are; nothing is kept."`
	OpenAPI openapiCommand `cmd:"" name:"openapi" help:"Write the description of the programming interface."`
	Bench   benchCommand   `cmd:"" help:"Measure the desk beside what the machine can do."`

	BenchServer benchServerCommand `cmd:"" name:"bench-server" hidden:"" help:"The server that the bench measures."`
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	var c commands
	parser, err := kong.New(&c, kong.Name("guichet"), kong.Description("Guichet, a service desk."),
		kong.Writers(stdout, stderr), kong.BindTo(ctx, (*context.Context)(nil)), kong.BindTo(stdout, (*io.Writer)(nil)),
		kong.BindTo(os.Stdin, (*io.Reader)(nil)),
		kong.Vars{"version": version})
	if err != nil {
		return err
	}
	command, err := parser.Parse(args)
	if err != nil {
		return err
	}
	return command.Run(c.config(stderr))
}
