package phrase

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"guichet"
)

func everySentence() map[string]pair {
	all := map[string]pair{}
	for _, table := range []map[string]pair{sentences, mailSentences, fieldSentences, fieldWords, words, letters, settings, jobs} {
		maps.Copy(all, table)
	}
	return all
}

var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

// Both languages are complete, and say the same with the same arguments.
func TestBothLanguagesAreComplete(t *testing.T) {
	t.Parallel()
	total := 0
	for _, table := range []map[string]pair{sentences, mailSentences, fieldSentences, fieldWords, words, letters, settings, jobs} {
		total += len(table)
	}
	all := everySentence()
	if len(all) != total {
		t.Errorf("%d keys are in two tables", total-len(all))
	}
	for key, p := range all {
		if strings.TrimSpace(p.fr) == "" || strings.TrimSpace(p.en) == "" {
			t.Errorf("%s is not said in both languages: %q, %q", key, p.fr, p.en)
		}
		fr, en := placeholder.FindAllString(p.fr, -1), placeholder.FindAllString(p.en, -1)
		slices.Sort(fr)
		slices.Sort(en)
		if diff := cmp.Diff(slices.Compact(fr), slices.Compact(en)); diff != "" {
			t.Errorf("%s has other arguments in French than in English: %s", key, diff)
		}
		if base, isOne := strings.CutSuffix(key, "#one"); isOne && all[base+"#other"] == (pair{}) {
			t.Errorf("%s has no form for many", key)
		}
		if base, isMany := strings.CutSuffix(key, "#other"); isMany && all[base+"#one"] == (pair{}) {
			t.Errorf("%s has no form for one", key)
		}
		for text := range map[string]bool{p.fr: true, p.en: true} {
			if strings.ContainsAny(text, "'\"") || strings.Contains(text, "  ") || strings.ContainsAny(text, thin+fixed) {
				t.Errorf("%s: write ’, “ and « with plain spaces: %q", key, text)
			}
		}
		if strings.Contains(p.en, " :") || strings.Contains(p.en, " ;") || strings.Contains(p.en, " ?") {
			t.Errorf("%s: English has no space there: %q", key, p.en)
		}
	}
}

// In French nothing may be torn from the word it belongs to.
func TestFrenchTypographyIsSet(t *testing.T) {
	t.Parallel()
	torn := regexp.MustCompile(`[^\x{202f}][;!?»]|[^\x{a0}\s"(0-9T]:[^/0-9]|« |« `)
	for key, p := range everySentence() {
		if said := p.in(guichet.French); torn.MatchString(said) && !strings.Contains(said, "00Z") {
			t.Errorf("%s: %q", key, said)
		}
	}
}

func TestFrench(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Quoi ?":                    "Quoi\u202f?",
		"Non  !":                    "Non\u202f!",
		"un ; deux : trois":         "un\u202f; deux\u00a0: trois",
		"« ici »":                   "«\u202fici\u202f»",
		"«\u00a0ici\u00a0»":         "«\u202fici\u202f»",
		"à\u202f: b":                "à\u00a0: b",
		"50 % de 3 €":               "50\u202f% de 3\u202f€",
		"n° 3":                      "n°\u00a03",
		"http://exemple.fr/?a:b!":   "http://exemple.fr/?a:b!",
		"à 14:30":                   "à 14:30",
		"«\u202fdéjà\u202f»\u202f!": "«\u202fdéjà\u202f»\u202f!",
	} {
		if got := French(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
	// Three blanks, and a sign that follows an opening quote, are no writing of ours.
	noWriting := regexp.MustCompile(`   |«[ \x{a0}\x{202f}]*[;:!?»%€]`)
	rapid.Check(t, func(t *rapid.T) {
		once := French(rapid.StringMatching(`([a-z]{0,3}[ \x{a0}\x{202f}]{0,2}[;:!?»«%€]?[ ]?){0,8}`).Draw(t, "text"))
		if noWriting.MatchString(once) {
			return
		}
		if twice := French(once); twice != once {
			t.Fatalf("%q becomes %q", once, twice)
		}
	})
}

func TestSay(t *testing.T) {
	t.Parallel()
	fr, en := For(guichet.French), For(guichet.English)
	for _, c := range []struct{ name, got, want string }{
		{"French", fr.Say("state.on_hold", nil), "En attente"},
		{"English", en.Say("state.on_hold", nil), "On hold"},
		{"French where no language is known", For("").Say("state.on_hold", nil), "En attente"},
		{"arguments", en.Say("letter.subject", guichet.Args{"reference": "INC-1", "title": "VPN"}), "[INC-1] VPN"},
		{
			"an argument is not read for placeholders, nor is its typography touched",
			fr.Say("letter.subject", guichet.Args{"reference": "INC-1", "title": "Où ? {reference} !"}), "[INC-1] Où ? {reference} !",
		},
		{"no name", fr.Say("letter.hello", guichet.Args{"name": ""}), "Bonjour,"},
		{"a name", fr.Say("letter.hello", guichet.Args{"name": "Zoé"}), "Bonjour Zoé,"},
		{"French zero is one", fr.Say("wait.hours", guichet.Args{"n": 0}), "0 heure"},
		{"English zero is many", en.Say("wait.hours", guichet.Args{"n": 0}), "0 hours"},
		{"one", fr.Say("wait.hours", guichet.Args{"n": int64(1)}), "1 heure"},
		{"many", fr.Say("wait.hours", guichet.Args{"n": 2}), "2 heures"},
		{"the limit counts", en.Say("too_long", guichet.Args{"max": 1}), "At most 1 character."},
		{"a key without a sentence is never shown", fr.Say("state.purple", nil), "Autre"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.name, c.got, c.want)
		}
	}
}

