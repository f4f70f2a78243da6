package notify

import (
	"context"
	"slices"
	"strings"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/change"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/html"
	"guichet/internal/incident"
	"guichet/internal/job"
	"guichet/internal/mailbox"
	"guichet/internal/outbox"
	"guichet/internal/person"
	"guichet/internal/phrase"
	"guichet/internal/relation"
	"guichet/internal/request"
	"guichet/internal/setting"
	"guichet/internal/team"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// Notifier does the jobs that entries leave behind.
type Notifier struct {
	DB  *db.DB
	URL string // of the desk, for the link in a letter
}

// matter is what a letter is made of, as it stood when it was read.
type matter struct {
	ticket   ticket.Ticket
	outcome  string // how it ended, in words
	gaveUp   string // why it was cancelled
	starts   time.Time
	ends     time.Time // with starts: when a change is carried out
	entry    timeline.Entry
	with     *timeline.Entry
	to       person.Person
	address  string
	agent    string
	team     string
	desk     string
	message  conversation.Message
	copies   []string // addresses that get a copy of it
	files    []conversation.Attachment
	thread   []outbox.Letter
	messages []conversation.Message
	box      mailbox.Mailbox
	manner   mailbox.Manner
	sends    bool // some mailbox of the desk can
	around   around
	atOnce   bool   // it was logged, answered and ended in one act: the answer tells all of it
	other    string // the reference of another record that the entry is about

	followers []follower // whom besides the requester is told
	twins     []matter   // the same, for whoever brought a duplicate that was merged into it
}

// Follow tells whoever is to be told of one entry.
func (n *Notifier) Follow(ctx context.Context, j job.Job) error {
	var f ticket.Follow
	if err := j.Decode(&f); err != nil {
		return err
	}
	var m matter
	err := n.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		m, err = read(ctx, tx, f)
		return err
	})
	if err != nil {
		return guichet.Doing("read what to tell", err)
	}
	var letters []outbox.Letter
	for _, to := range append([]matter{m}, m.twins...) {
		if letter, due := n.letter(to); due {
			letters = append(letters, letter)
		}
	}
	return n.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, letter := range letters {
			if _, err := outbox.Write(ctx, tx, letter, host(m.box.Address)); err != nil {
				return err
			}
			tx.Hint(letter.TicketKind, letter.TicketID)
		}
		for _, address := range m.copies {
			if !m.sends || decide(m.ticket.Kind, m.entry, m.with) != Replied {
				break
			}
			if _, err := outbox.Write(ctx, tx, n.copyTo(m, address), host(m.box.Address)); err != nil {
				return err
			}
		}
		for _, to := range append([]matter{m}, m.twins...) {
			for _, f := range to.followers {
				if !m.sends {
					break
				}
				if _, err := outbox.Write(ctx, tx, n.letterTo(to, f), host(m.box.Address)); err != nil {
					return err
				}
			}
		}
		if err := n.notices(ctx, tx, m); err != nil {
			return err
		}
		return job.Done(ctx, tx, j)
	})
}

func read(ctx context.Context, tx *db.Tx, f ticket.Follow) (matter, error) {
	var m matter
	now, err := ticket.KindOf(ctx, tx, f.ID)
	if err != nil {
		return m, err
	}
	if m.ticket, err = ticket.Get(ctx, tx, access.Scope{All: true}, now.Kind, f.ID); err != nil {
		return m, err
	}
	if err := m.readEnd(ctx, tx); err != nil {
		return m, err
	}
	entries, err := timeline.After(ctx, tx, m.ticket.Subject(), max(0, f.Version-2), 2)
	if err != nil {
		return m, err
	}
	for i, e := range entries {
		if e.Version == f.Version {
			m.entry = e
			if i > 0 && entries[i-1].Recorded.Equal(e.Recorded) && entries[i-1].Actor == e.Actor {
				m.with = &entries[i-1]
			}
		}
	}
	if m.entry.Kind == "created/1" || m.entry.Kind == "moved/1" {
		if entries, err = timeline.After(ctx, tx, m.ticket.Subject(), 0, 3); err != nil {
			return m, err
		}
		m.atOnce = oneAct(entries, m.entry)
	}
	if id := other(m.entry); id != "" {
		about, err := ticket.ByID(ctx, tx, id)
		if err != nil {
			return m, err
		}
		m.other = about.Reference
	}
	if err := m.readPeople(ctx, tx); err != nil {
		return m, err
	}
	if err := m.readAround(ctx, tx); err != nil {
		return m, err
	}
	if err := m.readFollowers(ctx, tx); err != nil {
		return m, err
	}
	if err := m.readWords(ctx, tx); err != nil {
		return m, err
	}
	return m, m.readTwins(ctx, tx)
}

// oneAct tells that an entry is of an act that logged a matter, answered it and
// solved it at its first contact.
func oneAct(first []timeline.Entry, e timeline.Entry) bool {
	if len(first) < 3 || first[0].Kind != "created/1" || first[1].Kind != "replied/1" {
		return false
	}
	for _, x := range first {
		if !x.Recorded.Equal(e.Recorded) || x.Actor.ID != e.Actor.ID {
			return false
		}
	}
	return slices.ContainsFunc(first[2].Changes, func(c timeline.Change) bool { return c.Field == "first_contact" })
}

