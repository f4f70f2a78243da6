package access

import (
	"slices"

	"guichet"
)

// Grant is a role that a person has, in one organisation or (empty) in all.
type Grant struct {
	Role           Role
	OrganisationID string
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
func (w Who) May(p Permission) bool {
	s := w.Scope(p)
	return s.All || len(s.OrganisationIDs) > 0 || s.PersonID != ""
}

// MayIn tells whether they may do it with every record of the organisation. An
// empty one is that of records whose organisation is not known.
func (w Who) MayIn(p Permission, organisationID string) bool {
	s := w.Scope(p)
	return s.All || organisationID != "" && slices.Contains(s.OrganisationIDs, organisationID)
}

// MayOn tells whether they may do it with a record of the organisation that is
// the own record of the people named.
func (w Who) MayOn(p Permission, organisationID string, personIDs ...string) bool {
	return w.Scope(p).Admits(organisationID, personIDs...)
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

// Scope says of which records they may do it.
func (w Who) Scope(p Permission) Scope {
	var s Scope
	if w.PersonID == "" {
		return s
	}
	if roleTable(User, p) == own {
		s.PersonID = w.PersonID
	}
	for _, g := range w.Grants {
		reached := roleTable(g.Role, p)
		if reached != granted && (reached != whole || g.OrganisationID != "") {
			continue
		}
		if g.OrganisationID == "" {
			s.All = true
		} else if !slices.Contains(s.OrganisationIDs, g.OrganisationID) {
			s.OrganisationIDs = append(s.OrganisationIDs, g.OrganisationID)
		}
	}
	slices.Sort(s.OrganisationIDs)
	return s
}
