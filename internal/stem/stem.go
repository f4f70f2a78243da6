package stem

import (
	"slices"
	"strings"

	"github.com/kljensen/snowball/english"
	"github.com/kljensen/snowball/french"

	"guichet"
)

// Most is how much of a text is read, in bytes.
const Most = 100 << 10

// Unknown is the language of a text that none is known of, as of most of what
// people write: it is read as both.
const Unknown guichet.Language = ""

// Text gives the tokens of the text, each once, in the order of the text and
// parted by a space: its words as they are and their stems. A token starts with
// a letter or a digit and holds no blank.
func Text(text string, lang guichet.Language) string {
	b := builder{seen: map[string]struct{}{}, lang: lang}
	b.out.Grow(min(len(text), Most) + 64)
	chunks(Fold(head(text, Most)), b.add)
	return b.out.String()
}

type builder struct {
	out  strings.Builder
	seen map[string]struct{}
	lang guichet.Language
}

func (b *builder) add(c chunk) {
	for _, whole := range c.wholes {
		b.put(whole)
	}
	for _, word := range c.parts {
		if b.put(word) && isStemmable(word) {
			if b.lang != guichet.English {
				b.put(Word(word, guichet.French))
			}
			if b.lang != guichet.French {
				b.put(Word(word, guichet.English))
			}
		}
	}
	if c.joined != "" {
		b.put(c.joined)
	}
}

func (b *builder) put(token string) bool {
	if _, found := b.seen[token]; found {
		return false
	}
	b.seen[token] = struct{}{}
	if b.out.Len() > 0 {
		b.out.WriteByte(' ')
	}
	b.out.WriteString(token)
	return true
}

// Word gives the stem of one folded word. The rules are applied until they
// change nothing, so that the stem of a stem is itself. French plurals are made
// singular first: by the rules alone "connexions" gives "connex" and "connexion"
// stays as it is.
func Word(word string, lang guichet.Language) string {
	if !isStemmable(word) {
		return word
	}
	rules := frenchStem
	if lang == guichet.English {
		rules = englishStem
	}
	passed := []string{word}
	for {
		next := rules(word)
		if next == word || !isAll(next, 'a', 'z') {
			return word
		}
		if i := slices.Index(passed, next); i >= 0 {
			return slices.Min(passed[i:]) // a circle: one of its words stands for all
		}
		passed = append(passed, next)
		word = next
		if !isStemmable(word) {
			return word
		}
	}
}

func englishStem(word string) string { return Fold(english.Stem(word, true)) }

func frenchStem(word string) string {
	if len(word) > 4 && strings.HasSuffix(word, "s") && !strings.HasSuffix(word, "ss") {
		word = word[:len(word)-1]
	}
	return Fold(french.Stem(word, true))
}