// occasion is why the requester is written to of the entry.
func (m *matter) occasion() Occasion {
	o := decide(m.ticket.Kind, m.entry, m.with)
	if m.atOnce && (o == Created || o == Closed) {
		return Nothing
	}
	return o
}

// readTwins finds who else is to hear what the requester hears: those whose record
// was merged into this one, under the reference that they know.
func (m *matter) readTwins(ctx context.Context, tx *db.Tx) error {
	switch decide(m.ticket.Kind, m.entry, m.with) {
	case Replied, Resolved, Closed, Reopened, Refused, Failed:
	default:
		return nil
	}
	merges, err := relation.MergesInto(ctx, tx, m.ticket.ID)
	if err != nil {
		return err
	}
	for _, one := range merges {
		other, err := ticket.ByID(ctx, tx, one.FromID)
		if err != nil {
			return err
		}
		if other.RequesterID == m.ticket.RequesterID || !m.entry.Recorded.After(one.Created) {
			continue // told already, or said before it was theirs too
		}
		twin := *m
		twin.address, twin.around, twin.followers, twin.copies = "", around{}, nil, nil
		twin.ticket.ID, twin.ticket.Kind, twin.ticket.Reference = other.ID, other.Kind, other.Reference
		twin.ticket.Title, twin.ticket.RequesterID = other.Title, other.RequesterID
		if err := twin.readPeople(ctx, tx); err != nil {
			return err
		}
		if err := twin.readFollowers(ctx, tx); err != nil {
			return err
		}
		twin.followers = slices.DeleteFunc(twin.followers, func(f follower) bool {
			return f.ID == m.ticket.RequesterID || slices.ContainsFunc(m.followers, func(x follower) bool { return x.ID == f.ID })
		})
		m.twins = append(m.twins, twin)
	}
	return nil
}

// readEnd reads, in the practice's own row, how the record ended.
func (m *matter) readEnd(ctx context.Context, tx *db.Tx) error {
	switch m.ticket.Kind {
	case request.Kind:
		d, err := request.Practice().Of(ctx, tx, m.ticket)
		if m.outcome = d.Result; m.ticket.State == request.Refused {
			m.outcome = d.Refusal
		}
		m.gaveUp = d.CancelReason
		return err
	case change.Kind:
		d, err := change.Practice().Of(ctx, tx, m.ticket)
		if m.outcome = d.Outcome; m.ticket.State == change.Refused {
			m.outcome = d.DecisionText
		}
		m.gaveUp, m.starts, m.ends = d.CancelReason, d.Starts, d.Ends
		return err
	default:
		d, err := incident.Practice().Of(ctx, tx, m.ticket)
		m.outcome, m.gaveUp = d.Resolution.Text, d.CancelReason
		return err
	}
}

func (m *matter) readPeople(ctx context.Context, tx *db.Tx) error {
	var err error
	if m.to, err = person.Get(ctx, tx, m.ticket.RequesterID); err != nil {
		return err
	}
	known, err := person.Identities(ctx, tx, m.to.ID)
	if err != nil {
		return err
	}
	for _, k := range known {
		if k.Kind == person.MailAddress && (m.address == "" || k.Preferred) {
			m.address = k.Value
		}
	}
	if m.entry.Actor.ID != "" {
		agent, err := person.Get(ctx, tx, m.entry.Actor.ID)
		if err != nil {
			return err
		}
		m.agent = agent.Name
	}
	t, err := team.Get(ctx, tx, m.ticket.TeamID)
	if err != nil {
		return err
	}
	m.team = t.Name
	m.desk, err = setting.Desk().Get(ctx, tx)
	return err
}

func (m *matter) readWords(ctx context.Context, tx *db.Tx) error {
	c, err := conversation.Get(ctx, tx, m.ticket.ConversationID)
	if err != nil {
		return err
	}
	if m.box, err = mailbox.Sender(ctx, tx, c.MailboxID); err == nil {
		m.sends = true
	} else if !guichet.IsKind(err, guichet.KindNotFound) {
		return err
	}
	if m.manner, err = mailbox.MannerOf(ctx, tx, m.box.ID); err != nil {
		return err
	}
	if m.messages, err = conversation.Messages(ctx, tx, c.ID); err != nil {
		return err
	}
	if m.thread, err = outbox.OfConversation(ctx, tx, c.ID); err != nil {
		return err
	}
	for _, row := range m.entry.Rows {
		if row.Kind != "message" {
			continue
		}
		if m.message, err = conversation.GetMessage(ctx, tx, row.ID); err != nil {
			return err
		}
		if m.copies, err = conversation.Copies(ctx, tx, row.ID); err != nil {
			return err
		}
		if m.files, err = conversation.Held(ctx, tx, conversation.Holder{Kind: conversation.HeldByMessage, ID: row.ID}); err != nil {
			return err
		}
	}
	return nil
}

