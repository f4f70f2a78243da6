// Package api is the door for programs and for our own screens: typed routes,
// one file for each noun, described by one OpenAPI document. It knows HTTP and
// nothing else does below it; it decides nothing, it calls the verbs.
package api

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"guichet/internal/auth"
	"guichet/internal/blob"
	"guichet/internal/db"
	"guichet/internal/live"
	"guichet/internal/mailbox"
)

// Config is what the door needs of the house.
type Config struct {
	DB       *db.DB
	Blobs    blob.Store
	Live     *live.Hub
	Gate     *auth.Gate
	TokenKey auth.Key
	Seal     *mailbox.Keys
	Clock    func() time.Time
	Random   io.Reader
	Logger   *slog.Logger
	Secure   bool // served over TLS, by us or by a proxy: cookies say so
	Samples  []SampleAccount
	Version  string
}

// Limits of a request.
const (
	bodyMost       = 1 << 20  // JSON
	attachmentMost = 25 << 20 // one file
)

// API serves everything below /api/.
type API struct {
	Config
	mux  *http.ServeMux
	huma huma.API
}

// New builds the door.
func New(c Config) *API {
	a := &API{Config: c, mux: http.NewServeMux()}
	a.huma = humago.New(a.mux, a.describe())
	for _, room := range []func(){
		a.deskRoutes, a.sessionRoutes, a.meRoutes, a.tokenRoutes, a.incidentRoutes, a.conversationRoutes, a.attachmentRoutes,
		a.searchRoutes, a.personRoutes, a.teamRoutes, a.mailboxRoutes, a.liveRoutes, a.vocabularyRoutes, a.referenceRoutes,
	} {
		room()
	}
	return a
}

// Handler is the door with its locks.
func (a *API) Handler() http.Handler {
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.refuse(w, r, forbiddenOrigin())
	}))
	return a.observed(protection.Handler(a.limited(a.identified(a.mux))))
}

// Description is the OpenAPI document.
func (a *API) Description() ([]byte, error) { return a.huma.OpenAPI().MarshalJSON() }

func (a *API) describe() huma.Config {
	c := huma.DefaultConfig("Guichet", a.Version)
	c.Info.Description = "The programming interface of Guichet, a service desk. Everything its screens do, they do through it."
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "", "", ""
	c.CreateHooks = nil
	c.RejectUnknownQueryParameters = true
	c.Transformers = []huma.Transformer{a.transform}
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"session": {Type: "apiKey", In: "cookie", Name: sessionCookie, Description: "What our screens use."},
		"token":   {Type: "http", Scheme: "bearer", Description: "A personal token, made on the account page."},
	}
	c.Security = []map[string][]string{{"session": {}}, {"token": {}}}
	return c
}

// route registers one operation: its errors become problems in the reader's
// language, whatever room they come from.
func route[In, Out any](a *API, op huma.Operation, f func(context.Context, *In) (*Out, error)) {
	op.MaxBodyBytes = bodyMost
	op.Responses = map[string]*huma.Response{"default": {
		Description: "What went wrong",
		Content: map[string]*huma.MediaType{"application/problem+json": {
			Schema: a.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[Problem](), true, "Problem"),
		}},
	}}
	huma.Register(a.huma, op, func(ctx context.Context, in *In) (*Out, error) {
		out, err := f(ctx, in)
		if err != nil {
			return nil, a.problem(ctx, err)
		}
		return out, nil
	})
}

// get, post, patch and remove describe the usual operations.
func get(id, path, summary string) huma.Operation {
	return huma.Operation{OperationID: id, Method: http.MethodGet, Path: path, Summary: summary, Tags: tags(path)}
}

func post(id, path, summary string) huma.Operation {
	return huma.Operation{
		OperationID: id, Method: http.MethodPost, Path: path, Summary: summary, DefaultStatus: http.StatusCreated, Tags: tags(path),
	}
}

func patch(id, path, summary string) huma.Operation {
	return huma.Operation{OperationID: id, Method: http.MethodPatch, Path: path, Summary: summary, Tags: tags(path)}
}

func remove(id, path, summary string) huma.Operation {
	return huma.Operation{
		OperationID: id, Method: http.MethodDelete, Path: path, Summary: summary, DefaultStatus: http.StatusNoContent, Tags: tags(path),
	}
}

// tags groups operations by the noun in their path.
func tags(path string) []string {
	const root = len("/api/")
	for i := root; i < len(path); i++ {
		if path[i] == '/' {
			return []string{path[root:i]}
		}
	}
	return []string{path[root:]}
}

// open marks an operation that needs no sign-in.
func open(op huma.Operation) huma.Operation {
	op.Security = []map[string][]string{}
	return op
}

// item is the body of one thing.
type item[T any] struct{ Body T }

// list is the body of a page of things.
type list[T any] struct {
	Body struct {
		Items []T    `json:"items" nullable:"false"`
		Next  string `json:"next" doc:"The cursor of the next page; empty at the end."`
	}
}

func listed[T any](items []T, next string) *list[T] {
	l := &list[T]{}
	if items == nil {
		items = []T{}
	}
	l.Body.Items, l.Body.Next = items, next
	return l
}

// Ref names a thing that has a page of its own.
type Ref struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func refOrNil(id, name string) *Ref {
	if id == "" {
		return nil
	}
	return &Ref{ID: id, Name: name}
}

// momentOrNil is a moment as the contract has it: UTC, or null for none.
func momentOrNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
