// Package canned keeps canned replies: answers that are written once, in both
// languages, and given often. Each belongs to a person, to a team or to the whole
// desk, and has its history.
//
// It owns the texts and the variables that may stand in them; of which record
// they are filled in is the caller's to say, and where the text goes too.
package canned
