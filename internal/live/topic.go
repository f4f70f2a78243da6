package live

import (
	"strings"

	"guichet"
)

// Topic is what a screen shows: a record of a kind or, without an id, the list of
// the kind.
type Topic struct{ Kind, ID string }

// IsList tells that the topic is a list, whose hints are coarse.
func (t Topic) IsList() bool { return t.ID == "" }

// String is the topic as a screen names it.
func (t Topic) String() string {
	if t.IsList() {
		return t.Kind
	}
	return t.Kind + ":" + t.ID
}

// MostTopics is how many topics one screen may subscribe to.
const MostTopics = 100

// ParseTopics reads "incident:<id>,queue". What is no topic, and what is one too
// many, is refused by its name alone: the others are heard.
func ParseTopics(s string) (topics []Topic, refused []string, err error) {
	for name := range strings.SplitSeq(s, ",") {
		if name == "" {
			continue
		}
		kind, id, hasID := strings.Cut(name, ":")
		if !isKind(kind) || hasID && !guichet.IsID(id) {
			refused = append(refused, clip(name))
			continue
		}
		if len(topics) == MostTopics {
			refused = append(refused, name)
			continue
		}
		topics = append(topics, Topic{Kind: kind, ID: id})
	}
	switch {
	case len(topics)+len(refused) == 0:
		return nil, nil, guichet.Invalid("topics", "required", nil)
	case len(topics) == 0:
		return nil, nil, guichet.Invalid("topics", "unknown_value", nil)
	}
	return topics, refused, nil
}

// clip keeps so much of a name as tells whoever asked which it was.
func clip(name string) string {
	const most = 80
	if len(name) > most {
		return strings.ToValidUTF8(name[:most], "")
	}
	return name
}

func isKind(s string) bool {
	for i := range len(s) {
		if c := s[i]; c != '_' && (c < 'a' || c > 'z') {
			return false
		}
	}
	return s != "" && len(s) <= 40
}
