package notify

import (
	"slices"
	"strings"

	"guichet"
	"guichet/internal/html"
	"guichet/internal/outbox"
	"guichet/internal/phrase"
)

// copyTo writes the letter of somebody who gets a copy of an answer: the words
// alone, with the head of the requester's, and no way into the record. Whoever
// answers it is nobody but who they say, and that proves nothing.
func (n *Notifier) copyTo(m matter, address string) outbox.Letter {
	say := phrase.For(m.to.Language)
	args := guichet.Args{
		"name": m.to.Name, "reference": m.ticket.Reference, "title": m.ticket.Title, "agent": m.agent, "team": m.team, "desk": m.desk,
	}
	text := strings.Join([]string{m.message.Text, say.Say("letter.by", args), say.Say("letter.signature", args)}, "\n\n") + "\n"
	l := outbox.Letter{
		MailboxID: m.box.ID, ConversationID: m.ticket.ConversationID, TicketKind: m.ticket.Kind, TicketID: m.ticket.ID,
		MessageID: m.message.ID, Kind: string(Replied), Address: address, HeadTo: m.address, Language: m.to.Language,
		HeadCopies: slices.Clone(m.copies), Subject: say.Say("letter.subject", args), Text: text, HTML: html.FromText(text),
	}
	if m.address == "" { // the requester has none: theirs is the only one
		l.HeadCopies = slices.DeleteFunc(l.HeadCopies, func(a string) bool { return a == address })
	}
	for _, f := range m.files {
		l.Attachments = append(l.Attachments, outbox.Attachment{Name: f.Name, Type: f.Type, Blob: f.Digest})
	}
	l.InReplyTo, l.References = thread(m, "", address)
	return l
}
