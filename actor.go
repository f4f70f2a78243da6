package guichet

// ActorKind says what sort of thing acts.
type ActorKind string

// The kinds of actor.
const (
	ActorPerson ActorKind = "person"
	ActorClaims ActorKind = "claims" // somebody who says they are that person, which nothing vouches for
	ActorSystem ActorKind = "system" // the program itself: a job, a sweep, an import
)

// Actor is who does something and by which way: it stands on every entry of the
// timeline. TeamID is the team they act for, if any.
type Actor struct {
	Kind   ActorKind
	ID     string // person id; empty for the system
	TeamID string
	Via    Channel
}

// Person is a person acting by a channel.
func Person(id string, via Channel) Actor { return Actor{Kind: ActorPerson, ID: id, Via: via} }

// System is the program acting by itself.
func System(via Channel) Actor { return Actor{Kind: ActorSystem, Via: via} }
