package blob

import (
	"context"
	"encoding/hex"
	"errors"
	"io"

	"guichet"
)

// Digest names a blob: the SHA-256 of its bytes, in hexadecimal.
type Digest string

// IsDigest tells whether s has the form of a digest, and so may become a path.
func IsDigest(s string) bool {
	if len(s) != 64 {
		return false
	}
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

func digestOf(sum []byte) Digest { return Digest(hex.EncodeToString(sum)) }

// Store keeps blobs. Once Put has answered, the bytes survive a loss of power.
type Store interface {
	// Put keeps what r gives, at most limit bytes: beyond, nothing is kept and the
	// error is of guichet.KindTooLarge.
	Put(ctx context.Context, r io.Reader, limit int64) (Digest, int64, error)
	// Open reads a blob. One that was never put is guichet.KindNotFound.
	Open(ctx context.Context, d Digest) (io.ReadCloser, error)
	// Has tells whether the blob is there.
	Has(ctx context.Context, d Digest) (bool, error)
}

func tooLarge(limit int64) error {
	return &guichet.Error{Kind: guichet.KindTooLarge, Code: "attachment.too_large", Args: guichet.Args{"max": limit}}
}

// limited reads at most n bytes and fails beyond, or as soon as ctx ends.
type limited struct {
	ctx   context.Context
	r     io.Reader
	left  int64
	limit int64
	// failed is a failure of the source, which is the caller's and no fault of
	// the store.
	failed error
}

func (l *limited) Read(p []byte) (int, error) {
	if err := l.ctx.Err(); err != nil {
		l.failed = err
		return 0, err
	}
	if int64(len(p)) > l.left+1 {
		p = p[:l.left+1]
	}
	n, err := l.r.Read(p)
	l.left -= int64(n)
	if l.left < 0 {
		err = tooLarge(l.limit)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		l.failed = err
	}
	return n, err
}
