package notify

import (
	"context"
	"slices"
	"strings"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/html"
	"guichet/internal/outbox"
	"guichet/internal/person"
	"guichet/internal/phrase"
	"guichet/internal/setting"
	"guichet/internal/timeline"
	"guichet/internal/watcher"
)

// follower is somebody who is told because they follow a record.
type follower struct {
	person.Person
	address string
}

// readFollowers reads whom an entry is told to besides the requester, by the desk's
// rule: all who follow the record, those by mail who want it; who logged it for
// another; and always the one who was just added.
func (m *matter) readFollowers(ctx context.Context, tx *db.Tx) error {
	occasion := m.followed()
	if occasion == Nothing && (m.entry.Kind != "heard/1" || m.around.robot) {
		return nil
	}
	rule, err := setting.Told().Get(ctx, tx)
	if err != nil {
		return err
	}
	if t := m.ticket; (rule == setting.ToldReporter || rule == setting.ToldAll) && occasion != Added && t.LoggedBy != t.RequesterID {
		m.around.reporter = t.LoggedBy
	}
	if occasion != Added && rule != setting.ToldFollowers && rule != setting.ToldAll {
		return nil
	}
	all, err := watcher.Of(ctx, tx, m.ticket.ID)
	if err != nil {
		return err
	}
	for _, w := range all {
		if occasion != Added || added(m.entry, w.ID) {
			m.around.watchers = append(m.around.watchers, w.ID)
		}
		if occasion == Nothing || !w.Told || w.ID == m.entry.Actor.ID || w.ID == m.ticket.RequesterID || occasion == Added && !added(m.entry, w.ID) {
			continue
		}
		f := follower{}
		if f.Person, err = person.Get(ctx, tx, w.ID); err != nil {
			return err
		}
		known, err := person.Identities(ctx, tx, w.ID)
		if err != nil {
			return err
		}
		for _, k := range known {
			if k.Kind == person.MailAddress && (f.address == "" || k.Preferred) {
				f.address = k.Value
			}
		}
		if f.Active && f.address != "" {
			m.followers = append(m.followers, f)
		}
	}
	return nil
}

// added tells whether an entry made somebody follow the record who did not.
func added(e timeline.Entry, id string) bool {
	return slices.ContainsFunc(e.Changes, func(c timeline.Change) bool { return c.Field == "watcher" && c.New == id && c.Old == nil })
}

// followed is the occasion that those who follow the record are told of: not what
// asks something of the requester alone.
func (m *matter) followed() Occasion {
	if m.entry.Kind == "watched/1" {
		return Added
	}
	o := m.occasion()
	if o == Created || o == Separated || o == Handed || o == Waiting {
		return Nothing
	}
	return o
}

// letterTo writes what somebody is told who follows the record, in their language.
func (n *Notifier) letterTo(m matter, f follower) outbox.Letter {
	o := m.followed()
	say := phrase.For(f.Language)
	args := guichet.Args{
		"name": f.Name, "reference": m.ticket.Reference, "title": m.ticket.Title, "agent": m.agent, "team": m.team, "desk": m.desk,
		"link": n.URL + "/records/" + m.ticket.Reference, "kind": strings.ToLower(say.Say("record."+m.ticket.Kind, nil)),
		"old": was(m.entry, "reference"), "other": m.other, "reason": strings.ToLower(say.Say("cancel."+m.gaveUp, nil)),
	}
	line := func(name string) string { return say.Say(words(m.ticket.Kind, name), args) }
	lines := []string{say.Say("letter.hello", args), line(string(o) + ".first")}
	switch o {
	case Replied:
		lines = []string{m.message.Text, m.signed(say, args, o)}
	case Resolved, Refused, Failed:
		lines = append(lines, m.outcome)
	case Added:
		lines = append(lines, line("watched.next"))
	}
	lines = append(lines, say.Say("letter.watching", args), say.Say("letter.follow", args))
	if o != Replied {
		lines = append(lines, m.signed(say, args, o))
	}
	text := strings.Join(lines, "\n\n") + "\n"
	l := outbox.Letter{
		MailboxID: m.box.ID, ConversationID: m.ticket.ConversationID, TicketKind: m.ticket.Kind, TicketID: m.ticket.ID,
		Kind: string(o), PersonID: f.ID, Address: f.address, Name: f.Name, Language: f.Language,
		Subject: say.Say("letter.subject", args), Text: text, HTML: html.FromText(text), Auto: true,
	}
	l.InReplyTo, l.References = thread(m, f.ID, f.address)
	return l
}
