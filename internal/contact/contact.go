// Package contact tells whether a matter was solved at first contact: by rule, of
// the entries of its record, and not by anybody's word.
package contact

import (
	"time"

	"guichet"
	"guichet/internal/timeline"
)

// Solved tells whether whoever solves a matter now does so at its first contact:
// they took it from somebody themselves and gave it to nobody else, nothing more
// was heard of its requester and it was never reopened, and no more time went by
// than the window. entries are those of the record up to now.
func Solved(entries []timeline.Entry, by guichet.Actor, now time.Time, window time.Duration) bool {
	if by.ID == "" || len(entries) == 0 || now.Sub(entries[0].Recorded) > window {
		return false
	}
	for i, e := range entries {
		switch {
		case e.Erased, e.Kind == "heard/1", e.Kind == "reopened/1", e.Kind == "separated/1", e.Kind == "merged/1":
			return false
		case i == 0 && (e.Actor.ID != by.ID || e.Kind != "created/1"):
			return false
		}
		passed, taken := false, false
		for _, c := range e.Changes {
			switch c.Field {
			case "requester":
				if c.Text() == by.ID {
					return false // nobody contacted them
				}
			case "assignee":
				if id := c.Text(); id != "" && id != by.ID {
					return false
				}
				taken = c.Text() == by.ID
			case "team":
				passed = i > 0
			}
		}
		if passed && !taken {
			return false
		}
	}
	return true
}
