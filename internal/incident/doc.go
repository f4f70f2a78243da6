// Package incident is the practice of incidents: a service stopped, or got
// worse, without that being planned. It owns the incident's states and legal
// moves, its priority, resolution, confirmation and reopening, and the fields
// that only an incident has. Reference, owner, history and conversation are the
// hall's: package ticket.
//
//	new ──> assigned ──> in_progress ──> resolved ──> closed
//	  \________\____________/  ^   \        |            |
//	           on_hold ────────┘    \       v            v
//	  cancelled <── any open       on_hold  in_progress (reopened; after the
//	                                        window: a new, linked incident)
package incident
