package html

import (
	"regexp"
	"strings"

	"github.com/microcosm-cc/bluemonday"
)

// Cleaned is HTML made fit to be shown, and what was found on the way.
type Cleaned struct {
	// HTML holds no script, no style that leaves its box and no address from
	// which a browser fetches anything by itself. A picture of the letter
	// itself is <img data-inline="content-id">, one from elsewhere
	// <img data-remote="https://...">; what quotes an earlier letter is marked
	// data-quoted.
	HTML    string
	Text    string // what it says, in plain text; quotes begin with "> "
	Blocked int    // pictures from elsewhere that were not kept as such
	Cut     bool   // the source was longer than SourceMost
}

// SourceMost is the number of bytes of HTML that are looked at.
const SourceMost = 4 << 20

// Clean makes the source fit to be shown. It reads it token by token and never
// as a tree: a few kilobytes of misnested elements would make a tree of
// gigabytes. The last word is bluemonday's, over what we wrote ourselves.
func Clean(source string) Cleaned {
	source, cut := shorten(source, SourceMost)
	w := newWalk(source)
	w.run()
	return Cleaned{
		HTML:    policy().Sanitize(w.markup.String()),
		Text:    w.text.String(),
		Blocked: w.blocked,
		Cut:     cut,
	}
}

// Text is what the HTML says, in plain text.
func Text(source string) string {
	source, _ = shorten(source, SourceMost)
	w := newWalk(source)
	w.run()
	return w.text.String()
}

// styles is the form of what style leaves.
var styles = regexp.MustCompile(`^(?:[a-z-]+: [a-z0-9-]+(?:; |$))+$`)

// style keeps the declarations that change how words look, not where they are.
func style(source string) string {
	var kept []string
	for declaration := range strings.SplitSeq(source, ";") {
		name, value, _ := strings.Cut(declaration, ":")
		name, value = strings.ToLower(strings.TrimSpace(name)), strings.ToLower(strings.TrimSpace(value))
		switch name + ": " + value {
		case "text-align: left", "text-align: right", "text-align: center", "text-align: justify",
			"font-weight: bold", "font-weight: normal", "font-weight: 600", "font-weight: 700",
			"font-style: italic", "font-style: normal",
			"text-decoration: underline", "text-decoration: line-through",
			"white-space: pre", "white-space: pre-wrap":
			kept = append(kept, name+": "+value)
		}
	}
	return strings.Join(kept, "; ")
}

// policy lists all that may stay. Classes and ids go: they would meet those of
// the page. Colours go: they were chosen for a white page and are unreadable on
// a dark one.
func policy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements(kept()...)
	p.AllowNoAttrs().OnElements("a", "span", "font", "div")

	p.AllowAttrs("dir").Matching(bluemonday.Direction).Globally()
	p.AllowAttrs("lang").Matching(bluemonday.Paragraph).Globally()
	p.AllowAttrs("title").Matching(bluemonday.Paragraph).Globally()
	p.AllowAttrs("data-quoted").Matching(bluemonday.SpaceSeparatedTokens).OnElements("blockquote", "div")

	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("http", "https", "mailto")
	p.AllowRelativeURLs(false)
	p.RequireParseableURLs(true)
	p.RequireNoFollowOnLinks(true)
	p.RequireNoReferrerOnLinks(true)
	p.AddTargetBlankToFullyQualifiedLinks(true) // and noopener with it

	p.AllowAttrs("data-inline", "data-remote", "alt").OnElements("img")
	p.AllowAttrs("width", "height").Matching(bluemonday.Integer).OnElements("img")

	p.AllowAttrs("colspan", "rowspan").Matching(bluemonday.Integer).OnElements("td", "th")
	p.AllowAttrs("align").Matching(bluemonday.CellAlign).OnElements("td", "th", "tr", "p", "div")
	p.AllowAttrs("valign").Matching(bluemonday.CellVerticalAlign).OnElements("td", "th", "tr")
	p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")

	p.AllowAttrs("style").Matching(styles).Globally()
	return p
}

func kept() []string {
	return []string{
		"a", "abbr", "address", "b", "bdi", "bdo", "big", "blockquote", "br", "caption", "center", "cite", "code", "col",
		"colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "font", "h1", "h2", "h3",
		"h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp", "small", "span",
		"strike", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "tt", "u",
		"ul", "var", "wbr",
	}
}

// shorten cuts s to at most n bytes, between two characters.
func shorten(s string, n int) (string, bool) {
	if len(s) <= n {
		return s, false
	}
	for n > 0 && s[n]&0xc0 == 0x80 {
		n--
	}
	return strings.Clone(s[:n]), true
}
