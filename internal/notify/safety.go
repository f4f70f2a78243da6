package notify

import (
	"context"
	"strings"

	"guichet"
	"guichet/internal/auth"
	"guichet/internal/db"
	"guichet/internal/html"
	"guichet/internal/job"
	"guichet/internal/mailbox"
	"guichet/internal/outbox"
	"guichet/internal/person"
	"guichet/internal/phrase"
	"guichet/internal/setting"
)

// safetyLetter is the kind of these letters.
const safetyLetter = "safety"

// Safety writes to somebody that how they sign in was changed, at the address
// that the desk writes to. Where no mailbox can send, the history alone tells.
func (n *Notifier) Safety(ctx context.Context, j job.Job) error {
	var asked auth.Notice
	if err := j.Decode(&asked); err != nil {
		return err
	}
	return n.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		err := writeSafety(ctx, tx, asked)
		if err != nil && !guichet.IsKind(err, guichet.KindNotFound) {
			return err
		}
		return job.Done(ctx, tx, j)
	})
}

func writeSafety(ctx context.Context, tx *db.Tx, asked auth.Notice) error {
	box, err := mailbox.Sender(ctx, tx, "")
	if err != nil {
		return err
	}
	to, err := person.Get(ctx, tx, asked.PersonID)
	if err != nil {
		return err
	}
	address, err := ownAddress(ctx, tx, to.ID, "")
	if err != nil || address == "" {
		return err
	}
	desk, err := setting.Desk().Get(ctx, tx)
	if err != nil {
		return err
	}
	say := phrase.For(to.Language)
	args := guichet.Args{"name": to.Name, "desk": desk}
	text := strings.Join([]string{
		say.Say("letter.hello", args), say.Say("letter.notice."+asked.Topic, args), say.Say("letter.notice.next", args),
		say.Say("letter.signature", args),
	}, "\n\n") + "\n"
	_, err = outbox.Write(ctx, tx, outbox.Letter{
		MailboxID: box.ID, Kind: safetyLetter, PersonID: to.ID, Address: address, Name: to.Name, Language: to.Language,
		Subject: say.Say("letter.notice.subject", args), Text: text, HTML: html.FromText(text), Auto: true,
	}, host(box.Address))
	return err
}
