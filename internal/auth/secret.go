package auth

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"log/slog"

	"guichet/internal/db"
)

// Secret opens what it was made for. It shows itself only by string(s): printed,
// logged or encoded by mistake, it is ***.
type Secret string

const veil = "***"

// String hides the secret.
func (Secret) String() string { return veil }

// GoString hides the secret.
func (Secret) GoString() string { return veil }

// LogValue hides the secret.
func (Secret) LogValue() slog.Value { return slog.StringValue(veil) }

// MarshalText hides the secret.
func (Secret) MarshalText() ([]byte, error) { return []byte(veil), nil }

// secretBytes is the size of a secret: nobody guesses 256 bits.
const secretBytes = 32

func newSecret(tx *db.Tx, prefix string) Secret {
	return Secret(prefix + base64.RawURLEncoding.EncodeToString(tx.Random(secretBytes)))
}

func isSecret(s string) bool {
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	return err == nil && len(b) == secretBytes
}

// Key is the server's own secret, kept outside the database. With one, tokens
// are stored by HMAC, and who can write into the table still cannot make one.
// Tokens made under another key, or under none, no longer open.
type Key []byte

func (k Key) digest(s Secret) []byte {
	if len(k) == 0 {
		return digest(s)
	}
	h := hmac.New(sha256.New, k)
	h.Write([]byte(s))
	return h.Sum(nil)
}

func digest(s Secret) []byte {
	sum := sha256.Sum256([]byte(s))
	return sum[:]
}
