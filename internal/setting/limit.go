package setting

import (
	"context"

	"guichet"
	"guichet/internal/db"
)

// SignInTries is how many wrong passwords or codes in a row lock an account.
func SignInTries() Setting[int64] { return Setting[int64]{Name: "limit.sign_in", Default: 5} }

// AddressTries is how many failures one network may make before it waits.
func AddressTries() Setting[int64] { return Setting[int64]{Name: "limit.network", Default: 40} }

// LinkLetters is how many letters with links may be asked for one address before
// a wait.
func LinkLetters() Setting[int64] { return Setting[int64]{Name: "limit.links", Default: 3} }

// LinkLettersFrom is the same, for one network.
func LinkLettersFrom() Setting[int64] {
	return Setting[int64]{Name: "limit.links_network", Default: 20}
}

// TokensMost is how many tokens one person may have.
func TokensMost() Setting[int64] { return Setting[int64]{Name: "limit.tokens", Default: 100} }

// TokenCalls is how many calls one token may make in a minute; 0: any number.
func TokenCalls() Setting[int64] { return Setting[int64]{Name: "limit.token_calls", Default: 6000} }

// FileMegabytes bounds a file that is uploaded.
func FileMegabytes() Setting[int64] { return Setting[int64]{Name: "limit.file", Default: 25} }

// MailMegabytes bounds a letter that is read without asking: a larger one waits,
// with its bytes, for somebody to let it in.
func MailMegabytes() Setting[int64] { return Setting[int64]{Name: "limit.mail", Default: 50} }

// MailKeptMegabytes bounds a letter that is kept at all: a larger one is left where
// it came to, and noted.
func MailKeptMegabytes() Setting[int64] {
	return Setting[int64]{Name: "limit.mail_kept", Default: 150}
}

// JSONKilobytes bounds the body of a request.
func JSONKilobytes() Setting[int64] { return Setting[int64]{Name: "limit.json", Default: 1024} }

// RefusalDays is for how many days refusals are kept.
func RefusalDays() Setting[int64] { return Setting[int64]{Name: "refusal.days", Default: 90} }

// Limits are the bounds of what is let in, together.
type Limits struct {
	SignIn, Network, Links, LinksNetwork int64 // times
	TokenCalls                           int64 // in a minute; 0: any number
	File, Mail, MailKept, JSON           int64 // bytes
}

const sqlLimits = `SELECT name, value FROM setting WHERE name IN
	('limit.sign_in', 'limit.network', 'limit.links', 'limit.links_network', 'limit.file', 'limit.mail', 'limit.mail_kept', 'limit.json',
	'limit.token_calls')`

// UsualLimits are those that hold until somebody changes one.
func UsualLimits() Limits {
	return Limits{
		SignIn: SignInTries().Default, Network: AddressTries().Default, Links: LinkLetters().Default,
		LinksNetwork: LinkLettersFrom().Default, File: FileMegabytes().Default << 20, Mail: MailMegabytes().Default << 20,
		MailKept: MailKeptMegabytes().Default << 20, JSON: JSONKilobytes().Default << 10, TokenCalls: TokenCalls().Default,
	}
}

// ReadLimits reads those that hold now, in one statement.
func ReadLimits(ctx context.Context, tx *db.Tx) (Limits, error) {
	l := UsualLimits()
	all, err := db.All(ctx, tx, func(v *Value) []any { return []any{&v.Name, (*[]byte)(&v.Raw)} }, sqlLimits)
	if err != nil {
		return l, guichet.Doing("read the limits", err)
	}
	for _, v := range all {
		n, err := as[int64](v.Raw)
		if err != nil {
			continue // the usual one holds
		}
		switch v.Name {
		case SignInTries().Name:
			l.SignIn = n
		case AddressTries().Name:
			l.Network = n
		case LinkLetters().Name:
			l.Links = n
		case LinkLettersFrom().Name:
			l.LinksNetwork = n
		case TokenCalls().Name:
			l.TokenCalls = n
		case FileMegabytes().Name:
			l.File = n << 20
		case MailMegabytes().Name:
			l.Mail = n << 20
		case MailKeptMegabytes().Name:
			l.MailKept = n << 20
		case JSONKilobytes().Name:
			l.JSON = n << 10
		}
	}
	return l, nil
}
