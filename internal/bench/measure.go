package bench

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/incident"
	"guichet/internal/stem"
)

// How much is measured.
const (
	rounds       = 5   // of loads that are compared, in turn
	recordedMost = 600 // creates that are written again raw
	sampled      = 100 // calls whose statements are counted
	lettersRead  = 400
)

// Engine is what was measured on one engine.
type Engine struct {
	Name  string
	Reads []Read
	Rates []Rate // view and list beside a bare handler, token beside session

	Create   Writes // and nothing that follows: the door alone
	Reply    Writes
	Raw      rawCost
	After    time.Duration // processor time of a create with what follows it
	Letter   time.Duration // and of a letter that becomes a record
	Letters  int
	Common   time.Duration // the wait for a search of a common word, at the larger size
	RawIndex time.Duration // what the index alone takes for as many
	Mixed    Mixed
}

// Read is one kind of question, asked by one client at each size in turn.
type Read struct {
	Name                 string
	Small, Closed, Large time.Duration // median waits
	ByClosed, BySize     float64       // medians of the rounds' ratios
	Raw                  time.Duration // the same statements on a bare connection, at the larger size
	Statements           float64       // of a call, with those that find out who asks
	Counts               bool          // a statement counts the matches
}

// Rate is how many answers a second, beside a floor asked in turn.
type Rate struct {
	Name, Floor   string
	Ours, Theirs  float64
	Ratio         float64 // the median of the rounds'
	Bytes         int64
	CPU, FloorCPU time.Duration // of a call
	Wait95        time.Duration
}

// Writes is a load of one kind of write.
type Writes struct {
	Result     result
	Acts       float64 // of a call
	Statements float64 // of a call
	PerSync    float64 // acts that one sync of the disk carried
	CPU        time.Duration
}

// Mixed is the load of a desk's day.
type Mixed struct {
	Result                result
	LiveBefore, LiveAfter uint64  // heap in use after a collection
	Settled, Ended        float64 // mean resident memory of the second and the last sixth
}

func (b *bench) measure(ctx context.Context, engine string, s sets) (Engine, error) {
	e := Engine{Name: engine}
	for _, part := range []struct {
		name    string
		measure func(context.Context, *Engine, sets) error
	}{{"reads", b.reads}, {"rates", b.rates}, {"writes", b.writes}, {"letters", b.following}, {"day", b.day}} {
		if !b.wants(part.name, b.row) {
			continue
		}
		if err := part.measure(ctx, &e, s); err != nil {
			return e, guichet.Doing("measure "+part.name, err)
		}
	}
	return e, nil
}

// desk is a server of one of the sets, and who asks it.
type desks struct {
	server *server
	who    credentials
	url    string
}

func (b *bench) serve(ctx context.Context, url string, arguments ...string) (desks, error) {
	folder := filepath.Join(b.Folder, "data")
	if file, isFile := strings.CutPrefix(url, "sqlite:"); isFile {
		folder = filepath.Dir(file)
	} else {
		folder = filepath.Join(folder, filepath.Base(strings.SplitN(url, "?", 2)[0]))
	}
	s, err := b.start(ctx, folder, append([]string{"--database", url}, arguments...)...)
	if err != nil {
		return desks{}, err
	}
	if !strings.HasPrefix(url, "sqlite:") {
		if s.postmaster, err = postmasterOf(ctx, url); err != nil {
			return desks{}, errors.Join(err, s.stop())
		}
	}
	who, err := signIn(s.address)
	if err != nil {
		return desks{}, errors.Join(guichet.Doing("sign in", err), s.stop())
	}
	return desks{server: s, who: who, url: url}, nil
}

func median[T cmp.Ordered](values []T) T {
	slices.Sort(values)
	return values[len(values)/2]
}

