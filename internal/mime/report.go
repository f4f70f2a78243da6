package mime

import (
	"net/textproto"
	"regexp"
	"slices"
	"strings"
)

// ReportKind is what a report says became of a message.
type ReportKind string

// The kinds of report.
const (
	ReportFailed    ReportKind = "failed"
	ReportDelayed   ReportKind = "delayed"   // it is still being tried
	ReportDelivered ReportKind = "delivered" // it arrived, or was passed on
	ReportRead      ReportKind = "read"      // a receipt: somebody opened or deleted it
	ReportAbuse     ReportKind = "abuse"     // its reader complains of it (RFC 5965)
)

// Report is what a mail system writes about a message that it could not, or not
// yet, deliver, or that its reader complains of.
type Report struct {
	Kind       ReportKind
	Recipients []Recipient
	MessageID  string   // of the message it is about; "" when it does not say
	Answers    []string // the addresses to which answers to that message were asked: where our signed one stands
}

// Recipient is what a report says of one address.
type Recipient struct {
	Address  string
	Original string // what the sender had written, when it says that it was another
	Status   string // an enhanced status code (RFC 3463), or one made of a reply code; "" when it gives none
	Reason   string // as the server said it, one line
}

const (
	recipientsMost = 100  // of one report
	reasonMost     = 500  // bytes of a reason
	noticeMost     = 2000 // lines of a notice that are looked through
)

// fields are lines of the form "Name: value", with their names in small letters.
type fields map[string][]string

func (f fields) get(keys ...string) string {
	for _, k := range keys {
		if v := f[k]; len(v) > 0 {
			return v[0]
		}
	}
	return ""
}

var fieldLine = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9_-]{0,60})[ \t]*:(.*)$`)

// groups reads blocks of fields, parted by empty lines (RFC 3464). What is no
// field is passed over.
func groups(text string) []fields {
	var all []fields
	f, name := fields{}, ""
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\r", ""), "\n") {
		m := fieldLine.FindStringSubmatch(line)
		switch {
		case strings.TrimSpace(line) == "":
			if len(f) > 0 {
				all = append(all, f)
			}
			f, name = fields{}, ""
		case m != nil:
			name = strings.ToLower(m[1])
			f[name] = append(f[name], strings.TrimSpace(m[2]))
		case name != "" && (line[0] == ' ' || line[0] == '\t'):
			last := len(f[name]) - 1
			f[name][last] += " " + strings.TrimSpace(line)
		}
	}
	if len(f) > 0 {
		all = append(all, f)
	}
	return all
}

// reportOf reads a report out of the parts of a letter that is one.
func reportOf(h textproto.MIMEHeader, b body, l Letter) *Report {
	r := &Report{}
	notice, copied := cutCopy(l.Text)
	returned := fields{}
	if all := groups(copied); len(all) > 0 {
		returned = all[0]
	}
	if len(returned) == 0 {
		returned = returnedHead(b)
	}
	for _, f := range b.files {
		text := tidy(decodeUnknown(f.Data[:min(len(f.Data), TextMost)]))
		switch {
		case isStatus(f.Type):
			r.readStatus(text)
		case strings.HasPrefix(f.Type, "message/feedback-report"):
			r.readFeedback(text)
		case strings.HasPrefix(f.Type, "message/disposition-notification"):
			r.Kind = ReportRead
		}
	}
	if len(r.Recipients) == 0 && recipientField.MatchString(notice) {
		r.readStatus(notice) // the fields without their own part
	}
	if len(r.Recipients) == 0 && recipientField.MatchString(l.Text) {
		r.readStatus(l.Text)
	}
	r.readNotification(l.Text)
	if r.Kind != ReportAbuse && isComplaint(l, returned) {
		r.Kind = ReportAbuse
	}
	if len(r.Recipients) == 0 && r.Kind != ReportRead {
		r.readNotice(notice, named{
			header: addresses(h["X-Failed-Recipients"]), written: readers(returned),
			not: strangers(l, returned),
		})
	}
	if r.Kind == "" {
		r.Kind = kindOf(r.Recipients, l.Subject, notice)
	}
	r.complete(notice)
	r.MessageID = reportedID(l, returned, notice)
	for _, a := range addresses(append(slices.Clone(returned["reply-to"]), returned["from"]...)) {
		r.Answers = append(r.Answers, a.Address)
	}
	return r
}

// isReport finds reports: by their form, and by the words of systems that have
// none.
func isReport(h textproto.MIMEHeader, kind string, b body, l Letter) bool {
	if isFormal(h, kind, b) || isNotification(l.Text) {
		return true
	}
	returned := returnedHead(b)
	byMachine := l.ReturnPath == "<>" || isDaemon(l.ReturnPath) || isDaemon(l.From.Address) || l.From.Address == ""
	if !byMachine && (l.InReplyTo != "" || len(l.References) > 0) {
		return false // somebody answers, and may show us what they were told
	}
	if isComplaint(l, returned) || transcript.MatchString(l.Text) && refusal.MatchString(l.Text) {
		return true
	}
	if !byMachine && l.ReturnPath != "" {
		return false
	}
	subject := strings.ToLower(l.Subject)
	for _, words := range reportSubjects {
		if strings.Contains(subject, words) {
			return true
		}
	}
	if !byMachine {
		return false
	}
	// It brings back a letter of whom it is written to.
	for _, a := range addresses(append(slices.Clone(returned["from"]), returned["return-path"]...)) {
		for _, to := range l.To {
			if strings.EqualFold(a.Address, to.Address) {
				return true
			}
		}
	}
	notice, _ := cutCopy(l.Text)
	return reportWords.MatchString(notice) && addressIn.MatchString(notice)
}

// isFormal tells that a report has the form of one.
func isFormal(h textproto.MIMEHeader, kind string, b body) bool {
	return b.status || strings.HasPrefix(kind, "multipart/report") || h.Get("X-Failed-Recipients") != ""
}

// returnedHead is the head of the message that came back as a part.
func returnedHead(b body) fields {
	for _, f := range b.files {
		if !isStatus(f.Type) && !strings.HasPrefix(f.Type, "message/feedback") && !strings.HasPrefix(f.Type, "message/disposition") &&
			(strings.HasPrefix(f.Type, "message/") || strings.HasPrefix(f.Type, "text/rfc822")) {
			if all := groups(tidy(decodeUnknown(f.Data[:min(len(f.Data), TextMost)]))); len(all) > 0 {
				return all[0]
			}
		}
	}
	return fields{}
}

var (
	transcript  = regexp.MustCompile(`(?im)^[\s>]*MAIL FROM ?:.+\n(.*\n){0,6}?[\s>]*RCPT TO ?:`)
	refusal     = regexp.MustCompile(`(?m)^[\s>"']*[45]\d\d[ -]`)
	reportWords = regexp.MustCompile(`(?i)(could not|couldn['’]t|cannot|can['’]t|unable to|wasn['’]t able to|not) (be )?deliver|did(n['’]t| not) (reach|receive)|delivery (error|problem|fail)|undeliver|non remis|pas pu être (remis|distribu|livr|envoy)|n['’]a pas été (remis|distribu)|impossible de (remettre|distribuer)|échec de (la )?remise|konnte nicht zugestellt|nicht zustellbar|rejected by|transcript of session|permanent(ly)? (error|fail)`)
)

