package mime

import (
	"strconv"
	"strings"

	"github.com/jhillyerd/enmime/v2"
	"github.com/jhillyerd/enmime/v2/mediatype"

	"guichet/internal/blob"
	"guichet/internal/html"
)

// body is what the tree of parts comes down to.
type body struct {
	plain  string
	html   string
	files  []File
	parts  int
	status bool // a delivery status is among the parts
}

// collect walks the tree of parts and puts together what is to be read and what
// is to be opened.
func collect(root *enmime.Part) body {
	var b body
	b.plain, b.html = b.walk(root, 0)
	return b
}

// walk answers the text and the HTML of a part and those in it, and notes the
// files.
func (b *body) walk(p *enmime.Part, depth int) (plain, markup string) {
	b.parts++
	if b.parts > PartsMost || depth > DepthMost {
		return "", ""
	}
	if p.FirstChild != nil {
		return b.walkChildren(p, depth)
	}
	kind := strings.ToLower(p.ContentType)
	if kind == "" {
		kind = "text/plain"
	}
	if strings.HasPrefix(kind, "message/delivery-status") {
		b.status = true
	}
	if !isBody(p, kind) {
		b.file(p, kind)
		return "", ""
	}
	declared, flowed := declaredCharset(p)
	switch kind {
	case "text/html":
		return "", decode(p.Content, declared, true)
	default: // a multipart without parts is read as the text it is
		text := decode(p.Content, declared, false)
		if flowed {
			text = unflow(text)
		}
		return text, ""
	}
}

func (b *body) walkChildren(p *enmime.Part, depth int) (plain, markup string) {
	alternative := p.ContentType == "multipart/alternative"
	var texts, markups []string
	inMarkup := false
	for c := p.FirstChild; c != nil && b.parts <= PartsMost; c = c.NextSibling {
		text, m := b.walk(c, depth+1)
		if alternative {
			if plain == "" {
				plain = text
			}
			if m != "" {
				markup = m
			}
			continue
		}
		if strings.TrimSpace(text) == "" && m == "" {
			continue
		}
		texts, markups = append(texts, text), append(markups, m)
		inMarkup = inMarkup || m != ""
	}
	if alternative || len(texts) == 0 {
		return plain, markup
	}
	// One after the other, each in both forms, so that neither form lacks what
	// only the other had.
	for i := range texts {
		if strings.TrimSpace(texts[i]) == "" {
			texts[i] = html.Text(markups[i])
		}
		if inMarkup && markups[i] == "" {
			markups[i] = html.FromText(texts[i])
		}
	}
	if inMarkup {
		markup = strings.Join(markups, "<br>\n")
	}
	return strings.Join(texts, "\n\n"), markup
}

// isBody tells whether a part is to be read where it stands, or opened.
func isBody(p *enmime.Part, kind string) bool {
	if p.Disposition == "attachment" {
		return false
	}
	switch kind {
	case "text/plain", "text/html":
		return p.FileName == "" || p.Disposition == "inline" && p.Parent == nil
	case "text/enriched", "text/richtext":
		return p.FileName == ""
	}
	return strings.HasPrefix(kind, "multipart/") && p.FileName == ""
}

func (b *body) file(p *enmime.Part, kind string) {
	if len(p.Content) == 0 && p.FileName == "" {
		return
	}
	data := p.Content
	if strings.HasPrefix(kind, "text/") && data == nil {
		data = []byte{}
	}
	b.files = append(b.files, File{
		Name:      FileName(p.FileName, kind, len(b.files)+1),
		Type:      kind,
		ContentID: shorten(tidyLine(p.ContentID), 500),
		Data:      data,
	})
}

// FileName makes a name under which a file can be shown and saved anywhere.
// Without one it is called after its type and number.
func FileName(name, kind string, number int) string {
	if name = blob.CleanName(tidyLine(name)); name == blob.Nameless {
		return defaultName(kind, number)
	}
	return name
}

func defaultName(kind string, number int) string {
	ending := ".bin"
	switch kind {
	case "message/rfc822", "message/global":
		ending = ".eml"
	case "message/delivery-status", "text/rfc822-headers", "text/plain":
		ending = ".txt"
	case "text/calendar":
		ending = ".ics"
	case "text/html":
		ending = ".html"
	case "text/csv":
		ending = ".csv"
	case "application/pdf":
		ending = ".pdf"
	case "application/zip":
		ending = ".zip"
	case "image/png", "image/gif", "image/webp", "image/bmp":
		ending = "." + kind[len("image/"):]
	case "image/jpeg", "image/jpg":
		ending = ".jpg"
	}
	return "file-" + strconv.Itoa(number) + ending
}

func declaredCharset(p *enmime.Part) (charset string, flowed bool) {
	_, parameters, _, err := mediatype.Parse(p.Header.Get("Content-Type"))
	if err != nil {
		return "", false
	}
	return parameters["charset"], strings.EqualFold(parameters["format"], "flowed")
}

// unflow joins the lines that a program broke to fit (RFC 3676). Lines of a
// quote keep their breaks.
func unflow(text string) string {
	var out strings.Builder
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	for i, line := range lines {
		quoted := strings.HasPrefix(line, ">")
		if !quoted {
			line = strings.TrimPrefix(line, " ")
		}
		out.WriteString(line)
		soft := strings.HasSuffix(line, " ") && line != "-- " && !quoted
		if i < len(lines)-1 && (!soft || strings.HasPrefix(lines[i+1], ">") || lines[i+1] == "-- ") {
			out.WriteByte('\n')
		}
	}
	return out.String()
}
