package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"guichet/internal/app"
)

type verifyCommand struct {
	Fold bool `help:"Also compare every record with the fold of its history."`
}

func (v verifyCommand) Run(ctx context.Context, out io.Writer, c app.Config) error {
	house, err := app.Open(ctx, c)
	if err != nil {
		return err
	}
	report, err := house.Verify(ctx, v.Fold)
	if err = errors.Join(err, house.Close(context.WithoutCancel(ctx))); err != nil {
		return err
	}
	for _, f := range report.Faults {
		fmt.Fprintln(out, f)
	}
	fmt.Fprintf(out, "%d subjects, %d entries (%d erased), %d seals: %d faults\n",
		report.Subjects, report.Entries, report.Erased, report.Seals, len(report.Faults))
	if len(report.Faults) > 0 {
		return errors.New("the history does not hold")
	}
	return nil
}
