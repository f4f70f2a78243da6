package field

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"guichet"
	"guichet/internal/db"
)

// Type is what a field holds.
type Type string

// The types.
const (
	Text     Type = "text" // one line
	LongText Type = "long_text"
	Number   Type = "number"
	Date     Type = "date"
	Moment   Type = "date_time"
	YesNo    Type = "yes_no"
	Choice   Type = "choice"  // one of a list
	Choices  Type = "choices" // several of a list
	Person   Type = "person"
	Link     Type = "link"
)

// Types lists the types.
func Types() []Type {
	return []Type{Text, LongText, Number, Date, Moment, YesNo, Choice, Choices, Person, Link}
}

// Portal is what a field is to those who ask for help.
type Portal string

// What a field may be to them.
const (
	Desk  Portal = ""      // nothing: it is the desk's
	Read  Portal = "read"  // they see it on their own records
	Write Portal = "write" // and fill it in when they ask
)

// Portals lists what a field may be to those who ask.
func Portals() []Portal { return []Portal{Desk, Read, Write} }

// Prefix stands before a field's id wherever the fields that every record has are
// named too: in entries, as a column, as a key to sort by.
const Prefix = "field."

// Field is one that an administrator added.
type Field struct {
	ID      string // made of its first name, such as cost_centre; it stays
	Version int64
	Type    Type
	Content
	Place int64
	words []string // folded: the names it has, and had
}

// Content is what of a field may be changed.
type Content struct {
	French      string
	English     string // either name may be empty, not both
	FrenchHelp  string
	EnglishHelp string
	Kinds       []string
	Categories  []string // empty: all; else these with all below them
	Options     []Option // of a list
	Required    []string // a kind: always; or a kind and a state: incident:resolved
	Portal      Portal
	Hidden      []string // the roles of the desk that do not see it
	Active      bool
}

// Option is one that a list offers.
type Option struct {
	ID      string `json:"id"`
	French  string `json:"fr,omitempty"`
	English string `json:"en,omitempty"`
	Retired bool   `json:"retired,omitempty"`
}

func either(l guichet.Language, french, english string) string {
	if l == guichet.English && english != "" || french == "" {
		return english
	}
	return french
}

// Name is what the field is called in a language, or in the other where it has no
// name in that one.
func (f Field) Name(l guichet.Language) string { return either(l, f.French, f.English) }

// Help says what to fill in.
func (f Field) Help(l guichet.Language) string { return either(l, f.FrenchHelp, f.EnglishHelp) }

// Name is what the option is called.
func (o Option) Name(l guichet.Language) string { return either(l, o.French, o.English) }

// Key is what the field is called among the fields that every record has.
func (f Field) Key() string { return Prefix + f.ID }

// IsFor tells whether records of a kind in a category, given with all above it,
// have the field.
func (f Field) IsFor(kind string, line []string) bool {
	return f.Active && slices.Contains(f.Kinds, kind) &&
		(len(f.Categories) == 0 || slices.ContainsFunc(line, func(id string) bool { return slices.Contains(f.Categories, id) }))
}

// IsCalled tells whether a word is one of its names, in either language, now or
// before; case, accents and the signs between words do not count.
func (f Field) IsCalled(word string) bool {
	return word == f.ID || slices.Contains(f.words, plain(word))
}

func plain(s string) string {
	return guichet.Fold(strings.NewReplacer("_", " ", "’", " ", "'", " ", "-", " ").Replace(s))
}

const (
	partField = `SELECT f.id, f.type, f.name_fr, f.name_en, f.help_fr, f.help_en, f.kinds, f.categories, f.options, f.required,
		f.portal, f.hidden, f.words, f.place, f.active, h.version FROM field f
		JOIN timeline_head h ON h.subject_kind = 'field' AND h.subject_id = f.id `

	sqlFields = partField + `ORDER BY f.place, f.id LIMIT 400`
)

// stored is a field as its row has it.
type stored struct {
	Field
	kinds, categories, options, required, hidden, words string
}

func fields(s *stored) []any {
	return []any{
		&s.ID, &s.Type, &s.French, &s.English, &s.FrenchHelp, &s.EnglishHelp, &s.kinds, &s.categories, &s.options, &s.required,
		&s.Portal, &s.hidden, &s.words, &s.Place, &s.Active, &s.Version,
	}
}

func (s stored) read() (Field, error) {
	f := s.Field
	f.Kinds, f.Categories, f.Required, f.Hidden = split(s.kinds), split(s.categories), split(s.required), split(s.hidden)
	f.words = strings.Split(s.words, "\n")
	err := json.Unmarshal([]byte(s.options), &f.Options)
	return f, guichet.Doing("read the options of the field "+f.ID, err)
}

func split(s string) []string {
	if s == "" {
		return []string{}
	}
	return strings.Split(s, ",")
}

// All are the fields there are, in their order, the retired ones too.
type All []Field

// List reads the fields.
func List(ctx context.Context, tx *db.Tx) (All, error) {
	rows, err := db.All(ctx, tx, fields, sqlFields)
	if err != nil {
		return nil, guichet.Doing("read the fields", err)
	}
	all := make(All, len(rows))
	for i, row := range rows {
		if all[i], err = row.read(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Get finds a field by its id.
func (a All) Get(id string) (Field, bool) {
	at := slices.IndexFunc(a, func(f Field) bool { return f.ID == id })
	if at < 0 {
		return Field{}, false
	}
	return a[at], true
}

// Called finds the field that a word names: one by its name now before one by a
// name it had, one in use before a retired one.
func (a All) Called(word string) (Field, bool) {
	wanted := plain(word)
	best, at := 0, -1
	for i, f := range a {
		worth := 0
		switch {
		case !f.IsCalled(word):
		case f.Active && (wanted == plain(f.French) || wanted == plain(f.English)):
			worth = 3
		case f.Active:
			worth = 2
		default:
			worth = 1
		}
		if worth > best {
			best, at = worth, i
		}
	}
	if at < 0 {
		return Field{}, false
	}
	return a[at], true
}
