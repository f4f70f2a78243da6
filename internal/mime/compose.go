package mime

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/textproto"
	"strings"
	"time"

	"golang.org/x/net/idna"

	"guichet"
)

// Outgoing is a letter of ours, to one person.
type Outgoing struct {
	From          Address
	ReplyTo       Address // zero: none
	To            Address
	Copies        []Address // named in the head; each has a letter of its own
	Subject       string
	Text          string // always there
	HTML          string // empty: plain text alone
	MessageID     string // ours, without brackets
	InReplyTo     string
	References    []string
	Language      guichet.Language
	Date          time.Time
	Attachments   []File
	AutoSubmitted bool // an acknowledgement, a notice: no machine shall answer it
}

// Compose writes the letter as bytes. The same letter gives the same bytes, so
// that one sent again after a crash is the same to everybody on the way. What
// would break out of a header is refused, or made one line.
func Compose(o Outgoing) ([]byte, error) {
	var head bytes.Buffer
	var failed error
	address := func(name string, a Address) {
		s, err := o.address(a)
		if err != nil && failed == nil {
			failed = guichet.Invalid(strings.ToLower(name), "mail.address", nil).Because(err)
		}
		fold(&head, name, s)
	}
	if !isID(o.MessageID) {
		return nil, guichet.Invalid("message_id", "mail.message_id", nil)
	}
	fold(&head, "Date", o.Date.UTC().Format("Mon, 02 Jan 2006 15:04:05 +0000"))
	address("From", o.From)
	if o.ReplyTo.Address != "" {
		address("Reply-To", o.ReplyTo)
	}
	address("To", o.To)
	var copies []string
	for _, c := range o.Copies {
		s, err := o.address(c)
		if err != nil && failed == nil {
			failed = guichet.Invalid("cc", "mail.address", nil).Because(err)
		}
		copies = append(copies, s)
	}
	if len(copies) > 0 {
		fold(&head, "Cc", strings.Join(copies, ", "))
	}
	fold(&head, "Message-ID", "<"+o.MessageID+">")
	if isID(o.InReplyTo) {
		fold(&head, "In-Reply-To", "<"+o.InReplyTo+">")
	}
	if known := bracket(o.References); known != "" {
		fold(&head, "References", known)
	}
	fold(&head, "Subject", mime.QEncoding.Encode("utf-8", tidyLine(o.Subject)))
	if o.Language != "" {
		fold(&head, "Content-Language", tidyLine(string(o.Language)))
	}
	if o.AutoSubmitted {
		fold(&head, "Auto-Submitted", "auto-replied")
		fold(&head, "X-Auto-Response-Suppress", "All")
	}
	fold(&head, "MIME-Version", "1.0")
	if failed != nil {
		return nil, failed
	}

	kind, content, err := o.content()
	if err != nil {
		return nil, fmt.Errorf("compose a letter: %w", err)
	}
	for _, key := range []string{"Content-Type", "Content-Transfer-Encoding"} {
		if v := kind.Get(key); v != "" {
			fold(&head, key, v)
		}
	}
	head.WriteString("\r\n")
	head.Write(content)
	return head.Bytes(), nil
}

