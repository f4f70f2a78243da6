package stem_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"guichet"
	"guichet/internal/stem"
)

// holds tells whether a document of the tokens answers the query.
func holds(tokens string, terms []stem.Term) bool {
	have := strings.Split(tokens, " ")
	for _, t := range terms {
		found := slices.ContainsFunc(have, func(token string) bool {
			return token == t.Text || slices.Contains(t.Others, token) || t.Prefix && strings.HasPrefix(token, t.Text)
		})
		if !found {
			return false
		}
	}
	return len(terms) > 0
}

func TestAQueryFindsTheText(t *testing.T) {
	t.Parallel()
	both := []guichet.Language{guichet.French, guichet.English, stem.Unknown}
	for _, c := range []struct{ name, text, query string }{
		{"accents are ignored", "Le réseau est coupé", "reseau"},
		{"accents in the query only", "le reseau est coupe", "réseau coupé"},
		{"singular finds plural", "Les imprimantes du 2e étage", "imprimante étage"},
		{"plural finds singular", "imprimante bloquée", "imprimantes bloquées"},
		{"feminine and masculine", "la session est bloquée", "bloqué session"},
		{"connexion and connexions", "problème de connexion", "connexions"},
		{"English plural", "the printers are down", "printer"},
		{"English tenses", "printing is slow, printers are down", "printer down"},
		{"an unfinished word", "impossible d'ouvrir l'application", "applica"},
		{"an unfinished word after a finished one", "certificat VPN expiré", "vpn certif"},
		{"elided article", "L’imprimante n'imprime plus", "imprimante"},
		{"elided article in the query", "imprimante en panne", "l'imprimante"},
		{"ligature", "mise en œuvre du cœur de réseau", "coeur"},
		{"capital accents", "ÉCHEC DE L'AUTHENTIFICATION", "échec authentification"},
		{"a reference", "voir INC-000123.", "INC-000123"},
		{"a reference in lower case", "voir INC-000123", "inc-000123"},
		{"the number of a reference", "voir INC-000123", "000123"},
		{"a reference behind a colon", "Réf:INC-000123", "INC-000123"},
		{"a reference in brackets", "[INC-000123] Re: imprimante", "INC-000123"},
		{"the start of a reference", "INC-000123", "INC-0001"},
		{"an error code", "Erreur 0x80070005 (accès refusé)", "0x80070005"},
		{"an e-mail address", "écrire à jean.dupont@acme.example,", "jean.dupont@acme.example"},
		{"a part of an e-mail address", "jean.dupont@acme.example", "dupont"},
		{"the end of an e-mail address", "jean.dupont@acme.example", "dupont@acme.example"},
		{"a Windows path", `C:\Users\jdupont\Documents\budget.xlsx`, `Users\jdupont`},
		{"a file name", `\\srv-fic01\commun\Budget 2026.xlsx`, `srv-fic01`},
		{"an IP address", "le poste 10.12.0.7 ne répond pas", "10.12.0.7"},
		{"a hyphened word by its parts", "le sous-réseau invité", "sous réseau"},
		{"words without meaning are left out", "imprimante bloquée", "l'imprimante est bloquée par"},
		{"only such words", "it is", "it is"},
		{"a hyphened word without its hyphen", "le Wi-Fi tombe", "wifi"},
		{"a word with a hyphen it has not", "le wifi tombe", "Wi-Fi tombe"},
		{"a typographic hyphen", "INC‑000123", "INC-000123"},
		{"decomposed accents", "re\u0301seau", "réseau"},
		{"other scripts", "принтер не работает", "принтер"},
		{"quotation marks", "message « session expirée »", `"session expirée"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for _, doc := range both {
				if tokens, terms := stem.Text(c.text, doc), stem.Query(c.query); !holds(tokens, terms) {
					t.Errorf("%q in %q: %+v not in %q", c.text, doc, terms, tokens)
				}
			}
		})
	}
}

func TestAQueryDoesNotFindAnotherText(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, query string }{
		{"another word", "imprimante", "réseau"},
		{"one word of two", "imprimante bloquée", "imprimante perdue"},
		{"another reference", "INC-000123", "INC-000124"},
		{"a finished word that is a prefix", "imprimante", "impri "},
		{"nothing asked", "imprimante", "  "},
		{"signs only", "imprimante", "-*\"(:"},
	} {
		if tokens, terms := stem.Text(c.text, stem.Unknown), stem.Query(c.query); holds(tokens, terms) {
			t.Errorf("%s: %+v found in %q", c.name, terms, tokens)
		}
	}
}

// What people write is in the language they choose, whatever their profile says.
func TestATextOfUnknownLanguageIsReadAsBoth(t *testing.T) {
	t.Parallel()
	for text, query := range map[string]string{
		"I was disconnected from the network":       "disconnecting",
		"les connexions ont échoué":                 "connexion échoue",
		"Le reboot du server, then nothing worked.": "servers working",
		"impossible de me connecter":                "connecté",
	} {
		if tokens, terms := stem.Text(text, stem.Unknown), stem.Query(query); !holds(tokens, terms) {
			t.Errorf("%+v not in %q", terms, tokens)
		}
	}
}

func TestTextStopsAtItsLimit(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("été ", 60<<10) + "dernier"
	if got := stem.Text(long, guichet.French); got != "ete" {
		t.Errorf("got %q", got)
	}
	if got := stem.Text(strings.Repeat("é", stem.Most), guichet.French); got != "" {
		t.Errorf("a word without end is no word: got %d bytes", len(got))
	}
	if got := stem.Text("avant "+strings.Repeat("QUJD", 100)+" après", guichet.French); strings.Contains(got, "qujd") || !strings.Contains(got, "apres") {
		t.Errorf("encoded bytes are no word: %q", got)
	}
}

// Two apostrophes after an article left one at the head of a token.
func TestATokenStartsWithALetterOrADigit(t *testing.T) {
	t.Parallel()
	if got := stem.Text("C''0'0", guichet.French); got != "0'0 0" {
		t.Errorf("got %q", got)
	}
}

func TestTextProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`([A-Za-zéèçœ'’0-9@./\\:_-]{1,12}[ ,;!]){0,20}`)).Draw(t, "text")
		lang := rapid.SampledFrom([]guichet.Language{guichet.French, guichet.English, stem.Unknown}).Draw(t, "lang")
		tokens := stem.Text(text, lang)
		if !utf8.ValidString(tokens) && utf8.ValidString(text) {
			t.Fatalf("not UTF-8: %q", tokens)
		}
		seen := map[string]bool{}
		for _, token := range strings.Fields(tokens) {
			r, _ := utf8.DecodeRuneInString(token)
			if !unicode.IsLetter(r) && !unicode.IsNumber(r) {
				t.Fatalf("%q starts with neither letter nor digit", token)
			}
			if seen[token] {
				t.Fatalf("%q twice in %q", token, tokens)
			}
			seen[token] = true
			if stem.Fold(token) != token {
				t.Fatalf("%q is not folded", token)
			}
		}
		if strings.Join(strings.Fields(tokens), " ") != tokens {
			t.Fatalf("blanks in %q", tokens)
		}
	})
}

func TestStemsAreFixedPoints(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a-z]{1,25}`).Draw(t, "word")
		for _, lang := range guichet.Languages() {
			once := stem.Word(word, lang)
			if twice := stem.Word(once, lang); twice != once {
				t.Fatalf("%s: %q then %q then %q", lang, word, once, twice)
			}
			if once == "" {
				t.Fatalf("%s: %q has no stem", lang, word)
			}
		}
	})
}

// Every start of every word of a text finds the text, in whatever language
// either is.
func TestAnyWordOfATextFindsIt(t *testing.T) {
	t.Parallel()
	languages := rapid.SampledFrom([]guichet.Language{guichet.French, guichet.English, stem.Unknown})
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[A-Za-zéàçœ]{2,14}([-@.][a-z0-9]{1,8}){0,3}`), 1, 8).Draw(t, "words")
		tokens := stem.Text(strings.Join(words, " "), languages.Draw(t, "document"))
		word := []rune(rapid.SampledFrom(words).Draw(t, "word"))
		typed := string(word[:rapid.IntRange(2, len(word)).Draw(t, "typed")])
		if terms := stem.Query(typed); !holds(tokens, terms) {
			t.Fatalf("%q gives %+v, not in %q", typed, terms, tokens)
		}
	})
}

func BenchmarkText(b *testing.B) {
	const text = "Bonjour, depuis ce matin l'imprimante du deuxième étage refuse d'imprimer les documents, " +
		"le message « erreur 0x80070005 : accès refusé » s'affiche. J'ai redémarré le poste, vérifié les câbles " +
		"et rien ne change. Pouvez-vous intervenir rapidement ? Merci d'avance, cordialement, Jean Dupont"
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		stem.Text(text, guichet.French)
	}
}

func BenchmarkTitle(b *testing.B) {
	for b.Loop() {
		stem.Text("L'imprimante du deuxième étage ne répond plus", stem.Unknown)
	}
}
