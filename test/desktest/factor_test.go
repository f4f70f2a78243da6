package desktest_test

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"guichet/internal/db"
	"guichet/internal/setting"
	. "guichet/test/desktest"
)

// knocks tries to sign in with a code.
func knocks(d *Desk, login, code string) *Response {
	in := Map{"login": login, "password": Password}
	if code != "" {
		in["code"] = code
	}
	return d.Anybody().With("User-Agent", "Firefox").Post("/api/session", in, nil)
}

// A second factor is set up with a telephone, asked for after the password, and
// each of its codes opens once.
func TestSigningInWithASecondFactor(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		d.Mailbox()
		karim := d.As("karim")
		var begun struct {
			Secret, URI string
			QR          []string
		}
		karim.Post("/api/me/second-factor", nil, &begun).Want(http.StatusCreated)
		if !strings.HasPrefix(begun.URI, "otpauth://totp/Centre%20de%20services:karim?") || !strings.Contains(begun.URI, "secret="+begun.Secret) {
			t.Errorf("the picture says %q", begun.URI)
		}
		if n := len(begun.QR); n < 21 || len(begun.QR[0]) != n || !strings.HasPrefix(begun.QR[0], "1111111") {
			t.Errorf("the picture is %q", begun.QR)
		}
		// Nothing is asked for before a first code was shown.
		knocks(d, "karim", "").Want(http.StatusOK)
		karim.Post("/api/me/second-factor/confirmation", Map{"code": "000000"}, nil).Refused(http.StatusUnprocessableEntity, "factor.wrong", "code")
		phone := karim.SetsUpFactor(d)
		if len(phone.Codes) != 10 {
			t.Errorf("the recovery codes are %q", phone.Codes)
		}
		karim.Get("/api/me/second-factor", nil).Want(http.StatusOK).Silent(phone.Secret, phone.Codes[0])
		karim.Post("/api/me/second-factor", nil, nil).Refused(http.StatusUnprocessableEntity, "factor.on", "code")

		// What was open goes on; who comes needs both, and which was wrong is told only
		// to who knows the password.
		karim.Get("/api/incidents", nil).Want(http.StatusOK)
		knocks(d, "karim", "").Refused(http.StatusUnauthorized, "code_needed")
		d.Anybody().Post("/api/session", Map{"login": "karim", "password": "faux", "code": phone.Shows(0)}, nil).
			Refused(http.StatusUnauthorized, "sign_in_failed")
		// The code that put it on was used by that.
		knocks(d, "karim", phone.Shows(0)).Refused(http.StatusUnauthorized, "code_wrong")
		d.Clock.Forward(time.Minute)
		code := phone.Shows(0)
		knocks(d, "karim", code[:3]+" "+code[3:]).Want(http.StatusOK)
		knocks(d, "karim", code).Refused(http.StatusUnauthorized, "code_wrong")
		// One step of drift, on either side, and no more.
		knocks(d, "karim", phone.Shows(30*time.Second)).Want(http.StatusOK)
		knocks(d, "karim", phone.Shows(-30*time.Second)).Refused(http.StatusUnauthorized, "code_wrong")
		d.Clock.Forward(2 * time.Minute)
		knocks(d, "karim", phone.Shows(-30*time.Second)).Want(http.StatusOK)
		knocks(d, "karim", phone.Shows(-time.Minute)).Refused(http.StatusUnauthorized, "code_wrong")
		knocks(d, "karim", phone.Shows(time.Minute)).Refused(http.StatusUnauthorized, "code_wrong")

		// Without the telephone: a recovery code, once, however it is typed.
		d.Clock.Forward(time.Hour)
		knocks(d, "karim", strings.ToLower(strings.ReplaceAll(phone.Codes[3], "-", ""))).Want(http.StatusOK)
		knocks(d, "karim", phone.Codes[3]).Refused(http.StatusUnauthorized, "code_wrong")
		var f struct {
			On        bool
			CodesLeft int64 `json:"codes_left"`
		}
		karim = d.Again("karim")
		if karim.Get("/api/me/second-factor", &f).Want(http.StatusOK); !f.On || f.CodesLeft != 9 {
			t.Errorf("left: %+v", f)
		}
		var made struct{ Codes []string }
		karim.Post("/api/me/second-factor/codes", nil, &made).Want(http.StatusCreated)
		knocks(d, "karim", phone.Codes[4]).Refused(http.StatusUnauthorized, "code_wrong")
		knocks(d, "karim", made.Codes[0]).Want(http.StatusOK)

		// He hears of each, and it stands in the history; nothing of it is a code.
		letters := ""
		for _, l := range d.LettersTo(karimAt) {
			letters += l.Subject + "\n" + l.Text
		}
		for _, wanted := range []string{"Un second facteur vient d’être mis en place", "Un code de secours vient de servir"} {
			if !strings.Contains(letters, wanted) {
				t.Errorf("Karim does not read %q in %q", wanted, letters)
			}
		}
		said := map[string]int{}
		for _, a := range historyOf(t, d.As("admin"), "person", d.ID("karim")) {
			said[a.Code]++
		}
		if said["factor_on"] != 1 || said["recovery_used"] != 2 || said["recovery_codes_made"] != 1 {
			t.Errorf("the history says %v", said)
		}
		// A program goes on with its token.
		var token struct{ Token string }
		karim.Post("/api/tokens", Map{"name": "programme"}, &token).Want(http.StatusCreated)
		program := d.Anybody().With("Authorization", "Bearer "+token.Token)
		program.Get("/api/incidents", nil).Want(http.StatusOK)
		program.Delete("/api/me/second-factor").Refused(http.StatusForbidden, "forbidden")
		program.Post("/api/session/proof", Map{"password": Password}, nil).Refused(http.StatusForbidden, "forbidden")

		karim.Delete("/api/me/second-factor").Want(http.StatusOK)
		knocks(d, "karim", "").Want(http.StatusOK)
	})
}

