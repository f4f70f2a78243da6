// Package administration is the part of the API by which a desk is set up: its
// people, organisations, teams and roles, its mailboxes and settings, its jobs
// and how it fares. It decides nothing; the verbs of the rooms do. What belongs
// to no organisation is for those only who administer all of them.
package administration

import (
	"guichet/internal/api/contract"
	"guichet/internal/health"
	"guichet/internal/mailbox"
)

// Needs is what these routes need of the house besides the door.
type Needs struct {
	Seal *mailbox.Keys
	URL  string // how people reach the desk

	// Machine tells of what the desk runs on; nil: nothing is known of it.
	Machine func() health.Machine
}

// door is the API's, with what the routes here need.
type door struct {
	*contract.Door
	seal *mailbox.Keys
	url  string

	machine func() health.Machine
}

// Routes adds the routes to the door.
func Routes(d *contract.Door, n Needs) {
	a := &door{Door: d, seal: n.Seal, url: n.URL, machine: n.Machine}
	a.personRoutes()
	a.invitationRoutes()
	a.factorRoutes()
	a.roleRoutes()
	a.organisationRoutes()
	a.teamRoutes()
	a.historyRoutes()
	a.settingRoutes()
	a.jobRoutes()
	a.healthRoutes()
	a.rehearsalRoutes()
	a.refusalRoutes()
	a.trialRoutes()
	a.mannerRoutes()
	a.mailboxRoutes()
}
