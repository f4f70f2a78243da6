// Package request is the practice of service requests: a user's ask for an
// agreed action in normal delivery. It owns the request's states and legal
// moves, its types, its result, refusal and withdrawal. Reference, owner,
// history and conversation are the hall's: package ticket. What may be asked,
// with which forms and approvals, is the catalogue's, when there is one.
//
//	submitted ──> in_fulfilment ──> fulfilled ──> closed (by itself, when nobody answers)
//	  |   \______>   |    ^   \        |             |
//	  |        on_hold <──┘    \       v             v
//	  v                         \   in_fulfilment (reopened; after the
//	refused  (from on_hold too)  cancelled          window: a new request)
package request
