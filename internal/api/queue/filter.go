package queue

import (
	"context"
	"slices"
	"strings"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/category"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/incident"
	"guichet/internal/intake"
	"guichet/internal/person"
	"guichet/internal/phrase"
	"guichet/internal/request"
	"guichet/internal/team"
	"guichet/internal/ticket"
	"guichet/internal/view"
)

// resolver finds what the words of a filter name, as its reader may know it.
type resolver struct {
	tx    *db.Tx
	r     *contract.Request
	kinds []string
	teams []team.Team
	lists *fields
	into  *ticket.Filter
}

// Resolve reads the text of a filter into a filter of the hall, and gives the
// kinds it leaves and the words to be searched for. What nobody is called, or
// nobody whom the reader may know of, finds nothing.
func Resolve(ctx context.Context, tx *db.Tx, r *contract.Request, text string, kinds []string, into *ticket.Filter) ([]string, string, error) {
	x := &resolver{tx: tx, r: r, kinds: kinds, into: into}
	into.Flow = States(kinds)
	if len(text) > view.TextMost {
		return nil, "", guichet.Invalid("f", "too_long", guichet.Args{"max": view.TextMost})
	}
	tokens, words := view.Read(text, x.own(ctx))
	if err := x.order(ctx); err != nil {
		return nil, "", err
	}
	for _, t := range tokens {
		known, err := x.take(ctx, t)
		if err != nil {
			return nil, "", err
		}
		if !known {
			into.Nothing = true
		}
	}
	if len(x.kinds) == 0 {
		into.Nothing = true
	}
	return x.kinds, words, nil
}

func (x *resolver) take(ctx context.Context, t view.Token) (known bool, err error) {
	switch t.Key {
	case view.State:
		return x.state(t), nil
	case view.Own:
		return x.custom(ctx, t)
	case view.Priority:
		for _, v := range t.Values() {
			v = strings.TrimPrefix(strings.ToLower(v), "p")
			if len(v) != 1 || v[0] < '1' || v[0] > '5' {
				return false, nil
			}
			x.into.Priorities = append(x.into.Priorities, int64(v[0]-'0'))
		}
	case view.Kind:
		return x.kind(t), nil
	case view.Channel:
		x.into.Channels, known = x.words(t, "channel.", guichet.ContactChannels())
		return known, nil
	case view.Archived:
		return x.archived(t), nil
	case view.Hold:
		x.into.HoldReasons, known = x.words(t, "hold.", incident.HoldReasons())
		return known, nil
	case view.Last:
		switch {
		case same(t.Value, "utilisateur", "demandeur", "user", "requester"):
			x.into.Spoke = conversation.In
		case same(t.Value, "centre", "desk", "agent"):
			x.into.Spoke = conversation.Out
		default:
			return false, nil
		}
	case view.FirstContact:
		yes := same(t.Value, "oui", "yes", "vrai", "true")
		x.into.FirstContact = &yes
		return yes || same(t.Value, "non", "no", "faux", "false"), nil
	case view.Created, view.Updated:
		zone, err := time.LoadLocation(x.r.Person.Zone)
		if err != nil {
			zone = time.UTC
		}
		span, known := t.Span(x.tx.Now, zone)
		between := &x.into.Created
		if t.Key == view.Updated {
			between = &x.into.Updated
		}
		if !span.From.IsZero() && span.From.After(between.From) {
			between.From = span.From
		}
		if !span.Until.IsZero() && (between.Until.IsZero() || span.Until.Before(between.Until)) {
			between.Until = span.Until
		}
		return known, nil
	default:
		return x.named(ctx, t)
	}
	return true, nil
}

func same(typed string, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return view.Same(typed, w) })
}

// called tells that a code is what was typed, in either language.
func called(typed, key string) bool {
	if !phrase.Has(key) {
		return false
	}
	return same(typed, phrase.For(guichet.French).Say(key, nil), phrase.For(guichet.English).Say(key, nil))
}

