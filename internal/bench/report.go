package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"guichet/internal/db"
)

// Report is all that was measured in one run.
type Report struct {
	Machine Machine
	Config  Config
	Began   time.Time
	Took    time.Duration
	Sync    time.Duration
	Rest    Rest
	Engines []Engine
}

// Machine is where it ran.
type Machine struct {
	Processor string
	Cores     int
	System    string
	Go        string
}

func thisMachine() Machine {
	m := Machine{Processor: runtime.GOARCH, Cores: runtime.NumCPU(), System: runtime.GOOS, Go: runtime.Version()}
	if text, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(text)) {
			if name, value, found := strings.Cut(line, ":"); found && strings.TrimSpace(name) == "model name" {
				m.Processor = strings.TrimSpace(value)
				break
			}
		}
	}
	if text, err := os.ReadFile(filepath.Join("/proc", "sys", "kernel", "osrelease")); err == nil {
		m.System += " " + strings.TrimSpace(string(text))
	}
	return m
}

// line is one row of the report.
type line struct {
	what, measured, target string
	met                    verdict
}

type verdict int

const (
	reported verdict = iota // no target
	met
	missed
)

func judge(good bool) verdict {
	if good {
		return met
	}
	return missed
}

func (v verdict) String() string { return [...]string{"", "met", "**not met**"}[v] }

// Markdown writes docs/performance.md.
func (r Report) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, `# Performance

What `+"`make bench`"+` measured. A figure alone says more about the machine than about
the program, so each stands beside what the same machine does without us, measured
in the same run: the same rows written in raw SQL by one bare connection, a bare
net/http handler that answers as many bytes, one sync of the disk. Ratios are
medians of %d rounds in which both sides took turns. The tests never look at a
clock; they hold the counts (statements, transactions, acts a sync).

`, rounds)
	fmt.Fprintf(&b, "Run on %s, %d cores (%s, %s), %s; it took %s. The clients ran on the same cores as the server.\n",
		r.Machine.Processor, r.Machine.Cores, r.Machine.System, r.Machine.Go, r.Began.UTC().Format("2006-01-02 15:04 UTC"), r.Took.Round(time.Second))
	fmt.Fprintf(&b, "Data sets: %d records, the same with %d closed ones added, and %d records; one of ten is open. %d clients in closed loops over HTTP, durable commits.\n",
		r.Config.Records[0], r.Config.Records[0], r.Config.Records[1], r.Config.Clients)
	fmt.Fprintf(&b, "**One sync of the disk: %s** (median of 200 writes of 4 KiB, each with fsync).\n\n", short(r.Sync))
	b.WriteString("## At rest, with the sample company (SQLite)\n\n")
	table(&b, r.Rest.lines())
	for _, e := range r.Engines {
		fmt.Fprintf(&b, "\n## %s\n\n", map[string]string{db.SQLite: "SQLite", db.Postgres: "PostgreSQL"}[e.Name])
		table(&b, e.lines(r))
		b.WriteString("\nReads, one client, medians:\n\n| question | " + fmt.Sprintf("%d records | with %d closed added | %d records | ratio by closed | ratio by size | statements | the same statements raw |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n",
			r.Config.Records[0], r.Config.Records[0], r.Config.Records[1]))
		for _, x := range e.Reads {
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %.2f | %.2f | %.1f | %s |\n", x.Name, short(x.Small), short(x.Closed), short(x.Large), x.ByClosed, x.BySize, x.Statements, short(x.Raw))
		}
	}
	b.WriteString(`
## How to read it

- **Acts a sync**: acts committed for each sync of the log. On SQLite one commit is one sync; PostgreSQL counts its own (pg_stat_wal).
- **CPU**: user and system time of the server's process; with PostgreSQL, also of its processes, on both sides of a ratio.
- **The same rows raw**: the statements that the creates of this run wrote were recorded, with the idempotency key, the entry, the spans, the texts of the
  index and the job, and written again into a copy of the data set: one transaction a create, prepared statements, no reads, nobody waiting.
- **A create with what follows, a letter**: the jobs run too, until nothing is left. The letter is multipart, kept already as the channel keeps it; it is parsed,
  cleaned, made a record and acknowledged.
- **In hand**: one of the 200 newest records, as people go back and forth between those on their screens. What was asked within the last ten seconds, and nothing
  committed since, is answered from memory: on SQLite the program counts its commits, on PostgreSQL it asks for the server's snapshot. **Any record** is one of all,
  so it is nearly always made of the records; **made anew**, and all reads below, ask for that (` + "`Cache-Control: no-cache`" + `).
- **Nothing but a title by its key** is what the database alone leaves of the bare handler: it answers as many bytes as a view, after one statement that reads one
  column of one row by its key, on bare connections that stay open, for nobody in particular. No page that is made of the records can be faster; a view reads who
  asks (on PostgreSQL in a statement of its own, since another node may have taken the right away), and a record with the names of all that it points to, from nine tables.
- **In SQLite** the connections that read look at the file as the system has it in memory (` + "`mmap_size`" + `): each commit empties the page caches of all other connections,
  and those that the driver keeps take pages from each other, until some keep none. What a process maps counts as its resident memory, and is the system's to take back.
- **Statements** of a read include the one that finds out who asks, where that is not in memory. **Raw**: those that a hundred calls ran at the larger size, run again one after the other
  on one bare connection, every row read and nothing made of it.
- **A bare handler** does nothing at all: it answers so many bytes from memory. The clients do as little as they can (a prepared request, the answer thrown
  away), so that the ratio is that of the servers; most of a view and of a list is the work of the database (see raw).
- **The index alone** gives the newest 20 numbers for the word; the search ranks the newest 400 and reads 20 records.
`)
	return b.String()
}

