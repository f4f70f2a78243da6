package person

import (
	"context"
	"slices"
	"strings"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/timeline"
)

// Edit is what an administrator changes of a person; nil leaves a field as it
// is. Identities are all of them: the first of each kind is the one preferred.
type Edit struct {
	Name           *string
	Language       *guichet.Language
	Zone           *string
	OrganisationID *string
	SiteID         *string
	Title          *string
	VIP            *bool
	Identities     *[]Identity
}

const (
	sqlChange = `UPDATE person SET name = $2, name_key = $3, turned_key = $4, language = $5, zone = $6, organisation_id = $7,
		site_id = $8, title = $9, vip = $10, updated = $11 WHERE id = $1`

	sqlSetActive = `UPDATE person SET active = $2, updated = $3 WHERE id = $1`

	sqlRemoveIdentity = `DELETE FROM identity WHERE id = $1`

	sqlPreferIdentity = `UPDATE identity SET value = $2, preferred = $3 WHERE id = $1`
)

// identitiesMost is how many addresses and numbers one person may have.
const identitiesMost = 20

func subject(id string) timeline.Subject { return timeline.Subject{Kind: "person", ID: id} }

// Version is that of the person's history: what a change says it has seen.
func Version(ctx context.Context, tx *db.Tx, id string) (int64, error) {
	return timeline.Version(ctx, tx, subject(id))
}

// Add makes a person known on an administrator's word, which is checked more
// closely than the heading of a letter.
func Add(ctx context.Context, tx *db.Tx, by guichet.Actor, in Edit) (Person, error) {
	p := Person{Active: true}
	in.apply(&p)
	var known []Identity
	if in.Identities != nil {
		known = sorted(*in.Identities)
	}
	if err := checkEdit(ctx, tx, p, known); err != nil {
		return p, err
	}
	p, err := Create(ctx, tx, by, p)
	if err != nil {
		return p, err
	}
	changes, err := setIdentities(ctx, tx, p.ID, known)
	if err != nil {
		return p, err
	}
	first := Person{}
	changes = append(difference(first, p), changes...)
	_, err = timeline.Append(ctx, tx, subject(p.ID), by, timeline.Entry{Kind: "described/1", Changes: changes})
	tx.Hint("person", p.ID)
	return p, err
}

// Change edits a person whose history was seen up to a version; a field that
// somebody else changed since is a conflict.
func Change(ctx context.Context, tx *db.Tx, by guichet.Actor, id string, seen int64, in Edit) (Person, error) {
	if err := tx.Lock(ctx, "person", id); err != nil {
		return Person{}, err
	}
	before, err := Get(ctx, tx, id)
	if err != nil {
		return before, err
	}
	p := before
	in.apply(&p)
	var known []Identity
	if in.Identities != nil {
		known = sorted(*in.Identities)
	}
	if err := checkEdit(ctx, tx, p, known); err != nil {
		return p, err
	}
	since, err := timeline.After(ctx, tx, subject(id), seen, timeline.Everything)
	if err != nil {
		return p, err
	}
	changes := difference(before, p)
	if clashes := timeline.Clashes(since, changes, func(field string) any { return valueOf(before, field) }); len(clashes) > 0 {
		return p, guichet.Conflict(clashes...)
	}
	if in.Identities != nil {
		was, err := Identities(ctx, tx, id)
		if err != nil {
			return p, err
		}
		more, err := setIdentities(ctx, tx, id, known)
		if err != nil {
			return p, err
		}
		now := func(field string) any { return joined(was, field) }
		if clashes := timeline.Clashes(since, more, now); len(clashes) > 0 {
			return p, guichet.Conflict(clashes...)
		}
		changes = append(changes, more...)
	}
	if len(changes) == 0 {
		return p, nil
	}
	if _, err := tx.Exec(ctx, sqlChange, p.ID, p.Name, guichet.Fold(p.Name), turned(p.Name), string(p.Language), p.Zone, p.OrganisationID,
		p.SiteID, p.Title, p.VIP, tx.Now); err != nil {
		return p, guichet.Doing("change a person", err)
	}
	_, err = timeline.Append(ctx, tx, subject(id), by, timeline.Entry{Kind: "changed/1", Changes: changes})
	tx.Hint("person", id)
	return p, err
}

