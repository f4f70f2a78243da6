package stem

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/kljensen/snowball/english"
	"github.com/kljensen/snowball/french"

	"guichet"
)

// MostTerms is how many terms of a query are looked for.
const MostTerms = 12

// Term is one thing that a document must hold: the text (or, with Prefix, a
// token that starts with it), or one of the others.
type Term struct {
	Text   string
	Others []string
	Prefix bool
}

// Query reads what a person typed. The last word may be unfinished. Words that
// say nothing ("de", "the") are left out as long as others remain. No language is
// asked: French and English words find documents in either.
func Query(q string) []Term {
	var terms, idle []Term
	chunks(Fold(head(q, 1000)), func(c chunk) {
		if c.isReference() {
			terms = put(terms, Term{Text: c.wholes[0]})
			return
		}
		for _, word := range c.parts {
			t := Term{Text: word}
			if c.joined != "" {
				t.Others = []string{c.joined}
			}
			if isStop(word) {
				idle = put(idle, t)
			} else {
				terms = put(terms, t)
			}
		}
	})
	last := lastPart(q)
	if len(terms) == 0 {
		terms = idle
	}
	if len(terms) > 1 && utf8.RuneCountInString(last) == 1 && terms[len(terms)-1].Text == last && !isAll(last, '0', '9') {
		terms = terms[:len(terms)-1] // one letter, still being typed
	}
	if len(terms) > MostTerms {
		terms = terms[:MostTerms]
	}
	for i := range terms {
		t := &terms[i]
		t.Prefix = t.Text == last
		t.expand()
	}
	return terms
}

// expand adds the stems. For a whole word its stems are enough: every text that
// holds the word holds them. A word that is still being typed is also looked
// for as it stands.
func (t *Term) expand() {
	if !isStemmable(t.Text) {
		return
	}
	fr, en := Word(t.Text, guichet.French), Word(t.Text, guichet.English)
	if !t.Prefix {
		// A document of a known language holds one of the two only.
		t.Text = fr
		if en != fr {
			t.Others = append(t.Others, en)
		}
		return
	}
	for _, s := range []string{fr, en} {
		if s != t.Text && !slices.Contains(t.Others, s) {
			t.Others = append(t.Others, s)
		}
	}
}

func put(terms []Term, t Term) []Term {
	if slices.ContainsFunc(terms, func(o Term) bool { return o.Text == t.Text }) {
		return terms
	}
	return append(terms, t)
}

// lastPart is the last word of q unless something follows it. A reference may go
// on after a hyphen or a dot ("10.0.").
func lastPart(q string) string {
	folded := Fold(head(q, 1000))
	r, _ := utf8.DecodeLastRuneInString(folded)
	goesOn := r == '-' || r == '.'
	if !isWordRune(r) && !goesOn {
		return ""
	}
	var last string
	chunks(folded, func(c chunk) {
		switch {
		case c.isReference():
			last = c.wholes[0]
		case goesOn:
			last = ""
		default:
			last = c.parts[len(c.parts)-1]
		}
	})
	if goesOn && !strings.HasSuffix(strings.TrimRight(folded, "-."), last) {
		return ""
	}
	return last
}

func isStop(word string) bool {
	if len(word) == 1 {
		return !isAll(word, '0', '9')
	}
	return french.IsStopWord(word) || english.IsStopWord(word)
}
