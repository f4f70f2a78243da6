package mime

import (
	"strings"
	"testing"
)

func TestALetterDeliveredAgainIsOne(t *testing.T) {
	t.Parallel()
	const letter = "From: Marc <marc@example.org>\r\nTo: support@example.org\r\nSubject: Souris\r\n muette\r\nDate: Mon, 2 Nov 2026 10:00:00 +0100\r\nMessage-ID: <1@example.org>\r\n\r\nBonjour\r\n"
	one := Identity([]byte("Return-Path: <marc@example.org>\r\nReceived: from a\r\n\tby b; Mon, 2 Nov 2026 10:00:01 +0100\r\n" + letter))
	again := Identity([]byte("Return-Path: <marc@example.org>\r\nDelivered-To: support@example.org\r\nReceived: from a\r\n\tby b; Mon, 2 Nov 2026 10:05:01 +0100\r\n" + letter))
	if one != again {
		t.Error("a letter that is delivered again is another")
	}
	for what, other := range map[string]string{
		"another text":             strings.Replace(letter, "Bonjour", "Bonsoir", 1),
		"another subject":          strings.Replace(letter, "muette", "perdue", 1),
		"another Message-ID":       strings.Replace(letter, "<1@", "<2@", 1),
		"another date":             strings.Replace(letter, "10:00:00", "10:00:01", 1),
		"another sender":           strings.Replace(letter, "marc@", "marie@", 1),
		"sent once more":           "Resent-Date: Mon, 2 Nov 2026 11:00:00 +0100\r\n" + letter,
		"another answer on sender": "Authentication-Results: mx.example.org; dkim=fail\r\n" + letter,
	} {
		if Identity([]byte("Return-Path: <marc@example.org>\r\n"+other)) == one {
			t.Error(what, "is taken for the same letter")
		}
	}
	for _, missing := range []string{"Message-ID: <1@example.org>\r\n", "Date: Mon, 2 Nov 2026 10:00:00 +0100\r\n"} {
		bare := strings.Replace(letter, missing, "", 1)
		if Identity([]byte(bare)) != "" {
			t.Errorf("letters without %q are one", missing)
		}
	}
	Identity(nil)
	Identity([]byte("\r\n\r\n"))
}
