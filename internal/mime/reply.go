package mime

import (
	"regexp"
	"slices"
	"strings"
)

// Split tells apart what a letter adds, what it quotes and the signature. Where
// answers stand between the quotes, or nothing would be left, all is new: rather
// a quote too many than a word lost. A forwarded letter quotes nothing: what is
// passed on is what it says.
func Split(text string, forwarded bool) (added, quoted, signature string) {
	lines := strings.Split(text, "\n")
	if forwarded || len(lines) > linesMost {
		return strings.TrimSpace(text), "", ""
	}
	at := quoteAt(lines)
	top, below := lines[:at], lines[at:]
	if answers := answersIn(below); len(answers) > 0 {
		if isBlank(top) && len(answers) == 1 {
			// The quote first, then the answer.
			top = below[answers[0].from:]
			below = below[:answers[0].from]
		} else {
			top, below = lines, nil
		}
	}
	body, sign := cutSignature(top)
	added = strings.TrimSpace(strings.Join(body, "\n"))
	quoted = strings.TrimSpace(strings.Join(below, "\n"))
	signature = strings.TrimSpace(strings.Join(sign, "\n"))
	if added == "" && signature != "" {
		added, signature = signature, ""
	}
	if added == "" && quoted != "" {
		// Only what is below was written: a reply sent by mistake, or a form that
		// we do not know. Nothing is hidden then.
		return strings.TrimSpace(text), "", ""
	}
	return added, quoted, signature
}

func isBlank(lines []string) bool {
	return !slices.ContainsFunc(lines, func(l string) bool { return strings.TrimSpace(l) != "" })
}

// quoteAt is the line at which the quoted letter begins; len(lines) when none is
// quoted.
func quoteAt(lines []string) int {
	for i := range lines {
		line := bare(lines[i])
		if line == "" {
			continue
		}
		if isSeparator(line) || isOutlookHead(lines[i:]) || headLines(lines[i:]) > 0 {
			return i
		}
		if below := nextLines(lines[i+1:]); (isLine(line) || isBanner(line)) && (isOutlookHead(below) || isBanner(line) && headLines(below) > 0) {
			return i
		}
		if isQuoted(lines[i]) {
			return i
		}
		if isMobile(line) && strings.Contains(line, "<http") && i > 0 {
			return i + 1 // what a telephone's program writes stands between the answer and the quote
		}
	}
	return len(lines)
}

func nextLines(lines []string) []string {
	for len(lines) > 0 && strings.TrimSpace(lines[0]) == "" {
		lines = lines[1:]
	}
	return lines
}

func isQuoted(line string) bool { return strings.HasPrefix(strings.TrimLeft(line, " \t"), ">") }

// bare is a line without what programs put around it for emphasis.
func bare(line string) string { return strings.TrimSpace(emphasis.Replace(line)) }

var emphasis = strings.NewReplacer("*", "", "\u00a0", " ", "\u202f", " ", "\u3000", " ", "：", ":",
	"\u200e", "", "\u200f", "", "\u202a", "", "\u202b", "", "\u202c", "") // marks of direction

// isLine is a line drawn across the letter.
func isLine(line string) bool {
	return len(line) >= 5 && strings.Trim(line, "_-=—– ") == "" || len(line) >= 2 && strings.Trim(line, "_") == ""
}

var banner = regexp.MustCompile(`^[-_=—–]{2,} ?[\pL][^<>@:]{2,60}? ?[-_=—–]{2,}$`)

// isBanner is a line with some words in it, in any language.
func isBanner(line string) bool { return len(line) < 200 && banner.MatchString(line) }

type span struct{ from, to int }

// answersIn finds the blocks of words that stand between or after quoted lines.
// Where nothing is marked by ">", all is quote.
func answersIn(lines []string) []span {
	if !slices.ContainsFunc(lines, isQuoted) {
		return nil
	}
	var all []span
	marked := false
	for i := 0; i < len(lines); i++ {
		line := strings.TrimSpace(lines[i])
		switch {
		case isQuoted(lines[i]):
			marked = true
		case line == "" || !marked:
		case headLines(lines[i:]) > 0:
			i += headLines(lines[i:]) - 1
		case line == "--" || lines[i] == "-- " || isMobile(line) || isLine(line) || isSeparator(bare(line)) || isOutlookHead(lines[i:]):
			return all
		default:
			from := i
			for i+1 < len(lines) && !isQuoted(lines[i+1]) {
				i++
			}
			// A quoted line that was broken too long leaves its end without a mark.
			if i == from && i+1 < len(lines) && isQuoted(lines[from-1]) && len(lines[from-1]) > 60 && strings.TrimSpace(lines[i]) != "" && isQuoted(lines[i+1]) {
				continue
			}
			all = append(all, span{from, i + 1})
		}
	}
	return all
}

