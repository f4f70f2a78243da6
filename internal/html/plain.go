package html

import (
	"strings"
	"unicode/utf8"

	dom "golang.org/x/net/html"
)

// FromText makes HTML of plain text: paragraphs, line breaks, and links of what
// looks like an address of the web or of mail.
func FromText(text string) string {
	var out strings.Builder
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	if text == "" {
		return ""
	}
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimRight(line, " \t")
		switch {
		case i == 0:
			out.WriteString("<p>")
		case line == "":
			if !strings.HasSuffix(out.String()[max(0, out.Len()-3):], "<p>") {
				out.WriteString("</p>\n<p>")
			}
			continue
		case !strings.HasSuffix(out.String()[max(0, out.Len()-3):], "<p>"):
			out.WriteString("<br>\n")
		}
		linkLine(&out, line)
	}
	out.WriteString("</p>")
	return out.String()
}

func linkLine(out *strings.Builder, line string) {
	for line != "" {
		start, end, to := findLink(line)
		if start < 0 {
			out.WriteString(dom.EscapeString(line))
			return
		}
		out.WriteString(dom.EscapeString(line[:start]))
		words := dom.EscapeString(line[start:end])
		out.WriteString(`<a href="` + dom.EscapeString(to) + `" target="_blank" rel="nofollow noreferrer noopener">` + words + `</a>`)
		line = line[end:]
	}
}

// findLink gives the first link of the line: where it begins, where it ends and
// where it leads; -1 when there is none.
func findLink(line string) (start, end int, to string) {
	at := 0
	for at < len(line) {
		width := strings.IndexFunc(line[at:], isEdge)
		if width < 0 {
			width = len(line) - at
		}
		word := line[at : at+width]
		if i := strings.Index(word, "https://"); i < 0 {
			if i = strings.Index(word, "http://"); i >= 0 {
				if link := trimLink(word[i:]); webLink(link) != "" {
					return at + i, at + i + len(link), link
				}
			}
		} else if link := trimLink(word[i:]); webLink(link) != "" {
			return at + i, at + i + len(link), link
		}
		if address := strings.Trim(word, ".,;:!?()[]'*_"); isAddress(address) {
			i := strings.Index(word, address)
			return at + i, at + i + len(address), "mailto:" + address
		}
		at += width
		_, n := utf8.DecodeRuneInString(line[at:])
		at += n
	}
	return -1, -1, ""
}

func isEdge(r rune) bool {
	return isSpace(r) || r == '<' || r == '>' || r == '"' || r == '«' || r == '»' || r == 0x202f
}

// trimLink takes off what belongs to the sentence.
func trimLink(s string) string {
	s = strings.TrimRight(s, ".,;:!?'*_]")
	if strings.HasSuffix(s, ")") && strings.Count(s, "(") < strings.Count(s, ")") {
		s = strings.TrimRight(s[:len(s)-1], ".,;:!?")
	}
	return s
}

func isAddress(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	if !ok || local == "" || len(s) > 254 || !strings.Contains(domain, ".") || strings.HasPrefix(domain, ".") || strings.HasSuffix(domain, ".") {
		return false
	}
	for _, r := range local {
		if !isPlain(r) && !strings.ContainsRune(".!#$%&'*+/=?^_`{|}~-", r) {
			return false
		}
	}
	for _, r := range domain {
		if !isPlain(r) && r != '.' && r != '-' {
			return false
		}
	}
	return !strings.Contains(domain, "..")
}

func isPlain(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}
