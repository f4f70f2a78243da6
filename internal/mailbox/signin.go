package mailbox

import (
	"context"
	"net/url"
	"strings"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/timeline"
)

// Grant is how a mailbox comes to what it signs in with.
type Grant string

// The grants. Tokens are those of RFC 6749.
const (
	ByPassword     Grant = ""
	ByRefreshToken Grant = "refresh_token"      // somebody agreed once; the token they got is changed for others
	ByClient       Grant = "client_credentials" // the desk itself is known to the provider
)

// SignIn is how a mailbox signs in to its servers. By a token, both of them take
// the same one.
type SignIn struct {
	Grant    Grant
	TokenURL string
	ClientID string
	Scope    string // several are separated by spaces
}

// ByToken tells that the mailbox signs in by a token.
func (s SignIn) ByToken() bool { return s.Grant != ByPassword }

// SignInPatch is what to change of it; nil leaves as it is.
type SignInPatch struct {
	Grant        *Grant
	TokenURL     *string
	ClientID     *string
	Scope        *string
	ClientSecret *Secret
	RefreshToken *Secret
}

func (p SignInPatch) apply(s *SignIn) {
	set(&s.Grant, p.Grant)
	set(&s.TokenURL, p.TokenURL)
	set(&s.ClientID, p.ClientID)
	set(&s.Scope, p.Scope)
	s.TokenURL, s.ClientID, s.Scope = strings.TrimSpace(s.TokenURL), strings.TrimSpace(s.ClientID), strings.Join(strings.Fields(s.Scope), " ")
	if s.Grant == ByPassword {
		*s = SignIn{}
	}
}

const (
	sqlTokenSecrets = `SELECT client_secret, refresh_token FROM mailbox_oauth WHERE mailbox_id = $1`

	sqlPutSignIn = `INSERT INTO mailbox_oauth (mailbox_id, grant_kind, token_url, client_id, scope, client_secret, refresh_token)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (mailbox_id) DO UPDATE SET grant_kind = excluded.grant_kind,
		token_url = excluded.token_url, client_id = excluded.client_id, scope = excluded.scope,
		client_secret = excluded.client_secret, refresh_token = excluded.refresh_token`

	sqlNoSignIn = `DELETE FROM mailbox_oauth WHERE mailbox_id = $1`

	// Only over the one that was changed for it: another node may have been faster.
	sqlNextRefresh = `UPDATE mailbox_oauth SET refresh_token = $2 WHERE mailbox_id = $1 AND refresh_token = $3`
)

// checkSignIn says what is wrong with it, given whether the secrets it needs are
// there or come now.
func checkSignIn(s SignIn, had sealedTokens, in SignInPatch) []*guichet.Error {
	var mistakes []*guichet.Error
	secret := func(field string, p *Secret, most int) {
		if p != nil {
			mistakes = append(mistakes, guichet.CheckLine(field, string(*p), 0, most))
		}
	}
	secret("sign_in.client_secret", in.ClientSecret, 1000)
	secret("sign_in.refresh_token", in.RefreshToken, 6000)
	missing := func(had []byte, p *Secret) bool { return p == nil && len(had) == 0 || p != nil && *p == "" }
	switch s.Grant {
	case ByPassword:
		return mistakes
	case ByRefreshToken:
		if missing(had.refresh, in.RefreshToken) {
			mistakes = append(mistakes, guichet.Invalid("sign_in.refresh_token", "required", nil))
		}
	case ByClient:
		if missing(had.client, in.ClientSecret) {
			mistakes = append(mistakes, guichet.Invalid("sign_in.client_secret", "required", nil))
		}
	default:
		mistakes = append(mistakes, guichet.Invalid("sign_in.grant", "unknown_value", nil))
	}
	mistakes = append(mistakes, guichet.CheckLine("sign_in.client_id", s.ClientID, 1, 500), guichet.CheckLine("sign_in.scope", s.Scope, 0, 1000))
	if mistake := guichet.CheckLine("sign_in.token_url", s.TokenURL, 1, 1000); mistake != nil {
		return append(mistakes, mistake)
	}
	u, err := url.Parse(s.TokenURL)
	safe := err == nil && u.Host != "" && u.User == nil && u.Fragment == "" && (u.Scheme == "https" || u.Scheme == "http" && IsLoopback(u.Hostname()))
	if !safe {
		mistakes = append(mistakes, guichet.Invalid("sign_in.token_url", "mailbox.token_url", nil))
	}
	return mistakes
}

