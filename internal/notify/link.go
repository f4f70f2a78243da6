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

// Where the links in letters lead. What opens stands after the #, which browsers
// send to nobody: no log of a server or a proxy has it.
const (
	pathPassword = "/new-password#"
	pathEnter    = "/enter#"

	pathInvitation = "/invitation#"
)

// Link writes the letter with a link that somebody asked for, if the address is
// known. The door asks for this job whoever it was, so that nobody learns from
// the door's answer, nor from the time it takes, who has an account.
func (n *Notifier) Link(ctx context.Context, j job.Job) error {
	var asked auth.Asked
	if err := j.Decode(&asked); err != nil {
		return err
	}
	return n.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := n.writeLink(ctx, tx, asked); err != nil {
			return err
		}
		return job.Done(ctx, tx, j)
	})
}

func (n *Notifier) writeLink(ctx context.Context, tx *db.Tx, asked auth.Asked) error {
	to, err := addressee(ctx, tx, asked)
	if guichet.IsKind(err, guichet.KindNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	box, err := mailbox.Sender(ctx, tx, "")
	if guichet.IsKind(err, guichet.KindNotFound) {
		return nil
	}
	if err != nil || !to.Active {
		return err
	}
	address, err := ownAddress(ctx, tx, to.ID, asked.Address)
	if err != nil {
		return err
	}
	desk, err := setting.Desk().Get(ctx, tx)
	if err != nil {
		return err
	}
	say := phrase.For(to.Language)
	args := guichet.Args{"name": to.Name, "desk": desk, "wait": say.Wait(asked.Purpose.Life())}
	topic, err := n.link(ctx, tx, asked.Purpose, to.ID, args)
	if err != nil || topic == "" {
		return err
	}
	text := strings.Join([]string{
		say.Say("letter.hello", args), say.Say("letter."+topic+".why", args), say.Say("letter."+topic+".link", args),
		say.Say("letter."+topic+".next", args), say.Say("letter.signature", args),
	}, "\n\n") + "\n"
	_, err = outbox.Write(ctx, tx, outbox.Letter{
		MailboxID: box.ID, Kind: outbox.KindLink, PersonID: to.ID, Address: address, Name: to.Name, Language: to.Language,
		Subject: say.Say("letter."+topic+".subject", args), Text: text, HTML: html.FromText(text), Auto: true,
	}, host(box.Address))
	return err
}

// addressee is who the letter is for: whoever has the address, or whoever was
// invited and has not come yet.
func addressee(ctx context.Context, tx *db.Tx, asked auth.Asked) (person.Person, error) {
	if asked.Purpose != auth.ForInvitation {
		return person.ByAddress(ctx, tx, asked.Address)
	}
	if _, err := auth.PendingInvitation(ctx, tx, asked.PersonID); err != nil {
		return person.Person{}, err
	}
	return person.Get(ctx, tx, asked.PersonID)
}

// ownAddress is the address as we know it, and not as it was typed: two that are
// one to us, such as by the sign of the kelvin for a k, may be two mailboxes.
func ownAddress(ctx context.Context, tx *db.Tx, personID, typed string) (string, error) {
	known, err := person.Identities(ctx, tx, personID)
	found := ""
	for _, k := range known {
		if k.Kind == person.MailAddress && (found == "" || strings.EqualFold(k.Value, typed)) {
			found = k.Value
		}
	}
	return found, err
}

// link makes the link that the letter carries, and says which letter it is; ”
// for none. Who needs a password to enter is told so, by mail to themselves.
func (n *Notifier) link(ctx context.Context, tx *db.Tx, p auth.Purpose, personID string, args guichet.Args) (string, error) {
	if p == auth.ForInvitation {
		secret, err := auth.NewLink(ctx, tx, p, personID)
		args["link"] = n.URL + pathInvitation + string(secret)
		return "invitation", err
	}
	_, err := auth.GetAccount(ctx, tx, personID)
	if err != nil && !guichet.IsKind(err, guichet.KindNotFound) {
		return "", err
	}
	hasAccount := err == nil
	if p == auth.ForPassword && !hasAccount {
		return "", nil
	}
	if p == auth.ForEntering {
		needs, err := auth.NeedsPassword(ctx, tx, personID)
		if err != nil {
			return "", err
		}
		if needs {
			args["link"] = n.URL + "/sign-in"
			return "enter_by_password", nil
		}
	}
	secret, err := auth.NewLink(ctx, tx, p, personID)
	if p == auth.ForPassword {
		args["link"] = n.URL + pathPassword + string(secret)
		return "password", err
	}
	args["link"] = n.URL + pathEnter + string(secret)
	return "enter", err
}