// isState tells that a state is what was typed. A request is feminine in French,
// and its states with it: either form is understood.
func isState(typed, kind string, s ticket.State) bool {
	keys := []string{"state." + kind + "." + string(s), "state." + string(s)}
	if kind == request.Kind && s == request.InFulfilment && same(typed, "en exécution") {
		return true
	}
	for _, form := range []string{typed, typed + "e", strings.TrimSuffix(typed, "e")} {
		if called(form, keys[0]) || called(form, keys[1]) {
			return true
		}
	}
	return false
}

// state reads states by their words. A filter that names states looks beyond the
// cut that it stands in.
func (x *resolver) state(t view.Token) bool {
	open := false
	for _, v := range t.Values() {
		if same(v, "ouvert", "ouverte", "open") {
			open = true
			continue
		}
		found := false
		for _, k := range x.kinds {
			for _, s := range intake.FlowOf(k).Names() {
				if string(s) != v && !isState(v, k, s) {
					continue
				}
				if found = true; !slices.Contains(x.into.States, s) {
					x.into.States = append(x.into.States, s)
				}
			}
		}
		if !found {
			return false
		}
	}
	x.into.View = ticket.All
	switch {
	case open && len(x.into.States) == 0:
		x.into.View = ticket.Unfinished
	case open:
		for _, k := range x.kinds {
			for _, s := range intake.FlowOf(k).Names() {
				if p := intake.FlowOf(k).Phase(s); (p == ticket.Working || p == ticket.Held) && !slices.Contains(x.into.States, s) {
					x.into.States = append(x.into.States, s)
				}
			}
		}
	}
	return true
}

// archived looks where no cut of the queue does.
func (x *resolver) archived(t view.Token) bool {
	switch {
	case same(t.Value, "oui", "yes"):
		x.into.Archived = "only"
	case same(t.Value, "tous", "toutes", "tout", "all"):
		x.into.Archived = "with"
	default:
		return same(t.Value, "non", "no")
	}
	x.into.View = ticket.All
	return true
}

func (x *resolver) kind(t view.Token) bool {
	var wanted []string
	for _, v := range t.Values() {
		at := slices.IndexFunc(intake.Kinds(), func(k string) bool { return k == v || called(strings.TrimSuffix(v, "s"), "record."+k) })
		if at < 0 {
			return false
		}
		wanted = append(wanted, intake.Kinds()[at])
	}
	x.kinds = slices.DeleteFunc(slices.Clone(x.kinds), func(k string) bool { return !slices.Contains(wanted, k) })
	return true
}

// words finds the codes that a token's values are the words of.
func (x *resolver) words(t view.Token, prefix string, codes any) (found []string, known bool) {
	var all []string
	switch codes := codes.(type) {
	case []string:
		all = codes
	case []guichet.Channel:
		for _, c := range codes {
			all = append(all, string(c))
		}
	}
	for _, v := range t.Values() {
		at := slices.IndexFunc(all, func(c string) bool { return c == v || called(v, prefix+c) })
		if at < 0 {
			return nil, false
		}
		found = append(found, all[at])
	}
	return found, len(found) > 0
}

// named reads a token that names people, teams or organisations.
func (x *resolver) named(ctx context.Context, t view.Token) (known bool, err error) {
	// One name may have a comma in it.
	for _, values := range [][]string{{t.Value}, t.Values()} {
		var all []string
		for _, v := range values {
			ids, err := x.ids(ctx, t.Key, v)
			if err != nil {
				return false, err
			}
			if len(ids) == 0 {
				all = nil
				break
			}
			all = append(all, ids...)
		}
		if len(all) == 0 {
			continue
		}
		switch t.Key {
		case view.Team:
			x.into.TeamIDs = append(x.into.TeamIDs, all...)
		case view.Assignee:
			x.into.AssigneeIDs = append(x.into.AssigneeIDs, all...)
		case view.Requester:
			x.into.RequesterIDs = append(x.into.RequesterIDs, all...)
		case view.Category:
			x.into.CategoryIDs = append(x.into.CategoryIDs, all...)
		case view.Organisation:
			x.into.OrganisationID = all[0]
		case view.Site:
			x.into.SiteID = all[0]
		}
		return true, nil
	}
	return false, nil
}

