package intake

import (
	"context"
	"regexp"
	"strings"

	"guichet"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/incident"
	"guichet/internal/person"
	"guichet/internal/request"
	"guichet/internal/ticket"
)

// proof is what vouches for a mail's sender: the address they were given for their
// answer, or a mail server that the desk trusts. A From line is none. An address
// that somebody else was given is none either: it was passed on.
func (in Mail) proof(senderID string) conversation.Proof {
	switch {
	case in.TaggedFor != "" && in.TaggedFor == senderID:
		return conversation.ProofToken
	case in.Vouched:
		return conversation.ProofServer
	}
	return conversation.ProofNone
}

var reference = regexp.MustCompile(`\b[A-Z][A-Z0-9]{1,9}-[0-9]{4,12}\b`)

// suggested is the record that the subject of a mail names which began something
// new: for people to decide on. A subject proves nothing.
func suggested(ctx context.Context, tx *db.Tx, landed conversation.Landed, subject string) (string, error) {
	if landed != conversation.LandedNew {
		return "", nil
	}
	for _, named := range reference.FindAllString(strings.ToUpper(subject), 5) {
		t, err := ticket.KindOf(ctx, tx, named)
		if guichet.IsKind(err, guichet.KindNotFound) {
			continue
		}
		if err != nil {
			return "", err
		}
		t, err = ticket.ByID(ctx, tx, t.ID)
		return t.Reference, err
	}
	return "", nil
}

// copiesMost is how many people one mail may let follow a record.
const copiesMost = 10

// copies lets those follow a record whom its requester wrote to besides the desk,
// as they might on its page: people of their own organisation, whom the desk knows.
// Nobody else, and nobody at all where nothing vouches for the sender.
func (in Mail) copies(ctx context.Context, tx *db.Tx, by guichet.Actor, proof conversation.Proof, t ticket.Ticket) error {
	if proof == conversation.ProofNone || in.Automatic || by.ID != t.RequesterID || t.OrganisationID == "" || t.Ended() {
		return nil
	}
	for _, address := range in.Copied[:min(len(in.Copied), copiesMost)] {
		p, err := person.ByAddress(ctx, tx, address)
		if guichet.IsKind(err, guichet.KindNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		if !p.Active || p.ID == t.RequesterID || p.OrganisationID != t.OrganisationID {
			continue
		}
		_, err = Watch(ctx, tx, t.Kind, ticket.Act{By: by, Scope: everything(), Ref: t.ID}, p.ID, true)
		if guichet.IsKind(err, guichet.KindInvalid) {
			return nil // as many as may follow it do
		}
		if err != nil {
			return err
		}
	}
	return nil
}

type confirming func(ctx context.Context, tx *db.Tx, act ticket.Act, yes bool, m conversation.Message) (ticket.Ticket, error)

// confirmOf is how the requester of a kind of record says that it is done; nil
// where nobody asks them.
func confirmOf(kind string) confirming {
	switch kind {
	case incident.Kind:
		return incident.Confirm
	case request.Kind:
		return request.Confirm
	}
	return nil
}
