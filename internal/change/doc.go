// Package change is the practice of change enablement, in its plain form: a
// change request is registered, assessed, authorised or refused by somebody
// other than its requester, planned, carried out and closed. It owns those
// states and moves, the assessment, the decision and the outcome. Reference,
// owner, history and conversation are the hall's: package ticket. The calendar
// of changes, models and committees stand on it later.
//
//	registered ──> assessed ──> authorised ──> planned ──> implemented ──> closed
//	     \            |  \          |          |  ^  \                       ^
//	      \           v   \         v          v  |   v                      |
//	       \       refused └───> cancelled <───┘  └─ failed ─────────────────┘
//	        └──────────────────────^
package change