// content writes the body: the text, or text and HTML for the reader's program
// to choose from, and the files after them.
func (o Outgoing) content() (textproto.MIMEHeader, []byte, error) {
	kind, content, err := o.words()
	if err != nil || len(o.Attachments) == 0 {
		return kind, content, err
	}
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	if err := w.SetBoundary(o.boundary("mixed")); err != nil {
		return nil, nil, err
	}
	if err := writePart(w, kind, content); err != nil {
		return nil, nil, err
	}
	for i, f := range o.Attachments {
		head := textproto.MIMEHeader{}
		contentType, _, err := mime.ParseMediaType(f.Type)
		if err != nil || strings.HasPrefix(contentType, "multipart/") || strings.HasPrefix(contentType, "message/") {
			contentType = "application/octet-stream"
		}
		name := FileName(f.Name, contentType, i+1)
		head.Set("Content-Type", mime.FormatMediaType(contentType, map[string]string{"name": name}))
		head.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
		head.Set("Content-Transfer-Encoding", "base64")
		if err := writePart(w, head, lines64(f.Data)); err != nil {
			return nil, nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, nil, err
	}
	return multipartHead("multipart/mixed", w.Boundary()), out.Bytes(), nil
}

func (o Outgoing) words() (textproto.MIMEHeader, []byte, error) {
	plainHead, plain, err := textPart("text/plain", o.Text)
	if err != nil || o.HTML == "" {
		return plainHead, plain, err
	}
	htmlHead, markup, err := textPart("text/html", o.HTML)
	if err != nil {
		return nil, nil, err
	}
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	if err := w.SetBoundary(o.boundary("alternative")); err != nil {
		return nil, nil, err
	}
	if err := writePart(w, plainHead, plain); err != nil {
		return nil, nil, err
	}
	if err := writePart(w, htmlHead, markup); err != nil {
		return nil, nil, err
	}
	if err := w.Close(); err != nil {
		return nil, nil, err
	}
	return multipartHead("multipart/alternative", w.Boundary()), out.Bytes(), nil
}

func multipartHead(kind, boundary string) textproto.MIMEHeader {
	return textproto.MIMEHeader{"Content-Type": {kind + `; boundary="` + boundary + `"`}}
}

func textPart(kind, text string) (textproto.MIMEHeader, []byte, error) {
	var out bytes.Buffer
	w := quotedprintable.NewWriter(&out)
	if _, err := w.Write([]byte(strings.ReplaceAll(strings.TrimRight(tidy(text), "\n")+"\n", "\n", "\r\n"))); err != nil {
		return nil, nil, err
	}
	if err := w.Close(); err != nil {
		return nil, nil, err
	}
	return textproto.MIMEHeader{
		"Content-Type":              {kind + "; charset=utf-8"},
		"Content-Transfer-Encoding": {"quoted-printable"},
	}, out.Bytes(), nil
}

func writePart(w *multipart.Writer, head textproto.MIMEHeader, content []byte) error {
	part, err := w.CreatePart(head)
	if err != nil {
		return err
	}
	_, err = part.Write(content)
	return err
}

// boundary is made of the Message-ID, so it is the same every time, and of what
// stands between it: nobody who writes into a letter can know it in advance.
func (o Outgoing) boundary(level string) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\x00%s\x00%s\x00%s", level, o.MessageID, o.Text, o.HTML)
	return "=_" + hex.EncodeToString(h.Sum(nil)[:20])
}

func lines64(data []byte) []byte {
	encoded := base64.StdEncoding.EncodeToString(data)
	var out bytes.Buffer
	for len(encoded) > 76 {
		out.WriteString(encoded[:76] + "\r\n")
		encoded = encoded[76:]
	}
	out.WriteString(encoded + "\r\n")
	return out.Bytes()
}

// address writes one address with its name.
func (o Outgoing) address(a Address) (string, error) {
	plain, err := ASCII(a.Address)
	if err != nil {
		return "", err
	}
	name := tidyLine(a.Name)
	switch {
	case name == "":
		return "<" + plain + ">", nil
	case strings.ContainsFunc(name, func(r rune) bool { return r > 0x7e || r < 0x20 }):
		// Not by Q: it leaves the signs of an address list as they are, and a name
		// could bring in an address of its own.
		return mime.BEncoding.Encode("utf-8", name) + " <" + plain + ">", nil
	default:
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name) + `" <` + plain + ">", nil
	}
}

// ASCII is the address as servers take it, its domain without accents.
func ASCII(address string) (string, error) {
	if !isMailbox(address) {
		return "", fmt.Errorf("not an address")
	}
	local, domain, _ := strings.Cut(address, "@")
	domain, err := idna.Lookup.ToASCII(domain)
	if err != nil {
		return "", fmt.Errorf("the domain of an address: %w", err)
	}
	if hasHigh([]byte(local)) {
		return "", fmt.Errorf("an address with letters that servers do not take")
	}
	return local + "@" + domain, nil
}

// isID tells whether s can stand between the brackets of a Message-ID.
func isID(s string) bool {
	return s != "" && len(s) <= idMost && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r >= 0x7f || r == '<' || r == '>' })
}

// bracket writes the last twenty ids, which is as far as programs look.
func bracket(references []string) string {
	var known []string
	for _, id := range references {
		if isID(id) {
			known = append(known, "<"+id+">")
		}
	}
	return strings.Join(known[max(0, len(known)-20):], " ")
}

// fold writes a header in lines of 78, broken where it has spaces.
func fold(out *bytes.Buffer, name, value string) {
	value = strings.NewReplacer("\r", "", "\n", " ", "\x00", "").Replace(value)
	length := len(name) + 1
	out.WriteString(name + ":")
	for word := range strings.SplitSeq(value, " ") {
		if length > len(name)+1 && length+1+len(word) > 78 {
			out.WriteString("\r\n")
			length = 0
		}
		out.WriteString(" " + word)
		length += 1 + len(word)
	}
	out.WriteString("\r\n")
}
