package mime

import (
	"regexp"
	"slices"
	"strings"
)

var (
	// Where the copy of the message begins, in the words of many systems.
	copyLine = regexp.MustCompile(`(?i)^[-_=*#+> \t]{2,}.{0,40}(original message|original headers?|copy of (the|your)|header of the|returned message|unsent message|message header|message text|undelivered message|your message (follows|below)|message follows|message d['’]origine|ursprünglich|original mail|returned mail|returned text|original text)`)
	copyWord = regexp.MustCompile(`(?i)^(original (message|mail)( headers?| follows)?|.{0,40}below (this line )?is (a copy|the (header|original|beginning))|original message (headers?|follows)|message headers? follows?|your (original )?message (is |was )?(follows|below|as follows)|en-têtes (de message|du message) d['’]origine|en-tête du message|the (header|text|body) of (the|your) (original )?message.{0,20}|headers? of the original message.{0,20}|kopfzeilen der ursprünglichen nachricht|.{0,30}following (is|are) (a copy|the (first|header|original)).{0,60}|returned (message|mail) follows.{0,10}|begin of message|encabezados de mensaje originales?|[^@]{0,40}message headers?) ?:?[-=_* ]*$`)
	copyHead = regexp.MustCompile(`^>?\s{0,8}(Received|Return-[Pp]ath|DKIM-Signature|DomainKey-Signature|ARC-Seal|X-Received|Message-I[dD]|MIME-Version|X-Google-Smtp-Source) ?: ?\S`)
)

// cutCopy parts the words of a report and the copy of the message below them.
func cutCopy(text string) (notice, copied string) {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if i >= noticeMost {
			return strings.Join(lines[:i], "\n"), ""
		}
		head := copyHead.MatchString(line) && i+1 < len(lines) &&
			(fieldLine.MatchString(strings.TrimSpace(lines[i+1])) || strings.HasPrefix(lines[i+1], " ") || strings.HasPrefix(lines[i+1], "\t"))
		marked := copyLine.MatchString(line) || copyWord.MatchString(strings.TrimSpace(line))
		if !head && (!marked || !hasHead(lines[i+1:])) {
			continue
		}
		from := i
		if !head {
			from++
		}
		below := nextFields(lines[from:])
		return strings.Join(lines[:i], "\n"), strings.Join(below, "\n")
	}
	return text, ""
}

// hasHead tells whether the head of a message stands in the next lines: without
// it, what was read as the beginning of the copy were words of the notice.
func hasHead(lines []string) bool {
	n := 0
	for _, l := range lines[:min(len(lines), 40)] {
		if fieldLine.MatchString(strings.TrimLeft(l, "> \t")) {
			n++
		}
	}
	return n >= 2
}

// nextFields is the copy from its first field on, without what was put before
// each of its lines.
func nextFields(lines []string) []string {
	for len(lines) > 0 && !fieldLine.MatchString(strings.TrimLeft(lines[0], "> \t")) {
		lines = lines[1:]
	}
	if len(lines) == 0 {
		return nil
	}
	before := lines[0][:len(lines[0])-len(strings.TrimLeft(lines[0], "> \t"))]
	all := make([]string, 0, len(lines))
	for _, l := range lines {
		all = append(all, strings.TrimPrefix(l, before))
	}
	return all
}

// named are the addresses that other places than the notice name.
type named struct {
	header  []Address // those that the head of the report gives as failed
	written []string  // those the message was written to
	not     []string  // those that are named for another reason
}

func holds(all []string, address string) bool {
	return slices.ContainsFunc(all, func(a string) bool { return strings.EqualFold(a, address) })
}