var separator = regexp.MustCompile(`(?i)^[-_=—–> ]{2,} ?(original message|message d['’]origine|message original|original appointment|reply message|réponse d['’]origine|ursprüngliche nachricht|original-nachricht|mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht|oprindelig (meddelelse|besked)|vastattu viesti|alkuperäinen viesti|исходное сообщение|original e-mail|email original) ?[-_=—–]{2,}$`)

func isSeparator(line string) bool {
	return len(line) < 200 && separator.MatchString(line)
}

var (
	// "Le 3 mai 2026 à 10:00, A <a@b> a écrit :" and its sisters: how it begins,
	// the verb, and the address at its end where there is no verb.
	headBegin = regexp.MustCompile(`(?i)^(le|on|am|el|il|op|em|den|w dniu|dnia|dne|pe|a|på|ma|en date de|in a message dated|dans un e-?mail daté)[ ,]|^\d{1,4}[-/. :]|^(lun|mar|mer|jeu|ven|sam|dim|mon|tue|wed|thu|fri|sat|sun|пн|вт|ср|чт|пт|сб|вс)[\pL]*[.,]? |^["'«]?[\pL][^<>:]{0,80}<[^<>@ ]+@[^<>@ ]+>`)
	headName  = regexp.MustCompile(`(?i)^["'«]?[\pL][^.!?:]{1,80} (a écrit|wrote) ?:$`)
	headMail  = regexp.MustCompile(`<[^<>@ ]+@[^<>@ ]+> ?:$`)
	headAny   = regexp.MustCompile(`[<(][^<>()@ ]+@[^<>()@ ]+[>)].{0,60}:$`)
	headTime  = regexp.MustCompile(`\d{4}|\d\d?[:h.]\d\d`)
	verb      = regexp.MustCompile(`(?i)(a écrit|a ecrit|wrote|writes|schrieb|geschrieben|escribió|escribio|ha scritto|schreef|escreveu|skrev|napisał|napsal|kirjoitti|írta|пишет|написал)[^.!?]{0,60}:$`)
)

const (
	headMost  = 5      // lines above a quote
	linesMost = 20_000 // of a text that is looked through for quotes
)

// headLines is the number of lines, at most headMost, that make the line above a
// quote; 0 when there is none.
func headLines(lines []string) int {
	if !slices.ContainsFunc(lines[:min(headMost, len(lines))], func(l string) bool { return strings.HasSuffix(strings.TrimRight(bare(l), "- "), ":") }) {
		return 0
	}
	if n := headKnown(lines); n > 0 {
		return n
	}
	return headAnywhere(lines)
}

// headKnown finds the line above a quote by how it begins and ends.
func headKnown(lines []string) int {
	begin := strings.TrimLeft(bare(lines[0]), "-> ")
	if headName.MatchString(begin) && len(begin) < 200 {
		return 1
	}
	if !headBegin.MatchString(begin) {
		return 0
	}
	whole := ""
	for n := range min(headMost, len(lines)) {
		line := strings.TrimLeft(bare(lines[n]), "> ")
		if line == "" && n > 0 {
			return 0
		}
		whole = strings.TrimSpace(whole + " " + line)
		if len(whole) > 400 {
			return 0
		}
		end := strings.TrimRight(whole, "- ")
		if !strings.HasSuffix(end, ":") {
			continue
		}
		switch {
		case !strings.ContainsAny(end, "0123456789"):
			return 0
		case verb.MatchString(end), headMail.MatchString(end) && headTime.MatchString(end),
			strings.Contains(end, "@") && followedByQuote(lines[n+1:]):
			return n + 1
		}
		return 0
	}
	return 0
}

// headAnywhere finds the line above a quote in any language: it names an address,
// ends with a colon, and what follows is marked as quoted. It may be broken once,
// behind the date.
func headAnywhere(lines []string) int {
	whole := ""
	for n := range min(2, len(lines)) {
		line := bare(lines[n])
		if isQuoted(lines[n]) || n > 0 && !headTime.MatchString(whole) {
			return 0
		}
		whole = strings.TrimSpace(whole + " " + line)
		if len(whole) < 400 && headAny.MatchString(whole) && followedByQuote(lines[n+1:]) {
			return n + 1
		}
	}
	return 0
}

func followedByQuote(lines []string) bool {
	lines = nextLines(lines)
	return len(lines) > 0 && isQuoted(lines[0])
}

