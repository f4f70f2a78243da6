package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"

	"guichet"
	"guichet/internal/api/plain"
	"guichet/internal/db"
	"guichet/internal/health"
	"guichet/internal/setting"
)

// What a monitoring system asks. The first two tell nothing but yes and no, so
// everybody may ask them; the third is for this machine, or for who has the
// token.
const (
	healthPath  = "/healthz"
	readyPath   = "/readyz"
	metricsPath = "/metrics"

	readyLimit = 2 * time.Second
	tokenLeast = 16
)

var errShortToken = errors.New("the token of /metrics (GUICHET_METRICS_TOKEN) has 16 characters at least")

// checkMetrics refuses a token that is soon guessed.
func (c Config) checkMetrics() error {
	if c.MetricsToken != "" && len(c.MetricsToken) < tokenLeast {
		return errShortToken
	}
	return nil
}

// watched adds the three to what the house answers, and counts what it answers.
func (a *App) watched(next http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+healthPath, func(w http.ResponseWriter, _ *http.Request) { says(w, http.StatusOK, "ok\n") })
	mux.HandleFunc("GET "+readyPath, a.ready)
	mux.HandleFunc("GET "+metricsPath, a.metrics)
	mux.Handle("/", a.traffic.counted(a.door.RouteOf, next))
	return mux
}

func says(w http.ResponseWriter, status int, text string) {
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text)) // the reader may have left
}

// ready tells whether work may be sent here: the database answers.
func (a *App) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), readyLimit)
	defer cancel()
	err := a.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := setting.Sample().Get(ctx, tx)
		return err
	})
	if err != nil {
		a.config.Logger.WarnContext(r.Context(), "not ready", "error", err)
		says(w, http.StatusServiceUnavailable, "the database does not answer\n")
		return
	}
	says(w, http.StatusOK, "ready\n")
}

// mayMeasure tells whether the metrics are for this reader. A proxy on this
// machine speaks for others.
func (a *App) mayMeasure(r *http.Request) bool {
	given, bears := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if a.config.MetricsToken != "" && bears {
		want, got := sha256.Sum256([]byte(a.config.MetricsToken)), sha256.Sum256([]byte(given))
		return subtle.ConstantTimeCompare(want[:], got[:]) == 1
	}
	forwarded := r.Header.Get("X-Forwarded-For") != "" || r.Header.Get("Forwarded") != "" || r.Header.Get("Via") != ""
	return isLocal(r.RemoteAddr) && !a.config.isProxy(r.RemoteAddr) && !forwarded
}

func (a *App) metrics(w http.ResponseWriter, r *http.Request) {
	if !a.mayMeasure(r) {
		plain.Refuse(w, r, http.StatusForbidden, pageNames(), "", &guichet.Error{Kind: guichet.KindForbidden, Code: "metrics.elsewhere"})
		return
	}
	var e health.Exposition
	e.Family("guichet_build_info", health.Gauge, "1, with the program's version and the database's engine.")
	e.Sample("guichet_build_info", 1, "version", a.config.Version, "engine", a.db.Engine(), "go", runtime.Version())
	var report health.Report
	err := a.db.Read(r.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		report, err = health.Read(ctx, tx)
		return err
	})
	up := 0.0
	if err == nil {
		up = 1
		report.Expose(&e)
	}
	e.One("guichet_database_up", health.Gauge, "1 while the database answers.", up)
	stats := a.db.Stats()
	e.One("guichet_acts_total", health.Counter, "Acts that this process committed.", float64(stats.Acts))
	e.One("guichet_commits_total", health.Counter, "Transactions that carried them.", float64(stats.Commits))
	e.One("guichet_statements_total", health.Counter, "Statements that this process ran.", float64(stats.Statements))
	a.machine().Expose(&e, time.Now())
	a.traffic.expose(&e)
	exposeProcess(&e)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	_, _ = w.Write([]byte(e.String())) // the reader may have left
}

func exposeProcess(e *health.Exposition) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	e.One("go_goroutines", health.Gauge, "Goroutines.", float64(runtime.NumGoroutine()))
	e.One("go_memstats_heap_alloc_bytes", health.Gauge, "The heap in use.", float64(m.HeapAlloc))
	e.One("go_memstats_gc_total", health.Counter, "Collections of garbage.", float64(m.NumGC))
	if text, err := os.ReadFile("/proc/self/statm"); err == nil {
		if parts := bytes.Fields(text); len(parts) > 1 {
			if pages, err := strconv.ParseInt(string(parts[1]), 10, 64); err == nil {
				e.One("process_resident_memory_bytes", health.Gauge, "Memory of the process.", float64(pages*int64(os.Getpagesize())))
			}
		}
	}
	if open, err := os.ReadDir("/proc/self/fd"); err == nil {
		e.One("process_open_fds", health.Gauge, "Files and connections that are open.", float64(len(open)))
	}
}
