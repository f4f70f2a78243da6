package html

import (
	"net/url"
	"slices"
	"strings"

	dom "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	depthMost = 200  // elements within each other: deeper ones go, their text stays
	valueMost = 2000 // bytes of one attribute
)

// walk reads HTML once and writes two things: balanced markup of the elements
// that may stay, and plain text.
type walk struct {
	z       *dom.Tokenizer
	markup  strings.Builder
	text    page
	open    []element // what is open in the markup
	skip    []atom.Atom
	pre     int
	blocked int
	kept    []string
}

type element struct {
	name   string
	ours   bool   // a mark of ours around what follows, closed with its parent
	link   string // of an <a>: where it leads
	linked int    // of an <a>: where its words begin in the text
	quote  bool   // a <blockquote>
}

func newWalk(source string) *walk {
	return &walk{z: dom.NewTokenizer(strings.NewReader(source)), kept: kept()}
}

func (w *walk) run() {
	for {
		switch w.z.Next() {
		case dom.ErrorToken:
			w.closeTo(0)
			return
		case dom.TextToken:
			if len(w.skip) == 0 {
				words := string(w.z.Text())
				words = strings.ReplaceAll(dom.UnescapeString(words), "\x00", "")
				w.markup.WriteString(dom.EscapeString(words))
				w.text.words(words, w.pre > 0)
			}
		case dom.StartTagToken, dom.SelfClosingTagToken:
			t := w.z.Token()
			w.start(t)
		case dom.EndTagToken:
			name, _ := w.z.TagName()
			w.end(string(name))
		}
	}
}

func (w *walk) start(t dom.Token) {
	void := isVoid(t.DataAtom)
	if len(w.skip) > 0 {
		if !void && t.Type != dom.SelfClosingTagToken && len(w.skip) < depthMost && t.DataAtom == w.skip[0] {
			w.skip = append(w.skip, t.DataAtom)
		}
		return
	}
	if !void && (isDropped(t.DataAtom) || isHidden(t)) {
		if t.Type != dom.SelfClosingTagToken && t.DataAtom != 0 {
			w.skip = append(w.skip, t.DataAtom)
		}
		return
	}
	w.text.before(t.DataAtom)
	if t.DataAtom == atom.Img {
		w.image(t)
		return
	}
	if !slices.Contains(w.kept, t.Data) {
		return
	}
	if void {
		w.markup.WriteString("<" + t.Data + ">")
		return
	}
	if len(w.open) >= depthMost {
		return
	}
	e := element{name: t.Data, linked: -1}
	var attributes []dom.Attribute
	for _, a := range t.Attr {
		switch a.Key {
		case "style":
			if a.Val = style(a.Val); a.Val != "" {
				attributes = append(attributes, a)
			}
		case "href":
			if a.Val = webLink(a.Val); a.Val == "" {
				a.Val = mailLink(attribute(t, "href"))
			}
			if a.Val != "" {
				attributes = append(attributes, a)
			}
		case "title", "lang", "dir", "align", "valign", "colspan", "rowspan", "start":
			if len(a.Val) <= valueMost {
				attributes = append(attributes, a)
			}
		}
	}
	switch quoting(t) {
	case quoteElement:
		attributes = append(attributes, dom.Attribute{Key: "data-quoted", Val: "yes"})
	case quoteRest:
		w.markup.WriteString(`<div data-quoted="yes">`)
		w.open = append(w.open, element{name: "div", ours: true})
	case quoteNone:
	}
	switch t.DataAtom {
	case atom.A:
		e.link = webLink(attribute(t, "href"))
		e.linked = w.text.mark()
	case atom.Blockquote:
		e.quote = true
		w.text.quote(1)
	case atom.Pre:
		w.pre++
	}
	w.markup.WriteString(dom.Token{Type: dom.StartTagToken, Data: t.Data, DataAtom: t.DataAtom, Attr: attributes}.String())
	w.open = append(w.open, e)
}

func (w *walk) end(name string) {
	a := atom.Lookup([]byte(name))
	if len(w.skip) > 0 {
		if a == w.skip[0] {
			w.skip = w.skip[:len(w.skip)-1]
		}
		return
	}
	w.text.after(a)
	if isVoid(a) {
		return
	}
	for i := len(w.open) - 1; i >= 0; i-- {
		if w.open[i].name == name && !w.open[i].ours {
			w.closeTo(i)
			return
		}
		// A table cell is a wall: </b> outside does not close what is within.
		if n := w.open[i].name; (n == "td" || n == "th") && name != "tr" && name != "table" && name != "tbody" {
			return
		}
	}
}

