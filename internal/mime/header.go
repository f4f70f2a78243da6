package mime

import (
	"bytes"
	"mime"
	"net/mail"
	"net/textproto"
	"strings"
	"time"

	"github.com/emersion/go-message/charset"
	"github.com/jhillyerd/enmime/v2"
)

const (
	idMost      = 500 // bytes of a Message-ID
	subjectMost = 1000
	idsMost     = 100 // Message-IDs of one References
)

// head reads what stands above a letter.
func head(h textproto.MIMEHeader) Letter {
	l := Letter{
		Subject:    shorten(words(h.Get("Subject")), subjectMost),
		ReplyTo:    addresses(h["Reply-To"]),
		To:         addresses(h["To"]),
		Cc:         addresses(h["Cc"]),
		Date:       date(h.Get("Date")),
		Language:   shorten(tidyLine(h.Get("Content-Language")), 40),
		ReturnPath: returnPath(h),
	}
	l.Spam = isSpam(h)
	for _, v := range h["Authentication-Results"] {
		if len(l.Results) < resultsMost && len(v) < 10_000 {
			l.Results = append(l.Results, tidyLine(v))
		}
	}
	if from := addresses(h["From"]); len(from) > 0 {
		l.From, l.OneFrom = from[0], len(from) == 1 && len(h["From"]) == 1
	} else if sender := addresses(h["Sender"]); len(sender) > 0 {
		l.From = sender[0]
	}
	if id := ids(first(h, "Message-Id", "Message-ID")); len(id) > 0 {
		l.MessageID = id[0]
	}
	answers := ids(h.Get("In-Reply-To"))
	if len(answers) > 0 {
		l.InReplyTo = answers[0]
	}
	l.References = merge(ids(strings.Join(h["References"], " ")), answers)
	for _, key := range []string{"Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To"} {
		for _, a := range addresses(h[key]) {
			if len(l.Delivered) < RecipientMax {
				l.Delivered = append(l.Delivered, a.Address)
			}
		}
	}
	return l
}

func first(h textproto.MIMEHeader, keys ...string) string {
	for _, k := range keys {
		if v := h[k]; len(v) > 0 && v[0] != "" {
			return v[0]
		}
	}
	return ""
}

// returnPath is "<>" when nobody wants to hear of failures, "" when not known.
func returnPath(h textproto.MIMEHeader) string {
	v := strings.TrimSpace(h.Get("Return-Path"))
	if v == "" {
		return ""
	}
	if inner := strings.TrimSpace(strings.Trim(v, "<>")); inner != "" {
		return shorten(tidyLine(inner), 320)
	}
	return "<>"
}

// addresses reads a list of addresses as far as it can be read; groups give
// their members.
func addresses(values []string) []Address {
	var all []Address
	for _, v := range values {
		if strings.TrimSpace(v) == "" || len(v) > HeadersMost/4 {
			continue
		}
		for _, a := range readAddresses(v) {
			a.Name = shorten(words(a.Name), 200)
			a.Address = tidyLine(a.Address)
			if isMailbox(a.Address) && len(all) < RecipientMax {
				all = append(all, a)
			}
		}
	}
	return all
}

func readAddresses(v string) []Address {
	if hasHigh([]byte(v)) {
		v = decodeUnknown([]byte(v))
	}
	p := mail.AddressParser{WordDecoder: &mime.WordDecoder{CharsetReader: charset.Reader}}
	list, err := p.ParseList(v)
	if err != nil {
		list, err = enmime.ParseAddressList(v)
	}
	if err != nil {
		return pickAddresses(v)
	}
	all := make([]Address, 0, len(list))
	for _, a := range list {
		all = append(all, Address{Name: a.Name, Address: a.Address})
	}
	return all
}

// pickAddresses finds addresses in what is not a list of them by any rule.
func pickAddresses(v string) []Address {
	var all []Address
	for piece := range strings.FieldsFuncSeq(v, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		name, address := "", strings.TrimSpace(piece)
		if open := strings.LastIndexByte(piece, '<'); open >= 0 {
			inner, _, _ := strings.Cut(piece[open+1:], ">")
			name, address = strings.Trim(strings.TrimSpace(piece[:open]), `"'`), strings.TrimSpace(inner)
		} else {
			for word := range strings.FieldsSeq(piece) {
				if strings.Contains(word, "@") {
					address = strings.Trim(word, `"'()[]<>:`)
				}
			}
		}
		all = append(all, Address{Name: name, Address: address})
	}
	return all
}

// isMailbox tells whether s has the form local@domain, fit to be written to.
func isMailbox(s string) bool {
	at := strings.LastIndexByte(s, '@')
	if at <= 0 || at == len(s)-1 || len(s) > 254 || at > 128 {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		return r <= ' ' || r == 0x7f || strings.ContainsRune(`<>()[],;:\"`, r)
	}) && !strings.HasPrefix(s[at+1:], ".") && strings.Count(s, "@") == 1
}

// ids reads Message-IDs: what stands in brackets, or, from programs that forget
// them, words with an @.
func ids(v string) []string {
	var all []string
	v = tidyLine(v)
	add := func(id string) {
		id = strings.Join(strings.Fields(id), "")
		if id != "" && len(id) <= idMost && len(all) < idsMost {
			all = append(all, id)
		}
	}
	rest := v
	for {
		open := strings.IndexByte(rest, '<')
		if open < 0 {
			break
		}
		end := strings.IndexByte(rest[open:], '>')
		if end < 0 {
			break
		}
		add(strings.TrimLeft(rest[open+1:open+end], "<"))
		rest = rest[open+end+1:]
	}
	if len(all) == 0 {
		for word := range strings.FieldsSeq(v) {
			if strings.Contains(word, "@") {
				add(strings.Trim(word, `<>"'(),;`))
			}
		}
	}
	return all
}

