package view

import (
	"regexp"
	"strings"
	"time"

	"guichet"
)

// Key is what a token of a filter is about.
type Key string

// The keys.
const (
	State        Key = "state"
	Team         Key = "team"
	Assignee     Key = "assignee"
	Priority     Key = "priority"
	Requester    Key = "requester"
	Kind         Key = "kind"
	Organisation Key = "organisation"
	Site         Key = "site"
	Channel      Key = "channel"
	Category     Key = "category"
	Hold         Key = "hold"
	Last         Key = "last"
	Created      Key = "created"
	Updated      Key = "updated"
	FirstContact Key = "first_contact"
	Archived     Key = "archived"
	Own          Key = "own" // a field that an administrator added
)

// keyWords are the words of a key, folded, in both languages. The screens know
// the same ones: web/src/features/ticket/filter.ts.
func keyWords() map[Key][]string {
	return map[Key][]string{
		State:        {"etat", "state", "status"},
		Team:         {"equipe", "team"},
		Assignee:     {"a", "to", "affecte", "assignee", "assigned", "person", "personne"},
		Priority:     {"priorite", "priority", "p", "prio"},
		Requester:    {"demandeur", "requester", "from", "de"},
		Kind:         {"type", "kind", "nature", "genre"},
		Organisation: {"organisation", "org", "organization"},
		Site:         {"site"},
		Channel:      {"canal", "channel"},
		Category:     {"categorie", "category", "cat"},
		Hold:         {"attente", "waiting", "hold"},
		Last:         {"dernier", "last"},
		Created:      {"cree", "created"},
		Updated:      {"maj", "updated", "modifie"},
		FirstContact: {"premier_contact", "first_contact"},
		Archived:     {"archive", "archived", "archives"},
	}
}

func keyOf(word string) Key {
	wanted := guichet.Fold(word)
	for key, words := range keyWords() {
		for _, w := range words {
			if w == wanted {
				return key
			}
		}
	}
	return ""
}

// Token is one piece of a filter: "état:ouvert", "maj<2h".
type Token struct {
	Key   Key
	Field string // the id of an own field
	Op    string // ":", "<", "<=", ">" or ">="
	Value string // as it was typed, without quotation marks
}

// Values are the values of a token that may have several.
func (t Token) Values() []string {
	var all []string
	for v := range strings.SplitSeq(t.Value, ",") {
		if v = strings.TrimSpace(v); v != "" {
			all = append(all, v)
		}
	}
	return all
}

// TextMost bounds the text of a filter.
const TextMost = 1000

// Read cuts a text into tokens and the words to be searched for. own gives the id
// of the field that a word names, of those that an administrator added; empty for
// none.
func Read(text string, own func(word string) string) (tokens []Token, words string) {
	piece := regexp.MustCompile(`[^\s"]*"[^"]*"?|[^\s"]+`)
	var rest []string
	for _, p := range piece.FindAllString(text, -1) {
		cut := strings.IndexAny(p, ":<>")
		t := Token{}
		if cut > 0 {
			t = Token{Key: keyOf(p[:cut]), Op: p[cut : cut+1]}
		}
		if cut > 0 && t.Key == "" {
			if t.Field = own(strings.ReplaceAll(p[:cut], `"`, "")); t.Field != "" {
				t.Key = Own
			}
		}
		if t.Key == "" {
			rest = append(rest, strings.ReplaceAll(p, `"`, ""))
			continue
		}
		if after := p[cut+1:]; t.Op != ":" && strings.HasPrefix(after, "=") {
			t.Op += "="
		}
		t.Value = strings.ReplaceAll(p[cut+len(t.Op):], `"`, "")
		if t.Value == "" {
			rest = append(rest, p)
			continue
		}
		tokens = append(tokens, t)
	}
	return tokens, strings.TrimSpace(strings.Join(rest, " "))
}

// Same compares what was typed with a name: case, accents and the signs between
// words do not count.
func Same(typed, name string) bool { return plain(typed) == plain(name) }

func plain(s string) string {
	return guichet.Fold(strings.NewReplacer("_", " ", "’", "'", "-", " ").Replace(s))
}

// Span is a stretch of time that a token asks for; a zero moment is no bound.
type Span struct{ From, Until time.Time }

// Span reads the token as a stretch of time, as seen now in a zone: an age ("2h",
// "3j", "2sem", "1mois") or a day. Less than an age is younger; before a day is
// earlier.
func (t Token) Span(now time.Time, zone *time.Location) (Span, bool) {
	if age, ok := age(t.Value); ok {
		since := now.Add(-age)
		if strings.HasPrefix(t.Op, ">") {
			return Span{Until: since}, true
		}
		return Span{From: since}, true
	}
	begins, ends, ok := day(t.Value, now.In(zone))
	switch {
	case !ok:
		return Span{}, false
	case t.Op == ">":
		return Span{From: ends}, true
	case t.Op == ">=":
		return Span{From: begins}, true
	case t.Op == "<":
		return Span{Until: begins}, true
	case t.Op == "<=":
		return Span{Until: ends}, true
	default:
		return Span{From: begins, Until: ends}, true
	}
}

func age(s string) (time.Duration, bool) {
	digits := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' })
	if digits < 1 || digits > 4 {
		return 0, false
	}
	n := 0
	for _, r := range s[:digits] {
		n = 10*n + int(r-'0')
	}
	unit := map[string]time.Duration{
		"min": time.Minute, "mn": time.Minute, "m": time.Minute, "h": time.Hour,
		"j": 24 * time.Hour, "d": 24 * time.Hour, "sem": 7 * 24 * time.Hour, "w": 7 * 24 * time.Hour,
		"mois": 30 * 24 * time.Hour, "mo": 30 * 24 * time.Hour,
	}[guichet.Fold(s[digits:])]
	return time.Duration(n) * unit, unit > 0
}

func day(s string, now time.Time) (begins, ends time.Time, ok bool) {
	at := func(d time.Time) (time.Time, time.Time, bool) {
		y, m, n := d.Date()
		return time.Date(y, m, n, 0, 0, 0, 0, now.Location()).UTC(), time.Date(y, m, n+1, 0, 0, 0, 0, now.Location()).UTC(), true
	}
	switch strings.ReplaceAll(plain(s), "'", "") {
	case "today", "aujourdhui":
		return at(now)
	case "yesterday", "hier":
		return at(now.AddDate(0, 0, -1))
	}
	for _, layout := range []string{"2006-01-02", "02/01/2006"} {
		if d, err := time.Parse(layout, s); err == nil && d.Year() >= 1970 && d.Year() < 3000 {
			return at(d)
		}
	}
	return time.Time{}, time.Time{}, false
}

// IsKey tells whether a word begins a token of a filter.
func IsKey(word string) bool { return keyOf(word) != "" }
