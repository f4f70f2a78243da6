package access

import (
	"slices"
	"strconv"
	"strings"
)

// Scope is the set of records that somebody reaches: all of them, those of some
// organisations, and their own. The zero Scope is empty.
type Scope struct {
	All             bool
	OrganisationIDs []string
	PersonID        string // whose own records are in it; empty: nobody's
}

// Admits tells whether a record is in the scope: one of the organisation, own to
// the people named.
func (s Scope) Admits(organisationID string, personIDs ...string) bool {
	return s.All ||
		organisationID != "" && slices.Contains(s.OrganisationIDs, organisationID) ||
		s.PersonID != "" && slices.Contains(personIDs, s.PersonID)
}

// IsEmpty tells that no record can be in the scope.
func (s Scope) IsEmpty() bool { return !s.All && len(s.OrganisationIDs) == 0 && s.PersonID == "" }

// Columns says how a noun's table tells whose a record is.
type Columns struct {
	// Organisation is the column of the organisation: "t.organisation_id". Empty:
	// records belong to no organisation, and only an unlimited scope or Own
	// reaches them.
	Organisation string
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
	var ways []string
	place := func(value any) string {
		args = append(args, value)
		return "$" + strconv.Itoa(next+len(args)-1)
	}
	if c.Organisation != "" && len(s.OrganisationIDs) > 0 {
		places := make([]string, len(s.OrganisationIDs))
		for i, id := range s.OrganisationIDs {
			places[i] = place(id)
		}
		ways = append(ways, c.Organisation+" IN ("+strings.Join(places, ", ")+")")
	}
	if s.PersonID != "" && len(c.Own) > 0 {
		me := place(s.PersonID)
		for _, condition := range c.Own {
			ways = append(ways, strings.ReplaceAll(condition, "$own", me))
		}
	}
	if len(ways) == 0 {
		return "(1 = 0)", nil
	}
	return "(" + strings.Join(ways, " OR ") + ")", args
}
