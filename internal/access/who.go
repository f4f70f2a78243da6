package access

import (
	"slices"

	"guichet"
)

// Grant is a role that a person has: everywhere or, by each that is not empty, in
// one organisation, at one site, for what one team has, for one kind of record.
type Grant struct {
	Role           Role
	OrganisationID string
	SiteID         string
	TeamID         string
	Kind           string
}

// IsWhole tells that nothing limits the role.
func (g Grant) IsWhole() bool { return g == Grant{Role: g.Role} }

// Area is where the role is had.
func (g Grant) Area() Area { return Area{g.OrganisationID, g.SiteID, g.TeamID} }

// Fits tells whether a role can be limited so: who administers does so for an
// organisation, and only who works on records has kinds of them.
func (g Grant) Fits() bool {
	switch g.Role {
	case Agent, Reader:
		return g.Kind == "" || On(g.Kind) != Rights{}
	case Authority:
		return g.Kind == ""
	default:
		return g == Grant{Role: g.Role, OrganisationID: g.OrganisationID}
	}
}

// Who is the person who asks. The zero Who is nobody and may nothing.
type Who struct {
	PersonID string
	Language guichet.Language
	Zone     string // IANA name
	Grants   []Grant
	TeamIDs  []string
}

// May tells whether they may do it at all: somewhere, or with their own records.
// What it opens is for Scope, MayIn or MayOn to say.
func (w Who) May(p Permission) bool { return !w.Scope(p).IsEmpty() }

// MayIn tells whether they may do it with every record that stands there.
func (w Who) MayIn(p Permission, at Place) bool { return w.Scope(p).WithoutOwn().Admits(at) }

// MayOn tells whether they may do it with a record that stands there and is the
// own record of the people named.
func (w Who) MayOn(p Permission, at Place, personIDs ...string) bool {
	return w.Scope(p).Admits(at, personIDs...)
}

// WorksHere tells whether they work at the desk: on records, deciding on changes,
// or reading what others do.
func (w Who) WorksHere() bool {
	return w.May(IncidentInside) || w.May(RequestInside) || w.May(ChangeInside)
}

// ActsHere tells whether they work at the desk and change anything there.
func (w Who) ActsHere() bool {
	return w.May(IncidentNote) || w.May(RequestNote) || w.May(ChangeNote)
}

// Is tells whether they have the role anywhere.
func (w Who) Is(r Role) bool {
	return slices.Contains(w.Roles(), r)
}

// Roles lists their roles, each once.
func (w Who) Roles() []Role {
	roles := []Role{}
	for _, r := range Roles() {
		has := r == User && w.PersonID != "" ||
			w.PersonID != "" && slices.ContainsFunc(w.Grants, func(g Grant) bool { return g.Role == r })
		if has {
			roles = append(roles, r)
		}
	}
	return roles
}

// Without is the same person as if they had none of the roles: what they would
// still reach, they reach by another.
func (w Who) Without(roles []string) Who {
	w.Grants = slices.DeleteFunc(slices.Clone(w.Grants), func(g Grant) bool { return slices.Contains(roles, string(g.Role)) })
	return w
}

// Scope says of which records they may do it.
func (w Who) Scope(p Permission) Scope {
	var s Scope
	if w.PersonID == "" {
		return s
	}
	if roleTable(User, p) == own {
		s.PersonID = w.PersonID
	}
	kind := p.kind()
	for _, g := range w.Grants {
		reached := roleTable(g.Role, p)
		if reached != granted && (reached != whole || !g.IsWhole()) || kind != "" && g.Kind != "" && g.Kind != kind {
			continue
		}
		area := g.Area()
		if kind == "" {
			area.TeamID = "" // people are of no team: who works for one helps whoever asks it
		}
		s.add(area)
	}
	return s
}
