// Package account is the door for what people set about themselves and how they
// come in: signing in and out, their screens and tokens, passwords, links by mail,
// and the first start. It decides nothing; it calls the verbs of package auth.
package account

import (
	"net/http"
	"time"

	"guichet/internal/api/contract"
	"guichet/internal/auth"
	"guichet/internal/mailbox"
)

// House is what these routes need besides the door.
type House struct {
	Gate    *auth.Gate
	Secure  bool // served over TLS, by us or by a proxy: cookies say so
	Samples []SampleAccount
	Seal    *mailbox.Keys // of second factors
}

type rooms struct {
	*contract.Door
	House
}

// Routes adds the routes to the door.
func Routes(d *contract.Door, h House) {
	a := &rooms{Door: d, House: h}
	a.deskRoutes()
	a.sessionRoutes()
	a.meRoutes()
	a.passwordRoutes()
	a.linkRoutes()
	a.invitationRoutes()
	a.setupRoutes()
	a.tokenRoutes()
	a.factorRoutes()
}

// cookie is the session's.
func (a *rooms) cookie(value string, ends time.Time) http.Cookie {
	return http.Cookie{
		Name: contract.SessionCookie, Value: value, Path: "/", Expires: ends, HttpOnly: true, Secure: a.Secure, SameSite: http.SameSiteLaxMode,
	}
}

// noCookie takes the session's away.
func (a *rooms) noCookie() http.Cookie {
	gone := a.cookie("", time.Unix(1, 0))
	gone.MaxAge = -1
	return gone
}

// entered is the answer to whoever came in: who they are, and their session.
type entered struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
	Body      Me
}

// left is the answer to whoever went out.
type left struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
}
