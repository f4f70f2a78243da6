package access

import (
	"slices"
	"strings"
)

// Role is what a person is to the desk.
type Role string

// The roles.
const (
	User          Role = "user"          // asks; every person is one
	Agent         Role = "agent"         // answers
	Authority     Role = "authority"     // says yes or no to changes
	Reader        Role = "reader"        // reads all of it, as a report reader or an auditor does, and changes nothing
	Administrator Role = "administrator" // sets the desk up; reads no record by it
)

// Roles lists the roles.
func Roles() []Role { return []Role{User, Agent, Authority, Reader, Administrator} }

// Permission is one thing that may be done.
type Permission string

// The permissions.
const (
	IncidentRead    Permission = "incident.read"    // see it, with what the desk wrote publicly
	IncidentLog     Permission = "incident.log"     // report one; for others where granted, for oneself as one's own
	IncidentReply   Permission = "incident.reply"   // write into its conversation
	IncidentConfirm Permission = "incident.confirm" // accept or refuse its resolution
	IncidentHandle  Permission = "incident.handle"  // assign it, change its state and fields
	IncidentInside  Permission = "incident.inside"  // read internal notes, the whole history and how it is sorted
	IncidentNote    Permission = "incident.note"    // write internal notes
	RequestRead     Permission = "request.read"
	RequestLog      Permission = "request.log"
	RequestReply    Permission = "request.reply"
	RequestConfirm  Permission = "request.confirm" // accept or refuse what was given, or take it back
	RequestHandle   Permission = "request.handle"
	RequestInside   Permission = "request.inside"
	RequestNote     Permission = "request.note"
	ChangeRead      Permission = "change.read"
	ChangeLog       Permission = "change.log"
	ChangeReply     Permission = "change.reply"
	ChangeHandle    Permission = "change.handle"
	ChangeInside    Permission = "change.inside"
	ChangeNote      Permission = "change.note"
	ChangeAuthorise Permission = "change.authorise" // say yes or no to one that is not one's own
	LateEntry       Permission = "record.late"      // write down an action after the fact, with its real times
	PersonRead      Permission = "person.read"      // find people and see their cards
	PersonRegister  Permission = "person.register"  // make somebody known who has no account and no role
	PersonManage    Permission = "person.manage"
	TeamRead        Permission = "team.read"
	TeamManage      Permission = "team.manage"
	MailboxManage   Permission = "mailbox.manage"
	CategoryManage  Permission = "category.manage"
	FieldManage     Permission = "field.manage" // add fields to records, and say who sees them
	SettingManage   Permission = "setting.manage"
	JobManage       Permission = "job.manage"   // see and retry what failed
	RefusalRead     Permission = "refusal.read" // see what was refused to whom
	ViewShare       Permission = "view.share"   // put a view of the queue before everybody
)

// kind is that of the records it is about; empty when it is about something else.
func (p Permission) kind() string {
	kind, _, _ := strings.Cut(string(p), ".")
	if On(kind) == (Rights{}) {
		return ""
	}
	return kind
}

// reach is how far a role's permission goes.
type reach int

const (
	none    reach = iota
	own           // one's own records
	granted       // the records that the grant is for
	whole         // what belongs to no organisation: only where nothing limits the role
)

// roleTable is what each role gives.
func roleTable(r Role, p Permission) reach {
	switch r {
	case User:
		switch p {
		case IncidentRead, IncidentLog, IncidentReply, IncidentConfirm,
			RequestRead, RequestLog, RequestReply, RequestConfirm, ChangeRead, ChangeReply:
			return own
		}
	case Agent:
		switch p {
		case IncidentRead, IncidentLog, IncidentReply, IncidentHandle, IncidentInside, IncidentNote,
			RequestRead, RequestLog, RequestReply, RequestHandle, RequestInside, RequestNote,
			ChangeRead, ChangeLog, ChangeReply, ChangeHandle, ChangeInside, ChangeNote,
			LateEntry, PersonRead, PersonRegister, TeamRead:
			return granted
		}
	case Authority:
		switch p {
		case ChangeRead, ChangeInside, ChangeNote, ChangeAuthorise, PersonRead, TeamRead:
			return granted
		}
	case Reader:
		switch p {
		case IncidentRead, IncidentInside, RequestRead, RequestInside, ChangeRead, ChangeInside, PersonRead, TeamRead:
			return granted
		}
	case Administrator:
		switch p {
		case PersonRead, PersonManage, TeamRead:
			return granted
		case TeamManage, CategoryManage, FieldManage, MailboxManage, SettingManage, JobManage, RefusalRead, ViewShare:
			return whole
		}
	}
	return none
}

// Permissions lists them all.
func Permissions() []Permission {
	return []Permission{
		IncidentRead, IncidentLog, IncidentReply, IncidentConfirm, IncidentHandle, IncidentInside, IncidentNote,
		RequestRead, RequestLog, RequestReply, RequestConfirm, RequestHandle, RequestInside, RequestNote,
		ChangeRead, ChangeLog, ChangeReply, ChangeHandle, ChangeInside, ChangeNote, ChangeAuthorise,
		LateEntry, PersonRead, PersonRegister, PersonManage, TeamRead, TeamManage, CategoryManage, FieldManage,
		MailboxManage, SettingManage, JobManage, RefusalRead, ViewShare,
	}
}

// Giving lists the roles that give a permission on more than one's own records.
func Giving(p Permission) []Role {
	return slices.DeleteFunc(Roles(), func(r Role) bool { return roleTable(r, p) < granted })
}

// IsRole tells whether r is a role.
func IsRole(r Role) bool { return slices.Contains(Roles(), r) }

// Rights are the permissions on one kind of record. An empty one is nobody's.
type Rights struct{ Read, Log, Reply, Confirm, Handle, Inside, Note Permission }

// On gives the rights on a kind of record.
func On(kind string) Rights {
	switch kind {
	case "incident":
		return Rights{IncidentRead, IncidentLog, IncidentReply, IncidentConfirm, IncidentHandle, IncidentInside, IncidentNote}
	case "request":
		return Rights{RequestRead, RequestLog, RequestReply, RequestConfirm, RequestHandle, RequestInside, RequestNote}
	case "change":
		return Rights{Read: ChangeRead, Log: ChangeLog, Reply: ChangeReply, Handle: ChangeHandle, Inside: ChangeInside, Note: ChangeNote}
	default:
		return Rights{}
	}
}
