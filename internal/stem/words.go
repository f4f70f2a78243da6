package stem

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The longest tokens: a longer one is no word anybody types but the middle of
// an encoded file.
const (
	longestPart   = 64
	longestWhole  = 120
	longestJoined = 20
)

// chunk is a run of a text between blanks: its parts, and what is kept whole of
// it: all of it when it is a reference, a code, an address or a path, and the
// references inside ("ref:INC-000123"). What hyphens part is also one word: who
// looks for "wifi" means "Wi-Fi".
type chunk struct {
	wholes []string
	parts  []string
	joined string
}

// isReference tells that all of the chunk is one.
func (c chunk) isReference() bool { return len(c.wholes) > 0 && isReference(c.wholes[0]) }

// isInner tells what may stand inside a whole token, between two letters or
// digits.
func isInner(r rune) bool { return strings.ContainsRune(`-_./\:@+#%&=?~`, r) }

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// chunks cuts a folded text.
func chunks(folded string, each func(chunk)) {
	for len(folded) > 0 {
		start := strings.IndexFunc(folded, isWordRune)
		if start < 0 {
			return
		}
		folded = folded[start:]
		end := strings.IndexFunc(folded, func(r rune) bool { return !isWordRune(r) && !isInner(r) && r != '\'' })
		if end < 0 {
			end = len(folded)
		}
		if c := cut(strings.TrimRightFunc(folded[:end], func(r rune) bool { return !isWordRune(r) })); len(c.parts) > 0 {
			each(c)
		}
		folded = folded[end:]
	}
}

func cut(s string) chunk {
	s = strings.TrimFunc(dropElisions(s), func(r rune) bool { return !isWordRune(r) })
	parts := strings.FieldsFunc(s, func(r rune) bool { return !isWordRune(r) })
	c := chunk{parts: slices.DeleteFunc(parts, func(p string) bool { return len(p) > longestPart })}
	if len(parts) < 2 {
		return c
	}
	if !isWhole(s) {
		if joined := strings.ReplaceAll(s, "-", ""); len(joined) <= longestJoined && isAll(joined, 'a', 'z') {
			c.joined = joined
		}
		return c
	}
	if len(s) <= longestWhole {
		c.wholes = append(c.wholes, s)
	}
	for piece := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune(`/\:@=?&#~+%_'`, r) }) {
		if piece = strings.Trim(piece, "-."); piece != s && strings.ContainsAny(piece, "-.") && isReference(piece) && len(piece) <= longestWhole {
			c.wholes = append(c.wholes, piece)
		}
	}
	return c
}

// isWhole tells a token from words that a hyphen or an apostrophe joins.
func isWhole(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsNumber(r) || strings.ContainsRune(`_./\@`, r)
	})
}

// dropElisions takes the article off: "l'imprimante", "jusqu'au", and the
// English "user's".
func dropElisions(s string) string {
	for {
		head, rest, found := strings.Cut(s, "'")
		switch {
		case !found:
			return s
		case rest == "s" || rest == "t":
			return head
		case slices.Contains([]string{"l", "d", "j", "m", "n", "s", "t", "c", "qu"}, head):
			s = rest
		default:
			return head + "'" + dropElisions(rest)
		}
	}
}

// isReference tells what is searched whole only: INC-000123, 10.0.0.12.
func isReference(whole string) bool {
	head, number, found := strings.Cut(whole, "-")
	if found && len(head) <= 10 && isAll(head, 'a', 'z') && isAll(number, '0', '9') {
		return true
	}
	return isAll(strings.ReplaceAll(whole, ".", ""), '0', '9')
}

func isAll(s string, from, to byte) bool {
	for i := range len(s) {
		if s[i] < from || s[i] > to {
			return false
		}
	}
	return s != ""
}

// isStemmable tells the words that the rules of a language apply to.
func isStemmable(word string) bool { return len(word) > 2 && len(word) <= 40 && isAll(word, 'a', 'z') }

// head gives at most the first n bytes of s, up to the end of a word.
func head(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	if i := strings.LastIndexFunc(s[:n], unicode.IsSpace); i > n-longestWhole {
		n = i
	}
	return s[:max(n, 0)]
}
