package phrase

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"guichet"
)

// Size says a number of bytes: "2,5 Mo", "2.5 MB".
func (b Book) Size(n int64) string {
	unit, units := "o", []string{"Ko", "Mo", "Go", "To"}
	if b.language == guichet.English {
		unit, units = "B", []string{"KB", "MB", "GB", "TB"}
	}
	value := float64(n)
	for _, u := range units {
		if value < 1024 {
			break
		}
		value, unit = value/1024, u
	}
	text := strings.TrimSuffix(strconv.FormatFloat(value, 'f', 1, 64), ".0")
	if b.language == guichet.French {
		text = strings.Replace(text, ".", ",", 1)
	}
	return text + fixed + unit
}

// Wait says how long to wait, rounded up: "30 secondes", "2 minutes".
func (b Book) Wait(d time.Duration) string {
	seconds := int64((d + time.Second - 1) / time.Second)
	switch {
	case seconds < 60:
		return b.Say("wait.seconds", guichet.Args{"n": max(seconds, 1)})
	case seconds < 2*60*60:
		return b.Say("wait.minutes", guichet.Args{"n": (seconds + 59) / 60})
	case seconds < 48*60*60:
		return b.Say("wait.hours", guichet.Args{"n": (seconds + 3599) / 3600})
	default:
		return b.Say("wait.days", guichet.Args{"n": (seconds + 86399) / 86400})
	}
}

// When says a moment in a zone, in full: it is read later, and elsewhere. A zone
// that is not known is UTC.
func (b Book) When(t time.Time, zone string) string {
	place, err := time.LoadLocation(zone)
	if err != nil {
		place = time.UTC
	}
	t = t.In(place)
	return b.Say("when", guichet.Args{"day": b.Day(t, zone), "time": t.Format("15:04"), "zone": t.Format("MST")})
}

// Day says the day of a moment in a zone: "22 novembre 2026".
func (b Book) Day(t time.Time, zone string) string {
	if place, err := time.LoadLocation(zone); err == nil {
		t = t.In(place)
	} else {
		t = t.UTC()
	}
	day := strconv.Itoa(t.Day())
	if b.language == guichet.French && t.Day() == 1 {
		day = "1er"
	}
	return day + fixed + b.Say(fmt.Sprintf("month.%d", int(t.Month())), nil) + " " + strconv.Itoa(t.Year())
}
