package guichet

import (
	"errors"
	"fmt"
	"time"
)

// Kind says what class of mistake an error is; a door turns it into its own
// protocol's status.
type Kind string

// The kinds of error.
const (
	KindInvalid         Kind = "invalid"         // the input is wrong: Field says where
	KindUnauthenticated Kind = "unauthenticated" // nobody is signed in
	KindForbidden       Kind = "forbidden"       // signed in, without the right
	KindNotFound        Kind = "not_found"       // there is none, or none that the reader may see
	KindConflict        Kind = "conflict"        // the record moved on since it was read
	KindTooLarge        Kind = "too_large"
	KindTooMany         Kind = "too_many" // a limit of rate; RetryAfter says how long
	KindUnavailable     Kind = "unavailable"
	KindInternal        Kind = "internal"
)

// Args are the values a sentence is completed with. They never hold a secret
// nor the value that was refused.
type Args map[string]any

// Error is a mistake with a code for machines, the field it is about, what a
// sentence for people needs (package phrase has the sentences, under Code) and
// the cause, which goes to the log only.
type Error struct {
	Kind       Kind
	Code       string
	Field      string
	Args       Args
	RetryAfter time.Duration
	Conflicts  []Clash
	Others     []*Error // further mistakes of the same input
	Cause      error
}

// Clash is one field that somebody else changed since it was read.
type Clash struct {
	Field  string
	Yours  any
	Theirs any
	By     string // person id
	At     time.Time
}

// Error is the text for the log.
func (e *Error) Error() string {
	return fmt.Sprintf("%s (%s): %v", e.Code, e.Field, e.Cause)
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Because adds the cause, for the log.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.Cause = cause
	return &c
}

// Invalid is a mistake in one field of the input.
func Invalid(field, code string, args Args) *Error {
	return &Error{Kind: KindInvalid, Code: code, Field: field, Args: args}
}

// NotFound says that there is no such thing, or none that the reader may see:
// the two are never told apart.
func NotFound() *Error { return &Error{Kind: KindNotFound, Code: "not_found"} }

// Forbidden is a refused right.
func Forbidden(permission string) *Error {
	return &Error{Kind: KindForbidden, Code: "forbidden", Args: Args{"permission": permission}}
}

// Unauthenticated asks for a sign-in.
func Unauthenticated(code string) *Error { return &Error{Kind: KindUnauthenticated, Code: code} }

// Conflict lists what somebody else changed meanwhile.
func Conflict(clashes ...Clash) *Error {
	return &Error{Kind: KindConflict, Code: "conflict", Conflicts: clashes}
}

// Unavailable says that the service cannot answer now and may later.
func Unavailable(code string, cause error) *Error {
	return &Error{Kind: KindUnavailable, Code: code, Cause: cause}
}

// Join collects mistakes of several fields into one error; nil when there is
// none.
func Join(mistakes ...*Error) error {
	var first *Error
	for _, m := range mistakes {
		switch {
		case m == nil:
		case first == nil:
			c := *m
			first = &c
		default:
			first.Others = append(first.Others, m)
		}
	}
	if first == nil {
		return nil
	}
	return first
}

// AsError finds the Error in err's chain; anything else is internal, and its
// text is for the log only.
func AsError(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Kind: KindInternal, Code: "internal", Cause: err}
}

// IsKind tells whether err is an Error of the kind.
func IsKind(err error, k Kind) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == k
}

// Doing wraps err with what was being done; nil stays nil.
func Doing(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}
