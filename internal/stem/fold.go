package stem

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold writes s in lower case without accents or ligatures, so that what is
// typed with or without them is the same.
func Fold(s string) string {
	if isFolded(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFKD.String(s) {
		foldRune(&b, r)
	}
	return b.String()
}

func isFolded(s string) bool {
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' {
			return false
		}
	}
	return true
}

// foldRune writes a rune of a decomposed text. The letters named here have no
// decomposition of their own.
func foldRune(b *strings.Builder, r rune) {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		b.WriteByte(byte(r))
		return
	}
	switch r {
	case 'œ', 'Œ':
		b.WriteString("oe")
	case 'æ', 'Æ':
		b.WriteString("ae")
	case 'ß', 'ẞ':
		b.WriteString("ss")
	case 'ø', 'Ø':
		b.WriteByte('o')
	case 'đ', 'Đ', 'ð', 'Ð':
		b.WriteByte('d')
	case 'ł', 'Ł':
		b.WriteByte('l')
	case '’', 'ʼ', '‘', '′':
		b.WriteByte('\'')
	case '‐', '‑', '‒', '–':
		b.WriteByte('-')
	default:
		if !unicode.Is(unicode.Mn, r) && r != '\u00ad' && !isZeroWidth(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
}

// isZeroWidth tells the marks that mails are full of and nobody sees.
func isZeroWidth(r rune) bool {
	return '\u200b' <= r && r <= '\u200f' || r == '\u2060' || r == '\ufeff'
}
