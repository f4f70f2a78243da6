package field

import (
	"encoding/json"
	"maps"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"guichet"
	"guichet/internal/timeline"
)

// The bounds of values.
const (
	textMost   = 300
	longMost   = 10_000
	linkMost   = 1000
	numberMost = 1e11
	keyMost    = 100 // how much of a text it is sorted and narrowed by, in characters
)

// hundredths of hundredths: numbers have four digits after the point.
const scale = 10_000

// Values are those of a record, as its row keeps them: JSON by the field's id,
// each in its canonical form; empty for none.
type Values string

// Map gives the values by the field's id.
func (v Values) Map() map[string]string {
	all := map[string]string{}
	if v != "" && json.Unmarshal([]byte(v), &all) != nil {
		return map[string]string{}
	}
	return all
}

// Get gives one value; empty for none.
func (v Values) Get(id string) string {
	if v == "" {
		return ""
	}
	return v.Map()[id]
}

// With gives the values with another one; empty takes it away.
func (v Values) With(id, value string) Values {
	all := v.Map()
	if all[id] = value; value == "" {
		delete(all, id)
	}
	if len(all) == 0 {
		return ""
	}
	text, err := json.Marshal(all) // sorted by id: the same values are the same text
	if err != nil {
		return v
	}
	return Values(text)
}

// Scaled is a number as it is kept to be sorted and narrowed by.
func Scaled(n float64) int64 { return int64(math.Round(n * scale)) }

// IDs are those of the fields that have a value.
func (v Values) IDs() []string { return slices.Sorted(maps.Keys(v.Map())) }

func (f Field) wrong(code string, args guichet.Args) *guichet.Error {
	if args == nil {
		args = guichet.Args{}
	}
	args["field"] = f
	return guichet.Invalid(Wire(f.ID), code, args)
}

// Wire is how the contract names the value of a field.
func Wire(id string) string { return "fields." + id }

// Canon is the one form in which a value is kept, compared and told; empty for
// none. What was given is as JSON reads it. Whether a person exists is not asked.
func (f Field) Canon(given any) (string, *guichet.Error) {
	switch given := given.(type) {
	case nil:
		return "", nil
	case string:
		text := guichet.Clean(given)
		if text == "" {
			return "", nil
		}
		return f.canonText(text)
	case float64:
		if f.Type != Number {
			break
		}
		if math.Abs(given) > numberMost {
			return "", f.wrong("custom.out_of_range", nil)
		}
		return strconv.FormatFloat(math.Round(given*scale)/scale, 'f', -1, 64), nil
	case bool:
		if f.Type == YesNo {
			return map[bool]string{true: "yes", false: "no"}[given], nil
		}
	case []any:
		if f.Type == Choices {
			return f.canonChoices(given)
		}
	}
	return "", f.wrong("custom.wrong_type."+string(f.Type), nil)
}

func (f Field) canonText(text string) (string, *guichet.Error) {
	mistake := func(m *guichet.Error) (string, *guichet.Error) { return "", f.wrong("custom."+m.Code, m.Args) }
	switch f.Type {
	case Text:
		if m := guichet.CheckLine("", text, 1, textMost); m != nil {
			return mistake(m)
		}
		return text, nil
	case LongText:
		if m := guichet.CheckText("", text, 1, longMost); m != nil {
			return mistake(m)
		}
		return text, nil
	case Date:
		if day, err := time.Parse(time.DateOnly, text); err == nil && day.Year() >= 1900 && day.Year() < 2200 {
			return text, nil
		}
	case Moment:
		if at, err := time.Parse(time.RFC3339, text); err == nil && at.Year() >= 1900 && at.Year() < 2200 {
			return at.UTC().Truncate(time.Second).Format(time.RFC3339), nil
		}
	case Choice:
		if _, known := f.option(text); known {
			return text, nil
		}
		return "", f.wrong("custom.unknown_option", nil)
	case Person:
		if guichet.IsID(text) {
			return text, nil
		}
	case Link:
		if m := guichet.CheckLine("", text, 1, linkMost); m != nil {
			return mistake(m)
		}
		if at, err := url.Parse(text); err == nil && at.Host != "" && (at.Scheme == "http" || at.Scheme == "https") {
			return text, nil
		}
	}
	return "", f.wrong("custom.wrong_type."+string(f.Type), nil)
}

func (f Field) canonChoices(given []any) (string, *guichet.Error) {
	var ids []string
	for _, g := range given {
		id, _ := g.(string)
		if _, known := f.option(id); !known {
			return "", f.wrong("custom.unknown_option", nil)
		}
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return strings.Join(slices.Compact(ids), ","), nil
}

func (f Field) option(id string) (Option, bool) {
	at := slices.IndexFunc(f.Options, func(o Option) bool { return o.ID == id })
	if at < 0 {
		return Option{}, false
	}
	return f.Options[at], true
}

// offers refuses options that were retired, unless the record had them before.
func (f Field) offers(before, value string) *guichet.Error {
	if f.Type != Choice && f.Type != Choices {
		return nil
	}
	had := split(before)
	for _, id := range split(value) {
		if o, _ := f.option(id); o.Retired && !slices.Contains(had, id) {
			return f.wrong("custom.retired_option", nil)
		}
	}
	return nil
}

// JSON is a canonical value as the contract gives it; nil for none. Of a person
// it is the id.
func (f Field) JSON(value string) any {
	switch {
	case value == "":
		return nil
	case f.Type == Number:
		n, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return nil
		}
		return n
	case f.Type == YesNo:
		return value == "yes"
	case f.Type == Choices:
		return split(value)
	default:
		return value
	}
}

// Options are the names of those that a value of a list holds.
func (f Field) names(l guichet.Language, value string) string {
	var names []string
	for _, o := range f.Options { // in the order of the list
		if slices.Contains(split(value), o.ID) {
			names = append(names, o.Name(l))
		}
	}
	return strings.Join(names, ", ")
}

// keys are what a value is narrowed and sorted by.
func (f Field) keys(value string) (key string, number int64) {
	switch f.Type {
	case Number:
		n, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return "", 0
		}
		return "", Scaled(n)
	case YesNo:
		if value == "yes" {
			return "", 1
		}
		return "", 0
	case Date, Moment:
		layout := time.DateOnly
		if f.Type == Moment {
			layout = time.RFC3339
		}
		at, err := time.Parse(layout, value)
		if err != nil {
			return "", 0
		}
		return "", timeline.Millis(at)
	case Choice, Choices, Person:
		return value, 0
	default:
		return beginning(value), 0
	}
}

func beginning(text string) string {
	key := []rune(guichet.Fold(text))
	return string(key[:min(len(key), keyMost)])
}

// numeric tells that it is narrowed and sorted by its number.
func (f Field) numeric() bool {
	return slices.Contains([]Type{Number, Date, Moment, YesNo}, f.Type)
}

// Sorts tells that lists may be sorted by it: what has an order that people expect.
func (f Field) Sorts() bool {
	return f.numeric() || f.Type == Text || f.Type == Link || f.Type == Choice
}

// Narrows tells that lists may be narrowed by it. Long texts are searched.
func (f Field) Narrows() bool { return f.Type != LongText }
