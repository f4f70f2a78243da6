package mime_test

import (
	"strings"
	"testing"

	"guichet/internal/mime"
)

func TestWhoVouchesForALetter(t *testing.T) {
	t.Parallel()
	trusted := []string{"mx.solane.example"}
	for name, c := range map[string]struct {
		head string
		want bool
	}{
		"nobody":                          {"From: a@solane.example", false},
		"DMARC":                           {"Authentication-Results: mx.solane.example; dmarc=pass (p=reject) header.from=solane.example\nFrom: a@solane.example", true},
		"DMARC of another domain":         {"Authentication-Results: mx.solane.example; dmarc=pass header.from=evil.example\nFrom: a@solane.example", false},
		"DMARC that failed":               {"Authentication-Results: mx.solane.example; dmarc=fail header.from=solane.example\nFrom: a@solane.example", false},
		"a signature of the domain":       {"Authentication-Results: mx.solane.example 1; dkim=pass header.d=solane.example header.s=x\nFrom: A <a@Solane.example>", true},
		"a signature of one above":        {"Authentication-Results: mx.solane.example; dkim=pass header.i=@solane.example\nFrom: a@lyon.solane.example", true},
		"a signature of one below":        {"Authentication-Results: mx.solane.example; dkim=pass header.d=evil.solane.example\nFrom: a@solane.example", false},
		"a signature of a top level":      {"Authentication-Results: mx.solane.example; dkim=pass header.d=example\nFrom: a@solane.example", false},
		"the envelope":                    {"Authentication-Results: mx.solane.example;\n spf=pass smtp.mailfrom=a@solane.example\nFrom: a@solane.example", true},
		"the envelope of another":         {"Authentication-Results: mx.solane.example; spf=pass smtp.mailfrom=evil.example\nFrom: a@solane.example", false},
		"a server that is not trusted":    {"Authentication-Results: mx.evil.example; dmarc=pass header.from=solane.example\nFrom: a@solane.example", false},
		"a name within a comment":         {"Authentication-Results: mx.evil.example (mx.solane.example); dmarc=pass header.from=solane.example\nFrom: a@solane.example", false},
		"a result within a comment":       {"Authentication-Results: mx.solane.example; dmarc=fail (; dmarc=pass header.from=solane.example) header.from=solane.example\nFrom: a@solane.example", false},
		"a result within quotes":          {"Authentication-Results: mx.solane.example; spf=fail reason=\"; dmarc=pass header.from=solane.example\"\nFrom: a@solane.example", false},
		"one below the server's own":      {"Authentication-Results: mx.solane.example; dmarc=fail header.from=solane.example\nAuthentication-Results: mx.solane.example; dmarc=pass header.from=solane.example\nFrom: a@solane.example", false},
		"another server's above":          {"Authentication-Results: relay.example; none\nAuthentication-Results: mx.solane.example; dmarc=pass header.from=solane.example\nFrom: a@solane.example", true},
		"two who are named":               {"Authentication-Results: mx.solane.example; dmarc=pass header.from=solane.example\nFrom: a@solane.example, b@evil.example", false},
		"From twice":                      {"Authentication-Results: mx.solane.example; dmarc=pass header.from=solane.example\nFrom: a@solane.example\nFrom: b@solane.example", false},
		"two values of one property":      {"Authentication-Results: mx.solane.example; dmarc=pass header.from=evil.example header.from=solane.example\nFrom: a@solane.example", false},
		"none":                            {"Authentication-Results: mx.solane.example; none\nFrom: a@solane.example", false},
		"spaces around the sign of equal": {"Authentication-Results: mx.solane.example; dmarc = pass header.from = solane.example\nFrom: a@solane.example", true},
	} {
		l, err := mime.Parse([]byte(strings.ReplaceAll(c.head+"\nSubject: x\n\nx\n", "\n", "\r\n")))
		if err != nil {
			t.Fatal(err)
		}
		if got := l.Vouched(trusted); got != c.want {
			t.Errorf("%s: vouched %v", name, got)
		}
		if l.Vouched(nil) {
			t.Errorf("%s: vouched for by nobody", name)
		}
	}
}

func TestWhatServersCallSpam(t *testing.T) {
	t.Parallel()
	for head, want := range map[string]bool{
		"X-Spam-Flag: YES": true, "X-Spam-Status: Yes, score=9.1": true, "X-Spam-Status: No, score=-1": false, "X-Spam-Flag: NO": false,
		"X-MS-Exchange-Organization-SCL: 6": true, "X-MS-Exchange-Organization-SCL: 1": false, "X-MS-Exchange-Organization-SCL: -1": false,
		"X-Forefront-Antispam-Report: CIP:1.2.3.4;SFV:SPM;H:x": true, "X-Forefront-Antispam-Report: CIP:1.2.3.4;SFV:NSPM;H:x": false,
		"X-Mailer: x": false,
	} {
		l, err := mime.Parse([]byte("From: a@b.example\r\n" + head + "\r\n\r\nx\r\n"))
		if err != nil || l.Spam != want {
			t.Errorf("%s: spam %v, %v", head, l.Spam, err)
		}
	}
}