func (w *walk) closeTo(depth int) {
	for i := len(w.open) - 1; i >= depth; i-- {
		e := w.open[i]
		w.markup.WriteString("</" + e.name + ">")
		if e.quote {
			w.text.quote(-1)
		}
		if e.name == "pre" {
			w.pre--
		}
		if e.link != "" {
			w.text.link(e.link, e.linked)
		}
	}
	w.open = w.open[:depth]
}

// image keeps where a picture was. One that the letter carries is named by its
// content id; one from elsewhere would tell its owner that the letter is read.
func (w *walk) image(t dom.Token) {
	source := strings.TrimSpace(attribute(t, "src"))
	kept := []dom.Attribute{{Key: "alt", Val: attribute(t, "alt")}}
	scheme, rest, _ := strings.Cut(source, ":")
	switch strings.ToLower(scheme) {
	case "cid":
		id, err := url.PathUnescape(rest)
		if err != nil {
			id = rest
		}
		if len(id) > 500 {
			return
		}
		kept = append(kept, dom.Attribute{Key: "data-inline", Val: id})
	case "http", "https":
		w.blocked++
		if attribute(t, "width") == "1" || attribute(t, "height") == "1" || len(source) > valueMost {
			return // a counting pixel has nothing to show
		}
		kept = append(kept, dom.Attribute{Key: "data-remote", Val: source})
	default:
		if source != "" {
			w.blocked++
		}
		return
	}
	for _, a := range t.Attr {
		if a.Key == "width" || a.Key == "height" {
			kept = append(kept, a)
		}
	}
	w.markup.WriteString(dom.Token{Type: dom.StartTagToken, Data: "img", DataAtom: atom.Img, Attr: kept}.String())
}

type quote int

const (
	quoteNone    quote = iota
	quoteElement       // this element is a quote
	quoteRest          // from here to the end of its parent
)

// quoting knows how the programs of the world mark the letter they answer.
func quoting(t dom.Token) quote {
	switch t.DataAtom {
	case atom.Blockquote:
		if strings.EqualFold(attribute(t, "type"), "cite") {
			return quoteElement
		}
		for class := range strings.FieldsSeq(attribute(t, "class")) {
			if class == "gmail_quote" || class == "protonmail_quote" {
				return quoteElement
			}
		}
	case atom.Div:
		for class := range strings.FieldsSeq(attribute(t, "class")) {
			switch class {
			case "gmail_quote", "gmail_quote_container", "gmail_extra", "yahoo_quoted", "protonmail_quote", "moz-cite-prefix", "zmail_extra":
				return quoteElement
			}
		}
		switch attribute(t, "id") {
		case "divRplyFwdMsg", "appendonsend", "reply-intro", "mail-editor-reference-message-container":
			return quoteRest
		case "OLK_SRC_BODY_SECTION":
			return quoteElement
		}
		style := strings.ToLower(strings.ReplaceAll(attribute(t, "style"), " ", ""))
		if strings.Contains(style, "border-top:solid#e1e1e11.0pt") || strings.Contains(style, "border-top:solid#b5c4df1.0pt") {
			return quoteRest
		}
	}
	return quoteNone
}

// isHidden finds what the sender wanted nobody to see: lines for the list of
// letters, words for filters.
func isHidden(t dom.Token) bool {
	style := strings.ToLower(strings.ReplaceAll(attribute(t, "style"), " ", ""))
	return strings.Contains(style, "display:none") || strings.Contains(style, "mso-hide:all")
}

func isDropped(a atom.Atom) bool {
	switch a {
	case atom.Script, atom.Style, atom.Head, atom.Title, atom.Template, atom.Noscript, atom.Iframe, atom.Object, atom.Embed,
		atom.Svg, atom.Math, atom.Select, atom.Textarea, atom.Xmp, atom.Plaintext, atom.Noembed, atom.Noframes, atom.Frameset,
		atom.Applet, atom.Audio, atom.Video, atom.Canvas:
		return true
	}
	return false
}

func isVoid(a atom.Atom) bool {
	switch a {
	case atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input, atom.Link, atom.Meta, atom.Param,
		atom.Source, atom.Track, atom.Wbr:
		return true
	}
	return false
}

func attribute(t dom.Token, key string) string {
	for _, a := range t.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// webLink is the address when it is one of the web, else nothing.
func webLink(s string) string {
	s = strings.TrimSpace(s)
	u, err := url.Parse(s)
	if err != nil || len(s) > valueMost || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return ""
	}
	return s
}

func mailLink(s string) string {
	s = strings.TrimSpace(s)
	if len(s) < 8 || len(s) > valueMost || !strings.EqualFold(s[:7], "mailto:") {
		return ""
	}
	return s
}
