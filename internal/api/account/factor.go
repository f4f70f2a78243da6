package account

import (
	"context"
	"net/http"
	"time"

	"github.com/boombuler/barcode/qr"

	"guichet"
	"guichet/internal/api/contract"
	"guichet/internal/auth"
	"guichet/internal/db"
	"guichet/internal/setting"
)

func (a *rooms) factorRoutes() {
	end := contract.Remove("end-second-factor", "/api/me/second-factor", "Take one's second factor off")
	end.DefaultStatus = http.StatusOK
	contract.Route(a.Door, contract.Get("get-second-factor", "/api/me/second-factor", "How one stands with the second factor"), a.getFactor)
	contract.Route(a.Door, contract.Post("begin-second-factor", "/api/me/second-factor",
		"Make the secret that a telephone is to hold; it is asked for only once a first code was shown"), a.beginFactor)
	contract.Route(a.Door, contract.Done(contract.Post("confirm-second-factor", "/api/me/second-factor/confirmation",
		"Put the second factor on by a first code of it; answers with the recovery codes, once")), a.confirmFactor)
	contract.Route(a.Door, contract.Post("make-recovery-codes", "/api/me/second-factor/codes", "Make new recovery codes; the earlier ones no longer open"), a.makeCodes)
	contract.Route(a.Door, end, a.endFactor)
	contract.Route(a.Door, contract.Done(contract.Post("prove-password", "/api/session/proof",
		"Give the password once more, before an act that asks for it")), a.prove)
}

// FactorBody is how somebody stands with their second factor.
type FactorBody struct {
	On        bool       `json:"on"`
	Since     *time.Time `json:"since"`
	CodesLeft int64      `json:"codes_left" doc:"Recovery codes that still open."`
	Needed    bool       `json:"needed" doc:"The desk asks for one of those who work at it."`
}

func factorBody(ctx context.Context, tx *db.Tx, personID string) (FactorBody, error) {
	f, err := auth.SecondFactor(ctx, tx, personID)
	return FactorBody{On: f.On, Since: contract.MomentOrNil(f.Since), CodesLeft: f.Codes, Needed: f.Needed}, err
}

func (a *rooms) getFactor(ctx context.Context, _ *struct{}) (*contract.Item[FactorBody], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	out := &contract.Item[FactorBody]{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		out.Body, err = factorBody(ctx, tx, r.Who.PersonID)
		return err
	})
	return out, err
}

// NewFactor is a secret for a telephone: in this answer and never again.
type NewFactor struct {
	Secret string   `json:"secret" doc:"To be typed where no picture can be read."`
	URI    string   `json:"uri" doc:"What the picture says."`
	QR     []string `json:"qr" nullable:"false" doc:"The picture, line by line: 1 is dark."`
}

// beginFactor keeps no answer for a repeated key: a repeat makes another secret.
func (a *rooms) beginFactor(ctx context.Context, _ *struct{}) (*contract.Item[NewFactor], error) {
	r, err := a.Proven(ctx, "factor.change")
	if err != nil {
		return nil, err
	}
	out := &contract.Item[NewFactor]{}
	err = a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		account, err := auth.GetAccount(ctx, tx, r.Who.PersonID)
		if err != nil {
			return err
		}
		desk, err := setting.Desk().Get(ctx, tx)
		if err != nil {
			return err
		}
		typed, err := auth.BeginFactor(ctx, tx, a.Seal, r.Who.PersonID)
		out.Body = NewFactor{Secret: typed, URI: auth.FactorURI(desk, account.Login, typed)}
		return err
	})
	if err != nil {
		return nil, err
	}
	out.Body.QR, err = picture(out.Body.URI)
	return out, err
}

