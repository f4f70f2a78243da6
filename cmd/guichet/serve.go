package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"guichet/internal/app"
)

type serveCommand struct {
	Listen string `help:"Address to answer on." default:"127.0.0.1:8080" env:"GUICHET_LISTEN"`
	URL    string `help:"How people reach the desk; it stands in letters." env:"GUICHET_URL"`
	Sample bool   `help:"Fill an empty desk with a made-up company." env:"GUICHET_SAMPLE"`
}

func (s serveCommand) Run(ctx context.Context, out io.Writer, c app.Config) error {
	c.Listen, c.URL, c.Sample = s.Listen, s.URL, s.Sample
	house, err := app.Open(ctx, c)
	if err != nil {
		return err
	}
	if s.Sample {
		fmt.Fprintf(out, "\nGuichet: http://%s\n\n", s.Listen)
		printSamples(out, house)
		fmt.Fprintln(out)
	}
	address, code, err := house.Setup(ctx)
	if err != nil {
		return errors.Join(err, house.Close(context.WithoutCancel(ctx)))
	}
	if code != "" {
		fmt.Fprintf(out, "\nThis desk is empty. Set it up at %s with this code, once and within a day:\n\n  %s\n\n", address, code)
	}
	return errors.Join(house.Serve(ctx), house.Close(context.WithoutCancel(ctx)))
}

func printSamples(out io.Writer, house *app.App) {
	for _, a := range house.Samples() {
		fmt.Fprintf(out, "  %-14s %-28s %s\n", a.Role, a.Login, a.Password)
	}
}

type seedCommand struct{}

func (seedCommand) Run(ctx context.Context, out io.Writer, c app.Config) error {
	c.Sample = true
	house, err := app.Open(ctx, c)
	if err != nil {
		return err
	}
	printSamples(out, house)
	return house.Close(context.WithoutCancel(ctx))
}

type migrateCommand struct{}

func (migrateCommand) Run(ctx context.Context, c app.Config) error {
	house, err := app.Open(ctx, c)
	if err != nil {
		return err
	}
	return house.Close(context.WithoutCancel(ctx))
}

type openapiCommand struct{}

func (openapiCommand) Run(out io.Writer, c app.Config) error {
	text, err := app.Description(c.Version)
	if err != nil {
		return err
	}
	_, err = out.Write(append(text, '\n'))
	return err
}
