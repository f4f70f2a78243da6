package contract

import (
	"context"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// Route registers one operation: its errors become problems in the reader's
// language, whatever room they come from.
func Route[In, Out any](d *Door, op huma.Operation, f func(context.Context, *In) (*Out, error)) {
	op.MaxBodyBytes = bodyMost
	op.Responses = map[string]*huma.Response{"default": {
		Description: "What went wrong",
		Content: map[string]*huma.MediaType{"application/problem+json": {
			Schema: d.API.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[Problem](), true, "Problem"),
		}},
	}}
	_, recallable := op.Metadata[recalledKey]
	huma.Register(d.API, op, func(ctx context.Context, in *In) (*Out, error) {
		if recallable {
			RequestOf(ctx).recallable = true
		}
		out, err := f(ctx, in)
		if err != nil {
			return nil, d.problem(ctx, err)
		}
		return out, nil
	})
}

// Get describes an operation that reads.
func Get(id, path, summary string) huma.Operation {
	return huma.Operation{OperationID: id, Method: http.MethodGet, Path: path, Summary: summary, Tags: tags(path)}
}

// Post describes an operation that makes something.
func Post(id, path, summary string) huma.Operation {
	return huma.Operation{
		OperationID: id, Method: http.MethodPost, Path: path, Summary: summary, DefaultStatus: http.StatusCreated, Tags: tags(path),
	}
}

// Patch describes an operation that changes something.
func Patch(id, path, summary string) huma.Operation {
	return huma.Operation{OperationID: id, Method: http.MethodPatch, Path: path, Summary: summary, Tags: tags(path)}
}

// Put describes an operation that keeps something as it is given.
func Put(id, path, summary string) huma.Operation {
	return huma.Operation{OperationID: id, Method: http.MethodPut, Path: path, Summary: summary, Tags: tags(path)}
}

// Remove describes an operation that takes something away.
func Remove(id, path, summary string) huma.Operation {
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

// Open marks an operation that needs no sign-in.
func Open(op huma.Operation) huma.Operation {
	op.Security = []map[string][]string{}
	return op
}

// Item is the body of one thing.
type Item[T any] struct{ Body T }

// List is the body of a page of things.
type List[T any] struct {
	Body struct {
		Items []T    `json:"items" nullable:"false"`
		Next  string `json:"next" doc:"The cursor of the next page; empty at the end."`
	}
}

// Listed is a page as a body; its items are never null.
func Listed[T any](items []T, next string) *List[T] {
	l := &List[T]{}
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

// RefOrNil names a thing, or nothing.
func RefOrNil(id, name string) *Ref {
	if id == "" {
		return nil
	}
	return &Ref{ID: id, Name: name}
}

// MomentOrNil is a moment as the contract has it: UTC, or null for none.
func MomentOrNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// RefIn names one record.
type RefIn struct {
	Ref string `path:"ref" maxLength:"40" doc:"The id or the reference, such as INC-000123."`
}

// WithRef is an act on one record.
type WithRef[T any] struct {
	RefIn
	Body T
}

// Done marks a POST that changes a thing instead of making one.
func Done(op huma.Operation) huma.Operation {
	op.DefaultStatus = http.StatusOK
	return op
}

// IDIn names one thing.
type IDIn struct {
	ID string `path:"id" maxLength:"40"`
}