var (
	headFrom  = regexp.MustCompile(`(?i)^>* ?(de|from|von|da|van|från|fra|expéditeur|lähettäjä|от|від|od|de la|feladó|gönderen|kimden|από|מאת|差出人|发件人|發件人|寄件者|보낸 사람) ?: *\S`)
	headOther = regexp.MustCompile(`(?i)^>* ?(envoyé( le)?|date|sent|à|to|objet|subject|cc|gesendet|an|betreff|datum|verzonden|aan|onderwerp|inviato|a|oggetto|data|enviado( el| em)?|enviada( em)?|para|assunto|asunto|fecha|skickat|till|ämne|sendt|til|emne|dato|lähetetty|vastaanottaja|aihe|отправлено|надіслано|дата|кому|тема|wysłano|do|temat|dw|odesláno|odoslané|komu|předmět|predmet|trimis|către|subiect|elküldve|dátum|címzett|tárgy|gönderildi|gönderme tarihi|tarih|kime|konu|στάλθηκε|ημερομηνία|προς|θέμα|נשלח|אל|נושא|送信日時|日時|宛先|件名|发送时间|收件人|抄送|主题|寄件日期|收件者|主旨|보낸 날짜|받는 사람|제목|répondre à|reply-to|importance) ?: ?`)
)

// isOutlookHead finds the lines "De : / Envoyé : / À : / Objet :" in one of many
// languages.
func isOutlookHead(lines []string) bool {
	if len(lines) == 0 || len(lines[0]) > 400 || !strings.Contains(lines[0], ":") {
		return false
	}
	first := bare(lines[0])
	from := headFrom.MatchString(first)
	if !from && !headOther.MatchString(first) {
		return false
	}
	others := 0
	for i, line := range lines[:min(len(lines), 9)] {
		if line = bare(line); len(line) > 1000 {
			continue
		}
		switch {
		case headOther.MatchString(line):
			others++
		case headFrom.MatchString(line):
			from = true
		case i > 0 && line != "" && others+i < 2:
			return false // the first line was one of the letter itself
		}
	}
	return from && (others >= 3 || others == 2 && headFrom.MatchString(first))
}

var mobile = regexp.MustCompile(`(?i)^(envoyé (de|depuis|à partir de) (mon|ma|mes|l['’]|yahoo|outlook|courrier|proton|mobile|un)|envoyé avec |télécharge[rz] outlook|obtenir outlook|get outlook for|envoyé via (bluemail|gmail|outlook|yahoo|proton|samsung|spark|canary|l['’]appli)|sent from (my|mail|outlook|yahoo|samsung|windows|proton|a )|sent (via|with|using) |von meinem .{2,40} gesendet|diese nachricht wurde (von|mit) .{2,60} (gesendet|verschickt)|gesendet (von|mit)|enviado (desde|do|de) |inviato da|(verstuurd|verzonden) (vanaf|via|met) |sendt fra|skickat från|lähetetty .{2,30}(sta|stä)$|отправлено (с|из) |надіслано з |wysłan[eo] z |odesláno z |odoslané z |trimis (de pe|din) |.{2,30} küldve$|(obtener|obter o|ottenere|ottieni|scarica|hämta|hent|pobierz) outlook|outlook .{5,20} (beziehen|downloaden|herunterladen)$|发自|從我的|.{2,30}から送信$)`)

// isMobile finds the line that a telephone's program adds; a sentence of the
// writer that begins like one has a comma and an end.
func isMobile(line string) bool {
	return len(line) < 120 && mobile.MatchString(line) && !(strings.Contains(line, ", ") && strings.HasSuffix(line, "."))
}

// signatureMost is the number of lines that a signature has at most: beyond,
// the sign above it meant something else.
const signatureMost = 25

// cutSignature parts the signature off the end.
func cutSignature(lines []string) (body, signature []string) {
	for i := len(lines) - 1; i >= 0 && i >= len(lines)-signatureMost; i-- {
		line := strings.TrimRight(lines[i], " \t")
		if (line == "--" || line == "—" || isLine(line) && strings.Trim(line, "_") == "") && i < len(lines)-1 {
			return lines[:i], lines[i:]
		}
		if isMobile(strings.TrimSpace(line)) && countWords(lines[i+1:]) == 0 {
			// It may be the last line of a whole signature.
			for n := i - 1; n >= 0 && n >= i-10; n-- {
				if above := strings.TrimRight(lines[n], " \t"); above == "--" || above == "—" {
					return lines[:n], lines[n:]
				}
			}
			return lines[:i], lines[i:]
		}
	}
	return lines, nil
}

func countWords(lines []string) int {
	n := 0
	for _, l := range lines {
		n += len(strings.Fields(l))
	}
	return n
}

var (
	forwardSubject = regexp.MustCompile(`(?i)^(tr|fw|fwd|wg|i|rv|enc|vs|doorst|réf) ?: ?`)
	forwardLine    = regexp.MustCompile(`(?im)^[-_= ]*(forwarded message|message transféré|message transmis|message réexpédié|begin forwarded message|début du message (transféré|réexpédié|transmis)|weitergeleitete nachricht|-+ ?forwarded)`)
)

// isForward tells whether the letter passes on that of somebody else.
func isForward(subject, text string) bool {
	if forwardSubject.MatchString(subject) {
		return true
	}
	at := forwardLine.FindStringIndex(text)
	if at == nil {
		return false
	}
	above := strings.Split(text[:at[0]], "\n")
	return quoteAt(above) == len(above)
}
