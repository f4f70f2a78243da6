package desktest

import (
	"net/http"
	"time"

	"github.com/pquerna/otp/totp"
)

// Telephone holds the secret of a second factor, and the codes for who loses it.
type Telephone struct {
	d      *Desk
	Secret string
	Codes  []string
}

// Shows is the code that the telephone shows, so far from now.
func (p *Telephone) Shows(from time.Duration) string {
	p.d.T.Helper()
	code, err := totp.GenerateCode(p.Secret, p.d.Clock.Now().Add(from))
	if err != nil {
		p.d.T.Fatal(err)
	}
	return code
}

// SetsUpFactor sets a second factor up at a screen.
func (c *Client) SetsUpFactor(d *Desk) *Telephone {
	c.t.Helper()
	var begun struct {
		Secret string
		QR     []string
	}
	c.Post("/api/me/second-factor", nil, &begun).Want(http.StatusCreated)
	p := &Telephone{d: d, Secret: begun.Secret}
	var made struct{ Codes []string }
	c.Post("/api/me/second-factor/confirmation", Map{"code": p.Shows(0)}, &made).Want(http.StatusOK)
	p.Codes = made.Codes
	return p
}

// HoldsFactor sees to it that somebody of the cast has a second factor.
func (d *Desk) HoldsFactor(key string) {
	d.T.Helper()
	var f struct{ On bool }
	c := d.Again(key)
	if c.Get("/api/me/second-factor", &f).Want(http.StatusOK); !f.On {
		c.SetsUpFactor(d)
	}
}
