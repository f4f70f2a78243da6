package app_test

import (
	"path"
	"regexp"
	"strings"
	"testing"
)

// The floors of the web, as of the program: what is above knows what is below.
// A feature is a room: it has a noun's name and knows no other feature. As in the
// program, the practices stand on the hall, features/ticket.
var webFloors = map[string]int{
	"api": 0, "paths": 0,
	"locales":  1,
	"ui":       2,
	"hall":     3,
	"features": 4,
	"pages":    5,
	"routes":   6,
}

var (
	webImport = regexp.MustCompile(`(?m)\b(?:from|import)\s*\(?\s*['"](~/|\.\.?/)([^'"]+)['"]`)
	webSource = regexp.MustCompile(`^web/src/.*\.tsx?$`)
)

// TestTheWebHasFloors: routes know pages, pages features, features ui, api and
// locales; no feature knows another, so a page is the only place where two meet.
func TestTheWebHasFloors(t *testing.T) {
	t.Parallel()
	theWebHasFloors(openHouse(t), t.Errorf)
}

func theWebHasFloors(h *house, errorf complaint) {
	for name, text := range h.texts {
		if !webSource.MatchString(name) {
			continue
		}
		from, feature := webRoom(strings.TrimPrefix(name, "web/src/"))
		floor, known := webFloors[from]
		if !known {
			continue // the entries and what sees everything
		}
		for _, found := range webImport.FindAllStringSubmatch(text, -1) {
			target := found[2]
			if found[1] != "~/" {
				target = strings.TrimPrefix(path.Join(path.Dir(name), found[1]+found[2]), "web/src/")
			}
			to, other := webRoom(target)
			below, known := webFloors[to]
			switch {
			case !known:
				errorf("%s imports %s, which stands above everything: hand it down", name, target)
			case to == from && feature == other:
			case below >= floor:
				errorf("%s imports %s: %s knows only what is below it. Let the page bring the two together", name, target, from)
			}
		}
	}
}

// webRoom is the first folder below src, and for a feature its name too.
func webRoom(name string) (room, feature string) {
	parts := strings.Split(name, "/")
	room = strings.TrimSuffix(strings.TrimSuffix(parts[0], ".ts"), ".tsx")
	if room == "features" && len(parts) > 1 {
		feature = parts[1]
	}
	if feature == "ticket" {
		return "hall", feature
	}
	return room, feature
}
