// Package ticket is the hall behind every practice: the work record with its
// reference, state, owner, priority and links, and the verbs that all practices
// share. What a state is called and which moves are legal is the practice's, and
// comes in as a Flow; what only one practice needs stands in that practice's
// room. What people say to each other is package conversation's.
//
// A practice is a Practice of its record: its type embeds Ticket and its own
// Details, which list their fields, and every verb that practices share is a
// method. So a practice's room holds its flow, its details and its moves.
//
// A verb decides from the ticket as it stands, purely, and gives the entries of
// the timeline that say what happens. Apply alone makes them true: it appends
// them, folds them into the row and asks for what follows.
package ticket
