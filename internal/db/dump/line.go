package dump

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/bits"
	"strconv"
)

// AppendLine writes a row as a line of JSON, an object by column. Bytes are
// base64.
func AppendLine(out []byte, columns []Column, values []any) ([]byte, error) {
	out = append(out, '{')
	for i, c := range columns {
		if i > 0 {
			out = append(out, ',')
		}
		out = strconv.AppendQuote(out, c.Name)
		out = append(out, ':')
		switch v := values[i].(type) {
		case nil:
			out = append(out, "null"...)
		case int64:
			out = strconv.AppendInt(out, v, 10)
		case float64:
			out = strconv.AppendFloat(out, v, 'g', -1, 64)
		case []byte:
			out = append(out, '"')
			out = base64.StdEncoding.AppendEncode(out, v)
			out = append(out, '"')
		case string:
			var err error
			if out, err = appendText(out, v); err != nil {
				return nil, err
			}
		default:
			return nil, fmt.Errorf("%s: a value of type %T", c.Name, v)
		}
	}
	return append(out, '}', '\n'), nil
}

// appendText writes a text as JSON does.
func appendText(out []byte, text string) ([]byte, error) {
	plain := true
	for i := range len(text) {
		if c := text[i]; c < ' ' || c == '"' || c == '\\' || c >= 0x7f {
			plain = false
			break
		}
	}
	if plain {
		out = append(out, '"')
		out = append(out, text...)
		return append(out, '"'), nil
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(text); err != nil {
		return nil, err
	}
	return append(out, bytes.TrimSuffix(b.Bytes(), []byte("\n"))...), nil
}

var errLine = errors.New("the line does not have the columns of its table")

// ParseLine reads a line back.
func ParseLine(line []byte, columns []Column) ([]any, error) {
	d := json.NewDecoder(bytes.NewReader(line))
	d.UseNumber()
	var row map[string]any
	if err := d.Decode(&row); err != nil {
		return nil, fmt.Errorf("read a line: %w", err)
	}
	if len(row) != len(columns) {
		return nil, errLine
	}
	values := make([]any, len(columns))
	for i, c := range columns {
		v, known := row[c.Name]
		if !known {
			return nil, errLine
		}
		var err error
		switch v := v.(type) {
		case nil:
		case json.Number:
			if c.Type == Real {
				values[i], err = v.Float64()
			} else {
				values[i], err = v.Int64()
			}
		case string:
			values[i] = v
			if c.Type == Bytes {
				values[i], err = base64.StdEncoding.DecodeString(v)
			}
		default:
			err = fmt.Errorf("%s: a value of type %T", c.Name, v)
		}
		if err != nil {
			return nil, err
		}
	}
	return values, nil
}

// Content tells what rows a table holds, in whatever order: how many, and the sum
// of their digests.
type Content struct {
	Rows int64
	sum  [4]uint64
}

// Add adds a row by its line.
func (c *Content) Add(line []byte) {
	digest := sha256.Sum256(line)
	carry := uint64(0)
	for i := range c.sum {
		c.sum[i], carry = bits.Add64(c.sum[i], binary.LittleEndian.Uint64(digest[8*i:]), carry)
	}
	c.Rows++
}

// Sum is the digest of all rows.
func (c *Content) Sum() string {
	var b [32]byte
	for i, part := range c.sum {
		binary.LittleEndian.PutUint64(b[8*i:], part)
	}
	return hex.EncodeToString(b[:])
}
