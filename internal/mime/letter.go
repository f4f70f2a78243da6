package mime

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"github.com/jhillyerd/enmime/v2"
	"github.com/jhillyerd/enmime/v2/mediatype"

	"guichet/internal/html"
)

// Bounds of a letter.
const (
	SizeMost     = 50 << 20 // bytes of the whole, as it came, of one that is read unasked
	TextMost     = 1 << 20  // bytes of text that are kept as text; the rest stays in the bytes
	PartsMost    = 500
	DepthMost    = 30
	HeadersMost  = 1 << 20 // bytes of the head
	RecipientMax = 200     // of each of To and Cc
)

// Why bytes are no letter. Each means quarantine, not loss.
var (
	ErrTooLarge     = errors.New("the message is larger than we read")
	ErrTooManyParts = errors.New("the message has more parts than we read")
	ErrUnreadable   = errors.New("the message cannot be read")
)

// Address is a mailbox, with the name it is shown by.
type Address struct {
	Name    string
	Address string
}

// File is what came with a letter: bytes, never opened here.
type File struct {
	Name      string
	Type      string // as the sender says
	ContentID string
	Data      []byte
}

// Letter is a mail, read. All text is valid UTF-8 in NFC without control
// characters.
type Letter struct {
	MessageID  string // without the brackets, as all ids here
	InReplyTo  string
	References []string // oldest first; what In-Reply-To names further is at the end
	From       Address
	ReplyTo    []Address
	To, Cc     []Address
	Delivered  []string // the addresses it was delivered to, as servers noted
	ReturnPath string
	Subject    string
	Date       time.Time // zero when missing or absurd
	Language   string    // Content-Language, as written
	OneFrom    bool      // From names one address, once
	Results    []string  // what servers on its way found of who sent it (RFC 8601), the last of them first

	Text      string // the whole, as plain text
	New       string // what this letter adds: Text without quote and signature
	Quoted    string // what it quotes
	Signature string
	HTML      string // fit to be shown (package html); empty when the letter is plain text
	Blocked   int    // pictures from elsewhere
	Cut       bool   // Text or HTML is not the whole

	Attachments []File
	Inlines     []File // those that HTML shows, by ContentID

	Spam      bool    // a server on its way says that it is
	Robot     bool    // a program wrote it, for sure; what is Auto alone may be a person's, such as what a mailing list passes on
	Auto      bool    // no person wrote it just now: wakes nobody, is not answered by a machine
	Report    *Report // what it reports of a message; nil when it is no report
	Original  Address // of a forwarded letter: who wrote it first, as the forwarder's program says; nothing vouches for it
	Forwarded bool    // passes on a letter of somebody else: then New is all of Text
}

// Parse reads a letter. What is odd is read as well as it can be; an error is
// ErrTooLarge, ErrTooManyParts or ErrUnreadable, and then the bytes are all
// there is.
func Parse(raw []byte) (Letter, error) { return parse(raw, SizeMost) }

// ParseLarge reads a letter that somebody lets in, however large: whoever kept it
// bounded it.
func ParseLarge(raw []byte) (Letter, error) { return parse(raw, math.MaxInt) }

