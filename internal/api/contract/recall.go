package contract

import (
	"bytes"
	"crypto/sha256"
	"net/http"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"guichet/internal/auth"
	"guichet/internal/db"
)

// What is kept of answers.
const (
	recallFor      = 10 * time.Second // what time alone changes, such as the right to reopen, may be so much late
	recallMost     = 16 << 20         // bytes of all answers
	recallBodyMost = 256 << 10        // bytes of one
	recallAsked    = 4096             // questions remembered, each half
	recallWho      = 4096             // people remembered
)

// Recalled marks an operation whose answer hangs on the records and on who asks,
// and on nothing else. Asked again within ten seconds, it gives the same answer from
// memory, provided that nothing at all was committed meanwhile (db.State): what
// was revoked, changed or added shows at once, on every node.
func Recalled(op huma.Operation) huma.Operation {
	op.Metadata = map[string]any{recalledKey: true}
	return op
}

const recalledKey = "recalled"

// memory holds answers, and who secrets stand for, under one state of the
// database. With the next state it begins empty.
type memory struct {
	mu      sync.Mutex
	state   db.State
	answers map[question]*answer
	people  map[question]*known
	size    int

	asked, askedBefore map[question]struct{} // since turned, and in the spell before
	turned             time.Time
}

// question is the digest of what was asked, and by whom.
type question [sha256.Size]byte

type answer struct {
	spell
	kind     string // its Content-Type
	body     []byte
	personID string
}

type known struct {
	spell
	identity auth.Identity
}

// spell is how long something may be recalled, if nothing is committed: no longer
// than the credential is good.
type spell struct{ from, expires time.Time }

func spellOf(now time.Time, i auth.Identity) spell {
	s := spell{now, now.Add(recallFor)}
	if !i.Expires.IsZero() && i.Expires.Before(s.expires) {
		s.expires = i.Expires
	}
	return s
}

func (s spell) holds(now time.Time) bool { return !now.Before(s.from) && now.Before(s.expires) }

func questionOf(secret auth.Secret, parts ...string) question {
	h := sha256.New()
	h.Write([]byte(secret))
	for _, p := range parts {
		h.Write([]byte{0})
		h.Write([]byte(p))
	}
	return question(h.Sum(nil))
}

// repeated tells that the question was asked a moment ago, and notes it. Only
// then an answer is worth keeping.
func (m *memory) repeated(q question, now time.Time) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if gone := now.Sub(m.turned); gone < 0 || gone >= recallFor || len(m.asked) >= recallAsked {
		m.askedBefore = m.asked
		if gone >= 2*recallFor {
			m.askedBefore = nil
		}
		m.asked, m.turned = map[question]struct{}{}, now
	}
	_, is := m.asked[q]
	_, was := m.askedBefore[q]
	m.asked[q] = struct{}{}
	return is || was
}

// under has the memory hold what is true in a state; the caller has the lock.
func (m *memory) under(s db.State) {
	if m.state != s || m.answers == nil {
		m.state, m.answers, m.people, m.size = s, map[question]*answer{}, map[question]*known{}, 0
	}
}

func (m *memory) answer(q question, s db.State, now time.Time) *answer {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.under(s)
	if a := m.answers[q]; a != nil && a.holds(now) {
		return a
	}
	return nil
}

func (m *memory) keep(q question, s db.State, a *answer) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.under(s)
	if old := m.answers[q]; old != nil {
		m.size -= len(old.body)
	}
	if m.size+len(a.body) > recallMost {
		m.answers, m.size = map[question]*answer{}, 0
	}
	m.answers[q] = a
	m.size += len(a.body)
}

func (m *memory) who(q question, s db.State, now time.Time) (auth.Identity, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.under(s)
	if k := m.people[q]; k != nil && k.holds(now) {
		return k.identity, true
	}
	return auth.Identity{}, false
}

func (m *memory) know(q question, s db.State, k *known) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.under(s)
	if len(m.people) >= recallWho {
		m.people = map[question]*known{}
	}
	m.people[q] = k
}

// recalled answers from memory what was asked and answered a moment ago.
func (d *Door) recalled(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		req := RequestOf(r.Context())
		if r.Method != http.MethodGet || req.shown == "" || r.Header.Get("Cache-Control") == "no-cache" { // RFC 9111, 5.2.1.4
			next.ServeHTTP(w, r)
			return
		}
		now := d.DB.Now()
		q := questionOf(req.shown, r.URL.Path, r.URL.RawQuery, r.Header.Get("Accept"))
		if !d.memory.repeated(q, now) {
			next.ServeHTTP(w, r)
			return
		}
		// A state that cannot be told is no reason to refuse: the records may still
		// be read, or say better what is wrong.
		s, err := d.DB.State(r.Context())
		if err != nil {
			next.ServeHTTP(w, r)
			return
		}
		if a := d.memory.answer(q, s, now); a != nil {
			req.Who.PersonID = a.personID // for the log
			w.Header().Set("Content-Type", a.kind)
			d.Answer(w, r, a.kind, a.body)
			return
		}
		copied := &copier{ResponseWriter: w, req: req}
		next.ServeHTTP(copied, r)
		if a := copied.answer(now); a != nil {
			d.memory.keep(q, s, a)
		}
	})
}

// copier keeps a copy of an answer, if the operation turns out to allow it.
type copier struct {
	http.ResponseWriter
	req    *Request
	status int
	body   bytes.Buffer
	large  bool
}

func (c *copier) WriteHeader(status int) {
	if c.status == 0 {
		c.status = status
	}
	c.ResponseWriter.WriteHeader(status)
}

func (c *copier) Write(b []byte) (int, error) {
	if c.status == 0 {
		c.status = http.StatusOK
	}
	switch {
	case !c.req.recallable || c.large:
	case c.body.Len()+len(b) > recallBodyMost:
		c.large = true
	default:
		c.body.Write(b)
	}
	return c.ResponseWriter.Write(b)
}

// Unwrap lets a stream be flushed.
func (c *copier) Unwrap() http.ResponseWriter { return c.ResponseWriter }

func (c *copier) answer(now time.Time) *answer {
	if !c.req.recallable || c.large || c.status != http.StatusOK || c.req.Identity.TouchDue {
		return nil
	}
	return &answer{spell: spellOf(now, c.req.Identity), kind: c.Header().Get("Content-Type"), body: c.body.Bytes(), personID: c.req.Who.PersonID}
}

// recallIdentity finds who a secret stands for: from memory where the state of the
// database is at hand, else from the records.
func (d *Door) recallIdentity(secret auth.Secret, read func() (auth.Identity, error)) (auth.Identity, error) {
	s, atHand := d.DB.StateAtHand()
	if !atHand {
		return read()
	}
	now, q := d.DB.Now(), questionOf(secret)
	if i, ok := d.memory.who(q, s, now); ok {
		return i, nil
	}
	i, err := read()
	if err == nil && !i.TouchDue {
		d.memory.know(q, s, &known{spellOf(now, i), i})
	}
	return i, err
}