// merge keeps the last idsMost of both, each once.
func merge(a, b []string) []string {
	seen := map[string]bool{}
	var all []string
	for _, list := range [][]string{a, b} {
		for _, id := range list {
			if !seen[id] {
				seen[id] = true
				all = append(all, id)
			}
		}
	}
	return all[max(0, len(all)-idsMost):]
}

func date(v string) time.Time {
	t, err := mail.ParseDate(strings.TrimSpace(v))
	if err != nil || t.Year() < 1980 || t.Year() > 9000 {
		return time.Time{}
	}
	return t.UTC()
}

// isRobot tells that a program wrote the letter: it says so, or nobody wants to
// hear of its failure.
func isRobot(h textproto.MIMEHeader, l Letter) bool {
	if v := token(h.Get("Auto-Submitted")); v != "" && v != "no" {
		return true
	}
	switch token(h.Get("Precedence")) {
	case "auto_reply", "auto-reply":
		return true
	}
	for _, key := range []string{"X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply-From", "X-Mail-Autoreply", "X-Ms-Exchange-Generated-Message-Source"} {
		if v := token(h.Get(key)); v != "" && v != "no" && v != "false" {
			return true
		}
	}
	return l.ReturnPath == "<>" || isDaemon(l.From.Address) || l.From.Address == ""
}

// isAuto tells by signs that people's letters may carry too, once a mailing list
// or a gateway passed them on, that a machine had better not answer.
func isAuto(h textproto.MIMEHeader, l Letter) bool {
	switch token(h.Get("Precedence")) {
	case "bulk", "junk", "list":
		return true
	}
	for _, key := range []string{"List-Id", "Feedback-Id"} {
		if token(h.Get(key)) != "" {
			return true
		}
	}
	suppress := strings.ToLower(h.Get("X-Auto-Response-Suppress"))
	if strings.Contains(suppress, "all") || strings.Contains(suppress, "autoreply") {
		return true
	}
	subject := strings.ToLower(l.Subject)
	for _, begin := range []string{
		"automatic reply", "auto reply", "autoreply", "auto:", "out of office", "out-of-office", "réponse automatique",
		"reponse automatique", "absence du bureau", "absent du bureau", "absence :", "message d'absence", "automatische antwort", "abwesenheit",
	} {
		if strings.HasPrefix(subject, begin) {
			return true
		}
	}
	return false
}

func token(v string) string {
	v, _, _ = strings.Cut(v, ";")
	v, _, _ = strings.Cut(v, "(")
	return strings.ToLower(strings.TrimSpace(v))
}

func isDaemon(address string) bool {
	local, _, _ := strings.Cut(strings.ToLower(address), "@")
	switch local {
	case "mailer-daemon", "postmaster", "post_master", "mail-daemon", "mailerdaemon", "mdaemon", "mail-deliverability", "mailer_daemon":
		return true
	}
	return false
}

// Sender is the address in From, read from the head alone: what is needed before
// the letter is parsed. "" when there is none that can be read.
func Sender(raw []byte) string {
	if all := addresses([]string{field(raw, "from")}); len(all) > 0 {
		return all[0].Address
	}
	return ""
}

// Subject is the subject, read from the head alone.
func Subject(raw []byte) string { return shorten(words(field(raw, "subject")), subjectMost) }

// headEnd is where the head of a letter ends, or as much of it as is read.
func headEnd(raw []byte) int {
	end := bytes.Index(raw, []byte("\n\n"))
	if crlf := bytes.Index(raw, []byte("\n\r\n")); crlf >= 0 && (end < 0 || crlf < end) {
		end = crlf
	}
	if end < 0 || end > HeadersMost {
		end = min(len(raw), HeadersMost)
	}
	return end
}

// field reads a field of the head; "" when it is not there.
func field(raw []byte, wanted string) string {
	value, in := "", false
	for line := range bytes.Lines(raw[:headEnd(raw)]) {
		name, rest, found := bytes.Cut(line, []byte(":"))
		switch {
		case line[0] == ' ' || line[0] == '\t':
			if in {
				value += " " + string(bytes.TrimSpace(line))
			}
		case found && strings.EqualFold(string(bytes.TrimSpace(name)), wanted) && value == "":
			value, in = string(bytes.TrimSpace(rest)), true
		default:
			in = false
		}
	}
	return value
}

// isSpam tells whether a server on the way of a letter took it for unwanted.
func isSpam(h textproto.MIMEHeader) bool {
	for _, key := range []string{"X-Spam-Flag", "X-Spam-Status", "X-Spam", "X-Barracuda-Spam-Flag", "X-Ovh-Spam-Status"} {
		v, _, _ := strings.Cut(token(h.Get(key)), ",")
		switch v {
		case "yes", "spam", "true":
			return true
		}
	}
	for _, key := range []string{"X-Ms-Exchange-Organization-Scl", "X-Microsoft-Antispam-Scl"} {
		if v := token(h.Get(key)); len(v) == 1 && v >= "5" && v <= "9" {
			return true
		}
	}
	report := ";" + strings.ToUpper(strings.ReplaceAll(h.Get("X-Forefront-Antispam-Report"), " ", "")) + ";"
	return strings.Contains(report, ";SFV:SPM;") || strings.Contains(report, ";CAT:PHSH;") || strings.Contains(report, ";CAT:MALW;")
}
