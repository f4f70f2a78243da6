package live

import (
	"net/url"
	"strconv"
	"strings"
	"time"

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

// beforeMost is for how long at most a screen asks what it did not hear.
const beforeMost = time.Minute

// ParseQuery reads what a screen asks for: its topics, and for how many milliseconds
// nobody has listened to its lists.
func ParseQuery(q url.Values) (topics []Topic, refused []string, before time.Duration, err error) {
	if topics, refused, err = ParseTopics(q.Get("topics")); err != nil || !q.Has("before") {
		return topics, refused, 0, err
	}
	ms, err := strconv.ParseInt(q.Get("before"), 10, 64)
	if err != nil {
		return nil, nil, 0, guichet.Invalid("before", "wrong_type", nil)
	}
	return topics, refused, time.Duration(min(ms, beforeMost.Milliseconds())) * time.Millisecond, nil
}

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
