package mime

import (
	"regexp"
	"strings"
)

var (
	fromField  = regexp.MustCompile(`(?i)^>* ?(de|from|von|da|van|från|fra|expéditeur|od|от) ?: ?(.+)$`)
	mailtoMark = regexp.MustCompile(`(?i)[<\[(]\s*mailto:([^>\])]+)[>\])]`)
	inBrackets = regexp.MustCompile(`[\[(]([^\s\[\]()<>]+@[^\s\[\]()<>]+)[\])]`)
	wroteHead  = regexp.MustCompile(`(?i)^.{0,120}?([^,<>:]{1,80})<([^<>@ ]+@[^<>@ ]+)>`)
)

// forwardHeads is the number of lines in which the fields of a forwarded letter
// stand.
const forwardHeads = 12

// originalOf finds who wrote a letter that was passed on: the "De :" or "From:"
// of the first block of fields, or of the line above what is quoted. It is what
// the forwarder's program wrote, and can be changed by the forwarder: good enough
// to be suggested, never to act on.
func originalOf(text string) Address {
	lines := strings.Split(text, "\n")
	for i := range lines[:min(len(lines), linesMost)] {
		begins := forwardLine.MatchString(bare(lines[i]))
		if !begins && !isOutlookHead(lines[i:]) {
			continue
		}
		for _, l := range lines[i:min(len(lines), i+forwardHeads)] {
			if m := fromField.FindStringSubmatch(bare(l)); m != nil {
				return writer(m[2])
			}
		}
		if !begins {
			continue
		}
		// "Début du message réexpédié", and then "Le 3 mai, A <a@b> a écrit :".
		for n := i + 1; n < min(len(lines), i+6); n++ {
			if headLines(lines[n:]) == 0 {
				continue
			}
			if m := wroteHead.FindStringSubmatch(bare(lines[n])); m != nil {
				return writer(m[1] + "<" + m[2] + ">")
			}
		}
	}
	return Address{}
}

// writer reads the value of such a field: "Zoé <a@b>", "Zoé [mailto:a@b]",
// "Zoé <a@b<mailto:a@b>>", "a@b".
func writer(v string) Address {
	v = mailtoMark.ReplaceAllString(v, "<$1>")
	v = inBrackets.ReplaceAllString(v, "<$1>")
	at := addressIn.FindStringIndex(v)
	if at == nil || !isMailbox(v[at[0]:at[1]]) {
		return Address{}
	}
	name := strings.Trim(tidyLine(strings.NewReplacer("<", " ", ">", " ", `"`, " ").Replace(v[:at[0]])), " ,;:-'")
	return Address{Name: shorten(name, 200), Address: v[at[0]:at[1]]}
}