func parse(raw []byte, most int) (Letter, error) {
	if err := bounded(raw, most); err != nil {
		return Letter{}, err
	}
	root, err := readParts(raw)
	if err != nil {
		return Letter{}, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	l := head(root.Header)
	b := collect(root)
	if b.parts > PartsMost {
		return Letter{}, ErrTooManyParts
	}
	if strings.TrimSpace(b.plain) == "" && b.html == "" && len(b.files) == 0 {
		b.plain = rest(raw) // parts that are not where the head says they are
	}
	l.fill(b)
	if isReport(root.Header, root.ContentType, b, l) {
		l.Report = reportOf(root.Header, b, l)
	}
	l.Robot = isFormal(root.Header, root.ContentType, b) || isRobot(root.Header, l)
	l.Auto = l.Report != nil || l.Robot || isAuto(root.Header, l)
	return l, nil
}

// bounded refuses, before anything is built of it, what would cost more to read
// than a letter may.
func bounded(raw []byte, most int) error {
	if len(raw) > most {
		return ErrTooLarge
	}
	lines, folded := 0, 0
	for line := range bytes.Lines(raw) {
		if bytes.HasPrefix(line, []byte("--")) {
			lines++
		}
		for rest := line; ; folded++ {
			i := bytes.IndexAny(rest, "bB")
			if i < 0 || len(rest)-i < len("boundary") {
				break
			}
			if !bytes.EqualFold(rest[i:i+len("boundary")], []byte("boundary")) {
				rest = rest[i+1:]
				folded--
				continue
			}
			rest = rest[i+len("boundary"):]
		}
	}
	if lines > 50*PartsMost || folded > 10*DepthMost {
		return ErrTooManyParts
	}
	end := bytes.Index(raw, []byte("\n\n"))
	if crlf := bytes.Index(raw, []byte("\r\n\r\n")); crlf >= 0 && (end < 0 || crlf < end) {
		end = crlf
	}
	if end > HeadersMost || end < 0 && len(raw) > HeadersMost {
		return ErrTooLarge
	}
	return nil
}

// readParts reads the tree of parts, with the transfer encoding undone and the
// character set left as it is: which one it really is, text decides.
func readParts(raw []byte) (root *enmime.Part, err error) {
	defer func() {
		if r := recover(); r != nil {
			root, err = nil, fmt.Errorf("the parser failed: %v", r)
		}
	}()
	asIs := func(ctype string) (string, map[string]string, []string, error) {
		kind, parameters, wrong, err := mediatype.ParseWithOptions(ctype, mediatype.ParseOptions{StripMediaTypeInvalidCharacters: true})
		if err != nil {
			kind, parameters, err = "application/octet-stream", nil, nil
			if strings.HasPrefix(strings.ToLower(strings.TrimSpace(ctype)), "text") {
				kind = "text/plain"
			}
		}
		if strings.HasPrefix(kind, "text/") {
			if parameters == nil {
				parameters = map[string]string{}
			}
			parameters["charset"] = "utf-8"
		}
		return kind, parameters, wrong, err
	}
	parser := enmime.NewParser(
		enmime.SkipMalformedParts(true),
		enmime.MultipartWOBoundaryAsSinglePart(true),
		enmime.MaxStoredPartErrors(10),
		enmime.DisableCharacterDetection(true),
		enmime.MinCharsetDetectRunes(math.MaxInt),
		enmime.SetReadPartErrorPolicy(func(*enmime.Part, error) bool { return true }),
		enmime.SetCustomParseMediaType(asIs),
	)
	// Some programs begin with an empty line or with the "From " of a mailbox
	// file.
	raw = bytes.TrimLeft(raw, " \t\r\n")
	if bytes.HasPrefix(raw, []byte("From ")) {
		if _, rest, ok := bytes.Cut(raw, []byte("\n")); ok {
			raw = rest
		}
	}
	root, err = parser.ReadParts(bytes.NewReader(raw))
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if root == nil || len(root.Header) == 0 {
		return nil, errors.New("nothing in it")
	}
	return root, nil
}

// rest is all that stands below the head, as text.
func rest(raw []byte) string {
	_, below, found := bytes.Cut(bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n")), []byte("\n\n"))
	if !found {
		return ""
	}
	return decodeUnknown(below[:min(len(below), TextMost)])
}

// fill makes the text of the letter from its body.
func (l *Letter) fill(b body) {
	if b.html != "" {
		clean := html.Clean(b.html)
		l.HTML, l.Blocked, l.Cut = strings.TrimSpace(clean.HTML), clean.Blocked, clean.Cut
		if strings.TrimSpace(b.plain) == "" {
			b.plain = clean.Text
		}
	}
	l.Text = strings.TrimSpace(tidy(b.plain))
	if len(l.Text) > TextMost {
		l.Text, l.Cut = shorten(l.Text, TextMost), true
	}
	l.Forwarded = isForward(l.Subject, l.Text)
	if l.Forwarded {
		l.Original = originalOf(l.Text)
	}
	l.New, l.Quoted, l.Signature = Split(l.Text, l.Forwarded)
	if said := appointments(b.files); said != "" {
		l.Text, l.New = strings.TrimSpace(l.Text+"\n\n"+said), strings.TrimSpace(l.New+"\n\n"+said)
	}
	for _, f := range b.files {
		if f.ContentID != "" && strings.Contains(l.HTML, `data-inline="`+escapeAttribute(f.ContentID)+`"`) {
			l.Inlines = append(l.Inlines, f)
		} else {
			l.Attachments = append(l.Attachments, f)
		}
	}
}