func TestError(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name          string
		language      guichet.Language
		e             *guichet.Error
		title, detail string
	}{
		{
			"states are said by their word", guichet.French,
			guichet.Invalid("to", "ticket.move_refused", guichet.Args{"from": "closed", "to": "on_hold"}),
			"Un champ est à corriger", "Un dossier « Clos » ne peut pas passer à « En attente ».",
		},
		{
			"sizes in their unit", guichet.English,
			&guichet.Error{Kind: guichet.KindTooLarge, Code: "attachment.too_large", Args: guichet.Args{"max": int64(25 << 20)}},
			"Too large", "The file exceeds the limit of 25 MB.",
		},
		{
			"lengths as they are", guichet.French, guichet.Invalid("title", "too_long", guichet.Args{"max": 300}),
			"Un champ est à corriger", "Au plus 300 caractères.",
		},
		{
			"how long to wait", guichet.English,
			&guichet.Error{Kind: guichet.KindTooMany, Code: "too_many", RetryAfter: 61 * time.Second},
			"Too many attempts", "Try again in 2 minutes.",
		},
		{
			"an unknown code tells nothing of what is inside", guichet.English,
			&guichet.Error{Kind: guichet.KindInternal, Code: "sql: no rows"},
			"Something went wrong", "The error has been logged. Try again; if it happens again, give the request number to the service desk.",
		},
	} {
		title, detail := Error(c.language, c.e)
		plain := strings.NewReplacer(thin, " ", fixed, " ").Replace(detail)
		if title != c.title || plain != c.detail {
			t.Errorf("%s: %q, %q", c.name, title, plain)
		}
	}
}

// Every kind of error has a title.
func TestEveryKindHasATitle(t *testing.T) {
	t.Parallel()
	for _, k := range []guichet.Kind{
		guichet.KindInvalid, guichet.KindUnauthenticated, guichet.KindForbidden, guichet.KindNotFound, guichet.KindConflict,
		guichet.KindTooLarge, guichet.KindTooMany, guichet.KindUnavailable, guichet.KindInternal,
	} {
		if !Has("kind." + string(k)) {
			t.Errorf("%s has no title", k)
		}
	}
}

func TestMeasures(t *testing.T) {
	t.Parallel()
	fr, en := For(guichet.French), For(guichet.English)
	moment := time.Date(2026, time.July, 1, 22, 30, 0, 0, time.UTC)
	for _, c := range []struct{ name, got, want string }{
		{"bytes", fr.Size(0), "0 o"},
		{"kilobytes", en.Size(1536), "1.5 KB"},
		{"a decimal comma", fr.Size(1536), "1,5 Ko"},
		{"megabytes", fr.Size(25 << 20), "25 Mo"},
		{"terabytes", en.Size(3 << 40), "3 TB"},
		{"more than terabytes", en.Size(3 << 50), "3072 TB"},
		{"in the zone of the reader", fr.When(moment, "Europe/Paris"), "2 juillet 2026 à 00:30 (CEST)"},
		{"the first", fr.When(moment, "UTC"), "1er juillet 2026 à 22:30 (UTC)"},
		{"in English", en.When(moment, "America/Montreal"), "1 July 2026 at 18:30 (EDT)"},
		{"a zone that is not known", en.When(moment, "Mars/Olympus"), "1 July 2026 at 22:30 (UTC)"},
		{"a day", fr.Day(moment, "Pacific/Noumea"), "2 juillet 2026"},
		{"no wait", en.Wait(0), "1 second"},
		{"half a minute", fr.Wait(29500 * time.Millisecond), "30 secondes"},
		{"minutes, rounded up", fr.Wait(61 * time.Second), "2 minutes"},
		{"hours", en.Wait(3 * time.Hour), "3 hours"},
	} {
		if got := strings.NewReplacer(thin, " ", fixed, " ").Replace(c.got); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// Letters follow one form: greeting, what happened, what comes next; never "do
// not reply", and the reference is in the subject and where the matter is named.
func TestLetters(t *testing.T) {
	t.Parallel()
	occasions := map[string]bool{}
	for key, p := range letters {
		if occasion, isFirst := strings.CutSuffix(key, ".first"); isFirst {
			occasions[occasion] = true
			if !strings.Contains(p.fr, "{reference}") {
				t.Errorf("%s does not say which record", key)
			}
			if _, found := letters[occasion+".next"]; !found {
				t.Errorf("%s does not say what comes next", occasion)
			}
		}
		for _, text := range []string{p.fr, p.en} {
			low := strings.ToLower(text)
			if strings.Contains(low, "ne pas répondre") || strings.Contains(low, "do not reply") || strings.Contains(low, "noreply") {
				t.Errorf("%s forbids to answer: %q", key, text)
			}
			if strings.ContainsFunc(text, unicode.IsControl) {
				t.Errorf("%s is more than a line: %q", key, text)
			}
		}
	}
	for _, occasion := range []string{"created", "taken", "waiting", "resolved", "closed", "cancelled", "reopened"} {
		if !occasions["letter."+occasion] {
			t.Errorf("there is no letter for %s", occasion)
		}
	}
	if !strings.Contains(letters["letter.subject"].fr, "{reference}") {
		t.Error("the subject has no number")
	}
}
