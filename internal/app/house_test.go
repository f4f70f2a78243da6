package app_test

import (
	"slices"
	"strings"
	"testing"
)

// The plan of the house: every room and the floor it stands on. A package
// imports lower floors only, so what travels goes down and ends. A new room
// gets its line here, in the commit that builds it; moving a room is one line
// in a review. The rooms and the reasons are described in CONTRIBUTING.md.
var floors = map[string]int{
	"": 0, // package guichet: the vocabulary every room shares

	// The ground knows no noun.
	"internal/db":       1,
	"internal/access":   1,
	"internal/mime":     2, // reads HTML by html
	"internal/html":     1,
	"internal/stem":     1,
	"internal/blob":     1,
	"internal/phrase":   1,
	"internal/criteria": 1,
	"internal/reach":    1,

	// Plumbing.
	"internal/backup":   2, // a whole desk in one file, whatever its nouns
	"internal/timeline": 2,
	"internal/job":      2,
	"internal/live":     2,
	"internal/search":   2,

	// Things.
	"internal/person":     3,
	"internal/setting":    3,
	"internal/mailbox":    3,
	"internal/activity":   3,
	"internal/contact":    3, // what a first contact is
	"internal/arrival":    4, // letters that came in; weighed by settings
	"internal/watcher":    4, // of persons
	"internal/field":      4, // for categories, of persons
	"internal/category":   3,
	"internal/outbox":     3,
	"internal/team":       4, // made of persons: docs/adr/0002
	"internal/preference": 3,

	"internal/refusal": 4, // of persons

	"internal/view":         5, // of people and of teams
	"internal/auth":         5,
	"internal/conversation": 5,
	"internal/canned":       5,

	// The hall.
	"internal/ticket": 6,

	"internal/rehearsal": 7, // knows whether there are tickets

	"internal/health":  6, // how the desk fares, and its jobs in an administrator's hands
	"internal/history": 7, // what a record's page shows of its past

	// Practices.
	"internal/incident": 7,
	"internal/mention":  7,
	"internal/request":  7,
	"internal/change":   7,
	"internal/relation": 7, // how records of any practice belong together

	// Ways in and followers.
	"internal/intake": 8,
	"internal/notify": 8,

	// Doors.
	"internal/api":          9,
	"internal/channel/mail": 9,
	"internal/bench":        9,
	"internal/sample":       9, // the made-up company, which came in by the doors too

	// The house itself, the command that opens it, and the stories about it.
	"web":          9, // the built screens, embedded
	"internal/app": 10,
	"test":         11,
	"cmd":          12,
}

// Rooms that exist for tests: what ships never imports them.
var testRooms = []string{"internal/db/dbtest", "internal/criteria", "test"}

// TestLaw1LowerFloorsOnly: a package imports lower floors only, never its own.
func TestLaw1LowerFloorsOnly(t *testing.T) {
	t.Parallel()
	law1LowerFloorsOnly(openHouse(t), t.Errorf)
}

func law1LowerFloorsOnly(h *house, errorf complaint) {
	for _, s := range h.sources {
		floor, known := floors[s.room]
		if !known {
			errorf("%s: the room %q has no floor: give it one in the plan of internal/app/house_test.go", s.path, s.room)
			continue
		}
		for _, i := range s.imports() {
			folder, ours := h.ours(i.path)
			if !ours {
				continue
			}
			if !s.test && !inFolder(s.path, testRooms...) && inFolder(folder, testRooms...) {
				errorf("%s: imports %s, which is for tests: only a _test.go file may", i.position, i.path)
			}
			to := roomOf(folder)
			if to == s.room || s.test && inFolder(folder, testRooms...) {
				continue
			}
			below, known := floors[to]
			switch {
			case !known:
				errorf("%s: imports %s, whose room %q is not in the plan of internal/app/house_test.go", i.position, i.path, to)
			case below >= floor:
				errorf("%s: %s (floor %d) imports %s (floor %d). A room knows lower floors only: let the caller above bring what is needed, or pass the id",
					i.position, s.room, floor, to, below)
			}
		}
	}
}

// TestLaw1WebIsForAppAlone: the screens are embedded by package web and served
// by app; nobody else reaches for them.
func TestLaw1WebIsForAppAlone(t *testing.T) {
	t.Parallel()
	law1WebIsForAppAlone(openHouse(t), t.Errorf)
}

func law1WebIsForAppAlone(h *house, errorf complaint) {
	for _, s := range h.sources {
		for _, i := range s.imports() {
			if folder, ours := h.ours(i.path); ours && folder == "web" && s.room != "internal/app" && floors[s.room] < floors["internal/app"] {
				errorf("%s: only app serves the screens; hand them down as an http.Handler or an fs.FS", i.position)
			}
		}
	}
}

// TestThePlanHasNoEmptyRooms: a room is built when someone moves in, and its
// line goes when they leave.
func TestThePlanHasNoEmptyRooms(t *testing.T) {
	t.Parallel()
	inhabited := map[string]bool{}
	for _, s := range openHouse(t).sources {
		inhabited[s.room] = true
	}
	for room := range floors {
		if !inhabited[room] {
			t.Errorf("nobody lives in %s: take its line out of the plan until someone does", room)
		}
	}
}

// TestLaw1ChannelsKnowNoDoor: a channel and the API stand on one floor, so law 1
// holds them apart; this names the two verbs by which anything comes in.
func TestLaw1ChannelsKnowNoDoor(t *testing.T) {
	t.Parallel()
	law1ChannelsKnowNoDoor(openHouse(t), t.Errorf)
}

func law1ChannelsKnowNoDoor(h *house, errorf complaint) {
	allowed := []string{
		"", "internal/db", "internal/job", "internal/setting", "internal/mailbox", "internal/outbox", "internal/intake", "internal/arrival",
		"internal/mime", "internal/blob", "internal/phrase", "internal/timeline", "internal/live",
		"internal/conversation", "internal/notify", "internal/reach",
	}
	for _, s := range h.sources {
		if s.test || !strings.HasPrefix(s.room, "internal/channel/") {
			continue
		}
		for _, i := range s.imports() {
			folder, ours := h.ours(i.path)
			if ours && roomOf(folder) != s.room && !slices.Contains(allowed, roomOf(folder)) {
				errorf("%s: a channel does not know %s: what comes in goes through intake.Receive, what goes out is a letter of outbox", i.position, folder)
			}
		}
	}
}
