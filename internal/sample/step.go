package sample

import (
	"fmt"
	"strings"
	"time"

	"guichet"
	"guichet/internal/change"
	"guichet/internal/incident"
)

// story is one record, from its first words on. Times are written
//
//	-95m        so long before the present
//	2d 09:12    two working days ago, in Lyon
//	+12m        so long after the step before
type story struct {
	kind     string // '': an incident
	nature   string // of a request: its type
	sheet    change.Sheet
	who      string // the requester
	at       string
	via      guichet.Channel
	by       string // who of the desk logged it, when it came by phone or at the counter
	title    string
	text     string
	impact   int64
	urgency  int64
	team     string // '': the desk's own
	symptoms string
	callback string
	occurred time.Duration // so long before it was told
	sorted   [2]string     // the categories at first and in the end, where the title does not tell
	steps    []step
}

type stepKind int

const (
	toAssign stepKind = iota
	toTake
	toMove
	toReply
	toNote
	toHear
	toConfirm
	toRefuse
	toRank
	toDo
)

// step is one thing that happens to the record of a story.
type step struct {
	kind    stepKind
	at      string
	by      string // who of the desk
	via     guichet.Channel
	text    string // said, noted, or the reason
	team    string
	person  string
	impact  int64
	urgency int64
	move    *incident.Move
	do      verb
}

// assign passes it to a team, or one of its people, with the reason.
func assign(at, by, team, person, reason string) step {
	return step{kind: toAssign, at: at, by: by, team: team, person: person, text: reason}
}

// take makes it one's own, and starts.
func take(at, by string) step { return step{kind: toTake, at: at, by: by} }

// start begins, or goes on after a wait.
func start(at, by string) step {
	return step{kind: toMove, at: at, by: by, move: &incident.Move{To: incident.InProgress}}
}

// reply answers the requester.
func reply(at, by, text string) step { return step{kind: toReply, at: at, by: by, text: text} }

// hold makes it wait, with an answer that says so unless the text is empty.
func hold(at, by, reason, text string) step {
	s := step{kind: toReply, at: at, by: by, text: text, move: &incident.Move{To: incident.OnHold, HoldReason: reason}}
	if text == "" {
		s.kind = toMove
	}
	return s
}

// solve answers and resolves, in one act.
func solve(at, by, code, kind, text, resolution string) step {
	return step{kind: toReply, at: at, by: by, text: text, move: &incident.Move{
		To: incident.Resolved, Resolution: incident.Resolution{Text: resolution, Code: code, Kind: kind},
	}}
}

// shut closes what nobody confirmed.
func shut(at, by string) step {
	return step{kind: toMove, at: at, by: by, move: &incident.Move{To: incident.Closed}}
}

// cancel ends what is no incident to work on.
func cancel(at, by, reason, text string) step {
	return step{kind: toReply, at: at, by: by, text: text, move: &incident.Move{To: incident.Cancelled, Reason: reason}}
}

// reopen takes it back to work.
func reopen(at, by, reason string) step {
	return step{kind: toMove, at: at, by: by, move: &incident.Move{To: incident.InProgress, Reason: reason}}
}

// note is for the desk alone.
func note(at, by, text string) step { return step{kind: toNote, at: at, by: by, text: text} }

// says is what the requester adds.
func says(at string, via guichet.Channel, text string) step {
	return step{kind: toHear, at: at, via: via, text: text}
}

// confirms closes; refuses goes back to work.
func confirms(at, text string) step { return step{kind: toConfirm, at: at, text: text} }
func refuses(at, text string) step  { return step{kind: toRefuse, at: at, text: text} }

// rank changes impact and urgency.
func rank(at, by string, impact, urgency int64, reason string) step {
	return step{kind: toRank, at: at, by: by, impact: impact, urgency: urgency, text: reason}
}

// moment reads when a step happens.
func moment(text string, now, before time.Time, lyon *time.Location) (time.Time, error) {
	switch {
	case strings.HasPrefix(text, "+"), strings.HasPrefix(text, "-"):
		d, err := time.ParseDuration(text)
		if err != nil {
			return now, fmt.Errorf("when is %q: %w", text, err)
		}
		if d < 0 {
			return now.Add(d), nil
		}
		return before.Add(d), nil
	}
	var back, hour, minute int
	if _, err := fmt.Sscanf(text, "%dd %d:%d", &back, &hour, &minute); err != nil {
		return now, fmt.Errorf("when is %q: %w", text, err)
	}
	day := now.In(lyon)
	for back > 0 {
		day = day.AddDate(0, 0, -1)
		if w := day.Weekday(); w != time.Saturday && w != time.Sunday {
			back--
		}
	}
	return time.Date(day.Year(), day.Month(), day.Day(), hour, minute, 0, 0, lyon), nil
}
