package contact_test

import (
	"testing"
	"time"

	"guichet"
	"guichet/internal/contact"
	"guichet/internal/timeline"
)

func TestSolved(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	karim, claire := guichet.Actor{ID: "karim"}, guichet.Actor{ID: "claire"}
	entry := func(kind string, by guichet.Actor, c ...timeline.Change) timeline.Entry {
		return timeline.Entry{Kind: kind, Actor: by, Recorded: at, Changes: c}
	}
	taken := entry("created/1", karim, timeline.Change{Field: "requester", New: "sophie"}, timeline.Change{Field: "team", New: "desk"})
	given := func(to string) timeline.Change { return timeline.Change{Field: "assignee", New: to} }
	for name, c := range map[string]struct {
		entries []timeline.Entry
		by      guichet.Actor
		after   time.Duration
		want    bool
	}{
		"answered while they are there":         {[]timeline.Entry{taken}, karim, 10 * time.Minute, true},
		"to the last minute":                    {[]timeline.Entry{taken}, karim, 30 * time.Minute, true},
		"a minute later":                        {[]timeline.Entry{taken}, karim, 31 * time.Minute, false},
		"by another agent":                      {[]timeline.Entry{taken}, claire, 0, false},
		"noted and taken by oneself":            {[]timeline.Entry{taken, entry("noted/1", karim), entry("assigned/1", karim, given("karim"))}, karim, 0, true},
		"given away and got back":               {[]timeline.Entry{taken, entry("assigned/1", karim, given("claire")), entry("assigned/1", claire, given("karim"))}, karim, 0, false},
		"logged for another agent":              {[]timeline.Entry{entry("created/1", karim, given("claire"))}, karim, 0, false},
		"passed between teams by somebody else": {[]timeline.Entry{taken, entry("assigned/1", claire, timeline.Change{Field: "team", New: "network"})}, karim, 0, false},
		"passed to a team by oneself":           {[]timeline.Entry{taken, entry("assigned/1", karim, timeline.Change{Field: "team", New: "network"})}, karim, 0, false},
		"taken into one's own team":             {[]timeline.Entry{taken, entry("assigned/1", karim, timeline.Change{Field: "team", New: "network"}, given("karim"))}, karim, 0, true},
		"they spoke again":                      {[]timeline.Entry{taken, entry("heard/1", guichet.Actor{ID: "sophie"})}, karim, 0, false},
		"it was reopened":                       {[]timeline.Entry{taken, entry("moved/1", karim), entry("reopened/1", karim)}, karim, 0, false},
		"they reported it themselves":           {[]timeline.Entry{entry("created/1", guichet.Actor{ID: "sophie"})}, karim, 0, false},
		"one's own matter":                      {[]timeline.Entry{entry("created/1", karim, timeline.Change{Field: "requester", New: "karim"})}, karim, 0, false},
		"the program":                           {[]timeline.Entry{entry("created/1", guichet.Actor{})}, guichet.Actor{}, 0, false},
		"nothing is known":                      {nil, karim, 0, false},
	} {
		if got := contact.Solved(c.entries, c.by, at.Add(c.after), 30*time.Minute); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
