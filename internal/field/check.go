package field

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"guichet"
)

// The bounds of the fields.
const (
	NameMost    = 60
	HelpMost    = 300
	OptionsMost = 200
	// CountMost bounds the fields as a whole: they are read whole.
	CountMost = 200
)

// World is what a field may be about, of which this room knows nothing: the kinds
// of record with their states, the roles of the desk, the categories, and the
// words that already mean something in a filter.
type World struct {
	States     map[string][]string
	Roles      []string
	Categories func(id string) bool
	Taken      func(word string) bool
}

// tidy makes what was given fit to be kept.
func (f *Field) tidy() {
	for _, text := range []*string{&f.French, &f.English, &f.FrenchHelp, &f.EnglishHelp} {
		*text = guichet.Clean(*text)
	}
	for _, list := range []*[]string{&f.Kinds, &f.Categories, &f.Required, &f.Hidden} {
		sorted := slices.Clone(*list)
		slices.Sort(sorted)
		if *list = slices.Compact(sorted); *list == nil {
			*list = []string{}
		}
	}
	options := []Option{}
	for _, o := range f.Options {
		o.French, o.English = guichet.Clean(o.French), guichet.Clean(o.English)
		options = append(options, o)
	}
	for i := range options {
		if options[i].ID == "" {
			options[i].ID = free(slug(cmp.Or(options[i].English, options[i].French)), func(id string) bool {
				return slices.ContainsFunc(options, func(o Option) bool { return o.ID == id })
			})
		}
	}
	f.Options = options
}

// keepOptions retires the options that are left out: records may hold them.
func (f *Field) keepOptions(was Field) {
	for _, o := range was.Options {
		if _, there := f.option(o.ID); !there {
			o.Retired = true
			f.Options = append(f.Options, o)
		}
	}
}

// check refuses what a field may not be.
func (f Field) check(all All, w World) error {
	mistakes := []*guichet.Error{
		guichet.CheckLine("name_fr", f.French, 0, NameMost),
		guichet.CheckLine("name_en", f.English, 0, NameMost),
		guichet.CheckText("help_fr", f.FrenchHelp, 0, HelpMost),
		guichet.CheckText("help_en", f.EnglishHelp, 0, HelpMost),
		f.checkNames(all, w),
		f.checkOptions(),
	}
	if !slices.Contains(Types(), f.Type) {
		mistakes = append(mistakes, guichet.Invalid("type", "unknown_value", nil))
	}
	if len(f.Kinds) == 0 {
		mistakes = append(mistakes, guichet.Invalid("kinds", "required", nil))
	}
	if !slices.Contains(Portals(), f.Portal) {
		mistakes = append(mistakes, guichet.Invalid("portal", "unknown_value", nil))
	}
	for _, part := range []struct {
		name  string
		words []string
		known func(string) bool
	}{
		{"kinds", f.Kinds, func(k string) bool { return w.States[k] != nil }},
		{"required", f.Required, func(r string) bool {
			kind, state, of := strings.Cut(r, ":")
			return slices.Contains(f.Kinds, kind) && (!of || slices.Contains(w.States[kind], state))
		}},
		{"hidden_from", f.Hidden, func(r string) bool { return slices.Contains(w.Roles, r) }},
		{"category_ids", f.Categories, w.Categories},
	} {
		if slices.ContainsFunc(part.words, func(word string) bool { return !part.known(word) }) {
			mistakes = append(mistakes, guichet.Invalid(part.name, "unknown_value", nil))
		}
	}
	return guichet.Join(mistakes...)
}

// checkNames: a field has a name, which no other in use has, and no word of a
// filter is.
func (f Field) checkNames(all All, w World) *guichet.Error {
	if f.French == "" && f.English == "" {
		return guichet.Invalid("name_fr", "required", nil)
	}
	for _, name := range []struct{ part, text string }{{"name_fr", f.French}, {"name_en", f.English}} {
		word := plain(name.text)
		switch {
		case name.text == "":
		case w.Taken(strings.ReplaceAll(word, " ", "_")) || strings.ContainsAny(name.text, `:<>"`):
			return guichet.Invalid(name.part, "custom.name_reserved", nil)
		case f.Active && slices.ContainsFunc(all, func(o Field) bool {
			return o.ID != f.ID && o.Active && (plain(o.French) == word || plain(o.English) == word)
		}):
			return guichet.Invalid(name.part, "custom.name_taken", nil)
		}
	}
	return nil
}

func (f Field) checkOptions() *guichet.Error {
	if f.Type != Choice && f.Type != Choices {
		if len(f.Options) > 0 {
			return guichet.Invalid("options", "custom.no_list", nil)
		}
		return nil
	}
	offered := 0
	var names []string
	for _, o := range f.Options {
		if o.French == "" && o.English == "" {
			return guichet.Invalid("options", "required", nil)
		}
		for _, text := range []string{o.French, o.English} {
			if m := guichet.CheckLine("options", text, 0, NameMost); m != nil {
				return m
			}
		}
		if o.ID != slug(o.ID) {
			return guichet.Invalid("options", "unknown_value", nil)
		}
		if !o.Retired {
			offered++
			names = append(names, plain(o.Name(guichet.French)))
		}
	}
	slices.Sort(names)
	switch {
	case offered == 0:
		return guichet.Invalid("options", "custom.no_options", nil)
	case len(f.Options) > OptionsMost:
		return guichet.Invalid("options", "too_many_items", guichet.Args{"max": OptionsMost})
	case len(slices.Compact(slices.Clone(names))) < len(names):
		return guichet.Invalid("options", "custom.option_twice", nil)
	}
	return nil
}

// newID makes an id of a name: cost_centre. It never changes, so addresses, views
// and programs may hold it.
func (a All) newID(c Content) string {
	return free(slug(cmp.Or(c.English, c.French)), func(id string) bool {
		_, taken := a.Get(id)
		return taken
	})
}

func free(id string, taken func(string) bool) string {
	next := id
	for n := 2; taken(next); n++ {
		next = fmt.Sprintf("%s_%d", id, n)
	}
	return next
}

// slug is a name in small letters and digits, with _ between its words.
func slug(name string) string {
	words := strings.FieldsFunc(guichet.Fold(name), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	id := strings.Trim(strings.Join(words, "_"), "_")
	if id = id[:min(len(id), 32)]; id == "" {
		return "field"
	}
	return strings.TrimRight(id, "_")
}

// place finds where a field stands after another, empty for first of all. Where
// two leave nothing between them, those behind are placed anew.
func (a All) place(f Field, after string) (at int64, moved []Field, err error) {
	others := slices.DeleteFunc(slices.Clone(a), func(o Field) bool { return o.ID == f.ID })
	i := 0
	if after != "" {
		if i = slices.IndexFunc(others, func(o Field) bool { return o.ID == after }) + 1; i == 0 {
			return 0, nil, guichet.Invalid("after", "unknown_value", nil)
		}
	}
	var low int64
	if i > 0 {
		low = others[i-1].Place
	}
	if i == len(others) {
		return low + gap, nil, nil
	}
	if high := others[i].Place; high-low > 1 {
		return low + (high-low)/2, nil, nil
	}
	for k, o := range others[i:] {
		o.Place = low + int64(k+2)*gap
		moved = append(moved, o)
	}
	return low + gap, moved, nil
}
