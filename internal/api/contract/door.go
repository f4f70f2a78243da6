// Package contract is what every route of the API shares: how a request is
// identified and bounded, how an error is said, how a repeated POST gets one
// answer, and how it all is described. It knows no noun: the routes of a noun
// stand in package api, under its name.
package contract

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"guichet/internal/auth"
	"guichet/internal/db"
)

// Config is what the door needs of the house.
type Config struct {
	DB       *db.DB
	TokenKey auth.Key
	Clock    func() time.Time
	Random   io.Reader
	Logger   *slog.Logger
	Version  string
	Proxies  []netip.Prefix // whose word on where a request comes from is taken
}

// bodyMost bounds a body of JSON, whatever is set.
const bodyMost = 10 << 20

// Door is the API without its routes.
type Door struct {
	Config
	Mux *http.ServeMux
	API huma.API

	// Hides tells whether what a path names is there, though it was answered that
	// there is no such thing; nil: nothing is.
	Hides func(ctx context.Context, tx *db.Tx, path string) (bool, error)

	limits limits
	noted  pace // refusals that were written down
	called pace // calls by tokens

	memory      memory
	compressors sync.Pool
}

// NewDoor builds the door; Route adds to it.
func NewDoor(c Config) *Door {
	d := &Door{Config: c, Mux: http.NewServeMux()}
	d.API = humago.New(d.Mux, d.describe())
	return d
}

// Handler is the door with its locks.
func (d *Door) Handler() http.Handler {
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.Refuse(w, r, forbiddenOrigin())
	}))
	return d.observed(protection.Handler(d.compressed(d.paced(d.recalled(d.identified(d.limited(http.HandlerFunc(d.routed))))))))
}

// Description is the OpenAPI document.
func (d *Door) Description() ([]byte, error) { return d.API.OpenAPI().MarshalJSON() }

func (d *Door) describe() huma.Config {
	c := huma.DefaultConfig("Guichet", d.Version)
	c.Info.Description = "The programming interface of Guichet, a service desk. Everything its screens do, they do through it."
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "", "", ""
	c.CreateHooks = nil
	c.RejectUnknownQueryParameters = true
	c.Transformers = []huma.Transformer{d.transform}
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"session": {Type: "apiKey", In: "cookie", Name: SessionCookie, Description: "What our screens use."},
		"token":   {Type: "http", Scheme: "bearer", Description: "A personal token, made on the account page."},
	}
	c.Security = []map[string][]string{{"session": {}}, {"token": {}}}
	return c
}
