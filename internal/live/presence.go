package live

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"guichet"
	"guichet/internal/db"
)

// Who is at a record, and what they do there, lives in memory: every node hears
// it by the hints and knows the same. It says nothing of what is written.

// PresenceKind is the kind of its hints, and of the topic that a screen watches.
const PresenceKind = "presence"

// What somebody does at a record.
const (
	Reading = "reading"
	Writing = "writing"
	Gone    = "gone"
)

// PresenceHolds is how long a sign of presence holds: screens renew it sooner.
const PresenceHolds = 45 * time.Second

// Present is somebody at a record.
type Present struct {
	PersonID string
	Doing    string
	Since    time.Time // when the last sign of it came
}

// Sign is a sign of somebody at one of their screens.
type Sign struct {
	SubjectID string
	PersonID  string
	Screen    string
	Doing     string
}

const screenMost = 40

// Check refuses what could not be told.
func (s Sign) Check() error {
	var screen, doing *guichet.Error
	if s.Screen == "" || len(s.Screen) > screenMost || strings.ContainsFunc(s.Screen, func(r rune) bool { return r <= ' ' || r > '~' || r == ':' }) {
		screen = guichet.Invalid("screen", "unknown_value", nil)
	}
	if !slices.Contains([]string{Reading, Writing, Gone}, s.Doing) {
		doing = guichet.Invalid("doing", "unknown_value", nil)
	}
	return guichet.Join(screen, doing)
}

// Tell tells every node, after the commit.
func (s Sign) Tell(tx *db.Tx) {
	tx.Hint(PresenceKind, strings.Join([]string{s.SubjectID, s.PersonID, s.Screen, s.Doing}, " "))
}

func readSign(text string) (Sign, bool) {
	parts := strings.Split(text, " ")
	if len(parts) != 4 {
		return Sign{}, false
	}
	return Sign{SubjectID: parts[0], PersonID: parts[1], Screen: parts[2], Doing: parts[3]}, true
}

type seat struct{ person, screen string }

type sign struct {
	doing string
	at    time.Time
}

// presentMost is from how many records on those that everybody has left are looked
// for and forgotten.
const presentMost = 1000

// notice takes a sign in, and marks the record for those who watch it when
// something changed by it.
func (h *Hub) notice(s Sign, now time.Time) {
	at := h.present[s.SubjectID]
	if at == nil {
		if len(h.present) >= presentMost {
			maps.DeleteFunc(h.present, func(_ string, x map[seat]sign) bool { return len(merged(x, now)) == 0 })
		}
		at = map[seat]sign{}
		h.present[s.SubjectID] = at
	}
	before := merged(at, now)
	if s.Doing == Gone {
		delete(at, seat{s.PersonID, s.Screen})
	} else {
		at[seat{s.PersonID, s.Screen}] = sign{s.Doing, now}
	}
	for k, x := range at {
		if now.Sub(x.at) > PresenceHolds {
			delete(at, k)
		}
	}
	if len(at) == 0 {
		delete(h.present, s.SubjectID)
	}
	same := func(a, b Present) bool { return a.PersonID == b.PersonID && a.Doing == b.Doing }
	if !slices.EqualFunc(before, merged(at, now), same) {
		h.mark(Topic{Kind: PresenceKind, ID: s.SubjectID})
	}
}

// merged is everybody once, in a steady order: who writes on one screen, writes.
func merged(at map[seat]sign, now time.Time) []Present {
	all := []Present{}
	for k, x := range at {
		if now.Sub(x.at) > PresenceHolds {
			continue
		}
		i := slices.IndexFunc(all, func(p Present) bool { return p.PersonID == k.person })
		switch {
		case i < 0:
			all = append(all, Present{k.person, x.doing, x.at})
		case x.doing == Writing:
			all[i].Doing = Writing
		}
	}
	slices.SortFunc(all, func(a, b Present) int { return cmp.Compare(a.PersonID, b.PersonID) })
	return all
}

// At lists who is at a record now.
func (h *Hub) At(subjectID string) []Present {
	h.mu.Lock()
	defer h.mu.Unlock()
	return merged(h.present[subjectID], h.now())
}
