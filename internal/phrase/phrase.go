// Package phrase is what the program says to people, in French and in English:
// the sentences of errors, the words of states, the texts of letters. A sentence
// is found by its key; the code of an error is one. French typography is set
// here, by one formatter (French), and nowhere else.
//
// A sentence says what happened, then what to do about it. What the screens say
// is in web/src/locales; which sentence is said to whom is decided by whoever
// says it.
package phrase

import (
	"fmt"
	"strings"

	"guichet"
)

// pair is a sentence in both languages. {name} stands for an argument.
type pair struct{ fr, en string }

func (p pair) in(l guichet.Language) string {
	if l == guichet.French {
		return French(p.fr)
	}
	return p.en
}

// Book is one language's sentences.
type Book struct{ language guichet.Language }

// For opens the book of a language; French where none is known.
func For(l guichet.Language) Book {
	if l != guichet.English {
		l = guichet.French
	}
	return Book{language: l}
}

// Language is the language of the book.
func (b Book) Language() guichet.Language { return b.language }

// Say completes the sentence of a key. Where it has forms for one and for many
// (its key followed by #one and #other), the number among the arguments chooses:
// n, or else max or min. A key that nobody wrote a sentence for is said as the
// word for an unknown matter, never as the key.
func (b Book) Say(key string, args guichet.Args) string {
	p, ok := find(key)
	if !ok {
		if p, ok = find(key + b.form(args)); !ok {
			p = words["unknown"]
		}
	}
	return complete(p.in(b.language), args)
}

// Has tells whether there is a sentence for the key.
func Has(key string) bool {
	_, one := find(key)
	_, many := find(key + "#other")
	return one || many
}

// form chooses between one and many. French counts zero as one.
func (b Book) form(args guichet.Args) string {
	for _, name := range []string{"n", "max", "min"} {
		if value, ok := args[name]; ok {
			n := fmt.Sprint(value)
			if n == "1" || n == "0" && b.language == guichet.French {
				return "#one"
			}
			return "#other"
		}
	}
	return "#other"
}

func find(key string) (pair, bool) {
	for _, table := range []map[string]pair{sentences, mailSentences, fieldSentences, fieldWords, words, letters, settings, jobs} {
		if p, ok := table[key]; ok {
			return p, true
		}
	}
	return pair{}, false
}

// complete puts the arguments in. What it puts in is other people's: it is never
// read for further placeholders, and its typography is theirs. An empty argument
// takes the blank before it along ("Bonjour ,").
func complete(text string, args guichet.Args) string {
	if len(args) == 0 || !strings.Contains(text, "{") {
		return text
	}
	pairs := make([]string, 0, 4*len(args))
	for name, value := range args {
		said := fmt.Sprint(value)
		if said == "" {
			pairs = append(pairs, " {"+name+"}", "")
		}
		pairs = append(pairs, "{"+name+"}", said)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}
