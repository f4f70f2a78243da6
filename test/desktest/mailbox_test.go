package desktest_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	. "guichet/test/desktest"
)

type signsIn struct {
	ID      string
	Version int64
	SignIn  struct {
		Grant    string
		TokenURL string `json:"token_url"`
		ClientID string `json:"client_id"`
		Scope    string
	} `json:"sign_in"`
}

// A mailbox is told to sign in by tokens: what it asks with is written and never
// read back, what is missing or unsafe is said, and the history tells who did it.
func TestAMailboxIsToldToSignInByTokens(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		admin := d.As("admin")
		var box signsIn
		admin.Post("/api/mailboxes", Map{"name": "Support", "address": "support@solane.example"}, &box).Want(http.StatusCreated)
		if box.SignIn.Grant != "password" {
			t.Errorf("a new mailbox: %+v", box)
		}
		at := "/api/mailboxes/" + box.ID
		set := func(in Map) *Response { return admin.Patch(at, Map{"version": box.Version, "sign_in": in}, &box) }
		ours := Map{
			"grant": "refresh_token", "token_url": "https://login.example.org/token", "client_id": "the-desk",
			"scope": " mail.read   mail.send ", "client_secret": "secret-of-client", "refresh_token": "secret-to-refresh",
		}
		less := func(without string) Map {
			in := Map{}
			for k, v := range ours {
				if k != without {
					in[k] = v
				}
			}
			return in
		}
		set(less("refresh_token")).Refused(http.StatusUnprocessableEntity, "required", "sign_in.refresh_token")
		set(less("client_id")).Refused(http.StatusUnprocessableEntity, "required", "sign_in.client_id")
		set(less("token_url")).Refused(http.StatusUnprocessableEntity, "required", "sign_in.token_url")
		for _, unsafe := range []string{"http://login.example.org/token", "ftp://login.example.org/", "https://user:word@login.example.org/token", "/token"} {
			set(Map{"grant": "client_credentials", "token_url": unsafe, "client_id": "x", "client_secret": "y"}).Refused(http.StatusUnprocessableEntity, "mailbox.token_url", "sign_in.token_url")
		}
		set(ours).Want(http.StatusOK)
		if s := box.SignIn; s.Grant != "refresh_token" || s.TokenURL != "https://login.example.org/token" || s.ClientID != "the-desk" || s.Scope != "mail.read mail.send" {
			t.Errorf("kept: %+v", s)
		}
		set(Map{"scope": "mail"}).Want(http.StatusOK) // the secrets stay
		// Secrets are for whom they were given for: another host asks for them anew.
		set(Map{"token_url": "https://elsewhere.example.org/token"}).Refused(http.StatusUnprocessableEntity, "required", "sign_in.refresh_token")
		set(Map{"grant": "client_credentials"}).Want(http.StatusOK)
		set(Map{"grant": "password"}).Want(http.StatusOK)
		if s := box.SignIn; s.Grant != "password" || s.TokenURL != "" || s.ClientID != "" {
			t.Errorf("back to a password: %+v", s)
		}
		set(Map{"grant": "client_credentials", "token_url": "https://login.example.org/token", "client_id": "x"}).Refused(http.StatusUnprocessableEntity, "required", "sign_in.client_secret")

		var seen json.RawMessage
		admin.Get("/api/mailboxes", &seen).Want(http.StatusOK)
		told := string(seen)
		admin.Get("/api/administration/history?kind=mailbox&id="+box.ID, &seen).Want(http.StatusOK)
		told += string(seen)
		if strings.Contains(told, "secret-of-client") || strings.Contains(told, "secret-to-refresh") {
			t.Error("a secret is read back")
		}
		if !strings.Contains(told, "Adresse des jetons") || !strings.Contains(told, "Jeton de renouvellement") {
			t.Errorf("the history does not tell: %s", told)
		}
		d.As("karim").Patch(at, Map{"version": box.Version, "sign_in": ours}, nil).Refused(http.StatusForbidden, "forbidden")
	})
}
