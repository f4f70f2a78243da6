package auth

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"guichet"
	"guichet/internal/setting"
)

// cheap is a cost for tests: what is tested is not how slow it is.
func cheap() Cost { return Cost{Passes: 1, Memory: 64, Threads: 1} }

func TestHasher(t *testing.T) {
	t.Parallel()
	ctx, h := context.Background(), NewHasher(cheap())
	hash, err := h.Hash(ctx, "le chat dort au soleil")
	if err != nil {
		t.Fatal(err)
	}
	again, err := h.Hash(ctx, "le chat dort au soleil")
	if err != nil || hash == again {
		t.Errorf("two hashes of one password are the same, or %v", err)
	}
	for _, c := range []struct {
		name, hash, password string
		right                bool
	}{
		{"the password", hash, "le chat dort au soleil", true},
		{"another", hash, "le chat dort au Soleil", false},
		{"none", hash, "", false},
		{"no hash", "", "le chat dort au soleil", false},
		{"no hash and no password", "", "", false},
	} {
		right, stale, err := h.Verify(ctx, c.hash, c.password)
		if err != nil || right != c.right || stale {
			t.Errorf("%s: right %v, stale %v, %v", c.name, right, stale, err)
		}
	}
	accented, err := h.Hash(ctx, "été à la campagne")
	if err != nil {
		t.Fatal(err)
	}
	if right, _, _ := h.Verify(ctx, accented, "e\u0301te\u0301 a\u0300 la campagne"); !right {
		t.Error("a keyboard that writes accents apart is locked out")
	}
}

func TestAHashOfAnotherCostIsStale(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	old, err := NewHasher(cheap()).Hash(ctx, "le chat dort au soleil")
	if err != nil {
		t.Fatal(err)
	}
	h := NewHasher(Cost{Passes: 2, Memory: 64, Threads: 1})
	if right, stale, err := h.Verify(ctx, old, "le chat dort au soleil"); !right || !stale || err != nil {
		t.Errorf("right %v, stale %v, %v", right, stale, err)
	}
	if right, stale, err := h.Verify(ctx, old, "wrong"); right || stale || err != nil {
		t.Errorf("a wrong password: right %v, stale %v, %v", right, stale, err)
	}
}

func TestTheUsualCost(t *testing.T) {
	t.Parallel()
	hash, err := NewHasher(Cost{}).Hash(context.Background(), "le chat dort au soleil")
	if err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Error(hash, err)
	}
}

func TestWhatIsNoHashIsRefused(t *testing.T) {
	t.Parallel()
	h := NewHasher(cheap())
	for _, hash := range []string{
		"motdepasse", "$argon2id$", "$argon2i$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=19$m=4194304,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=19$m=64,t=1,p=1$$",
		"$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$",
	} {
		if _, _, err := h.Verify(context.Background(), hash, "motdepasse"); err == nil || strings.Contains(err.Error(), "motdepasse") {
			t.Errorf("%s: %v", hash, err)
		}
	}
}