// reportSubjects are words of subjects, in small letters.
var reportSubjects = []string{
	"undeliver", "delivery status", "delivery failure", "delivery has failed", "delivery fail", "delivery error", "failure notice",
	"returned mail", "returned to sender", "mail failure", "mail error", "delayed", "could not send", "non remis", "non distribu",
	"échec de remise", "échec de la remise", "non délivr", "non-remise", "non remise", "état de remise", "could not be delivered", "unzustellbar",
	"nicht zugestellt", "mail system error", "delivery notification", "message delivery", "failed delivery", "mail delivery", "not delivered",
	"error sending", "nondeliverable", "non-deliver", "non deliver", "retour de courrier", "remise différée", "remise retardée", "zustellung verzögert",
	"delivery delay", "delivery report", "mail could not", "email bounce", "bounced",
}

func isStatus(kind string) bool {
	return strings.HasPrefix(kind, "message/delivery-status") || strings.HasPrefix(kind, "message/global-delivery-status") ||
		kind == "text/delivery-status"
}

var recipientField = regexp.MustCompile(`(?im)^(final|original)-recipient[ \t]*:`)

// readStatus reads the fields of RFC 3464: one block for each recipient.
func (r *Report) readStatus(text string) {
	kinds := map[ReportKind]bool{}
	for _, f := range groups(text) {
		final, original := typed(f.get("final-recipient")), typed(f.get("original-recipient"))
		actual := typed(f.get("x-actual-recipient"))
		address := ""
		for _, a := range []string{final, original, actual} {
			if isMailbox(a) {
				address = a
				break
			}
		}
		action := strings.ToLower(token(f.get("action")))
		if address == "" && action == "" {
			continue
		}
		switch {
		case strings.HasPrefix(action, "fail"):
			kinds[ReportFailed] = true
		case strings.HasPrefix(action, "delay"):
			kinds[ReportDelayed] = true
		case action == "delivered" || action == "relayed" || action == "expanded":
			kinds[ReportDelivered] = true
			if kinds[ReportFailed] {
				continue
			}
		}
		if address == "" {
			continue
		}
		one := Recipient{Address: address, Status: statusIn(f.get("status")), Reason: reason(typed(f.get("diagnostic-code", "x-supplementary-info")))}
		if isMailbox(original) && !strings.EqualFold(original, address) {
			one.Original = original
		}
		if better := statusIn(one.Reason); better != "" && (one.Status == "" || strings.HasSuffix(one.Status, ".0.0")) {
			one.Status = better
		}
		r.add(one)
	}
	for _, k := range []ReportKind{ReportFailed, ReportDelayed, ReportDelivered} {
		if kinds[k] && r.Kind == "" {
			r.Kind = k // the worst of what it says
		}
	}
}