// Codes are guessed no faster than passwords, although the password is right.
func TestCodesAreThrottled(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		phone := d.As("karim").SetsUpFactor(d)
		d.Clock.Forward(time.Minute)
		for range 3 {
			knocks(d, "karim", "").Refused(http.StatusUnauthorized, "code_needed")
		}
		for range 5 {
			knocks(d, "karim", "000000").Refused(http.StatusUnauthorized, "code_wrong")
		}
		r := knocks(d, "karim", phone.Shows(0))
		r.Refused(http.StatusTooManyRequests, "too_many")
		if r.Header.Get("Retry-After") == "" {
			t.Error("nobody tells when to come back")
		}
		d.Clock.Forward(time.Minute)
		knocks(d, "karim", phone.Shows(0)).Want(http.StatusOK)
	})
}

// A second factor is sealed where it lies, and codes are digests.
func TestASecondFactorIsSealed(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		phone := d.As("karim").SetsUpFactor(d)
		var rows [][]byte
		if err := d.DB.Read(context.Background(), func(ctx context.Context, tx *db.Tx) (err error) {
			rows, err = db.All(ctx, tx, func(b *[]byte) []any { return []any{b} },
				`SELECT secret FROM auth_factor UNION ALL SELECT hash FROM auth_recovery`)
			return err
		}); err != nil || len(rows) != 11 {
			t.Fatalf("%d rows: %v", len(rows), err)
		}
		for _, row := range rows {
			if bytes.Contains(row, []byte(phone.Secret)) || bytes.Contains(row, []byte(phone.Codes[0])) {
				t.Errorf("in clear: %q", row)
			}
		}
	})
}

// requires has the desk ask who works at it for a second factor.
func requires(t *testing.T, d *Desk) {
	t.Helper()
	if err := d.DB.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		return setting.SecondFactor().Put(ctx, tx, true)
	}); err != nil {
		t.Fatal(err)
	}
}

