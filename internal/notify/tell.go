package notify

import (
	"context"
	"slices"
	"strings"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/auth"
	"guichet/internal/change"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/html"
	"guichet/internal/mailbox"
	"guichet/internal/mention"
	"guichet/internal/outbox"
	"guichet/internal/person"
	"guichet/internal/phrase"
	"guichet/internal/preference"
	"guichet/internal/setting"
	"guichet/internal/team"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// told is somebody to be told of an entry, and why.
type told struct {
	personID string
	reason   Reason
}

// around is what a decision hangs on besides the record and the entry.
type around struct {
	team      team.Team   // that has the record
	teams     []team.Team // all, where a note may name somebody
	note      string      // its words
	named     []mention.Mention
	occasion  Occasion // on which its requester is written to
	watchers  []string // who follow it and are to see that something was said or done
	reporter  string   // who logged it for another, where the rule has them told
	actorTeam bool     // who acts is in the team that has it
	deciders  []string // who may say yes or no somewhere, where it waits for that
	robot     bool     // a program wrote what was said
}

// tell decides who is told of an entry in their own screen, each once, for the
// reason that concerns them most. Nobody is told of what they did themselves.
func tell(t ticket.Ticket, e timeline.Entry, a around) []told {
	var all []told
	add := func(personID string, reason Reason) {
		if personID == "" || personID == e.Actor.ID || slices.ContainsFunc(all, func(x told) bool { return x.personID == personID }) {
			return
		}
		all = append(all, told{personID, reason})
	}
	// By the entry, not by the record of now: it may have been passed on since.
	given := func(field string) string {
		for _, c := range e.Changes {
			if c.Field == field {
				return c.Text()
			}
		}
		return ""
	}
	switch e.Kind {
	case "noted/1":
		for _, m := range a.named {
			if m.Kind == mention.Person {
				add(m.ID, Mentioned)
			}
			for _, t := range a.teams {
				for _, x := range t.Members {
					if m.Kind == mention.Team && m.ID == t.ID {
						add(x.ID, Mentioned)
					}
				}
			}
		}
		for _, id := range named(a.note, a.teams) {
			add(id, Mentioned)
		}
	case "created/1", "assigned/1", "converted/1":
		add(given("assignee"), Assigned)
		if e.Kind == "assigned/1" && given("team") != "" && given("assignee") == "" && !a.actorTeam {
			for _, m := range a.team.Members {
				add(m.ID, Passed)
			}
		}
	case "heard/1", "reopened/1", "confirmed/1":
		if !a.robot {
			add(t.AssigneeID, Answered)
		}
	case "undelivered/1":
		add(t.AssigneeID, Returned)
		for _, m := range a.team.Members { // read only where nobody in particular has it
			add(m.ID, Returned)
		}
	}
	for _, id := range a.deciders {
		if change.MayDecide(t, id) {
			add(id, Deciding)
		}
	}
	if a.occasion != Nothing && a.occasion != Created {
		add(t.RequesterID, ToldUser)
	}
	for _, id := range a.watchers {
		add(id, Watched)
	}
	add(a.reporter, Reported)
	return all
}

// named are the people whom a note names: "@Claire Dumont", "@Réseau" for all of
// a team.
func named(note string, teams []team.Team) []string {
	if !strings.Contains(note, "@") {
		return nil
	}
	text := guichet.Fold(note)
	var all []string
	add := func(id string) {
		if !slices.Contains(all, id) {
			all = append(all, id)
		}
	}
	for _, t := range teams {
		whole := mentions(text, t.Name)
		for _, m := range t.Members {
			if whole || mentions(text, m.Name) {
				add(m.ID)
			}
		}
	}
	return all
}

// mentions tells that a name stands behind an @ and ends there.
func mentions(text, name string) bool {
	name = guichet.Fold(name)
	for rest := text; name != ""; {
		at := strings.Index(rest, "@"+name)
		if at < 0 {
			return false
		}
		rest = rest[at+1+len(name):]
		if rest == "" || !isWord(rune(rest[0])) {
			return true
		}
	}
	return false
}

func isWord(r rune) bool { return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r > 127 }

// readAround reads what tell needs, no more than the entry asks for.
func (m *matter) readAround(ctx context.Context, tx *db.Tx) error {
	var err error
	if assessed(m.ticket.Kind, m.entry) {
		if m.around.deciders, err = auth.Holders(ctx, tx, access.ChangeAuthorise); err != nil {
			return err
		}
	}
	m.around.occasion = m.occasion()
	switch m.entry.Kind {
	case "heard/1":
		for _, row := range m.entry.Rows {
			if row.Kind != "message" {
				continue
			}
			said, err := conversation.GetMessage(ctx, tx, row.ID)
			if err != nil {
				return err
			}
			m.around.robot = said.Automatic
		}
	case "noted/1":
		for _, row := range m.entry.Rows {
			if row.Kind != "note" {
				continue
			}
			notes, err := ticket.Notes(ctx, tx, m.ticket.ID)
			if err != nil {
				return err
			}
			for _, n := range notes {
				if n.ID == row.ID {
					m.around.note = n.Text
				}
			}
		}
		for _, row := range m.entry.Rows {
			if row.Kind != "note" {
				continue
			}
			if m.around.named, err = mention.Of(ctx, tx, row.ID); err != nil {
				return err
			}
		}
		if strings.Contains(m.around.note, "@") || len(m.around.named) > 0 {
			m.around.teams, err = team.List(ctx, tx)
		}
	case "undelivered/1":
		if m.ticket.AssigneeID != "" {
			return nil
		}
		teams, err := team.List(ctx, tx)
		if err != nil {
			return err
		}
		for _, t := range teams {
			if t.ID == m.ticket.TeamID {
				m.around.team = t
			}
		}
	case "assigned/1":
		to := ""
		for _, c := range m.entry.Changes {
			if c.Field == "team" {
				to = c.Text()
			}
		}
		if to == "" {
			return nil
		}
		teams, err := team.List(ctx, tx)
		if err != nil {
			return err
		}
		for _, t := range teams {
			if t.ID == to {
				m.around.team = t
				m.around.actorTeam = slices.ContainsFunc(t.Members, func(x team.Member) bool { return x.ID == m.entry.Actor.ID })
			}
		}
	}
	return err
}

// assessed tells whether a change waits for a decision from this entry on.
func assessed(kind string, e timeline.Entry) bool {
	return kind == change.Kind && slices.ContainsFunc(e.Changes, func(c timeline.Change) bool {
		return c.Field == "state" && c.Text() == string(change.Assessed)
	})
}

// Choice is how somebody wants to be told for one reason.
type Choice struct {
	Page bool `json:"page"`
	Mail bool `json:"mail"`
}

// Choices are somebody's, by reason; what they did not choose comes on the page.
type Choices map[Reason]Choice

func (c Choices) of(r Reason) Choice {
	if chosen, ok := c[r]; ok {
		return chosen
	}
	return Choice{Page: true}
}

// notices writes what each person told is to find in their screen, and the
// letters of those who chose to have one. Who may not read the record, or what
// it is about, is told nothing.
func (n *Notifier) notices(ctx context.Context, tx *db.Tx, m matter) error {
	for _, to := range tell(m.ticket, m.entry, m.around) {
		who, err := auth.WhoIs(ctx, tx, to.personID)
		if guichet.IsKind(err, guichet.KindNotFound) || guichet.IsKind(err, guichet.KindUnauthenticated) {
			continue
		}
		if err != nil {
			return err
		}
		need := access.On(m.ticket.Kind).Read
		if m.entry.Kind == "noted/1" {
			need = access.On(m.ticket.Kind).Inside
		}
		if to.reason == Deciding {
			need = access.ChangeAuthorise
		}
		// Whose own it is may read it: its requester, and who follows it.
		if !who.MayOn(need, m.ticket.Place(), append([]string{m.ticket.RequesterID}, m.around.watchers...)...) {
			continue
		}
		choices := Choices{}
		if err := preference.Get(ctx, tx, to.personID, "notices", &choices); err != nil {
			return err
		}
		choice := choices.of(to.reason)
		fresh := true
		if choice.Page {
			if fresh, err = write(ctx, tx, Notice{
				PersonID: to.personID, Reason: to.reason, TicketKind: m.ticket.Kind, TicketID: m.ticket.ID,
				EntryID: m.entry.ID, EntryKind: m.entry.Kind, ActorID: m.entry.Actor.ID,
			}); err != nil {
				return err
			}
		}
		// Requesters are written to about their records anyway.
		if choice.Mail && fresh && to.reason != ToldUser {
			if err := n.mail(ctx, tx, m, to); err != nil {
				return err
			}
		}
	}
	return nil
}

// mail says by letter what the page says: which record, and why. What was written
// stays where it was written.
func (n *Notifier) mail(ctx context.Context, tx *db.Tx, m matter, to told) error {
	box, err := mailbox.Sender(ctx, tx, "")
	if guichet.IsKind(err, guichet.KindNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	p, err := person.Get(ctx, tx, to.personID)
	if err != nil || !p.Active {
		return err
	}
	address, err := ownAddress(ctx, tx, p.ID, "")
	if err != nil || address == "" {
		return err
	}
	desk, err := setting.Desk().Get(ctx, tx)
	if err != nil {
		return err
	}
	say := phrase.For(p.Language)
	args := guichet.Args{
		"name": p.Name, "reference": m.ticket.Reference, "title": m.ticket.Title, "agent": m.agent, "team": m.around.team.Name, "desk": desk,
		"link": n.URL + "/desk/" + m.ticket.Kind + "s/" + m.ticket.Reference,
	}
	text := strings.Join([]string{
		say.Say("letter.hello", args), say.Say("letter.notice."+string(to.reason), args), say.Say("letter.notice.link", args),
		say.Say("letter.signature", args),
	}, "\n\n") + "\n"
	_, err = outbox.Write(ctx, tx, outbox.Letter{
		MailboxID: box.ID, Kind: "notice", PersonID: p.ID, Address: address, Name: p.Name, Language: p.Language,
		Subject: say.Say("letter.subject", args), Text: text, HTML: html.FromText(text), Auto: true,
	}, host(box.Address))
	return err
}
