package mime

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Identity is the digest, in hexadecimal, of what of a letter stays the same when it is delivered
// again. A server that is stopped after it delivered and before it said so
// delivers twice (RFC 5321, 4.5.3.2.6 and 6.1), and each time the servers on the
// way write their own fields above it: the bytes differ, the letter is one.
//
// It is made of the body and of what the sender wrote in the head; and of what
// servers found of its sender, so that a copy by somebody else never stands for
// the letter itself. A letter without a Message-ID or a Date has none: a machine may
// well write the same twice.
func Identity(raw []byte) string {
	h, named, in := sha256.New(), 0, false
	end := headEnd(raw)
	for line := range bytes.Lines(raw[:end]) {
		if line[0] != ' ' && line[0] != '\t' {
			name, value, _ := bytes.Cut(line, []byte(":"))
			in = false
			switch strings.ToLower(string(bytes.TrimSpace(name))) {
			case "message-id", "date":
				in = len(bytes.TrimSpace(value)) > 0
				if in {
					named++
				}
			case "from", "sender", "reply-to", "to", "cc", "subject", "in-reply-to", "references", "content-type",
				"resent-from", "resent-date", "resent-message-id", // sent once more by somebody, on purpose
				"return-path", "authentication-results":
				in = true
			}
		}
		if in {
			h.Write(line)
		}
	}
	if named < 2 {
		return ""
	}
	h.Write(raw[end:])
	return hex.EncodeToString(h.Sum(nil))
}
