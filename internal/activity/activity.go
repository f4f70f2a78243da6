// Package activity says what an action that is written down on a record consists
// of: its kind, what came of it and, where it is told after the fact, when it was
// really done. It keeps nothing; the notes of package ticket do.
package activity

import (
	"slices"
	"time"

	"guichet"
)

// Activity is an action that a note writes down: of what kind it was, what came
// of it, and when it was done where that was not just now.
type Activity struct {
	Kind    string // one of Kinds; empty: words only
	Outcome string
	Started time.Time
	Ended   time.Time
}

// Kinds lists the kinds of action.
func Kinds() []string {
	return []string{"routing", "diagnosis", "contact", "recovery", "verification", "other"}
}

// OutcomeMost is how many characters an outcome may have.
const OutcomeMost = 500

// IsLate tells that it was written down after the fact.
func (a Activity) IsLate() bool { return !a.Ended.IsZero() }

// Check says what is wrong with an action as it was told: one told after the fact
// has its real start and its real end.
func (a Activity) Check(now time.Time) error {
	mistakes := []*guichet.Error{guichet.CheckLine("outcome", a.Outcome, 0, OutcomeMost)}
	if a.Kind != "" && !slices.Contains(Kinds(), a.Kind) {
		mistakes = append(mistakes, guichet.Invalid("activity", "unknown_value", nil))
	}
	if !a.Started.IsZero() || !a.Ended.IsZero() {
		for _, x := range []struct {
			field string
			at    time.Time
		}{{"started_at", a.Started}, {"ended_at", a.Ended}} {
			switch {
			case x.at.IsZero():
				mistakes = append(mistakes, guichet.Invalid(x.field, "required", nil))
			case x.at.After(now):
				mistakes = append(mistakes, guichet.Invalid(x.field, "in_future", nil))
			case x.at.Year() < 1990:
				mistakes = append(mistakes, guichet.Invalid(x.field, "bad_time", nil))
			}
		}
		if a.Ended.Before(a.Started) {
			mistakes = append(mistakes, guichet.Invalid("ended_at", "change.ends_first", nil))
		}
	}
	return guichet.Join(mistakes...)
}
