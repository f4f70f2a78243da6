package mailbox

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

const (
	keySize    = 32
	keyIDSize  = 4
	sealedMark = 1 // the first byte of what is sealed: the form it has
)

// Keys seal what is secret, AES-256-GCM. The first of them seals; all open, so
// that a key can be followed by another.
type Keys struct {
	all []key
}

type key struct {
	id     [keyIDSize]byte
	secret []byte
	aead   cipher.AEAD
}

var errSealed = errors.New("sealed with a key that is not here, or changed since")

// OpenKeys reads the file of keys, one a line in base64, and makes it with one
// key when there is none.
func OpenKeys(path string, random io.Reader) (*Keys, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return makeKeys(path, random)
	}
	if err != nil {
		return nil, fmt.Errorf("read the key file: %w", err)
	}
	return ParseKeys(string(text))
}

func makeKeys(path string, random io.Reader) (*Keys, error) {
	secret := make([]byte, keySize)
	if _, err := io.ReadFull(random, secret); err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	text := base64.StdEncoding.EncodeToString(secret) + "\n"
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return OpenKeys(path, random) // another process was faster
	}
	if err != nil {
		return nil, fmt.Errorf("make the key file: %w", err)
	}
	_, err = f.WriteString(text)
	err = errors.Join(err, f.Sync(), f.Close())
	if dir, failed := os.Open(filepath.Dir(path)); failed == nil {
		err = errors.Join(err, dir.Sync(), dir.Close())
	}
	if err != nil {
		return nil, fmt.Errorf("write the key file: %w", err)
	}
	return ParseKeys(text)
}

// ParseKeys reads keys from text: lines of 32 bytes in base64, the newest first.
func ParseKeys(text string) (*Keys, error) {
	var k Keys
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		secret, err := base64.StdEncoding.DecodeString(line)
		if err != nil || len(secret) != keySize {
			return nil, errors.New("the key file holds a line that is not a key of 32 bytes in base64")
		}
		block, err := aes.NewCipher(secret)
		if err != nil {
			return nil, fmt.Errorf("use a key: %w", err)
		}
		aead, err := cipher.NewGCM(block)
		if err != nil {
			return nil, fmt.Errorf("use a key: %w", err)
		}
		one := key{secret: secret, aead: aead}
		sum := sha256.Sum256(append([]byte("guichet key id\x00"), secret...))
		copy(one.id[:], sum[:])
		k.all = append(k.all, one)
	}
	if len(k.all) == 0 {
		return nil, errors.New("the key file holds no key")
	}
	return &k, nil
}

// ID names the key that seals now.
func (k *Keys) ID() string { return hex.EncodeToString(k.all[0].id[:]) }

// String hides the keys from logs.
func (k *Keys) String() string { return "keys " + k.ID() }

// GoString hides the keys from logs.
func (k *Keys) GoString() string { return k.String() }

// Derive makes a secret for one purpose out of the oldest key, so that it stays
// the same when a newer key seals.
func (k *Keys) Derive(purpose string) ([]byte, error) {
	secret, err := hkdf.Key(sha256.New, k.all[len(k.all)-1].secret, nil, "guichet "+purpose, keySize)
	if err != nil {
		return nil, fmt.Errorf("derive a secret: %w", err)
	}
	return secret, nil
}

// seal hides plain; where says what row and column it is for, and it opens
// nowhere else. An empty text stays empty.
func (k *Keys) seal(plain, where string, nonce []byte) []byte {
	if plain == "" {
		return []byte{}
	}
	now := k.all[0]
	out := append([]byte{sealedMark}, now.id[:]...)
	out = append(out, nonce...)
	return now.aead.Seal(out, nonce, []byte(plain), []byte(where))
}

func (k *Keys) nonceSize() int { return k.all[0].aead.NonceSize() }

func (k *Keys) open(sealed []byte, where string) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	head := 1 + keyIDSize + k.nonceSize()
	if len(sealed) < head || sealed[0] != sealedMark {
		return "", errSealed
	}
	for _, one := range k.all {
		if [keyIDSize]byte(sealed[1:1+keyIDSize]) != one.id {
			continue
		}
		plain, err := one.aead.Open(nil, sealed[1+keyIDSize:head], sealed[head:], []byte(where))
		if err == nil {
			return string(plain), nil
		}
	}
	return "", errSealed
}

// Seal hides a secret of another room; where says what row and column it is for,
// and it opens nowhere else.
func (k *Keys) Seal(plain, where string, random func(int) []byte) []byte {
	return k.seal(plain, where, random(k.nonceSize()))
}

// Open gives back what Seal hid.
func (k *Keys) Open(sealed []byte, where string) (string, error) { return k.open(sealed, where) }
