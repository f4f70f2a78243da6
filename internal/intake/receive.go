package intake

import (
	"context"
	"strings"

	"guichet"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/incident"
	"guichet/internal/mailbox"
	"guichet/internal/person"
	"guichet/internal/relation"
	"guichet/internal/request"
	"guichet/internal/setting"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// Mail is a letter that came in, read and made ready by its channel.
type Mail struct {
	ArrivalID   string
	MailboxID   string
	TeamID      string           // for which the mailbox opens records; '' the desk's own
	Language    guichet.Language // of somebody who writes for the first time
	From        string
	Name        string
	Clues       conversation.Clues
	MailID      string
	Subject     string
	Text        string
	HTML        string
	Quoted      string
	Stems       string
	Automatic   bool     // no person wrote it just now
	Robot       bool     // that is sure: what it answers is ours, or it is kept aside
	Original    Writer   // of a forwarded letter: who seems to have written it first
	TaggedFor   string   // the person whose letter named the signed address it came to; '' none did
	Vouched     bool     // a mail server that the desk trusts says that it is its sender's
	Copied      []string // the addresses besides the desk's that it was written to
	Attachments []conversation.Attachment
}

// Writer is somebody as a letter names them.
type Writer struct{ Name, Address string }

// Outcome says what became of a mail.
type Outcome struct {
	Ticket ticket.Ticket
	New    bool
	Kept   string // why it became no message: it waits in quarantine
}

// Why a mail becomes no message.
const (
	KeptAutomatic = "mail.automatic"
	KeptNoSender  = "mail.no_sender"
	KeptReport    = "mail.report"
)

// Receive takes a mail in: on the conversation it answers, or as a new incident.
// The same arrival is taken once, however often it is handed over.
func Receive(ctx context.Context, tx *db.Tx, in Mail) (Outcome, error) {
	if in.From == "" {
		return Outcome{Kept: KeptNoSender}, nil
	}
	if done, err := taken(ctx, tx, in.ArrivalID); err != nil || done.Ticket.ID != "" {
		return done, err
	}
	thread, landed, err := conversation.Thread(ctx, tx, in.Clues)
	found := err == nil
	if err != nil && !guichet.IsKind(err, guichet.KindNotFound) {
		return Outcome{}, err
	}
	if !found && in.Robot {
		// A machine's answer to nothing of ours: kept, and no record made of it.
		return Outcome{Kept: KeptAutomatic}, nil
	}
	zone, err := setting.Zone().Get(ctx, tx)
	if err != nil {
		return Outcome{}, err
	}
	sender, _, err := person.Identify(ctx, tx, guichet.System(guichet.Mail), person.Stranger{
		Address: in.From, Name: in.Name, Language: in.Language, Zone: zone,
	})
	if err != nil {
		return Outcome{}, err
	}
	if !in.Automatic {
		if err := person.MarkArriving(ctx, tx, in.From); err != nil {
			return Outcome{}, err
		}
	}
	by := guichet.Person(sender.ID, guichet.Mail)
	proof := in.proof(sender.ID)
	if proof == conversation.ProofNone && !in.Automatic {
		by.Kind = guichet.ActorClaims // what it does is not theirs in the history either
	}
	suggests, err := suggested(ctx, tx, landed, in.Subject)
	if err != nil {
		return Outcome{}, err
	}
	m := conversation.Message{
		Channel: guichet.Mail, AuthorID: sender.ID, Subject: in.Subject, Text: in.Text, HTML: in.HTML, Quoted: in.Quoted,
		MailID: in.MailID, ArrivalID: in.ArrivalID, Automatic: in.Automatic, Stems: in.Stems,
		Proof: proof, Landed: landed, Suggests: suggests,
	}
	m.ID = tx.ID()
	for _, a := range in.Attachments {
		// However many came, they are held: the limit is for what people type.
		a.UploaderID, a.Holder = sender.ID, conversation.Holder{Kind: conversation.HeldByMessage, ID: m.ID}
		if _, err := conversation.Attach(ctx, tx, a); err != nil {
			return Outcome{}, err
		}
	}
	if found {
		out, err := answer(ctx, tx, by, thread, m, shortly(in.Text, in.Name))
		if err == nil {
			err = in.copies(ctx, tx, by, proof, out.Ticket)
		}
		return out, err
	}
	forWhom, err := in.behind(ctx, tx, sender, proof)
	if err != nil {
		return Outcome{}, err
	}
	matter := Matter{By: by, RequesterID: forWhom.ID, MailboxID: in.MailboxID, Message: m}
	if err := in.opens(ctx, tx, &matter); err != nil {
		return Outcome{}, err
	}
	t, err := Raise(ctx, tx, matter)
	if w := in.Original; err == nil && w.Address != "" && !strings.EqualFold(w.Address, in.From) {
		t, err = practiceOf(t.Kind).Mark(ctx, tx, ticket.Act{By: guichet.System(guichet.Mail), Scope: everything(), Ref: t.ID}, timeline.Entry{
			Kind: forwarded, Reason: w.words(),
		})
	}
	if err == nil {
		err = in.copies(ctx, tx, by, proof, t)
	}
	return Outcome{Ticket: t, New: true}, err
}

// opens says what a letter opens: what its mailbox is for, an incident where
// nothing was said.
func (in Mail) opens(ctx context.Context, tx *db.Tx, m *Matter) error {
	box, err := mailbox.MannerOf(ctx, tx, in.MailboxID)
	if err != nil {
		return err
	}
	o := ticket.Opening{Title: title(in.Subject, in.Text), TeamID: in.TeamID}
	if box.Opens == "" {
		m.Incident = incident.Log{Opening: o, Contact: in.From}
		return nil
	}
	m.Request = &request.Log{Opening: o, Type: box.Opens, Contact: in.From}
	return nil
}

// taken finds what an arrival has become already.
func taken(ctx context.Context, tx *db.Tx, arrivalID string) (Outcome, error) {
	conversationID, err := conversation.OfArrival(ctx, tx, arrivalID)
	if guichet.IsKind(err, guichet.KindNotFound) {
		return Outcome{}, nil
	}
	if err != nil {
		return Outcome{}, err
	}
	t, err := latest(ctx, tx, conversationID)
	return Outcome{Ticket: t}, err
}

// latest is the record of a conversation that was made last.
func latest(ctx context.Context, tx *db.Tx, conversationID string) (ticket.Ticket, error) {
	tickets, err := ticket.OfConversation(ctx, tx, conversationID)
	if err != nil {
		return ticket.Ticket{}, err
	}
	for _, t := range tickets {
		// What was merged into another of them goes on there.
		if _, err := relation.MergeOf(ctx, tx, t.ID); err == nil {
			continue
		} else if !guichet.IsKind(err, guichet.KindNotFound) {
			return ticket.Ticket{}, err
		}
		return t, nil
	}
	return ticket.Ticket{}, guichet.NotFound()
}

// answer adds a mail to the record that it belongs to. A yes of its requester to
// what was done closes it, if something vouches for them; a yes that nothing
// vouches for, and thanks, are added and change nothing.
func answer(ctx context.Context, tx *db.Tx, by guichet.Actor, c conversation.Conversation, m conversation.Message, what says) (Outcome, error) {
	t, err := latest(ctx, tx, c.ID)
	if err != nil {
		return Outcome{}, guichet.Doing("find what a mail answers", err)
	}
	act := ticket.Act{By: by, Scope: everything(), Ref: t.ID}
	if t.Phase == ticket.Done && what == saysYes && m.Proof != conversation.ProofNone && !m.Automatic && by.ID == t.RequesterID {
		if confirm := confirmOf(t.Kind); confirm != nil {
			t, err := confirm(ctx, tx, act, true, m)
			return Outcome{Ticket: t}, err
		}
	}
	m.Still = (t.Phase == ticket.Done || t.Ended()) && what != saysMore
	heard, _, err := Hear(ctx, tx, t.Kind, act, m)
	return Outcome{Ticket: heard, New: heard.ID != t.ID}, err
}

// title is what a record is called that a mail opens: its subject, or its first
// words when it has none.
func title(subject, text string) string {
	t := strings.Join(strings.Fields(strings.Map(printable, subject)), " ")
	if len([]rune(t)) < 3 {
		t = conversation.Excerpt(text)
	}
	if len([]rune(t)) < 3 {
		t = "(" + strings.TrimSpace(t+" …") + ")"
	}
	if r := []rune(t); len(r) > incident.TitleMost {
		t = string(r[:incident.TitleMost-1]) + "…"
	}
	return t
}

// printable drops what a title may not hold.
func printable(r rune) rune {
	if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 {
		return ' '
	}
	return r
}