func (x *resolver) ids(ctx context.Context, key view.Key, name string) ([]string, error) {
	switch key {
	case view.Team:
		return x.team(ctx, name)
	case view.Assignee:
		return x.assignee(ctx, name)
	case view.Requester:
		return x.requester(ctx, name)
	case view.Category:
		return x.category(ctx, name)
	case view.Organisation:
		all, err := person.Organisations(ctx, x.tx)
		for _, o := range all {
			if view.Same(name, o.Name) && x.reaches(o.ID) {
				return []string{o.ID}, err
			}
		}
		return nil, err
	case view.Site:
		all, err := person.Sites(ctx, x.tx)
		for _, s := range all {
			if view.Same(name, s.Name) && x.reaches(s.OrganisationID) {
				return []string{s.ID}, err
			}
		}
		return nil, err
	}
	return nil, nil
}

// category finds a category with all below it, by its name or by its whole path,
// for who sorts records.
func (x *resolver) category(ctx context.Context, name string) ([]string, error) {
	if !slices.ContainsFunc(x.kinds, func(k string) bool { return x.r.Who.May(access.On(k).Inside) }) {
		return nil, nil
	}
	if same(name, "aucune", "none") {
		return []string{""}, nil
	}
	tree, err := category.Read(ctx, x.tx)
	var ids []string
	for _, c := range tree.All {
		if same(name, c.French, c.English, tree.Path(c.ID, guichet.French), tree.Path(c.ID, guichet.English)) {
			ids = append(ids, tree.Within(c.ID)...)
		}
	}
	return ids, err
}

// reaches tells whether the reader may know of an organisation.
func (x *resolver) reaches(organisationID string) bool {
	return x.r.Person.OrganisationID == organisationID || x.r.Who.Scope(access.PersonRead).Touches(organisationID)
}

func (x *resolver) allTeams(ctx context.Context) ([]team.Team, error) {
	if x.teams != nil || !x.r.Who.May(access.TeamRead) {
		return x.teams, nil
	}
	var err error
	x.teams, err = team.List(ctx, x.tx)
	return x.teams, err
}

func (x *resolver) team(ctx context.Context, name string) ([]string, error) {
	if same(name, "les_miennes", "mes_équipes", "mine", "my_teams") {
		if len(x.r.Who.TeamIDs) == 0 {
			return []string{"none"}, nil
		}
		return x.r.Who.TeamIDs, nil
	}
	teams, err := x.allTeams(ctx)
	for _, t := range teams {
		if view.Same(name, t.Name) {
			return []string{t.ID}, err
		}
	}
	return nil, err
}

func (x *resolver) assignee(ctx context.Context, name string) ([]string, error) {
	switch {
	case same(name, "moi", "me"):
		return []string{x.r.Who.PersonID}, nil
	case same(name, "personne", "nobody", "none", "aucun"):
		return []string{"none"}, nil
	}
	teams, err := x.allTeams(ctx)
	people := x.r.Who.Scope(access.PersonRead)
	var ids []string
	for _, t := range teams {
		for _, m := range t.Members {
			if view.Same(name, m.Name) && people.Admits(m.Place(), m.ID) && !slices.Contains(ids, m.ID) {
				ids = append(ids, m.ID)
			}
		}
	}
	if len(ids) > 0 || err != nil {
		return ids, err
	}
	return x.requester(ctx, name)
}

func (x *resolver) requester(ctx context.Context, name string) ([]string, error) {
	if same(name, "moi", "me") {
		return []string{x.r.Who.PersonID}, nil
	}
	cards, err := person.Find(ctx, x.tx, x.r.Who.Scope(access.PersonRead), strings.ReplaceAll(name, "_", " "))
	var ids []string
	for _, c := range cards {
		if view.Same(name, c.Name) {
			ids = append(ids, c.ID)
		}
	}
	return ids, err
}
