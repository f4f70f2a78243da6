package contract

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/field"
	"guichet/internal/person"
	"guichet/internal/phrase"
)

// Problem is an error by RFC 9457, with a code for programs. It never repeats
// the value that was refused.
type Problem struct {
	Type      string     `json:"type" doc:"What kind of problem: a path of the API reference."`
	Title     string     `json:"title" doc:"What happened, in the reader's language."`
	Status    int        `json:"status"`
	Detail    string     `json:"detail,omitempty" doc:"What to do about it, in the reader's language."`
	Code      ErrorCode  `json:"code"`
	Errors    []Mistake  `json:"errors,omitempty" nullable:"false" doc:"Each field that is wrong."`
	Conflicts []Conflict `json:"conflicts,omitempty" nullable:"false" doc:"Each field that somebody else changed meanwhile."`
	RequestID string     `json:"request_id"`

	Language guichet.Language `json:"-"` // of its sentences

	retryAfter time.Duration
}

// Mistake is what is wrong with one field.
type Mistake struct {
	Location string    `json:"location" doc:"The field, such as title or resolution.text."`
	Message  string    `json:"message"`
	Code     ErrorCode `json:"code"`
}

// Conflict is a field that somebody else changed since it was read.
type Conflict struct {
	Field  string    `json:"field"`
	Name   string    `json:"name,omitempty" doc:"What a field that an administrator added is called; its values are then as people say them."`
	Yours  any       `json:"yours"`
	Theirs any       `json:"theirs"`
	By     Ref       `json:"by"`
	At     time.Time `json:"at"`
}

// Error is for the log.
func (p *Problem) Error() string { return string(p.Code) }

// GetStatus is the status of the response.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is that of RFC 9457.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// GetHeaders says in which language it is, and when to come back.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	if p.Language != "" {
		h.Set("Content-Language", string(p.Language))
	}
	if p.retryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(int(math.Ceil(p.retryAfter.Seconds()))))
	}
	return h
}

// statusGone is what the log has for a request whose caller hung up.
const statusGone = 499

func status(k guichet.Kind) int {
	switch k {
	case guichet.KindInvalid:
		return http.StatusUnprocessableEntity
	case guichet.KindUnauthenticated:
		return http.StatusUnauthorized
	case guichet.KindForbidden:
		return http.StatusForbidden
	case guichet.KindNotFound:
		return http.StatusNotFound
	case guichet.KindConflict:
		return http.StatusConflict
	case guichet.KindTooLarge:
		return http.StatusRequestEntityTooLarge
	case guichet.KindTooMany:
		return http.StatusTooManyRequests
	case guichet.KindUnavailable:
		return http.StatusServiceUnavailable
	default:
		return http.StatusInternalServerError
	}
}

// problem says an error in the reader's language. What went wrong inside goes to
// the log alone, under the request's id.
func (d *Door) problem(ctx context.Context, err error) *Problem {
	req := RequestOf(ctx)
	e := guichet.AsError(err)
	switch {
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		// Whoever asked went away: nobody reads this answer, and nothing failed.
		d.Logger.DebugContext(ctx, "request given up by the caller", "request", req.id)
		return &Problem{Type: "about:blank", Status: statusGone, Code: ErrorCode(e.Code), RequestID: req.id}
	case e.Kind == guichet.KindInternal || e.Kind == guichet.KindUnavailable:
		d.Logger.ErrorContext(ctx, "request failed", "request", req.id, "error", err.Error())
	}
	permission, _ := e.Args["permission"].(string)
	req.refused = refused{e.Code, permission}
	title, detail := phrase.Error(req.Language, e)
	p := &Problem{
		Type: "/api/docs#error-" + e.Code, Title: title, Detail: detail, Status: status(e.Kind), Code: ErrorCode(e.Code),
		RequestID: req.id, Language: req.Language, retryAfter: e.RetryAfter,
	}
	for _, m := range append([]*guichet.Error{e}, e.Others...) {
		if m.Field != "" {
			_, sentence := phrase.Error(req.Language, m)
			p.Errors = append(p.Errors, Mistake{Location: m.Field, Message: sentence, Code: ErrorCode(m.Code)})
		}
	}
	if len(e.Conflicts) > 0 {
		p.Conflicts = d.conflicts(ctx, e.Conflicts)
	}
	return p
}

// say tells a field that an administrator added by its name.
func (c *Conflict) say(ctx context.Context, tx *db.Tx, l guichet.Language) error {
	id, custom := strings.CutPrefix(c.Field, field.Prefix)
	if !custom {
		return nil
	}
	all, err := field.List(ctx, tx)
	if err != nil {
		return err
	}
	f, _ := all.Get(id)
	yours, theirs := fmt.Sprint(c.Yours), fmt.Sprint(c.Theirs)
	people, err := person.Names(ctx, tx, []string{yours, theirs})
	speaker := field.Speaker{Language: l, Zone: RequestOf(ctx).Person.Zone, People: people}
	c.Name, c.Yours, c.Theirs = f.Name(l), speaker.Say(f, yours), speaker.Say(f, theirs)
	return err
}