// SetActive says whether a person is with us. What they were given stays theirs
// until somebody gives it to another; that they are signed out is package auth's.
func SetActive(ctx context.Context, tx *db.Tx, by guichet.Actor, id string, active bool, reason string) error {
	if err := guichet.Join(guichet.CheckText("reason", reason, 0, 2000)); err != nil {
		return err
	}
	if err := tx.Lock(ctx, "person", id); err != nil {
		return err
	}
	p, err := Get(ctx, tx, id)
	if err != nil || p.Active == active {
		return err
	}
	if _, err := tx.Exec(ctx, sqlSetActive, id, active, tx.Now); err != nil {
		return guichet.Doing("say whether a person is active", err)
	}
	_, err = timeline.Append(ctx, tx, subject(id), by, timeline.Entry{
		Kind: "activity/1", Changes: []timeline.Change{{Field: "active", Old: p.Active, New: active}}, Reason: reason,
	})
	tx.Hint("person", id)
	return err
}

func (in Edit) apply(p *Person) {
	set := func(to, from *string) {
		if from != nil {
			*to = guichet.Clean(*from)
		}
	}
	set(&p.Name, in.Name)
	set(&p.Zone, in.Zone)
	set(&p.OrganisationID, in.OrganisationID)
	set(&p.SiteID, in.SiteID)
	set(&p.Title, in.Title)
	if in.Language != nil {
		p.Language = *in.Language
	}
	if in.VIP != nil {
		p.VIP = *in.VIP
	}
}

func checkEdit(ctx context.Context, tx *db.Tx, p Person, known []Identity) error {
	mistakes := []*guichet.Error{
		guichet.CheckLine("name", p.Name, 1, 200), guichet.CheckLine("title", p.Title, 0, 200), checkZone(p.Zone),
	}
	if p.Language != guichet.ParseLanguage(string(p.Language), "") {
		mistakes = append(mistakes, guichet.Invalid("language", "unknown_value", nil))
	}
	if len(known) > identitiesMost {
		mistakes = append(mistakes, guichet.Invalid("identities", "too_many_items", guichet.Args{"max": identitiesMost}))
	}
	for _, i := range known {
		mistakes = append(mistakes, i.check())
	}
	if p.OrganisationID != "" {
		if _, err := GetOrganisation(ctx, tx, p.OrganisationID); guichet.IsKind(err, guichet.KindNotFound) {
			mistakes = append(mistakes, guichet.Invalid("organisation_id", "unknown_value", nil))
		} else if err != nil {
			return err
		}
	}
	if p.SiteID != "" {
		s, err := GetSite(ctx, tx, p.SiteID)
		switch {
		case guichet.IsKind(err, guichet.KindNotFound):
			mistakes = append(mistakes, guichet.Invalid("site_id", "unknown_value", nil))
		case err != nil:
			return err
		case s.OrganisationID != p.OrganisationID:
			mistakes = append(mistakes, guichet.Invalid("site_id", "person.site_elsewhere", nil))
		}
	}
	return guichet.Join(mistakes...)
}

// check says what is wrong with an identity; the field is its kind.
func (i Identity) check() *guichet.Error {
	if mistake := guichet.CheckLine(i.Kind, i.Value, 1, 320); mistake != nil {
		return mistake
	}
	switch i.Kind {
	case MailAddress:
		local, domain, _ := strings.Cut(i.Value, "@")
		if local == "" || domain == "" || strings.ContainsAny(i.Value, " <>(),;:\"\\[]") || strings.Contains(domain, "@") {
			return guichet.Invalid(MailAddress, "mail.address", nil)
		}
	case PhoneNumber:
		if len(key(PhoneNumber, i.Value)) < 3 {
			return guichet.Invalid(PhoneNumber, "person.phone", nil)
		}
	default:
		return guichet.Invalid("identities", "unknown_value", nil)
	}
	return nil
}

