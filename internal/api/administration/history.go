package administration

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/api/record"
	"guichet/internal/arrival"
	"guichet/internal/category"
	"guichet/internal/db"
	custom "guichet/internal/field"
	"guichet/internal/person"
	"guichet/internal/phrase"
	"guichet/internal/team"
	"guichet/internal/timeline"
)

func (a *door) historyRoutes() {
	contract.Route(a.Door, contract.Get("get-amendments", "/api/administration/history", "What was changed of something that is set, by whom, latest first"), a.history)
}

type historyIn struct {
	Kind string `query:"kind" enum:"person,organisation,site,team,mailbox,setting,job,category,field,arrival,arrival_block"`
	ID   string `query:"id" maxLength:"40" doc:"Left out, for job, arrival and arrival_block: the latest acts on any of them, which may be gone."`
}

// Amendment is one act on something that is set.
type Amendment struct {
	ID      string           `json:"id"`
	Version int64            `json:"version"`
	At      time.Time        `json:"at"`
	Actor   *contract.Ref    `json:"actor" doc:"Null: the program itself."`
	Code    string           `json:"code"`
	Label   string           `json:"label"`
	Reason  string           `json:"reason"`
	Changes []AmendmentField `json:"changes" nullable:"false"`
}

// AmendmentField is a field before and after.
type AmendmentField struct {
	Field    string `json:"field"`
	Label    string `json:"label"`
	Old      any    `json:"old"`
	New      any    `json:"new"`
	OldLabel string `json:"old_label"`
	NewLabel string `json:"new_label"`
}

// mayLookAt says whether the reader may see the history of a thing.
func (a *door) mayLookAt(ctx context.Context, tx *db.Tx, r *contract.Request, s timeline.Subject) error {
	need := map[string]access.Permission{
		"team": access.TeamManage, "mailbox": access.MailboxManage, "setting": access.SettingManage, "job": access.JobManage,
		"category": access.CategoryManage, "field": access.FieldManage, "arrival_block": access.MailboxManage, "arrival": access.MailboxManage,
	}
	switch s.Kind {
	case "person":
		_, err := person.GetCard(ctx, tx, r.Who.Scope(access.PersonManage), s.ID)
		return err
	case "organisation":
		return within(ctx, tx, r, s.ID)
	case "site":
		site, err := person.GetSite(ctx, tx, s.ID)
		if err != nil {
			return err
		}
		return within(ctx, tx, r, site.OrganisationID)
	default:
		if !r.Who.Scope(need[s.Kind]).All {
			return r.Deny(ctx, need[s.Kind])
		}
		return nil
	}
}

func (a *door) history(ctx context.Context, in *historyIn) (*contract.List[Amendment], error) {
	r, err := contract.May(ctx, access.PersonManage)
	if err != nil {
		return nil, err
	}
	if in.Kind == "" {
		return nil, guichet.Invalid("kind", "required", nil)
	}
	subject := timeline.Subject{Kind: in.Kind, ID: in.ID}
	items := []Amendment{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := a.mayLookAt(ctx, tx, r, subject); err != nil {
			return err
		}
		entries, err := entriesOf(ctx, tx, subject)
		if err != nil {
			return err
		}
		t := teller{say: phrase.For(r.Language), language: r.Language, names: map[string]string{}}
		for _, e := range entries {
			one, err := t.tell(ctx, tx, subject, e)
			if err != nil {
				return err
			}
			items = append(items, one)
		}
		return nil
	})
	return contract.Listed(items, ""), err
}

// mostActs bounds what is told of all things of one kind.
const mostActs = 100

// entriesOf reads a history, the latest first. What is gone once it is acted on is
// looked up by its kind.
func entriesOf(ctx context.Context, tx *db.Tx, s timeline.Subject) ([]timeline.Entry, error) {
	if s.ID == "" && (s.Kind == "job" || s.Kind == "arrival" || s.Kind == "arrival_block") {
		return timeline.Latest(ctx, tx, s.Kind, mostActs)
	}
	entries, err := timeline.After(ctx, tx, s, 0, timeline.Everything)
	slices.Reverse(entries)
	return entries, err
}

// teller says entries to a reader, looking each name up once.
type teller struct {
	say      phrase.Book
	language guichet.Language
	names    map[string]string
}