func (r *Report) add(one Recipient) {
	for _, known := range r.Recipients {
		if strings.EqualFold(known.Address, one.Address) {
			return
		}
	}
	if len(r.Recipients) < recipientsMost {
		r.Recipients = append(r.Recipients, one)
	}
}

// typed is a value without the type in front of it: "rfc822; a@b".
func typed(v string) string {
	if kind, rest, ok := strings.Cut(v, ";"); ok && !strings.ContainsAny(strings.TrimSpace(kind), " @<") {
		v = rest
	}
	v = strings.TrimSpace(v)
	if inner, ok := strings.CutPrefix(v, "<"); ok && strings.HasSuffix(inner, ">") && !strings.Contains(inner, "<") {
		v = strings.TrimSuffix(inner, ">")
	}
	return strings.TrimSuffix(strings.TrimSpace(v), ">")
}

// readFeedback reads a complaint (RFC 5965).
func (r *Report) readFeedback(text string) {
	r.Kind = ReportAbuse
	for _, f := range groups(text) {
		for _, key := range []string{"original-rcpt-to", "removal-recipient"} {
			for _, a := range addresses(f[key]) {
				r.add(Recipient{Address: a.Address, Reason: reason(f.get("feedback-type"))})
			}
		}
	}
}

var (
	notification = regexp.MustCompile(`"(?:notificationType|eventType)"\s*:\s*"(Bounce|Complaint|Delivery|DeliveryDelay)"`)
	emailAddress = regexp.MustCompile(`"emailAddress"\s*:\s*"([^"\\]+)"`)
	jsonStatus   = regexp.MustCompile(`"status"\s*:\s*"([245]\.\d+\.\d+)"`)
)

func isNotification(text string) bool {
	return notification.MatchString(flat(text)) && emailAddress.MatchString(flat(text))
}

// flat is text with the quotes and the broken lines of JSON within JSON undone.
func flat(text string) string {
	return strings.NewReplacer("\\\"", `"`, "\n", "").Replace(text[:min(len(text), 100_000)])
}

// readNotification reads a report written as JSON, as services of Amazon do.
func (r *Report) readNotification(text string) {
	plain := flat(text)
	m := notification.FindStringSubmatch(plain)
	if m == nil {
		return
	}
	r.Kind = map[string]ReportKind{"Bounce": ReportFailed, "Complaint": ReportAbuse, "Delivery": ReportDelivered, "DeliveryDelay": ReportDelayed}[m[1]]
	status := ""
	if s := jsonStatus.FindStringSubmatch(plain); s != nil {
		status = s[1]
	}
	for _, a := range emailAddress.FindAllStringSubmatch(plain, recipientsMost) {
		for _, one := range addresses([]string{strings.ReplaceAll(a[1], " ", "")}) {
			r.add(Recipient{Address: one.Address, Status: status})
		}
	}
}

var (
	complaint = regexp.MustCompile(`(?i)^(complaint about message|abuse report|email abuse|spam complaint)`)
	reported  = [][]string{{"x-hmxmroriginalrecipient"}, {"to", "cc", "bcc"}, {"x-original-to", "delivered-to", "envelope-to", "x-apparently-to"}}
)

// isComplaint finds the complaints that come without a report's form: the letter
// complained of is there, and the subject says what it is.
func isComplaint(l Letter, returned fields) bool {
	return len(returned) > 0 && complaint.MatchString(l.Subject)
}

// readers are the addresses that the message was written to, as its returned
// head tells.
func readers(returned fields) []string {
	for _, keys := range reported {
		var all []string
		for _, key := range keys {
			for _, a := range addresses(returned[key]) {
				all = append(all, a.Address)
			}
		}
		if len(all) > 0 {
			return all
		}
	}
	return nil
}

// strangers are the addresses that a report names without meaning that they
// failed: who wrote it, and whom it is written to.
func strangers(l Letter, returned fields) []string {
	all := []string{l.From.Address}
	for _, a := range l.To {
		all = append(all, a.Address)
	}
	for _, key := range []string{"from", "return-path", "sender", "reply-to"} {
		for _, a := range addresses(returned[key]) {
			all = append(all, a.Address)
		}
	}
	return all
}

// reportedID is the Message-ID of the message that a report is about.
func reportedID(l Letter, returned fields, notice string) string {
	if id := ids(returned.get("message-id")); len(id) > 0 {
		return id[0]
	}
	for _, f := range groups(notice) {
		if id := ids(f.get("message-id", "x-original-message-id", "original-message-id", "messageid", "message id")); len(id) > 0 {
			return id[0]
		}
	}
	for _, f := range groups(l.Text) {
		if id := ids(f.get("message-id")); len(id) > 0 {
			return id[0]
		}
	}
	if l.InReplyTo != "" {
		return l.InReplyTo
	}
	if n := len(l.References); n > 0 {
		return l.References[n-1]
	}
	return ""
}

func reason(s string) string { return shorten(tidyLine(s), reasonMost) }
