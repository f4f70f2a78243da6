package contract

import (
	"crypto/sha256"
	"math"
	"net/http"
	"time"

	"guichet"
)

// paced slows a program down that calls too often with one token. Screens are as
// fast as people are.
func (d *Door) paced(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		req := RequestOf(r.Context())
		if most := d.Limits(r.Context()).TokenCalls; req.Via == guichet.API && most > 0 {
			key := sha256.Sum256([]byte(req.shown))
			if _, wait := d.called.take(string(key[:]), float64(most), time.Minute/time.Duration(most), d.Clock()); wait > 0 {
				if found, err := d.Find(r.Context(), req.shown); err == nil {
					req.Identity, req.Who, req.Language = found, found.Who, found.Person.Language
				}
				seconds := int64(math.Ceil(wait.Seconds()))
				d.Refuse(w, r, &guichet.Error{
					Kind: guichet.KindTooMany, Code: "too_many", RetryAfter: time.Duration(seconds) * time.Second,
					Args: guichet.Args{"seconds": seconds},
				})
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}
