package setting

import (
	"context"
	"time"

	"guichet/internal/db"
)

// Desk is the name by which the service desk presents itself to people.
func Desk() Setting[string] { return Setting[string]{Name: "desk.name", Default: "Centre de services"} }

// Language is the one spoken to people whose own is not known.
func Language() Setting[string] { return Setting[string]{Name: "desk.language", Default: "fr"} }

// Zone is the organisation's time zone, for people whose own is not known.
func Zone() Setting[string] { return Setting[string]{Name: "desk.zone", Default: "Europe/Paris"} }

// DefaultTeam is the team that owns what nobody was given: no record is ever
// without an owner.
func DefaultTeam() Setting[string] { return Setting[string]{Name: "desk.team"} }

// RequestTeam is the team that gets the requests of a type that are given to nobody;
// empty, the default team does.
func RequestTeam(kind string) Setting[string] {
	return Setting[string]{Name: "request.team_" + kind}
}

// ReopenDays is for how many elapsed days after closing a record may be
// reopened; later, a new linked one is made.
func ReopenDays() Setting[int64] { return Setting[int64]{Name: "incident.reopen_days", Default: 7} }

// CloseDays is after how many elapsed days without an answer a resolved incident
// closes by itself: 0 to 90; 0, it never does.
func CloseDays() Setting[int64] { return Setting[int64]{Name: "incident.close_days", Default: 5} }

// RequestCloseDays is the same for a fulfilled request.
func RequestCloseDays() Setting[int64] {
	return Setting[int64]{Name: "request.close_days", Default: 5}
}

// ArchiveDays is after how many elapsed days in which nothing happened to it a
// record that is over is archived: 0 to 3650; 0, never.
func ArchiveDays() Setting[int64] { return Setting[int64]{Name: "records.archive_days"} }

// IncidentPrefix stands before the number of an incident's reference.
func IncidentPrefix() Setting[string] {
	return Setting[string]{Name: "incident.prefix", Default: "INC"}
}

// Priorities is the matrix of impact (row) and urgency (column), 1 the highest
// of each.
func Priorities() Setting[[3][3]int64] {
	return Setting[[3][3]int64]{Name: "incident.priorities", Default: [3][3]int64{{1, 2, 3}, {2, 3, 4}, {3, 4, 5}}}
}

// RefusedFiles are the endings of files that nobody may upload: programs and what
// starts one. What comes in by mail is kept whatever it is.
func RefusedFiles() Setting[[]string] {
	return Setting[[]string]{Name: "attachment.refused", Default: []string{
		"bat", "cmd", "com", "cpl", "exe", "hta", "jar", "js", "jse", "lnk", "msi", "pif", "ps1", "reg", "scr", "vbe", "vbs", "wsf",
	}}
}

// TrustedServers are the mail servers before the desk, by the name they give in
// Authentication-Results, whose word on who sent a letter is believed.
func TrustedServers() Setting[[]string] {
	return Setting[[]string]{Name: "mail.trusted_servers", Default: []string{}}
}

// LettersOfSender is how many letters of one sender become messages within an
// hour; what comes beyond is held.
func LettersOfSender() Setting[int64] { return Setting[int64]{Name: "mail.per_sender", Default: 200} }

// LettersOfAll is the same, for all senders together.
func LettersOfAll() Setting[int64] { return Setting[int64]{Name: "mail.per_hour", Default: 5000} }

// FirstContactMinutes is how soon after it was logged a matter must be solved by
// whoever took it to be solved at first contact; 0: in the same act.
func FirstContactMinutes() Setting[int64] {
	return Setting[int64]{Name: "records.first_contact_minutes", Default: 30}
}

// The rules by which people are told of a record besides whoever asked for it.
const (
	ToldRequester = "requester" // nobody besides
	ToldReporter  = "reporter"  // who logged it for them
	ToldFollowers = "followers" // who follows it
	ToldAll       = "all"       // both
)

// Told is the rule by which people are told of a record: by mail and on the page.
func Told() Setting[string] { return Setting[string]{Name: "records.told", Default: ToldFollowers} }

// SecondFactor asks who works at the desk for a second factor at sign-in.
func SecondFactor() Setting[bool] { return Setting[bool]{Name: "auth.second_factor"} }

// Sample tells that the data are made up: the accounts are shown at sign-in, on
// loopback only.
func Sample() Setting[bool] { return Setting[bool]{Name: "sample"} }

// RequestPrefix stands before the number of a request's reference.
func RequestPrefix() Setting[string] {
	return Setting[string]{Name: "request.prefix", Default: "REQ"}
}

// ChangePrefix stands before the number of a change's reference.
func ChangePrefix() Setting[string] {
	return Setting[string]{Name: "change.prefix", Default: "CHG"}
}

// UndoSeconds is for how many seconds an answer of the desk can be taken back
// before it leaves; 0: it leaves at once.
func UndoSeconds() Setting[int64] {
	return Setting[int64]{Name: "conversation.undo_seconds", Default: 10}
}

// Lapses is when what is done now closes by itself unless somebody answers; zero,
// it never does.
func Lapses(ctx context.Context, tx *db.Tx, after Setting[int64]) (time.Time, error) {
	days, err := after.Get(ctx, tx)
	if err != nil || days <= 0 {
		return time.Time{}, err
	}
	return tx.Now.Add(time.Duration(days) * 24 * time.Hour), nil
}

// ReopenWindow is for how long after its end a record may be reopened.
func ReopenWindow(ctx context.Context, tx *db.Tx) (time.Duration, error) {
	days, err := ReopenDays().Get(ctx, tx)
	return time.Duration(days) * 24 * time.Hour, err
}
