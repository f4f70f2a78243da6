package mail

import (
	"context"
	"errors"
	"strings"

	"guichet"
	"guichet/internal/arrival"
	"guichet/internal/db"
	"guichet/internal/job"
	"guichet/internal/mailbox"
	"guichet/internal/mime"
	"guichet/internal/outbox"
	"guichet/internal/setting"
)

// Why a letter is in quarantine. Package phrase has a sentence for each.
const (
	reasonUnreadable = "mail.unreadable"
	reasonTooLarge   = "mail.too_large"
	reasonTooMany    = "mail.too_many_parts"
	reasonNoSender   = "mail.no_sender"
	reasonFailed     = "mail.failed" // it can be read, and yet no message could be made of it
)

// Arrival is a letter on its way to become a message.
type Arrival struct {
	ID      string // the same however often it is tried
	Mailbox mailbox.Mailbox
	Letter  mime.Letter

	// Tagged is the letter of ours whose signed address it was sent to: only who
	// had that letter knows it. Named is the one its In-Reply-To or References
	// name, which is less of a proof. Either is empty (ID "") when there is none.
	Tagged outbox.Letter
	Named  outbox.Letter

	// Reported is the letter of ours that a delivery report is about.
	Reported outbox.Letter

	// Trusted are the names of the mail servers whose word on senders counts.
	Trusted []string

	// Others are the addresses besides the desk's that it was written to.
	Others []string

	// Own says that it comes from an address of the desk itself.
	Own bool

	// Settle ends the job and notes the letter as done, in the transaction that
	// made a message of it: both stand or neither.
	Settle func(ctx context.Context, tx *db.Tx) error
}

// arrived reads one letter and hands it on.
func (c *Channel) arrived(ctx context.Context, j job.Job) error {
	var t arrival.Task
	if err := j.Decode(&t); err != nil {
		return err
	}
	var s arrival.Stored
	var own []mailbox.Mailbox
	if err := c.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if s, err = arrival.Get(ctx, tx, t.ArrivalID); err != nil {
			return err
		}
		own, err = mailbox.List(ctx, tx)
		return err
	}); err != nil {
		return err
	}
	if s.State != arrival.Kept {
		return nil
	}
	l, err := c.parse(ctx, s)
	switch {
	case errors.Is(err, mime.ErrTooLarge):
		return c.quarantine(ctx, j, s, reasonTooLarge)
	case errors.Is(err, mime.ErrTooManyParts):
		return c.quarantine(ctx, j, s, reasonTooMany)
	case guichet.IsKind(err, guichet.KindUnavailable):
		return err // its bytes cannot be read just now
	case err != nil:
		return c.quarantine(ctx, j, s, reasonUnreadable)
	case l.From.Address == "" && l.Report == nil:
		return c.quarantine(ctx, j, s, reasonNoSender)
	}
	if strings.Contains(l.MessageID, ".trial@") {
		if isTrial, err := c.cameBack(ctx, j, s.ID, l.MessageID); err != nil || isTrial {
			return err
		}
	}
	a, err := c.arrival(ctx, s, l, own)
	if err != nil {
		return err
	}
	if !t.Released && l.Report == nil {
		if aside, err := c.weigh(ctx, j, s, a); err != nil || aside {
			return err
		}
	}
	settled := false
	a.Settle = func(ctx context.Context, tx *db.Tx) error {
		if err := arrival.Settle(ctx, tx, s.ID, arrival.Done, ""); err != nil {
			return err
		}
		tx.AfterCommit(func() { settled = true })
		return job.Done(ctx, tx, j)
	}
	if err := c.o.Receive(ctx, a); err != nil {
		// Another letter made the same person known at the same moment: tried again,
		// this one finds them.
		overtaken := guichet.AsError(err).Code == "person.identity_taken"
		if guichet.IsKind(err, guichet.KindInvalid) && !overtaken || j.Attempt >= job.Attempts {
			c.log.WarnContext(ctx, "no message could be made of a letter", "arrival", s.ID, "error", err)
			reason := reasonFailed
			if code := guichet.AsError(err).Code; strings.HasPrefix(code, "mail.") {
				reason = code // whoever received it says why
			}
			return c.quarantine(ctx, j, s, reason)
		}
		return guichet.Doing("receive a letter", err)
	}
	if settled {
		return nil
	}
	return c.db.Write(ctx, a.Settle) // Receive left it to us
}

