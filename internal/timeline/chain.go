package timeline

import (
	"crypto/sha256"
	"encoding/binary"
	"time"
)

// saltSize is enough that nobody finds a short text back from its digest.
const saltSize = 16

// digest is the fingerprint of an entry's data that outlives it.
func digest(salt []byte, data string) []byte {
	h := sha256.New()
	h.Write(salt)
	h.Write([]byte(data))
	return h.Sum(nil)
}

// link is the hash of an entry: over the hash before it, its header and the
// digest of its data.
func link(previous []byte, e *Entry, digest []byte) []byte {
	h := sha256.New()
	write := func(b []byte) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(b)))
		h.Write(n[:])
		h.Write(b)
	}
	number := func(v int64) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(v))
		write(n[:])
	}
	write(previous)
	write([]byte(e.ID))
	write([]byte(e.Subject.Kind))
	write([]byte(e.Subject.ID))
	number(e.Version)
	write([]byte(e.Kind))
	number(Millis(e.Recorded))
	number(Millis(e.At))
	write([]byte(e.Actor.Kind))
	write([]byte(e.Actor.ID))
	write([]byte(e.Actor.TeamID))
	write([]byte(e.Actor.Via))
	write([]byte(e.Cause))
	write(digest)
	return h.Sum(nil)
}

// far is the end of a span that is still open.
var far = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