func sameHost(a, b string) bool {
	was, err := url.Parse(a)
	is, failed := url.Parse(b)
	return err == nil && failed == nil && was.Scheme == is.Scheme && was.Host == is.Host
}

// sealedTokens are the secrets of a sign-in by token, as they are kept.
type sealedTokens struct{ client, refresh []byte }

func readTokens(ctx context.Context, tx *db.Tx, id string) (sealedTokens, error) {
	s, err := db.One(ctx, tx, func(s *sealedTokens) []any { return []any{&s.client, &s.refresh} }, sqlTokenSecrets, id)
	if guichet.IsKind(err, guichet.KindNotFound) {
		return sealedTokens{[]byte{}, []byte{}}, nil
	}
	return s, err
}

func (k *Keys) openTokens(s sealedTokens, id string, to *Secrets) error {
	client, err := k.open(s.client, id+" oauth client")
	if err != nil {
		return guichet.Unavailable("mailbox.key", err)
	}
	refresh, err := k.open(s.refresh, id+" oauth refresh")
	if err != nil {
		return guichet.Unavailable("mailbox.key", err)
	}
	to.Client, to.Refresh, to.sealedRefresh = Secret(client), Secret(refresh), s.refresh
	return nil
}

// putSignIn keeps how a mailbox signs in. A password takes what was for tokens
// away.
func (k *Keys) putSignIn(ctx context.Context, tx *db.Tx, m Mailbox, had sealedTokens, in SignInPatch) error {
	if !m.SignIn.ByToken() {
		_, err := tx.Exec(ctx, sqlNoSignIn, m.ID)
		return guichet.Doing("forget how a mailbox signs in by tokens", err)
	}
	if in.ClientSecret != nil {
		had.client = k.seal(string(*in.ClientSecret), m.ID+" oauth client", tx.Random(k.nonceSize()))
	}
	if in.RefreshToken != nil {
		had.refresh = k.seal(string(*in.RefreshToken), m.ID+" oauth refresh", tx.Random(k.nonceSize()))
	}
	s := m.SignIn
	_, err := tx.Exec(ctx, sqlPutSignIn, m.ID, string(s.Grant), s.TokenURL, s.ClientID, s.Scope, had.client, had.refresh)
	return guichet.Doing("keep how a mailbox signs in", err)
}

// NextRefresh keeps the refresh token that a provider gave in the place of the
// one that s holds. Whoever was faster wins.
func NextRefresh(ctx context.Context, tx *db.Tx, keys *Keys, id string, s Secrets, next Secret) error {
	_, err := tx.Exec(ctx, sqlNextRefresh, id, keys.seal(string(next), id+" oauth refresh", tx.Random(keys.nonceSize())), s.sealedRefresh)
	return guichet.Doing("keep a mailbox's next refresh token", err)
}

func signInChanges(before, after SignIn, in SignInPatch) []timeline.Change {
	var all []timeline.Change
	add := func(field, was, is string) {
		if was != is {
			all = append(all, timeline.Change{Field: field, Old: was, New: is})
		}
	}
	add("sign_in.grant", string(before.Grant), string(after.Grant))
	add("sign_in.token_url", before.TokenURL, after.TokenURL)
	add("sign_in.client_id", before.ClientID, after.ClientID)
	add("sign_in.scope", before.Scope, after.Scope)
	if in.ClientSecret != nil && after.ByToken() {
		all = append(all, timeline.Change{Field: "sign_in.client_secret", New: "***"})
	}
	if in.RefreshToken != nil && after.ByToken() {
		all = append(all, timeline.Change{Field: "sign_in.refresh_token", New: "***"})
	}
	return all
}
