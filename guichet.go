// Package guichet is the vocabulary that every room of the house shares: how a
// mistake is named, who acts, how a record is identified and how a list is
// paged. It knows no noun and imports none of our packages.
package guichet

import "slices"

// Language is a language the product speaks in full.
type Language string

// The languages of the product. French is the default wherever none is known.
const (
	French  Language = "fr"
	English Language = "en"
)

// Languages lists every language the product speaks, the default first.
func Languages() []Language { return []Language{French, English} }

// ParseLanguage reads a language tag such as "fr", "fr-CA" or "EN_us" and
// answers the fallback for any other.
func ParseLanguage(tag string, fallback Language) Language {
	if len(tag) > 2 && (tag[2] == '-' || tag[2] == '_') {
		tag = tag[:2]
	}
	for _, l := range Languages() {
		if len(tag) == 2 && (tag[0]|0x20) == l[0] && (tag[1]|0x20) == l[1] {
			return l
		}
	}
	return fallback
}

// Channel is the way by which a contact reached the desk or an act was made.
type Channel string

// The channels that exist.
const (
	Portal   Channel = "portal"
	Mail     Channel = "mail"
	Phone    Channel = "phone"
	WalkIn   Channel = "walk_in"
	API      Channel = "api"
	Desk     Channel = "desk" // an agent in the workspace
	Import   Channel = "import"
	JobRun   Channel = "job"
	NoSource Channel = ""
)

// ContactChannels are those that a person may be logged as having used.
func ContactChannels() []Channel { return []Channel{Portal, Mail, Phone, WalkIn, API} }

// IsContact tells whether a record may name c as its source.
func (c Channel) IsContact() bool { return slices.Contains(ContactChannels(), c) }
