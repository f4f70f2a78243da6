package auth_test

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/auth"
	"guichet/internal/db"
	"guichet/internal/db/dbtest"
	"guichet/internal/person"
	"guichet/internal/team"
	"guichet/internal/timeline"
)

const (
	login    = "camille.martin"
	password = "le chat dort au soleil"
	address  = "192.0.2.7"
)

// house is a database with one person who has an account.
type house struct {
	*testing.T
	d      *db.DB
	clock  *dbtest.Clock
	hasher *auth.Hasher
	gate   *auth.Gate
	person person.Person
	by     guichet.Actor
}

func both(t *testing.T, test func(h *house)) {
	t.Helper()
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			clock := dbtest.NewClock(time.Time{})
			h := &house{
				T: t, clock: clock, d: dbtest.Open(t, engine, dbtest.WithClock(clock)),
				hasher: auth.NewHasher(auth.Cost{Passes: 1, Memory: 64}), by: guichet.System(guichet.Import),
			}
			h.gate = auth.NewGate(h.hasher)
			h.person = h.known("Camille Martin")
			hash := h.hash(password)
			h.must(h.write(func(ctx context.Context, tx *db.Tx) error {
				_, err := auth.CreateAccount(ctx, tx, h.by, h.person.ID, login, hash)
				return err
			}))
			test(h)
		})
	}
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) write(fn func(ctx context.Context, tx *db.Tx) error) error {
	return h.d.Write(context.Background(), fn)
}

func (h *house) read(fn func(ctx context.Context, tx *db.Tx) error) error {
	return h.d.Read(context.Background(), fn)
}

func (h *house) hash(password string) string {
	h.Helper()
	hash, err := h.hasher.Hash(context.Background(), password)
	h.must(err)
	return hash
}

func (h *house) known(name string) person.Person {
	h.Helper()
	var p person.Person
	h.must(h.write(func(ctx context.Context, tx *db.Tx) (err error) {
		p, err = person.Create(ctx, tx, h.by, person.Person{Name: name, Language: guichet.French, Zone: "Europe/Paris"})
		return err
	}))
	return p
}

// signIn goes all the way of a door.
func (h *house) signIn(gate *auth.Gate, login, password string) (auth.Session, error) {
	a, err := gate.Admit(login, address, h.d.Now())
	if err != nil {
		return auth.Session{}, err
	}
	defer a.Abandon()
	var claim auth.Claim
	if err := h.read(func(ctx context.Context, tx *db.Tx) (err error) {
		claim, err = a.Find(ctx, tx)
		return err
	}); err != nil {
		return auth.Session{}, err
	}
	verdict, err := a.Verify(context.Background(), claim, password)
	if err != nil {
		return auth.Session{}, err
	}
	var outcome auth.Outcome
	if err := h.write(func(ctx context.Context, tx *db.Tx) (err error) {
		outcome, err = a.Settle(ctx, tx, verdict, "Mozilla/5.0\x00\n\xff")
		return err
	}); err != nil {
		return auth.Session{}, err
	}
	return a.End(outcome)
}

func (h *house) signedIn() auth.Session {
	h.Helper()
	s, err := h.signIn(h.gate, login, password)
	h.must(err)
	return s
}

func (h *house) identify(k auth.Key, s auth.Secret) (auth.Identity, error) {
	var i auth.Identity
	err := h.read(func(ctx context.Context, tx *db.Tx) (err error) {
		i, err = auth.Identify(ctx, tx, k, s)
		return err
	})
	return i, err
}

func (h *house) is(s auth.Secret, code string) {
	h.Helper()
	i, err := h.identify(nil, s)
	if got := codeOf(err); got != code {
		h.Errorf("the credential answers %q, want %q", got, code)
	}
	if code == "" && i.Who.PersonID != h.person.ID || code != "" && i.Who.PersonID != "" {
		h.Errorf("it stands for %q", i.Who.PersonID)
	}
}

func codeOf(err error) string {
	if err == nil {
		return ""
	}
	return guichet.AsError(err).Code
}

