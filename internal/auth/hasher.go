package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"guichet"
)

// Cost is how dear a hash is made. The zero Cost is the one to use; tests take
// a cheap one.
type Cost struct {
	Passes  uint32
	Memory  uint32 // KiB
	Threads uint8
}

// OWASP's least for argon2id that holds 19 MiB.
const (
	defaultPasses = 2
	defaultMemory = 19 * 1024
)

const (
	hashesAtOnce = 2  // each takes a core and its memory
	hashesToWait = 64 // two seconds of waiting; more would not be waited for
	saltSize     = 16
	hashSize     = 32
)

// What a stored hash may ask for: a row must not be able to take all memory.
const (
	mostPasses = 16
	mostMemory = 256 * 1024
)

// Hasher makes and checks hashes of passwords, few at a time. One serves the
// whole process. Never call it in a transaction.
type Hasher struct {
	cost  Cost
	slots chan struct{}
	line  chan struct{} // who computes and who waits
}

// NewHasher makes a Hasher.
func NewHasher(c Cost) *Hasher {
	if c.Passes == 0 {
		c.Passes = defaultPasses
	}
	if c.Memory == 0 {
		c.Memory = defaultMemory
	}
	if c.Threads == 0 {
		c.Threads = 1
	}
	return &Hasher{
		cost:  c,
		slots: make(chan struct{}, hashesAtOnce),
		line:  make(chan struct{}, hashesAtOnce+hashesToWait),
	}
}

// Hash makes the hash of a password, as a PHC string.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltSize)
	if _, err := rand.Read(salt); err != nil {
		return "", guichet.Doing("make a salt", err)
	}
	sum, err := h.compute(ctx, password, phc{Cost: h.cost, salt: salt, sum: make([]byte, hashSize)})
	if err != nil {
		return "", err
	}
	return phc{Cost: h.cost, salt: salt, sum: sum}.String(), nil
}

// Verify tells whether the password is the one of the hash, and whether the
// hash is made at another cost than today's. With no hash it computes one all
// the same, and the password is wrong: the time taken tells nothing.
func (h *Hasher) Verify(ctx context.Context, hash, password string) (right, stale bool, err error) {
	judged := phc{Cost: h.cost, salt: make([]byte, saltSize), sum: make([]byte, hashSize)}
	if hash != "" {
		if judged, err = parsePHC(hash); err != nil {
			return false, false, err
		}
	}
	sum, err := h.compute(ctx, password, judged)
	if err != nil {
		return false, false, err
	}
	right = subtle.ConstantTimeCompare(sum, judged.sum) == 1 && hash != ""
	return right, right && (judged.Cost != h.cost || len(judged.sum) != hashSize || len(judged.salt) != saltSize), nil
}

func (h *Hasher) compute(ctx context.Context, password string, p phc) ([]byte, error) {
	select {
	case h.line <- struct{}{}:
		defer func() { <-h.line }()
	default:
		return nil, guichet.Unavailable("busy", errors.New("too many passwords to check at once"))
	}
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	case <-ctx.Done():
		return nil, guichet.Unavailable("busy", ctx.Err())
	}
	// One person's keyboards write é in one character or in two.
	text := norm.NFKC.String(password)
	return argon2.IDKey([]byte(text), p.salt, p.Passes, p.Memory, p.Threads, uint32(len(p.sum))), nil
}

// phc is a hash in the form of the password hashing competition:
// $argon2id$v=19$m=19456,t=2,p=1$salt$sum.
type phc struct {
	Cost
	salt, sum []byte
}

// String writes the hash as it is stored.
func (p phc) String() string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.Memory, p.Passes, p.Threads,
		base64.RawStdEncoding.EncodeToString(p.salt), base64.RawStdEncoding.EncodeToString(p.sum))
}

// errHash carries nothing of what was read: it may be a password.
var errHash = errors.New("not a hash of argon2id within our limits")

func parsePHC(s string) (phc, error) {
	var p phc
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return p, errHash
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.Memory, &p.Passes, &p.Threads); err != nil {
		return p, errHash
	}
	if p.Memory < 8 || p.Memory > mostMemory || p.Passes < 1 || p.Passes > mostPasses || p.Threads < 1 {
		return p, errHash
	}
	var err1, err2 error
	p.salt, err1 = base64.RawStdEncoding.Strict().DecodeString(parts[4])
	p.sum, err2 = base64.RawStdEncoding.Strict().DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(p.salt) < 8 || len(p.salt) > 64 || len(p.sum) < 16 || len(p.sum) > 64 || p.String() != s {
		return p, errHash
	}
	return p, nil
}