// Where the desk asks for one, who works at it sets it up before anything else;
// what was open stays open and is told.
func TestASecondFactorIsRequired(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		hire(t, d, "ada", "administrator", Atelier)
		before, admin, ada := d.As("karim"), d.As("admin"), d.As("ada")
		requires(t, d)
		type me struct {
			Roles        []string
			SecondFactor string `json:"second_factor"`
			Limited      bool
		}
		of := func(c *Client) (m me) { c.Get("/api/me", &m).Want(http.StatusOK); return m }
		if m := of(before); m.SecondFactor != "needed" || m.Limited || len(m.Roles) != 2 {
			t.Errorf("the session of before is %+v", m)
		}
		before.Get("/api/incidents", nil).Want(http.StatusOK)
		if m := of(d.As("sophie")); m.SecondFactor != "off" || m.Limited {
			t.Errorf("a user is %+v", m)
		}

		now := enters(t, d.Anybody(), "karim", Password, "Firefox")
		if m := of(now); !m.Limited || len(m.Roles) != 1 {
			t.Errorf("the session of now is %+v", m)
		}
		now.Get("/api/people?q=s", nil).Refused(http.StatusForbidden, "forbidden")
		now.Post("/api/tokens", Map{"name": "programme"}, nil).Refused(http.StatusForbidden, "forbidden")
		phone := now.SetsUpFactor(d)
		if m := of(now); m.Limited || m.SecondFactor != "on" || len(m.Roles) != 2 {
			t.Errorf("set up, it is %+v", m)
		}
		now.Get("/api/people?q=s", nil).Want(http.StatusOK)
		now.Delete("/api/me/second-factor").Refused(http.StatusUnprocessableEntity, "factor.needed", "code")

		// Lost, with the codes: an administrator takes it away, and hears their own
		// password asked for; the next sign-in sets another up.
		var p struct {
			SecondFactor bool `json:"second_factor"`
		}
		if admin.Get(people+"/"+d.ID("karim"), &p).Want(http.StatusOK).Silent(phone.Secret); !p.SecondFactor {
			t.Error("the administrator does not see it")
		}
		at := people + "/" + d.ID("karim") + "/second-factor"
		d.Clock.Forward(11 * time.Minute)
		admin.Delete(at).Refused(http.StatusForbidden, "password.again")
		admin.Post("/api/session/proof", Map{"password": "faux"}, nil).Refused(http.StatusUnprocessableEntity, "password.wrong", "password")
		admin.Post("/api/session/proof", Map{"password": Password}, nil).Want(http.StatusOK)
		admin.Delete(at).Want(http.StatusOK)
		admin.Delete(at).Refused(http.StatusNotFound, "not_found")
		if m := of(enters(t, d.Anybody(), "karim", Password, "Firefox")); !m.Limited {
			t.Errorf("after the reset: %+v", m)
		}
		ada.Post("/api/session/proof", Map{"password": Password}, nil).Refused(http.StatusNotFound, "not_found") // has no password
		ada.Delete(people+"/"+d.ID("karim")+"/second-factor").Refused(http.StatusNotFound, "not_found")
	})
}

// What a screen left open must not lend itself to asks for the password again.
func TestSensitiveActsAskForThePassword(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		karim := d.As("karim")
		d.Clock.Forward(11 * time.Minute)
		again := func() {
			t.Helper()
			karim.Post("/api/tokens", Map{"name": "programme"}, nil).Refused(http.StatusForbidden, "password.again")
			karim.Post("/api/me/second-factor", nil, nil).Refused(http.StatusForbidden, "password.again")
			karim.Post("/api/me/second-factor/codes", nil, nil).Refused(http.StatusForbidden, "password.again")
			karim.Delete("/api/me/second-factor").Refused(http.StatusForbidden, "password.again")
		}
		again()
		// Trying passwords here is slowed down as at the door.
		for range 4 {
			karim.Post("/api/session/proof", Map{"password": "faux"}, nil).Refused(http.StatusUnprocessableEntity, "password.wrong", "password")
		}
		again()
		var proven struct{ Minutes int64 }
		if karim.Post("/api/session/proof", Map{"password": Password}, &proven).Want(http.StatusOK); proven.Minutes != 10 {
			t.Errorf("it counts for %d minutes", proven.Minutes)
		}
		karim.Post("/api/tokens", Map{"name": "programme"}, nil).Want(http.StatusCreated)
		karim.SetsUpFactor(d)
		// It counts at this screen only, and for a while.
		other := d.Again("karim")
		d.Clock.Forward(11 * time.Minute)
		karim.Delete("/api/me/second-factor").Refused(http.StatusForbidden, "password.again")
		other.Post("/api/session/proof", Map{"password": Password}, nil).Want(http.StatusOK)
		karim.Delete("/api/me/second-factor").Refused(http.StatusForbidden, "password.again")
		other.Delete("/api/me/second-factor").Want(http.StatusOK)
	})
}
