package mime

import (
	"bytes"
	"io"
	"mime"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/emersion/go-message/charset"
	webcharset "golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// decode makes UTF-8 of text. What the letter says of its character set is
// believed as far as the bytes allow: bytes that are UTF-8 and hardly anything
// else are UTF-8 whatever is said, and what is said to be UTF-8 and is not was
// written on an old Windows.
func decode(b []byte, declared string, isHTML bool) string {
	declared = strings.ToLower(strings.Trim(strings.TrimSpace(declared), `"'`))
	declared = strings.TrimPrefix(declared, "charset=")
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	if isHTML && declared == "" {
		if e, name, certain := webcharset.DetermineEncoding(b, ""); certain && name != "utf-8" && !utf8.Valid(b) {
			if s, err := e.NewDecoder().Bytes(b); err == nil {
				return string(s)
			}
		}
	}
	switch declared {
	case "", "utf-8", "utf8", "us-ascii", "ascii", "unknown-8bit", "x-unknown", "default", "_charset_":
		return decodeUnknown(b)
	}
	if isOneByte(declared) && hasHigh(b) && utf8.Valid(b) {
		return string(b)
	}
	if s, ok := convert(b, declared); ok {
		return s
	}
	return decodeUnknown(b)
}

func convert(b []byte, name string) (string, bool) {
	r, err := charset.Reader(name, bytes.NewReader(b))
	if err != nil {
		return "", false
	}
	s, err := io.ReadAll(r)
	if err != nil && len(s) == 0 {
		return "", false
	}
	return string(s), true
}

func decodeUnknown(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	// A cut in the middle of a character leaves a few wrong bytes in much UTF-8.
	if wrong, right := countUTF8(b); right > 3*wrong {
		return string(bytes.ToValidUTF8(b, []byte("\uFFFD")))
	}
	s, err := charmap.Windows1252.NewDecoder().Bytes(b)
	if err != nil {
		return string(bytes.ToValidUTF8(b, []byte("\uFFFD")))
	}
	return string(s)
}

func countUTF8(b []byte) (wrong, right int) {
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			wrong++
		} else if n > 1 {
			right++
		}
		b = b[n:]
	}
	return wrong, right
}

func isOneByte(name string) bool {
	return strings.HasPrefix(name, "iso-8859") || strings.HasPrefix(name, "iso8859") || strings.HasPrefix(name, "windows-125") ||
		strings.HasPrefix(name, "cp125") || name == "latin1"
}

func hasHigh(b []byte) bool {
	for _, c := range b {
		if c >= 0x80 {
			return true
		}
	}
	return false
}

// words decodes the encoded words of a header (RFC 2047), and what was written
// there without any encoding.
func words(s string) string {
	if hasHigh([]byte(s)) {
		s = decodeUnknown([]byte(s))
	}
	d := mime.WordDecoder{CharsetReader: charset.Reader}
	decoded, err := d.DecodeHeader(s)
	if err != nil {
		decoded = s
	}
	return tidyLine(decoded)
}

// tidy makes text fit to be kept: valid, composed, lines ended by \n, no control
// signs.
func tidy(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r), r == 0xfeff, r == 0xfffe, r == 0xffff:
			return -1
		}
		return r
	}, s)
	return norm.NFC.String(s)
}

// tidyLine is tidy for what has one line.
func tidyLine(s string) string {
	return strings.Join(strings.Fields(tidy(s)), " ")
}

// shorten cuts s to at most n bytes, between two characters.
func shorten(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xc0 == 0x80 {
		n--
	}
	return strings.Clone(s[:n])
}

func escapeAttribute(s string) string {
	return strings.NewReplacer("&", "&amp;", "'", "&#39;", "<", "&lt;", ">", "&gt;", `"`, "&#34;").Replace(s)
}

// Plain is the beginning of bytes as text, whatever they are.
func Plain(b []byte, most int) string {
	return shorten(tidy(decodeUnknown(b[:min(len(b), 2*most)])), most)
}