var (
	addressIn = regexp.MustCompile(`(?:"[^"@<>\n]{1,60}"|[\pL\pN!#$%&'*+/=?^_{|}~.-]+)@(?:\[[0-9.]+\]|[A-Za-z0-9\x{C0}-\x{24F}](?:[A-Za-z0-9\x{C0}-\x{24F}.-]*[A-Za-z0-9\x{C0}-\x{24F}])?)`)

	// What stands before an address that did not fail.
	beforeOther = regexp.MustCompile(`(?i)(mail from ?:?|\bfrom ?:?|sender ?:?|contact(er)?|write to|e-?mail to|questions? to|message (sent )?by|sent by|reply[- ]to ?:?|return-path ?:?|envelope-from|de ?:|expéditeur ?:?|mailto:|generated from|helo|ehlo|forward(ed)? to|bugs? to|message-id ?:?|id ?[:=]|identifier( is)? ?:?)[ \t"'<(\[]*$`)
	// What stands before one that did.
	beforeFailed = regexp.MustCompile(`(?i)(rcpt to ?:?|recipients?( address)? ?:|destinataires? ?:|empfänger ?:|\bto ?:|address(es)? ?:|users? ?:|mailbox ?:|deliver(y|ed)?( \w+)? to|envoyé à|remis à|message to|mail to|for|rcpt|an ?:)[ \t"'<(\[]*$`)
	failure      = regexp.MustCompile(`(?i)\b[45]\d\d\b|unknown|reject|not exist|n['’]existe|undeliver|not deliver|non remis|could ?n[o']t|can ?not|can't|impossible|fail|échou|échec|mailbox|quota|full|denied|refused|disabled|inactive|invalid|no such|not found|introuvable|unreachable|bounce|unavailable|expired|suspended|loop|too large|nicht (zugestellt|erreich)|unbekannt`)
)

// The ways in which a notice names an address, the surest last.
const (
	formMentioned = iota + 1
	formFailing   // in a line that speaks of failure
	formOpening   // a line or a sentence begins with it, or it is called the recipient
	formAlone     // a line of its own
)

// found is one address of a notice.
type found struct {
	address string
	form    int
	line    int
}

// readNotice finds the addresses that failed in the words of a notice: those
// that are named most surely, and no others.
func (r *Report) readNotice(notice string, by named) {
	for _, a := range by.header {
		r.add(Recipient{Address: a.Address})
	}
	if len(r.Recipients) > 0 {
		return
	}
	lines := strings.Split(notice, "\n")
	lines = lines[:min(len(lines), noticeMost)]
	all := mentions(lines, by.not)
	if len(all) == 0 {
		// Somebody wrote to their own address.
		all = slices.DeleteFunc(mentions(lines, nil), func(f found) bool {
			return f.form < formOpening || isDaemon(f.address) || !holds(by.written, f.address)
		})
	}
	if len(by.written) > 0 {
		// What the message was written to is sure, in whatever words.
		if known := slices.DeleteFunc(slices.Clone(all), func(f found) bool { return !holds(by.written, f.address) }); len(known) > 0 && best(all) < formOpening {
			all = known
		}
	}
	most := best(all)
	if most < formFailing && len(by.written) == 1 {
		r.add(Recipient{Address: by.written[0]}) // surer than an address somewhere in a sentence
		return
	}
	for _, f := range all {
		if f.form == most {
			r.add(Recipient{Address: f.address, Reason: reasonAt(lines, f)})
		}
	}
	if len(r.Recipients) == 0 && r.Kind == ReportAbuse {
		for _, a := range by.written {
			r.add(Recipient{Address: a})
		}
	}
}

func best(all []found) int {
	most := 0
	for _, f := range all {
		most = max(most, f.form)
	}
	return most
}

var (
	aboutLine = regexp.MustCompile(`(?i)^\s*(to|à|an|cc|aan|para) ?:`)
	aboutNext = regexp.MustCompile(`(?i)^\s*(subject|objet|betreff|sent|date|envoyé|onderwerp) ?:`)
)

func mentions(lines []string, not []string) []found {
	var all []found
	for i, line := range lines {
		if len(line) > 2000 {
			continue
		}
		for _, at := range addressIn.FindAllStringIndex(line, 20) {
			address := strings.Trim(line[at[0]:at[1]], ".'=/*-")
			before, after := line[:at[0]], line[at[1]:]
			if !isMailbox(address) || !strings.Contains(address[strings.IndexByte(address, '@'):], ".") || holds(not, address) || isDaemon(address) ||
				beforeOther.MatchString(before) {
				continue
			}
			how := form(line, before, after)
			if aboutLine.MatchString(line) && slices.ContainsFunc(lines[i+1:min(len(lines), i+5)], aboutNext.MatchString) {
				how = formMentioned // all whom the message was written to, not those it did not reach
			}
			all = append(all, found{address, how, i})
		}
	}
	return all
}