// letter writes what the requester is told, in their language. There is none
// when the entry is no occasion, when they have no address, or when the desk has
// no mailbox to send from: the portal shows it all the same.
func (n *Notifier) letter(m matter) (outbox.Letter, bool) {
	occasion := m.occasion()
	if occasion == Nothing || m.address == "" || !m.sends {
		return outbox.Letter{}, false
	}
	if occasion == Created && m.message.Automatic || occasion == Handed && m.entry.Actor.ID == m.to.ID {
		return outbox.Letter{}, false
	}
	say := phrase.For(m.to.Language)
	args := guichet.Args{
		"name": m.to.Name, "reference": m.ticket.Reference, "title": m.ticket.Title, "agent": m.agent, "team": m.team,
		"desk": m.desk, "link": n.URL + "/records/" + m.ticket.Reference,
		"kind": strings.ToLower(say.Say("record."+m.ticket.Kind, nil)), "old": was(m.entry, "reference"), "other": m.other,
		"starts": say.When(m.starts, m.to.Zone), "ends": say.When(m.ends, m.to.Zone),
		"reason": strings.ToLower(say.Say("cancel."+m.gaveUp, nil)), "day": say.Day(m.ticket.Closes, m.to.Zone),
	}
	text := body(say, args, occasion, m)
	l := outbox.Letter{
		MailboxID: m.box.ID, ConversationID: m.ticket.ConversationID, TicketKind: m.ticket.Kind, TicketID: m.ticket.ID,
		Kind: string(occasion), PersonID: m.to.ID, Address: m.address, Name: m.to.Name, Language: m.to.Language,
		Subject: say.Say("letter.subject", args), Text: text, HTML: html.FromText(text), Auto: occasion != Replied,
	}
	if occasion == Replied {
		l.MessageID = m.message.ID
		l.HeadCopies = m.copies
		for _, f := range m.files {
			l.Attachments = append(l.Attachments, outbox.Attachment{Name: f.Name, Type: f.Type, Blob: f.Digest})
		}
	}
	l.InReplyTo, l.References = thread(m, m.to.ID, m.address)
	return l, true
}

// was is the old value of a field that an entry changed.
func was(e timeline.Entry, field string) string {
	for _, c := range e.Changes {
		if old, ok := c.Old.(string); ok && c.Field == field {
			return old
		}
	}
	return ""
}

// body is the letter's plain text: what happened first, then what comes next.
func body(say phrase.Book, args guichet.Args, occasion Occasion, m matter) string {
	line := func(name string) string { return say.Say(words(m.ticket.Kind, name), args) }
	key := string(occasion) + "."
	var lines []string
	switch occasion {
	case Replied:
		next := key + "next"
		switch m.ticket.Phase {
		case ticket.Done:
			next = "replied.resolved.next"
		case ticket.Over:
			if m.ticket.State == incident.Closed {
				next = "replied.resolved.next"
			}
		case ticket.Held:
			if m.ticket.HoldReason == incident.HoldUser {
				next = "replied.waiting"
			}
		}
		lines = []string{m.message.Text, m.signed(say, args, occasion), line(next)}
	case Resolved, Refused, Failed:
		lines = []string{say.Say("letter.hello", args), line(key + "first"), m.outcome, line(key + "next")}
		if !m.ticket.Closes.IsZero() && occasion == Resolved {
			lines = append(lines, line("resolved.lapses"))
		}
	default:
		lines = []string{say.Say("letter.hello", args), line(key + "first"), line(key + "next")}
	}
	lines = append(lines, say.Say("letter.follow", args))
	if occasion != Replied {
		lines = append(lines, m.signed(say, args, occasion))
	}
	return strings.Join(lines, "\n\n") + "\n"
}

// words is the key of a letter's line: the kind's own where it has one.
func words(kind, name string) string {
	if own := "letter." + kind + "." + name; phrase.Has(own) {
		return own
	}
	return "letter." + name
}

// threadMost is how many earlier letters one names: enough for any program to
// find the thread by.
const threadMost = 10

// thread names what the letter answers: the last mail of its reader, and the
// letters to them before it. Nobody else's: the name that a program gives a mail
// tells of whose machine it was written on.
func thread(m matter, personID, address string) (inReplyTo string, references []string) {
	for _, x := range m.messages {
		if x.MailID != "" && x.AuthorID == personID && personID != "" {
			references = append(references, x.MailID)
			inReplyTo = x.MailID
		}
	}
	for _, l := range m.thread {
		if !strings.EqualFold(l.Address, address) && (personID == "" || l.PersonID != personID) {
			continue
		}
		references = append(references, l.InternetID)
		if inReplyTo == "" {
			inReplyTo = l.InternetID
		}
	}
	if len(references) > threadMost {
		references = references[len(references)-threadMost:]
	}
	return inReplyTo, references
}

func host(address string) string {
	_, host, _ := strings.Cut(address, "@")
	return host
}
