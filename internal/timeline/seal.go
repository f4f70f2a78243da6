package timeline

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"time"

	"guichet"
	"guichet/internal/db"
)

// sealGrace is how long after a day's end it is sealed: longer than any
// transaction may last, so that all that was recorded in the day is committed.
const sealGrace = time.Hour

const (
	sqlHeadsBefore = `SELECT e.subject_kind, e.subject_id, e.version, e.hash FROM timeline_entry e
		WHERE (e.subject_kind, e.subject_id) > ($1, $2) AND e.recorded < $3
		AND NOT EXISTS (SELECT 1 FROM timeline_entry n WHERE n.subject_kind = e.subject_kind
			AND n.subject_id = e.subject_id AND n.version = e.version + 1 AND n.recorded < $3)
		ORDER BY e.subject_kind, e.subject_id LIMIT $4`

	sqlLastSeal = `SELECT day, subjects, root, hash, sealed FROM timeline_seal ORDER BY day DESC LIMIT 1`

	sqlSeals = `SELECT day, subjects, root, hash, sealed FROM timeline_seal ORDER BY day`

	sqlInsertSeal = `INSERT INTO timeline_seal (day, subjects, root, hash, sealed) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (day) DO NOTHING`

	sqlFirstEntry = `SELECT COALESCE(MIN(recorded), 0) FROM timeline_entry`
)

// Seal is the daily fingerprint of all chains: how many subjects there were at
// the day's end, the Merkle root of their heads, and a hash over both and the
// seal of the day before.
type Seal struct {
	Day      string // UTC, 2006-01-02
	Subjects int64
	Root     []byte
	Hash     []byte
	Sealed   time.Time
}

func sealFields(s *Seal) []any { return []any{&s.Day, &s.Subjects, &s.Root, &s.Hash, &s.Sealed} }

func sealHash(previous []byte, day string, subjects int64, root []byte) []byte {
	h := sha256.New()
	h.Write(previous)
	h.Write([]byte(day))
	var n [8]byte
	binary.BigEndian.PutUint64(n[:], uint64(subjects))
	h.Write(n[:])
	h.Write(root)
	return h.Sum(nil)
}

// Root gathers heads, in order, into a Merkle root (the shape of RFC 9162,
// section 2.1: leaves and nodes are told apart by their first byte). It holds
// one hash for each level, so it can take any number of heads.
type Root struct {
	count  int64
	levels [][]byte // levels[i] is the root of a full tree of 2^i leaves, or nil
}

func (r *Root) add(leaf []byte) {
	r.count++
	for i := 0; ; i++ {
		if i == len(r.levels) {
			r.levels = append(r.levels, leaf)
			return
		}
		if r.levels[i] == nil {
			r.levels[i] = leaf
			return
		}
		leaf = node(r.levels[i], leaf)
		r.levels[i] = nil
	}
}

func (r *Root) sum() []byte {
	var root []byte
	for _, l := range r.levels {
		switch {
		case l == nil:
		case root == nil:
			root = l
		default:
			root = node(l, root)
		}
	}
	if root == nil {
		empty := sha256.Sum256(nil)
		return empty[:]
	}
	return root
}

func node(left, right []byte) []byte {
	sum := sha256.Sum256(append(append([]byte{1}, left...), right...))
	return sum[:]
}

func leaf(s Subject, version int64, hash []byte) []byte {
	sum := sha256.Sum256(fmt.Appendf([]byte{0}, "%s/%s/%d/%x", s.Kind, s.ID, version, hash))
	return sum[:]
}

type headRow struct {
	Subject
	version int64
	hash    []byte
}

// headsPage is how many heads are read at once: a page is one short read.
const headsPage = 2000

// DayRoot reads the heads as they stood at the end of a day, a page at a time.
// read is called for each page with a fresh transaction, so that a long sealing
// never holds one open; what it reads is past and cannot change.
func DayRoot(ctx context.Context, read func(func(context.Context, *db.Tx) error) error, day string) (Seal, error) {
	start, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return Seal{}, fmt.Errorf("seal day %q: %w", day, err)
	}
	end := start.AddDate(0, 0, 1)
	var root Root
	var beyond Subject
	for {
		var page []headRow
		err := read(func(ctx context.Context, tx *db.Tx) (err error) {
			page, err = db.All(ctx, tx, func(h *headRow) []any { return []any{&h.Kind, &h.ID, &h.version, &h.hash} },
				sqlHeadsBefore, beyond.Kind, beyond.ID, end, headsPage)
			return err
		})
		if err != nil {
			return Seal{}, guichet.Doing("read the heads", err)
		}
		for _, h := range page {
			root.add(leaf(h.Subject, h.version, h.hash))
		}
		if len(page) < headsPage {
			return Seal{Day: day, Subjects: root.count, Root: root.sum()}, nil
		}
		beyond = page[len(page)-1].Subject
	}
}

// Unsealed lists the days that are over, by the grace, and have no seal yet.
func Unsealed(ctx context.Context, tx *db.Tx) ([]string, error) {
	last, err := db.One(ctx, tx, sealFields, sqlLastSeal)
	var next time.Time
	switch {
	case guichet.IsKind(err, guichet.KindNotFound):
		ms, err := db.Value[int64](ctx, tx, sqlFirstEntry)
		if err != nil || ms == 0 {
			return nil, err
		}
		next = time.UnixMilli(ms).UTC().Truncate(24 * time.Hour)
	case err != nil:
		return nil, err
	default:
		if next, err = time.Parse(time.DateOnly, last.Day); err != nil {
			return nil, fmt.Errorf("read a seal's day: %w", err)
		}
		next = next.AddDate(0, 0, 1)
	}
	var days []string
	for ; !next.AddDate(0, 0, 1).Add(sealGrace).After(tx.Now); next = next.AddDate(0, 0, 1) {
		days = append(days, next.Format(time.DateOnly))
	}
	return days, nil
}

// PutSeal chains a day's root to the seal before it. A day is sealed once.
func PutSeal(ctx context.Context, tx *db.Tx, s Seal) error {
	last, err := db.One(ctx, tx, sealFields, sqlLastSeal)
	if err != nil && !guichet.IsKind(err, guichet.KindNotFound) {
		return err
	}
	if last.Day >= s.Day {
		return nil
	}
	_, err = tx.Exec(ctx, sqlInsertSeal, s.Day, s.Subjects, s.Root, sealHash(last.Hash, s.Day, s.Subjects, s.Root), tx.Now)
	return guichet.Doing("write a seal", err)
}

// Seals reads all seals and checks that each follows from the one before.
func Seals(ctx context.Context, tx *db.Tx) ([]Seal, []Fault, error) {
	seals, err := db.All(ctx, tx, sealFields, sqlSeals)
	if err != nil {
		return nil, nil, err
	}
	var faults []Fault
	var previous []byte
	for _, s := range seals {
		if !bytes.Equal(sealHash(previous, s.Day, s.Subjects, s.Root), s.Hash) {
			faults = append(faults, Fault{Subject: Subject{Kind: "seal", ID: s.Day}, What: "it does not follow from the seal before"})
		}
		previous = s.Hash
	}
	return seals, faults, nil
}

// CheckSeal compares a seal with the day as it can be read now.
func CheckSeal(s, now Seal) []Fault {
	if s.Subjects == now.Subjects && bytes.Equal(s.Root, now.Root) {
		return nil
	}
	return []Fault{{Subject: Subject{Kind: "seal", ID: s.Day}, What: fmt.Sprintf(
		"sealed over %d subjects, %d stand now: a subject is missing, or a tail was cut", s.Subjects, now.Subjects)}}
}
