package mime

import (
	"strings"
	"time"
)

const eventsMost = 5

// appointments says in plain text what the calendar parts of a letter say: the
// files themselves stay with it.
func appointments(files []File) string {
	var all []string
	for _, f := range files {
		if f.Type != "text/calendar" && f.Type != "application/ics" {
			continue
		}
		for _, e := range events(tidy(decodeUnknown(f.Data[:min(len(f.Data), TextMost)]))) {
			if said := e.say(); said != "" && len(all) < eventsMost {
				all = append(all, said)
			}
		}
	}
	return strings.Join(all, "\n\n")
}

// event is what one VEVENT says, by the names of its properties.
type event map[string]string

// events reads the VEVENTs of a calendar (RFC 5545).
func events(text string) []event {
	text = strings.NewReplacer("\n ", "", "\n\t", "").Replace(strings.ReplaceAll(text, "\r\n", "\n"))
	var all []event
	var e event
	inner := 0
	for line := range strings.SplitSeq(text, "\n") {
		name, value, ok := strings.Cut(line, ":")
		if !ok || len(line) > 10_000 {
			continue
		}
		name, parameters, _ := strings.Cut(name, ";")
		name = strings.ToUpper(name)
		switch {
		case name == "BEGIN" && strings.EqualFold(strings.TrimSpace(value), "VEVENT"):
			e, inner = event{}, 0
		case e == nil:
		case name == "BEGIN":
			inner++
		case name == "END" && inner > 0:
			inner--
		case name == "END":
			all, e = append(all, e), nil
			if len(all) == eventsMost {
				return all
			}
		case inner == 0 && e[name] == "":
			e[name] = strings.TrimSpace(value)
			if zone, found := strings.CutPrefix(parameters, "TZID="); found {
				e[name+" ZONE"] = zone
			}
		}
	}
	return all
}

// say is the event in a few lines: what, when, where, by whom.
func (e event) say() string {
	plain := strings.NewReplacer(`\n`, " ", `\N`, " ", `\,`, ",", `\;`, ";", `\\`, `\`)
	line := func(name string) string { return shorten(tidyLine(plain.Replace(e[name])), 500) }
	when, zone := moment(e["DTSTART"])
	if end, _ := moment(e["DTEND"]); when != "" && end != "" {
		if len(end) > 10 && len(when) > 10 && end[:10] == when[:10] {
			end = end[11:]
		}
		when += " – " + end
	}
	if when != "" && zone == "" {
		zone = e["DTSTART ZONE"]
	}
	_, by, _ := strings.Cut(strings.ToLower(e["ORGANIZER"]), "mailto:")
	var all []string
	for _, l := range []string{line("SUMMARY"), strings.TrimSpace(when + " " + shorten(tidyLine(zone), 60)), line("LOCATION"), tidyLine(by)} {
		if l != "" {
			all = append(all, l)
		}
	}
	if len(all) == 0 || line("SUMMARY") == "" && when == "" {
		return ""
	}
	return "[" + strings.Join(all, "]\n[") + "]"
}

// moment is a date as people write it, and UTC where it is that.
func moment(v string) (at, zone string) {
	for form, shown := range map[string]string{"20060102T150405Z": "2006-01-02 15:04", "20060102T150405": "2006-01-02 15:04", "20060102": "2006-01-02"} {
		if t, err := time.Parse(form, v); err == nil {
			if strings.HasSuffix(v, "Z") {
				zone = "UTC"
			}
			return t.Format(shown), zone
		}
	}
	return "", ""
}