func TestFewHashesAtOnce(t *testing.T) {
	t.Parallel()
	h := NewHasher(cheap())
	for range hashesAtOnce {
		h.slots <- struct{}{}
	}
	hungUp, hangUp := context.WithCancel(context.Background())
	hangUp()
	if _, err := h.Hash(hungUp, "le chat dort au soleil"); !guichet.IsKind(err, guichet.KindUnavailable) {
		t.Errorf("who waits and hangs up: %v", err)
	}
	for range cap(h.line) {
		h.line <- struct{}{}
	}
	if _, _, err := h.Verify(context.Background(), "", "x"); !guichet.IsKind(err, guichet.KindUnavailable) {
		t.Errorf("beyond the line: %v", err)
	}
	for range cap(h.line) {
		<-h.line
	}
	for range hashesAtOnce {
		<-h.slots
	}
	if _, err := h.Hash(context.Background(), "le chat dort au soleil"); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestCheckPassword(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ login, password, code string }{
		{"camille.martin", "le chat dort au soleil", ""},
		{"camille.martin", "tr0mbone-Vert", ""},
		{"camille.martin", "Ç'est l'été!", ""},
		{"camille.martin", "onze caract", "too_short"},
		{"camille.martin", strings.Repeat("cheval ", 19), "too_long"},
		{"camille.martin", "pas d'\xff utf-8 ici", "not_utf8"},
		{"camille.martin", "Camille.Martin", "password.is_login"},
		{"camille.martin", "camille.martin1", "password.is_login"},
		{"camille.martin@example.org", "camille.martin@example.org", "password.is_login"},
		{"camille.martin@example.org", "Camille.Martin75", "password.is_login"},
		{"hélène.dupont", "Helene.Dupont!", "password.is_login"},
		{"camille.martin", "camille.martin mange des pommes", ""},
		{"bob", "bob mange des pommes", ""},
		{"", "le chat dort au soleil", ""},
		{"x", "motdepasse123", "password.common"},
		{"x", "Motdepasse2026!", "password.common"},
		{"x", "m0tdep@sse-2026", "password.common"},
		{"x", "MotDePasse MotDePasse", "password.common"},
		{"x", "passwordpassword", "password.common"},
		{"x", "P4$$w0rd2026", "password.common"},
		{"x", "azertyuiop12", "password.common"},
		{"x", "123456789012", "password.common"},
		{"x", "abcdefghijklm", "password.common"},
		{"x", "aaaaaaaaaaaaa", "password.common"},
		{"x", "abcabcabcabcabc", "password.common"},
		{"x", "correct horse battery staple", "password.common"},
		{"x", "Septembre2026!", "password.common"},
		{"x", "            ", "password.common"},
	} {
		got := ""
		if err := CheckPassword("password", c.login, c.password); err != nil {
			got = err.Code
			if err.Field != "password" || strings.Contains(fmt.Sprint(err.Args), c.password) {
				t.Errorf("%s: field %q, args %v", c.password, err.Field, err.Args)
			}
		}
		if got != c.code {
			t.Errorf("%s for %s: got %q, want %q", c.password, c.login, got, c.code)
		}
	}
}

func TestASecretHides(t *testing.T) {
	t.Parallel()
	s := Secret("gui_opens")
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("made", "secret", s, "session", fmt.Sprint(Session{Secret: s}))
	encoded, err := json.Marshal(map[string]any{"secret": s, "session": Session{Secret: s}})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		fmt.Sprintf("%v %s %+v %#v %q", s, s, Session{Secret: s}, Session{Secret: s}, s), log.String(), string(encoded),
	} {
		if strings.Contains(text, "opens") {
			t.Error(text)
		}
	}
	if string(s) != "gui_opens" {
		t.Error("it cannot be read at all")
	}
}

func newLimiter(most int) *limiter {
	return &limiter{logins: newRecent[tries](most), addresses: newRecent[bucket](most), bounds: setting.UsualLimits()}
}

var monday = time.Date(2026, time.March, 2, 8, 0, 0, 0, time.UTC)

func TestFailuresOfALoginLockItLongerAndLonger(t *testing.T) {
	t.Parallel()
	l, now := newLimiter(10), monday
	for i := range 5 {
		if err := l.admit("a", "x", now); err != nil {
			t.Fatalf("attempt %d: %v", i+1, err)
		}
		l.decided("a", "x", now, failed)
	}
	for _, lock := range []time.Duration{
		30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 15 * time.Minute, 15 * time.Minute,
	} {
		err := l.admit("a", "y", now)
		if err == nil || err.Code != "too_many" || err.Kind != guichet.KindTooMany || err.RetryAfter != lock {
			t.Fatalf("after %v: %+v, want a lock of %v", now.Sub(monday), err, lock)
		}
		if err := l.admit("b", "x", now); err != nil {
			t.Fatalf("another login: %v", err)
		}
		l.decided("b", "x", now, succeeded)
		now = now.Add(lock)
		if err := l.admit("a", "x", now); err != nil {
			t.Fatalf("when the lock ends: %v", err)
		}
		if err := l.admit("a", "x", now); err == nil {
			t.Fatal("after a lock two may try at once")
		}
		l.decided("a", "x", now, failed)
	}
	now = now.Add(15*time.Minute + time.Hour + time.Millisecond)
	for range 4 {
		if err := l.admit("a", "x", now); err != nil {
			t.Fatalf("after an hour of peace: %v", err)
		}
		l.decided("a", "x", now, failed)
	}
	if err := l.admit("a", "x", now); err != nil {
		t.Fatal(err)
	}
	l.decided("a", "x", now, succeeded)
	for range 5 {
		if err := l.admit("a", "x", now); err != nil {
			t.Fatalf("after a success: %v", err)
		}
	}
}