// reads asks the same questions of all sizes, in turn.
func (b *bench) reads(ctx context.Context, e *Engine, s sets) (err error) {
	var all [3]desks
	for i, url := range []string{s.small, s.closed, s.large} {
		if all[i], err = b.serve(ctx, url, "--door-only"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, all[i].server.stop()) }()
	}
	sizes := []int{b.Records[0], 2 * b.Records[0], b.Records[1]}
	for _, question := range []struct {
		name string
		ask  func(records int) operation
	}{
		{"view", view},
		{"timeline", history},
		{"list", func(int) operation { return queue() }},
		{"counts", func(int) operation { return counts() }},
		{"search, common word", func(int) operation { return common() }},
		{"search, rare word", func(int) operation { return rare() }},
	} {
		if !b.wants("reads", question.name) {
			continue
		}
		r := Read{Name: question.name}
		var counter atomic.Int64
		var waits [3][]time.Duration
		var closed, larger []float64
		for round := range rounds + 1 {
			var p50 [3]time.Duration
			for i, d := range all {
				got, err := load(ctx, d.server.address, d.who.session+anew, 1, b.Spell/6, 0, &counter, question.ask(sizes[i]))
				if err != nil || got.errors > 0 {
					return errors.Join(err, fmt.Errorf("%s: %s", question.name, got.mistake))
				}
				p50[i] = got.at(0.5)
			}
			if round == 0 {
				continue // to warm up
			}
			for i := range p50 {
				waits[i] = append(waits[i], p50[i])
			}
			closed = append(closed, float64(p50[1])/float64(p50[0]))
			larger = append(larger, float64(p50[2])/float64(p50[0]))
		}
		r.Small, r.Closed, r.Large = median(waits[0]), median(waits[1]), median(waits[2])
		r.ByClosed, r.BySize = median(closed), median(larger)
		if err = b.statements(ctx, all[2], question.ask(sizes[2]), &r); err != nil {
			return err
		}
		b.say("%s %s: %v, with closed %.2f, larger %.2f, raw %v, %.1f statements", e.Name, r.Name, r.Small, r.ByClosed, r.BySize, r.Raw, r.Statements)
		e.Reads = append(e.Reads, r)
	}
	return b.index(ctx, e, s.large)
}

// statements tells how many a call costs, whether any of them counts the matches
// of a list, and how long they take on a bare connection.
func (b *bench) statements(ctx context.Context, d desks, ask operation, r *Read) (err error) {
	var counter atomic.Int64
	scripts, err := d.server.recorded(func() error {
		got, err := load(ctx, d.server.address, d.who.session+anew, 1, 0, sampled, &counter, ask)
		if err == nil && got.errors > 0 {
			err = errors.New(got.mistake)
		}
		return err
	})
	if err != nil {
		return err
	}
	raw, err := db.OpenRaw(ctx, d.url)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, raw.Close()) }()
	if err := raw.Reads(ctx); err != nil {
		return err
	}
	count := 0
	for round := range rounds {
		began := time.Now()
		for _, s := range scripts {
			for _, x := range s.Statements {
				if _, err := raw.Read(ctx, x); err != nil {
					return err
				}
				count++
				r.Counts = r.Counts || strings.Contains(x.Query, "COUNT(")
			}
		}
		if took := time.Since(began) / sampled; round == 1 || round > 1 && took < r.Raw {
			r.Raw = took // the first round only fills the caches
		}
	}
	r.Statements = float64(count) / rounds / sampled
	return nil
}

// index asks the text index alone for what a search of a common word begins
// with: the numbers of the newest documents, as many as an answer shows.
func (b *bench) index(ctx context.Context, e *Engine, url string) (err error) {
	// The server has the file: the same connections, in this process, read it.
	raw, err := db.OpenRaw(ctx, url)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, raw.Close()) }()
	if err := raw.Reads(ctx); err != nil {
		return err
	}
	words := make([]db.Word, 0, 4)
	for _, t := range stem.Query(commonWord) {
		words = append(words, db.Word{Text: t.Text})
	}
	query := raw.Newest([][]db.Word{words, {{Text: "=k" + incident.Kind}}}, 20)
	var waits []time.Duration
	for range 200 {
		began := time.Now()
		n, err := raw.Read(ctx, query)
		if err != nil {
			return err
		}
		if n != 20 {
			return fmt.Errorf("the index knows %d texts with %s", n, commonWord)
		}
		waits = append(waits, time.Since(began))
	}
	e.RawIndex = median(waits)
	for _, r := range e.Reads {
		if r.Name == "search, common word" {
			e.Common = r.Large
		}
	}
	return nil
}

