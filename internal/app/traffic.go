package app

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"guichet/internal/health"
)

// areas are what is asked for, coarsely: a name that a stranger can invent is no
// label.
func areas() []string { return []string{"api", "live", "page"} }

func areaOf(path string) int {
	switch {
	case path == "/api/live":
		return 1
	case strings.HasPrefix(path, "/api/"):
		return 0
	default:
		return 2
	}
}

// bounds of how long answers take, in seconds.
var bounds = [...]float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}

// routeBounds are those of one route: fewer, for there are some hundred routes.
var routeBounds = [...]float64{.025, .1, .5, 2.5}

// traffic counts answers by area and by route: by the class of their status, and
// by how long they took.
type traffic struct {
	statuses [3][6]atomic.Int64
	buckets  [3][len(bounds) + 1]atomic.Int64
	nanos    [3]atomic.Int64
	routes   sync.Map // of *route, by the pattern in the program's own table
	open     atomic.Int64
	began    time.Time
}

// route is what is known of the answers of one route.
type route struct {
	buckets [len(routeBounds) + 1]atomic.Int64
	nanos   atomic.Int64
	faults  atomic.Int64 // answers of 500 and above
}

// bucket is the place of a time among bounds.
func bucket(bounds []float64, took time.Duration) int {
	i := 0
	for i < len(bounds) && took.Seconds() > bounds[i] {
		i++
	}
	return i
}

// answered notes one answer of a route.
func (t *traffic) answered(pattern string, took time.Duration, status int) {
	known, there := t.routes.Load(pattern)
	if !there {
		known, _ = t.routes.LoadOrStore(pattern, &route{})
	}
	of, ok := known.(*route)
	if !ok {
		return
	}
	of.buckets[bucket(routeBounds[:], took)].Add(1)
	of.nanos.Add(int64(took))
	if status >= http.StatusInternalServerError {
		of.faults.Add(1)
	}
}

// counted counts what next answers. routeOf names the route that a request takes:
// a pattern of the program, never what somebody asked for.
func (t *traffic) counted(routeOf func(*http.Request) string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began, area := time.Now(), areaOf(r.URL.Path)
		seen := &seen{ResponseWriter: w, status: http.StatusOK}
		t.open.Add(1)
		defer func() {
			t.open.Add(-1)
			took := time.Since(began)
			t.statuses[area][min(seen.status/100, 5)].Add(1)
			t.nanos[area].Add(int64(took))
			t.buckets[area][bucket(bounds[:], took)].Add(1)
			if pattern := routeOf(r); area == 0 && pattern != "" {
				t.answered(pattern, took, seen.status)
			}
		}()
		next.ServeHTTP(seen, r)
	})
}

// seen remembers the status of an answer.
type seen struct {
	http.ResponseWriter
	status int
	said   bool
}

// WriteHeader implements http.ResponseWriter.
func (s *seen) WriteHeader(status int) {
	if !s.said && status >= 200 {
		s.status, s.said = status, true
	}
	s.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController through.
func (s *seen) Unwrap() http.ResponseWriter { return s.ResponseWriter }

func (t *traffic) expose(e *health.Exposition) {
	e.Family("guichet_http_requests_total", health.Counter, "Answers by area and class of status.")
	for area, name := range areas() {
		for class := 1; class <= 5; class++ {
			if n := t.statuses[area][class].Load(); n > 0 {
				e.Sample("guichet_http_requests_total", float64(n), "area", name, "status", strconv.Itoa(class)+"xx")
			}
		}
	}
	e.One("guichet_http_requests_open", health.Gauge, "Answers under way, streams of hints among them.", float64(t.open.Load()))
	const name = "guichet_http_request_seconds"
	e.Family(name, health.Histogram, "How long answers took, streams of hints apart.")
	for area, of := range areas() {
		if of == "live" {
			continue
		}
		sum := int64(0)
		for i, bound := range bounds {
			sum += t.buckets[area][i].Load()
			e.Sample(name+"_bucket", float64(sum), "area", of, "le", strconv.FormatFloat(bound, 'g', -1, 64))
		}
		sum += t.buckets[area][len(bounds)].Load()
		e.Sample(name+"_bucket", float64(sum), "area", of, "le", "+Inf")
		e.Sample(name+"_sum", time.Duration(t.nanos[area].Load()).Seconds(), "area", of)
		e.Sample(name+"_count", float64(sum), "area", of)
	}
	t.exposeRoutes(e)
	e.One("process_start_time_seconds", health.Gauge, "When the process began, in seconds since 1970.", float64(t.began.UnixMilli())/1000)
}

// exposeRoutes says how long each route took that answered since the start. There
// are as many as the program has, whatever is asked for.
func (t *traffic) exposeRoutes(e *health.Exposition) {
	all := map[string]*route{}
	var names []string
	t.routes.Range(func(name, of any) bool {
		pattern, named := name.(string)
		if r, ok := of.(*route); ok && named {
			all[pattern], names = r, append(names, pattern)
		}
		return true
	})
	slices.Sort(names)
	const name = "guichet_route_seconds"
	e.Family(name, health.Histogram, "How long the answers of each route of the API took.")
	for _, pattern := range names {
		of, sum := all[pattern], int64(0)
		for i, bound := range routeBounds {
			sum += of.buckets[i].Load()
			e.Sample(name+"_bucket", float64(sum), "route", pattern, "le", strconv.FormatFloat(bound, 'g', -1, 64))
		}
		sum += of.buckets[len(routeBounds)].Load()
		e.Sample(name+"_bucket", float64(sum), "route", pattern, "le", "+Inf")
		e.Sample(name+"_sum", time.Duration(of.nanos.Load()).Seconds(), "route", pattern)
		e.Sample(name+"_count", float64(sum), "route", pattern)
	}
	e.Family("guichet_route_faults_total", health.Counter, "Answers of 500 and above, by route.")
	for _, pattern := range names {
		if n := all[pattern].faults.Load(); n > 0 {
			e.Sample("guichet_route_faults_total", float64(n), "route", pattern)
		}
	}
}