func (t teller) tell(ctx context.Context, tx *db.Tx, s timeline.Subject, e timeline.Entry) (Amendment, error) {
	code, _, _ := strings.Cut(e.Kind, "/")
	out := Amendment{
		ID: e.ID, Version: e.Version, At: e.Recorded, Code: code, Label: t.say.Say("amendment."+code, nil), Reason: e.Reason,
		Changes: []AmendmentField{},
	}
	if own := "amendment." + s.Kind + "." + code; phrase.Has(own) {
		out.Label = t.say.Say(own, nil)
	}
	if s.Kind == "arrival" {
		which, err := t.letter(ctx, tx, e.Subject.ID)
		if err != nil {
			return out, err
		}
		out.Reason, out.Changes = "", which // which letter; why it was aside is its own
	}
	if e.Actor.ID != "" {
		name, err := t.name(ctx, tx, "person", e.Actor.ID)
		if err != nil {
			return out, err
		}
		out.Actor = &contract.Ref{ID: e.Actor.ID, Name: name}
	}
	for _, c := range e.Changes {
		f := AmendmentField{Field: c.Field, Label: t.say.Say("field."+c.Field, nil), Old: c.Old, New: c.New}
		var err error
		if f.OldLabel, err = t.value(ctx, tx, s, c.Field, c.Old); err != nil {
			return out, err
		}
		if f.NewLabel, err = t.value(ctx, tx, s, c.Field, c.New); err != nil {
			return out, err
		}
		if c.Field == "place" {
			f.OldLabel, f.NewLabel = "", t.say.Say("amendment.moved", nil) // its number says nothing
		}
		out.Changes = append(out.Changes, f)
	}
	return out, nil
}

// letter says which letter an act was on: the entry itself names nobody.
func (t teller) letter(ctx context.Context, tx *db.Tx, id string) ([]AmendmentField, error) {
	s, err := arrival.Brief(ctx, tx, id)
	if guichet.IsKind(err, guichet.KindNotFound) {
		return nil, nil
	}
	return []AmendmentField{
		{Field: "subject", Label: t.say.Say("field.subject", nil), New: s.Subject, NewLabel: s.Subject},
		{Field: "sender", Label: t.say.Say("field.sender", nil), New: s.Sender, NewLabel: s.Sender},
	}, err
}

func (t teller) value(ctx context.Context, tx *db.Tx, s timeline.Subject, field string, v any) (string, error) {
	var text string
	switch v := v.(type) {
	case nil:
		return "", nil
	case bool:
		if v {
			return t.say.Say("yes", nil), nil
		}
		return t.say.Say("no", nil), nil
	default:
		text = fmt.Sprint(v)
	}
	switch field {
	case "language", "role":
		if text == "" {
			return "", nil
		}
		return t.say.Say(field+"."+text, nil), nil
	case "organisation":
		if text == "" && s.Kind == "person" {
			return "", nil
		}
		return t.name(ctx, tx, "organisation", text)
	case "state":
		if s.Kind == "arrival" {
			return t.say.Say("arrival."+text, nil), nil
		}
	case "opens":
		if name := "type." + text; phrase.Has(name) {
			return t.say.Say(name, nil), nil
		}
		return t.say.Say("record."+text, nil), nil
	case "site", "team":
		return t.name(ctx, tx, field, text)
	case "job":
		if name := "job." + text; phrase.Has(name) {
			return t.say.Say(name, nil), nil
		}
	case "type", "portal":
		return t.say.Say("field_"+field+"."+text, nil), nil
	case "options":
		return custom.OptionNames(text, t.language), nil
	case "categories":
		return t.each(text, func(id string) (string, error) { return t.name(ctx, tx, "category", id) })
	case "hidden":
		return t.each(text, func(role string) (string, error) { return t.say.Say("role."+role, nil), nil })
	case "required":
		return t.each(text, func(when string) (string, error) { return record.When(t.say, when), nil })
	case "parent":
		return t.name(ctx, tx, "category", text)
	case "record_kind":
		return t.say.Say("record."+text, nil), nil
	case "kinds":
		return t.each(text, func(kind string) (string, error) { return t.say.Say("record."+kind, nil), nil })
	case "member":
		return t.name(ctx, tx, "person", text)
	}
	return text, nil
}

// each says every part of a list.
func (t teller) each(list string, say func(string) (string, error)) (string, error) {
	var all []string
	for part := range strings.SplitSeq(list, ",") {
		if part == "" {
			continue
		}
		said, err := say(part)
		if err != nil {
			return "", err
		}
		all = append(all, said)
	}
	return strings.Join(all, ", "), nil
}

// name is what a thing is called now.
func (t teller) name(ctx context.Context, tx *db.Tx, kind, id string) (string, error) {
	if id == "" {
		return "", nil
	}
	if name, known := t.names[kind+id]; known {
		return name, nil
	}
	var name string
	var err error
	switch kind {
	case "person":
		var p person.Person
		p, err = person.Get(ctx, tx, id)
		name = p.Name
	case "organisation":
		var o person.Organisation
		o, err = person.GetOrganisation(ctx, tx, id)
		name = o.Name
	case "site":
		var s person.Site
		s, err = person.GetSite(ctx, tx, id)
		name = s.Name
	case "team":
		var x team.Team
		x, err = team.Get(ctx, tx, id)
		name = x.Name
	case "category":
		var tree category.Tree
		tree, err = category.Read(ctx, tx)
		name = tree.Path(id, t.language)
	}
	if err != nil && !guichet.IsKind(err, guichet.KindNotFound) {
		return "", err
	}
	t.names[kind+id] = name
	return name, nil
}
