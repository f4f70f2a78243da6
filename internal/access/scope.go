package access

import (
	"slices"
	"strconv"
	"strings"
)

// Place is where a record stands: of which organisation and site it is, and
// which team has it.
type Place struct{ OrganisationID, SiteID, TeamID string }

// Area is a part of all records: those of an organisation, of a site, of a team,
// or of several of these at once. What is empty does not bound it.
type Area Place

func (a Area) holds(p Place) bool { return a.covers(Area(p)) }

// covers tells whether all of b is in a.
func (a Area) covers(b Area) bool {
	return (a.OrganisationID == "" || a.OrganisationID == b.OrganisationID) &&
		(a.SiteID == "" || a.SiteID == b.SiteID) && (a.TeamID == "" || a.TeamID == b.TeamID)
}

// Scope is the set of records that somebody reaches: all of them, those of some
// areas, and their own. The zero Scope is empty.
type Scope struct {
	All      bool
	Areas    []Area // none covers another
	PersonID string // whose own records are in it; empty: nobody's

	except []Area // not these: another part of the same scope has them
}

// In is the scope of whole organisations.
func In(organisationIDs ...string) Scope {
	var s Scope
	for _, id := range organisationIDs {
		s.add(Area{OrganisationID: id})
	}
	return s
}

// add puts an area in the scope, if it does not have it already.
func (s *Scope) add(a Area) {
	if s.All = s.All || a == (Area{}); s.All {
		s.Areas = nil
		return
	}
	if slices.ContainsFunc(s.Areas, func(b Area) bool { return b.covers(a) }) {
		return
	}
	s.Areas = append(slices.DeleteFunc(s.Areas, a.covers), a)
	slices.SortFunc(s.Areas, func(a, b Area) int {
		return strings.Compare(a.OrganisationID+" "+a.SiteID+" "+a.TeamID, b.OrganisationID+" "+b.SiteID+" "+b.TeamID)
	})
}

// Admits tells whether a record is in the scope: one that stands there, own to
// the people named.
func (s Scope) Admits(p Place, personIDs ...string) bool {
	return s.holds(p) || s.PersonID != "" && slices.Contains(personIDs, s.PersonID)
}

func (s Scope) holds(p Place) bool {
	return s.All || slices.ContainsFunc(s.Areas, func(a Area) bool { return a.holds(p) })
}

// HasOrganisation tells whether all of an organisation is in the scope.
func (s Scope) HasOrganisation(id string) bool {
	return s.All || id != "" && s.holds(Place{OrganisationID: id})
}

// Touches tells whether some of an organisation is in the scope.
func (s Scope) Touches(id string) bool {
	return s.All || slices.ContainsFunc(s.Areas, func(a Area) bool { return a.OrganisationID == "" || a.OrganisationID == id })
}

// IsEmpty tells that no record can be in the scope.
func (s Scope) IsEmpty() bool { return !s.All && len(s.Areas) == 0 && s.PersonID == "" }

// IsOwn tells that no record is in it but one's own.
func (s Scope) IsOwn() bool { return !s.All && len(s.Areas) == 0 }

// WithoutOwn is the scope without one's own records.
func (s Scope) WithoutOwn() Scope {
	s.PersonID = ""
	return s
}

// AnyTeam is the scope as it is for what no team has yet, such as a person.
func (s Scope) AnyTeam() Scope {
	out := Scope{All: s.All, PersonID: s.PersonID}
	for _, a := range s.Areas {
		a.TeamID = ""
		out.add(a)
	}
	return out
}

// TeamFor is the team that has to have a record of a place for it to be in the
// scope; empty when any may.
func (s Scope) TeamFor(p Place) string {
	if p.TeamID = ""; s.holds(p) {
		return ""
	}
	for _, a := range s.Areas {
		team := a.TeamID
		if a.TeamID = ""; a.holds(p) {
			return team
		}
	}
	return ""
}

// partsMost is how many areas are read one by one.
const partsMost = 8

// Parts cuts the scope into parts that have no record in common, each of which an
// index leads to. Together they are the scope.
func (s Scope) Parts() []Scope {
	if s.All || len(s.Areas) > partsMost || len(s.Areas) == 0 || len(s.Areas) == 1 && s.PersonID == "" {
		return []Scope{s}
	}
	var parts []Scope
	for i, a := range s.Areas {
		parts = append(parts, Scope{Areas: []Area{a}, except: s.Areas[:i]})
	}
	if s.PersonID != "" {
		parts = append(parts, Scope{PersonID: s.PersonID, except: s.Areas})
	}
	return parts
}

// Columns says how a noun's table tells whose a record is.
type Columns struct {
	// Organisation, Site and Team are the columns of those: "t.organisation_id".
	// Where one is empty, no area that is bounded by it reaches a record.
	Organisation, Site, Team string
	// Own are conditions, one of which makes a record a person's own; $own stands
	// for the person: "t.requester_id = $own".
	Own []string
}

// Where writes the scope as an SQL condition in brackets, whose placeholders are
// numbered from next on, and gives their arguments. It goes into the WHERE of
// every list, count and look-up.
func (s Scope) Where(c Columns, next int) (condition string, args []any) {
	if s.All {
		return "(1 = 1)", nil
	}
	place := func(value any) string {
		args = append(args, value)
		return "$" + strconv.Itoa(next+len(args)-1)
	}
	ways := c.within(s.Areas, place)
	if s.PersonID != "" && len(c.Own) > 0 {
		me := place(s.PersonID)
		for _, condition := range c.Own {
			ways = append(ways, strings.ReplaceAll(condition, "$own", me))
		}
	}
	if len(ways) == 0 {
		return "(1 = 0)", nil
	}
	condition = "(" + strings.Join(ways, " OR ") + ")"
	if others := c.within(s.except, place); len(others) > 0 {
		condition = "(" + condition + " AND NOT (" + strings.Join(others, " OR ") + "))"
	}
	return condition, args
}

type bound struct{ column, value string }

// within writes areas as conditions, one of which a record in them meets.
func (c Columns) within(areas []Area, place func(any) string) []string {
	var whole, ways []string
	for _, a := range areas {
		if a.SiteID == "" && a.TeamID == "" && c.Organisation != "" {
			whole = append(whole, place(a.OrganisationID))
		}
	}
	if len(whole) > 0 {
		ways = append(ways, c.Organisation+" IN ("+strings.Join(whole, ", ")+")")
	}
	for _, a := range areas {
		if a.SiteID == "" && a.TeamID == "" {
			continue
		}
		bounds := slices.DeleteFunc([]bound{{c.Organisation, a.OrganisationID}, {c.Site, a.SiteID}, {c.Team, a.TeamID}}, func(b bound) bool { return b.value == "" })
		if slices.ContainsFunc(bounds, func(b bound) bool { return b.column == "" }) {
			continue
		}
		var all []string
		for _, b := range bounds {
			all = append(all, b.column+" = "+place(b.value))
		}
		ways = append(ways, "("+strings.Join(all, " AND ")+")")
	}
	return ways
}
