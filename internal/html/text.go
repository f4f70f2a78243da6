package html

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/atom"
)

// page writes text from HTML: runs of white space become one, blocks begin a
// line, paragraphs are set apart.
type page struct {
	out    strings.Builder
	breaks int  // line breaks due before the next word
	space  bool // a space is due before the next word
	quotes int
	begun  bool // the line has a word
	bullet string
}

func (p *page) String() string { return p.out.String() }

const (
	quotesMost = 8 // signs at the beginning of a line
	breaksMost = 3 // line breaks in a row
)

func (p *page) quote(by int) {
	p.need(1)
	p.quotes += by
}

func (p *page) need(breaks int) {
	p.breaks = max(p.breaks, breaks)
	p.space = false
}

func (p *page) newline() {
	p.out.WriteByte('\n')
	p.begun = false
}

// mark is where the next words will begin.
func (p *page) mark() int { return p.out.Len() }

// link adds where words lead, unless they say so themselves.
func (p *page) link(to string, from int) {
	if from < 0 || from > p.out.Len() {
		return
	}
	said := strings.TrimSpace(p.out.String()[from:])
	bare := strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(to, "https://"), "http://"), "/")
	if said == "" || strings.Contains(said, bare) {
		return
	}
	p.words(" ("+to+")", false)
}

func (p *page) before(a atom.Atom) {
	switch a {
	case atom.Br:
		p.need(min(p.breaks+1, breaksMost))
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Ul, atom.Ol, atom.Table, atom.Pre, atom.Dl:
		p.need(2)
	case atom.Li:
		p.need(1)
		p.bullet = "- "
	case atom.Td, atom.Th:
		p.space = true
	default:
		if isBlock(a) {
			p.need(1)
		}
	}
}

func (p *page) after(a atom.Atom) {
	switch a {
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Ul, atom.Ol, atom.Table, atom.Pre, atom.Dl:
		p.need(2)
	default:
		if isBlock(a) {
			p.need(1)
		}
	}
}

func isBlock(a atom.Atom) bool {
	switch a {
	case atom.Div, atom.Blockquote, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Tr, atom.Dt, atom.Dd, atom.Hr,
		atom.Center, atom.Address, atom.Li, atom.Form, atom.Fieldset, atom.Main, atom.Nav, atom.Aside, atom.Figure, atom.Body,
		atom.Caption, atom.Summary, atom.Details:
		return true
	}
	return false
}

// words writes text, keeping its lines when it is preformatted.
func (p *page) words(s string, pre bool) {
	if pre {
		for i, line := range strings.Split(strings.ReplaceAll(s, "\r", ""), "\n") {
			if i > 0 {
				p.need(min(p.breaks+1, breaksMost))
			}
			if line != "" {
				p.word(line)
			}
		}
		return
	}
	for s != "" {
		r, n := utf8.DecodeRuneInString(s)
		if isSpace(r) {
			p.space = true
			s = s[n:]
			continue
		}
		end := strings.IndexFunc(s, isSpace)
		if end < 0 {
			end = len(s)
		}
		p.word(s[:end])
		s = s[end:]
	}
}

func (p *page) word(s string) {
	if p.out.Len() == 0 {
		p.breaks = 0
	}
	for ; p.breaks > 0; p.breaks-- {
		if !p.begun && p.quotes > 0 && p.out.Len() > 0 {
			p.out.WriteString(strings.Repeat(">", min(p.quotes, quotesMost)))
		}
		p.newline()
	}
	if !p.begun {
		if p.quotes > 0 {
			p.out.WriteString(strings.Repeat(">", min(p.quotes, quotesMost)) + " ")
		}
		p.out.WriteString(p.bullet)
		p.bullet = ""
	} else if p.space {
		p.out.WriteByte(' ')
	}
	p.space = false
	p.begun = true
	p.out.WriteString(s)
}

// isSpace counts the no-break space and what cannot be seen as white space.
func isSpace(r rune) bool {
	switch r {
	case ' ', '\t', '\n', '\r', '\f', '\v', 0xa0, 0x200b, 0x200c, 0xfeff, 0xad:
		return true
	}
	return false
}
