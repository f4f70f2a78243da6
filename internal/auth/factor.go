package auth

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/mailbox"
	"guichet/internal/setting"
	"guichet/internal/timeline"
)

// How a second factor is made: what every telephone's program understands.
const (
	factorPeriod  = 30 // seconds
	factorDrift   = 1  // steps, before and after: clocks differ
	factorBytes   = 20
	factorSalt    = 16
	recoveryCodes = 10
)

// Factor is how a person stands with their second factor.
type Factor struct {
	On     bool
	Since  time.Time
	Codes  int64 // recovery codes that still open
	Needed bool  // the desk asks for one of those who have a role
}

type factorRow struct {
	secret, salt []byte
	step         int64
	confirmed    time.Time
}

const (
	sqlFactor = `SELECT secret, salt, step, confirmed FROM auth_factor WHERE person_id = $1`

	sqlPutFactor = `INSERT INTO auth_factor (person_id, secret, salt, step, created, confirmed) VALUES ($1, $2, $3, 0, $4, 0)
		ON CONFLICT (person_id) DO UPDATE SET secret = excluded.secret, salt = excluded.salt, step = 0, created = excluded.created, confirmed = 0`

	sqlConfirmFactor = `UPDATE auth_factor SET confirmed = $2, step = $3 WHERE person_id = $1`

	sqlStepFactor = `UPDATE auth_factor SET step = $2 WHERE person_id = $1 AND step < $2`

	sqlDropFactor = `DELETE FROM auth_factor WHERE person_id = $1`

	sqlPutRecovery = `INSERT INTO auth_recovery (person_id, hash) VALUES ($1, $2)`

	sqlTakeRecovery = `DELETE FROM auth_recovery WHERE person_id = $1 AND hash = $2`

	sqlDropRecovery = `DELETE FROM auth_recovery WHERE person_id = $1`

	sqlCountRecovery = `SELECT COUNT(*) FROM auth_recovery WHERE person_id = $1`

	sqlUnlimit = `UPDATE session SET limited = FALSE WHERE id = $1 AND person_id = $2`
)

func factorOf(ctx context.Context, tx *db.Tx, personID string) (factorRow, error) {
	return db.One(ctx, tx, func(f *factorRow) []any { return []any{&f.secret, &f.salt, &f.step, &f.confirmed} }, sqlFactor, personID)
}

// isOn tells whether a code is asked for after the password.
func isOn(ctx context.Context, tx *db.Tx, personID string) (factorRow, bool, error) {
	f, err := factorOf(ctx, tx, personID)
	if guichet.IsKind(err, guichet.KindNotFound) {
		return f, false, nil
	}
	return f, err == nil && !f.confirmed.IsZero(), guichet.Doing("read the second factor", err)
}

// SecondFactor tells how a person stands with theirs.
func SecondFactor(ctx context.Context, tx *db.Tx, personID string) (Factor, error) {
	row, on, err := isOn(ctx, tx, personID)
	if err != nil {
		return Factor{}, err
	}
	f := Factor{On: on}
	if on {
		f.Since = row.confirmed
		if f.Codes, err = db.Value[int64](ctx, tx, sqlCountRecovery, personID); err != nil {
			return f, guichet.Doing("count the recovery codes", err)
		}
	}
	f.Needed, err = needsFactor(ctx, tx, personID)
	return f, err
}

// needsFactor tells whether the desk asks this person for one.
func needsFactor(ctx context.Context, tx *db.Tx, personID string) (bool, error) {
	required, err := setting.SecondFactor().Get(ctx, tx)
	if err != nil || !required {
		return false, err
	}
	return NeedsPassword(ctx, tx, personID)
}

func sealedFor(personID string) string { return "auth_factor.secret " + personID }