func (h *house) kinds() []string {
	h.Helper()
	var entries []timeline.Entry
	h.must(h.read(func(ctx context.Context, tx *db.Tx) (err error) {
		entries, err = timeline.After(ctx, tx, timeline.Subject{Kind: "person", ID: h.person.ID}, 0, timeline.Everything)
		return err
	}))
	kinds := []string{}
	for _, e := range entries {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

func (h *house) account() auth.Account {
	h.Helper()
	var a auth.Account
	h.must(h.read(func(ctx context.Context, tx *db.Tx) (err error) {
		a, err = auth.GetAccount(ctx, tx, h.person.ID)
		return err
	}))
	return a
}

func TestSignIn(t *testing.T) {
	both(t, func(h *house) {
		for _, typed := range []string{login, "Camille.MARTIN", " Camille.Märtin "} {
			s, err := h.signIn(h.gate, typed, password)
			h.must(err)
			h.is(s.Secret, "")
		}
		for _, c := range []struct{ login, password string }{
			{login, "le chien dort au soleil"},
			{login, ""},
			{"nobody", password},
			{"", password},
			{"a\x00b", password},
			{string(bytes.Repeat([]byte("x"), 1000)), password},
		} {
			if _, err := h.signIn(h.gate, c.login, c.password); codeOf(err) != "sign_in_failed" || !guichet.IsKind(err, guichet.KindUnauthenticated) {
				h.Errorf("%.20q: %v", c.login, err)
			}
		}
		if diff := cmp.Diff([]string{"created/1", "account_created/1"}, h.kinds()); diff != "" {
			h.Error(diff)
		}
	})
}

func TestAPersonWhoLeftIsOutAtOnce(t *testing.T) {
	both(t, func(h *house) {
		s := h.signedIn()
		secret := h.token(nil, time.Time{})
		h.must(h.write(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE person SET active = $2 WHERE id = $1`, h.person.ID, false)
			return err
		}))
		h.is(s.Secret, "unauthenticated")
		h.is(secret, "unauthenticated")
		if _, err := h.signIn(h.gate, login, password); codeOf(err) != "sign_in_failed" {
			h.Error(err)
		}
		h.must(h.read(func(ctx context.Context, tx *db.Tx) error {
			who, err := auth.WhoIs(ctx, tx, h.person.ID)
			if who.PersonID != "" {
				h.Error("they may still do things")
			}
			return err
		}))
	})
}

// Every way of not getting in looks the same: the answer, the statements run,
// the act written, and when too_many begins.
func TestWhoHasAnAccountDoesNotShow(t *testing.T) {
	both(t, func(h *house) {
		left := h.known("Parti")
		hash := h.hash(password)
		h.must(h.write(func(ctx context.Context, tx *db.Tx) error {
			if _, err := auth.CreateAccount(ctx, tx, h.by, left.ID, "left", hash); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, `UPDATE person SET active = $2 WHERE id = $1`, left.ID, false)
			return err
		}))
		type answer struct {
			code             string
			wait             time.Duration
			statements, acts int64
		}
		run := func(gate *auth.Gate, login, password string) []answer {
			var all []answer
			for range 8 {
				before := h.d.Stats()
				_, err := h.signIn(gate, login, password)
				after := h.d.Stats()
				all = append(all, answer{
					codeOf(err), guichet.AsError(err).RetryAfter, after.Statements - before.Statements, after.Acts - before.Acts,
				})
			}
			return all
		}
		unknown := run(h.gate, "nobody", password)
		if unknown[4].code != "sign_in_failed" || unknown[5].code != "too_many" {
			h.Error(unknown)
		}
		unequal := cmp.AllowUnexported(answer{})
		if diff := cmp.Diff(unknown, run(h.gate, login, "wrong"), unequal); diff != "" {
			h.Error("a known login: " + diff)
		}
		if diff := cmp.Diff(unknown, run(h.gate, "left", password), unequal); diff != "" {
			h.Error("one who left: " + diff)
		}
		// Another node, or the same after a restart: locked by the account's row
		// alone, even for the right password.
		elsewhere := auth.NewGate(h.hasher)
		if diff := cmp.Diff(unknown, run(elsewhere, login, password), unequal); diff != "" {
			h.Error("a locked account, elsewhere: " + diff)
		}
	})
}

func TestALockGrowsAndEnds(t *testing.T) {
	both(t, func(h *house) {
		// A gate of its own each time: only the account's row remembers.
		try := func(password string) error {
			_, err := h.signIn(auth.NewGate(h.hasher), login, password)
			return err
		}
		for range 4 {
			_ = try("wrong")
		}
		h.must(try(password))
		if n := h.account().Failures; n != 0 {
			h.Errorf("%d failures after a success", n)
		}
		for range 5 {
			_ = try("wrong")
		}
		for _, lock := range []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 15 * time.Minute, 15 * time.Minute} {
			a := h.account()
			if got := a.LockedUntil.Sub(h.d.Now()); got != lock {
				h.Errorf("after %d failures locked for %v, want %v", a.Failures, got, lock)
			}
			h.clock.Forward(lock - time.Millisecond)
			if try(password) == nil {
				h.Error("in through the lock")
			}
			if h.account().Failures != a.Failures {
				h.Error("what is not judged is counted")
			}
			h.clock.Forward(time.Millisecond)
			_ = try("wrong")
		}
		h.clock.Forward(15 * time.Minute)
		h.must(try(password))
	})
}

// Guesses made at the same time are counted each, and a right one that was
// judged before the lock does not pass it.
func TestGuessesAtTheSameTimeAreCounted(t *testing.T) {
	both(t, func(h *house) {
		judge := func(password string) (*auth.Attempt, auth.Verdict) {
			a, err := auth.NewGate(h.hasher).Admit(login, address, h.d.Now())
			h.must(err)
			var claim auth.Claim
			h.must(h.read(func(ctx context.Context, tx *db.Tx) (err error) {
				claim, err = a.Find(ctx, tx)
				return err
			}))
			v, err := a.Verify(context.Background(), claim, password)
			h.must(err)
			return a, v
		}
		settle := func(a *auth.Attempt, v auth.Verdict) error {
			var o auth.Outcome
			if err := h.write(func(ctx context.Context, tx *db.Tx) (err error) {
				o, err = a.Settle(ctx, tx, v, "")
				return err
			}); err != nil {
				return err
			}
			_, err := a.End(o)
			return err
		}
		rightOne, right := judge(password)
		var all sync.WaitGroup
		for range 5 {
			a, v := judge("wrong")
			all.Go(func() {
				if err := settle(a, v); codeOf(err) != "sign_in_failed" {
					h.Error(err)
				}
			})
		}
		all.Wait()
		if n := h.account().Failures; n != 5 {
			h.Errorf("%d of 5 failures counted", n)
		}
		if err := settle(rightOne, right); codeOf(err) != "sign_in_failed" {
			h.Errorf("past the lock: %v", err)
		}

		h.clock.Forward(time.Hour)
		a, v := judge(password)
		hash := h.hash("un autre mot de passe")
		h.must(h.write(func(ctx context.Context, tx *db.Tx) error {
			return auth.SetPassword(ctx, tx, h.by, h.person.ID, hash)
		}))
		if err := settle(a, v); codeOf(err) != "sign_in_failed" {
			h.Errorf("by a password changed meanwhile: %v", err)
		}
	})
}

func TestAnAttemptThatDoesNotEnd(t *testing.T) {
	both(t, func(h *house) {
		for range 10 { // nothing was judged: nothing is counted
			a, err := h.gate.Admit(login, address, h.d.Now())
			h.must(err)
			a.Abandon()
		}
		for range 5 { // judged, then hung up
			a, err := h.gate.Admit(login, address, h.d.Now())
			h.must(err)
			_, err = a.Verify(context.Background(), auth.Claim{}, "wrong")
			h.must(err)
			a.Abandon()
			a.Abandon()
		}
		if _, err := h.gate.Admit(login, address, h.d.Now()); codeOf(err) != "too_many" {
			h.Error(err)
		}
	})
}

func TestAHashIsMadeAnewAtTodaysCost(t *testing.T) {
	both(t, func(h *house) {
		stored := func() (hash string) {
			h.must(h.read(func(ctx context.Context, tx *db.Tx) (err error) {
				hash, err = db.Value[string](ctx, tx, `SELECT password_hash FROM account WHERE person_id = $1`, h.person.ID)
				return err
			}))
			return hash
		}
		before := stored()
		dearer := auth.NewHasher(auth.Cost{Passes: 2, Memory: 64})
		_, err := h.signIn(auth.NewGate(dearer), login, password)
		h.must(err)
		after := stored()
		if right, stale, err := dearer.Verify(context.Background(), after, password); before == after || !right || stale || err != nil {
			h.Errorf("right %v, stale %v, %v", right, stale, err)
		}
		_, err = h.signIn(auth.NewGate(dearer), login, password)
		h.must(err)
		if stored() != after {
			h.Error("made anew each time")
		}
	})
}

func TestALifeOfASession(t *testing.T) {
	both(t, func(h *house) {
		s := h.signedIn()
		if len(s.Secret) != 43 || !s.Ends.Equal(h.d.Now().Add(30*24*time.Hour)) {
			h.Error(len(s.Secret), s.Ends)
		}
		use := func() {
			i, err := h.identify(nil, s.Secret)
			h.must(err)
			if i.TouchDue {
				h.must(h.write(func(ctx context.Context, tx *db.Tx) error { return auth.Touch(ctx, tx, i) }))
			}
		}
		h.clock.Forward(5*time.Minute - time.Millisecond)
		if i, err := h.identify(nil, s.Secret); err != nil || i.TouchDue {
			h.Error("a touch within five minutes", err)
		}
		h.clock.Forward(time.Millisecond)
		i, err := h.identify(nil, s.Secret)
		if err != nil || !i.TouchDue {
			h.Error("no touch after five minutes", err)
		}
		use()
		if i, err := h.identify(nil, s.Secret); err != nil || i.TouchDue {
			h.Error("touched, and due again", err)
		}
		for range 59 { // 29 days and a half, every 12 hours less a moment
			h.clock.Forward(12*time.Hour - time.Millisecond)
			use()
		}
		h.clock.Set(s.Ends.Add(-time.Millisecond))
		h.is(s.Secret, "")
		use()
		h.clock.Set(s.Ends)
		h.is(s.Secret, "session_over")

		s = h.signedIn()
		h.clock.Forward(12 * time.Hour)
		h.is(s.Secret, "session_over")
		sweep := func() (n int64) {
			h.must(h.write(func(ctx context.Context, tx *db.Tx) (err error) {
				n, err = auth.Sweep(ctx, tx)
				return err
			}))
			return n
		}
		open := h.signedIn()
		if n := sweep(); n != 0 {
			h.Errorf("%d swept too soon", n)
		}
		h.clock.Forward(7 * 24 * time.Hour)
		if n := sweep(); n != 2 {
			h.Errorf("%d swept", n)
		}
		h.is(s.Secret, "unauthenticated")
		h.is(open.Secret, "session_over")
	})
}

func TestWhatIsRevokedStopsAtOnce(t *testing.T) {
	both(t, func(h *house) {
		one, two, three := h.signedIn(), h.signedIn(), h.signedIn()
		out := func(s auth.Secret) error {
			return h.write(func(ctx context.Context, tx *db.Tx) error { return auth.SignOut(ctx, tx, s) })
		}
		h.must(out(one.Secret))
		h.is(one.Secret, "unauthenticated")
		h.is(two.Secret, "")
		h.must(out(one.Secret))

		h.must(h.write(func(ctx context.Context, tx *db.Tx) error {
			return auth.SignOutEverywhere(ctx, tx, h.by, h.person.ID)
		}))
		h.is(two.Secret, "unauthenticated")
		h.is(three.Secret, "unauthenticated")

		four, token := h.signedIn(), h.token(nil, time.Time{})
		hash := h.hash("un autre mot de passe")
		h.must(h.write(func(ctx context.Context, tx *db.Tx) error {
			return auth.SetPassword(ctx, tx, h.by, h.person.ID, hash)
		}))
		h.is(four.Secret, "unauthenticated")
		h.is(token, "")
		if _, err := h.signIn(h.gate, login, password); codeOf(err) != "sign_in_failed" {
			h.Error("in by the old password", err)
		}
		if _, err := h.signIn(h.gate, login, "un autre mot de passe"); err != nil {
			h.Error(err)
		}
		want := []string{"created/1", "account_created/1", "signed_out_everywhere/1", "token_created/1", "password_changed/1"}
		if diff := cmp.Diff(want, h.kinds()); diff != "" {
			h.Error(diff)
		}
	})
}

func (h *house) token(k auth.Key, expires time.Time) (secret auth.Secret) {
	h.Helper()
	h.must(h.write(func(ctx context.Context, tx *db.Tx) (err error) {
		_, secret, err = auth.CreateToken(ctx, tx, guichet.Person(h.person.ID, guichet.API), k, h.person.ID, "sauvegarde", expires)
		return err
	}))
	return secret
}

func (h *house) tokens() []auth.Token {
	h.Helper()
	var all []auth.Token
	h.must(h.read(func(ctx context.Context, tx *db.Tx) (err error) {
		all, err = auth.Tokens(ctx, tx, h.person.ID)
		return err
	}))
	return all
}

func TestALifeOfAToken(t *testing.T) {
	both(t, func(h *house) {
		secret := h.token(nil, h.d.Now().Add(24*time.Hour))
		if len(secret) != 47 || secret[:4] != auth.TokenPrefix {
			h.Error(len(secret))
		}
		i, err := h.identify(nil, secret)
		h.must(err)
		if !i.TouchDue || i.TokenID == "" {
			h.Errorf("%+v", i)
		}
		touch := func() {
			h.must(h.write(func(ctx context.Context, tx *db.Tx) error { return auth.Touch(ctx, tx, i) }))
		}
		touch()
		used := h.d.Now()
		h.clock.Forward(time.Hour - time.Millisecond)
		if i, err := h.identify(nil, secret); err != nil || i.TouchDue {
			h.Error("a touch within the hour", err)
		}
		touch() // one that comes late does no harm
		want := []auth.Token{{
			ID: i.TokenID, PersonID: h.person.ID, Name: "sauvegarde", Created: used, Used: used, Expires: used.Add(24 * time.Hour),
		}}
		if diff := cmp.Diff(want, h.tokens()); diff != "" {
			h.Error(diff)
		}
		h.clock.Set(used.Add(24 * time.Hour))
		h.is(secret, "unauthenticated")

		forever := h.token(nil, time.Time{})
		h.clock.Forward(10 * 365 * 24 * time.Hour)
		h.is(forever, "")
		id := h.tokens()[1].ID
		stranger := h.known("Autre")
		revoke := func(personID string) error {
			return h.write(func(ctx context.Context, tx *db.Tx) error {
				return auth.RevokeToken(ctx, tx, guichet.Person(personID, guichet.Portal), personID, id)
			})
		}
		if err := revoke(stranger.ID); !guichet.IsKind(err, guichet.KindNotFound) {
			h.Error("another's token", err)
		}
		h.must(revoke(h.person.ID))
		h.is(forever, "unauthenticated")
		if err := revoke(h.person.ID); !guichet.IsKind(err, guichet.KindNotFound) {
			h.Error("twice", err)
		}
		if diff := cmp.Diff([]string{"created/1", "account_created/1", "token_created/1", "token_created/1", "token_revoked/1"}, h.kinds()); diff != "" {
			h.Error(diff)
		}
	})
}

func TestTokensAreRefused(t *testing.T) {
	both(t, func(h *house) {
		create := func(personID, name string, expires time.Time) error {
			return h.write(func(ctx context.Context, tx *db.Tx) error {
				_, _, err := auth.CreateToken(ctx, tx, h.by, nil, personID, name, expires)
				return err
			})
		}
		for _, c := range []struct {
			personID, name string
			expires        time.Time
			code           string
		}{
			{h.person.ID, "  ", time.Time{}, "required"},
			{h.person.ID, "a\nb", time.Time{}, "control_characters"},
			{h.person.ID, string(bytes.Repeat([]byte("x"), 101)), time.Time{}, "too_long"},
			{h.person.ID, "x", h.d.Now(), "in_the_past"},
			{"nobody", "x", time.Time{}, "not_found"},
		} {
			if err := create(c.personID, c.name, c.expires); codeOf(err) != c.code {
				h.Errorf("%q: %v, want %s", c.name, err, c.code)
			}
		}
		h.must(h.write(func(ctx context.Context, tx *db.Tx) error {
			for range 100 {
				if _, _, err := auth.CreateToken(ctx, tx, h.by, nil, h.person.ID, "x", time.Time{}); err != nil {
					return err
				}
			}
			return nil
		}))
		if err := create(h.person.ID, "x", time.Time{}); codeOf(err) != "token.too_many" {
			h.Error(err)
		}
	})
}

func TestTheServersKey(t *testing.T) {
	both(t, func(h *house) {
		key := auth.Key("a key of the server, 32 bytes long")
		keyed, plain := h.token(key, time.Time{}), h.token(nil, time.Time{})
		for _, c := range []struct {
			name   string
			key    auth.Key
			secret auth.Secret
			code   string
		}{
			{"its own", key, keyed, ""},
			{"under another key", auth.Key("another"), keyed, "unauthenticated"},
			{"under none", nil, keyed, "unauthenticated"},
			{"made without one", key, plain, "unauthenticated"},
			{"a session needs none", key, h.signedIn().Secret, ""},
		} {
			if _, err := h.identify(c.key, c.secret); codeOf(err) != c.code {
				h.Errorf("%s: %v", c.name, err)
			}
		}
	})
}

func TestWhatIsNoCredential(t *testing.T) {
	both(t, func(h *house) {
		s, token := string(h.signedIn().Secret), string(h.token(nil, time.Time{}))
		before := h.d.Stats().Statements
		for _, c := range []string{
			"", "gui_", s[1:], s + "A", auth.TokenPrefix + token, "a\x00b", "' OR 1 = 1", token[:46] + "=", s[:42] + "\xff",
		} {
			h.is(auth.Secret(c), "unauthenticated")
		}
		if h.d.Stats().Statements != before {
			h.Error("the database was asked")
		}
		for _, c := range []string{auth.TokenPrefix + s, token[4:]} {
			h.is(auth.Secret(c), "unauthenticated") // one is not taken for the other
		}
	})
}

func TestNoSecretIsStored(t *testing.T) {
	both(t, func(h *house) {
		s, token := h.signedIn().Secret, h.token(nil, time.Time{})
		h.must(h.read(func(ctx context.Context, tx *db.Tx) error {
			kept, err1 := db.Value[[]byte](ctx, tx, `SELECT hash FROM session`)
			keptToken, err2 := db.Value[[]byte](ctx, tx, `SELECT hash FROM token`)
			agent, err3 := db.Value[string](ctx, tx, `SELECT user_agent FROM session`)
			if len(kept) != 32 || len(keptToken) != 32 || bytes.Contains([]byte(s), kept) || bytes.Contains([]byte(token), keptToken) {
				h.Error(kept, keptToken)
			}
			if agent != "Mozilla/5.0  \uFFFD" {
				h.Errorf("%q", agent)
			}
			return errors.Join(err1, err2, err3)
		}))
	})
}

func TestIdentify(t *testing.T) {
	both(t, func(h *house) {
		var organisation person.Organisation
		var network team.Team
		grant := func(role access.Role, organisationID string) error {
			return h.write(func(ctx context.Context, tx *db.Tx) error {
				return auth.Grant(ctx, tx, h.by, h.person.ID, access.Grant{Role: role, OrganisationID: organisationID})
			})
		}
		h.must(h.write(func(ctx context.Context, tx *db.Tx) (err error) {
			if organisation, err = person.CreateOrganisation(ctx, tx, h.by, "Acier"); err != nil {
				return err
			}
			network, err = team.Create(ctx, tx, h.by, "Réseau", h.person.ID)
			return err
		}))
		for range 2 {
			h.must(grant(access.Agent, organisation.ID))
		}
		h.must(grant(access.Administrator, ""))
		h.must(grant(access.User, ""))
		want := access.Who{
			PersonID: h.person.ID, Language: guichet.French, Zone: "Europe/Paris",
			Grants:  []access.Grant{{Role: access.Administrator}, {Role: access.Agent, OrganisationID: organisation.ID}},
			TeamIDs: []string{network.ID},
		}
		for name, secret := range map[string]auth.Secret{"session": h.signedIn().Secret, "token": h.token(nil, time.Time{})} {
			before := h.d.Stats().Statements
			i, err := h.identify(nil, secret)
			h.must(err)
			if n := h.d.Stats().Statements - before; n != 1 {
				h.Errorf("%s: %d statements", name, n)
			}
			if diff := cmp.Diff(want, i.Who); diff != "" {
				h.Errorf("%s: %s", name, diff)
			}
			if diff := cmp.Diff(h.person, i.Person); diff != "" {
				h.Errorf("%s: %s", name, diff)
			}
		}
		for code, err := range map[string]error{
			"unknown_value": grant("root", ""),
			"not_found": h.write(func(ctx context.Context, tx *db.Tx) error {
				return auth.Grant(ctx, tx, h.by, "nobody", access.Grant{Role: access.Agent})
			}),
		} {
			if codeOf(err) != code {
				h.Errorf("%v, want %s", err, code)
			}
		}
		if err := grant(access.Agent, "nowhere"); codeOf(err) != "unknown_value" {
			h.Error(err)
		}
		take := func() error {
			return h.write(func(ctx context.Context, tx *db.Tx) error {
				return auth.Ungrant(ctx, tx, h.by, h.person.ID, access.Grant{Role: access.Administrator})
			})
		}
		if err := take(); codeOf(err) != "administrator.last" {
			h.Error(err)
		}
		other, hash := h.known("Un autre"), h.hash(password)
		h.must(h.write(func(ctx context.Context, tx *db.Tx) error {
			if _, err := auth.CreateAccount(ctx, tx, h.by, other.ID, "autre", hash); err != nil {
				return err
			}
			return auth.Grant(ctx, tx, h.by, other.ID, access.Grant{Role: access.Administrator})
		}))
		h.must(take())
		if err := take(); codeOf(err) != "not_found" {
			h.Error(err)
		}
		h.must(h.read(func(ctx context.Context, tx *db.Tx) error {
			who, err := auth.WhoIs(ctx, tx, h.person.ID)
			if diff := cmp.Diff([]access.Role{access.User, access.Agent}, who.Roles()); diff != "" {
				h.Error(diff)
			}
			return err
		}))
		if diff := cmp.Diff([]string{
			"created/1", "account_created/1", "role_granted/1", "role_granted/1", "token_created/1", "role_taken/1",
		}, h.kinds()); diff != "" {
			h.Error(diff)
		}
	})
}

func TestAccountsAreRefused(t *testing.T) {
	both(t, func(h *house) {
		hash, other := h.hash(password), h.known("Autre")
		for _, c := range []struct{ name, personID, login, hash, code string }{
			{"no login", other.ID, " ", hash, "required"},
			{"a login of two lines", other.ID, "a\nb", hash, "control_characters"},
			{"a login too long", other.ID, string(bytes.Repeat([]byte("x"), 321)), hash, "too_long"},
			{"a login that looks the same", other.ID, "Camille.Mártin", hash, "account.login_taken"},
			{"a second account", h.person.ID, "camille", hash, "account.exists"},
			{"nobody", "nobody", "camille", hash, "not_found"},
			{"a password for a hash", other.ID, "camille", password, "internal"},
		} {
			err := h.write(func(ctx context.Context, tx *db.Tx) error {
				_, err := auth.CreateAccount(ctx, tx, h.by, c.personID, c.login, c.hash)
				return err
			})
			if codeOf(err) != c.code {
				h.Errorf("%s: %v, want %s", c.name, err, c.code)
			}
		}
		if a := h.account(); a.Login != login || !a.Changed.Equal(h.d.Now()) {
			h.Errorf("%+v", a)
		}
		if err := h.write(func(ctx context.Context, tx *db.Tx) error {
			return auth.SetPassword(ctx, tx, h.by, other.ID, hash)
		}); !guichet.IsKind(err, guichet.KindNotFound) {
			h.Error("a password without an account", err)
		}
	})
}