// sorted puts the kinds together and keeps the order within each.
func sorted(all []Identity) []Identity {
	all = slices.Clone(all)
	for i := range all {
		all[i].Value = guichet.Clean(all[i].Value)
	}
	slices.SortStableFunc(all, func(a, b Identity) int { return strings.Compare(a.Kind, b.Kind) })
	return all
}

// setIdentities makes the ways in which a person is known these, and says what
// changed.
func setIdentities(ctx context.Context, tx *db.Tx, personID string, known []Identity) ([]timeline.Change, error) {
	was, err := Identities(ctx, tx, personID)
	if err != nil {
		return nil, err
	}
	kept := map[string]bool{}
	for n, i := range known {
		i.PersonID, i.Preferred = personID, n == 0 || known[n-1].Kind != i.Kind
		at := slices.IndexFunc(was, func(o Identity) bool { return o.Kind == i.Kind && key(o.Kind, o.Value) == key(i.Kind, i.Value) })
		switch {
		case at < 0:
			err = nil
		case kept[was[at].ID]:
			return nil, guichet.Invalid(i.Kind, "person.identity_twice", nil)
		default:
			kept[was[at].ID] = true
			_, err = tx.Exec(ctx, sqlPreferIdentity, was[at].ID, i.Value, i.Preferred)
		}
		if err != nil {
			return nil, guichet.Doing("prefer an identity", err)
		}
	}
	for _, o := range was {
		if kept[o.ID] {
			continue
		}
		if _, err := tx.Exec(ctx, sqlRemoveIdentity, o.ID); err != nil {
			return nil, guichet.Doing("remove an identity", err)
		}
	}
	for n, i := range known {
		i.PersonID, i.Preferred = personID, n == 0 || known[n-1].Kind != i.Kind
		if slices.ContainsFunc(was, func(o Identity) bool { return o.Kind == i.Kind && key(o.Kind, o.Value) == key(i.Kind, i.Value) }) {
			continue
		}
		if err := addIdentity(ctx, tx, i); err != nil {
			return nil, err
		}
	}
	var changes []timeline.Change
	for _, kind := range []string{MailAddress, PhoneNumber} {
		if before, now := joined(was, kind), joined(known, kind); before != now {
			changes = append(changes, timeline.Change{Field: kind, Old: before, New: now})
		}
	}
	return changes, nil
}

// joined writes the identities of a kind as one text, for the history.
func joined(all []Identity, kind string) string {
	var values []string
	for _, i := range all {
		if i.Kind == kind {
			values = append(values, i.Value)
		}
	}
	return strings.Join(values, ", ")
}

func editedFields() []string {
	return []string{"name", "language", "zone", "organisation", "site", "title", "vip"}
}

func valueOf(p Person, field string) any {
	switch field {
	case "name":
		return p.Name
	case "language":
		return string(p.Language)
	case "zone":
		return p.Zone
	case "organisation":
		return p.OrganisationID
	case "site":
		return p.SiteID
	case "title":
		return p.Title
	default:
		return p.VIP
	}
}

func difference(before, after Person) []timeline.Change {
	var changes []timeline.Change
	for _, field := range editedFields() {
		if was, is := valueOf(before, field), valueOf(after, field); was != is {
			changes = append(changes, timeline.Change{Field: field, Old: was, New: is})
		}
	}
	return changes
}

// turned is the key of a name with its first word last: people are looked for by
// either.
func turned(name string) string {
	first, rest, more := strings.Cut(guichet.Fold(name), " ")
	if !more {
		return first
	}
	return rest + " " + first
}