func (d *Door) conflicts(ctx context.Context, clashes []guichet.Clash) []Conflict {
	out := make([]Conflict, len(clashes))
	for i, c := range clashes {
		out[i] = Conflict{Field: c.Field, Yours: c.Yours, Theirs: c.Theirs, By: Ref{ID: c.By}, At: c.At}
	}
	language := RequestOf(ctx).Language
	// Names are a courtesy: without them the conflict is still told.
	err := d.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		for i := range out {
			p, err := person.Get(ctx, tx, out[i].By.ID)
			if err != nil {
				return err
			}
			out[i].By.Name = p.Name
			if err := out[i].say(ctx, tx, language); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		d.Logger.WarnContext(ctx, "name who changed it", "error", err.Error())
	}
	return out
}

// Refuse answers before a route was reached.
func (d *Door) Refuse(w http.ResponseWriter, r *http.Request, err error) {
	d.send(w, r, d.problem(r.Context(), err))
}

func (d *Door) send(w http.ResponseWriter, r *http.Request, p *Problem) {
	for name, values := range p.GetHeaders() {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Type", p.ContentType(""))
	w.WriteHeader(p.Status)
	if err := json.NewEncoder(w).Encode(p); err != nil {
		d.Logger.DebugContext(r.Context(), "answer a refusal", "error", err.Error())
	}
}

func forbiddenOrigin() error {
	return &guichet.Error{Kind: guichet.KindForbidden, Code: "cross_origin"}
}

// transform turns the mistakes that the contract itself found (a wrong type, a
// field too many) into problems of ours: in the reader's language, and without
// the value, which may be a password.
func (d *Door) transform(ctx huma.Context, _ string, v any) (any, error) {
	found, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	var mistakes []*guichet.Error
	for _, d := range found.Errors {
		mistakes = append(mistakes, contractMistake(d))
	}
	err := guichet.Join(mistakes...)
	if err == nil {
		err = contractError(found)
	}
	p := d.problem(ctx.Context(), err)
	p.Status = found.Status
	ctx.SetHeader("Content-Language", string(p.Language))
	return p, nil
}

func contractError(found *huma.ErrorModel) error {
	switch found.Status {
	case http.StatusRequestEntityTooLarge:
		return &guichet.Error{Kind: guichet.KindTooLarge, Code: "too_large", Field: "body", Args: guichet.Args{"max": bodyMost}}
	case http.StatusUnsupportedMediaType, http.StatusBadRequest, http.StatusUnprocessableEntity, http.StatusNotAcceptable:
		return guichet.Invalid("body", "invalid_json", nil).Because(errors.New(found.Detail))
	default:
		return errors.New(found.Detail)
	}
}

// contractMistake names what the contract found wrong with a field.
func contractMistake(d *huma.ErrorDetail) *guichet.Error {
	field := strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(d.Location, "body."), "query."), "path.")
	says := func(parts ...string) bool {
		for _, p := range parts {
			if strings.Contains(d.Message, p) {
				return true
			}
		}
		return false
	}
	switch {
	case says("required property"):
		_, rest, _ := strings.Cut(d.Message, "required property ")
		name, _, _ := strings.Cut(rest, " ")
		if field == "body" || field == "" {
			return guichet.Invalid(name, "required", nil)
		}
		return guichet.Invalid(field+"."+name, "required", nil)
	case says("unexpected property", "unknown query parameter"):
		return guichet.Invalid(field, "unknown_field", nil)
	case says("expected string to be", "date-time", "RFC 3339"):
		return guichet.Invalid(field, "bad_time", nil)
	case says("expected value to be one of"):
		return guichet.Invalid(field, "unknown_value", nil)
	case says("Go struct field"):
		return guichet.Invalid(unfitField(d.Message), "wrong_type", nil)
	case says("unmarshal", "invalid character", "unexpected end", "unexpected EOF"):
		return guichet.Invalid("body", "invalid_json", nil)
	default:
		return guichet.Invalid(field, "wrong_type", nil)
	}
}

// unfitField is the field whose value did not fit, as the decoder names it: a
// number of 1e30 is an integer, and no int64. Names of Go before it, of the body
// and of what it is made of, are no part of the contract: ours begin small.
func unfitField(message string) string {
	_, named, _ := strings.Cut(message, "Go struct field ")
	named, _, _ = strings.Cut(named, " of type")
	parts := strings.Split(named, ".")[1:]
	for len(parts) > 0 && (parts[0] == "" || strings.ToLower(parts[0][:1]) != parts[0][:1]) {
		parts = parts[1:]
	}
	if len(parts) == 0 {
		return "body"
	}
	return strings.Join(parts, ".")
}
