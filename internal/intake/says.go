package intake

import (
	"slices"
	"strings"

	"guichet"
)

// says is what a short answer comes to: a yes, thanks and nothing else, or words
// that somebody must read.
type says int

const (
	saysMore says = iota
	saysYes
	saysThanks
)

// shortMost is how long an answer may be that is a yes or thanks: what is longer
// is read by people.
const shortMost = 200

// shortly reads an answer that is no more than a yes or thanks. Whatever holds
// one word more, a no, a question, is neither: rather work on than close.
func shortly(text, name string) says {
	if len(text) > shortMost || strings.ContainsAny(text, "?？0123456789") {
		return saysMore
	}
	polite := append(politeWords(), strings.FieldsFunc(guichet.Fold(name), notLetter)...)
	thanked := false
	var left []string
	for _, w := range strings.FieldsFunc(guichet.Fold(text), notLetter) {
		switch {
		case slices.Contains([]string{"merci", "mercis", "thanks", "thank", "thx"}, w):
			thanked = true
		case !slices.Contains(polite, w):
			left = append(left, w)
		}
	}
	switch rest := strings.Join(left, " "); {
	case rest == "" && thanked:
		return saysThanks
	case slices.Contains(yesWords(), rest):
		return saysYes
	}
	return saysMore
}

func notLetter(r rune) bool {
	return (r < 'a' || r > 'z') && r < 0x80 || r == '’' || r == '…' || r == '\u00a0' || r == '\u202f'
}

// politeWords say nothing by themselves.
func politeWords() []string {
	return strings.Fields("bonjour bonsoir salut cordialement bien tres tout beaucoup a vous toute toutes l equipe madame monsieur bonne journee soiree " +
		"pour votre aide amities sinceres salutations hello hi dear regards best kind kindly you very much so the team have good nice day " +
		"for your help everyone all sincerely et and again encore")
}

// yesWords are answers that say that it is done, folded, without what is polite.
func yesWords() []string {
	return []string{
		"oui", "oui oui", "oui ok", "ok", "okay", "d accord", "daccord", "parfait", "oui parfait", "c est bon", "cest bon", "oui c est bon", "je confirme", "oui je confirme", "confirme",
		"ca marche", "oui ca marche", "fonctionne", "ca fonctionne", "cela fonctionne", "oui ca fonctionne", "oui cela fonctionne", "c est resolu",
		"oui c est resolu", "resolu", "regle", "c est regle", "oui c est regle",
		"yes", "yes it does", "yes it is", "ok yes", "yes ok", "it works", "yes it works", "works", "works now", "it works now", "yes it works now", "confirmed", "i confirm",
		"yes i confirm", "yes confirmed", "solved", "resolved", "fixed", "it is fixed", "it is solved", "it is resolved", "yes solved", "yes resolved", "yes fixed", "perfect", "yes perfect",
	}
}