func TestGuessesAtTheSameTime(t *testing.T) {
	t.Parallel()
	l := newLimiter(10)
	for i := range 5 {
		if err := l.admit("a", "x", monday); err != nil {
			t.Fatalf("%d: %v", i, err)
		}
	}
	if err := l.admit("a", "x", monday); err == nil || err.RetryAfter != time.Second {
		t.Errorf("the sixth at once: %+v", err)
	}
	l.decided("a", "x", monday, undecided)
	if err := l.admit("a", "x", monday); err != nil {
		t.Errorf("when one gave up: %v", err)
	}
}

func TestAnAddressMayNotTryEveryLogin(t *testing.T) {
	t.Parallel()
	l := newLimiter(1000)
	for i := range setting.AddressTries().Default {
		login := fmt.Sprint(i)
		if err := l.admit(login, "x", monday); err != nil {
			t.Fatal(err)
		}
		l.decided(login, "x", monday, failed)
	}
	err := l.admit("one more", "x", monday)
	if err == nil || err.RetryAfter != addressRefill {
		t.Fatalf("%+v", err)
	}
	if err := l.admit("one more", "y", monday); err != nil {
		t.Errorf("from another address: %v", err)
	}
	if err := l.admit("later", "x", monday.Add(addressRefill)); err != nil {
		t.Errorf("later: %v", err)
	}
	for i := range 10 * setting.AddressTries().Default { // an office in the morning
		login := fmt.Sprint("colleague ", i)
		if err := l.admit(login, "z", monday); err != nil {
			t.Fatalf("colleague %d: %v", i, err)
		}
		l.decided(login, "z", monday, succeeded)
	}
}

func TestTheLimiterIsBounded(t *testing.T) {
	t.Parallel()
	l := newLimiter(100)
	for i := range 1000 {
		name := fmt.Sprint(i)
		if err := l.admit(name, name, monday); err != nil {
			t.Fatal(err)
		}
		l.decided(name, name, monday, failed)
	}
	if n := len(l.logins.young) + len(l.logins.old); n < 50 || n > 100 {
		t.Errorf("%d logins are remembered", n)
	}
	if n := len(l.addresses.young) + len(l.addresses.old); n < 50 || n > 100 {
		t.Errorf("%d addresses are remembered", n)
	}
	for range 4 { // one that is used all the time is not forgotten
		for i := range 60 {
			l.logins.get(fmt.Sprint("passing ", i))
			if _, isNew := l.logins.get("999"); isNew {
				t.Fatal("forgotten")
			}
		}
	}
}

// Whatever happens in whatever order, no attempt is let through a lock, and
// nothing stays pending.
func TestLimiterProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		l, now, open := newLimiter(10), monday, 0
		failures, until := int64(0), time.Time{}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 120).Draw(t, "seconds")) * time.Second)
			if rapid.Bool().Draw(t, "begin") {
				switch err := l.admit("a", fmt.Sprint(now), now); {
				case err == nil && now.Before(until):
					t.Fatal("through a lock")
				case err == nil:
					open++
				case err.RetryAfter <= 0:
					t.Fatal("refused without saying until when")
				}
				continue
			}
			if open == 0 {
				continue
			}
			open--
			how := rapid.SampledFrom([]decision{undecided, failed, succeeded}).Draw(t, "how")
			l.decided("a", "x", now, how)
			switch how {
			case failed:
				failures, until = failedAgain(failures, setting.SignInTries().Default, until, now)
			case succeeded:
				failures, until = 0, time.Time{}
			case undecided:
			}
		}
		for ; open > 0; open-- {
			l.decided("a", "x", now, undecided)
		}
		if entry, _ := l.logins.get("a"); entry.pending != 0 {
			t.Fatalf("%d pending", entry.pending)
		}
	})
}

func TestNetwork(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"192.0.2.7": "192.0.2.7", "192.0.2.7:4711": "192.0.2.7", "::ffff:192.0.2.7": "192.0.2.7",
		"2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64", "[2001:db8:1:2::9]:443": "2001:db8:1:2::/64",
		"fe80::1%eth0": "fe80::/64", "@": "@", "": "",
	} {
		if got := network(address); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
	if n := len(network(strings.Repeat("é", 1000))); n != 200 {
		t.Error(n)
	}
}

func TestLoginKey(t *testing.T) {
	t.Parallel()
	if loginKey("Hélène.Dupont@Exemple.FR ") != loginKey("helene.dupont@exemple.fr") {
		t.Error("case or accents tell logins apart")
	}
	for _, s := range []string{strings.Repeat("x", 321), "a\x00b", strings.Repeat("\ufdfa", 320), ""} {
		if loginKey(s) != "" {
			t.Errorf("%.10q is a login", s)
		}
	}
}
