package field

import (
	"strings"
	"time"

	"guichet"
	"guichet/internal/phrase"
)

// Speaker says values to a reader: in their language and their zone, with the
// names of the people whom they hold.
type Speaker struct {
	Language guichet.Language
	Zone     string
	People   map[string]string
}

// Say is a value as people read it; empty for none.
func (s Speaker) Say(f Field, value string) string {
	book := phrase.For(s.Language)
	switch {
	case value == "":
		return ""
	case f.Type == Number && s.Language != guichet.English:
		return strings.Replace(value, ".", ",", 1)
	case f.Type == YesNo:
		return book.Say(value, nil)
	case f.Type == Choice, f.Type == Choices:
		return f.names(s.Language, value)
	case f.Type == Person:
		return s.People[value]
	case f.Type == Date:
		if at, err := time.Parse(time.DateOnly, value); err == nil {
			return book.Day(at, "UTC")
		}
	case f.Type == Moment:
		if at, err := time.Parse(time.RFC3339, value); err == nil {
			return book.When(at, s.Zone)
		}
	}
	return value
}

// People are those whom the values of records name.
func (a All) People(of ...Values) []string {
	var ids []string
	for _, f := range a {
		for _, v := range of {
			if id := v.Get(f.ID); f.Type == Person && id != "" {
				ids = append(ids, id)
			}
		}
	}
	return ids
}