func table(b *strings.Builder, lines []line) {
	b.WriteString("| what | measured | target | |\n| --- | --- | --- | --- |\n")
	for _, l := range lines {
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", l.what, l.measured, l.target, l.met)
	}
}

func (r Rest) lines() []line {
	return []line{
		{fmt.Sprintf("resident memory %s after the start", r.Settle), fmt.Sprintf("%.1f MB", float64(r.Memory)/1e6), "< 60 MB", judge(r.Memory < 60e6)},
		{"first page, from the start of the program", short(r.FirstPage), "< 0.5 s", judge(r.FirstPage < 500*time.Millisecond)},
		{"the page alone", fmt.Sprintf("%s, %d bytes", short(r.Page), r.PageBytes), "", reported},
		{"first start, which fills the desk", short(r.Filled), "", reported},
		{fmt.Sprintf("idling, over %s", r.Settle), fmt.Sprintf("%.2f %% of a core", 100*r.Idle), "≤ 0.2 %", judge(r.Idle <= 0.002)},
	}
}

func (e Engine) lines(r Report) []line {
	rate := e.Create.Result.rate()
	times := func(a, b time.Duration) float64 { return float64(a) / float64(max(b, 1)) }
	raw, follows, search := times(e.Create.CPU, e.Raw.cpu), times(e.Letter, e.After), times(e.Common, e.RawIndex)
	growth := e.Mixed.Ended/max(e.Mixed.Settled, 1) - 1
	perSync := line{"acts a sync, creates", fmt.Sprintf("%.1f", e.Create.PerSync), "≥ 5", judge(e.Create.PerSync >= 5)}
	if e.Name == db.Postgres { // each act is its own transaction there, and the server groups what waits for the disk
		perSync.target, perSync.met = "the server's own", reported
	}
	faster := line{what: "creates a second, beside one raw writer", measured: fmt.Sprintf("%.0f, %.2fx (raw: %.0f)", rate, rate/e.Raw.rate, e.Raw.rate), target: "reported"}
	if r.Sync >= time.Millisecond {
		faster.target, faster.met = "≥ 1.5x where a sync costs ≥ 1 ms", judge(rate/e.Raw.rate >= 1.5)
	}
	lines := []line{
		perSync,
		{"transactions a create", fmt.Sprintf("%.2f", e.Create.Acts), "1", judge(e.Create.Acts > 0.995 && e.Create.Acts < 1.005)},
		{"CPU of a create, beside the same rows raw", fmt.Sprintf("%.2fx (%s, raw %s; %.0f statements, raw %.0f)", raw, short(e.Create.CPU), short(e.Raw.cpu), e.Create.Statements, e.Raw.statements), "≤ 3x", judge(raw <= 3)},
		faster,
		{"wait for a create, median and 95 %", short(e.Create.Result.at(0.5)) + ", " + short(e.Create.Result.at(0.95)), "", reported},
		{"replies a second, wait median and 95 %", fmt.Sprintf("%.0f, %s, %s", e.Reply.Result.rate(), short(e.Reply.Result.at(0.5)), short(e.Reply.Result.at(0.95))), "", reported},
	}
	for _, x := range e.Rates {
		l := line{fmt.Sprintf("%s, beside %s", x.Name, x.Floor), fmt.Sprintf("%.2f (%.0f/s, %.0f/s; %d bytes; CPU %s, %s)", x.Ratio, x.Ours, x.Theirs, x.Bytes, short(x.CPU), short(x.FloorCPU)), "≥ 0.25", judge(x.Ratio >= 0.25)}
		switch {
		case x.Floor == "by session":
			l.target, l.met = "≥ 0.90", judge(x.Ratio >= 0.9)
		case x.Name == "list made anew", x.Name == narrowRow:
			l.target, l.met = "", reported
		}
		lines = append(lines, l)
	}
	worst, moved, most, counting := 0.0, 0.0, 0.0, false
	for _, x := range e.Reads {
		worst, moved = max(worst, x.BySize), max(moved, x.ByClosed)
		if x.Name == "view" || x.Name == "list" {
			most = max(most, x.Statements)
		}
		counting = counting || x.Counts && x.Name != "counts"
	}
	return append(lines,
		line{"statements of a view, of a list", fmt.Sprintf("%.0f at most", most), "≤ 4", judge(most <= 4)},
		line{"a read counts its matches", map[bool]string{true: "yes", false: "no"}[counting], "no", judge(!counting)},
		line{"median of a read by size, the worst", fmt.Sprintf("%.2fx", worst), "≤ 1.3x", judge(worst <= 1.3)},
		line{"median of a read by closed records, the worst", fmt.Sprintf("%.2fx", moved), "unmoved (≤ 1.1x)", judge(moved <= 1.1)},
		line{"search of a common word, beside the index alone", fmt.Sprintf("%.1fx (%s, %s)", search, short(e.Common), short(e.RawIndex)), "≤ 50x", judge(search <= 50)},
		line{"CPU of a letter, beside a create, each with what follows", fmt.Sprintf("%.2fx (%s, %s)", follows, short(e.Letter), short(e.After)), "≤ 4x", judge(follows <= 4)},
		line{fmt.Sprintf("errors in %s of the mixed load", e.Mixed.Result.took.Round(time.Second)), fmt.Sprintf("%d of %d (%.0f/s, 95 %% within %s)", e.Mixed.Result.errors, e.Mixed.Result.calls, e.Mixed.Result.rate(), short(e.Mixed.Result.at(0.95))), "0", judge(e.Mixed.Result.errors == 0)},
		line{"growth of the resident memory meanwhile", fmt.Sprintf("%+.1f %% (%.1f to %.1f MB; in use after a collection %.1f to %.1f MB)", 100*growth, e.Mixed.Settled/1e6, e.Mixed.Ended/1e6, float64(e.Mixed.LiveBefore)/1e6, float64(e.Mixed.LiveAfter)/1e6), "≤ 10 %", judge(growth <= 0.1)},
	)
}

// short writes a duration with three digits.
func short(d time.Duration) string {
	switch {
	case d >= time.Second:
		return fmt.Sprintf("%.2f s", d.Seconds())
	case d >= time.Millisecond:
		return fmt.Sprintf("%.3g ms", float64(d)/1e6)
	default:
		return fmt.Sprintf("%.3g µs", float64(d)/1e3)
	}
}
