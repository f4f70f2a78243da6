package intake

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
	"guichet/internal/incident"
	"guichet/internal/person"
	"guichet/internal/request"
	"guichet/internal/search"
	"guichet/internal/setting"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
	"guichet/internal/watcher"
)

// forwarded is the entry that says whose letter seems to have been passed on.
const forwarded = "forwarded/1"

// HandTo makes an open record somebody else's: it stands where it would if it had
// been opened for them. Whoever had it follows it from then on. Whether the one
// who acts may record one for them is the door's to ask.
func HandTo(ctx context.Context, tx *db.Tx, kind string, act ticket.Act, p person.Person, reason string) (ticket.Ticket, error) {
	var before ticket.Ticket
	decide := func(t ticket.Ticket, decidedBy string) ([]timeline.Entry, error) {
		before = t
		switch {
		case t.Phase == ticket.Over:
			return nil, guichet.Invalid("requester_id", "ticket.over", guichet.Args{"state": string(t.State)})
		case !p.Active:
			return nil, guichet.Invalid("requester_id", "unknown_value", nil)
		case p.ID == t.RequesterID:
			return nil, nil
		case t.Kind == change.Kind && (act.By.ID == t.RequesterID || decidedBy == p.ID):
			// Nobody says yes to their own change: not by passing it on either.
			return nil, guichet.Invalid("requester_id", "change.own", nil)
		}
		return handed(ctx, tx, t, p, act.By.ID, reason)
	}
	if err := guichet.Join(guichet.CheckText("reason", reason, 0, ticket.ReasonMost)); err != nil {
		return before, err
	}
	var t ticket.Ticket
	var err error
	switch kind {
	case request.Kind:
		t, err = request.Practice().Do(ctx, tx, act, func(r *request.Request) ([]timeline.Entry, error) { return decide(r.Ticket, "") })
	case change.Kind:
		t, err = change.Practice().Do(ctx, tx, act, func(r *change.Change) ([]timeline.Entry, error) { return decide(r.Ticket, r.DecidedBy) })
	default:
		t, err = incident.Practice().Do(ctx, tx, act, func(r *incident.Incident) ([]timeline.Entry, error) { return decide(r.Ticket, "") })
	}
	if err != nil || t.RequesterID == before.RequesterID {
		return t, err
	}
	if err := ticket.Point(ctx, tx, t); err != nil {
		return t, err
	}
	if err := conversation.Hand(ctx, tx, t.ConversationID, t.RequesterID, t.OrganisationID); err != nil {
		return t, err
	}
	tx.Hint("person", before.RequesterID)
	people, err := watcher.Owners(ctx, tx, t.ID, t.RequesterID)
	if err != nil {
		return t, err
	}
	if err := search.Move(ctx, tx, t.Kind, t.ID, t.OrganisationID, people); err != nil {
		return t, err
	}
	return letGo(ctx, tx, act.By, t)
}

// letGo takes a record from whoever has it in hand and cannot read it any more: its
// team still has it, and nobody believes that somebody is at it.
func letGo(ctx context.Context, tx *db.Tx, by guichet.Actor, t ticket.Ticket) (ticket.Ticket, error) {
	if t.AssigneeID == "" || t.Phase == ticket.Done {
		return t, nil
	}
	if ok, err := reaches(ctx, tx, t); ok || err != nil {
		return t, err
	}
	nobody := ""
	return practiceOf(t.Kind).Assign(ctx, tx, ticket.Act{By: by, Scope: everything(), Ref: t.ID, Seen: t.Version}, ticket.Assign{PersonID: &nobody})
}

