package auth

import (
	"context"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/mailbox"
	"guichet/internal/setting"
)

// Gate lets people in by login and password. One serves the whole process.
type Gate struct {
	hasher  *Hasher
	limiter *limiter
	seal    *mailbox.Keys // opens the second factors
}

// Sealed is the Gate with the keys that open second factors.
func (g *Gate) Sealed(k *mailbox.Keys) *Gate {
	g.seal = k
	return g
}

// NewGate makes a Gate that judges by the Hasher.
func NewGate(h *Hasher) *Gate {
	return &Gate{hasher: h, limiter: &limiter{
		logins: newRecent[tries](limitKeys), addresses: newRecent[bucket](limitKeys), bounds: setting.UsualLimits(),
	}}
}

// Attempt is one try to sign in. It belongs to one goroutine.
type Attempt struct {
	gate    *Gate
	login   string // its key; what cannot be a login is one and the same
	address string
	code    string // of the second factor
	now     time.Time
	judged  bool
	ended   bool
}

// Claim is what the attempt is judged by: the account, or nothing when there is
// none that may be entered now.
type Claim struct {
	personID string
	hash     string
	changed  time.Time
	failures int64
	until    time.Time
}

// Verdict is what became of the password.
type Verdict struct {
	claim  Claim
	right  bool
	rehash string // the hash at today's cost, when the stored one is of another
}

// PersonID is whose account was tried, for those who look into it; empty when
// there is none. Who signs in does not learn it.
func (v Verdict) PersonID() string { return v.claim.personID }

// Outcome is what was written down of the attempt.
type Outcome struct {
	session Session
	refused bool
	proved  bool
	why     string // code_needed, code_wrong: the password was right
}

const (
	partClaim = `SELECT a.person_id, a.password_hash, a.changed, a.failures, a.locked_until
		FROM account a JOIN person p ON p.id = a.person_id WHERE p.active AND `

	sqlClaimByLogin = partClaim + `a.login_key = $1`

	sqlClaimByPerson = partClaim + `a.person_id = $1`

	sqlSucceed = `UPDATE account SET password_hash = $2, failures = 0, locked_until = 0 WHERE person_id = $1`

	sqlFail = `UPDATE account SET failures = $2, locked_until = $3 WHERE person_id = $1`

	// Changes nothing and weighs as much as a failure: whoever measures the answer
	// does not learn that there is no account.
	sqlWeigh = `UPDATE account SET failures = failures WHERE person_id = (SELECT MIN(person_id) FROM account)`
)

func claimFields(c *Claim) []any {
	return []any{&c.personID, &c.hash, &c.changed, &c.failures, &c.until}
}

// Admit begins an attempt from an address, or answers too_many with the time to
// wait. Whoever begins one ends it: defer Abandon.
func (g *Gate) Admit(login, address string, now time.Time) (*Attempt, error) {
	a := &Attempt{gate: g, login: loginKey(login), address: network(address), now: now}
	if refused := g.limiter.admit(a.login, a.address, now); refused != nil {
		return nil, refused
	}
	return a, nil
}

// Find reads what to judge by: the first step, in a Read. That there is no
// account is no error, and does not show.
func (a *Attempt) Find(ctx context.Context, tx *db.Tx) (Claim, error) {
	c, err := db.One(ctx, tx, claimFields, sqlClaimByLogin, a.login)
	if guichet.IsKind(err, guichet.KindNotFound) {
		return Claim{}, nil
	}
	if err != nil {
		return Claim{}, guichet.Doing("find an account", err)
	}
	if tx.Now.Before(c.until) {
		// Locked: the password is not judged, so the lock cannot be probed by it.
		c.hash = ""
	}
	return c, nil
}

// Verify judges the password: the second step, outside of any transaction.
func (a *Attempt) Verify(ctx context.Context, c Claim, password string) (Verdict, error) {
	if password = norm.NFKC.String(password); utf8.RuneCountInString(password) > PasswordMost {
		password, c.hash = "", "" // wrong, and takes as long
	}
	right, stale, err := a.gate.hasher.Verify(ctx, c.hash, password)
	if err != nil {
		return Verdict{}, err
	}
	a.judged = true
	v := Verdict{claim: c, right: right}
	if stale {
		if hash, err := a.gate.hasher.Hash(ctx, password); err == nil {
			v.rehash = hash // else: at the next sign-in
		}
	}
	return v, nil
}

// Show gives the code that goes with the password, where one is asked for.
func (a *Attempt) Show(code string) { a.code = clip(code, 100) }

// Settle writes down what became of the attempt: the third step, in a Write. A
// refusal is an Outcome and not an error, so that it is kept.
func (a *Attempt) Settle(ctx context.Context, tx *db.Tx, v Verdict, userAgent string) (Outcome, error) {
	right, why, err := a.settle(ctx, tx, v, true)
	if err != nil || !right {
		return Outcome{refused: true, why: why}, err
	}
	s, err := OpenSession(ctx, tx, v.claim.personID, userAgent)
	return Outcome{session: s}, err
}

