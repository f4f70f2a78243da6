package guichet

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Clean makes text fit to be kept: NFC, line ends as \n, without leading and
// trailing space. It does not hide a mistake: what CheckText refuses, it leaves.
func Clean(s string) string {
	return strings.TrimSpace(norm.NFC.String(strings.ReplaceAll(s, "\r\n", "\n")))
}

// CheckText says what is wrong with a text of one field: bytes that are not
// UTF-8, control characters, or a length in characters outside the bounds.
func CheckText(field, s string, least, most int) *Error {
	if !utf8.ValidString(s) {
		return Invalid(field, "not_utf8", nil)
	}
	if strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) {
		return Invalid(field, "control_characters", nil)
	}
	switch n := utf8.RuneCountInString(s); {
	case least > 0 && strings.TrimSpace(s) == "":
		return Invalid(field, "required", nil)
	case n < least:
		return Invalid(field, "too_short", Args{"min": least})
	case n > most:
		return Invalid(field, "too_long", Args{"max": most})
	}
	return nil
}

// CheckLine is CheckText for a text of one line.
func CheckLine(field, s string, least, most int) *Error {
	if strings.ContainsAny(s, "\n\t") {
		return Invalid(field, "control_characters", nil)
	}
	return CheckText(field, s, least, most)
}

// Fold makes the key by which names are sorted and found: without accents, in
// small letters, spaces made one. It is made here, in Go, because the two
// engines would fold differently.
func Fold(s string) string {
	var b strings.Builder
	space := false
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsSpace(r):
			space = b.Len() > 0
		default:
			if space {
				b.WriteByte(' ')
				space = false
			}
			switch r = unicode.ToLower(r); r {
			case 'œ':
				b.WriteString("oe")
			case 'æ':
				b.WriteString("ae")
			case 'ß':
				b.WriteString("ss")
			default:
				b.WriteRune(r)
			}
		}
	}
	return b.String()
}