// BeginFactor makes the secret that a telephone is to hold. Nothing is asked for
// by it before a first code was shown. An account whose factor is on ends it first.
func BeginFactor(ctx context.Context, tx *db.Tx, seal *mailbox.Keys, personID string) (typed string, err error) {
	if err := lockPerson(ctx, tx, personID); err != nil {
		return "", err
	}
	if _, err := GetAccount(ctx, tx, personID); err != nil {
		return "", err
	}
	_, on, err := isOn(ctx, tx, personID)
	if err != nil {
		return "", err
	}
	if on {
		return "", guichet.Invalid("code", "factor.on", nil)
	}
	typed = base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(tx.Random(factorBytes))
	_, err = tx.Exec(ctx, sqlPutFactor, personID, seal.Seal(typed, sealedFor(personID), tx.Random), tx.Random(factorSalt), tx.Now)
	return typed, guichet.Doing("begin a second factor", err)
}

// FactorURI is what a telephone reads in the picture.
func FactorURI(desk, login, typed string) string {
	issuer := strings.ReplaceAll(desk, ":", " ")
	v := url.Values{"secret": {typed}, "issuer": {issuer}, "algorithm": {"SHA1"}, "digits": {"6"}, "period": {fmt.Sprint(factorPeriod)}}
	return "otpauth://totp/" + url.PathEscape(issuer) + ":" + url.PathEscape(login) + "?" + strings.ReplaceAll(v.Encode(), "+", "%20")
}

// ConfirmFactor puts the factor on, for who shows a code of it, and gives the
// recovery codes, known now only. The screen has its roles from then on.
func ConfirmFactor(ctx context.Context, tx *db.Tx, seal *mailbox.Keys, by guichet.Actor, personID, sessionID, code string) ([]string, error) {
	if err := lockPerson(ctx, tx, personID); err != nil {
		return nil, err
	}
	row, err := factorOf(ctx, tx, personID)
	if guichet.IsKind(err, guichet.KindNotFound) || err == nil && !row.confirmed.IsZero() {
		return nil, guichet.Invalid("code", "factor.not_begun", nil)
	}
	if err != nil {
		return nil, guichet.Doing("read the second factor", err)
	}
	step, err := stepOf(row, seal, personID, code, tx.Now)
	if err != nil {
		return nil, err
	}
	if step == 0 {
		return nil, guichet.Invalid("code", "factor.wrong", nil)
	}
	if _, err := tx.Exec(ctx, sqlConfirmFactor, personID, tx.Now, step); err != nil {
		return nil, guichet.Doing("put a second factor on", err)
	}
	if _, err := tx.Exec(ctx, sqlUnlimit, sessionID, personID); err != nil {
		return nil, guichet.Doing("give a screen its roles", err)
	}
	codes, err := putRecovery(ctx, tx, personID, row.salt)
	if err != nil {
		return nil, err
	}
	if err := notice(ctx, tx, personID, "factor_on"); err != nil {
		return nil, err
	}
	return codes, tell(ctx, tx, by, personID, timeline.Entry{Kind: "factor_on/1"})
}

// NewRecoveryCodes takes the place of those that are left.
func NewRecoveryCodes(ctx context.Context, tx *db.Tx, by guichet.Actor, personID string) ([]string, error) {
	if err := lockPerson(ctx, tx, personID); err != nil {
		return nil, err
	}
	row, on, err := isOn(ctx, tx, personID)
	if err != nil {
		return nil, err
	}
	if !on {
		return nil, guichet.Invalid("code", "factor.off", nil)
	}
	codes, err := putRecovery(ctx, tx, personID, row.salt)
	if err != nil {
		return nil, err
	}
	return codes, tell(ctx, tx, by, personID, timeline.Entry{Kind: "recovery_codes_made/1"})
}

func putRecovery(ctx context.Context, tx *db.Tx, personID string, salt []byte) ([]string, error) {
	if _, err := tx.Exec(ctx, sqlDropRecovery, personID); err != nil {
		return nil, guichet.Doing("replace the recovery codes", err)
	}
	codes := make([]string, recoveryCodes)
	for i := range codes {
		codes[i] = typedCode(tx)
		if _, err := tx.Exec(ctx, sqlPutRecovery, personID, salted(salt, readCode(codes[i]))); err != nil {
			return nil, guichet.Doing("make recovery codes", err)
		}
	}
	return codes, nil
}

