package guichet

import (
	"encoding/hex"
	"fmt"
	"io"
	"time"
)

// NewID makes a UUIDv7 (RFC 9562, section 5.7) from the moment and the source
// of randomness given. Ids sort by the millisecond in which they were made; the
// order within one millisecond is left open.
func NewID(now time.Time, random io.Reader) (string, error) {
	var u [16]byte
	if _, err := io.ReadFull(random, u[6:]); err != nil {
		return "", fmt.Errorf("make an id: %w", err)
	}
	ms := now.UnixMilli()
	for i := range 6 {
		u[i] = byte(ms >> (8 * (5 - i)))
	}
	u[6] = u[6]&0x0f | 0x70
	u[8] = u[8]&0x3f | 0x80

	var s [36]byte
	at := 0
	for i := range u {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			s[at] = '-'
			at++
		}
		at += hex.Encode(s[at:], u[i:i+1])
	}
	return string(s[:]), nil
}

// IsID tells whether s has the form of an id.
func IsID(s string) bool {
	for i := range len(s) {
		c, dash := s[i], i == 8 || i == 13 || i == 18 || i == 23
		if dash != (c == '-') || !dash && (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return len(s) == 36
}