// handed is what happens when a record becomes somebody else's.
func handed(ctx context.Context, tx *db.Tx, t ticket.Ticket, p person.Person, by, reason string) ([]timeline.Entry, error) {
	e := timeline.Entry{Kind: "handed/1", Reason: reason}
	for _, c := range []timeline.Change{
		{Field: "requester", Old: t.RequesterID, New: p.ID},
		{Field: "organisation", Old: t.OrganisationID, New: p.OrganisationID},
		{Field: "site", Old: t.SiteID, New: p.SiteID},
		{Field: "language", Old: string(t.Language), New: string(p.Language)},
	} {
		if c.Old != c.New {
			e.Changes = append(e.Changes, c)
		}
	}
	entries := []timeline.Entry{e}
	all, err := watcher.Of(ctx, tx, t.ID)
	if err != nil {
		return nil, err
	}
	follows := func(id string) bool {
		return slices.ContainsFunc(all, func(w watcher.Watcher) bool { return w.ID == id })
	}
	if follows(p.ID) {
		entries = append(entries, timeline.Entry{Kind: "unwatched/1", Changes: []timeline.Change{{Field: "watcher", Old: p.ID}}})
		if err := watcher.Take(ctx, tx, t.ID, p.ID); err != nil {
			return nil, err
		}
	}
	former, err := person.Get(ctx, tx, t.RequesterID)
	if err != nil || !former.Active || len(all) >= watcher.Most {
		return entries, err
	}
	entries = append(entries, timeline.Entry{Kind: "watched/1", Changes: []timeline.Change{
		{Field: "watcher", New: former.ID}, {Field: "watcher_told", New: true},
	}})
	return entries, watcher.Put(ctx, tx, t.ID, former.ID, true, by, "")
}

// words are how an entry names a writer.
func (w Writer) words() string { return strings.TrimSpace(w.Name + " <" + w.Address + ">") }

// forwardedMost is how many entries are looked through for the letter that a
// record began with.
const forwardedMost = 20

// ForwardedBy is who seems to have written first what a record began with, as the
// forwarded letter says, which proves nothing; an empty one where none was.
func ForwardedBy(ctx context.Context, tx *db.Tx, t ticket.Ticket) (Writer, error) {
	entries, err := timeline.After(ctx, tx, t.Subject(), 0, forwardedMost)
	for _, e := range entries {
		name, address, found := strings.Cut(e.Reason, "<")
		if e.Kind == forwarded && found {
			return Writer{Name: strings.TrimSpace(name), Address: strings.TrimSuffix(strings.TrimSpace(address), ">")}, nil
		}
	}
	return Writer{}, err
}

// Known finds whoever a forwarded letter names, or makes them known as somebody
// who writes for the first time is.
func (w Writer) Known(ctx context.Context, tx *db.Tx, by guichet.Actor, language guichet.Language) (person.Person, error) {
	zone, err := setting.Zone().Get(ctx, tx)
	if err != nil {
		return person.Person{}, err
	}
	p, _, err := person.Identify(ctx, tx, by, person.Stranger{Address: w.Address, Name: w.Name, Language: language, Zone: zone})
	return p, err
}

// behind is for whom a letter opens a record: its sender, but where somebody of
// the desk passes on what a user wrote to them, that user. It asks that a server
// which the desk trusts vouches for the sender, and that the sender may record
// matters for that user by hand: the letter itself gives them no right.
func (in Mail) behind(ctx context.Context, tx *db.Tx, sender person.Person, proof conversation.Proof) (person.Person, error) {
	w := in.Original
	if in.Automatic || proof != conversation.ProofServer || w.Address == "" || strings.EqualFold(w.Address, in.From) {
		return sender, nil
	}
	who, err := auth.WhoIs(ctx, tx, sender.ID)
	if guichet.IsKind(err, guichet.KindNotFound) || guichet.IsKind(err, guichet.KindUnauthenticated) {
		return sender, nil
	}
	if err != nil {
		return sender, err
	}
	scope := who.Scope(access.On(incident.Kind).Log).WithoutOwn().AnyTeam()
	known, err := person.ByAddress(ctx, tx, w.Address)
	switch {
	case guichet.IsKind(err, guichet.KindNotFound):
		if !scope.Admits(access.Place{}) {
			return sender, nil
		}
		return w.Known(ctx, tx, guichet.Person(sender.ID, guichet.Mail), in.Language)
	case err != nil:
		return sender, err
	case !known.Active || !scope.Admits(known.Place()):
		return sender, nil
	}
	return known, nil
}