// rates compares how many answers a second there are, with all clients, beside a
// bare handler, and with a token beside a session.
func (b *bench) rates(ctx context.Context, e *Engine, s sets) (err error) {
	records := b.Records[1]
	d, err := b.serve(ctx, s.large, "--door-only")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.server.stop()) }()
	bare, err := b.start(ctx, filepath.Join(b.Folder, "bare"), "--bare", "--database", s.large, "--connections", strconv.Itoa(b.Clients))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, bare.stop()) }()
	bare.postmaster = d.server.postmaster
	for _, row := range []beside{
		{"view of a record in hand", bareHandler, inHand(records), ""},
		{"view of any record", bareHandler, view(records), ""},
		{narrowRow, bareHandler, narrow(records), ""},
		{"list", bareHandler, queue(), ""},
		{"list made anew", bareHandler, queue(), anew},
		{"view by token", "by session", view(records), anew},
	} {
		if !b.wants("rates", row.name) {
			continue
		}
		err := b.profiled(d, e.Name+"-"+strings.ReplaceAll(row.name, " ", "-"), func() error {
			r, err := b.rate(ctx, d, bare, row)
			e.Rates = append(e.Rates, r)
			b.say("%s %s: %.0f/s, %s %.0f/s, ratio %.2f; CPU %v beside %v", e.Name, r.Name, r.Ours, r.Floor, r.Theirs, r.Ratio, r.CPU, r.FloorCPU)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

const (
	bareHandler = "bare handler"
	narrowRow   = "nothing but a title by its key"
)

// beside is a question and the floor that is asked in turn with it.
type beside struct {
	name, floor string
	ask         operation
	more        string // headers
}

func (b *bench) rate(ctx context.Context, d desks, bare *server, row beside) (Rate, error) {
	r := Rate{Name: row.name, Floor: row.floor}
	var counter atomic.Int64
	var ours, theirs, ratios []float64
	var cpu, floorCPU, waits []time.Duration
	for round := range rounds + 1 {
		header, other, asked, server, ask := d.who.session, d.who.session, d.server, d.server, row.ask
		if row.floor != bareHandler {
			header = d.who.token
		}
		if row.name == narrowRow {
			header, asked = "", bare
		}
		used := asked.used()
		mine, err := load(ctx, asked.address, header+row.more, b.Clients, b.Spell/4, 0, &counter, row.ask)
		if err != nil || mine.errors > 0 {
			return r, errors.Join(err, fmt.Errorf("%s: %s", row.name, mine.mistake))
		}
		used = asked.used() - used
		r.Bytes = mine.bytes
		if row.floor == bareHandler {
			other, server, ask = "", bare, get(fmt.Sprintf("/%d", mine.bytes))
		}
		floorUsed := server.used()
		floor, err := load(ctx, server.address, other+row.more, b.Clients, b.Spell/4, 0, &counter, ask)
		if err != nil || floor.errors > 0 {
			return r, errors.Join(err, fmt.Errorf("%s: %s", row.floor, floor.mistake))
		}
		floorUsed = server.used() - floorUsed
		if round == 0 {
			continue
		}
		ours, theirs, ratios = append(ours, mine.rate()), append(theirs, floor.rate()), append(ratios, mine.rate()/floor.rate())
		cpu, floorCPU = append(cpu, used/time.Duration(mine.calls)), append(floorCPU, floorUsed/time.Duration(floor.calls))
		waits = append(waits, mine.at(0.95))
	}
	r.Ours, r.Theirs, r.Ratio = median(ours), median(theirs), median(ratios)
	r.CPU, r.FloorCPU, r.Wait95 = median(cpu), median(floorCPU), median(waits)
	return r, nil
}

// used is the processor time of the server, with that of the database server it
// asks.
func (s *server) used() time.Duration { return s.cpu() + cpuOfPostgres(s.postmaster) }
