package setting

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"

	"guichet"
)

// Kind is what a setting's value is.
type Kind string

// The kinds.
const (
	Text   Kind = "text"
	Number Kind = "number"
	Switch Kind = "switch"
	Choice Kind = "choice"
	ZoneOf Kind = "zone"   // of time, by its IANA name
	Words  Kind = "words"  // short ones, such as endings of files
	Hosts  Kind = "hosts"  // names of servers
	Matrix Kind = "matrix" // three by three, 1 to 5
	TeamOf Kind = "team"   // by id; none where Min is 0
	Prefix Kind = "prefix" // of references
)

// Definition is what a setting may hold, and what holds until it is changed. Its
// words are those of package phrase: setting.NAME and setting.NAME.about.
type Definition struct {
	Name    string
	Group   string
	Kind    Kind
	Min     int64 // of a number; of a text, its length
	Max     int64
	Unit    string // of a number: days, megabytes, kilobytes, times
	Choices []string
	Default json.RawMessage
}

func define[T any](s Setting[T], group string, kind Kind) Definition {
	raw, err := json.Marshal(s.Default)
	if err != nil {
		raw = json.RawMessage("null")
	}
	return Definition{Name: s.Name, Group: group, Kind: kind, Default: raw, Min: 1, Max: 100}
}

func number(s Setting[int64], group, unit string, least, most int64) Definition {
	d := define(s, group, Number)
	d.Unit, d.Min, d.Max = unit, least, most
	return d
}

func requestTeam(kind string) Definition {
	d := define(RequestTeam(kind), "routing", TeamOf)
	d.Min = 0
	return d
}

// Definitions lists every setting that an administrator changes.
func Definitions() []Definition {
	language := define(Language(), "desk", Choice)
	language.Choices = []string{"fr", "en"}
	told := define(Told(), "records", Choice)
	told.Choices = []string{ToldRequester, ToldReporter, ToldFollowers, ToldAll}
	return []Definition{
		define(Desk(), "desk", Text),
		language,
		define(Zone(), "desk", ZoneOf),
		define(DefaultTeam(), "desk", TeamOf),
		define(Priorities(), "records", Matrix),
		number(ReopenDays(), "records", "days", 0, 365),
		number(CloseDays(), "records", "days", 0, 90),
		number(RequestCloseDays(), "records", "days", 0, 90),
		told,
		number(FirstContactMinutes(), "records", "minutes", 0, 1440),
		number(ArchiveDays(), "records", "days", 0, 3650),
		number(UndoSeconds(), "records", "seconds", 0, 60),
		define(IncidentPrefix(), "records", Prefix),
		define(RequestPrefix(), "records", Prefix),
		define(ChangePrefix(), "records", Prefix),
		requestTeam("information"),
		requestTeam("advice"),
		requestTeam("access"),
		requestTeam("resource"),
		requestTeam("complaint"),
		requestTeam("compliment"),
		define(TrustedServers(), "mail", Hosts),
		number(LettersOfSender(), "mail", "times", 1, 10_000),
		number(LettersOfAll(), "mail", "times", 1, 100_000),
		define(SecondFactor(), "safety", Switch),
		number(SignInTries(), "safety", "times", 3, 20),
		number(AddressTries(), "safety", "times", 10, 1000),
		number(LinkLetters(), "safety", "times", 1, 20),
		number(LinkLettersFrom(), "safety", "times", 5, 500),
		number(TokensMost(), "safety", "times", 1, 1000),
		number(TokenCalls(), "safety", "times", 0, 600_000),
		number(RefusalDays(), "safety", "days", 7, 730),
		number(FileMegabytes(), "limits", "megabytes", 1, 200),
		number(MailMegabytes(), "limits", "megabytes", 1, 50),
		number(MailKeptMegabytes(), "limits", "megabytes", 50, 500),
		number(JSONKilobytes(), "limits", "kilobytes", 64, 10240),
		define(RefusedFiles(), "limits", Words),
	}
}

// Find is the definition of a name.
func Find(name string) (Definition, bool) {
	for _, d := range Definitions() {
		if d.Name == name {
			return d, true
		}
	}
	return Definition{}, false
}

var (
	prefixForm = regexp.MustCompile(`^[A-Z][A-Z0-9]{1,9}$`)
	hostForm   = regexp.MustCompile(`^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$`)
	wordForm   = regexp.MustCompile(`^[a-z0-9]{1,12}$`)
)

// read takes a value out of JSON, within the bounds of the setting. The value that
// is given back is the one to be kept.
func (d Definition) read(raw json.RawMessage) (any, error) {
	switch d.Kind {
	case Text, Choice, ZoneOf, TeamOf, Prefix:
		text, err := as[string](raw)
		if err != nil {
			return nil, err
		}
		return d.text(guichet.Clean(text))
	case Switch:
		return as[bool](raw)
	case Number:
		n, err := as[int64](raw)
		if err == nil && (n < d.Min || n > d.Max) {
			return nil, guichet.Invalid("value", "setting.bounds", guichet.Args{"min": d.Min, "most": d.Max})
		}
		return n, err
	case Words:
		return words(raw, wordForm, "setting.ending")
	case Hosts:
		return words(raw, hostForm, "setting.host")
	case Matrix:
		m, err := as[[3][3]int64](raw)
		if err != nil {
			return nil, err
		}
		for _, row := range m {
			for _, cell := range row {
				if cell < 1 || cell > 5 {
					return nil, guichet.Invalid("value", "setting.bounds", guichet.Args{"min": 1, "most": 5})
				}
			}
		}
		return m, nil
	default:
		return nil, guichet.Invalid("value", "wrong_type", nil)
	}
}

func (d Definition) text(text string) (any, error) {
	switch d.Kind {
	case Choice:
		if !slices.Contains(d.Choices, text) {
			return nil, guichet.Invalid("value", "unknown_value", nil)
		}
	case ZoneOf:
		if _, err := time.LoadLocation(text); err != nil || text == "" || text == "Local" {
			return nil, guichet.Invalid("value", "unknown_value", nil)
		}
	case Prefix:
		if text = strings.ToUpper(text); !prefixForm.MatchString(text) {
			return nil, guichet.Invalid("value", "setting.prefix", nil)
		}
	case Text:
		if err := guichet.CheckLine("value", text, int(d.Min), int(d.Max)); err != nil {
			return nil, err
		}
	}
	return text, nil
}

func words(raw json.RawMessage, form *regexp.Regexp, mistake string) (any, error) {
	all, err := as[[]string](raw)
	if err != nil {
		return nil, err
	}
	if len(all) > 200 {
		return nil, guichet.Invalid("value", "too_many_items", guichet.Args{"max": 200})
	}
	out := []string{}
	for _, w := range all {
		w = strings.TrimPrefix(strings.ToLower(strings.TrimSpace(w)), ".")
		if !form.MatchString(w) {
			return nil, guichet.Invalid("value", mistake, nil)
		}
		out = append(out, w)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

func as[T any](raw json.RawMessage) (T, error) {
	var v T
	if err := json.Unmarshal(raw, &v); err != nil || string(raw) == "null" {
		return v, guichet.Invalid("value", "wrong_type", nil)
	}
	return v, nil
}