// Renew is Settle for a person who is there and gave the old password to set a
// new one: every session of theirs ends, and the one they hold begins anew.
func (a *Attempt) Renew(ctx context.Context, tx *db.Tx, v Verdict, by guichet.Actor, hash, userAgent string) (Outcome, error) {
	right, _, err := a.settle(ctx, tx, v, false)
	if err != nil || !right {
		return Outcome{refused: true}, err
	}
	if err := SetPassword(ctx, tx, by, v.claim.personID, hash); err != nil {
		return Outcome{}, err
	}
	s, err := OpenSession(ctx, tx, v.claim.personID, userAgent)
	return Outcome{session: s}, err
}

// Prove is Settle for a person who is there and gives the password once more,
// before an act that asks for it.
func (a *Attempt) Prove(ctx context.Context, tx *db.Tx, v Verdict, sessionID string) (Outcome, error) {
	right, _, err := a.settle(ctx, tx, v, false)
	if err != nil || !right {
		return Outcome{refused: true}, err
	}
	_, err = tx.Exec(ctx, sqlProved, sessionID, v.claim.personID, tx.Now)
	return Outcome{proved: err == nil}, guichet.Doing("note the password", err)
}

func (a *Attempt) settle(ctx context.Context, tx *db.Tx, v Verdict, entering bool) (right bool, why string, err error) {
	if err := tx.Lock(ctx, "person", v.claim.personID); err != nil {
		return false, "", err
	}
	present, err := db.One(ctx, tx, claimFields, sqlClaimByPerson, v.claim.personID)
	if guichet.IsKind(err, guichet.KindNotFound) {
		_, err := tx.Exec(ctx, sqlWeigh)
		return false, "", guichet.Doing("refuse a sign-in", err)
	}
	if err != nil {
		return false, "", guichet.Doing("settle a sign-in", err)
	}
	locked := tx.Now.Before(present.until)
	// Others may have failed, or the password may have been changed, since.
	good := v.right && !locked && present.changed.Equal(v.claim.changed)
	if good && entering {
		if good, why, err = a.factor(ctx, tx, present.personID); err != nil || why == codeNeeded {
			return false, why, err
		}
	}
	if !good {
		if !locked {
			present.failures, present.until = failedAgain(present.failures, a.gate.limiter.free(), present.until, tx.Now)
		}
		_, err := tx.Exec(ctx, sqlFail, present.personID, present.failures, present.until)
		return false, why, guichet.Doing("refuse a sign-in", err)
	}
	if v.rehash != "" && present.hash == v.claim.hash {
		present.hash = v.rehash
	}
	_, err = tx.Exec(ctx, sqlSucceed, present.personID, present.hash)
	return err == nil, "", guichet.Doing("settle a sign-in", err)
}

// Why a right password does not enter yet.
const (
	codeNeeded = "code_needed"
	codeWrong  = "code_wrong"
)

// factor judges the code that goes with a right password. One that is missing
// counts as nothing, for it was not asked for yet; a wrong one, as a wrong
// password does.
func (a *Attempt) factor(ctx context.Context, tx *db.Tx, personID string) (good bool, why string, err error) {
	row, on, err := isOn(ctx, tx, personID)
	switch {
	case err != nil || !on:
		return err == nil, "", err
	case a.code == "":
		return false, codeNeeded, nil
	}
	if good, err = accepts(ctx, tx, a.gate.seal, personID, row, a.code); err != nil || good {
		return good, "", err
	}
	return false, codeWrong, nil
}

// Entered tells that a session was opened.
func (o Outcome) Entered() bool { return !o.refused && o.session.PersonID != "" }

// End gives the session, once the Write has committed, or sign_in_failed.
func (a *Attempt) End(o Outcome) (Session, error) {
	if o.why == codeNeeded {
		a.decide(undecided)
		return Session{}, guichet.Unauthenticated(codeNeeded)
	}
	if !o.Entered() {
		a.decide(failed)
		if o.why == codeWrong {
			return Session{}, guichet.Unauthenticated(codeWrong)
		}
		return Session{}, guichet.Unauthenticated("sign_in_failed")
	}
	a.decide(succeeded)
	return o.session, nil
}

// EndProof tells whether the password was right.
func (a *Attempt) EndProof(o Outcome) error {
	if !o.proved {
		a.decide(failed)
		return guichet.Invalid("password", "password.wrong", nil)
	}
	a.decide(succeeded)
	return nil
}

// Abandon ends an attempt that did not come to its End; after End it does
// nothing. It counts as failed once the password was judged: who hangs up has
// still made us judge.
func (a *Attempt) Abandon() {
	if a.judged {
		a.decide(failed)
		return
	}
	a.decide(undecided)
}

func (a *Attempt) decide(how decision) {
	if a.ended {
		return
	}
	a.ended = true
	a.gate.limiter.decided(a.login, a.address, a.now, how)
}
