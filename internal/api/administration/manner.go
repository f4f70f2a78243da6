package administration

import (
	"context"
	"slices"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/db"
	"guichet/internal/incident"
	"guichet/internal/mailbox"
	"guichet/internal/request"
	"guichet/internal/setting"
	"guichet/internal/team"
)

func (a *door) mannerRoutes() {
	at := "/api/mailboxes/{id}/letters"
	contract.Route(a.Door, contract.Get("get-mailbox-letters", at, "How a mailbox signs, and what its letters open"), a.getManner)
	contract.Route(a.Door, contract.Put("set-mailbox-letters", at, "Say how a mailbox signs, and what its letters open"), a.setManner)
}

// Letters is how a mailbox signs and what its letters open.
type Letters struct {
	Version     int64         `json:"version" minimum:"0" doc:"The one that was read; 0 where nothing was said yet."`
	SignatureFR string        `json:"signature_fr" doc:"Under letters in French. May hold {{agent.name}}, {{team.name}} and {{desk.name}}; empty: the English one, or the desk's name."`
	SignatureEN string        `json:"signature_en" doc:"The same in English."`
	Opens       string        `json:"opens" doc:"incident, or the type of the requests that new letters open."`
	Examples    []SignedWords `json:"examples,omitempty" nullable:"false" readOnly:"true" doc:"What the variables say now, for a preview."`
}

// SignedWords is what a variable says.
type SignedWords struct {
	Variable string `json:"variable"`
	Says     string `json:"says"`
}

func (a *door) getManner(ctx context.Context, in *contract.IDIn) (*contract.Item[Letters], error) {
	r, err := contract.MayAll(ctx, access.MailboxManage)
	if err != nil {
		return nil, err
	}
	out := &contract.Item[Letters]{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		box, err := mailbox.Get(ctx, tx, in.ID)
		if err != nil {
			return err
		}
		m, err := mailbox.MannerOf(ctx, tx, in.ID)
		if err != nil {
			return err
		}
		out.Body, err = lettersBody(ctx, tx, r, box, m)
		return err
	})
	return out, err
}

func lettersBody(ctx context.Context, tx *db.Tx, r *contract.Request, box mailbox.Mailbox, m mailbox.Manner) (Letters, error) {
	b := Letters{Version: m.Version, SignatureFR: m.SignedFR, SignatureEN: m.SignedEN, Opens: m.Opens}
	if b.Opens == "" {
		b.Opens = incident.Kind
	}
	desk, err := setting.Desk().Get(ctx, tx)
	if err != nil {
		return b, err
	}
	teamID := box.TeamID
	if teamID == "" {
		if teamID, err = setting.DefaultTeam().Get(ctx, tx); err != nil {
			return b, err
		}
	}
	t, err := team.Get(ctx, tx, teamID)
	if err != nil && !guichet.IsKind(err, guichet.KindNotFound) {
		return b, err
	}
	b.Examples = []SignedWords{{"agent.name", r.Person.Name}, {"team.name", t.Name}, {"desk.name", desk}}
	return b, nil
}

type lettersIn struct {
	contract.IDIn
	Body Letters
}

func (a *door) setManner(ctx context.Context, in *lettersIn) (*contract.Item[Letters], error) {
	r, err := contract.MayAll(ctx, access.MailboxManage)
	if err != nil {
		return nil, err
	}
	m := mailbox.Manner{
		MailboxID: in.ID, Version: in.Body.Version, Opens: in.Body.Opens,
		SignedFR: guichet.Clean(in.Body.SignatureFR), SignedEN: guichet.Clean(in.Body.SignatureEN),
	}
	switch {
	case m.Opens == incident.Kind:
		m.Opens = ""
	case !slices.Contains(request.Types(), m.Opens):
		return nil, guichet.Invalid("opens", "unknown_value", nil)
	}
	out := &contract.Item[Letters]{}
	err = a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		now, err := mailbox.SetManner(ctx, tx, r.Actor(), m)
		if err != nil {
			return err
		}
		box, err := mailbox.Get(ctx, tx, in.ID)
		if err != nil {
			return err
		}
		out.Body, err = lettersBody(ctx, tx, r, box, now)
		return err
	})
	return out, err
}
