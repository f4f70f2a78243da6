package access

import "slices"

// Role is what a person is to the desk.
type Role string

// The roles.
const (
	User          Role = "user"          // asks; every person is one
	Agent         Role = "agent"         // answers
	Administrator Role = "administrator" // sets the desk up; reads no record by it
)

// Roles lists the roles.
func Roles() []Role { return []Role{User, Agent, Administrator} }

// Permission is one thing that may be done.
type Permission string

// The permissions.
const (
	IncidentRead    Permission = "incident.read"    // see it, with what the desk wrote publicly
	IncidentLog     Permission = "incident.log"     // report one; for others where granted, for oneself as one's own
	IncidentReply   Permission = "incident.reply"   // write into its conversation
	IncidentConfirm Permission = "incident.confirm" // accept or refuse its resolution
	IncidentHandle  Permission = "incident.handle"  // assign it, change its state and fields
	IncidentNote    Permission = "incident.note"    // read and write internal notes
	PersonRead      Permission = "person.read"      // find people and see their cards
	PersonManage    Permission = "person.manage"
	TeamRead        Permission = "team.read"
	TeamManage      Permission = "team.manage"
	MailboxManage   Permission = "mailbox.manage"
	SettingManage   Permission = "setting.manage"
	JobManage       Permission = "job.manage" // see and retry what failed
)

// reach is how far a role's permission goes.
type reach int

const (
	none    reach = iota
	own           // one's own records
	granted       // the records of the organisations of the grant
	whole         // what belongs to no organisation: only where the role is granted for all of them
)

// roleTable is what each role gives.
func roleTable(r Role, p Permission) reach {
	switch r {
	case User:
		switch p {
		case IncidentRead, IncidentLog, IncidentReply, IncidentConfirm:
			return own
		}
	case Agent:
		switch p {
		case IncidentRead, IncidentLog, IncidentReply, IncidentHandle, IncidentNote, PersonRead, TeamRead:
			return granted
		}
	case Administrator:
		switch p {
		case PersonRead, PersonManage, TeamRead:
			return granted
		case TeamManage, MailboxManage, SettingManage, JobManage:
			return whole
		}
	}
	return none
}

// Permissions lists them all.
func Permissions() []Permission {
	return []Permission{
		IncidentRead, IncidentLog, IncidentReply, IncidentConfirm, IncidentHandle, IncidentNote,
		PersonRead, PersonManage, TeamRead, TeamManage, MailboxManage, SettingManage, JobManage,
	}
}

// IsRole tells whether r is a role.
func IsRole(r Role) bool { return slices.Contains(Roles(), r) }
