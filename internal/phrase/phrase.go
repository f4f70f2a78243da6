// Package phrase is what the program says to people, in French and in English:
// the sentences of errors, the words of states, the texts of letters. A sentence
// is found by its key; the code of an error is one. French typography (the narrow
// space before double punctuation and inside guillemets) is set here, by one
// formatter, and nowhere else. What the screens say is in web/src/locales.
package phrase

import (
	"fmt"
	"strings"

	"guichet"
)

// pair is a sentence in both languages. {name} stands for an argument.
type pair struct{ fr, en string }

// Book is one language's sentences.
type Book struct{ language guichet.Language }

// For opens the book of a language.
func For(l guichet.Language) Book {
	if l != guichet.English {
		l = guichet.French
	}
	return Book{language: l}
}

// Say completes the sentence of a key. Where the sentence has forms for one and
// for many (its key followed by #one and #other), the argument n chooses: French
// counts zero as one. A key that nobody wrote a sentence for is said as the
// sentence of an unknown matter, never as the key.
func (b Book) Say(key string, args guichet.Args) string {
	p, ok := find(key)
	if !ok {
		if p, ok = find(key + b.form(args)); !ok {
			p = words["unknown"]
		}
	}
	text := p.en
	if b.language == guichet.French {
		text = p.fr
	}
	text = complete(text, args)
	if b.language == guichet.French {
		text = French(text)
	}
	return text
}

// Has tells whether there is a sentence for the key.
func Has(key string) bool {
	_, ok := find(key)
	_, many := find(key + "#other")
	return ok || many
}

func (b Book) form(args guichet.Args) string {
	n := fmt.Sprint(args["n"])
	if n == "1" || n == "0" && b.language == guichet.French {
		return "#one"
	}
	return "#other"
}

func find(key string) (pair, bool) {
	for _, table := range []map[string]pair{errors, words, letters} {
		if p, ok := table[key]; ok {
			return p, true
		}
	}
	return pair{}, false
}

// complete puts the arguments in. What it puts in is never read for further
// placeholders.
func complete(text string, args guichet.Args) string {
	if len(args) == 0 || !strings.Contains(text, "{") {
		return text
	}
	pairs := make([]string, 0, 2*len(args))
	for name, value := range args {
		pairs = append(pairs, "{"+name+"}", fmt.Sprint(value))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// narrow is U+202F, the narrow no-break space of French typography.
const narrow = "\u202f"

// French sets the spaces of French typography where a text was written with
// plain ones: before ; : ! ? and », after «.
func French(text string) string {
	return frenchSpaces.Replace(text)
}

var frenchSpaces = strings.NewReplacer(
	" ;", narrow+";", " :", narrow+":", " !", narrow+"!", " ?", narrow+"?", " »", narrow+"»", "« ", "«"+narrow,
)