// arrival gathers what a letter says of where it belongs.
func (c *Channel) arrival(ctx context.Context, s arrival.Stored, l mime.Letter, own []mailbox.Mailbox) (Arrival, error) {
	a := Arrival{ID: s.ID, Letter: l}
	isOwn := func(address string) bool {
		for _, m := range own {
			if strings.EqualFold(m.Address, address) {
				return true
			}
		}
		return false
	}
	for _, m := range own {
		if m.ID == s.MailboxID {
			a.Mailbox = m
		}
	}
	for _, to := range append(append([]mime.Address{}, l.To...), l.Cc...) {
		if plain, _ := mime.CutTag(to.Address); !isOwn(plain) && !isOwn(to.Address) {
			a.Others = append(a.Others, to.Address)
		}
	}
	from, _ := mime.CutTag(l.From.Address)
	a.Own = isOwn(from)
	tagged, isTagged := l.Tagged(c.secret, isOwn)
	about := ""
	if l.Report != nil {
		// The copy that came back asked for answers at our signed address; or the
		// report itself was written to it.
		about = tagged
		for _, address := range l.Report.Answers {
			plain, tag := mime.CutTag(address)
			if id, ok := mime.Verify(c.secret, tag); ok && isOwn(plain) {
				about = id
			}
		}
	}
	names := append([]string{}, l.References...)
	if l.InReplyTo != "" {
		names = append(names, l.InReplyTo)
	}
	err := c.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if a.Trusted, err = setting.TrustedServers().Get(ctx, tx); err != nil {
			return err
		}
		if isTagged {
			found, err := outbox.Get(ctx, tx, tagged)
			if err != nil && !guichet.IsKind(err, guichet.KindNotFound) {
				return err
			}
			a.Tagged = found
		}
		if l.Report != nil {
			found, err := outbox.Get(ctx, tx, about)
			if guichet.IsKind(err, guichet.KindNotFound) {
				found, err = outbox.ByInternetID(ctx, tx, l.Report.MessageID)
			}
			if err != nil && !guichet.IsKind(err, guichet.KindNotFound) {
				return err
			}
			a.Reported = found
		}
		// The last name is the nearest.
		for i := len(names) - 1; i >= 0 && i >= len(names)-20; i-- {
			found, err := outbox.ByInternetID(ctx, tx, names[i])
			if err == nil {
				a.Named = found
				return nil
			}
			if !guichet.IsKind(err, guichet.KindNotFound) {
				return err
			}
		}
		return nil
	})
	return a, err
}

// quarantine keeps what cannot become a message, with its bytes, for somebody to
// look at.
func (c *Channel) quarantine(ctx context.Context, j job.Job, s arrival.Stored, reason string) error {
	c.log.WarnContext(ctx, "a letter is in quarantine", "arrival", s.ID, "mailbox", s.MailboxID, "reason", reason)
	return c.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := arrival.Settle(ctx, tx, s.ID, arrival.Quarantined, reason); err != nil {
			return err
		}
		return job.Done(ctx, tx, j)
	})
}

// weigh puts a letter aside that is spam, of somebody blocked, or one too many,
// and tells whether it did.
func (c *Channel) weigh(ctx context.Context, j job.Job, s arrival.Stored, a Arrival) (aside bool, err error) {
	reason := ""
	err = c.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		state, why, err := arrival.Weigh(ctx, tx, s, arrival.Signs{Spam: a.Letter.Spam, Answer: a.Tagged.ID != ""})
		if aside, reason = state != arrival.Kept, why; err != nil || !aside {
			return err
		}
		if err := arrival.Settle(ctx, tx, s.ID, state, why); err != nil {
			return err
		}
		return job.Done(ctx, tx, j)
	})
	if err == nil && aside {
		c.log.WarnContext(ctx, "a letter is put aside", "arrival", s.ID, "mailbox", s.MailboxID, "reason", reason)
	}
	return aside, err
}