func salted(salt []byte, s Secret) []byte {
	h := sha256.New()
	h.Write(salt)
	h.Write([]byte(s))
	return h.Sum(nil)
}

// EndFactor takes the factor away: its owner's own act, or an administrator's for
// somebody who lost the telephone and the codes. Whoever the desk asks for one
// keeps theirs, or sets up another at the next sign-in.
func EndFactor(ctx context.Context, tx *db.Tx, by guichet.Actor, personID string) error {
	if err := lockPerson(ctx, tx, personID); err != nil {
		return err
	}
	own := by.ID == personID
	if own {
		needed, err := needsFactor(ctx, tx, personID)
		if err != nil {
			return err
		}
		if needed {
			return guichet.Invalid("code", "factor.needed", nil)
		}
	}
	if _, err := tx.Exec(ctx, sqlDropRecovery, personID); err != nil {
		return guichet.Doing("drop the recovery codes", err)
	}
	gone, err := tx.Exec(ctx, sqlDropFactor, personID)
	if err != nil {
		return guichet.Doing("end a second factor", err)
	}
	if gone == 0 {
		return guichet.NotFound()
	}
	kind := "factor_reset"
	if own {
		kind = "factor_off"
	}
	if err := notice(ctx, tx, personID, kind); err != nil {
		return err
	}
	return tell(ctx, tx, by, personID, timeline.Entry{Kind: kind + "/1"})
}

// stepOf is the step that a code is of, if it may be accepted now: none (0) that
// was accepted before, nor one before it.
func stepOf(f factorRow, seal *mailbox.Keys, personID, code string, now time.Time) (int64, error) {
	if seal == nil {
		return 0, errors.New("auth: no key opens the second factors")
	}
	typed, err := seal.Open(f.secret, sealedFor(personID))
	if err != nil {
		return 0, guichet.Doing("open a second factor", err)
	}
	code = strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, code)
	present := now.Unix() / factorPeriod
	for step := present - factorDrift; step <= present+factorDrift; step++ {
		if step <= f.step || step <= 0 {
			continue
		}
		right, err := hotp.GenerateCodeCustom(typed, uint64(step), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err != nil {
			return 0, guichet.Doing("make a code", err)
		}
		if subtle.ConstantTimeCompare([]byte(right), []byte(code)) == 1 {
			return step, nil
		}
	}
	return 0, nil
}

// accepts uses a code up: of the telephone, or one for recovery. The person's row
// is held.
func accepts(ctx context.Context, tx *db.Tx, seal *mailbox.Keys, personID string, f factorRow, code string) (bool, error) {
	step, err := stepOf(f, seal, personID, code, tx.Now)
	if err != nil {
		return false, err
	}
	if step > 0 {
		_, err := tx.Exec(ctx, sqlStepFactor, personID, step)
		return err == nil, guichet.Doing("use a code", err)
	}
	if len(readCode(code)) != codeGroups*codeGroup {
		return false, nil
	}
	used, err := tx.Exec(ctx, sqlTakeRecovery, personID, salted(f.salt, readCode(code)))
	if err != nil || used == 0 {
		return false, guichet.Doing("use a recovery code", err)
	}
	left, err := db.Value[int64](ctx, tx, sqlCountRecovery, personID)
	if err != nil {
		return false, guichet.Doing("count the recovery codes", err)
	}
	if err := notice(ctx, tx, personID, "recovery_used"); err != nil {
		return false, err
	}
	return true, tell(ctx, tx, guichet.Person(personID, guichet.Portal), personID, timeline.Entry{
		Kind: "recovery_used/1", Changes: []timeline.Change{{Field: "recovery_codes", Old: left + 1, New: left}},
	})
}