// form tells how an address is named in a line.
func form(line, before, after string) int {
	isBegin := strings.Trim(before, " \t<>\"'*-•·([{|:") == ""
	switch {
	case isBegin && strings.Trim(after, " \t<>\"'*-:;,.)]}|") == "":
		return formAlone
	case strings.HasPrefix(strings.TrimLeft(before, " \t"), ">>>") && isBegin:
		return formAlone
	case beforeFailed.MatchString(before) && !strings.Contains(strings.ToLower(before), "from"), isBegin:
		return formOpening
	case failure.MatchString(line):
		return formFailing
	}
	return formMentioned
}

// reasonAt is what a notice says of an address: the rest of its line and those
// below it, up to the next empty line.
func reasonAt(lines []string, f found) string {
	_, rest, _ := strings.Cut(lines[f.line], f.address)
	words := []string{strings.Trim(rest, " \t<>\"':;,.)]")}
	below := lines[f.line+1:]
	if words[0] == "" && len(below) > 0 && strings.TrimSpace(below[0]) == "" {
		below = below[1:]
	}
	for _, l := range below[:min(len(below), 8)] {
		l = strings.TrimSpace(l)
		last := words[len(words)-1]
		switch {
		case strings.HasPrefix(l, "---") || l == "" && strings.HasSuffix(last, ":"):
			continue
		case l == "" || isLine(l) || addressIn.FindString(l) == strings.Trim(l, "<>: "):
			return reason(strings.Join(words, " "))
		}
		if inner, ok := strings.CutPrefix(l, "(reason: "); ok {
			l = strings.TrimSuffix(inner, ")")
		}
		words = append(words, l)
	}
	return reason(strings.Join(words, " "))
}

var (
	statusCode = regexp.MustCompile(`(?:^|[^0-9.])([245]\.[0-9]{1,3}\.[0-9]{1,3})(?:$|[^0-9.]|\.(?:$|[^0-9]))`)
	replyCode  = regexp.MustCompile(`(?:^|[\s:<"'(\[])([45])[0-5][0-9](?:[\s:\-]|$)`)
	delayed    = regexp.MustCompile(`(?i)\bdelay(ed)?\b|not yet been delivered|still (being )?(tr|attempt)|will (be retried|retry|keep trying|continue (to )?(try|attempt))|warning message only|attempts will continue|retardé|encore (essay|tent)|verzögert|could not send (message|mail) for past`)
	givenUp    = regexp.MustCompile(`(?i)giv(en|ing) up|permanent(ly)? (error|fail)|failed permanently|returned to sender|undeliverable|could not be delivered|message expired|failure notice|delivery failed|returned mail|no longer`)
)

// statusIn finds an enhanced status code (RFC 3463), or makes one of a reply
// code (RFC 5321).
func statusIn(s string) string {
	if m := statusCode.FindStringSubmatch(s); m != nil {
		return m[1]
	}
	if m := replyCode.FindStringSubmatch(s); m != nil {
		return m[1] + ".0.0"
	}
	return ""
}

// kindOf tells what a report without an action says.
func kindOf(all []Recipient, subject, notice string) ReportKind {
	if delayed.MatchString(subject) || delayed.MatchString(notice) && !givenUp.MatchString(subject+"\n"+notice) {
		return ReportDelayed
	}
	if len(all) > 0 && !slices.ContainsFunc(all, func(r Recipient) bool { return !strings.HasPrefix(r.Status, "2.") }) {
		return ReportDelivered
	}
	return ReportFailed
}

// complete adds to what was read of a report what the notice says of all.
func (r *Report) complete(notice string) {
	if r.Kind != ReportFailed && r.Kind != ReportDelayed {
		return
	}
	lines := strings.Split(notice, "\n")
	for i := range r.Recipients {
		one := &r.Recipients[i]
		if one.Reason == "" {
			for n, line := range lines[:min(len(lines), noticeMost)] {
				if strings.Contains(line, one.Address) {
					if one.Reason = reasonAt(lines, found{address: one.Address, line: n}); one.Reason != "" {
						break
					}
				}
			}
		}
		for _, words := range []string{one.Reason, notice} {
			if one.Status == "" {
				one.Status = statusIn(words)
			}
		}
	}
}
