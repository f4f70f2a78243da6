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

// ParseTopics reads "incident:<id>,queue".
func ParseTopics(s string) ([]Topic, error) {
	var topics []Topic
	for name := range strings.SplitSeq(s, ",") {
		if name == "" {
			continue
		}
		kind, id, hasID := strings.Cut(name, ":")
		if !isKind(kind) || hasID && !guichet.IsID(id) {
			return nil, guichet.Invalid("topics", "unknown_value", nil)
		}
		if len(topics) == MostTopics {
			return nil, guichet.Invalid("topics", "topics.too_many", guichet.Args{"max": MostTopics})
		}
		topics = append(topics, Topic{Kind: kind, ID: id})
	}
	if len(topics) == 0 {
		return nil, guichet.Invalid("topics", "required", nil)
	}
	return topics, nil
}

func isKind(s string) bool {
	for i := range len(s) {
		if c := s[i]; c != '_' && (c < 'a' || c > 'z') {
			return false
		}
	}
	return s != "" && len(s) <= 40
}
