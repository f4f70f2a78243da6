package intake

import (
	"context"
	"slices"

	"guichet"
	"guichet/internal/change"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/incident"
	"guichet/internal/person"
	"guichet/internal/relation"
	"guichet/internal/request"
	"guichet/internal/search"
	"guichet/internal/stem"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// Cut says which messages of a record leave it, and what they become.
type Cut struct {
	Messages []string // their ids
	Kind     string   // of the new record
	Type     string   // of a request
	Title    string
}

// Parting is what a split would do.
type Parting struct {
	From      ticket.Ticket
	Requester person.Person          // of the new record
	Leaving   []conversation.Message // oldest first
	opening   conversation.Message   // with which the new record begins
	staysID   string                 // the last message that stays
}

// CheckKind refuses a kind that is none.
func (in Cut) CheckKind() error {
	return guichet.Join(ticket.OneOf("kind", in.Kind, Kinds()))
}

// Excerpt is how the words begin that the new record begins with.
func (p Parting) Excerpt() string { return p.opening.Excerpt }

// PlanSplit says what a split would do, or why it cannot be: the opening message
// stays, what came by a merge goes back by undoing it, and the new record is for
// whoever said what leaves. So nobody reads words that they could not read before.
func PlanSplit(ctx context.Context, tx *db.Tx, from ticket.Ticket, in Cut) (Parting, error) {
	p := Parting{From: from}
	if err := CheckAlone(ctx, tx, from); err != nil {
		return p, err
	}
	strange, err := strangers(ctx, tx, from)
	if err != nil {
		return p, err
	}
	first, err := timeline.After(ctx, tx, from.Subject(), 0, 1)
	if err != nil {
		return p, err
	}
	all, err := conversation.Messages(ctx, tx, from.ConversationID)
	if err != nil {
		return p, err
	}
	left := slices.Clone(in.Messages)
	var authors []string
	for _, m := range all {
		at := slices.Index(left, m.ID)
		switch {
		case m.ConversationID != from.ConversationID: // it has left before
			continue
		case at < 0:
			p.staysID = m.ID
			continue
		case slices.ContainsFunc(first, func(e timeline.Entry) bool { return pointsTo(e, m.ID) }):
			return p, guichet.Invalid("messages", "ticket.split_opening", nil)
		case strange(m):
			return p, guichet.Invalid("messages", "ticket.split_merged", nil)
		}
		left = slices.DeleteFunc(left, func(id string) bool { return id == m.ID })
		p.Leaving = append(p.Leaving, m)
		if m.Direction != conversation.In {
			continue
		}
		if !slices.Contains(authors, m.AuthorID) {
			authors = append(authors, m.AuthorID)
		}
		if p.opening.ID == "" && !m.Automatic {
			p.opening = m
		}
	}
	switch {
	case len(left) > 0:
		return p, guichet.Invalid("messages", "unknown_value", nil)
	case p.opening.ID == "":
		return p, guichet.Invalid("messages", "ticket.split_nothing", nil)
	}
	who := from.RequesterID
	if len(authors) == 1 {
		who = authors[0]
	}
	if p.Requester, err = person.Get(ctx, tx, who); err != nil {
		return p, err
	}
	return p, in.matter(ticket.Act{}, p).check(tx)
}

func pointsTo(e timeline.Entry, messageID string) bool {
	return slices.ContainsFunc(e.Rows, func(r timeline.Pointer) bool { return r.Kind == "message" && r.ID == messageID })
}

// strangers tells the messages of those whose records were merged into one.
func strangers(ctx context.Context, tx *db.Tx, t ticket.Ticket) (func(conversation.Message) bool, error) {
	merges, err := relation.MergesInto(ctx, tx, t.ID)
	if err != nil {
		return nil, err
	}
	var origins, guests []string
	for _, m := range merges {
		other, err := ticket.ByID(ctx, tx, m.FromID)
		if err != nil {
			return nil, err
		}
		if origins = append(origins, m.ConversationID); other.RequesterID != t.RequesterID {
			guests = append(guests, other.RequesterID)
		}
	}
	return func(m conversation.Message) bool {
		return m.Origin != "" && slices.Contains(origins, m.Origin) || m.Direction == conversation.In && slices.Contains(guests, m.AuthorID)
	}, nil
}

// matter is what the new record begins with.
func (in Cut) matter(act ticket.Act, p Parting) Matter {
	o := ticket.Opening{
		Title: in.Title, Impact: p.From.Impact, Urgency: p.From.Urgency, TeamID: p.From.TeamID, SplitFrom: p.From.ID,
	}
	for _, m := range p.Leaving {
		o.LastID = m.ID
	}
	m := Matter{By: act.Actor(p.From), RequesterID: p.Requester.ID}
	switch in.Kind {
	case request.Kind:
		m.Request = &request.Log{Opening: o, Type: in.Type}
	case change.Kind:
		m.Change = &change.Log{Opening: o}
	default:
		m.Incident = incident.Log{Opening: o}
	}
	return m
}

// Split makes a record of some messages of another, in one act: they are said
// there from then on, with their files; nobody is sent them again.
func Split(ctx context.Context, tx *db.Tx, kind string, act ticket.Act, in Cut) (old, made ticket.Ticket, err error) {
	if err := in.CheckKind(); err != nil {
		return old, made, err
	}
	if old, err = ticket.Lock(ctx, tx, act.Scope, kind, act.Ref); err != nil {
		return old, made, err
	}
	p, err := PlanSplit(ctx, tx, old, in)
	if err != nil {
		return old, made, err
	}
	before, err := conversation.Get(ctx, tx, old.ConversationID)
	if err != nil {
		return old, made, err
	}
	c, err := conversation.Open(ctx, tx, conversation.Conversation{
		RequesterID: p.Requester.ID, OrganisationID: p.Requester.OrganisationID, MailboxID: before.MailboxID,
	})
	if err != nil {
		return old, made, err
	}
	p.opening.ConversationID, p.opening.Stems = c.ID, stem.Text(p.opening.Text, stem.Unknown)
	if made, err = in.matter(act, p).create(ctx, tx, p.Requester, p.opening); err != nil {
		return old, made, err
	}
	moved := make([]relation.Moved, len(p.Leaving))
	for i, m := range p.Leaving {
		moved[i] = relation.Moved{ID: m.ID, Origin: m.Origin}
		if _, err := conversation.Divert(ctx, tx, m.ID, old.ConversationID, c.ID, old.ConversationID); err != nil {
			return old, made, err
		}
		if err := findIn(ctx, tx, old, made, m); err != nil {
			return old, made, err
		}
	}
	if err := relation.KeepSplit(ctx, tx, act, old, made, moved, p.staysID); err != nil {
		return old, made, err
	}
	old, err = ticket.ByID(ctx, tx, old.ID)
	return old, made, err
}

// findIn makes words found in another record than they were.
func findIn(ctx context.Context, tx *db.Tx, from, to ticket.Ticket, m conversation.Message) error {
	if err := search.RemovePart(ctx, tx, from.Kind, from.ID, "message:"+m.ID); err != nil {
		return err
	}
	return ticket.Index(ctx, tx, to, "message:"+m.ID, search.Public, stem.Text(m.Text, stem.Unknown))
}

// Unsplit takes a split back, while nothing was said in the record that it made:
// that one ends, and its messages are the other's again.
func Unsplit(ctx context.Context, tx *db.Tx, act ticket.Act, id string) (from, made ticket.Ticket, err error) {
	s, err := relation.SplitOf(ctx, tx, id)
	if guichet.IsKind(err, guichet.KindNotFound) {
		err = guichet.Invalid("messages", "ticket.not_split", nil)
	}
	if err != nil {
		return from, made, err
	}
	if from, made, err = ticket.LockBoth(ctx, tx, s.FromID, s.ToID); err != nil {
		return from, made, err
	}
	if err := MayUnsplit(ctx, tx, s, from, made); err != nil {
		return from, made, err
	}
	for _, moved := range s.Moved {
		there, err := conversation.Divert(ctx, tx, moved.ID, made.ConversationID, from.ConversationID, moved.Origin)
		if err != nil {
			return from, made, err
		}
		if !there {
			return from, made, guichet.Invalid("messages", "ticket.split_over", guichet.Args{"reference": made.Reference})
		}
		m, err := conversation.GetMessage(ctx, tx, moved.ID)
		if err != nil {
			return from, made, err
		}
		if err := findIn(ctx, tx, made, from, m); err != nil {
			return from, made, err
		}
	}
	last, err := lastSaid(ctx, tx, from)
	if err != nil {
		return from, made, err
	}
	act.Ref = made.ID
	if made, err = practiceOf(made.Kind).Rejoin(ctx, tx, act, from); err != nil {
		return from, made, err
	}
	if err := conversation.LeadOn(ctx, tx, made.ConversationID, from.ConversationID); err != nil {
		return from, made, err
	}
	if err := relation.ForgetSplit(ctx, tx, act, s, from, last); err != nil {
		return from, made, err
	}
	from, err = ticket.ByID(ctx, tx, from.ID)
	return from, made, err
}

// lastSaid is the last message of a record's conversation.
func lastSaid(ctx context.Context, tx *db.Tx, t ticket.Ticket) (string, error) {
	all, err := conversation.Messages(ctx, tx, t.ConversationID)
	last := ""
	for _, m := range all {
		if m.ConversationID == t.ConversationID {
			last = m.ID
		}
	}
	return last, err
}

// MayUnsplit tells why a split cannot be taken back any more; nil, it can.
func MayUnsplit(ctx context.Context, tx *db.Tx, s relation.Split, from, made ticket.Ticket) error {
	over := func(t ticket.Ticket) error {
		return guichet.Invalid("messages", "ticket.split_over", guichet.Args{"reference": t.Reference})
	}
	if err := CheckAlone(ctx, tx, from); err != nil {
		return over(from)
	}
	if FlowOf(made.Kind).Allow(made.State, ticket.Cancelled) != nil {
		return over(made)
	}
	twins, err := relation.MergesInto(ctx, tx, made.ID)
	if err != nil {
		return err
	}
	further, err := relation.SplitsFrom(ctx, tx, made.ID)
	if err != nil {
		return err
	}
	if len(twins) > 0 || len(further) > 0 {
		return over(made)
	}
	said, err := conversation.SaidSince(ctx, tx, made.ConversationID, s.Created)
	if err != nil {
		return err
	}
	leaving, err := conversation.LeavingOf(ctx, tx, made.ID)
	if err != nil {
		return err
	}
	if said || len(leaving) > 0 {
		return guichet.Invalid("messages", "ticket.split_said", guichet.Args{"reference": made.Reference})
	}
	return nil
}