// picture draws here what no other site needs to see.
func picture(text string) ([]string, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return nil, guichet.Doing("draw a code", err)
	}
	size := code.Bounds()
	lines := make([]string, 0, size.Dy())
	for y := size.Min.Y; y < size.Max.Y; y++ {
		line := make([]byte, 0, size.Dx())
		for x := size.Min.X; x < size.Max.X; x++ {
			if light, _, _, _ := code.At(x, y).RGBA(); light == 0 {
				line = append(line, '1')
			} else {
				line = append(line, '0')
			}
		}
		lines = append(lines, string(line))
	}
	return lines, nil
}

// FactorCode is what the telephone shows.
type FactorCode struct {
	Code string `json:"code" maxLength:"40"`
}

// RecoveryCodes are for whoever lost the telephone: each opens once.
type RecoveryCodes struct {
	Codes []string `json:"codes" nullable:"false" doc:"In this answer and never again."`
}

// confirmFactor slows guesses down as the door does.
func (a *rooms) confirmFactor(ctx context.Context, in *contract.Item[FactorCode]) (*contract.Item[RecoveryCodes], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	if r.Identity.TokenID != "" || r.Identity.Way == auth.ByLink {
		return nil, guichet.Forbidden("factor.change")
	}
	attempt, err := a.Gate.KnockOf(r.Who.PersonID, r.Address, a.DB.Now())
	if err != nil {
		return nil, err
	}
	defer func() { attempt.Tried(err) }()
	out := &contract.Item[RecoveryCodes]{}
	err = a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		out.Body.Codes, err = auth.ConfirmFactor(ctx, tx, a.Seal, r.Actor(), r.Who.PersonID, r.Identity.SessionID, in.Body.Code)
		return err
	})
	return out, err
}

func (a *rooms) makeCodes(ctx context.Context, _ *struct{}) (*contract.Item[RecoveryCodes], error) {
	r, err := a.Proven(ctx, "factor.change")
	if err != nil {
		return nil, err
	}
	out := &contract.Item[RecoveryCodes]{}
	err = a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		out.Body.Codes, err = auth.NewRecoveryCodes(ctx, tx, r.Actor(), r.Who.PersonID)
		return err
	})
	return out, err
}

func (a *rooms) endFactor(ctx context.Context, _ *struct{}) (*contract.Item[FactorBody], error) {
	r, err := a.Proven(ctx, "factor.change")
	if err != nil {
		return nil, err
	}
	out := &contract.Item[FactorBody]{}
	err = a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if err = auth.EndFactor(ctx, tx, r.Actor(), r.Who.PersonID); err != nil {
			return err
		}
		out.Body, err = factorBody(ctx, tx, r.Who.PersonID)
		return err
	})
	return out, err
}

// Proof is the password, given once more.
type Proof struct {
	Password string `json:"password"`
}

// Proven says until when it need not be given again.
type Proven struct {
	Minutes int64 `json:"minutes" doc:"For how long it need not be given again."`
}

// prove judges the password as a sign-in does, so that who finds an open screen
// cannot try passwords there.
func (a *rooms) prove(ctx context.Context, in *contract.Item[Proof]) (*contract.Item[Proven], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	if r.Identity.TokenID != "" || r.Identity.Way == auth.ByLink {
		return nil, guichet.Forbidden("password.prove")
	}
	var account auth.Account
	if err := a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		account, err = auth.GetAccount(ctx, tx, r.Who.PersonID)
		return err
	}); err != nil {
		return nil, err
	}
	attempt, verdict, err := a.judge(ctx, account.Login, in.Body.Password)
	if err != nil {
		return nil, err
	}
	defer attempt.Abandon()
	var outcome auth.Outcome
	if err := a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		outcome, err = attempt.Prove(ctx, tx, verdict, r.Identity.SessionID)
		return err
	}); err != nil {
		return nil, err
	}
	if err := attempt.EndProof(outcome); err != nil {
		return nil, err
	}
	return &contract.Item[Proven]{Body: Proven{Minutes: int64(auth.ProofLife().Minutes())}}, nil
}
