package intake

import (
	"context"
	"strings"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/mime"
	"guichet/internal/outbox"
	"guichet/internal/person"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// The entries that a report leaves on the record of the letter it is about. The
// words of the server stay with the letter.
const (
	undelivered = "undelivered/1" // the letter came back
	delayed     = "delayed/1"     // it is on its way still
	complained  = "complained/1"  // its reader reported it as unwanted
	resent      = "resent/1"      // somebody had it sent again
)

// Reported is what a mail system says of a letter of ours.
type Reported struct {
	Letter outbox.Letter // ID '': of none of ours
	Report mime.Report
}

// Report takes a report in, on the letter that it is about. It is no message:
// nobody said anything, nothing is woken and nothing answered. A letter that
// came back has failed, its address is marked, and who sees to the record is
// told; a delay and a complaint are noted.
func Report(ctx context.Context, tx *db.Tx, in Reported) (Outcome, error) {
	l := in.Letter
	if l.ID == "" {
		return Outcome{Kept: KeptReport}, nil
	}
	kind, status, words := "", "", ""
	// A letter of ours goes to one address, so all that is said is said of it;
	// where there are several, the line of that address comes first.
	for i, r := range in.Report.Recipients {
		if i == 0 || strings.EqualFold(r.Address, l.Address) || strings.EqualFold(r.Original, l.Address) {
			status, words = r.Status, strings.TrimSpace(r.Status+" "+strings.TrimPrefix(r.Reason, r.Status))
		}
	}
	fresh := false
	var err error
	switch in.Report.Kind {
	case mime.ReportFailed:
		kind = undelivered
		if fresh, err = outbox.MarkReturned(ctx, tx, l, words); err == nil && fresh {
			err = person.MarkFailing(ctx, tx, l.Address, words)
		}
	case mime.ReportDelayed:
		kind = delayed
		fresh, err = outbox.MarkDelayed(ctx, tx, l, words)
	case mime.ReportAbuse:
		kind, status, fresh = complained, "", true
	}
	if err != nil || !fresh || l.TicketID == "" {
		return Outcome{}, err
	}
	t, err := practiceOf(l.TicketKind).Mark(ctx, tx, ticket.Act{By: guichet.System(guichet.Mail), Scope: everything(), Ref: l.TicketID}, timeline.Entry{
		Kind: kind, Reason: status, Rows: []timeline.Pointer{{Kind: "letter", ID: l.ID}},
	})
	return Outcome{Ticket: t}, err
}

// Undelivered notes on its record that a letter will not leave: the server refused
// it, or was not there for hours. gone tells that it refused the address for good.
func Undelivered(ctx context.Context, tx *db.Tx, l outbox.Letter, words string, gone bool) error {
	if gone {
		if err := person.MarkFailing(ctx, tx, l.Address, words); err != nil {
			return err
		}
	}
	if l.TicketID == "" {
		return nil
	}
	t, err := ticket.KindOf(ctx, tx, l.TicketID)
	if err != nil {
		return err
	}
	_, err = practiceOf(t.Kind).Mark(ctx, tx, ticket.Act{By: guichet.System(guichet.Mail), Scope: everything(), Ref: l.TicketID}, timeline.Entry{
		Kind: undelivered, Rows: []timeline.Pointer{{Kind: "letter", ID: l.ID}},
	})
	return err
}

// Resend has a letter of a record sent again that failed.
func Resend(ctx context.Context, tx *db.Tx, kind string, act ticket.Act, l outbox.Letter) (ticket.Ticket, error) {
	t, err := practiceOf(kind).Mark(ctx, tx, act, timeline.Entry{Kind: resent, Rows: []timeline.Pointer{{Kind: "letter", ID: l.ID}}})
	if err != nil {
		return t, err
	}
	return t, outbox.Again(ctx, tx, l)
}
