package db

import (
	"database/sql/driver"
	"fmt"
	"math"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	"guichet"
)

// readied turns arguments into the few types that both drivers take alike. The
// caller's slice is left as it is: fn may run again.
func readied(args []any) ([]any, error) {
	var out []any
	for i, a := range args {
		var v any
		switch a := a.(type) {
		case int64, bool, float64, nil:
			continue
		case string:
			if err := checkText(a); err != nil {
				return nil, err
			}
			continue
		case []byte:
			if a != nil {
				continue
			}
			v = []byte{} // a column of bytes has no NULL
		case int:
			v = int64(a)
		case time.Time:
			v = milliseconds(a)
		default:
			var err error
			if v, err = readiedByKind(a); err != nil {
				return nil, fmt.Errorf("argument $%d: %w", i+1, err)
			}
		}
		if out == nil {
			out = append([]any(nil), args...)
		}
		out[i] = v
	}
	if out == nil {
		return args, nil
	}
	return out, nil
}

// readiedByKind is the slow way, for named types and pointers.
func readiedByKind(a any) (any, error) {
	if v, ok := a.(driver.Valuer); ok {
		inner, err := v.Value()
		if err != nil {
			return nil, err
		}
		out, err := readied([]any{inner})
		if err != nil {
			return nil, err
		}
		return out[0], nil
	}
	r := reflect.ValueOf(a)
	switch r.Kind() {
	case reflect.String:
		return r.String(), checkText(r.String())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return r.Int(), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if r.Uint() > math.MaxInt64 {
			return nil, fmt.Errorf("%T is too large", a)
		}
		return int64(r.Uint()), nil
	case reflect.Bool:
		return r.Bool(), nil
	case reflect.Float32, reflect.Float64:
		return r.Float(), nil
	case reflect.Slice:
		if r.Type().Elem().Kind() == reflect.Uint8 {
			return append([]byte{}, r.Bytes()...), nil
		}
	case reflect.Pointer:
		if r.IsNil() {
			return nil, nil
		}
		out, err := readied([]any{r.Elem().Interface()})
		if err != nil {
			return nil, err
		}
		return out[0], nil
	}
	return nil, fmt.Errorf("db: %T cannot be stored", a)
}

// checkText is the last guard of a promise that the doors keep: text is valid
// UTF-8 without NUL. SQLite would take anything; PostgreSQL refuses.
func checkText(s string) error {
	if !utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0 {
		return guichet.Invalid("", "text.unreadable", nil)
	}
	return nil
}

// milliseconds is how a time is stored: the zero time is 0.
func milliseconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}
