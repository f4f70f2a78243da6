package contract

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"
)

// A browser that closes its page is no error of ours, and is not told as one; a
// query that we gave up ourselves is.
func TestACallerWhoHangsUpIsNoError(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	d := &Door{Config: Config{Logger: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelInfo}))}}
	ctx, hangUp := context.WithTimeout(t.Context(), time.Hour)
	err := fmt.Errorf("list the incidents: %w", context.Canceled)
	if p := d.problem(ctx, err); p.Status != 500 || !strings.Contains(log.String(), "ERROR") {
		t.Errorf("cancelled by ourselves: %d, %q", p.Status, log.String())
	}
	log.Reset()
	hangUp()
	if p := d.problem(ctx, err); p.Status != statusGone || log.String() != "" {
		t.Errorf("cancelled by the caller: %d, %q", p.Status, log.String())
	}
	if p := d.problem(ctx, errors.New("disk full")); p.Status != 500 || !strings.Contains(log.String(), "disk full") {
		t.Errorf("a true failure: %d, %q", p.Status, log.String())
	}
}
