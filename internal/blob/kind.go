package blob

import (
	"bytes"
	"fmt"
	"io"
	"mime"

	"github.com/gabriel-vasile/mimetype"
)

// headSize is how much of a file its type is told by.
const headSize = 3072

// Type tells the media type of a file by its first bytes, whatever its name or
// its sender says, without parameters; "application/octet-stream" when none is
// known.
func Type(head []byte) string {
	if len(head) > headSize {
		head = head[:headSize]
	}
	mediaType, _, err := mime.ParseMediaType(mimetype.Detect(head).String())
	if err != nil {
		return "application/octet-stream"
	}
	return mediaType
}

// Typed tells the type of what r gives, and gives a reader of all of it.
func Typed(r io.Reader) (mediaType string, all io.Reader, err error) {
	head := make([]byte, headSize)
	n, err := io.ReadFull(r, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return "", nil, fmt.Errorf("read the start of a file: %w", err)
	}
	head = head[:n]
	return Type(head), io.MultiReader(bytes.NewReader(head), r), nil
}
