package record

import (
	"context"
	"net/mail"
	"slices"
	"strings"

	"guichet"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/mailbox"
)

// CheckCopies reads the addresses that are to get a copy of an answer, each once.
// One of the desk's own mailboxes is refused: it would answer itself.
func CheckCopies(ctx context.Context, tx *db.Tx, typed []string) ([]string, error) {
	if len(typed) == 0 {
		return nil, nil
	}
	own, err := mailbox.List(ctx, tx)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(own, mailbox.Mailbox.Sends) {
		return nil, guichet.Invalid("copies", "mail.no_mailbox", nil)
	}
	var all []string
	for _, a := range typed {
		a = guichet.Clean(a)
		read, err := mail.ParseAddress(a)
		local, domain, _ := strings.Cut(a, "@")
		if err != nil || read.Address != a || len(a) > 254 || !strings.Contains(domain, ".") || strings.ContainsAny(a, " <>\"") {
			return nil, guichet.Invalid("copies", "mail.address", nil)
		}
		local, _, _ = strings.Cut(local, "+")
		for _, box := range own {
			if guichet.Fold(box.Address) == guichet.Fold(local+"@"+domain) {
				return nil, guichet.Invalid("copies", "mail.own_address", guichet.Args{"address": box.Address})
			}
		}
		if !slices.ContainsFunc(all, func(b string) bool { return guichet.Fold(a) == guichet.Fold(b) }) {
			all = append(all, a)
		}
	}
	if len(all) > conversation.CopiesMost {
		return nil, guichet.Invalid("copies", "too_many_items", guichet.Args{"max": conversation.CopiesMost})
	}
	slices.Sort(all)
	return all, nil
}

// Quiet tells that a field is one that only the program reads.
func Quiet(field string) bool {
	return slices.Contains([]string{"phase", "last_message", "conversation", "language", "watcher_told"}, field)
}

// OfState names the fields of a move as they are called in a reply, where they
// stand within state.
func OfState(err error) error {
	if !guichet.IsKind(err, guichet.KindInvalid) {
		return err
	}
	e := *guichet.AsError(err)
	others := e.Others
	e.Field, e.Others = stateField(e.Field), nil
	for _, o := range others {
		other := *o
		other.Field = stateField(o.Field)
		e.Others = append(e.Others, &other)
	}
	return &e
}

func stateField(field string) string {
	if slices.Contains([]string{"to", "hold_reason", "reason", "result", "risk", "assessment", "starts_at", "ends_at", "outcome", "closing_category_id"}, field) || strings.HasPrefix(field, "resolution.") {
		return "state." + field
	}
	return field
}
